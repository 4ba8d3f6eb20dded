//! 导入 — a county's old queue comes in from Excel or CSV: checked first, confirmed by another person, entered
//! once, and marked for ever as the word of an old record (历史数据).
//!
//! Whatever is entered keeps its date and its order. None of it becomes a fact for the rules: no decision is
//! taken on an old record alone. Owns `import_batch`, `import_row`, `import_person`, `import_entry`.

use kernel::crypto::{Aad, DataKey};
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, How, State, Step};
use kernel::{Act, Fail, Perm, flow, job};
use people::perms::{IMPORT_CONFIRM, IMPORT_DO, IMPORT_SEE};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::Application;
use crate::application::flow::PROGRAM;

pub mod check;
pub(crate) mod import_page;
mod judge;
mod record;
pub mod report;
pub mod run;
pub mod template;
pub mod upload;

pub use record::Fault;
use record::Record;

const fn open(name: &'static str, title: &'static str) -> State {
    State { name, title, term: None, end: false }
}

const fn end(name: &'static str, title: &'static str) -> State {
    State { name, title, term: None, end: true }
}

const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm) -> Step {
    Step { from, act, title, to, who, not_by: None, reasoned: false, needed: true, clause: "JX2019-4/2.3a" }
}

/// 导入.
pub static IMPORT: Flow = Flow {
    name: "import",
    title: "历史轮候导入",
    page: "/desk/import/{id}",
    states: &[
        open("checking", "正在检查"),
        open("checked", "检查完，待确认"),
        open("importing", "正在导入"),
        end("done", "已导入"),
        end("same", "与现有数据一致，没有变化"),
        end("unread", "没有读懂"),
        end("cancelled", "已取消"),
    ],
    steps: &[
        step("checking", "check", "检查完", "checked", PROGRAM),
        step("checking", "same", "没有新的行", "same", PROGRAM),
        step("checking", "refuse", "读不懂", "unread", PROGRAM),
        Step { needed: false, ..step("checking", "cancel", "取消", "cancelled", IMPORT_DO) },
        Step { not_by: Some("open"), ..step("checked", "confirm", "确认导入", "importing", IMPORT_CONFIRM) },
        Step { needed: false, ..step("checked", "cancel", "取消", "cancelled", IMPORT_DO) },
        step("importing", "finish", "导入完", "done", PROGRAM),
    ],
};

/// A batch.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Batch {
    /// Id.
    pub id: String,
    /// County or zone.
    pub region: String,
    /// Name of the file.
    pub name: String,
    /// SM3 of the file.
    pub digest: String,
    /// `file.id`.
    #[serde(skip)]
    pub file_id: String,
    /// `file.id` of the workbook with what is wrong.
    #[serde(skip)]
    pub errors_id: String,
    #[serde(skip)]
    wrapped: String,
    /// Encoding of a text, in words; empty for Excel.
    pub encoding: String,
    /// Headings, JSON.
    #[serde(skip)]
    pub head: String,
    /// `staff.id` of who brought it.
    pub by_id: String,
    /// Name of who brought it.
    pub by_name: String,
    /// Instant.
    pub at: String,
    /// `job.id` of the latest job.
    pub job_id: String,
    /// Rows that can be entered.
    pub fresh: i64,
    /// Rows already there.
    pub same: i64,
    /// Rows with something wrong.
    pub wrong: i64,
    /// Rows entered.
    pub entered: i64,
    /// What came of it.
    pub note: String,
}

const COLUMNS: &str = "select id, region, name, digest, file_id, errors_id, wrapped, encoding, head, by_id, by_name, at, job_id, fresh, same, wrong, entered, note from import_batch";

/// Which batch.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `import_batch.id`.
    pub id: String,
}

/// A batch with where it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Standing {
    /// The batch.
    #[serde(flatten)]
    pub batch: Batch,
    /// State of its process.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// Rows looked at, or entered, so far.
    pub done: i64,
    /// Rows in all, as far as known.
    pub total: i64,
    /// The workbook with what is wrong can be fetched.
    pub has_errors: bool,
}

/// What is wrong with one row.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Wrong {
    /// Row of the file, from 1.
    pub line: i64,
    /// Everything wrong with it.
    pub faults: Vec<Fault>,
}

/// Which part of what is wrong.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultsAsk {
    /// `import_batch.id`.
    pub id: String,
    /// Row after which to go on.
    pub after: Option<i64>,
}

/// A batch, without a check of rights.
pub(crate) async fn get(act: &mut Act, id: &str) -> Result<Batch, Fail> {
    let found: Option<Batch> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} where id = $1"))).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

async fn standing(act: &mut Act, batch: Batch) -> Result<Standing, Fail> {
    let case = flow::get(act, &IMPORT, &batch.id).await?;
    let job = job::get(act, &batch.job_id).await?;
    let has_errors = !batch.errors_id.is_empty();
    Ok(Standing { state_title: IMPORT.title_of(&case.state), state: case.state, done: job.done, total: job.total, has_errors, batch })
}

/// `GET /api/v1/imports` — of one's regions, newest first.
pub async fn list(act: &mut Act, _: ()) -> Result<Vec<Standing>, Fail> {
    let scope = act.scope(IMPORT_SEE);
    let query = kernel::db::Query::new(
        "select id, region, name, digest, file_id, errors_id, wrapped, encoding, head, by_id, by_name, at, job_id, fresh, same, wrong, entered, note from import_batch where 1 = 1",
    );
    let found: Vec<Batch> = query.and_scope("region", &scope).sql("order by id desc limit 50").all(&mut act.tx).await?;
    let mut rows = Vec::with_capacity(found.len());
    for batch in found {
        rows.push(standing(act, batch).await?);
    }
    Ok(rows)
}

/// `GET /api/v1/imports/{id}`
pub async fn see(act: &mut Act, ask: Which) -> Result<Standing, Fail> {
    let batch = get(act, &ask.id).await?;
    act.require(IMPORT_SEE, &batch.region)?;
    standing(act, batch).await
}

/// `GET /api/v1/imports/{id}/faults` — at most 100 rows.
pub async fn faults(act: &mut Act, ask: FaultsAsk) -> Result<Vec<Wrong>, Fail> {
    let batch = get(act, &ask.id).await?;
    act.require(IMPORT_SEE, &batch.region)?;
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select line, faults from import_row where batch_id = $1 and state = 'wrong' and line > $2 order by line limit 100")
            .bind(batch.id)
            .bind(ask.after.unwrap_or(0))
            .fetch_all(act.conn())
            .await?;
    rows.into_iter().map(|(line, faults)| Ok(Wrong { line, faults: serde_json::from_str(&faults)? })).collect()
}

/// `POST /api/v1/imports/{id}/confirm` — by another person than who brought it.
pub async fn confirm(act: &mut Act, ask: Which) -> Result<Standing, Fail> {
    let batch = get(act, &ask.id).await?;
    act.require(IMPORT_CONFIRM, &batch.region)?;
    flow::step(act, &IMPORT, &batch.id, "confirm", How::default()).await?;
    let job_id = job::ask(act, run::KIND, &serde_json::json!({"batch": batch.id})).await?;
    sqlx::query("update import_batch set job_id = $1 where id = $2").bind(job_id).bind(batch.id.clone()).execute(act.conn()).await?;
    act.about("import", &batch.id, &batch.region);
    see(act, Which { id: batch.id }).await
}

/// `POST /api/v1/imports/{id}/cancel` — what was read is forgotten at once.
pub async fn cancel(act: &mut Act, ask: Which) -> Result<Standing, Fail> {
    let batch = get(act, &ask.id).await?;
    act.require(IMPORT_DO, &batch.region)?;
    flow::step(act, &IMPORT, &batch.id, "cancel", How::default()).await?;
    if ["queued", "running"].contains(&job::get(act, &batch.job_id).await?.state.as_str()) {
        job::cancel(act, &batch.job_id).await?;
    }
    forget(act, &batch).await?;
    act.about("import", &batch.id, &batch.region);
    see(act, Which { id: batch.id }).await
}

/// Destroys the key of a batch's rows, and its files: what was entered stands in the queue, the rest is gone.
async fn forget(act: &mut Act, batch: &Batch) -> Result<(), Fail> {
    kernel::file::remove(act, &batch.file_id).await?;
    if !batch.errors_id.is_empty() {
        kernel::file::remove(act, &batch.errors_id).await?;
    }
    sqlx::query("update import_batch set wrapped = '', errors_id = '' where id = $1").bind(batch.id.clone()).execute(act.conn()).await?;
    Ok(())
}

/// The key of the rows of a batch.
fn key(act: &Act, batch: &Batch) -> Result<DataKey, Fail> {
    if batch.wrapped.is_empty() {
        return Err(kernel::file::REMOVED.into());
    }
    Ok(act.keys().unwrap(&batch.wrapped, &batch.id)?)
}

/// Row id a cell's seal is bound to.
fn row_of(batch: &Batch, line: i64) -> String {
    format!("{}.{line}", batch.id)
}

/// Cells and record of one row, as sealed in `import_row`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    cells: Vec<String>,
    record: Record,
}

fn open_row(key: &DataKey, batch: &Batch, line: i64, sealed: &str) -> Result<Kept, Fail> {
    let text = kernel::crypto::open(key, Aad::new("import_row", "sealed", &row_of(batch, line)), sealed)?;
    Ok(serde_json::from_str(&text)?)
}

/// What an old record says of an application: its old number and the row; None when it is no legacy.
async fn legacy(act: &mut Act, it: &Application) -> Result<Option<(String, Record)>, Fail> {
    let found: Option<(String, String)> = sqlx::query_as("select old_number, sealed from import_entry where application_id = $1")
        .bind(it.id.clone())
        .fetch_optional(act.conn())
        .await?;
    let Some((old_number, sealed)) = found else { return Ok(None) };
    let text = person::open(act, &it.applicant_id, Aad::new("import_entry", "sealed", &it.id), &sealed).await?;
    Ok(Some((old_number, serde_json::from_str(&text)?)))
}
