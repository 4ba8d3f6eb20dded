//! 规则清单 — every pack this installation knows, with where and since when it holds.

use askama::Template;
use kernel::page::{Page, date};
use kernel::{Act, Fail, Reply};
use policy::pack::Status;

use super::condition::places;
use crate::pack::in_force;

struct Row {
    id: String,
    title: String,
    rank: &'static str,
    areas: String,
    dates: String,
    tone: &'static str,
    status: &'static str,
}

#[derive(Template)]
#[template(path = "pack/guide/policies_page.html")]
struct View {
    page: Page,
    rows: Vec<Row>,
}

/// `GET /policies`
pub(super) async fn list(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let (law, today) = (in_force(act).await?, act.today());
    let mut packs: Vec<_> = law.packs().iter().map(|pack| pack.document()).collect();
    packs.sort_by_key(|it| (it.rank, it.areas.first().copied(), it.effective_from));
    let rows: Vec<Row> = packs
        .iter()
        .map(|it| {
            let (tone, status) = match it.status {
                _ if it.demo => ("warning", "演示，不作依据"),
                _ if today < it.effective_from => ("plain", "还没有生效"),
                _ if it.effective_to.is_some_and(|to| to < today) => ("plain", "已经失效"),
                Status::Confirmed => ("success", Status::Confirmed.chinese()),
                Status::Unconfirmed => ("info", Status::Unconfirmed.chinese()),
            };
            let until = it.effective_to.map_or("今".to_owned(), date);
            Row {
                id: it.pack_id.clone(),
                title: it.title.clone(),
                rank: it.rank.chinese(),
                areas: places(&it.areas),
                dates: format!("{}至{until}", date(it.effective_from)),
                tone,
                status,
            }
        })
        .collect();
    let mut page = act.page("政策规则").await?;
    page.back = Some("/guide".into());
    page.demo_pack = packs.iter().any(|it| it.demo);
    act.render(&View { page, rows })
}
