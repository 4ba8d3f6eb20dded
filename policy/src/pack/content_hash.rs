//! 内容摘要 — one hash for one content, whatever the order or version it was written in.
//!
//! Decisions name the version they applied by this hash for decades. So keys are
//! sorted, and values that say nothing (absent, empty list, `false`, `0`) are left out:
//! a field added to the format later does not change the hash of packs that lack it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256 in hex over the canonical JSON of `content`.
pub(super) fn content_hash(content: &impl Serialize) -> Result<String, serde_json::Error> {
    let canonical = Canonical::of(serde_json::to_value(content)?);
    let text = serde_json::to_vec(&canonical)?;
    Ok(Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect())
}

#[derive(Serialize)]
#[serde(untagged)]
enum Canonical {
    Fields(BTreeMap<String, Canonical>),
    Rows(Vec<Canonical>),
    Plain(Value),
}

impl Canonical {
    fn of(value: Value) -> Canonical {
        match value {
            Value::Object(fields) => {
                let said = fields.into_iter().filter(|(_, value)| says_something(value));
                Canonical::Fields(said.map(|(key, value)| (key, Canonical::of(value))).collect())
            }
            Value::Array(rows) => Canonical::Rows(rows.into_iter().map(Canonical::of).collect()),
            plain => Canonical::Plain(plain),
        }
    }
}

/// An empty object does speak: it names a rule kind that has no numbers.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::Array(rows) => !rows.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hash(value: Value) -> String {
        content_hash(&value).unwrap()
    }

    #[test]
    fn order_and_silent_fields_do_not_change_the_hash() {
        let one = hash(json!({ "a": 1, "b": { "c": [1, 2] } }));
        assert_eq!(one, hash(json!({ "b": { "c": [1, 2], "new": [] }, "a": 1, "later": false, "none": null })));
    }

    #[test]
    fn every_number_word_and_kind_does_change_it() {
        let one = hash(json!({ "a": 1, "k": { "legal_ties": {} } }));
        let others = [
            json!({ "a": 2, "k": { "legal_ties": {} } }),
            json!({ "a": "null", "k": { "legal_ties": {} } }),
            json!({ "a": 1, "k": { "no_premises": {} } }),
            json!({ "a": 1, "k": { "legal_ties": {} }, "b": [0] }),
        ];
        for other in others {
            assert_ne!(one, hash(other));
        }
    }

    // SHA-256 of {"a":1}, computed elsewhere.
    #[test]
    fn the_hash_is_plain_sha_256_of_the_canonical_text() {
        assert_eq!(hash(json!({ "a": 1, "b": 0 })), "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    }
}
