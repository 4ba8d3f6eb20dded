//! 不在岗 — while somebody is away no new work is given to them; what they hold can be given to others.

use jiff::civil::Date;
use kernel::{Act, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::store;

/// Away from one date to another.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Away {
    /// `staff.id`.
    pub id: String,
    /// First date away.
    pub from_on: String,
    /// Last date away.
    pub until_on: String,
    /// Why, in words: leave, training.
    #[serde(alias = "away_reason")]
    pub reason: String,
}

/// An absence on record.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Absence {
    /// Id.
    pub id: String,
    /// First date away.
    pub from_on: String,
    /// Last date away.
    pub until_on: String,
    /// Why.
    pub reason: String,
}

/// `POST /api/v1/staff/{id}/absence`. One absence at a time; a new one replaces what is left of the old.
pub async fn away(act: &mut Act, ask: Away) -> Result<Absence, Fail> {
    let row = store::kept(act, &ask.id).await?;
    let from: Date = ask.from_on.parse().map_err(|_| Fail::field("from_on", "请填写日期，如 2026-11-23"))?;
    let until: Date = ask.until_on.parse().map_err(|_| Fail::field("until_on", "请填写日期，如 2026-11-30"))?;
    if until < from || until < act.today() {
        return Err(Fail::field("until_on", "截止日期不能早于开始日期和今天"));
    }
    let (today, id, by) = (act.today().to_string(), act.new_id(), act.actor.id.clone());
    sqlx::query("update staff_absence set ended_on = $1 where staff_id = $2 and ended_on is null")
        .bind(today)
        .bind(row.id.clone())
        .execute(act.conn())
        .await?;
    sqlx::query("insert into staff_absence (id, staff_id, from_on, until_on, reason, recorded_by) values ($1, $2, $3, $4, $5, $6)")
        .bind(id.clone())
        .bind(row.id.clone())
        .bind(from.to_string())
        .bind(until.to_string())
        .bind(ask.reason.trim())
        .bind(by)
        .execute(act.conn())
        .await?;
    act.about("staff", &row.id, &row.region);
    Ok(Absence { id, from_on: from.to_string(), until_on: until.to_string(), reason: ask.reason.trim().to_owned() })
}

/// The absence of an account today or later, if there is one.
pub(super) async fn of(act: &mut Act, id: &str) -> Result<Option<Absence>, Fail> {
    let today = act.today().to_string();
    Ok(sqlx::query_as(
        "select id, from_on, until_on, reason from staff_absence where staff_id = $1 and ended_on is null and until_on >= $2 order by id desc limit 1",
    )
    .bind(id)
    .bind(today)
    .fetch_optional(act.conn())
    .await?)
}

/// Who is away today.
pub(super) async fn away_today(act: &mut Act) -> Result<Vec<String>, Fail> {
    let today = act.today().to_string();
    let rows: Vec<(String,)> = sqlx::query_as("select staff_id from staff_absence where ended_on is null and from_on <= $1 and until_on >= $1")
        .bind(today)
        .fetch_all(act.conn())
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// `POST /desk/users/{id}/absence`
pub(super) async fn form(act: &mut Act, ask: Away) -> Result<Reply, Fail> {
    let id = ask.id.clone();
    match away(act, ask).await {
        Ok(_) => Ok(Reply::go(format!("/desk/users/{id}?done=saved"))),
        Err(fail) if !fail.fields.is_empty() => {
            let status = fail.code.status;
            Ok(super::accounts::show(act, &id, String::new(), String::new(), super::fault_of(&fail, "from_on")).await?.status(status))
        }
        Err(fail) => Err(fail),
    }
}
