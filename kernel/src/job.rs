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
    /// When a worker took it up, real instant.
    pub started_at: Option<String>,
    /// When it reported last, real instant.
    pub progress_at: Option<String>,
}

impl Job {
    /// Seconds it will still take at the pace so far; none while that cannot be said.
    pub fn seconds_left(&self) -> Option<i64> {
        let at = |stored: &Option<String>| stored.as_deref()?.parse::<jiff::Timestamp>().ok();
        let (from, to) = (at(&self.started_at)?, at(&self.progress_at)?);
        if self.state != "running" || self.done <= 0 || self.total <= self.done {
            return None;
        }
        Some(to.duration_since(from).as_secs().saturating_mul(self.total - self.done) / self.done)
    }
}

const COLUMNS: &str = "id, kind, ask, state, done, total, cursor, result, by_actor, at, started_at, progress_at";

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

/// The newest jobs, at most 100: one person's, or everybody's.
pub async fn list(act: &mut Act, by: Option<&str>) -> Result<Vec<Job>, Fail> {
    crate::db::Query::new("select id, kind, ask, state, done, total, cursor, result, by_actor, at, started_at, progress_at from job where 1 = 1")
        .and_eq("by_actor", by)
        .sql("order by id desc limit 100")
        .all(&mut act.tx)
        .await
}

/// Claims the oldest job that is queued or was left behind.
pub async fn claim(act: &mut Act) -> Result<Option<Job>, Fail> {
    let now = act.kernel.clock.real();
    let select = act.tx.claiming(
        "select id, kind, ask, state, done, total, cursor, result, by_actor, at, started_at, progress_at from job
         where state = 'queued' or (state = 'running' and leased_until < $1) order by id limit 1",
    );
    let job: Option<Job> = sqlx::query_as(select).bind(text_of(now)).fetch_optional(act.conn()).await?;
    if let Some(job) = &job {
        let until = text_of(now + LEASE);
        sqlx::query("update job set state = 'running', leased_until = $1, started_at = coalesce(started_at, $2) where id = $3")
            .bind(until)
            .bind(text_of(now))
            .bind(job.id.clone())
            .execute(act.conn())
            .await?;
    }
    Ok(job)
}

/// Reports progress and holds the lease; answers false when the job was cancelled.
pub async fn progress(act: &mut Act, id: &str, done: i64, total: i64, cursor: &str) -> Result<bool, Fail> {
    let until = text_of(act.kernel.clock.real() + LEASE);
    let now = text_of(act.kernel.clock.real());
    let changed =
        sqlx::query("update job set done = $1, total = $2, cursor = $3, leased_until = $4, progress_at = $6 where id = $5 and state = 'running'")
            .bind(done)
            .bind(total)
            .bind(cursor)
            .bind(until)
            .bind(id)
            .bind(now)
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
