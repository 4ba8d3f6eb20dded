//! 我的位次的页面 — one large number, who is ahead by class, what can change it, honest words (C-19).

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};

use super::of_application;
use super::rank::{self, Leave, MyRank, NO_MATCH, Rank};
use crate::application;
use crate::citizen_page::{self, Here, Only, day};

/// A rank in words; the public look-up shows the same.
pub(super) struct Shown {
    pub(super) place: i64,
    pub(super) of: i64,
    pub(super) number: String,
    pub(super) region: String,
    pub(super) on: String,
    pub(super) class: String,
    pub(super) since: String,
    pub(super) limit: String,
    pub(super) ahead: Vec<(String, i64)>,
    pub(super) changes: Vec<String>,
}

impl Shown {
    /// The rank as of today.
    pub(super) fn of(rank: Rank, today: jiff::civil::Date) -> Shown {
        let entry = rank.entry;
        let class = match (entry.must_cover, entry.class_name.is_empty()) {
            (0, _) => "应保尽保".to_owned(),
            (_, false) => format!("优先：{}", entry.class_name),
            (_, true) => "按申请先后".to_owned(),
        };
        Shown {
            place: rank.place,
            of: rank.of,
            number: entry.number,
            region: kernel::shell::region_name(&entry.region),
            on: kernel::page::date(today),
            class,
            since: day(&entry.priority_on),
            limit: entry.limit_on.as_deref().map(day).unwrap_or_default(),
            ahead: rank.ahead.into_iter().map(|ahead| (ahead.label, ahead.count)).collect(),
            changes: rank.changes,
        }
    }
}

#[derive(Template)]
#[template(path = "waitlist/rank_page.html")]
struct View {
    page: Page,
    shown: Shown,
    /// `application.id` for its own people; empty for the public look-up.
    id: String,
}

/// The page, for the household itself or for whoever knows the number.
pub(super) fn show(act: &Act, page: Page, rank: Rank, id: &str) -> Result<Reply, Fail> {
    act.render(&View { page, shown: Shown::of(rank, act.today()), id: id.to_owned() })
}

/// `GET /my/applications/{id}/rank`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let rank = rank::mine(act, MyRank { id: ask.id }).await?;
    let page = citizen_page::of_case(act, &it, "我的位次").await?;
    show(act, page, rank, &it.id)
}

#[derive(Template)]
#[template(path = "waitlist/give_up_page.html")]
struct GiveUp {
    page: Page,
    id: String,
    place: i64,
}

/// `GET /my/applications/{id}/give-up`
pub(crate) async fn give_up(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let rank = rank::mine(act, MyRank { id: ask.id }).await?;
    let mut page = citizen_page::of_case(act, &it, "放弃轮候？").await?;
    page.back = Some(format!("/my/applications/{}/rank", it.id));
    act.render(&GiveUp { page, id: it.id, place: rank.place })
}

/// `POST /my/applications/{id}/give-up`
pub(crate) async fn give_up_form(act: &mut Act, ask: Only) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let entry = of_application(act, &it.id).await?.ok_or(NO_MATCH)?;
    rank::leave(act, Leave { id: entry.id, reason: String::new() }).await?;
    Ok(Reply::go(format!("/my/applications/{}?done=ended", it.id)))
}
