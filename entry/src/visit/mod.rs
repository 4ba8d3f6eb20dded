//! 入户调查 — first review by community and street, on the phone, where the pack asks for it.
//!
//! Owns `visit`.

use kernel::calendar::Term;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, How, State, Step};
use kernel::{Act, Fail, flow};
use people::perms::{CASE_REASSIGN, VISIT_DO};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::flow::PROGRAM;
use crate::application::{self, Application};

pub(crate) mod visit_page;

/// 入户调查.
pub static VISIT: Flow = Flow {
    name: "visit",
    title: "入户调查",
    page: "/desk/visits/{id}",
    states: &[
        State { name: "due", title: "待入户", term: Some(Term::WorkingDays(5)), end: false },
        State { name: "done", title: "已入户", term: None, end: true },
        State { name: "dropped", title: "申请已终止", term: None, end: true },
    ],
    steps: &[
        Step {
            from: "due",
            act: "report",
            title: "提交调查表",
            to: "done",
            who: VISIT_DO,
            not_by: None,
            reasoned: false,
            needed: true,
            clause: "JX2019-4/3.2b",
        },
        Step {
            from: "due",
            act: "drop",
            title: "申请终止",
            to: "dropped",
            who: PROGRAM,
            not_by: None,
            reasoned: false,
            needed: true,
            clause: "JX2019-4/3.2b",
        },
    ],
};

/// A visit as it stands.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Visit {
    /// Id; also of its process.
    pub id: String,
    /// Application.
    pub application_id: String,
    /// Region.
    pub region: String,
    /// `live_here`, `not_live_here`, `unclear`; empty while due.
    pub opinion: String,
    /// What was seen.
    pub found: String,
    /// People met.
    pub persons_seen: i64,
    /// Day of the visit.
    pub visited_on: Option<String>,
    /// Opened.
    pub opened_on: String,
    /// Due.
    pub due_on: Option<String>,
}

impl Visit {
    /// 中文 of the opinion.
    pub fn opinion_title(&self) -> &'static str {
        match self.opinion.as_str() {
            "live_here" => "在申报地址居住",
            "not_live_here" => "不在申报地址居住",
            "unclear" => "未能确认",
            _ => "待入户",
        }
    }
}

const COLUMNS: &str = "id, application_id, region, opinion, found, persons_seen, visited_on, opened_on, due_on";

/// What the visitor writes down.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// `visit.id`.
    pub id: String,
    /// `live_here`, `not_live_here` or `unclear`.
    pub opinion: String,
    /// What was seen.
    pub found: String,
    /// People met.
    pub persons_seen: i64,
}

/// Gives the visit to somebody else.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassign {
    /// `visit.id`.
    pub id: String,
    /// `staff.id` of who visits now.
    pub to: String,
    /// Why, such as leave.
    pub reason: String,
}

/// Opens a visit if there is none.
pub async fn open(act: &mut Act, it: &Application) -> Result<(), Fail> {
    if of_application(act, &it.id).await?.is_some() {
        return Ok(());
    }
    let due = act.due(Term::WorkingDays(5)).on.to_string();
    let (id, today) = (act.new_id(), act.today().to_string());
    sqlx::query("insert into visit (id, application_id, region, opened_on, due_on) values ($1, $2, $3, $4, $5)")
        .bind(id.clone())
        .bind(it.id.clone())
        .bind(it.region.clone())
        .bind(today)
        .bind(due)
        .execute(act.conn())
        .await?;
    let name = people::person::get(act, &it.applicant_id).await?.name;
    flow::open(act, &VISIT, &id, &it.region, &name).await?;
    Ok(())
}

/// The visit of an application.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Option<Visit>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from visit where application_id = $1"));
    Ok(sqlx::query_as(statement).bind(application).fetch_optional(act.conn()).await?)
}

/// One visit, within the actor's regions.
pub async fn get(act: &mut Act, id: &str) -> Result<Visit, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from visit where id = $1"));
    let visit: Option<Visit> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    let visit = visit.ok_or(NOT_FOUND)?;
    act.require(VISIT_DO, &visit.region)?;
    Ok(visit)
}

/// `POST /api/v1/visits/{id}/report`
pub async fn report(act: &mut Act, ask: Report) -> Result<Visit, Fail> {
    let visit = get(act, &ask.id).await?;
    let mut wrong = Vec::new();
    if !["live_here", "not_live_here", "unclear"].contains(&ask.opinion.as_str()) {
        wrong.push(kernel::fail::FieldError { field: "opinion".into(), message: "请选择调查结论".into() });
    }
    if ask.found.trim().is_empty() {
        wrong.push(kernel::fail::FieldError { field: "found".into(), message: "请写明看到的情况".into() });
    }
    if !(0..=30).contains(&ask.persons_seen) {
        wrong.push(kernel::fail::FieldError { field: "persons_seen".into(), message: "见到的人数应在 0 到 30 之间".into() });
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    flow::step(act, &VISIT, &visit.id, "report", How::default()).await?;
    let (today, by) = (act.today().to_string(), act.actor.id.clone());
    sqlx::query("update visit set opinion = $1, found = $2, persons_seen = $3, visited_on = $4, visited_by = $5 where id = $6")
        .bind(ask.opinion)
        .bind(ask.found.trim())
        .bind(ask.persons_seen)
        .bind(today)
        .bind(by)
        .bind(visit.id.clone())
        .execute(act.conn())
        .await?;
    act.about("visit", &visit.id, &visit.region);
    application::nudge(act, &visit.application_id).await?;
    get(act, &visit.id).await
}

/// `POST /api/v1/visits/{id}/reassign`
pub async fn reassign(act: &mut Act, ask: Reassign) -> Result<Visit, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from visit where id = $1"));
    let visit: Option<Visit> = sqlx::query_as(statement).bind(ask.id.clone()).fetch_optional(act.conn()).await?;
    let visit = visit.ok_or(NOT_FOUND)?;
    act.require(CASE_REASSIGN, &visit.region)?;
    if ask.reason.trim().is_empty() {
        return Err(Fail::field("reason", "请写明改派原因"));
    }
    flow::assign(act, &VISIT, &visit.id, Some(&ask.to), ask.reason.trim()).await?;
    act.about("visit", &visit.id, &visit.region);
    Ok(visit)
}

/// Ends an open visit because the application has ended.
pub async fn drop_open(act: &mut Act, application: &str) -> Result<(), Fail> {
    if let Some(visit) = of_application(act, application).await?.filter(|visit| visit.opinion.is_empty()) {
        let case = flow::get(act, &VISIT, &visit.id).await?;
        if case.closed_on.is_none() {
            flow::step(act, &VISIT, &visit.id, "drop", How::default()).await?;
        }
    }
    Ok(())
}
