//! 生效时间 — a value with the dates it starts on.
//!
//! Only start dates are kept, so periods can neither overlap nor leave a hole.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::Citation;

/// JSON Schema stand-in for a civil date: an ISO text such as `2026-01-01`, Asia/Shanghai.
pub struct DateText;

impl JsonSchema for DateText {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// One value and the day it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start<T> {
    /// First day in force.
    #[schemars(with = "DateText")]
    pub from: Date,
    /// The value from that day on.
    pub is: T,
    /// Where it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cite: Option<Citation>,
}

/// A named value over time. Starts are kept in order, one a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dated<T> {
    name: String,
    value: Vec<Start<T>>,
}

/// The value has not started yet on the day asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotInForce {
    /// Name of the value.
    pub name: String,
    /// The day asked for.
    pub on: Date,
}

impl fmt::Display for NotInForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”在{}尚无生效的数值，请先录入并确认", self.name, self.on)
    }
}
impl std::error::Error for NotInForce {}

/// Two values were given the same first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoStarts {
    /// Name of the value.
    pub name: String,
    /// The day given twice.
    pub from: Date,
}

impl fmt::Display for TwoStarts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”在{}有两个起始数值，请只保留一个", self.name, self.from)
    }
}
impl std::error::Error for TwoStarts {}

impl<T> Dated<T> {
    /// Puts the starts in order. Errors when two share a day.
    pub fn new(name: impl Into<String>, mut value: Vec<Start<T>>) -> Result<Dated<T>, TwoStarts> {
        let name = name.into();
        value.sort_by_key(|start| start.from);
        if let Some(pair) = value.windows(2).find(|pair| pair[0].from == pair[1].from) {
            return Err(TwoStarts { from: pair[0].from, name });
        }
        Ok(Dated { name, value })
    }

    /// The value in force on `on`. Never guesses: before the first start it is an error.
    pub fn on(&self, on: Date) -> Result<&T, NotInForce> {
        self.start_on(on).map(|start| &start.is)
    }

    /// The value in force on `on` with its start and citation.
    pub fn start_on(&self, on: Date) -> Result<&Start<T>, NotInForce> {
        let began = self.value.iter().rev().find(|start| start.from <= on);
        began.ok_or_else(|| NotInForce { name: self.name.clone(), on })
    }

    /// Every start, oldest first.
    pub fn starts(&self) -> &[Start<T>] {
        &self.value
    }

    /// The name of the value.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Dated<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, bound = "T: Deserialize<'de>")]
        struct Written<T> {
            name: String,
            value: Vec<Start<T>>,
        }
        let written = Written::deserialize(from)?;
        Dated::new(written.name, written.value).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn start(from: Date, is: i64) -> Start<i64> {
        Start { from, is, cite: None }
    }

    #[test]
    fn the_value_changes_on_its_first_day_and_is_never_guessed_before() {
        let dated = Dated::new("低保标准", vec![start(date(2025, 4, 1), 980), start(date(2024, 1, 1), 935)]).unwrap();
        assert_eq!(dated.on(date(2025, 3, 31)), Ok(&935));
        assert_eq!(dated.on(date(2025, 4, 1)), Ok(&980));
        assert!(dated.on(date(2023, 12, 31)).is_err());
    }

    #[test]
    fn two_values_cannot_start_on_one_day() {
        let day = date(2024, 1, 1);
        assert!(Dated::new("x", vec![start(day, 1), start(day, 2)]).is_err());
        let json = r#"{"name":"x","value":[{"from":"2024-01-01","is":1},{"from":"2024-01-01","is":2}]}"#;
        assert!(serde_json::from_str::<Dated<i64>>(json).is_err());
    }
}
