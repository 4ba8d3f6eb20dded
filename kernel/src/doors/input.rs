//! 输入 — path, query and body become one typed input, or a refusal that names the field.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::upload::Upload;
use crate::crypto::sm3_hex;
use crate::fail::{Fail, MALFORMED};

/// What came in, before it has a type.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// `{name}` parts of the path.
    pub path: Vec<(String, String)>,
    /// Query of the address.
    pub query: String,
    /// Body: JSON for programs, a form for pages.
    pub body: Vec<u8>,
    /// The body is JSON.
    pub json: bool,
    /// Fields of a body in parts, which `body` then does not hold.
    pub fields: Vec<(String, String)>,
    /// Files of a body in parts.
    pub files: Vec<Upload>,
    /// Digest of what was sent, where the files are no longer as they were sent.
    pub digest: Option<String>,
}

/// Fields that every form carries for the door, not for the operation.
const DOORS_OWN: [&str; 2] = ["_csrf", "_once"];

impl Input {
    /// The pairs of path, query and form, without the door's own and without empty ones:
    /// a field left empty is a field not given.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut given: Vec<(String, String)> = Vec::new();
        let form = if self.json { "" } else { std::str::from_utf8(&self.body).unwrap_or("") };
        for text in [self.query.as_str(), form] {
            let decoded: Vec<(String, String)> = serde_html_form::from_str(text).unwrap_or_default();
            given.extend(decoded);
        }
        given.extend(self.fields.iter().cloned());
        given.retain(|(name, value)| !DOORS_OWN.contains(&name.as_str()) && !value.trim().is_empty());
        self.path.iter().cloned().chain(given).collect()
    }

    /// One of the door's own fields.
    pub fn own(&self, name: &str) -> Option<String> {
        if self.json {
            return None;
        }
        let decoded: Vec<(String, String)> = serde_html_form::from_bytes(&self.body).unwrap_or_default();
        decoded.into_iter().chain(self.fields.iter().cloned()).find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// What was sent, as one digest. Of a body in parts it covers names and contents, not the boundary,
    /// which a browser draws anew for every try.
    pub fn digest(&self) -> String {
        if let Some(digest) = &self.digest {
            return digest.clone();
        }
        if self.fields.is_empty() && self.files.is_empty() {
            return sm3_hex(&self.body);
        }
        let fields = self.fields.iter().map(|(name, value)| format!("{name}={}\n", sm3_hex(value.as_bytes())));
        let files = self.files.iter().map(|file| format!("{}={}\n", file.field, sm3_hex(&file.bytes)));
        sm3_hex(fields.chain(files).collect::<String>().as_bytes())
    }

    /// The typed input.
    ///
    /// # Errors
    /// [`MALFORMED`] naming the field that does not fit.
    pub fn parse<In: DeserializeOwned>(&self) -> Result<In, Fail> {
        if self.json { self.parse_json() } else { self.parse_pairs() }
    }

    fn parse_json<In: DeserializeOwned>(&self) -> Result<In, Fail> {
        let mut value: Value = match self.body.as_slice() {
            [] => Value::Object(Default::default()),
            body => serde_json::from_slice(body).map_err(|cause| Fail::with(MALFORMED, format!("不是合法的 JSON：{cause}")))?,
        };
        let Some(object) = value.as_object_mut() else {
            return Err(Fail::with(MALFORMED, "应为 JSON 对象"));
        };
        for (name, text) in &self.path {
            object.insert(name.clone(), Value::String(text.clone()));
        }
        if object.is_empty()
            && let Ok(nothing) = serde_json::from_value(Value::Null)
        {
            return Ok(nothing);
        }
        serde_json::from_value(value).map_err(named)
    }

    fn parse_pairs<In: DeserializeOwned>(&self) -> Result<In, Fail> {
        let pairs = self.pairs();
        if pairs.is_empty()
            && let Ok(nothing) = serde_json::from_value(Value::Null)
        {
            return Ok(nothing);
        }
        let text = serde_html_form::to_string(&pairs).map_err(Fail::bug)?;
        serde_html_form::from_str(&text).map_err(named)
    }
}

/// serde says "missing field `x`" or "unknown field `x`": the person gets the field.
fn named(cause: impl std::fmt::Display) -> Fail {
    let text = cause.to_string();
    let field = text.split('`').nth(1).unwrap_or_default();
    let message = if text.starts_with("missing field") {
        "此项必填".to_owned()
    } else if text.starts_with("unknown field") {
        "没有这个字段".to_owned()
    } else {
        format!("格式不对（{text}）")
    };
    Fail::field(field, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Ask {
        id: String,
        pages: Option<i64>,
        #[serde(default)]
        tick: Vec<String>,
    }

    fn form(path: &[(&str, &str)], query: &str, body: &str) -> Input {
        Input {
            path: path.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect(),
            query: query.into(),
            body: body.into(),
            json: false,
            ..Input::default()
        }
    }

    #[test]
    fn path_query_and_form_become_one_input() {
        let input = form(&[("id", "7")], "pages=3", "_csrf=x&_once=y&tick=a&tick=b");
        assert_eq!(input.parse::<Ask>().ok(), Some(Ask { id: "7".into(), pages: Some(3), tick: vec!["a".into(), "b".into()] }));
        assert_eq!(input.own("_once").as_deref(), Some("y"));
    }

    #[test]
    fn an_empty_field_is_a_field_not_given() {
        assert_eq!(form(&[("id", "7")], "", "pages=&tick=").parse::<Ask>().ok(), Some(Ask { id: "7".into(), pages: None, tick: vec![] }));
    }

    /// S-23: what the operation does not know is refused, by name.
    #[test]
    fn a_field_too_much_or_too_little_is_named() {
        let extra = form(&[("id", "7")], "", "role=admin").parse::<Ask>();
        assert_eq!(extra.err().map(|fail| fail.fields[0].field.clone()).as_deref(), Some("role"));
        let json = Input { body: br#"{"pages":1}"#.to_vec(), json: true, ..Input::default() };
        assert_eq!(json.parse::<Ask>().err().map(|fail| fail.fields[0].field.clone()).as_deref(), Some("id"));
    }

    #[test]
    fn broken_json_is_a_refusal_and_nothing_is_needed_for_nothing() {
        let input = |body: &str| Input { body: body.into(), json: true, ..Input::default() };
        assert_eq!(input("{").parse::<Ask>().err().map(|f| f.code.status), Some(422));
        assert_eq!(input("[1]").parse::<Ask>().err().map(|f| f.code.status), Some(422));
        assert!(input("").parse::<()>().is_ok());
        assert!(form(&[], "", "_csrf=x").parse::<()>().is_ok());
    }
}
