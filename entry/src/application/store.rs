//! 申请的表 — statements on `application` and `correction`.

use kernel::Scope;
use kernel::crypto::Aad;
use kernel::db::Query;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail};
use people::person;
use sqlx::FromRow;

use super::{Application, Declared};

const COLUMNS: &str = "id, number, household_id, applicant_id, region, programme, channel, taken_by, started_at, submitted_at, accepted_on, pack_id, pack_digest, confirmed, asked_over, coalesce(sealed_under, applicant_id) as sealed_under";

pub(super) async fn insert(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let sealed =
        person::seal(act, &it.sealed_under, Aad::new("application", "sealed", &it.id), &serde_json::to_string(&Declared::default())?).await?;
    sqlx::query(
        "insert into application (id, household_id, applicant_id, region, programme, channel, taken_by, started_at, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(it.id.clone())
    .bind(it.household_id.clone())
    .bind(it.applicant_id.clone())
    .bind(it.region.clone())
    .bind(it.programme.clone())
    .bind(it.channel.clone())
    .bind(it.taken_by.clone())
    .bind(it.started_at.clone())
    .bind(sealed)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn get(act: &mut Act, id: &str) -> Result<Option<Application>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from application where id = $1"));
    Ok(sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?)
}

pub(super) async fn by_number(act: &mut Act, number: &str) -> Result<Option<Application>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from application where number = $1"));
    Ok(sqlx::query_as(statement).bind(number).fetch_optional(act.conn()).await?)
}

/// What the applicant declared.
pub async fn declared(act: &mut Act, it: &Application) -> Result<Declared, Fail> {
    let row: Option<(String,)> =
        sqlx::query_as("select sealed from application where id = $1").bind(it.id.clone()).fetch_optional(act.conn()).await?;
    let (sealed,) = row.ok_or(NOT_FOUND)?;
    let text = person::open(act, &it.sealed_under, Aad::new("application", "sealed", &it.id), &sealed).await?;
    Ok(serde_json::from_str(&text)?)
}

/// Replaces what the applicant declared.
pub async fn set_declared(act: &mut Act, it: &Application, declared: &Declared) -> Result<(), Fail> {
    let sealed = person::seal(act, &it.sealed_under, Aad::new("application", "sealed", &it.id), &serde_json::to_string(declared)?).await?;
    sqlx::query("update application set sealed = $1 where id = $2").bind(sealed).bind(it.id.clone()).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn set_confirmed(act: &mut Act, id: &str, confirmed: &[String]) -> Result<(), Fail> {
    sqlx::query("update application set confirmed = $1 where id = $2").bind(serde_json::to_string(confirmed)?).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn set_programme(act: &mut Act, id: &str, programme: &str) -> Result<(), Fail> {
    sqlx::query("update application set programme = $1 where id = $2").bind(programme).bind(id).execute(act.conn()).await?;
    Ok(())
}

/// Number and priority date are written once and never moved.
pub(super) async fn submitted(act: &mut Act, id: &str, number: &str) -> Result<(), Fail> {
    let at = act.at();
    submitted_at(act, id, number, &at).await
}

/// The same with the date of an old record.
pub(super) async fn submitted_at(act: &mut Act, id: &str, number: &str, at: &str) -> Result<(), Fail> {
    sqlx::query("update application set number = $1, submitted_at = $2 where id = $3 and submitted_at is null")
        .bind(number)
        .bind(at)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Acceptance fixes the pack (T34); a case accepted again after a correction keeps it.
pub async fn accepted(act: &mut Act, id: &str, pack_id: &str, digest: &str) -> Result<(), Fail> {
    let today = act.today().to_string();
    sqlx::query("update application set accepted_on = $1, pack_id = $2, pack_digest = $3 where id = $4 and accepted_on is null")
        .bind(today)
        .bind(pack_id)
        .bind(digest)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// A request for correction.
#[derive(Debug, Clone, FromRow)]
pub(super) struct CorrectionRow {
    pub id: String,
    pub defects: String,
    pub asked_on: String,
    pub due_on: String,
    pub answered_on: Option<String>,
}

pub(super) async fn insert_correction(act: &mut Act, application: &str, defects: &[String], due_on: &str) -> Result<(), Fail> {
    let (id, today, by) = (act.new_id(), act.today().to_string(), act.actor.id.clone());
    sqlx::query("insert into correction (id, application_id, defects, asked_by, asked_on, due_on) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(application)
        .bind(serde_json::to_string(defects)?)
        .bind(by)
        .bind(today)
        .bind(due_on)
        .execute(act.conn())
        .await?;
    sqlx::query("update application set asked_over = asked_over + 1 where id = $1").bind(application).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn correction(act: &mut Act, application: &str) -> Result<Option<CorrectionRow>, Fail> {
    Ok(sqlx::query_as("select id, defects, asked_on, due_on, answered_on from correction where application_id = $1 order by id desc limit 1")
        .bind(application)
        .fetch_optional(act.conn())
        .await?)
}

pub(super) async fn correction_answered(act: &mut Act, id: &str) -> Result<(), Fail> {
    let today = act.today().to_string();
    sqlx::query("update correction set answered_on = $1 where id = $2").bind(today).bind(id).execute(act.conn()).await?;
    Ok(())
}

/// Applications of a person: as applicant, or through a household it belongs to.
pub async fn of_person(act: &mut Act, person: &str) -> Result<Vec<Application>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from application where applicant_id = $1 or household_id in (select household_id from household_member where person_id = $1 and to_on is null) order by id desc limit 50"
    ));
    Ok(sqlx::query_as(statement).bind(person).fetch_all(act.conn()).await?)
}

/// Ids of applications that are handed in and wait for a decision or its publication, in a region and below it, after one, in order.
pub async fn under_way(act: &mut Act, region: &str, after: &str, most: i64) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> = Query::new(
        "select a.id from application a join flow_case c on c.flow = 'application' and c.id = a.id where c.closed_on is null and c.state not in ('draft', 'refused', 'waiting') and a.id >",
    )
    .bind(after)
    .and_scope("a.region", &Scope::of(region))
    .sql("order by a.id limit")
    .bind_int(most)
    .all(&mut act.tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
/// Ids of applications of a region in order, after one; for jobs that look at every case.
pub async fn after(act: &mut Act, region: &str, last: &str, most: i64) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> = kernel::db::Query::new("select id from application where submitted_at is not null")
        .and_scope("region", &kernel::Scope::of(region))
        .sql("and id >")
        .bind(last)
        .sql("order by id limit")
        .bind_int(most)
        .all(&mut act.tx)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Somebody else of the household goes on with the case: number, dates and what was sealed stay.
pub async fn succeed(act: &mut Act, id: &str, successor: &str) -> Result<(), Fail> {
    sqlx::query("update application set sealed_under = coalesce(sealed_under, applicant_id), applicant_id = $1 where id = $2")
        .bind(successor)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}
