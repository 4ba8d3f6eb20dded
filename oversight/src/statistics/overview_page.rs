//! 运行看板的页面 — tables that a drawing is made from; one column on a phone.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::days::tenths;
use super::overview::{LOOK_BACK, Overview, OverviewAsk, see};

/// Which figures, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    region: String,
    days: String,
}

#[derive(Template)]
#[template(path = "statistics/overview_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Look,
    periods: Vec<Choice>,
    it: Overview,
    as_of: String,
    /// Who gives the limits shown.
    sources: Vec<String>,
}

impl View {
    fn tenths(&self, value: &i64) -> String {
        tenths(*value)
    }

    /// `98.5%`, or a word when there is nothing to divide.
    fn share(&self, permille: &Option<i64>) -> String {
        permille.map_or_else(|| "无".to_owned(), |value| format!("{}%", tenths(value)))
    }

    fn over(&self, took: &i64, limit: &Option<i64>) -> bool {
        limit.is_some_and(|limit| limit < *took)
    }

    fn limit(&self, limit: &Option<i64>) -> String {
        limit.map(|days| days.to_string()).unwrap_or_default()
    }
}

/// `GET /desk/overview`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let days = if ask.days.is_empty() { Some(LOOK_BACK) } else { Some(ask.days.parse().unwrap_or(0)) };
    let wanted = OverviewAsk { region: Some(ask.region.clone()).filter(|code| !code.is_empty()), days };
    let (it, fault, status) = match see(act, wanted.clone()).await {
        Ok(it) => (it, Fault::none(), 200),
        Err(fail) if fail.is_input() => {
            let mut fault = Fault::none();
            fault.add("days", fail.fields.first().map_or_else(|| fail.sentence(), |wrong| wrong.message.clone()));
            (see(act, OverviewAsk { days: None, ..wanted }).await?, fault, fail.code.status)
        }
        Err(fail) => return Err(fail),
    };
    let mut page = act.page(&format!("{}运行看板", it.place.name)).await?;
    page.faulty = !fault.is_empty();
    let periods = Choice::list([("30", "近 30 天"), ("90", "近 90 天"), ("365", "近一年")]);
    let as_of = it.as_of.parse().map_or_else(|_| it.as_of.clone(), kernel::page::instant);
    let mut sources: Vec<String> = it.stages.iter().map(|stage| stage.source.clone()).filter(|source| !source.is_empty()).collect();
    sources.dedup();
    let ask = Look { region: it.place.code.clone(), days: it.days.to_string() };
    Ok(act.render(&View { page, fault, ask, periods, as_of, sources, it })?.status(status))
}
