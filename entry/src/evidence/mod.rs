//! 查证 — every question to a department and its answer, kept as evidence.
//!
//! What was asked, for which case, on whose authorisation, by when it is due, what came
//! back, as of when, with the digests of both. Silence or an error is never an answer:
//! after the statutory days the question goes to a person (T37, JX2019-4/3.1b).
//! Owns `department_query`, `department_call`, `department_circuit`.

use std::sync::OnceLock;

use exchange::departments::{Answer, Catalogue, Department, Outcome, Query, Reply};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::crypto::Aad;
use kernel::fail::NOT_FOUND;
use kernel::outbox::Sent;
use kernel::{Act, Fail, outbox};
use people::{consent, person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

pub mod calls;
mod store;

/// Outbox topic of questions to departments.
pub const TOPIC: &str = "department";

/// Purpose code sent with every question of an entry case.
pub const PURPOSE: &str = "公租房资格审核";

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

/// The departments of this installation; the program sets it once at start, before
/// the first case, otherwise the built-in rows stand.
pub fn catalogue() -> &'static Catalogue {
    CATALOGUE.get_or_init(|| Catalogue::default_rows().unwrap_or_else(|why| panic_free_empty(&why.to_string())))
}

/// Replaces the built-in departments; answers false if a case already used them.
pub fn set_catalogue(catalogue: Catalogue) -> bool {
    CATALOGUE.set(catalogue).is_ok()
}

fn panic_free_empty(why: &str) -> Catalogue {
    tracing::error!(why, "department catalogue unreadable");
    Catalogue::parse("").unwrap_or_else(|_| std::process::abort())
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asked, not answered yet.
    Waiting,
    /// Answered, or the department says it knows nobody of that number.
    Answered,
    /// No usable answer within the statutory days.
    Silent,
}

/// A question as it stands, without the answer's contents.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Asked {
    /// Query number.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Region of the case.
    pub region: String,
    /// About whom.
    pub person_id: String,
    /// Department code.
    pub department: String,
    /// Purpose.
    pub purpose: String,
    /// Consent it rests on.
    pub consent_id: String,
    /// Who asked.
    pub asked_by: String,
    /// When, business instant.
    pub asked_at: String,
    /// Statutory date of the answer.
    pub deadline_on: String,
    /// `waiting`, `answered`, `silent`.
    pub state: String,
    /// Tries so far.
    pub tries: i64,
    /// Word of the last try.
    pub outcome: String,
    /// Sentence of the last try.
    pub why: String,
    /// When answered.
    pub answered_at: Option<String>,
    /// The date the answer speaks for.
    pub as_of: Option<String>,
    /// SM3 of the answer as received.
    pub response_digest: Option<String>,
    #[serde(skip)]
    sealed: Option<String>,
}

/// How a department answers: counts of its questions, without anybody's data.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Standing {
    /// Department code.
    pub department: String,
    /// Asked and not answered yet.
    pub waiting: i64,
    /// Of these, past the statutory date.
    pub late: i64,
    /// Answered.
    pub answered: i64,
    /// No usable answer within the statutory days.
    pub silent: i64,
    /// Tries for all of them.
    pub tries: i64,
    /// When it answered last, business instant.
    pub last_answer: Option<String>,
}

impl Standing {
    /// Department's 中文 name.
    pub fn department_name(&self) -> String {
        catalogue().get(&self.department).map_or_else(|| self.department.clone(), |row| row.name.clone())
    }
}

impl Asked {
    /// Department's 中文 name.
    pub fn department_name(&self) -> String {
        catalogue().get(&self.department).map_or_else(|| self.department.clone(), |row| row.name.clone())
    }

    /// There is an answer to read.
    pub fn answered(&self) -> bool {
        self.state == "answered"
    }
}

/// Asks the departments named about one person, on his authorisation for this case. A
/// question that waits or has a fresh answer is not asked again.
///
/// # Errors
/// `consent.missing` when the person has not authorised it.
pub async fn ask(act: &mut Act, case: &str, region: &str, person: &str, departments: &[&Department]) -> Result<(), Fail> {
    let consent = consent::authorisation(act, case, person).await?;
    let before = of_person(act, case, person).await?;
    for department in departments {
        let standing = before.iter().rev().find(|asked| asked.department == department.code);
        if standing.is_some_and(|asked| asked.state == "waiting" || fresh(asked, department, act.today())) {
            continue;
        }
        let days = u16::try_from(department.answer_working_days()).unwrap_or(u16::MAX);
        let deadline = act.due(Term::WorkingDays(days)).on.to_string();
        let id = store::insert(act, case, region, person, &department.code, &consent, &deadline).await?;
        // One subject per question: questions are independent and go out in parallel.
        outbox::put(act, TOPIC, &id, &serde_json::json!({"query": id})).await?;
    }
    Ok(())
}

/// Asks again although an answer is still fresh, because the person says that something has changed. A question
/// that waits is not doubled. Returns how many departments were asked.
///
/// # Errors
/// `consent.missing` when the person has not authorised it.
pub async fn ask_anew(act: &mut Act, case: &str, region: &str, person: &str, departments: &[&Department]) -> Result<i64, Fail> {
    let consent = consent::authorisation(act, case, person).await?;
    let before = of_person(act, case, person).await?;
    let mut asked = 0;
    for department in departments {
        if before.iter().any(|asked| asked.department == department.code && asked.state == "waiting") {
            continue;
        }
        let days = u16::try_from(department.answer_working_days()).unwrap_or(u16::MAX);
        let deadline = act.due(Term::WorkingDays(days)).on.to_string();
        let id = store::insert(act, case, region, person, &department.code, &consent, &deadline).await?;
        outbox::put(act, TOPIC, &id, &serde_json::json!({"query": id})).await?;
        asked += 1;
    }
    Ok(asked)
}

fn fresh(asked: &Asked, department: &Department, today: Date) -> bool {
    let as_of = asked.as_of.as_deref().and_then(|text| text.parse::<Date>().ok());
    let oldest = today.checked_sub(jiff::Span::new().days(i64::from(department.max_age_days))).unwrap_or(today);
    asked.answered() && as_of.is_some_and(|as_of| oldest <= as_of)
}

/// All questions of a case, oldest first.
pub async fn of_case(act: &mut Act, case: &str) -> Result<Vec<Asked>, Fail> {
    store::of_case(act, case).await
}

/// The questions of a case about one person, oldest first.
pub async fn of_person(act: &mut Act, case: &str, person: &str) -> Result<Vec<Asked>, Fail> {
    Ok(store::of_case(act, case).await?.into_iter().filter(|asked| asked.person_id == person).collect())
}

/// Every question ever asked about a person: he can see who asked what, and why.
pub async fn about(act: &mut Act, person: &str) -> Result<Vec<Asked>, Fail> {
    store::about(act, person).await
}

/// The newest question of each department about a person within a case.
pub fn newest<'a>(asked: &'a [Asked], person: &str, department: &str) -> Option<&'a Asked> {
    asked.iter().rev().find(|it| it.person_id == person && it.department == department)
}

/// The contents of an answer; None when there is none or the department knows nobody of that number.
pub async fn answer(act: &mut Act, asked: &Asked) -> Result<Option<Answer>, Fail> {
    let Some(sealed) = asked.sealed.clone() else { return Ok(None) };
    let text = person::open(act, &asked.person_id, Aad::new("department_query", "sealed", &asked.id), &sealed).await?;
    Ok(serde_json::from_str(&text)?)
}

/// What a worker needs to send a question; None when it no longer waits.
pub async fn to_send(act: &mut Act, id: &str) -> Result<Option<Query>, Fail> {
    let asked = store::get(act, id).await?.ok_or(NOT_FOUND)?;
    if asked.state != "waiting" {
        return Ok(None);
    }
    let known = person::private(act, &asked.person_id).await?;
    Ok(Some(Query {
        department: asked.department,
        query_no: asked.id,
        id_number: known.id_number,
        name: known.name,
        purpose: asked.purpose,
        case_no: asked.case_id,
        consent_no: asked.consent_id,
        operator: asked.asked_by,
        business_date: act.today(),
    }))
}

/// Writes down what a department answered, and says what the outbox is to do next.
pub async fn received(act: &mut Act, id: &str, reply: &Reply, now: Timestamp) -> Result<Sent, Fail> {
    let asked = store::get(act, id).await?.ok_or(NOT_FOUND)?;
    calls::count(act, reply).await?;
    if asked.state != "waiting" {
        return Ok(Sent::Done);
    }
    let sentence = reply.outcome.sentence(&asked.department_name());
    match &reply.outcome {
        Outcome::Answered { answer, as_of } => {
            let plain = serde_json::to_string(answer)?;
            let sealed = person::seal(act, &asked.person_id, Aad::new("department_query", "sealed", id), &plain).await?;
            store::answered(act, id, reply, Some(&sealed), *as_of, &sentence).await?;
            Ok(Sent::Done)
        }
        Outcome::NotFound { as_of } => {
            store::answered(act, id, reply, None, *as_of, &sentence).await?;
            Ok(Sent::Done)
        }
        outcome => {
            let deadline = asked.deadline_on.parse::<Date>().map_err(Fail::bug)?;
            store::tried(act, id, reply, &sentence).await?;
            if deadline < act.today() || !outcome.worth_retrying() {
                store::silence(act, id).await?;
                return Ok(Sent::Dead(sentence));
            }
            // The deadline is a business date and the schedule runs in real time: what is
            // left of the statutory days bounds the tries.
            let left = jiff::SignedDuration::from_hours(24 * i64::from((deadline - act.today()).get_days() + 1));
            let failures = u32::try_from(asked.tries + 1).unwrap_or(u32::MAX);
            let jitter = act.kernel.ids.below(1000);
            match exchange::departments::retry::next(failures, now, now + left, jitter) {
                Some(at) => Ok(Sent::Again(at, sentence)),
                None => {
                    store::silence(act, id).await?;
                    Ok(Sent::Dead(sentence))
                }
            }
        }
    }
}

/// Stops asking about a person who took back his authorisation.
pub async fn stop(act: &mut Act, case: &str, person: &str) -> Result<(), Fail> {
    for asked in of_person(act, case, person).await?.into_iter().filter(|asked| asked.state == "waiting") {
        store::silence(act, &asked.id).await?;
    }
    Ok(())
}

/// Marks questions whose statutory date has passed as silent; returns the cases concerned.
pub async fn overdue(act: &mut Act) -> Result<Vec<String>, Fail> {
    let mut cases = Vec::new();
    for asked in store::late(act).await? {
        store::silence(act, &asked.id).await?;
        cases.push(asked.case_id);
    }
    cases.dedup();
    Ok(cases)
}

/// How each department has answered in the last `days` days.
pub async fn standing(act: &mut Act, days: i64) -> Result<Vec<Standing>, Fail> {
    let since = kernel::clock::text_of(act.now - jiff::SignedDuration::from_hours(24 * days));
    store::standing(act, &since).await
}
