//! 送达登记簿的页面 — what still has to reach somebody, with its age; and everything that did, with its proof.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::letter_register::{RegisterAsk, Registered, register};
use crate::desk_page::day;

/// Which letters.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    view: String,
    done: String,
}

#[derive(Template)]
#[template(path = "decision/register_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Look,
    views: Vec<Choice>,
    rows: Vec<Registered>,
}

impl View {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    /// Older than the term of a reconsideration: nobody should wait that long to learn of it.
    fn late(&self, row: &Registered) -> bool {
        row.age_days.is_some_and(|age| 15 < age)
    }

    fn place(&self, region: &str) -> String {
        kernel::shell::region_name(region)
    }
}

/// `GET /desk/letters`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let rows = register(act, RegisterAsk { view: Some(ask.view.clone()) }).await?;
    let page = act.page("送达登记簿").await?;
    act.render(&View { page, fault: Fault::none(), ask, views: Choice::list([("all", "全部文书")]), rows })
}
