//! 民政名单比对的页面 — hand in a list, see who is left out, say who sees to it.

use askama::Template;
use kernel::page::{Choice, Clock, Fault, Page, days_left};
use kernel::{Act, Fail, Reply};
use people::perms::WAITLIST_MANAGE;

use super::{Compared, List, Own, Row, Take, Which, compare, list, own, take};
use crate::desk_page::{Bare, Here, day, fault, moment, regions};

#[derive(Template)]
#[template(path = "civil/civil_lists_page.html")]
struct Lists {
    page: Page,
    fault: Fault,
    ask: Take,
    regions: Vec<Choice>,
    rows: Vec<(List, String, String)>,
    may: bool,
}

struct Left {
    row: Row,
    owner: String,
    clock: Option<Clock>,
}

#[derive(Template)]
#[template(path = "civil/civil_list_page.html")]
struct One {
    page: Page,
    fault: Fault,
    it: Compared,
    place: String,
    as_of: String,
    rows: Vec<Left>,
    colleagues: Vec<Choice>,
    may: bool,
}

/// `GET /desk/civil-lists`
pub(crate) async fn page(act: &mut Act, _: Bare) -> Result<Reply, Fail> {
    let ask = Take { as_of: act.today().to_string(), ..Take::default() };
    render(act, ask, Fault::none()).await
}

async fn render(act: &mut Act, ask: Take, fault: Fault) -> Result<Reply, Fail> {
    let rows = list(act, ()).await?.lists.into_iter();
    let rows = rows
        .map(|list| (kernel::shell::region_name(&list.region), moment(&list.taken_at), list))
        .map(|(place, at, list)| (list, place, at))
        .collect();
    let mut page = act.page("民政名单比对").await?;
    page.faulty = !fault.is_empty();
    let mut regions = regions(&act.scope(WAITLIST_MANAGE));
    regions.retain(|choice| choice.key.len() == 6);
    let may = act.actor.may(WAITLIST_MANAGE);
    act.render(&Lists { page, fault, ask, regions, rows, may })
}

/// `POST /desk/civil-lists`
pub(crate) async fn form(act: &mut Act, ask: Take) -> Result<Reply, Fail> {
    match take(act, ask.clone()).await {
        Ok(it) => Ok(Reply::go(format!("/desk/civil-lists/{}?done=saved", it.list.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "csv");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/civil-lists/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, ask.id, Fault::none()).await
}

async fn show(act: &mut Act, id: String, fault: Fault) -> Result<Reply, Fail> {
    let it = compare(act, Which { id }).await?;
    let holders = people::staff::holding(act, WAITLIST_MANAGE, &it.list.region).await?;
    let mut ids: Vec<String> = it.remainder.iter().map(|row| row.owner_id.clone()).collect();
    ids.extend(holders.iter().cloned());
    let names = people::staff::names(act, &ids).await?;
    let today = act.today();
    let rows = it
        .remainder
        .iter()
        .map(|row| Left {
            owner: names.get(&row.owner_id).cloned().unwrap_or_default(),
            clock: row.due_on.as_deref().and_then(|due| due.parse().ok()).map(|due| days_left(today, due)),
            row: row.clone(),
        })
        .collect();
    let colleagues = Choice::list(holders.into_iter().filter_map(|id| names.get(&id).cloned().map(|name| (id, name))));
    let mut page = act.page("一份民政名单").await?;
    page.back = Some("/desk/civil-lists".into());
    page.faulty = !fault.is_empty();
    let may = act.scope(WAITLIST_MANAGE).covers(&it.list.region);
    act.render(&One { place: kernel::shell::region_name(&it.list.region), as_of: day(&it.list.as_of), page, fault, rows, colleagues, may, it })
}

/// `POST /desk/civil-lists/{id}`
pub(crate) async fn own_form(act: &mut Act, ask: Own) -> Result<Reply, Fail> {
    match own(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go(format!("/desk/civil-lists/{}?done=saved", ask.id))),
        Err(fail) if fail.is_input() => {
            let mut fault = fault(&fail, "owner_id");
            for wrong in &mut fault.errors {
                wrong.field = format!("{}-{}", wrong.field, ask.seq);
            }
            Ok(show(act, ask.id, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
