//! 严格解析 (strict JSON) — reads a body from outside and refuses what parsers disagree about.
//!
//! Two equal keys in one object, or a document nested deeper than [`MAX_DEPTH`], are refused (S-37): two readers of such a body could
//! see two different answers about the same person.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Deepest nesting accepted (S-37).
pub const MAX_DEPTH: usize = 32;

/// Reads `body` as one JSON value.
///
/// # Errors
/// Says what is wrong when the body is not JSON, repeats a key, nests deeper than [`MAX_DEPTH`] or has anything after the value.
pub fn parse(body: &[u8]) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = Nested { left: MAX_DEPTH }.deserialize(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(value)
}

/// One value with `left` levels of nesting still allowed below it.
#[derive(Clone, Copy)]
struct Nested {
    left: usize,
}

impl Nested {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left }),
            None => Err(E::custom(format!("nested deeper than {MAX_DEPTH} levels"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Nested {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper::<A::Error>()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let inner = self.deeper::<A::Error>()?;
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("key \"{key}\" appears twice")));
            }
            let value = fields.next_value_seed(inner)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-37: duplicate keys, depth and trailing bytes.
    #[test]
    fn what_parsers_disagree_about_is_refused() {
        let nested = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
        let cases: [(String, Option<&str>); 9] = [
            (r#"{"a":1,"b":[{"a":2}]}"#.into(), None),
            (r#"{"a":1,"a":1}"#.into(), Some("appears twice")),
            (r#"{"x":{"a":1,"\u0061":2}}"#.into(), Some("appears twice")),
            (nested(32), None),
            (nested(33), Some("nested deeper")),
            (nested(5000), Some("nested deeper")),
            ("{} {}".into(), Some("trailing")),
            ("".into(), Some("EOF")),
            ("{\"a\":NaN}".into(), Some("expected")),
        ];
        for (body, wrong) in cases {
            let got = parse(body.as_bytes());
            match wrong {
                None => assert!(got.is_ok(), "{body}: {got:?}"),
                Some(part) => assert!(got.as_ref().is_err_and(|e| e.contains(part)), "{}: {got:?}", &body[..body.len().min(60)]),
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(body: Vec<u8>) {
            let _ = parse(&body);
        }
    }
}
