//! 中止与恢复 — an officer stops the clock of a case for a reason and until a date; going on, what was left of the term is left still.

use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::flow::How;
use kernel::{Act, Fail, flow};
use people::perms::APPLICATION_DECIDE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{APPLICATION, seen};

/// No case is put away for longer than this without being looked at again.
const LONGEST_DAYS: i32 = 90;

/// Hold it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldAsk {
    /// `application.id`.
    pub id: String,
    /// What is waited for.
    #[serde(default)]
    pub reason: String,
    /// Date by which somebody looks again.
    #[serde(default)]
    pub until_on: String,
}

/// Go on.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// `application.id`.
    pub id: String,
    /// What came of the waiting.
    #[serde(default)]
    pub reason: String,
}

/// A time during which the case stood still.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Hold {
    /// Id.
    pub id: String,
    /// What is waited for.
    pub reason: String,
    /// Who held it.
    pub by_name: String,
    /// From.
    pub held_on: String,
    /// Date by which somebody looks again.
    pub until_on: String,
    /// Working days that were left of the term; null without a term.
    pub days_left: Option<i64>,
    /// When it went on.
    pub resumed_on: Option<String>,
}

/// `POST /api/v1/applications/{id}/hold`
pub async fn hold(act: &mut Act, ask: HoldAsk) -> Result<Hold, Fail> {
    let it = seen(act, &ask.id).await?;
    act.require(APPLICATION_DECIDE, &it.region)?;
    let today = act.today();
    let until = ask.until_on.trim().parse::<Date>().map_err(|_| Fail::field("until_on", "请填写日期，如 2026-12-31"))?;
    if until <= today || LONGEST_DAYS < (until - today).get_days() {
        return Err(Fail::field("until_on", format!("应在明天到 {LONGEST_DAYS} 天之内")));
    }
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明等什么（至少 4 个字），会告知申请人"));
    }
    let before = flow::get(act, &APPLICATION, &it.id).await?;
    flow::step(act, &APPLICATION, &it.id, "hold", How { reason: ask.reason.trim(), due: Some(until), version: None }).await?;
    let left =
        before.due_on.as_deref().and_then(|due| due.parse::<Date>().ok()).map(|due| i64::from(act.kernel.calendar.working_days_between(today, due)));
    let (id, by) = (act.new_id(), act.actor.name.clone());
    sqlx::query(
        "insert into application_hold (id, application_id, reason, by_name, held_on, until_on, days_left) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(it.id.clone())
    .bind(ask.reason.trim())
    .bind(by)
    .bind(today.to_string())
    .bind(until.to_string())
    .bind(left)
    .execute(act.conn())
    .await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it.id).await?.pop().ok_or_else(|| Fail::bug("hold not written"))
}

/// `POST /api/v1/applications/{id}/resume` — the term goes on with the days that were left.
pub async fn resume(act: &mut Act, ask: Resume) -> Result<Hold, Fail> {
    let it = seen(act, &ask.id).await?;
    act.require(APPLICATION_DECIDE, &it.region)?;
    let open = of_application(act, &it.id).await?.into_iter().rev().find(|hold| hold.resumed_on.is_none());
    let left = open.as_ref().and_then(|hold| hold.days_left);
    let due = left.map(|days| act.due(Term::WorkingDays(u16::try_from(days).unwrap_or(0))).on);
    flow::step(act, &APPLICATION, &it.id, "resume", How { reason: ask.reason.trim(), due, version: None }).await?;
    let today = act.today().to_string();
    sqlx::query("update application_hold set resumed_on = $1 where application_id = $2 and resumed_on is null")
        .bind(today)
        .bind(it.id.clone())
        .execute(act.conn())
        .await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it.id).await?.pop().ok_or_else(|| kernel::fail::NOT_FOUND.into())
}

/// The times a case stood still, oldest first.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Vec<Hold>, Fail> {
    Ok(sqlx::query_as(
        "select id, reason, by_name, held_on, until_on, days_left, resumed_on from application_hold where application_id = $1 order by id",
    )
    .bind(application)
    .fetch_all(act.conn())
    .await?)
}
