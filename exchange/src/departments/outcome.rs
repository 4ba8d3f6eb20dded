//! 查询结果 (outcome) — the eight ways one question to a department can end, and the receipt kept as evidence.

use super::answer::Answer;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What became of one question. Only [`Outcome::Answered`] and [`Outcome::NotFound`] are answers; everything else leaves the fact unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The department answered, well-formed and fresh.
    Answered { answer: Answer, as_of: Date },
    /// The department has no record of this person, as it stood on `as_of`.
    NotFound { as_of: Date },
    /// The department (or, for want of a purpose or consent, this program) refused to answer.
    Refused { code: String, message: String },
    /// No connection, a broken one, or a failing server.
    Unreachable { why: String },
    /// No complete answer in time.
    TimedOut { after_ms: u64 },
    /// Something came back that is no answer.
    Malformed { why: String },
    /// The answer is older than the department's row allows.
    Stale { as_of: Date, oldest: Date },
    /// The circuit breaker is open: not asked; may be asked again from `until`.
    Paused { until: Timestamp },
    /// The department is in the catalogue but no link to it is configured: not asked.
    NotConnected,
}

impl Outcome {
    /// May the same question be asked again by itself, or must a person look?
    #[must_use]
    pub fn worth_retrying(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::TimedOut { .. } | Self::Malformed { .. } | Self::Stale { .. } | Self::Paused { .. } => true,
            Self::Answered { .. } | Self::NotFound { .. } | Self::Refused { .. } | Self::NotConnected => false,
        }
    }

    /// One word for counters and stores: `answered`, `not_found`, `refused`, `unreachable`, `timed_out`, `malformed`, `stale`, `paused`,
    /// `not_connected`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Answered { .. } => "answered",
            Self::NotFound { .. } => "not_found",
            Self::Refused { .. } => "refused",
            Self::Unreachable { .. } => "unreachable",
            Self::TimedOut { .. } => "timed_out",
            Self::Malformed { .. } => "malformed",
            Self::Stale { .. } => "stale",
            Self::Paused { .. } => "paused",
            Self::NotConnected => "not_connected",
        }
    }

    /// What to tell the person at the desk, in Chinese, with what happens next.
    #[must_use]
    pub fn sentence(&self, department: &str) -> String {
        match self {
            Self::Answered { as_of, .. } => format!("{department}已答复，数据截至{as_of}。"),
            Self::NotFound { as_of } => format!("{department}查无此人，数据截至{as_of}。请核对姓名和证件号码。"),
            Self::Refused { message, .. } => format!("{department}拒绝答复：{message}。请按提示补正后重新发起。"),
            Self::Unreachable { .. } => format!("暂时连不上{department}，系统会自动重试，到期转人工核查。"),
            Self::TimedOut { .. } => format!("{department}没有按时答复，系统会自动重试，到期转人工核查。"),
            Self::Malformed { .. } => format!("{department}的答复无法识别，未采用，系统会自动重试，到期转人工核查。"),
            Self::Stale { as_of, .. } => format!("{department}的数据停留在{as_of}，太旧，未采用，系统会自动重试，到期转人工核查。"),
            Self::Paused { .. } => format!("{department}连续出错，已暂停查询，稍后自动恢复。"),
            Self::NotConnected => format!("本地尚未接通{department}，请人工核查。"),
        }
    }
}

/// 回执 — an outcome with what S-50 asks to keep: digests of what was asked and answered, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Code of the department's row.
    pub department: String,
    pub outcome: Outcome,
    pub asked_at: Timestamp,
    /// When the answer, or the failure, was known.
    pub answered_at: Timestamp,
    /// SM3 of the request body, hex.
    pub request_digest: String,
    /// SM3 of the response body as received, hex; `None` when no complete body came.
    pub response_digest: Option<String>,
}
