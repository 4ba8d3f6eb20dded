//! 我的消息 — what I was told, when, and whether the SMS arrived.

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};
use people::message;
use serde::Deserialize;

use super::my;
use crate::citizen_page::{self, moment};

struct Line {
    title: String,
    body: String,
    href: String,
    at: String,
    sms: &'static str,
    unread: bool,
}

#[derive(Template)]
#[template(path = "case/messages_page.html")]
struct View {
    page: Page,
    lines: Vec<Line>,
    unread: bool,
}

/// `GET /my/messages`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let told = my::messages(act, ()).await?.messages;
    let line = |it: message::Message| Line {
        at: moment(&it.at),
        sms: match it.sms.as_str() {
            "queued" => "短信发送中",
            "sent" => "短信已发出",
            "delivered" => "短信已送到",
            "failed" => "短信没有送到",
            _ => "",
        },
        unread: it.read_at.is_none(),
        // Only our own pages are linked.
        href: if it.href.starts_with("/my/") { it.href } else { String::new() },
        title: it.title,
        body: it.body,
    };
    let lines: Vec<Line> = told.into_iter().map(line).collect();
    let page = citizen_page::own(act, "我的消息", "/my").await?;
    act.render(&View { page, unread: lines.iter().any(|line| line.unread), lines })
}

/// Nothing to fill in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// `POST /my/messages/read`
pub(crate) async fn read(act: &mut Act, _: Nothing) -> Result<Reply, Fail> {
    let person = act.actor.person().unwrap_or_default().to_owned();
    message::read_all(act, &person).await?;
    Ok(Reply::go("/my/messages?done=saved"))
}
