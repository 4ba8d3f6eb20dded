//! 审计抽样 — decisions drawn at random by a seed on record: with the same seed, period and region
//! anybody draws the same ones, and nobody can choose.
//!
//! Each decision's place in the draw is the SM3 of seed and id; the smallest are taken. The seed
//! is made by the program when none is given (a public number may be given instead).

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::crypto::{sm3_hex, token_128};
use kernel::db::Query;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail};
use people::perms::AUDIT_SAMPLE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Most decisions of one draw.
const MOST: i64 = 200;
/// Decisions a draw may be made from within a request.
const POPULATION_MOST: i64 = 100_000;

/// Nothing to draw from.
pub const NONE: Code = Code::conflict("audit_sample.none", "这个时段没有认定", "请换一个时段。");
/// Too many to draw from.
pub const TOO_MANY: Code = Code::conflict("audit_sample.too_many", "这个时段的认定太多", "请缩短时段，分几次抽。");
/// It was judged before.
pub const JUDGED: Code = Code::conflict("audit_sample.judged", "这一件已经有结论", "请看其他件。");

/// What is to be drawn.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draw {
    /// Region code within the viewer's.
    pub region: String,
    /// First date of decisions.
    pub since_on: String,
    /// Last date of decisions.
    pub until_on: String,
    /// How many, 1 to 200.
    pub wanted: String,
    /// A public number to draw with; empty lets the program make one.
    pub seed: String,
}

/// A draw on record.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Sample {
    /// Id.
    pub id: String,
    /// Region.
    pub region: String,
    /// Seed.
    pub seed: String,
    /// First date.
    pub since_on: String,
    /// Last date.
    pub until_on: String,
    /// How many were wanted.
    pub wanted: i64,
    /// Decisions drawn from.
    pub population: i64,
    /// Who drew.
    pub drawn_by: String,
    /// When, business instant.
    pub drawn_at: String,
}

/// A decision drawn.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Drawn {
    /// Order in which it was drawn.
    pub seq: i64,
    /// Decision.
    pub decision_id: String,
    /// Its application.
    pub application_id: String,
    /// 申请编号.
    pub number: Option<String>,
    /// `eligible` or `not_eligible`.
    pub outcome: String,
    /// `system` or `staff`.
    pub by_kind: String,
    /// Date.
    pub decided_on: String,
    /// `right`, `wrong`, or empty.
    pub result: String,
    /// What is wrong.
    pub note: String,
}

/// A draw with what was drawn.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Seen {
    /// The draw.
    pub sample: Sample,
    /// In the order drawn.
    pub rows: Vec<Drawn>,
}

/// Which draw.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichSample {
    /// `audit_sample.id`.
    pub id: String,
}

/// What was found.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Judge {
    /// `audit_sample.id`.
    pub id: String,
    /// Order of the decision.
    pub seq: String,
    /// `right` or `wrong`.
    pub result: String,
    /// What is wrong.
    pub note: String,
}

/// Draws of the viewer's regions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Samples {
    /// Newest first, at most 100.
    pub samples: Vec<Sample>,
}

fn date(field: &str, text: &str) -> Result<Date, Fail> {
    text.parse().map_err(|_| Fail::field(field, "请填写日期，如 2026-11-23"))
}

/// `POST /api/v1/audit-samples`
pub async fn draw(act: &mut Act, ask: Draw) -> Result<Seen, Fail> {
    let (since, until) = (date("since_on", &ask.since_on)?, date("until_on", &ask.until_on)?);
    if until < since {
        return Err(Fail::field("until_on", "截止日期不能早于开始日期"));
    }
    let wanted = ask.wanted.trim().parse::<i64>().ok().filter(|many| (1..=MOST).contains(many));
    let wanted = wanted.ok_or_else(|| Fail::field("wanted", "请填写 1 到 200 之间的件数"))?;
    if ask.region.is_empty() || !act.scope(AUDIT_SAMPLE).covers(&ask.region) {
        return Err(Fail::field("region", "请选择本人辖区内的地区"));
    }
    let scope = kernel::Scope::of(&ask.region);
    let of =
        |text: &'static str| Query::new(text).bind(since.to_string()).sql("and decided_on <=").bind(until.to_string()).and_scope("region", &scope);
    let (population,): (i64,) = of("select count(*) from decision where final = 1 and decided_on >=").one(&mut act.tx).await?;
    match population {
        0 => return Err(NONE.into()),
        many if POPULATION_MOST < many => return Err(TOO_MANY.into()),
        _ => {}
    }
    let ids: Vec<(String,)> = of("select id from decision where final = 1 and decided_on >=").all(&mut act.tx).await?;
    let seed = if ask.seed.trim().is_empty() { token_128() } else { ask.seed.trim().to_owned() };
    let drawn = pick(&seed, ids.into_iter().map(|(id,)| id), usize::try_from(wanted).unwrap_or(0));
    let (id, by, at) = (act.new_id(), act.actor.id.clone(), act.at());
    sqlx::query("insert into audit_sample (id, region, seed, since_on, until_on, wanted, population, drawn_by, drawn_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(id.clone())
        .bind(ask.region.clone())
        .bind(seed)
        .bind(since.to_string())
        .bind(until.to_string())
        .bind(wanted)
        .bind(population)
        .bind(by)
        .bind(at)
        .execute(act.conn())
        .await?;
    for (at, decision) in (1i64..).zip(drawn) {
        sqlx::query("insert into audit_sample_row (sample_id, seq, decision_id) values ($1, $2, $3)")
            .bind(id.clone())
            .bind(at)
            .bind(decision)
            .execute(act.conn())
            .await?;
    }
    act.about("audit_sample", &id, &ask.region);
    see(act, WhichSample { id }).await
}

/// The `wanted` decisions whose SM3 with the seed is smallest, in that order.
fn pick(seed: &str, ids: impl Iterator<Item = String>, wanted: usize) -> Vec<String> {
    let mut least: BTreeSet<(String, String)> = BTreeSet::new();
    for id in ids {
        least.insert((sm3_hex(format!("{seed}\n{id}").as_bytes()), id));
        if wanted < least.len() {
            least.pop_last();
        }
    }
    least.into_iter().map(|(_, id)| id).collect()
}

/// `GET /api/v1/audit-samples`
pub async fn list(act: &mut Act, _: ()) -> Result<Samples, Fail> {
    let scope = act.scope(AUDIT_SAMPLE);
    let query = Query::new("select id, region, seed, since_on, until_on, wanted, population, drawn_by, drawn_at from audit_sample where 1 = 1");
    Ok(Samples { samples: query.and_scope("region", &scope).sql("order by id desc limit 100").all(&mut act.tx).await? })
}

/// `GET /api/v1/audit-samples/{id}`
pub async fn see(act: &mut Act, ask: WhichSample) -> Result<Seen, Fail> {
    let sample: Option<Sample> =
        sqlx::query_as("select id, region, seed, since_on, until_on, wanted, population, drawn_by, drawn_at from audit_sample where id = $1")
            .bind(ask.id.clone())
            .fetch_optional(act.conn())
            .await?;
    let sample = sample.ok_or(NOT_FOUND)?;
    act.require(AUDIT_SAMPLE, &sample.region)?;
    let rows = sqlx::query_as(
        "select r.seq, r.decision_id, d.application_id, a.number, d.outcome, d.by_kind, d.decided_on, r.result, r.note
         from audit_sample_row r join decision d on d.id = r.decision_id join application a on a.id = d.application_id where r.sample_id = $1 order by r.seq",
    )
    .bind(ask.id)
    .fetch_all(act.conn())
    .await?;
    Ok(Seen { sample, rows })
}

/// `POST /api/v1/audit-samples/{id}/rows/{seq}` — once for each decision.
pub async fn judge(act: &mut Act, ask: Judge) -> Result<Seen, Fail> {
    let seen = see(act, WhichSample { id: ask.id.clone() }).await?;
    let seq: i64 = ask.seq.parse().map_err(|_| Fail::from(NOT_FOUND))?;
    let row = seen.rows.iter().find(|row| row.seq == seq).ok_or(NOT_FOUND)?;
    if !row.result.is_empty() {
        return Err(JUDGED.into());
    }
    match ask.result.as_str() {
        "right" => {}
        "wrong" if ask.note.trim().is_empty() => return Err(Fail::field("note", "请写明哪里有误")),
        "wrong" => {}
        _ => return Err(Fail::field("result", "请选择正确或者有误")),
    }
    let (by, at) = (act.actor.id.clone(), act.at());
    sqlx::query(
        "update audit_sample_row set result = $1, note = $2, judged_by = $3, judged_at = $4 where sample_id = $5 and seq = $6 and result = ''",
    )
    .bind(ask.result)
    .bind(ask.note.trim())
    .bind(by)
    .bind(at)
    .bind(ask.id.clone())
    .bind(seq)
    .execute(act.conn())
    .await?;
    act.about("audit_sample", &ask.id, &seen.sample.region);
    see(act, WhichSample { id: ask.id }).await
}

#[cfg(test)]
mod tests {
    use super::pick;

    // U-01: the draw can be repeated, depends on the seed, and is not the order of the ids.
    #[test]
    fn the_same_seed_draws_the_same_decisions_whatever_the_order() {
        let ids: Vec<String> = (0..500).map(|at| format!("D{at:04}")).collect();
        let once = pick("彩票20260301", ids.iter().cloned(), 10);
        assert_eq!(once, pick("彩票20260301", ids.iter().rev().cloned(), 10));
        assert_eq!(once.len(), 10);
        assert_ne!(once, pick("彩票20260302", ids.iter().cloned(), 10));
        assert_ne!(once, ids[..10].to_vec());
        assert_eq!(pick("x", ids.iter().cloned(), 10)[..5], pick("x", ids.iter().cloned(), 5)[..], "a larger draw begins with the smaller one");
        assert_eq!(pick("x", ids.into_iter().take(3), 10).len(), 3);
    }
}
