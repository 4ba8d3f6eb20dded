//! 发件箱 — effects outside the database are rows, written with the change that causes them.
//!
//! A worker sends them: at least once, in order within one `subject`, dead-letter
//! after the last try. The receiver drops what it has seen (the row id travels with
//! the message). A payload holds ids, never personal values. Owns `outbox`.

use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;

use crate::act::Act;
use crate::clock::text_of;
use crate::fail::{Code, Fail};

/// How long a worker may hold a row before another takes it over.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// A row to be sent.
#[derive(Debug, Clone, FromRow)]
pub struct Item {
    /// Id; the receiver drops a repeated one.
    pub id: String,
    /// Which sender: `department`, `sms` ….
    pub topic: String,
    /// What keeps its order: rows with the same subject go one after the other.
    pub subject: String,
    /// Ids the sender needs, JSON.
    pub payload: String,
    /// Tries so far.
    pub tries: i64,
    /// When it was written, instant.
    pub at: String,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// Delivered.
    Done,
    /// Not yet; again at this (real) instant.
    Again(Timestamp, String),
    /// Given up; it stays visible as a dead letter.
    Dead(String),
}

/// Puts an effect in the box, within the caller's transaction; returns its id.
pub async fn put(act: &mut Act, topic: &str, subject: &str, payload: &serde_json::Value) -> Result<String, Fail> {
    let id = act.new_id();
    let at = text_of(act.kernel.clock.real());
    sqlx::query("insert into outbox (id, topic, subject, payload, at, next_at, tries) values ($1, $2, $3, $4, $5, $5, 0)")
        .bind(id.clone())
        .bind(topic)
        .bind(subject)
        .bind(payload.to_string())
        .bind(at)
        .execute(act.conn())
        .await?;
    Ok(id)
}

/// Claims up to `most` rows of a topic that are due; a subject's later rows wait for its first.
pub async fn claim(act: &mut Act, topic: &str, most: i64) -> Result<Vec<Item>, Fail> {
    let now = act.kernel.clock.real();
    let select = act.tx.claiming(
        "select id, topic, subject, payload, tries, at from outbox o
         where topic = $1 and done_at is null and dead_at is null and next_at <= $2 and (leased_until is null or leased_until < $2)
           and not exists (select 1 from outbox e where e.topic = o.topic and e.subject = o.subject and e.id < o.id and e.done_at is null and e.dead_at is null)
         order by next_at, id limit $3",
    );
    let items: Vec<Item> = sqlx::query_as(select).bind(topic).bind(text_of(now)).bind(most).fetch_all(act.conn()).await?;
    let until = text_of(now + LEASE);
    for item in &items {
        sqlx::query("update outbox set leased_until = $1, tries = tries + 1 where id = $2")
            .bind(until.clone())
            .bind(item.id.clone())
            .execute(act.conn())
            .await?;
    }
    Ok(items)
}

/// Writes down what became of a try.
pub async fn settle(act: &mut Act, id: &str, sent: &Sent) -> Result<(), Fail> {
    let now = text_of(act.kernel.clock.real());
    match sent {
        Sent::Done => sqlx::query("update outbox set done_at = $1, leased_until = null, error = '' where id = $2").bind(now).bind(id),
        Sent::Again(at, why) => {
            sqlx::query("update outbox set next_at = $1, leased_until = null, error = $2 where id = $3").bind(text_of(*at)).bind(why.clone()).bind(id)
        }
        Sent::Dead(why) => {
            sqlx::query("update outbox set dead_at = $1, leased_until = null, error = $2 where id = $3").bind(now).bind(why.clone()).bind(id)
        }
    }
    .execute(act.conn())
    .await?;
    Ok(())
}

/// A message given up after its last try; holds no payload.
#[derive(Debug, Clone, FromRow)]
pub struct DeadLetter {
    /// Id.
    pub id: String,
    /// Which sender.
    pub topic: String,
    /// When it was written, instant.
    pub at: String,
    /// When it was given up, instant.
    pub dead_at: String,
    /// Tries.
    pub tries: i64,
    /// Sentence of the last try.
    pub error: String,
}

/// The newest dead letters, at most 100.
pub async fn dead(act: &mut Act) -> Result<Vec<DeadLetter>, Fail> {
    Ok(sqlx::query_as("select id, topic, at, dead_at, tries, error from outbox where dead_at is not null order by dead_at desc, id desc limit 100")
        .fetch_all(act.conn())
        .await?)
}

/// There is no such dead letter, or it was sent again before.
pub const NOT_DEAD: Code = Code::conflict("outbox.not_dead", "这封信件不在放弃之列", "请刷新查看。");

/// Sends a dead letter again, with all its tries before it; returns its topic.
pub async fn revive(act: &mut Act, id: &str) -> Result<String, Fail> {
    let found: Option<(String,)> =
        sqlx::query_as("select topic from outbox where id = $1 and dead_at is not null").bind(id).fetch_optional(act.conn()).await?;
    let (topic,) = found.ok_or(NOT_DEAD)?;
    let now = text_of(act.kernel.clock.real());
    sqlx::query("update outbox set dead_at = null, tries = 0, next_at = $1, error = '' where id = $2").bind(now).bind(id).execute(act.conn()).await?;
    Ok(topic)
}

/// How much waits and how much is dead, by topic: `(topic, waiting, dead, oldest waiting)`.
pub async fn depth(act: &mut Act) -> Result<Vec<(String, i64, i64, Option<String>)>, Fail> {
    Ok(sqlx::query_as(
        "select topic, cast(sum(case when dead_at is null then 1 else 0 end) as bigint), cast(sum(case when dead_at is null then 0 else 1 end) as bigint), min(case when dead_at is null then at end)
         from outbox where done_at is null group by topic order by topic",
    )
    .fetch_all(act.conn())
    .await?)
}

/// Is anything of this topic due now? Cheap: asked before the writer is taken.
pub async fn waiting(act: &mut Act, topic: &str) -> Result<bool, Fail> {
    let now = text_of(act.kernel.clock.real());
    let found: Option<(String,)> =
        sqlx::query_as("select id from outbox where topic = $1 and done_at is null and dead_at is null and next_at <= $2 and (leased_until is null or leased_until < $2) limit 1")
            .bind(topic)
            .bind(now)
            .fetch_optional(act.conn())
            .await?;
    Ok(found.is_some())
}

/// A row that was delivered, by its id: a receipt that comes later belongs to it.
pub async fn sent_item(act: &mut Act, id: &str) -> Result<Option<Item>, Fail> {
    Ok(sqlx::query_as("select id, topic, subject, payload, tries, at from outbox where id = $1 and done_at is not null")
        .bind(id)
        .fetch_optional(act.conn())
        .await?)
}
