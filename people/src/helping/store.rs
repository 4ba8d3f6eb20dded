//! 代办的表 — statements on `helper_grant`.

use kernel::clock::text_of;
use kernel::{Act, Fail};
use sqlx::FromRow;

/// An authority.
#[derive(FromRow, Clone)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) principal_id: String,
    pub(super) helper_kind: String,
    pub(super) helper_id: String,
    pub(super) until_on: String,
    pub(super) how: String,
}

/// An authority about to be kept.
pub(super) struct New<'a> {
    pub(super) id: &'a str,
    pub(super) principal: &'a str,
    pub(super) helper_kind: &'a str,
    pub(super) helper: &'a str,
    pub(super) from_on: &'a str,
    pub(super) until_on: &'a str,
    pub(super) how: &'a str,
    pub(super) reason: &'a str,
    pub(super) text_hash: &'a str,
}

pub(super) async fn insert(act: &mut Act, new: &New<'_>) -> Result<(), Fail> {
    let (at, by) = (text_of(act.kernel.clock.real()), act.actor.id.clone());
    sqlx::query(
        "insert into helper_grant (id, principal_id, helper_kind, helper_id, scope, from_on, until_on, how, reason, text_hash, recorded_by, at)
         values ($1, $2, $3, $4, 'application', $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new.id)
    .bind(new.principal)
    .bind(new.helper_kind)
    .bind(new.helper)
    .bind(new.from_on)
    .bind(new.until_on)
    .bind(new.how)
    .bind(new.reason)
    .bind(new.text_hash)
    .bind(by)
    .bind(at)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn by_helper(act: &mut Act, kind: &str, helper: &str, on: &str) -> Result<Vec<Row>, Fail> {
    Ok(sqlx::query_as(
        "select id, principal_id, helper_kind, helper_id, until_on, how from helper_grant
         where helper_kind = $1 and helper_id = $2 and from_on <= $3 and until_on >= $3 and withdrawn_at is null order by id limit 100",
    )
    .bind(kind)
    .bind(helper)
    .bind(on)
    .fetch_all(act.conn())
    .await?)
}

pub(super) async fn by_principal(act: &mut Act, principal: &str, on: &str) -> Result<Vec<Row>, Fail> {
    Ok(sqlx::query_as(
        "select id, principal_id, helper_kind, helper_id, until_on, how from helper_grant
         where principal_id = $1 and from_on <= $2 and until_on >= $2 and withdrawn_at is null order by id limit 100",
    )
    .bind(principal)
    .bind(on)
    .fetch_all(act.conn())
    .await?)
}

pub(super) async fn withdraw(act: &mut Act, id: &str) -> Result<(), Fail> {
    let at = text_of(act.kernel.clock.real());
    sqlx::query("update helper_grant set withdrawn_at = $1 where id = $2 and withdrawn_at is null").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}
