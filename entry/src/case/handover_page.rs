//! 交接的页面 — whose work, to whom, which items; and times away with who stands in.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::CASE_REASSIGN;
use serde::Deserialize;

use super::handover::{Away, HandOver, Item, Named, WhichAway, WhoseAsk, absences, away, back, hand_over, holds};
use crate::desk_page::{Here, day, fault};

/// Whose work.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    from: String,
    done: String,
}

/// The form: one box for each item.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Give {
    from: String,
    to: String,
    items: Vec<String>,
    reason: String,
}

#[derive(Template)]
#[template(path = "case/handover_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Give,
    people: Vec<Choice>,
    items: Vec<Item>,
}

impl View {
    fn place(&self, region: &str) -> String {
        kernel::shell::region_name(region)
    }

    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn ticked(&self, key: &str) -> bool {
        self.ask.items.is_empty() || self.ask.items.iter().any(|it| it == key)
    }
}

#[derive(Template)]
#[template(path = "case/absences_page.html")]
struct Absences {
    page: Page,
    fault: Fault,
    typed: Away,
    people: Vec<Choice>,
    rows: Vec<Named>,
    may_all: bool,
}

impl Absences {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

async fn people_here(act: &mut Act) -> Result<Vec<Choice>, Fail> {
    let regions: Vec<String> = act.actor.grants.iter().map(|grant| grant.region.clone()).collect();
    let all = people::staff::working(act, &regions).await?;
    Ok(Choice::list(all))
}

/// `GET /desk/handover`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    render(act, Give { from: ask.from, ..Give::default() }, Fault::none()).await
}

async fn render(act: &mut Act, ask: Give, fault: Fault) -> Result<Reply, Fail> {
    let items = if ask.from.is_empty() { Vec::new() } else { holds(act, WhoseAsk { staff_id: ask.from.clone() }).await? };
    let people = people_here(act).await?;
    let mut page = act.page("工作交接").await?;
    page.faulty = !fault.is_empty();
    act.render(&View { page, fault, ask, people, items })
}

/// `POST /desk/handover`
pub(crate) async fn form(act: &mut Act, ask: Give) -> Result<Reply, Fail> {
    let given = HandOver { from: ask.from.clone(), to: ask.to.clone(), items: ask.items.clone(), reason: ask.reason.clone() };
    match hand_over(act, given).await {
        Ok(_) => Ok(Reply::go(format!("/desk/handover?from={}&done=decided", ask.from))),
        Err(fail) if fail.is_input() => Ok(render(act, ask, fault(&fail, "to")).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/absences`
pub(crate) async fn absences_page(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    if act.actor.kind != kernel::actor::Kind::Staff {
        return Ok(Reply::go("/my"));
    }
    absences_render(act, Away::default(), Fault::none()).await
}

async fn absences_render(act: &mut Act, typed: Away, fault: Fault) -> Result<Reply, Fail> {
    let (rows, people) = (absences(act, ()).await?, people_here(act).await?);
    let may_all = !act.scope(CASE_REASSIGN).regions().is_empty();
    let mut page = act.page("休假代班").await?;
    page.faulty = !fault.is_empty();
    act.render(&Absences { page, fault, typed, people, rows, may_all })
}

/// `POST /desk/absences`
pub(crate) async fn away_form(act: &mut Act, ask: Away) -> Result<Reply, Fail> {
    match away(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go("/desk/absences?done=saved")),
        Err(fail) if fail.is_input() => Ok(absences_render(act, ask, fault(&fail, "substitute_id")).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/absences/{id}/end`
pub(crate) async fn end_form(act: &mut Act, ask: WhichAway) -> Result<Reply, Fail> {
    back(act, ask).await?;
    Ok(Reply::go("/desk/absences?done=ended"))
}
