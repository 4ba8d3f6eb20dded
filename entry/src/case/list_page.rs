//! 办件列表的页面 — the cases of one's regions with filters and pages.

use askama::Template;
use kernel::page::{Choice, Clock, Fault, Page, Pager, Tone};
use kernel::{Act, Fail, Reply};
use people::perms::APPLICATION_SEE;
use serde::Deserialize;

use super::list::{ListAsk, Row, list};
use crate::application::APPLICATION;
use crate::desk_page::{clock, counties, day, tone};

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Cases {
    /// State.
    pub state: String,
    /// Region and below.
    pub region: String,
    /// 申请编号 or full ID number.
    pub q: String,
    /// Id after which to go on.
    pub after: String,
    /// Said by the shell.
    pub done: String,
}

/// A row with what the page needs to show it.
pub(super) struct Shown {
    pub row: Row,
    pub tone: Tone,
    pub submitted: String,
    pub clock: Option<Clock>,
}

#[derive(Template)]
#[template(path = "case/list_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Cases,
    states: Vec<Choice>,
    regions: Vec<Choice>,
    rows: Vec<Shown>,
    elsewhere: Vec<String>,
    pager: Pager,
}

/// `GET /desk/applications`
pub(crate) async fn page(act: &mut Act, ask: Cases) -> Result<Reply, Fail> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let found = list(act, ListAsk { state: given(&ask.state), region: given(&ask.region), q: given(&ask.q), after: given(&ask.after) }).await?;
    let rows: Vec<Shown> = found.rows.into_iter().map(|row| shown(act, row)).collect();
    let after = found.next.map(|id| format!("?state={}&region={}&after={id}", word(&ask.state), word(&ask.region)));
    let before = (!ask.after.is_empty()).then(|| format!("?state={}&region={}", word(&ask.state), word(&ask.region)));
    let pager = Pager { shown: rows.len(), total: None, before, after };
    let states = Choice::list(APPLICATION.states.iter().filter(|state| state.name != "draft").map(|state| (state.name, state.title)));
    let regions = counties(&act.scope(APPLICATION_SEE));
    let page = act.page("办件").await?;
    act.render(&View { page, fault: Fault::none(), ask, states, regions, rows, elsewhere: found.elsewhere, pager })
}

/// Names of states and regions are letters, digits and `_`; anything else has no place in an address.
fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// A row as the list shows it.
pub(super) fn shown(act: &Act, row: Row) -> Shown {
    let open = APPLICATION.state(&row.state).is_some_and(|state| !state.end);
    Shown {
        tone: tone(&row.state),
        submitted: row.submitted_at.as_deref().map(day).unwrap_or_default(),
        clock: if open { clock(act, row.due_on.as_deref()) } else { None },
        row,
    }
}
