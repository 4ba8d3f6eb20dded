//! 会话的表 — statements on `session`.

use jiff::SignedDuration;
use kernel::clock::text_of;
use kernel::crypto::{sm3_hex, token_128};
use kernel::db::{Db, Tx};
use kernel::{Act, Fail};
use sqlx::FromRow;

use super::{Kind, Open, Opened};

/// A session as it is recognised.
#[derive(FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) subject_id: String,
    pub(super) name: String,
    pub(super) csrf: String,
    pub(super) on_behalf: Option<String>,
    pub(super) on_behalf_name: String,
    pub(super) on_behalf_until: Option<String>,
    pub(super) last_at: String,
    pub(super) ends_at: String,
    pub(super) ended_at: Option<String>,
}

/// A session as its owner sees it.
#[derive(FromRow)]
pub(super) struct Device {
    pub(super) id: String,
    pub(super) how: String,
    pub(super) created_at: String,
    pub(super) last_at: String,
    pub(super) ip: String,
    pub(super) agent: String,
}

pub(super) async fn insert(act: &mut Act, opened: &Opened, who: &Open<'_>) -> Result<(), Fail> {
    let at = text_of(act.kernel.clock.real());
    let (ip, agent) = (act.request.ip.clone(), act.request.agent.clone());
    sqlx::query(
        "insert into session (id, token_hash, kind, subject_id, name, how, csrf, created_at, last_at, proved_at, ends_at, ip, agent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9, $10, $11)",
    )
    .bind(opened.id.clone())
    .bind(sm3_hex(opened.token.as_bytes()))
    .bind(who.kind.name())
    .bind(who.subject)
    .bind(who.name)
    .bind(who.how)
    .bind(token_128())
    .bind(at)
    .bind(text_of(opened.ends_at))
    .bind(ip)
    .bind(agent)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn by_token(tx: &mut Tx, hash: &str) -> Result<Option<Row>, Fail> {
    Ok(sqlx::query_as("select id, kind, subject_id, name, csrf, on_behalf, on_behalf_name, on_behalf_until, last_at, ends_at, ended_at from session where token_hash = $1")
        .bind(hash)
        .fetch_optional(tx.conn())
        .await?)
}

pub(super) async fn touch(db: &Db, id: &str, at: &str, unless_after: &str) -> Result<(), Fail> {
    let mut tx = db.begin().await?;
    sqlx::query("update session set last_at = $1 where id = $2 and last_at <= $3 and ended_at is null")
        .bind(at)
        .bind(id)
        .bind(unless_after)
        .execute(tx.conn())
        .await?;
    tx.commit().await
}

pub(super) async fn end(act: &mut Act, id: &str, why: &str) -> Result<u64, Fail> {
    let at = text_of(act.kernel.clock.real());
    let done = sqlx::query("update session set ended_at = $1, ended_why = $2, pending = '' where id = $3 and ended_at is null")
        .bind(at)
        .bind(why)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(done.rows_affected())
}

pub(super) async fn end_all(act: &mut Act, kind: Kind, subject: &str, but: &str, why: &str) -> Result<u64, Fail> {
    let at = text_of(act.kernel.clock.real());
    let done = sqlx::query("update session set ended_at = $1, ended_why = $2 where kind = $3 and subject_id = $4 and id <> $5 and ended_at is null")
        .bind(at)
        .bind(why)
        .bind(kind.name())
        .bind(subject)
        .bind(but)
        .execute(act.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Live sessions of one subject, the newest first.
pub(super) async fn devices(act: &mut Act, kind: Kind, subject: &str) -> Result<Vec<Device>, Fail> {
    let now = act.kernel.clock.real();
    Ok(sqlx::query_as(
        "select id, how, created_at, last_at, ip, agent from session
         where kind = $1 and subject_id = $2 and ended_at is null and ends_at > $3 and last_at > $4 order by created_at desc, id desc limit 100",
    )
    .bind(kind.name())
    .bind(subject)
    .bind(text_of(now))
    .bind(text_of(now - kind.idle()))
    .fetch_all(act.conn())
    .await?)
}

pub(super) async fn set_pending(act: &mut Act, id: &str, sealed: &str) -> Result<(), Fail> {
    sqlx::query("update session set pending = $1 where id = $2").bind(sealed).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn pending(act: &mut Act, id: &str) -> Result<Option<String>, Fail> {
    let found: Option<(String,)> =
        sqlx::query_as("select pending from session where id = $1 and kind = 'guest' and ended_at is null and pending <> ''")
            .bind(id)
            .fetch_optional(act.conn())
            .await?;
    Ok(found.map(|(pending,)| pending))
}

pub(super) async fn set_on_behalf(act: &mut Act, id: &str, whom: Option<(&str, &str, jiff::civil::Date)>) -> Result<(), Fail> {
    sqlx::query("update session set on_behalf = $1, on_behalf_name = $2, on_behalf_until = $3 where id = $4")
        .bind(whom.map(|(person, ..)| person.to_owned()))
        .bind(whom.map_or("", |(_, name, _)| name))
        .bind(whom.map(|(.., until)| until.to_string()))
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn clear_on_behalf(act: &mut Act, kind: Kind, helper: &str, person: &str) -> Result<(), Fail> {
    sqlx::query("update session set on_behalf = null, on_behalf_name = '', on_behalf_until = null where kind = $1 and subject_id = $2 and on_behalf = $3 and ended_at is null")
        .bind(kind.name())
        .bind(helper)
        .bind(person)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn proved_at(act: &mut Act, id: &str) -> Result<Option<String>, Fail> {
    let found: Option<(String,)> =
        sqlx::query_as("select proved_at from session where id = $1 and ended_at is null").bind(id).fetch_optional(act.conn()).await?;
    Ok(found.map(|(at,)| at))
}

/// A fresh factor: the token changes with it.
pub(super) async fn prove(act: &mut Act, id: &str, token: &str) -> Result<(), Fail> {
    let at = text_of(act.kernel.clock.real());
    sqlx::query("update session set proved_at = $1, last_at = $1, token_hash = $2 where id = $3 and ended_at is null")
        .bind(at)
        .bind(sm3_hex(token.as_bytes()))
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn forget(act: &mut Act) -> Result<u64, Fail> {
    let old = text_of(act.kernel.clock.real() - SignedDuration::from_hours(24 * 90));
    Ok(sqlx::query("delete from session where ends_at < $1").bind(old).execute(act.conn()).await?.rows_affected())
}
