//! 未知数值 — a number a pack may not know.
//!
//! TOML has no null, so the word `"null"` stands for it. It is always written out,
//! so that a forgotten key stays an error and an unknown number stays visible.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value a pack states, or says it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Maybe<T> {
    /// Stated.
    Known(T),
    /// `"null"`: no source gives it; a person decides.
    #[default]
    Unknown,
}

impl<T> Maybe<T> {
    /// The value, if stated.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Maybe::Known(value) => Some(value),
            Maybe::Unknown => None,
        }
    }

    /// Whether no source gives the value.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Maybe::Unknown)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Maybe::Known(value) => value.serialize(to),
            Maybe::Unknown => to.serialize_str("null"),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Null {
            #[serde(rename = "null")]
            Word,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written<T> {
            Null(Null),
            Known(T),
        }
        Written::deserialize(from).map(|written| match written {
            Written::Null(Null::Word) => Maybe::Unknown,
            Written::Known(value) => Maybe::Known(value),
        })
    }
}

impl<T: JsonSchema> JsonSchema for Maybe<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Maybe_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let known = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [{ "const": "null" }, known] })
    }
}

impl<T: fmt::Display> fmt::Display for Maybe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Maybe::Known(value) => value.fmt(f),
            Maybe::Unknown => f.write_str("未知"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_null_is_unknown_and_everything_else_is_known() {
        let read = |json| serde_json::from_str::<Maybe<i64>>(json);
        assert_eq!(read("\"null\"").unwrap(), Maybe::Unknown);
        assert_eq!(read("15").unwrap(), Maybe::Known(15));
        assert!(read("null").is_err());
        assert!(read("\"abc\"").is_err());
        assert_eq!(serde_json::to_string(&Maybe::<i64>::Unknown).unwrap(), "\"null\"");
    }
}
