//! 人员账号的表 — statements on `staff`, `staff_password`, `staff_role`.

use kernel::db::{Query, Tx};
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, Scope};
use sqlx::FromRow;

use super::{accounts::List, real_at};

/// What proves who somebody is.
#[derive(FromRow, Clone)]
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) key_wrapped: String,
    pub(super) password_hash: Option<String>,
    pub(super) totp_sealed: Option<String>,
    pub(super) totp_step: i64,
    pub(super) start_hash: Option<String>,
    pub(super) start_until: Option<String>,
    pub(super) locked_at: Option<String>,
    pub(super) disabled_at: Option<String>,
}

/// An open account, as a session needs it.
#[derive(FromRow)]
pub(super) struct Live {
    pub(super) name: String,
    pub(super) password_set_at: Option<String>,
    pub(super) must_change_at: Option<String>,
}

/// An account as lists show it.
#[derive(FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) name: String,
    pub(super) organisation: String,
    pub(super) employer: String,
    pub(super) region: String,
    pub(super) password_set_at: Option<String>,
    pub(super) locked_at: Option<String>,
    pub(super) disabled_at: Option<String>,
    pub(super) disabled_why: String,
    pub(super) last_sign_in_at: Option<String>,
}

/// A role somebody holds or held.
#[derive(FromRow)]
pub(super) struct HeldRow {
    pub(super) id: String,
    pub(super) role: String,
    pub(super) region: String,
    pub(super) from_on: String,
    pub(super) to_on: Option<String>,
}

/// A new account.
pub(super) struct New<'a> {
    pub(super) id: &'a str,
    pub(super) account: &'a str,
    pub(super) name: &'a str,
    pub(super) organisation: &'a str,
    pub(super) employer: &'a str,
    pub(super) region: &'a str,
    pub(super) key_wrapped: &'a str,
}

pub(super) async fn insert(act: &mut Act, new: &New<'_>) -> Result<(), Fail> {
    let (at, by) = (real_at(act), act.actor.id.clone());
    sqlx::query(
        "insert into staff (id, account, name, organisation, employer, region, key_wrapped, totp_step, opened_at, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8, $9)",
    )
    .bind(new.id)
    .bind(new.account)
    .bind(new.name)
    .bind(new.organisation)
    .bind(new.employer)
    .bind(new.region)
    .bind(new.key_wrapped)
    .bind(at)
    .bind(by)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn credentials(act: &mut Act, account: &str) -> Result<Option<Credentials>, Fail> {
    Ok(sqlx::query_as(
        "select id, account, name, region, key_wrapped, password_hash, totp_sealed, totp_step, start_hash, start_until, locked_at, disabled_at from staff where account = $1",
    )
    .bind(account)
    .fetch_optional(act.conn())
    .await?)
}

pub(super) async fn credentials_of(act: &mut Act, id: &str) -> Result<Option<Credentials>, Fail> {
    Ok(sqlx::query_as(
        "select id, account, name, region, key_wrapped, password_hash, totp_sealed, totp_step, start_hash, start_until, locked_at, disabled_at from staff where id = $1",
    )
    .bind(id)
    .fetch_optional(act.conn())
    .await?)
}

pub(super) async fn live(tx: &mut Tx, id: &str) -> Result<Option<Live>, Fail> {
    Ok(sqlx::query_as("select name, password_set_at, must_change_at from staff where id = $1 and disabled_at is null and locked_at is null")
        .bind(id)
        .fetch_optional(tx.conn())
        .await?)
}

/// The account, if it lies where the actor keeps accounts.
pub(super) async fn kept(act: &mut Act, id: &str) -> Result<Row, Fail> {
    let row: Option<Row> = sqlx::query_as(
        "select id, account, name, organisation, employer, region, password_set_at, locked_at, disabled_at, disabled_why, last_sign_in_at from staff where id = $1",
    )
    .bind(id)
    .fetch_optional(act.conn())
    .await?;
    let row = row.ok_or(NOT_FOUND)?;
    act.require(crate::perms::USER_MANAGE, &row.region)?;
    act.about("staff", id, &row.region);
    Ok(row)
}

pub(super) async fn page(act: &mut Act, ask: &List, scope: &Scope, most: i64) -> Result<Vec<Row>, Fail> {
    let mut query = Query::new(
        "select id, account, name, organisation, employer, region, password_set_at, locked_at, disabled_at, disabled_why, last_sign_in_at from staff where 1 = 1",
    )
    .and_scope("region", scope);
    if let Some(region) = ask.region.as_deref() {
        query = query.and_scope("region", &Scope::of(region));
    }
    if let Some(text) = ask.q.as_deref() {
        query = query.sql("and (account =").bind(text.to_lowercase()).sql("or name =").bind(text).sql(")");
    }
    if let Some(after) = ask.after.as_deref() {
        query = query.sql("and account >").bind(after);
    }
    query = match ask.state.as_deref() {
        Some("open") => query.sql("and disabled_at is null and locked_at is null"),
        Some("locked") => query.sql("and locked_at is not null"),
        Some("disabled") => query.sql("and disabled_at is not null"),
        _ => query,
    };
    query.sql("order by account limit").bind_int(most).all(&mut act.tx).await
}

/// Keeps the digest of a start code; the password of before, if any, ends.
pub(super) async fn set_start(act: &mut Act, id: &str, hash: &str, until: &str, totp_sealed: Option<&str>) -> Result<(), Fail> {
    sqlx::query("update staff set start_hash = $1, start_until = $2, totp_sealed = coalesce($3, totp_sealed), password_hash = null where id = $4")
        .bind(hash)
        .bind(until)
        .bind(totp_sealed.map(str::to_owned))
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// A chosen password; the code that allowed it is used up and what was due is done.
pub(super) async fn set_password(act: &mut Act, id: &str, hash: &str) -> Result<(), Fail> {
    let at = real_at(act);
    sqlx::query(
        "update staff set password_hash = $1, password_set_at = $2, must_change_at = null, start_hash = null, start_until = null where id = $3",
    )
    .bind(hash)
    .bind(at.clone())
    .bind(id)
    .execute(act.conn())
    .await?;
    sqlx::query(
        "insert into staff_password (staff_id, set_at, hash) values ($1, $2, $3) on conflict (staff_id, set_at) do update set hash = excluded.hash",
    )
    .bind(id)
    .bind(at)
    .bind(hash)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_password_due(act: &mut Act, id: &str) -> Result<(), Fail> {
    let at = real_at(act);
    sqlx::query("update staff set must_change_at = $1 where id = $2").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}

/// The same password hashed anew with today's parameters.
pub(super) async fn set_hash(act: &mut Act, id: &str, hash: &str) -> Result<(), Fail> {
    sqlx::query("update staff set password_hash = $1 where id = $2").bind(hash).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn old_hashes(act: &mut Act, id: &str, most: i64) -> Result<Vec<String>, Fail> {
    let found: Vec<(String,)> = sqlx::query_as("select hash from staff_password where staff_id = $1 order by set_at desc limit $2")
        .bind(id)
        .bind(most)
        .fetch_all(act.conn())
        .await?;
    Ok(found.into_iter().map(|(hash,)| hash).collect())
}

/// Takes the step of a one-time code; false when it or a later one was taken before.
pub(super) async fn take_step(act: &mut Act, id: &str, step: i64) -> Result<bool, Fail> {
    let done = sqlx::query("update staff set totp_step = $1 where id = $2 and totp_step < $1").bind(step).bind(id).execute(act.conn()).await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn signed_in(act: &mut Act, id: &str) -> Result<(), Fail> {
    let at = real_at(act);
    sqlx::query("update staff set last_sign_in_at = $1 where id = $2").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn set_locked(act: &mut Act, id: &str, locked: bool) -> Result<(), Fail> {
    let at = locked.then(|| real_at(act));
    sqlx::query("update staff set locked_at = $1 where id = $2").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn set_disabled(act: &mut Act, id: &str, why: Option<&str>) -> Result<(), Fail> {
    let at = real_at(act);
    let statement = match why {
        Some(why) => sqlx::query("update staff set disabled_at = $1, disabled_why = $2 where id = $3").bind(at).bind(why.to_owned()).bind(id),
        None => sqlx::query("update staff set disabled_at = null, disabled_why = '', opened_at = $1 where id = $2").bind(at).bind(id),
    };
    statement.execute(act.conn()).await?;
    Ok(())
}

/// Open accounts that were neither used nor opened since then.
pub(super) async fn unused_since(act: &mut Act, since: &str) -> Result<Vec<String>, Fail> {
    let found: Vec<(String,)> = sqlx::query_as(
        "select id from staff where disabled_at is null and opened_at < $1 and (last_sign_in_at is null or last_sign_in_at < $1) order by id",
    )
    .bind(since)
    .fetch_all(act.conn())
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Name and region of the roles in force on a date.
pub(super) async fn roles_on(tx: &mut Tx, id: &str, on: &str) -> Result<Vec<(String, String)>, Fail> {
    Ok(sqlx::query_as(
        "select role, region from staff_role where staff_id = $1 and from_on <= $2 and (to_on is null or to_on > $2) order by region, from_on, id",
    )
    .bind(id)
    .bind(on)
    .fetch_all(tx.conn())
    .await?)
}

/// Roles in force now or later, the newest first; with `ended`, also those that are over.
pub(super) async fn roles_of(act: &mut Act, id: &str, ended: bool) -> Result<Vec<HeldRow>, Fail> {
    let today = act.today().to_string();
    let query = Query::new("select id, role, region, from_on, to_on from staff_role where staff_id =").bind(id);
    let query = if ended { query } else { query.sql("and (to_on is null or to_on >").bind(today).sql(")") };
    query.sql("order by from_on desc, id desc").all(&mut act.tx).await
}

pub(super) async fn insert_role(
    act: &mut Act,
    id: &str,
    staff_id: &str,
    role: &str,
    region: &str,
    from_on: &str,
    to_on: Option<&str>,
) -> Result<(), Fail> {
    let by = act.actor.id.clone();
    sqlx::query("insert into staff_role (id, staff_id, role, region, from_on, to_on, granted_by) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(staff_id)
        .bind(role)
        .bind(region)
        .bind(from_on)
        .bind(to_on.map(str::to_owned))
        .bind(by)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn close_role(act: &mut Act, id: &str, to_on: &str) -> Result<(), Fail> {
    let by = act.actor.id.clone();
    sqlx::query("update staff_role set to_on = $1, closed_by = $2 where id = $3").bind(to_on).bind(by).bind(id).execute(act.conn()).await?;
    Ok(())
}
