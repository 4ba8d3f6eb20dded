//! 导出 — a list leaves the program as a file: for a purpose, as a job, marked, for a day, and above a
//! thousand rows only when another person approves (S-52).
//!
//! What a list holds is its [`Listing`]; nobody gets more than what he may see on the page. Owns `export_request`.

use std::collections::BTreeMap;

use kernel::actor::Kind as Who;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, How, State, Step};
use kernel::listing::Listing;
use kernel::sheet::Format;
use kernel::{Act, Code, Fail, Perm, Reply, flow, job};
use people::perms::{AUDIT_SEE, EXPORT_APPROVE, PERSON_UNMASK, USER_MANAGE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::flow::PROGRAM;

pub(crate) mod export_page;
mod overview;
pub mod produce;

pub use overview::{ACCOUNTS, AUDIT};

/// Rows from which another person must approve (S-52).
pub const FREE_ROWS: i64 = 1000;
/// Hours a produced file is kept (S-52).
pub const KEPT_HOURS: i64 = 24;

/// The file is not there.
pub const NO_FILE: Code =
    Code {
        status: 410, code: "export.no_file", title: "没有可下载的文件", next: "文件只保留 24 小时；如仍需要，请重新申请导出。"
    };

const fn open(name: &'static str, title: &'static str) -> State {
    State { name, title, term: None, end: false }
}

const fn end(name: &'static str, title: &'static str) -> State {
    State { name, title, term: None, end: true }
}

const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm) -> Step {
    Step { from, act, title, to, who, not_by: None, reasoned: false, needed: true, clause: "个人信息保护法 51" }
}

const fn approve(from: &'static str, who: Perm) -> Step {
    Step { not_by: Some("open"), ..step(from, "approve", "同意导出", "running", who) }
}

const fn refuse(from: &'static str, who: Perm) -> Step {
    Step { not_by: Some("open"), reasoned: true, ..step(from, "refuse", "不同意导出", "refused", who) }
}

/// 导出.
pub static EXPORT: Flow = Flow {
    name: "export",
    title: "导出",
    page: "/desk/exports/{id}",
    states: &[
        open("running", "正在生成"),
        open("approving", "超过 1000 行，待审批"),
        open("approving_audit", "超过 1000 行，待审计管理员审批"),
        open("approving_accounts", "超过 1000 行，待安全管理员审批"),
        end("ready", "已生成"),
        end("refused", "未同意"),
        end("failed", "没有生成"),
    ],
    steps: &[
        step("running", "need_business", "超过行数，送审批", "approving", PROGRAM),
        step("running", "need_audit", "超过行数，送审批", "approving_audit", PROGRAM),
        step("running", "need_accounts", "超过行数，送审批", "approving_accounts", PROGRAM),
        step("running", "finish", "生成文件", "ready", PROGRAM),
        step("running", "fail", "没有生成", "failed", PROGRAM),
        approve("approving", EXPORT_APPROVE),
        refuse("approving", EXPORT_APPROVE),
        approve("approving_audit", AUDIT_SEE),
        refuse("approving_audit", AUDIT_SEE),
        approve("approving_accounts", USER_MANAGE),
        refuse("approving_accounts", USER_MANAGE),
    ],
};

/// A request.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Request {
    /// Id.
    pub id: String,
    /// Name of the listing.
    pub listing: String,
    /// Region and below.
    pub region: String,
    /// JSON of filters.
    pub filter: String,
    /// What for.
    pub purpose: String,
    /// 1: persons in full.
    pub full_view: i64,
    /// Why in full.
    pub full_why: String,
    /// `xlsx` or `csv`.
    pub format: String,
    /// `staff.id` of who asked.
    pub asked_by: String,
    /// Name of who asked.
    pub asked_name: String,
    /// Instant.
    pub asked_at: String,
    /// 1: another person approved.
    pub approved: i64,
    /// Rows.
    pub lines: i64,
    /// `job.id`.
    pub job_id: String,
    /// `file.id`, empty while there is none.
    #[serde(skip)]
    pub file_id: String,
    /// Instant the file goes.
    pub until_at: String,
}

const COLUMNS: &str = "select id, listing, region, filter, purpose, full_view, full_why, format, asked_by, asked_name, asked_at, approved, lines, job_id, file_id, until_at from export_request";

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Name of the listing.
    pub listing: String,
    /// Region and below; may be left out by whoever has only one.
    #[serde(default)]
    pub region: String,
    /// What for; stands in the file and in the audit record.
    pub purpose: String,
    /// `xlsx` or `csv`.
    #[serde(default)]
    pub format: String,
    /// Persons in full, by whoever may see them so.
    #[serde(default)]
    pub full: bool,
    /// Why in full.
    #[serde(default)]
    pub full_why: String,
    /// Filters by name, as on the list's page.
    #[serde(default)]
    pub filter: BTreeMap<String, String>,
}

/// Which request.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `export_request.id`.
    pub id: String,
}

/// What another person says to a large one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// `export_request.id`.
    pub id: String,
    /// Yes or no.
    pub approve: bool,
    /// Why not.
    #[serde(default)]
    pub reason: String,
}

/// A request with where it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Standing {
    /// The request.
    #[serde(flatten)]
    pub request: Request,
    /// State of its process.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// Rows written so far.
    pub done: i64,
    /// The file can be fetched.
    pub ready: bool,
}

/// The listing of that name.
pub fn listing(name: &str) -> Option<&'static Listing> {
    crate::LISTINGS.iter().find(|listing| listing.name == name).copied()
}

/// `POST /api/v1/exports`
pub async fn ask(act: &mut Act, ask: Export) -> Result<Standing, Fail> {
    let listing = listing(&ask.listing).filter(|it| act.actor.kind == Who::Staff && act.actor.may(it.perm)).ok_or(NOT_FOUND)?;
    let scope = act.scope(listing.perm);
    let region = match (ask.region.as_str(), scope.regions()) {
        ("", [only]) => only.clone(),
        (region, _) => region.to_owned(),
    };
    if !region.is_empty() {
        act.require(listing.perm, &region)?;
    }
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| wrong.push(kernel::fail::FieldError { field: field.into(), message: message.into() });
    if region.is_empty() {
        say("region", "请选择一个地区");
    }
    if ask.purpose.trim().chars().count() < 4 {
        say("purpose", "请写明用途（至少 4 个字）");
    }
    if !["", "xlsx", "csv"].contains(&ask.format.as_str()) {
        say("format", "请选择 Excel 或者 CSV");
    }
    if ask.full && !region.is_empty() && !(listing.personal && act.scope(PERSON_UNMASK).covers(&region)) {
        say("full", "您不能导出这份清单的完整信息");
    }
    if ask.full && ask.full_why.trim().chars().count() < 4 {
        say("full_why", "请写明为什么需要完整信息（至少 4 个字）");
    }
    if let Some(name) = ask.filter.keys().find(|name| !listing.filters.contains(&name.as_str())) {
        say("filter", &format!("没有“{name}”这个筛选条件"));
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    insert(act, listing, &region, ask).await
}

async fn insert(act: &mut Act, listing: &Listing, region: &str, ask: Export) -> Result<Standing, Fail> {
    let id = act.new_id();
    let job_id = job::ask(act, produce::KIND, &serde_json::json!({"export": id})).await?;
    let (by, name, at) = (act.actor.id.clone(), act.actor.name.clone(), act.at());
    sqlx::query("insert into export_request (id, listing, region, filter, purpose, full_view, full_why, format, asked_by, asked_name, asked_at, job_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(id.clone())
        .bind(listing.name)
        .bind(region)
        .bind(serde_json::to_string(&ask.filter)?)
        .bind(ask.purpose.trim())
        .bind(i64::from(ask.full))
        .bind(if ask.full { ask.full_why.trim() } else { "" })
        .bind(Format::parse(&ask.format).ending())
        .bind(by)
        .bind(name)
        .bind(at)
        .bind(job_id)
        .execute(act.conn())
        .await?;
    flow::open(act, &EXPORT, &id, region, listing.title).await?;
    act.about("export", &id, region);
    let detail = serde_json::json!({"listing": listing.name, "full": ask.full});
    act.audit("export.ask", kernel::audit::Result::Done, ask.purpose.trim(), detail).await?;
    see(act, Which { id }).await
}

/// A request, without a check of rights.
pub(crate) async fn get(act: &mut Act, id: &str) -> Result<Request, Fail> {
    let found: Option<Request> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} where id = $1"))).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// Who decides about a large one of this listing.
fn approver(listing: &Listing) -> Perm {
    match listing.approvers {
        "audit" => AUDIT_SEE,
        "accounts" => USER_MANAGE,
        _ => EXPORT_APPROVE,
    }
}

/// `GET /api/v1/exports/{id}` — for whoever asked, and for whoever may approve.
pub async fn see(act: &mut Act, ask: Which) -> Result<Standing, Fail> {
    let it = get(act, &ask.id).await?;
    may_see(act, &it)?;
    standing(act, it).await
}

/// For whoever asked, whoever may approve and the program; to everybody else, citizens too, it does not exist.
fn may_see(act: &Act, it: &Request) -> Result<(), Fail> {
    let may_approve = listing(&it.listing).is_some_and(|listing| act.scope(approver(listing)).covers(&it.region));
    if act.actor.kind == Who::System || it.asked_by == act.actor.id || may_approve { Ok(()) } else { Err(NOT_FOUND.into()) }
}

async fn standing(act: &mut Act, it: Request) -> Result<Standing, Fail> {
    let case = flow::get(act, &EXPORT, &it.id).await?;
    let done = job::get(act, &it.job_id).await?.done;
    let ready = case.state == "ready" && it.asked_by == act.actor.id && kernel::clock::text_of(act.now) < it.until_at;
    Ok(Standing { state_title: EXPORT.title_of(&case.state), state: case.state, done, ready, request: it })
}

/// `GET /api/v1/exports` — one's own, newest first, and those that wait for one's approval.
pub async fn list(act: &mut Act, _: ()) -> Result<Vec<Standing>, Fail> {
    let me = act.actor.id.clone();
    let mine: Vec<Request> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} where asked_by = $1 order by id desc limit 50")))
        .bind(me.clone())
        .fetch_all(act.conn())
        .await?;
    let mut rows = Vec::new();
    for (state, perm) in [("approving", EXPORT_APPROVE), ("approving_audit", AUDIT_SEE), ("approving_accounts", USER_MANAGE)] {
        let scope = act.scope(perm);
        let waiting: Vec<(String,)> = kernel::db::Query::new("select id from flow_case where flow = 'export' and closed_on is null")
            .and_eq("state", Some(state))
            .and_scope("region", &scope)
            .sql("order by id limit 50")
            .all(&mut act.tx)
            .await?;
        for (id,) in waiting {
            let it = get(act, &id).await?;
            if it.asked_by != me {
                rows.push(standing(act, it).await?);
            }
        }
    }
    for it in mine {
        rows.push(standing(act, it).await?);
    }
    Ok(rows)
}

/// `POST /api/v1/exports/{id}/judge` — another person approves a large one, or does not.
pub async fn judge(act: &mut Act, ask: Judge) -> Result<Standing, Fail> {
    let it = get(act, &ask.id).await?;
    may_see(act, &it)?;
    let verb = if ask.approve { "approve" } else { "refuse" };
    flow::step(act, &EXPORT, &it.id, verb, How { reason: ask.reason.trim(), ..How::default() }).await?;
    act.about("export", &it.id, &it.region);
    if ask.approve {
        let job_id = job::ask(act, produce::KIND, &serde_json::json!({"export": it.id})).await?;
        sqlx::query("update export_request set approved = 1, job_id = $1 where id = $2").bind(job_id).bind(it.id.clone()).execute(act.conn()).await?;
    }
    see(act, Which { id: it.id }).await
}

/// `GET /api/v1/exports/{id}/file` — the file, for whoever asked for it, within its day.
pub async fn download(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let it = get(act, &ask.id).await?;
    if it.asked_by != act.actor.id {
        return Err(NOT_FOUND.into());
    }
    let Standing { ready: true, .. } = standing(act, it.clone()).await? else { return Err(NO_FILE.into()) };
    // Whoever has lost the right since does not fetch it any more.
    let title = listing(&it.listing).filter(|listing| act.scope(listing.perm).covers(&it.region)).ok_or(NOT_FOUND)?.title;
    let (_, bytes) = kernel::file::open(act, &it.file_id).await?;
    act.about("export", &it.id, &it.region);
    let format = Format::parse(&it.format);
    let day: String = it.asked_at.chars().take(10).collect();
    Ok(Reply::file(&format!("{title}-{day}.{}", format.ending()), format.mime(), bytes))
}

/// A listing one may take out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Offered {
    /// Name.
    pub name: &'static str,
    /// 中文.
    pub title: &'static str,
    /// Filters it understands.
    pub filters: Vec<&'static str>,
    /// Can show persons in full.
    pub personal: bool,
}

/// `GET /api/v1/listings` — what this person may take out.
pub async fn listings(act: &mut Act, _: ()) -> Result<Vec<Offered>, Fail> {
    let may = |listing: &&&Listing| act.actor.kind == Who::Staff && act.actor.may(listing.perm);
    let offered = |listing: &&'static Listing| Offered {
        name: listing.name,
        title: listing.title,
        filters: listing.filters.to_vec(),
        personal: listing.personal,
    };
    Ok(crate::LISTINGS.iter().filter(may).map(offered).collect())
}
