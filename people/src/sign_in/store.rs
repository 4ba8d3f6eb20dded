//! 群众登录的表 — statements on `citizen_account`, `sms_code`.

use kernel::clock::text_of;
use kernel::{Act, Fail};
use sqlx::FromRow;

/// A code that was asked for.
#[derive(FromRow)]
pub(super) struct CodeRow {
    pub(super) id: String,
    pub(super) key_wrapped: String,
    pub(super) sealed: String,
    pub(super) code_sealed: String,
    pub(super) code_tag: String,
    pub(super) until: String,
    pub(super) tries: i64,
    pub(super) silent_at: Option<String>,
    pub(super) done_at: Option<String>,
}

/// A code about to be kept.
pub(super) struct NewCode<'a> {
    pub(super) id: &'a str,
    pub(super) ticket_hash: &'a str,
    pub(super) phone_index: &'a str,
    pub(super) key_wrapped: &'a str,
    pub(super) sealed: &'a str,
    pub(super) code_sealed: &'a str,
    pub(super) code_tag: &'a str,
    pub(super) until: &'a str,
    pub(super) silent: bool,
}

const COLUMNS_BY_TICKET: &str =
    "select id, key_wrapped, sealed, code_sealed, code_tag, until, tries, silent_at, done_at from sms_code where ticket_hash = $1";
const COLUMNS_BY_ID: &str = "select id, key_wrapped, sealed, code_sealed, code_tag, until, tries, silent_at, done_at from sms_code where id = $1";

pub(super) async fn insert_code(act: &mut Act, new: &NewCode<'_>) -> Result<(), Fail> {
    let (at, ip) = (text_of(act.kernel.clock.real()), act.request.ip.clone());
    sqlx::query(
        "insert into sms_code (id, ticket_hash, phone_index, ip, key_wrapped, sealed, code_sealed, code_tag, at, until, tries, silent_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)",
    )
    .bind(new.id)
    .bind(new.ticket_hash)
    .bind(new.phone_index)
    .bind(ip)
    .bind(new.key_wrapped)
    .bind(new.sealed)
    .bind(new.code_sealed)
    .bind(new.code_tag)
    .bind(at.clone())
    .bind(new.until)
    .bind(new.silent.then_some(at))
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn code_by_ticket(act: &mut Act, hash: &str) -> Result<Option<CodeRow>, Fail> {
    Ok(sqlx::query_as(COLUMNS_BY_TICKET).bind(hash).fetch_optional(act.conn()).await?)
}

pub(super) async fn code_by_id(act: &mut Act, id: &str) -> Result<Option<CodeRow>, Fail> {
    Ok(sqlx::query_as(COLUMNS_BY_ID).bind(id).fetch_optional(act.conn()).await?)
}

/// How many codes a phone asked for since then.
pub(super) async fn asked_by_phone(act: &mut Act, phone_index: &str, since: &str) -> Result<i64, Fail> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from sms_code where phone_index = $1 and at > $2")
        .bind(phone_index)
        .bind(since)
        .fetch_one(act.conn())
        .await?;
    Ok(count)
}

/// How many codes an address asked for since then.
pub(super) async fn asked_by_ip(act: &mut Act, since: &str) -> Result<i64, Fail> {
    let ip = act.request.ip.clone();
    let (count,): (i64,) =
        sqlx::query_as("select count(*) from sms_code where ip = $1 and at > $2").bind(ip).bind(since).fetch_one(act.conn()).await?;
    Ok(count)
}

pub(super) async fn count_try(act: &mut Act, id: &str) -> Result<(), Fail> {
    sqlx::query("update sms_code set tries = tries + 1 where id = $1").bind(id).execute(act.conn()).await?;
    Ok(())
}

/// Used or given up: what was sealed is wiped. False when it was done before.
pub(super) async fn done(act: &mut Act, id: &str) -> Result<bool, Fail> {
    let at = text_of(act.kernel.clock.real());
    let done = sqlx::query("update sms_code set done_at = $1, key_wrapped = '', sealed = '', code_sealed = '' where id = $2 and done_at is null")
        .bind(at)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The sender has handed it over: the code itself is wiped, only its digest stays.
pub(super) async fn wipe_code(act: &mut Act, id: &str) -> Result<(), Fail> {
    sqlx::query("update sms_code set code_sealed = '' where id = $1").bind(id).execute(act.conn()).await?;
    Ok(())
}

/// Forgets rows asked for before then.
pub(super) async fn forget_codes(act: &mut Act, before: &str) -> Result<(), Fail> {
    sqlx::query("delete from sms_code where at < $1").bind(before).execute(act.conn()).await?;
    Ok(())
}

/// Whose account at the provider this is, and the one it was before, if any.
pub(super) async fn account(act: &mut Act, issuer: &str, subject: &str) -> Result<Option<String>, Fail> {
    let found: Option<(String,)> = sqlx::query_as("select person_id from citizen_account where issuer = $1 and subject = $2")
        .bind(issuer)
        .bind(subject)
        .fetch_optional(act.conn())
        .await?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn insert_account(act: &mut Act, issuer: &str, subject: &str, person: &str) -> Result<(), Fail> {
    let at = text_of(act.kernel.clock.real());
    sqlx::query("insert into citizen_account (issuer, subject, person_id, since) values ($1, $2, $3, $4)")
        .bind(issuer)
        .bind(subject)
        .bind(person)
        .bind(at)
        .execute(act.conn())
        .await?;
    Ok(())
}
