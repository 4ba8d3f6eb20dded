//! 休假代班 — who is away and who stands in: the inbox of the one shows what the other holds. Owns `absence`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use super::{COLUMNS, Case};
use crate::act::Act;
use crate::fail::{Code, Fail, NOT_FOUND};

/// Two absences of one person overlap.
pub const OVERLAPS: Code = Code::conflict("absence.overlaps", "这段时间已登记过休假", "请先结束原来的登记。");
/// Whoever is to stand in is away too.
pub const SUBSTITUTE_AWAY: Code = Code::conflict("absence.substitute_away", "代班人这段时间也不在", "请另选代班人。");

/// A time away.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Absence {
    /// Id.
    pub id: String,
    /// Who is away, `staff.id`.
    pub staff_id: String,
    /// Who stands in.
    pub substitute_id: String,
    /// First date away.
    pub from_on: String,
    /// Last date away.
    pub to_on: String,
    /// Why.
    pub reason: String,
    /// Ended early, instant.
    pub ended_at: Option<String>,
}

const FIELDS: &str = "id, staff_id, substitute_id, from_on, to_on, reason, ended_at";

/// Writes a time away down.
///
/// # Errors
/// [`OVERLAPS`], [`SUBSTITUTE_AWAY`].
pub async fn record(act: &mut Act, staff: &str, substitute: &str, from: Date, to: Date, reason: &str) -> Result<Absence, Fail> {
    if !during(act, staff, from, to).await?.is_empty() {
        return Err(OVERLAPS.into());
    }
    if !during(act, substitute, from, to).await?.is_empty() {
        return Err(SUBSTITUTE_AWAY.into());
    }
    let (id, by, at) = (act.new_id(), act.actor.id.clone(), act.at());
    sqlx::query("insert into absence (id, staff_id, substitute_id, from_on, to_on, reason, recorded_by, at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(id.clone())
        .bind(staff)
        .bind(substitute)
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(reason)
        .bind(by)
        .bind(at)
        .execute(act.conn())
        .await?;
    get(act, &id).await
}

/// The absence, or `not_found`.
pub async fn get(act: &mut Act, id: &str) -> Result<Absence, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {FIELDS} from absence where id = $1"));
    let found: Option<Absence> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// Times away of a person that touch a span and were not ended.
pub async fn during(act: &mut Act, staff: &str, from: Date, to: Date) -> Result<Vec<Absence>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!(
        "select {FIELDS} from absence where staff_id = $1 and ended_at is null and from_on <= $2 and to_on >= $3 order by from_on"
    ));
    Ok(sqlx::query_as(statement).bind(staff).bind(to.to_string()).bind(from.to_string()).fetch_all(act.conn()).await?)
}

/// Everybody's times away that are not over, soonest first.
pub async fn coming(act: &mut Act) -> Result<Vec<Absence>, Fail> {
    let today = act.today().to_string();
    let statement =
        sqlx::AssertSqlSafe(format!("select {FIELDS} from absence where ended_at is null and to_on >= $1 order by from_on, id limit 200"));
    Ok(sqlx::query_as(statement).bind(today).fetch_all(act.conn()).await?)
}

/// Who is away today.
pub async fn away(act: &mut Act) -> Result<Vec<String>, Fail> {
    let today = act.today().to_string();
    let rows: Vec<(String,)> = sqlx::query_as("select distinct staff_id from absence where ended_at is null and from_on <= $1 and to_on >= $1")
        .bind(today)
        .fetch_all(act.conn())
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Ends it early.
pub async fn end(act: &mut Act, id: &str) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query("update absence set ended_at = $1 where id = $2 and ended_at is null").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}

/// Whose work comes to this person today: his own, and that of those he stands in for.
pub async fn works_for(act: &mut Act, staff: &str) -> Result<Vec<String>, Fail> {
    let today = act.today().to_string();
    let away: Vec<(String,)> = sqlx::query_as(
        "select distinct staff_id from absence where substitute_id = $1 and ended_at is null and from_on <= $2 and to_on >= $2 order by staff_id",
    )
    .bind(staff)
    .bind(today)
    .fetch_all(act.conn())
    .await?;
    let mut all = vec![staff.to_owned()];
    all.extend(away.into_iter().map(|(id,)| id));
    Ok(all)
}

/// Open cases that somebody holds, in a stable order.
pub async fn held_by(act: &mut Act, staff: &str) -> Result<Vec<Case>, Fail> {
    let statement =
        sqlx::AssertSqlSafe(format!("select {COLUMNS} from flow_case where owner = $1 and closed_on is null order by flow, id limit 1000"));
    Ok(sqlx::query_as(statement).bind(staff).fetch_all(act.conn()).await?)
}
