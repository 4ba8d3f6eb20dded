//! 公示栏的页面 — what runs now with the days left, and one list with how to object (P-05).

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};

use super::Row;
use super::public::{self, One, Running, Shown};
use crate::citizen_page::{Here, day};

/// A notice as a card.
pub(super) struct Card {
    id: String,
    title: String,
    number: String,
    dates: String,
    left: String,
    rows: usize,
    demo: bool,
}

pub(super) fn card(shown: &Shown) -> Card {
    let it = &shown.notice;
    let from = it.from_on.as_deref().map(day).unwrap_or_default();
    let until = it.until_on.as_deref().map(day).unwrap_or_default();
    let left = if shown.days_left == 0 { "今天是最后一天".to_owned() } else { format!("还剩 {} 个工作日", shown.days_left) };
    Card {
        id: it.id.clone(),
        title: it.title.clone(),
        number: it.number.clone(),
        dates: format!("{from}至{until}"),
        left,
        rows: shown.rows.len(),
        demo: it.demo == 1,
    }
}

#[derive(Template)]
#[template(path = "notice/notices_page.html")]
struct ListView {
    page: Page,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "notice/notice_page.html")]
struct View {
    page: Page,
    card: Card,
    clause: String,
    rows: Vec<Row>,
}

/// `GET /notices`
pub(crate) async fn list(act: &mut Act, ask: Running) -> Result<Reply, Fail> {
    let notices = public::list(act, ask).await?.notices;
    let mut page = act.page("正在公示").await?;
    page.back = Some("/".into());
    page.demo_pack = notices.iter().any(|shown| shown.notice.demo == 1);
    act.render(&ListView { page, cards: notices.iter().map(card).collect() })
}

/// `GET /notices/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let shown = public::one(act, One { id: ask.id }).await?;
    let mut page = act.page(&shown.notice.title).await?;
    page.back = Some("/notices".into());
    page.region = kernel::shell::region_name(&shown.notice.region);
    page.demo_pack = shown.notice.demo == 1;
    act.render(&View { page, card: card(&shown), clause: shown.notice.clause, rows: shown.rows })
}
