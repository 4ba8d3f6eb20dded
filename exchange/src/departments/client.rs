//! 查询客户端 (client) — asks one department about one person over HTTP and turns whatever happens into an [`Outcome`].

use super::breaker::{Breaker, Leave};
use super::catalogue::{Catalogue, Department};
use super::connect::{ConnectError, Link};
use super::outcome::{Outcome, Reply};
use super::query::Query;
use super::secret::{SecretError, SecretRing, word};
use super::sign;
use crate::reach::{Arrived, Missed, Reach, under};
use crate::{Clock, strict_json};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;
use sm3::{Digest, Sm3};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// All departments with their links, secrets and circuits.
pub struct Departments {
    catalogue: Catalogue,
    links: HashMap<String, Link>,
    reach: Reach,
    secrets: SecretRing,
    circuits: Mutex<HashMap<String, Breaker>>,
    clock: Clock,
}

impl Departments {
    /// Connects the departments for which there is a link; the others answer [`Outcome::NotConnected`].
    ///
    /// # Errors
    /// [`ConnectError`] when a link names no row of the catalogue or a row twice.
    pub fn new(catalogue: Catalogue, links: Vec<Link>, clock: Clock) -> Result<Self, ConnectError> {
        let mut by_code = HashMap::new();
        for link in links {
            if catalogue.get(&link.department).is_none() {
                return Err(ConnectError::UnknownDepartment(link.department));
            }
            if let Some(earlier) = by_code.insert(link.department.clone(), link) {
                return Err(ConnectError::Twice(earlier.department));
            }
        }
        Ok(Self { catalogue, links: by_code, reach: Reach::new()?, secrets: SecretRing::default(), circuits: Mutex::default(), clock })
    }

    /// The rows.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Is the department's circuit open at the moment? For the status page.
    #[must_use]
    pub fn is_paused(&self, code: &str) -> bool {
        self.circuits.lock().unwrap_or_else(PoisonError::into_inner).get(code).is_some_and(Breaker::is_open)
    }

    /// Asks one department. Never fails: silence, errors and nonsense are outcomes (T37).
    pub async fn ask(&self, query: &Query) -> Reply {
        let asked_at = (self.clock)();
        let body = serde_json::to_vec(query).unwrap_or_default();
        let request_digest = digest(&body);
        let (outcome, response_digest) = match self.admit(query) {
            Ok((department, link)) => self.ask_through(department, link, query, body).await,
            Err(outcome) => (*outcome, None),
        };
        tracing::info!(department = %query.department, query_no = %query.query_no, outcome = outcome.word(), "department asked");
        let answered_at = (self.clock)();
        Reply { department: query.department.clone(), outcome, asked_at, answered_at, request_digest, response_digest }
    }

    /// Asks several departments at the same time; replies come in the order of the questions (JX2019-4/3.2b).
    pub async fn ask_all(&self, queries: &[Query]) -> Vec<Reply> {
        futures::future::join_all(queries.iter().map(|query| self.ask(query))).await
    }

    fn admit(&self, query: &Query) -> Result<(&Department, &Link), Box<Outcome>> {
        if let Err((code, sentence)) = query.check() {
            return Err(Box::new(Outcome::Refused { code: code.to_owned(), message: sentence.to_owned() }));
        }
        let department = self.catalogue.get(&query.department).ok_or_else(|| Box::new(Outcome::NotConnected))?;
        let link = self.links.get(&query.department).ok_or_else(|| Box::new(Outcome::NotConnected))?;
        let now = (self.clock)();
        let leave = self.circuit(&query.department, |circuit| circuit.leave(now));
        match leave {
            Leave::Ask => Ok((department, link)),
            Leave::Wait { until } => Err(Box::new(Outcome::Paused { until })),
        }
    }

    fn circuit<T>(&self, code: &str, act: impl FnOnce(&mut Breaker) -> T) -> T {
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        act(circuits.entry(code.to_owned()).or_default())
    }

    async fn ask_through(&self, department: &Department, link: &Link, query: &Query, body: Vec<u8>) -> (Outcome, Option<String>) {
        let mut sent = self.send(department, link, &body).await;
        if matches!(&sent, Ok(arrived) if arrived.status == 401) {
            // The platform no longer takes our secret, whatever end it had named: fetch another and ask once more.
            self.secrets.forget(link).await;
            sent = self.send(department, link, &body).await;
        }
        let (outcome, response_digest) = match sent {
            Ok(arrived) => (read(department, query, &arrived), Some(digest(&arrived.body))),
            Err(outcome) => (outcome, None),
        };
        let now = (self.clock)();
        self.circuit(&department.code, |circuit| match outcome {
            Outcome::TimedOut { .. } | Outcome::Unreachable { .. } | Outcome::Malformed { .. } => circuit.failed(now),
            _ => circuit.succeeded(),
        });
        (outcome, response_digest)
    }

    async fn send(&self, department: &Department, link: &Link, body: &[u8]) -> Result<Arrived, Outcome> {
        let secret = self.secrets.current(&self.reach, link, &self.clock).await.map_err(unsigned)?;
        let rtime = (self.clock)().as_millisecond().to_string();
        let request = self
            .reach
            .request(http::Method::POST, under(&link.base, &["sysapi", &department.code, "query"]))
            .header(sign::SIGN, sign::sign(&secret, &link.sid, &link.rid, &rtime))
            .header(sign::RID, &link.rid)
            .header(sign::SID, &link.sid)
            .header(sign::RTIME, rtime)
            .header(http::header::CONTENT_TYPE, "application/json; charset=utf-8")
            .body(body.to_vec());
        self.reach.send(request, department.timeout()).await.map_err(missed)
    }
}

fn missed(missed: Missed) -> Outcome {
    match missed {
        Missed::TimedOut { after_ms } => Outcome::TimedOut { after_ms },
        Missed::Unreachable { why } => Outcome::Unreachable { why },
        Missed::TooLarge => Outcome::Malformed { why: missed.to_string() },
    }
}

fn unsigned(error: SecretError) -> Outcome {
    match error {
        SecretError::Missed(inner) => missed(inner),
        SecretError::Refused { code, message } => Outcome::Refused { code, message },
        SecretError::Malformed(why) => Outcome::Malformed { why },
    }
}

/// Reads an answer as it came; anything doubtful is said, nothing is guessed.
fn read(department: &Department, query: &Query, arrived: &Arrived) -> Outcome {
    match arrived.status {
        500.. => return Outcome::Unreachable { why: format!("HTTP {}", arrived.status) },
        300..=399 => return Outcome::Malformed { why: format!("HTTP {}: redirects are not followed", arrived.status) },
        _ => {}
    }
    let envelope = match strict_json::parse(&arrived.body) {
        Ok(Value::Object(envelope)) => Value::Object(envelope),
        Ok(_) => return Outcome::Malformed { why: "the envelope is no object".into() },
        Err(why) => return Outcome::Malformed { why },
    };
    match word(&envelope["code"]).as_str() {
        "" => Outcome::Malformed { why: "the envelope has no code".into() },
        "200" if arrived.status == 200 => within(department, query, &envelope["data"]).unwrap_or_else(|why| Outcome::Malformed { why }),
        code => Outcome::Refused { code: code.to_owned(), message: word(&envelope["message"]) },
    }
}

/// Reads the data of a good envelope: `{cert_num, as_of, record}`, with `query_no` repeated if the platform repeats it.
fn within(department: &Department, query: &Query, data: &Value) -> Result<Outcome, String> {
    let text = |field: &str| data[field].as_str().ok_or_else(|| format!("data.{field} is missing"));
    if text("cert_num")? != query.id_number {
        return Err("the answer is about another person".into());
    }
    if data["query_no"].as_str().is_some_and(|no| no != query.query_no) {
        return Err("the answer is to another question".into());
    }
    let as_of: Date = text("as_of")?.parse().map_err(|_| "data.as_of is not a date".to_owned())?;
    if as_of > query.business_date {
        return Err(format!("data.as_of: {as_of} is after {}, the day of the question", query.business_date));
    }
    let oldest = query.business_date.saturating_sub(i64::from(department.max_age_days).days());
    if as_of < oldest {
        return Ok(Outcome::Stale { as_of, oldest });
    }
    match data.get("record") {
        None => Err("data.record is missing".into()),
        Some(Value::Null) => Ok(Outcome::NotFound { as_of }),
        Some(record) => Ok(Outcome::Answered { answer: department.shape.read(record.clone(), as_of)?, as_of }),
    }
}

/// SM3 (GB/T 32905) of a body, hex: proves later what was asked and what came back.
fn digest(body: &[u8]) -> String {
    hex::encode(Sm3::digest(body))
}

#[cfg(test)]
mod tests;
