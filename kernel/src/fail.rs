//! 拒绝与错误 — what an operation returns when it cannot say yes.
//!
//! A refusal is a constant next to the operation that refuses: a stable code, a
//! sentence for the person, and what to do next. On the wire it is
//! problem+json (RFC 9457); on a page it is a page. Anything the program did not
//! foresee is [`BUG`]: logged with its cause, told without it.

use std::error::Error as StdError;

use serde::Serialize;

/// A named refusal. `code` is stable for ever: programs match on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// HTTP status.
    pub status: u16,
    /// `slice.reason`, stable.
    pub code: &'static str,
    /// The sentence for the person.
    pub title: &'static str,
    /// What to do next.
    pub next: &'static str,
}

impl Code {
    /// 409: right form, wrong moment.
    pub const fn conflict(code: &'static str, title: &'static str, next: &'static str) -> Code {
        Code { status: 409, code, title, next }
    }
    /// 422: what was sent cannot be right.
    pub const fn invalid(code: &'static str, title: &'static str, next: &'static str) -> Code {
        Code { status: 422, code, title, next }
    }
    /// 403: known, signed in, and not allowed to do this.
    pub const fn forbidden(code: &'static str, title: &'static str, next: &'static str) -> Code {
        Code { status: 403, code, title, next }
    }
}

/// What you may not see and what does not exist answer alike.
pub const NOT_FOUND: Code =
    Code { status: 404, code: "not_found", title: "没有找到", next: "请核对地址或编号；如属本人事项，请先登录。" };
/// Nobody is signed in.
pub const SIGN_IN: Code = Code { status: 401, code: "sign_in", title: "请先登录", next: "登录后再试。" };
/// The fields of the request do not fit the operation.
pub const MALFORMED: Code = Code::invalid("input.malformed", "填写的内容有误", "请按提示改正后再提交。");
/// Two people changed the same thing at once.
pub const RACED: Code = Code::conflict("raced", "他人刚刚处理了同一事项", "请刷新后查看最新情况。");
/// Not foreseen; the cause is in the log.
pub const BUG: Code =
    Code { status: 500, code: "bug", title: "系统出了问题", next: "内容没有丢失，请稍后再试；多次出现请联系管理员。" };
/// The database or the disk does not answer.
pub const UNAVAILABLE: Code =
    Code { status: 503, code: "unavailable", title: "系统暂时不能保存", next: "请稍后再试，已提交的内容没有丢失。" };
/// The request came from another site.
pub const CROSS_SITE: Code = Code::forbidden("cross_site", "请求来源不明", "请回到本系统页面重新操作。");
/// An effect needs a key so that it happens once.
pub const KEY_MISSING: Code =
    Code { status: 400, code: "idempotency.missing", title: "缺少 Idempotency-Key", next: "为每次操作带上一个新的 Idempotency-Key。" };
/// The same key came with other content.
pub const KEY_REUSED: Code = Code::invalid("idempotency.reused", "同一 Idempotency-Key 的内容不同", "换一个新的 Idempotency-Key。");

/// One field that cannot be right, with the sentence shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Name of the field as sent.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// A refusal with its particulars. `cause` reaches only the log.
#[derive(Debug)]
pub struct Fail {
    /// Which refusal.
    pub code: Code,
    /// More for the person, if the title is not enough.
    pub detail: Option<String>,
    /// Which fields, if it is about fields.
    pub fields: Vec<FieldError>,
    /// For the log.
    pub cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl Fail {
    /// The refusal with a further sentence for the person.
    pub fn with(code: Code, detail: impl Into<String>) -> Fail {
        Fail { detail: Some(detail.into()), ..Fail::from(code) }
    }

    /// One field is wrong.
    pub fn field(field: &str, message: impl Into<String>) -> Fail {
        Fail::fields(vec![FieldError { field: field.into(), message: message.into() }])
    }

    /// Several fields are wrong; all are told at once.
    pub fn fields(fields: Vec<FieldError>) -> Fail {
        Fail { fields, ..Fail::from(MALFORMED) }
    }

    /// A bug or an outage, with its cause for the log.
    pub fn bug(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Fail {
        Fail { cause: Some(cause.into()), ..Fail::from(BUG) }
    }

    /// True when the person can mend it by typing something else.
    pub fn is_input(&self) -> bool {
        self.code.status == 422 || self.code.status == 409
    }

    /// The sentence for the person: title, then detail or the first field.
    pub fn sentence(&self) -> String {
        match (&self.detail, self.fields.first()) {
            (Some(detail), _) => format!("{}：{detail}", self.code.title),
            (None, Some(field)) => format!("{}：{}", self.code.title, field.message),
            (None, None) => self.code.title.to_owned(),
        }
    }

    /// The message beside one field, empty if that field is fine.
    pub fn on(&self, field: &str) -> &str {
        self.fields.iter().find(|f| f.field == field).map_or("", |f| f.message.as_str())
    }

    /// The body of problem+json, RFC 9457.
    pub fn problem(&self, request_id: &str) -> serde_json::Value {
        serde_json::json!({
            "type": format!("urn:anju:{}", self.code.code),
            "title": self.code.title,
            "status": self.code.status,
            "code": self.code.code,
            "detail": self.detail,
            "next": self.code.next,
            "fields": self.fields,
            "request_id": request_id,
        })
    }
}

impl From<Code> for Fail {
    fn from(code: Code) -> Fail {
        Fail { code, detail: None, fields: Vec::new(), cause: None }
    }
}

impl std::fmt::Display for Fail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code.code, self.sentence())?;
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl StdError for Fail {}

/// A constraint is a backstop, not a branch: operations look before they leap, so
/// a violation means a race. What else the database says is an outage or our bug.
impl From<sqlx::Error> for Fail {
    fn from(cause: sqlx::Error) -> Fail {
        let code = match &cause {
            sqlx::Error::Database(db) if db.is_unique_violation() => RACED,
            sqlx::Error::Database(db) if is_outage(db.code().as_deref()) => UNAVAILABLE,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => UNAVAILABLE,
            _ => BUG,
        };
        Fail { cause: Some(cause.into()), ..Fail::from(code) }
    }
}

/// SQLite full/ioerr/busy/readonly and PostgreSQL classes 53, 57 and 58.
fn is_outage(code: Option<&str>) -> bool {
    code.is_some_and(|code| {
        matches!(code, "5" | "8" | "10" | "13" | "517") || (code.len() == 5 && ["53", "57", "58"].iter().any(|class| code.starts_with(class)))
    })
}

impl From<serde_json::Error> for Fail {
    fn from(cause: serde_json::Error) -> Fail {
        Fail::bug(cause)
    }
}

impl From<askama::Error> for Fail {
    fn from(cause: askama::Error) -> Fail {
        Fail::bug(cause)
    }
}
