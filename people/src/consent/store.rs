//! 承诺与授权的表 — statements on `consent_text` and `consent`.

use kernel::{Act, Fail};

use super::{Consent, Sign, Text};

pub(super) async fn publish(act: &mut Act, kind: &str, version: i64, title: &str, body: &str, digest: &str) -> Result<(), Fail> {
    let today = act.today().to_string();
    sqlx::query(
        "insert into consent_text (id, kind, version, title, body, digest, from_on) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing",
    )
    .bind(format!("{kind}.{version}"))
    .bind(kind)
    .bind(version)
    .bind(title)
    .bind(body)
    .bind(digest)
    .bind(today)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn newest(act: &mut Act, kind: &str) -> Result<Option<Text>, Fail> {
    Ok(sqlx::query_as("select id, kind, version, title, body, digest from consent_text where kind = $1 order by version desc limit 1")
        .bind(kind)
        .fetch_optional(act.conn())
        .await?)
}

/// The signature that stands, and whose it is.
pub(super) async fn find(act: &mut Act, case: &str, person: &str, text: &str) -> Result<Option<(String, String)>, Fail> {
    Ok(sqlx::query_as("select id, signed_by from consent where case_id = $1 and person_id = $2 and text_id = $3 and withdrawn_at is null")
        .bind(case)
        .bind(person)
        .bind(text)
        .fetch_optional(act.conn())
        .await?)
}

pub(super) async fn close(act: &mut Act, id: &str) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query("update consent set withdrawn_at = $1 where id = $2").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn insert(act: &mut Act, ask: &Sign<'_>, text: &Text) -> Result<String, Fail> {
    let (id, at, by) = (act.new_id(), act.at(), act.actor.id.clone());
    sqlx::query(
        "insert into consent (id, person_id, signed_by, case_id, text_id, digest, scope, channel, recorded_by, signed_at)
         values ($1, $2, $3, $4, $5, $6, 'entry', $7, $8, $9)",
    )
    .bind(id.clone())
    .bind(ask.person)
    .bind(ask.by)
    .bind(ask.case)
    .bind(text.id.clone())
    .bind(text.digest.clone())
    .bind(ask.channel)
    .bind(by)
    .bind(at)
    .execute(act.conn())
    .await?;
    Ok(id)
}

pub(super) async fn of_case(act: &mut Act, case: &str) -> Result<Vec<Consent>, Fail> {
    Ok(sqlx::query_as("select id, person_id, signed_by, text_id, digest, channel, signed_at, outcome from consent where case_id = $1 and withdrawn_at is null order by id")
        .bind(case)
        .fetch_all(act.conn())
        .await?)
}

pub(super) async fn withdraw(act: &mut Act, case: &str, person: &str) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query("update consent set withdrawn_at = $1 where case_id = $2 and person_id = $3 and withdrawn_at is null")
        .bind(at)
        .bind(case)
        .bind(person)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn conclude(act: &mut Act, case: &str, outcome: &str, why: &str) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query(
        "update consent set outcome = $1, outcome_at = $2, outcome_why = $3 where case_id = $4 and text_id like 'promise.%' and outcome = ''",
    )
    .bind(outcome)
    .bind(at)
    .bind(why)
    .bind(case)
    .execute(act.conn())
    .await?;
    Ok(())
}
