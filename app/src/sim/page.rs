//! 页面 (page) — the frame of the simulator's pages; one stylesheet, no script.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

/// The stylesheet, served as a file because the pages allow no inline style.
pub const STYLE: &str = include_str!("sim.css");

/// Escapes text for HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A page with the menu. `body` is HTML, its texts already escaped.
pub fn page(title: &str, body: &str) -> Response {
    let menu = r#"<a href="/">部门与故障</a><a href="/people">人物</a><a href="/sms">短信</a>"#;
    framed(title, &format!(r#"<nav aria-label="主菜单">{menu}</nav>"#), body)
}

/// A page without the menu: what a citizen sees.
pub fn plain(title: &str, body: &str) -> Response {
    framed(title, "", body)
}

fn framed(title: &str, menu: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        r#"<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 安居外部系统模拟器</title><link rel="stylesheet" href="/sim.css"><link rel="icon" href="data:,"></head>
<body><header><strong>外部系统模拟器</strong><span>全部人物和数据均为虚构</span>{menu}</header>
<main><h1>{title}</h1>{body}</main></body></html>"#
    );
    let mut response = Html(html).into_response();
    let policy = HeaderValue::from_static("default-src 'self'; img-src 'self' data:");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
