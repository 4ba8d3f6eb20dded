//! 故障 (faults) — what can be wrong with a service, switchable one by one.

use serde::{Deserialize, Serialize};

/// Faults of one service. All off is a healthy service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Milliseconds before anything happens.
    pub delay_ms: u64,
    /// Thousandths of calls that fail with HTTP 500.
    pub error_permille: u32,
    /// Takes the call and never answers.
    pub silent: bool,
    /// The data stands this many days before the day of the question.
    pub stale_days: u32,
    /// Answers what contradicts the other departments.
    pub contradictory: bool,
    /// Answers nonsense of this kind.
    pub malformed: Option<Malformation>,
    /// Refuses every question.
    pub refused: bool,
}

/// 坏答复 — kinds of nonsense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Malformation {
    /// Cut off in the middle.
    BadJson,
    /// A field has another type than agreed.
    WrongSchema,
    /// A field that must be there is not.
    MissingField,
    /// The same key twice with two values.
    DuplicateKeys,
    /// Nested a thousand deep.
    TooDeep,
    /// More than 1 MiB.
    TooLarge,
    /// A right answer about somebody else.
    WrongPerson,
    /// A right answer to another question.
    WrongQuestion,
    /// Sends the caller to another address.
    Redirect,
}

impl Malformation {
    /// All kinds with their names on the page.
    pub const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::BadJson, "bad_json", "残缺的 JSON"),
        (Self::WrongSchema, "wrong_schema", "字段类型不对"),
        (Self::MissingField, "missing_field", "缺少字段"),
        (Self::DuplicateKeys, "duplicate_keys", "重复的键"),
        (Self::TooDeep, "too_deep", "嵌套过深"),
        (Self::TooLarge, "too_large", "过大"),
        (Self::WrongPerson, "wrong_person", "答成别人"),
        (Self::WrongQuestion, "wrong_question", "答非所问"),
        (Self::Redirect, "redirect", "重定向"),
    ];

    /// The kind with this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map(|(kind, _, _)| *kind)
    }

    fn label(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, label)| label)
    }
}

/// 坏凭证 — what can be wrong with an ID token of 赣服通.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFault {
    #[default]
    None,
    WrongIssuer,
    WrongAudience,
    WrongNonce,
    Expired,
    BadSignature,
    /// An account without real-name verification.
    NoRealName,
}

impl Faults {
    /// What is wrong, in words; 正常 when nothing is.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if self.delay_ms > 0 {
            parts.push(format!("延迟 {} 毫秒", self.delay_ms));
        }
        if self.error_permille > 0 {
            parts.push(format!("千分之 {} 出错", self.error_permille));
        }
        if self.stale_days > 0 {
            parts.push(format!("数据陈旧 {} 天", self.stale_days));
        }
        if let Some(kind) = self.malformed {
            parts.push(kind.label().to_owned());
        }
        for (on, word) in [(self.silent, "不答复"), (self.contradictory, "答复矛盾"), (self.refused, "拒绝")] {
            if on {
                parts.push(word.to_owned());
            }
        }
        if parts.is_empty() { "正常".to_owned() } else { parts.join("、") }
    }
}
