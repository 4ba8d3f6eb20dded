//! 删除 — a person's key is destroyed by two persons' word, unless the law still needs the data (个人信息保护法 47).
//!
//! What stays are ids, dates, findings' digests and the audit record, none of which says who it was; a replay of an
//! old decision then answers *erased*.

use kernel::fail::NOT_FOUND;
use kernel::flow::How;
use kernel::{Act, Code, Fail, file, flow};
use people::session::{self, Kind};
use people::{benefit, person};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{RIGHTS, Request, seen, shown};
use crate::application::{self, APPLICATION};
use crate::{check, paper, visit};

/// The law still needs the data.
pub const HELD: Code = Code::conflict("rights.held", "现在还不能删除", "等这些事办结后再提；有异议的，可以投诉或者起诉。");

/// The second person's word.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// `rights_request.id`.
    pub id: String,
    /// `erase` or `send_back`.
    pub outcome: String,
    /// Why it goes back; empty when it is erased.
    #[serde(default)]
    pub reason: String,
}

/// What stands in the way today, one sentence each.
pub async fn holds(act: &mut Act, person: &str) -> Result<Vec<String>, Fail> {
    let mut holds = Vec::new();
    for it in application::of_person(act, person).await? {
        let case = flow::get(act, &APPLICATION, &it.id).await?;
        let over = case.state == "refused" && sued_no_more(&case.since, act.today());
        if case.closed_on.is_none() && !over {
            holds.push(format!("申请 {} 还没有办结（{}）。", it.number(), APPLICATION.title_of(&case.state)));
        }
    }
    if benefit::live(act, person).await?.is_some() {
        holds.push("正在享受住房保障。".into());
    }
    let today = act.today();
    if !conduct::credit::in_force(act, person, today).await?.is_empty() {
        holds.push("有还没有到期的失信记录。".into());
    }
    Ok(holds)
}

/// A refusal can be sued over for six months (行政诉讼法 46); until then its record is needed.
fn sued_no_more(since: &str, today: jiff::civil::Date) -> bool {
    let Ok(since) = since.parse::<jiff::Timestamp>() else { return false };
    kernel::clock::date_of(since).checked_add(jiff::Span::new().months(6)).is_ok_and(|last| last < today)
}

/// Refuses while anything stands in the way.
pub(super) async fn refuse_held(act: &mut Act, person: &str) -> Result<(), Fail> {
    let holds = holds(act, person).await?;
    if holds.is_empty() { Ok(()) } else { Err(Fail::with(HELD, holds.concat())) }
}

/// `POST /api/v1/rights/{id}/sign-erasure`
///
/// # Errors
/// `flow.same_person` for whoever proposed it; [`HELD`] when something has come up since.
pub async fn sign(act: &mut Act, ask: Sign) -> Result<Request, Fail> {
    let row = seen(act, &ask.id).await?;
    if ask.outcome != "erase" && ask.outcome != "send_back" {
        return Err(Fail::field("outcome", "请选择签批删除，或者退回"));
    }
    if ask.outcome == "erase" {
        refuse_held(act, &row.person_id).await?;
    }
    flow::step(act, &RIGHTS, &row.id, &ask.outcome, How { reason: ask.reason.trim(), ..How::default() }).await?;
    act.about("rights", &row.id, &row.region);
    if ask.outcome == "erase" {
        erase(act, &row.person_id, &row.id).await?;
    }
    shown(act, row).await
}

async fn erase(act: &mut Act, who: &str, request: &str) -> Result<(), Fail> {
    let mut cases = vec![request.to_owned()];
    for it in application::of_person(act, who).await?.into_iter().filter(|it| it.applicant_id == who) {
        cases.extend(check::of_application(act, &it.id).await?.into_iter().map(|lane| lane.id));
        cases.extend(visit::of_application(act, &it.id).await?.map(|visit| visit.id));
        cases.push(it.id);
    }
    for sheet in paper::about(act, who).await? {
        file::remove(act, &sheet.id).await?;
    }
    flow::forget_name(act, who, &cases).await?;
    session::end_all(act, Kind::Citizen, who, "", "erased").await?;
    match person::erase(act, who).await {
        Err(fail) if fail.code == NOT_FOUND => Ok(()),
        done => done,
    }
}
