//! 查重的表 — statements on `duplicate_key`, `duplicate_pair`, `duplicate_side`, `duplicate_run`.

use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail};
use sqlx::FromRow;

use super::matching::{Key, Kind, Role};
use super::{Pair, Side};
use crate::application::Application;

/// A dwelling or a register that more cases than this share is an institution, a dormitory or a
/// placeholder: it tells nothing about a household.
const CROWD: i64 = 12;

#[derive(FromRow)]
struct KeyRow {
    kind: String,
    role: String,
    key_index: String,
    person_id: String,
}

pub(super) async fn keys(act: &mut Act, application: &str) -> Result<Vec<Key>, Fail> {
    let rows: Vec<KeyRow> = sqlx::query_as("select kind, role, key_index, person_id from duplicate_key where application_id = $1")
        .bind(application)
        .fetch_all(act.conn())
        .await?;
    let key = |row: KeyRow| Some(Key { kind: Kind::parse(&row.kind)?, role: Role::parse(&row.role), index: row.key_index, person: row.person_id });
    let mut keys: Vec<Key> = rows.into_iter().filter_map(key).collect();
    keys.sort();
    Ok(keys)
}

/// Replaces the marks of a case.
pub(super) async fn set_keys(act: &mut Act, it: &Application, keys: &[Key]) -> Result<(), Fail> {
    sqlx::query("delete from duplicate_key where application_id = $1").bind(it.id.clone()).execute(act.conn()).await?;
    for key in keys {
        sqlx::query("insert into duplicate_key (application_id, region, kind, role, key_index, person_id) values ($1, $2, $3, $4, $5, $6)")
            .bind(it.id.clone())
            .bind(it.region.clone())
            .bind(key.kind.name())
            .bind(key.role.name())
            .bind(key.index.clone())
            .bind(key.person.clone())
            .execute(act.conn())
            .await?;
    }
    Ok(())
}

/// Cases that share a mark with this one.
pub(super) async fn meeting(act: &mut Act, application: &str) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select distinct b.application_id from duplicate_key a join duplicate_key b on b.kind = a.kind and b.key_index = a.key_index and b.application_id <> a.application_id
         where a.application_id = $1 and (a.role <> 'thing' or (select count(*) from duplicate_key c where c.kind = a.kind and c.key_index = a.key_index) <= $2)
         order by b.application_id limit 200",
    )
    .bind(application)
    .bind(CROWD)
    .fetch_all(act.conn())
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) const PAIR: &str = "id, kind, low_id, high_id, strong, signals, digest, found_on, gone_on";
pub(super) const SIDE: &str =
    "id, pair_id, application_id, region, verdict, reason, by_name, judged_at, on_digest, asked_at, asked_name, asked_words";

pub(super) async fn pair(act: &mut Act, id: &str) -> Result<Pair, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {PAIR} from duplicate_pair where id = $1"));
    let found: Option<Pair> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

pub(super) async fn pair_of(act: &mut Act, low: &str, high: &str) -> Result<Option<Pair>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {PAIR} from duplicate_pair where low_id = $1 and high_id = $2"));
    Ok(sqlx::query_as(statement).bind(low).bind(high).fetch_optional(act.conn()).await?)
}

/// Every pair a case stands in, also those whose evidence went away.
pub(super) async fn pairs_of(act: &mut Act, application: &str) -> Result<Vec<Pair>, Fail> {
    let statement =
        sqlx::AssertSqlSafe(format!("select {PAIR} from duplicate_pair where low_id = $1 or (kind = 'case' and high_id = $1) order by id"));
    Ok(sqlx::query_as(statement).bind(application).fetch_all(act.conn()).await?)
}

pub(super) async fn insert_pair(act: &mut Act, pair: &Pair) -> Result<(), Fail> {
    sqlx::query("insert into duplicate_pair (id, kind, low_id, high_id, strong, signals, digest, found_on) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(pair.id.clone())
        .bind(pair.kind.clone())
        .bind(pair.low_id.clone())
        .bind(pair.high_id.clone())
        .bind(pair.strong)
        .bind(pair.signals.clone())
        .bind(pair.digest.clone())
        .bind(pair.found_on.clone())
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_pair(act: &mut Act, id: &str, strong: i64, signals: &str, digest: &str) -> Result<(), Fail> {
    sqlx::query("update duplicate_pair set strong = $1, signals = $2, digest = $3, gone_on = null where id = $4")
        .bind(strong)
        .bind(signals)
        .bind(digest)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn gone(act: &mut Act, id: &str) -> Result<(), Fail> {
    let today = act.today().to_string();
    sqlx::query("update duplicate_pair set gone_on = $1 where id = $2").bind(today).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn insert_side(act: &mut Act, id: &str, pair: &str, application: &str, region: &str) -> Result<(), Fail> {
    sqlx::query("insert into duplicate_side (id, pair_id, application_id, region) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(pair)
        .bind(application)
        .bind(region)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn side(act: &mut Act, id: &str) -> Result<Side, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {SIDE} from duplicate_side where id = $1"));
    let found: Option<Side> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

pub(super) async fn sides(act: &mut Act, pair: &str) -> Result<Vec<Side>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {SIDE} from duplicate_side where pair_id = $1 order by id"));
    Ok(sqlx::query_as(statement).bind(pair).fetch_all(act.conn()).await?)
}

pub(super) async fn judged(act: &mut Act, id: &str, verdict: &str, reason: &str, digest: &str) -> Result<(), Fail> {
    let (by, name, at) = (act.actor.id.clone(), act.actor.name.clone(), act.at());
    sqlx::query("update duplicate_side set verdict = $1, reason = $2, by_id = $3, by_name = $4, judged_at = $5, on_digest = $6 where id = $7")
        .bind(verdict)
        .bind(reason)
        .bind(by)
        .bind(name)
        .bind(at)
        .bind(digest)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn asked(act: &mut Act, id: &str, words: &str) -> Result<(), Fail> {
    let (name, at) = (act.actor.name.clone(), act.at());
    sqlx::query("update duplicate_side set asked_at = $1, asked_name = $2, asked_words = $3 where id = $4")
        .bind(at)
        .bind(name)
        .bind(words)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Notes that today's comparison was asked for; false when it was before.
pub(super) async fn has_run(act: &mut Act, on: &str) -> Result<bool, Fail> {
    let found: Option<(String,)> = sqlx::query_as("select job_id from duplicate_run where on_date = $1").bind(on).fetch_optional(act.conn()).await?;
    Ok(found.is_some())
}

pub(super) async fn note_run(act: &mut Act, on: &str, job: &str) -> Result<(), Fail> {
    sqlx::query("insert into duplicate_run (on_date, job_id) values ($1, $2)").bind(on).bind(job).execute(act.conn()).await?;
    Ok(())
}
