//! 部门目录 (catalogue) — departments are rows, not code: who they are, what they supply, how long they may take.

use super::answer::Shape;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The rows that come with the program, as TOML: what a region copies and changes.
pub const DEFAULT: &str = include_str!("../../departments.toml");

/// 共享属性 — how a department shares by law, and therefore how long it may take (国务院令第809号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// 无条件共享.
    Unconditional,
    /// 有条件共享.
    Conditional,
}

impl Share {
    /// Working days within which the department must answer a request for sharing.
    #[must_use]
    pub fn answer_working_days(self) -> u32 {
        match self {
            Self::Unconditional => 1,
            Self::Conditional => 10,
        }
    }
}

/// One department that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Stable code, lower-case letters, e.g. `gongan`.
    pub code: String,
    /// Name shown to people, e.g. 公安.
    pub name: String,
    /// Which answer it gives.
    pub shape: Shape,
    /// Is it one of the parallel lanes of every case?
    pub lane: bool,
    pub share: Share,
    /// What it supplies, in words.
    pub facts: Vec<String>,
    /// Longest wait for one answer, milliseconds.
    pub timeout_ms: u64,
    /// Data older than this many days is stale.
    pub max_age_days: u32,
}

impl Department {
    /// Working days within which it must answer.
    #[must_use]
    pub fn answer_working_days(&self) -> u32 {
        self.share.answer_working_days()
    }

    /// Longest wait for one answer.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
}

/// All departments, in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    rows: Vec<Department>,
}

/// Why a catalogue was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("部门目录无法读取：{0}。请对照自带的 departments.toml 修改。")]
    Unreadable(#[from] toml::de::Error),
    #[error("部门目录中“{0}”出现两次，请删去一行。")]
    Twice(String),
    #[error("部门代码“{0}”只能用小写字母，请修改。")]
    BadCode(String),
    #[error("部门“{0}”的超时应在 1 到 120000 毫秒之间，请修改。")]
    BadTimeout(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    department: Vec<Department>,
}

impl Catalogue {
    /// The catalogue that comes with the program.
    ///
    /// # Errors
    /// Only if the program was built with a broken catalogue; a test keeps it whole.
    pub fn default_rows() -> Result<Self, CatalogueError> {
        Self::parse(DEFAULT)
    }

    /// Reads a catalogue from TOML.
    ///
    /// # Errors
    /// [`CatalogueError`] when it does not parse, repeats a code, or has a code or a timeout out of bounds.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let rows = toml::from_str::<Page>(text)?.department;
        for (i, row) in rows.iter().enumerate() {
            if row.code.is_empty() || !row.code.bytes().all(|b| b.is_ascii_lowercase()) {
                return Err(CatalogueError::BadCode(row.code.clone()));
            }
            if rows[..i].iter().any(|earlier| earlier.code == row.code) {
                return Err(CatalogueError::Twice(row.code.clone()));
            }
            if !(1..=120_000).contains(&row.timeout_ms) {
                return Err(CatalogueError::BadTimeout(row.code.clone()));
            }
        }
        Ok(Self { rows })
    }

    /// This catalogue with a region's rows laid over it: same code replaces, new code is added at the end.
    ///
    /// # Errors
    /// As [`Catalogue::parse`].
    pub fn overlaid(mut self, text: &str) -> Result<Self, CatalogueError> {
        for row in Self::parse(text)?.rows {
            match self.rows.iter_mut().find(|mine| mine.code == row.code) {
                Some(mine) => *mine = row,
                None => self.rows.push(row),
            }
        }
        Ok(self)
    }

    /// The row with this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Department> {
        self.rows.iter().find(|row| row.code == code)
    }

    /// All rows in order.
    #[must_use]
    pub fn rows(&self) -> &[Department] {
        &self.rows
    }

    /// The parallel lanes of every case (JX2019-4/3.2b).
    pub fn lanes(&self) -> impl Iterator<Item = &Department> {
        self.rows.iter().filter(|row| row.lane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // JX2019-4/3.2b: eight lanes in parallel.
    #[test]
    fn the_default_catalogue_has_eight_lanes_and_more_by_configuration() {
        let catalogue = Catalogue::default_rows().unwrap();
        let lanes: Vec<_> = catalogue.lanes().map(|d| d.name.as_str()).collect();
        assert_eq!(lanes, ["公安", "民政", "自然资源", "人社", "税务", "公积金", "市场监管", "住建"]);
        assert_eq!(catalogue.rows().len(), 13);
    }

    // 国务院令第809号: 1 or 10 working days.
    #[test]
    fn the_statutory_days_follow_from_how_it_shares() {
        let catalogue = Catalogue::default_rows().unwrap();
        assert_eq!(catalogue.get("shijian").unwrap().answer_working_days(), 1);
        assert_eq!(catalogue.get("minzheng").unwrap().answer_working_days(), 10);
        assert!(catalogue.get("nobody").is_none());
    }

    const ROW: &str =
        "[[department]]\ncode='CODE'\nname='电力'\nshape='market'\nlane=false\nshare='conditional'\nfacts=[]\ntimeout_ms=MS\nmax_age_days=1\n";

    fn row(code: &str, ms: &str) -> String {
        ROW.replace("CODE", code).replace("MS", ms)
    }

    #[test]
    fn a_region_may_replace_and_add_rows() {
        let catalogue = Catalogue::default_rows().unwrap().overlaid(&(row("gongan", "5") + &row("dianli", "6"))).unwrap();
        assert_eq!(catalogue.rows()[0].timeout_ms, 5);
        assert_eq!(catalogue.rows().last().unwrap().code, "dianli");
        assert_eq!(catalogue.rows().len(), 14);
    }

    #[test]
    fn a_broken_row_is_refused() {
        let cases =
            [row("x", "1") + &row("x", "1"), row("X", "1"), row("", "1"), row("x", "0"), row("x", "120001"), row("x", "-1"), "department = 1".into()];
        for text in cases {
            assert!(Catalogue::parse(&text).is_err(), "{text}");
        }
        assert!(Catalogue::parse(&row("x", "120000")).is_ok());
    }
}
