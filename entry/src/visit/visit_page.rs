//! 入户调查的页面 — what is to be visited, the report form for the phone, and giving a visit to a colleague.

use askama::Template;
use kernel::db::Query;
use kernel::flow::{self, InboxAsk, InboxItem};
use kernel::page::{Choice, Clock, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::household::{self, Member};
use people::perms::{CASE_REASSIGN, VISIT_DO};
use serde::Deserialize;
use sqlx::FromRow;

use super::{Reassign, Report, Visit, get, reassign, report};
use crate::application::{self, Application, Declared};
use crate::desk_page::{Here, clock, colleagues, day, fault};

/// The report as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReportForm {
    id: String,
    opinion: String,
    found: String,
    persons_seen: String,
}

/// Whom a visit is given to, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReassignForm {
    id: String,
    to: String,
    reason: String,
    done: String,
}

/// A visit that is still due.
struct Due {
    item: InboxItem,
    place: String,
    clock: Option<Clock>,
    holder: String,
}

#[derive(FromRow)]
struct Stored {
    id: String,
    region: String,
    opinion: String,
    visited_on: Option<String>,
}

/// A visit that was made.
struct Made {
    id: String,
    subject: String,
    region: String,
    opinion: String,
    visited_on: Option<String>,
}

impl Made {
    fn place(&self) -> String {
        kernel::shell::region_name(&self.region)
    }

    fn when(&self) -> String {
        self.visited_on.as_deref().map(day).unwrap_or_default()
    }

    fn word(&self) -> &'static str {
        match self.opinion.as_str() {
            "live_here" => "在申报地址居住",
            "not_live_here" => "不在申报地址居住",
            _ => "未能确认",
        }
    }
}

#[derive(Template)]
#[template(path = "visit/visits_page.html")]
struct List {
    page: Page,
    due: Vec<Due>,
    made: Vec<Made>,
}

#[derive(Template)]
#[template(path = "visit/visit_page.html")]
struct One {
    page: Page,
    fault: Fault,
    visit: Visit,
    it: Application,
    declared: Declared,
    place: String,
    members: Vec<Member>,
    ask: ReportForm,
    opinions: Vec<Choice>,
    clock: Option<Clock>,
    visited: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "visit/reassign_page.html")]
struct Give {
    page: Page,
    fault: Fault,
    ask: ReassignForm,
    colleagues: Vec<Choice>,
}

/// `GET /desk/visits`
pub(crate) async fn list(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let items = flow::inbox(act, InboxAsk { flow: Some("visit".into()), ..InboxAsk::default() }).await?;
    let owners: Vec<String> = items.iter().filter_map(|item| item.owner.clone()).collect();
    let names = people::staff::names(act, &owners).await?;
    let due = |item: InboxItem| Due {
        place: kernel::shell::region_name(&item.region),
        clock: clock(act, item.due.on.as_deref()),
        holder: item.owner.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default(),
        item,
    };
    let due = items.into_iter().map(due).collect();
    let made = made(act).await?;
    let page = act.page("入户调查").await?;
    act.render(&List { page, due, made })
}

/// The visits made last in one's regions.
async fn made(act: &mut Act) -> Result<Vec<Made>, Fail> {
    let scope = act.scope(VISIT_DO);
    let found: Vec<Stored> = Query::new("select id, region, opinion, visited_on from visit where opinion <> ''")
        .and_scope("region", &scope)
        .sql("order by visited_on desc, id desc limit 50")
        .all(&mut act.tx)
        .await?;
    let mut made = Vec::with_capacity(found.len());
    for it in found {
        let subject = flow::get(act, &super::VISIT, &it.id).await?.subject;
        made.push(Made { subject, id: it.id, region: it.region, opinion: it.opinion, visited_on: it.visited_on });
    }
    Ok(made)
}

/// `GET /desk/visits/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, ReportForm { id: ask.id, ..ReportForm::default() }, Fault::none()).await
}

async fn render(act: &mut Act, ask: ReportForm, fault: Fault) -> Result<Reply, Fail> {
    let visit = get(act, &ask.id).await?;
    let it = application::get(act, &visit.application_id).await?;
    let declared = application::declared(act, &it).await?;
    let members = household::members(act, &it.household_id).await?;
    let open = flow::get(act, &super::VISIT, &visit.id).await?.closed_on.is_none();
    let mut page = act.page(&format!("入户调查 {}", it.number())).await?;
    page.back = Some("/desk/visits".into());
    page.faulty = !fault.is_empty();
    act.about("visit", &visit.id, &visit.region);
    let opinions = Choice::list([("live_here", "在申报地址居住"), ("not_live_here", "不在申报地址居住"), ("unclear", "未能确认")]);
    let view = One {
        fault,
        place: kernel::shell::region_name(if declared.lives_in.is_empty() { &visit.region } else { &declared.lives_in }),
        clock: if open { clock(act, visit.due_on.as_deref()) } else { None },
        visited: visit.visited_on.as_deref().map(day).unwrap_or_default(),
        page,
        visit,
        it,
        declared,
        members,
        ask,
        opinions,
        open,
    };
    act.render(&view)
}

/// `POST /desk/visits/{id}`
pub(crate) async fn form(act: &mut Act, ask: ReportForm) -> Result<Reply, Fail> {
    let came = match kernel::page::fold_width(&ask.persons_seen).parse::<i64>() {
        Ok(persons_seen) => report(act, Report { id: ask.id.clone(), opinion: ask.opinion.clone(), found: ask.found.clone(), persons_seen }).await,
        Err(_) => Err(Fail::field("persons_seen", "请填写见到的人数，没有见到人填 0")),
    };
    match came {
        Ok(_) => Ok(Reply::go("/desk/visits?done=sent")),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "opinion");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/visits/{id}/reassign`
pub(crate) async fn give(act: &mut Act, ask: ReassignForm) -> Result<Reply, Fail> {
    give_render(act, ask, Fault::none()).await
}

async fn give_render(act: &mut Act, ask: ReassignForm, fault: Fault) -> Result<Reply, Fail> {
    let case = flow::get(act, &super::VISIT, &ask.id).await?;
    act.require(CASE_REASSIGN, &case.region)?;
    let colleagues = colleagues(act, VISIT_DO, &case.region).await?;
    let mut page = act.page(&format!("改派入户调查：{}", case.subject)).await?;
    page.faulty = !fault.is_empty();
    act.render(&Give { page, fault, ask, colleagues })
}

/// `POST /desk/visits/{id}/reassign`
pub(crate) async fn give_form(act: &mut Act, ask: ReassignForm) -> Result<Reply, Fail> {
    let case = flow::get(act, &super::VISIT, &ask.id).await?;
    let known = people::staff::holding(act, VISIT_DO, &case.region).await?.contains(&ask.to);
    let came = match known {
        true => reassign(act, Reassign { id: ask.id.clone(), to: ask.to.clone(), reason: ask.reason.clone() }).await,
        false => Err(Fail::field("to", "请选择有入户调查权限的同事")),
    };
    match came {
        Ok(visit) => Ok(Reply::go(format!("/desk/applications/{}?done=saved", visit.application_id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "to");
            Ok(give_render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
