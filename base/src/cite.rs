//! 依据 — where a rule or a number is written, and how well that was seen.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dated::DateText;

/// How trustworthy the source of a number is. Better grades compare greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Grade {
    /// 记忆: remembered by whoever wrote the pack, seen in no source. Never decides a case.
    M,
    /// 转载: a repost; plausible, to be checked. Never decides a case.
    C,
    /// 演示: invented for the demonstration town; decides only there.
    #[serde(rename = "演示")]
    Demo,
    /// 报道: the press, or a copy of the legal text, quoting the authority.
    B,
    /// 原文: the authority's own text or notice.
    A,
}

impl Grade {
    /// Whether a number of this grade may decide a case without a person.
    pub const fn may_decide(self) -> bool {
        matches!(self, Grade::A | Grade::B | Grade::Demo)
    }

    /// The grade in Chinese, for screens.
    pub const fn chinese(self) -> &'static str {
        match self {
            Grade::A => "官方原文",
            Grade::B => "媒体引述",
            Grade::C => "转载，待核对",
            Grade::M => "未见出处，待核对",
            Grade::Demo => "演示",
        }
    }
}

/// Where a rule or number is written (依据): act, article, and the source it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Title of the act or notice (文件名称).
    pub act: String,
    /// Article or clause within it (条款), as `第七条` or `二(二)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Document number (文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_no: Option<String>,
    /// Tag of the source read, as `S70`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Address of the source, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How trustworthy the source is.
    pub grade: Grade,
    /// The day someone last compared number and source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<DateText>")]
    pub checked_on: Option<Date>,
}

impl Citation {
    /// A citation of an article of an act, read in a source of the given grade.
    pub fn new(act: impl Into<String>, article: impl Into<String>, grade: Grade) -> Citation {
        Citation { act: act.into(), article: Some(article.into()), doc_no: None, source: None, url: None, grade, checked_on: None }
    }
}

/// `《公共租赁住房管理办法》（住建部令第11号）第七条`
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》", self.act)?;
        if let Some(doc_no) = &self.doc_no {
            write!(f, "（{doc_no}）")?;
        }
        f.write_str(self.article.as_deref().unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_reads_as_lawyers_write_it() {
        let mut cite = Citation::new("公共租赁住房管理办法", "第七条", Grade::A);
        assert_eq!(cite.to_string(), "《公共租赁住房管理办法》第七条");
        cite.doc_no = Some("住建部令第11号".into());
        assert_eq!(cite.to_string(), "《公共租赁住房管理办法》（住建部令第11号）第七条");
    }

    #[test]
    fn reposts_and_memory_never_decide_a_case() {
        let deciding: Vec<bool> = [Grade::A, Grade::B, Grade::Demo, Grade::C, Grade::M].map(Grade::may_decide).into();
        assert_eq!(deciding, [true, true, true, false, false]);
        assert!(Grade::A > Grade::B && Grade::B > Grade::C && Grade::C > Grade::M);
    }
}
