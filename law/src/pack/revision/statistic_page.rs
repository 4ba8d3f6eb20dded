//! 统计数值的页面 — every figure with its day and source, and a form for a new one.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::PACK_EDIT;
use policy::terms::Statistic;
use serde::Deserialize;

use super::statistic::{Figure, draft, words};
use crate::pack::in_force;

/// Nothing but what the shell says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Here {
    done: String,
}

struct Row {
    place: String,
    what: &'static str,
    year: i16,
    value: String,
    source: String,
    weak: bool,
}

#[derive(Template)]
#[template(path = "pack/revision/statistic_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Figure,
    rows: Vec<Row>,
    may: bool,
    areas: Vec<Choice>,
    kinds: Vec<Choice>,
    pers: Vec<Choice>,
    grades: Vec<Choice>,
}

/// `GET /desk/packs/statistics`
pub(super) async fn page(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let ask = Figure { checked_on: act.today().to_string(), ..Figure::default() };
    show(act, ask, Fault::none(), 200).await
}

/// `POST /desk/packs/statistics`
pub(super) async fn form(act: &mut Act, ask: Figure) -> Result<Reply, Fail> {
    match draft(act, ask.clone()).await {
        Ok(it) => Ok(Reply::go(format!("/desk/packs/drafts/{}?done=saved", it.id))),
        Err(fail) if fail.is_input() => show(act, ask, super::draft_page::fault(&fail, "area"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

async fn show(act: &mut Act, ask: Figure, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
    let mut all: Vec<_> = law.statistics().value.iter().collect();
    all.sort_by_key(|it| (it.area, it.statistic, std::cmp::Reverse(it.year)));
    let row = |it: &policy::statistic::StatisticValue| Row {
        place: kernel::shell::region_name(it.area.as_str()),
        what: it.statistic.chinese(),
        year: it.year,
        value: words(it),
        source: format!("{}（{}）", it.cite, it.cite.grade.chinese()),
        weak: !it.cite.grade.may_decide(),
    };
    let rows = all.into_iter().map(row).collect();
    let scope = act.scope(PACK_EDIT);
    // A province, a city or a county publishes figures; only one's own are offered.
    let areas: Vec<(String, String)> = base::region::book()
        .all()
        .iter()
        .filter(|region| scope.covers(region.code.as_str()) && region.code.as_str().len() <= 6)
        .map(|region| (region.code.as_str().to_owned(), kernel::shell::region_name(region.code.as_str())))
        .collect();
    let key = |it: &Statistic| serde_json::to_value(it).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
    let mut page = act.page("统计数值").await?;
    page.faulty = !fault.is_empty();
    let view = View {
        page,
        fault,
        ask,
        rows,
        may: !areas.is_empty(),
        areas: Choice::list(areas),
        kinds: Choice::list(Statistic::ALL.iter().map(|it| (key(it), it.chinese()))),
        pers: Choice::list([("month", "每月"), ("year", "每年")]),
        grades: Choice::list([("A", "官方原文"), ("B", "媒体引述"), ("C", "转载，待核对")]),
    };
    Ok(act.render(&view)?.status(status))
}
