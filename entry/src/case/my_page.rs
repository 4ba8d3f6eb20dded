//! 我的 — my cases, what waits for me, and the way to a new application.

use askama::Template;
use kernel::page::{Page, Tone};
use kernel::{Act, Fail, Reply};

use super::my::{self, Brief};
use crate::citizen_page::{self, day};

/// A case as a card.
struct Card {
    id: String,
    title: String,
    number: String,
    tone: Tone,
    state: String,
    started: String,
    applicant: bool,
    to_sign: bool,
}

#[derive(Template)]
#[template(path = "case/my_page.html")]
struct View {
    page: Page,
    name: String,
    cards: Vec<Card>,
    unread: usize,
    open: bool,
}

/// How a state is meant, for the word beside it.
pub(super) fn tone(state: &str) -> Tone {
    match state {
        "waiting" | "approved" => Tone::Success,
        "refused" | "upheld" | "not_accepted" | "lapsed" => Tone::Danger,
        "correcting" | "authorising" | "suspended" | "held" | "draft" => Tone::Warning,
        "withdrawn" | "left" => Tone::Plain,
        _ => Tone::Info,
    }
}

/// The state is final; a new application may follow.
pub(super) fn ended(state: &str) -> bool {
    matches!(state, "refused" | "upheld" | "not_accepted" | "lapsed" | "withdrawn" | "left")
}

fn card(brief: Brief) -> Card {
    let it = brief.application;
    Card {
        title: format!("{}公租房（{}）", kernel::shell::region_name(&it.region), it.programme_title()),
        number: it.number().to_owned(),
        tone: tone(&brief.state),
        state: if brief.state == "draft" { "还没有提交".into() } else { brief.state_title },
        started: day(it.submitted_at.as_deref().unwrap_or(&it.started_at)),
        applicant: brief.applicant,
        to_sign: brief.to_sign,
        id: it.id,
    }
}

/// `GET /my`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let mine = my::list(act, ()).await?.cases;
    let open = mine.iter().any(|brief| !ended(&brief.state));
    let unread = my::messages(act, ()).await?.messages.iter().filter(|message| message.read_at.is_none()).count();
    let mut page = citizen_page::own(act, "我的", "/").await?;
    for brief in &mine {
        page.demo_pack |= citizen_page::demo(act, &brief.application).await?;
    }
    let name = page.acting_for.clone().unwrap_or_else(|| act.actor.name.clone());
    act.render(&View { page, name, cards: mine.into_iter().map(card).collect(), unread, open })
}
