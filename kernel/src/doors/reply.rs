//! 答复 — what a door sends back.

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::act::Act;
use crate::fail::Fail;

/// An answer, kept as plain data so that it can be stored and repeated for the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Content type; empty when there is no body.
    pub mime: String,
    /// Body.
    pub body: Vec<u8>,
    /// Where to go, for a redirect.
    pub location: Option<String>,
    /// `Set-Cookie` values.
    pub cookies: Vec<String>,
    /// File name, when the answer is to be saved.
    pub file_name: Option<String>,
}

impl Reply {
    fn of(status: u16, mime: &str, body: Vec<u8>) -> Reply {
        Reply { status, mime: mime.into(), body, location: None, cookies: Vec::new(), file_name: None }
    }

    /// 200 with JSON.
    pub fn json(value: &impl Serialize) -> Result<Reply, Fail> {
        Ok(Reply::of(200, "application/json", serde_json::to_vec(value)?))
    }

    /// 200 with a page.
    pub fn html(text: String) -> Reply {
        Reply::of(200, "text/html; charset=utf-8", text.into_bytes())
    }

    /// 200 with plain text.
    pub fn text(text: String) -> Reply {
        Reply::of(200, "text/plain; charset=utf-8", text.into_bytes())
    }

    /// 303: after a form, go and look.
    pub fn go(location: impl Into<String>) -> Reply {
        Reply { location: Some(location.into()), ..Reply::of(303, "", Vec::new()) }
    }

    /// A file to keep.
    pub fn file(name: &str, mime: &str, body: Vec<u8>) -> Reply {
        Reply { file_name: Some(name.into()), ..Reply::of(200, mime, body) }
    }

    /// The same answer with another status; 4xx and 5xx undo the transaction.
    pub fn status(mut self, status: u16) -> Reply {
        self.status = status;
        self
    }

    /// The same answer with another body.
    pub fn with_body(mut self, body: Vec<u8>) -> Reply {
        self.body = body;
        self
    }

    /// Sets a cookie.
    pub fn cookie(mut self, cookie: String) -> Reply {
        self.cookies.push(cookie);
        self
    }

    /// As axum sends it.
    pub fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if let Ok(mime) = HeaderValue::from_str(&self.mime)
            && !self.mime.is_empty()
        {
            headers.insert(header::CONTENT_TYPE, mime);
        }
        if let Some(location) = self.location.and_then(|to| HeaderValue::from_str(&to).ok()) {
            headers.insert(header::LOCATION, location);
        }
        for cookie in self.cookies.iter().filter_map(|text| HeaderValue::from_str(text).ok()) {
            headers.append(header::SET_COOKIE, cookie);
        }
        if let Some(name) = self.file_name {
            if let Ok(value) = HeaderValue::from_str(&attachment(&name)) {
                headers.insert(header::CONTENT_DISPOSITION, value);
            }
        }
        response
    }
}

impl Act {
    /// Renders a template.
    pub fn render(&self, page: &impl askama::Template) -> Result<Reply, Fail> {
        Ok(Reply::html(page.render()?))
    }
}

/// To be saved, never shown: with a plain name for old browsers and the full one (RFC 6266, RFC 8187).
fn attachment(name: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    let ascii: String = name.chars().filter(plain).collect();
    let ascii = if ascii.trim_matches('.').is_empty() { "file" } else { ascii.as_str() };
    let full: String =
        name.chars().map(|c| if plain(&c) { c.to_string() } else { c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect() }).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{full}")
}

/// A `Set-Cookie` value: HttpOnly, SameSite=Lax, Secure when the site is https.
/// `seconds` of 0 removes the cookie.
pub fn cookie(name: &str, value: &str, seconds: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-34: no name can break out of the header.
    #[test]
    fn a_file_is_saved_under_its_name_and_never_shown() {
        let cases = [
            ("a.csv", "attachment; filename=\"a.csv\"; filename*=UTF-8''a.csv"),
            ("收入\"\r\n.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%E6%94%B6%E5%85%A5%22%0D%0A.pdf"),
            ("收入", "attachment; filename=\"file\"; filename*=UTF-8''%E6%94%B6%E5%85%A5"),
        ];
        for (name, value) in cases {
            let response = Reply::file(name, "application/pdf", Vec::new()).into_response();
            assert_eq!(response.headers()[header::CONTENT_DISPOSITION], value);
        }
    }
}
