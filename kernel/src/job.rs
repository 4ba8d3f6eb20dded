//! 任务 — nothing long runs inside a request: a job is a row with progress, cancel and resume.
//!
//! Any number of workers share the rows. A job whose worker died is taken over when
//! its lease ends and goes on from its last `cursor`. Owns `job`.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::act::Act;
use crate::clock::text_of;
use crate::fail::{Code, Fail, NOT_FOUND};

const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// The job has ended already.
pub const ENDED: Code = Code::conflict("job.ended", "任务已经结束", "请查看任务结果。");

/// A job as it stands.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Job {
    /// Id.
    pub id: String,
    /// What kind of work.
    pub kind: String,
    /// What was asked, JSON without personal values.
    pub ask: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// Rows done.
    pub done: i64,
    /// Rows in all; 0 while unknown.
    pub total: i64,
    /// Where to go on after an interruption.
    pub cursor: String,
    /// What came of it, JSON, or the sentence of the failure.
    pub result: String,
    /// Who asked for it.
    pub by_actor: String,
    /// When it was asked for, instant.
    pub at: String,
}

const COLUMNS: &str = "id, kind, ask, state, done, total, cursor, result, by_actor, at";

/// Asks for a job; a worker will do it. Returns its id.
pub async fn ask(act: &mut Act, kind: &str, ask: &serde_json::Value) -> Result<String, Fail> {
    let (id, at, by) = (act.new_id(), act.at(), act.actor.id.clone());
    sqlx::query(
        "insert into job (id, kind, ask, state, done, total, cursor, result, by_actor, at) values ($1, $2, $3, 'queued', 0, 0, '', '', $4, $5)",
    )
    .bind(id.clone())
    .bind(kind)
    .bind(ask.to_string())
    .bind(by)
    .bind(at)
    .execute(act.conn())
    .await?;
    Ok(id)
}

/// The job, or `not_found`.
pub async fn get(act: &mut Act, id: &str) -> Result<Job, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from job where id = $1"));
    let job: Option<Job> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    job.ok_or_else(|| NOT_FOUND.into())
}

/// Claims the oldest job that is queued or was left behind.
pub async fn claim(act: &mut Act) -> Result<Option<Job>, Fail> {
    let now = act.kernel.clock.real();
    let select = act.tx.claiming(
        "select id, kind, ask, state, done, total, cursor, result, by_actor, at from job
         where state = 'queued' or (state = 'running' and leased_until < $1) order by id limit 1",
    );
    let job: Option<Job> = sqlx::query_as(select).bind(text_of(now)).fetch_optional(act.conn()).await?;
    if let Some(job) = &job {
        let until = text_of(now + LEASE);
        sqlx::query("update job set state = 'running', leased_until = $1 where id = $2").bind(until).bind(job.id.clone()).execute(act.conn()).await?;
    }
    Ok(job)
}

/// Reports progress and holds the lease; answers false when the job was cancelled.
pub async fn progress(act: &mut Act, id: &str, done: i64, total: i64, cursor: &str) -> Result<bool, Fail> {
    let until = text_of(act.kernel.clock.real() + LEASE);
    let changed = sqlx::query("update job set done = $1, total = $2, cursor = $3, leased_until = $4 where id = $5 and state = 'running'")
        .bind(done)
        .bind(total)
        .bind(cursor)
        .bind(until)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Ends a job well or badly.
pub async fn finish(act: &mut Act, id: &str, outcome: Result<serde_json::Value, String>) -> Result<(), Fail> {
    let (state, result) = match outcome {
        Ok(value) => ("done", value.to_string()),
        Err(sentence) => ("failed", sentence),
    };
    sqlx::query("update job set state = $1, result = $2, leased_until = null where id = $3 and state = 'running'")
        .bind(state)
        .bind(result)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Cancels a job that has not ended; its worker stops at the next report.
pub async fn cancel(act: &mut Act, id: &str) -> Result<(), Fail> {
    let changed = sqlx::query("update job set state = 'cancelled', leased_until = null where id = $1 and state in ('queued', 'running')")
        .bind(id)
        .execute(act.conn())
        .await?;
    if changed.rows_affected() == 1 { Ok(()) } else { Err(ENDED.into()) }
}

/// Is there a job to do? Cheap: asked before the writer is taken.
pub async fn waiting(act: &mut Act) -> Result<bool, Fail> {
    let now = text_of(act.kernel.clock.real());
    let found: Option<(String,)> = sqlx::query_as("select id from job where state = 'queued' or (state = 'running' and leased_until < $1) limit 1")
        .bind(now)
        .fetch_optional(act.conn())
        .await?;
    Ok(found.is_some())
}
