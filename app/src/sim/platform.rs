//! 共享平台 (exchange platform) — hands out secrets and checks the four headers of every question, as the national platform does.

use super::{Sim, lines};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use exchange::departments::secret::wrap;
use exchange::departments::sign;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;

/// How far a caller's clock may be from ours.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// How long a secret holds unless switched.
const LIFETIME: SignedDuration = SignedDuration::from_mins(30);

/// Secrets handed out.
pub struct Platform {
    issued: Vec<(String, Timestamp)>,
    /// How many were handed out in all.
    pub refreshes: u64,
    pub lifetime: SignedDuration,
}

/// Why a question was turned away before any department saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    MissingHeader,
    UnknownRequester,
    WrongService,
    ClockSkew,
    BadSignature,
}

impl Turned {
    /// Code and sentence of the envelope.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::MissingHeader => ("api-001", "缺少请求头"),
            Self::UnknownRequester => ("api-002", "请求者标识未登记"),
            Self::WrongService => ("api-003", "服务标识与接口不符"),
            Self::ClockSkew => ("api-004", "请求时间与平台相差超过五分钟"),
            Self::BadSignature => ("api-005", "签名不正确或密钥已过期"),
        }
    }
}

impl Platform {
    /// No secret handed out yet.
    pub fn new() -> Self {
        Self { issued: Vec::new(), refreshes: 0, lifetime: LIFETIME }
    }

    /// Takes no secret any more that was handed out before, as after a restart.
    pub fn forget(&mut self) {
        self.issued.clear();
    }

    fn hand_out(&mut self, secret: String, now: Timestamp) -> Timestamp {
        let ends = now.checked_add(self.lifetime).unwrap_or(Timestamp::MAX);
        self.issued.retain(|(_, end)| *end > now);
        self.issued.push((secret, ends));
        self.refreshes += 1;
        ends
    }

    /// Checks the headers of a question to the service `sid`.
    pub fn admit(&self, headers: &HeaderMap, sid: &str, now: Timestamp) -> Result<(), Turned> {
        let signed = Signed::read(headers, sid, now)?;
        let holds = |(secret, ends): &(String, Timestamp)| *ends > now && signed.by(secret);
        if self.issued.iter().any(holds) { Ok(()) } else { Err(Turned::BadSignature) }
    }
}

/// The four headers, with everything checked but the signature.
struct Signed<'a> {
    rid: &'a str,
    sid: &'a str,
    rtime: &'a str,
    sign: &'a str,
}

impl<'a> Signed<'a> {
    fn read(headers: &'a HeaderMap, sid: &str, now: Timestamp) -> Result<Self, Turned> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Turned::MissingHeader);
        let signed = Self { rid: header(sign::RID)?, sid: header(sign::SID)?, rtime: header(sign::RTIME)?, sign: header(sign::SIGN)? };
        if signed.rid != lines::RID {
            return Err(Turned::UnknownRequester);
        }
        if signed.sid != sid {
            return Err(Turned::WrongService);
        }
        let sent = signed.rtime.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or(Turned::MissingHeader)?;
        if sent.duration_since(now).abs() > SKEW {
            return Err(Turned::ClockSkew);
        }
        Ok(signed)
    }

    fn by(&self, secret: &str) -> bool {
        sign::verify(secret, self.sid, self.rid, self.rtime, self.sign)
    }
}

/// The refresh interface.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new().route("/sysapi/auth/refreshappsecret", post(refresh))
}

async fn refresh(State(sim): State<Arc<Sim>>, headers: HeaderMap) -> (StatusCode, Json<Value>) {
    let now = (sim.clock)();
    let sid = headers.get(sign::SID).and_then(|value| value.to_str().ok()).unwrap_or("");
    let known = sim.catalogue.rows().iter().any(|row| lines::sid(&row.code) == sid);
    let admitted = match Signed::read(&headers, sid, now) {
        Ok(_) if !known => Err(Turned::WrongService),
        Ok(signed) if signed.by(lines::APP_KEY) => Ok(()),
        Ok(_) => Err(Turned::BadSignature),
        Err(turned) => Err(turned),
    };
    if let Err(turned) = admitted {
        let (code, message) = turned.words();
        return (StatusCode::OK, Json(json!({"code": code, "message": message, "data": null})));
    }
    let Ok(bytes) = super::random::<16>() else {
        return (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"code": "db-001", "message": "没有随机数", "data": null})));
    };
    let secret = hex::encode(bytes);
    let wrapped = wrap(lines::APP_KEY, &secret);
    let ends = sim.platform().hand_out(secret, now);
    let data = json!({"secret": wrapped, "secretEndTime": ends.as_millisecond()});
    (StatusCode::OK, Json(json!({"code": "0", "message": "成功", "data": data})))
}
