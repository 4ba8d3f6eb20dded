//! 抽查 — a chief samples the program's approvals; a wrong one goes back to a person.

use kernel::db::Query;
use kernel::flow::How;
use kernel::{Act, Code, Fail};
use people::perms::APPLICATION_SAMPLE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Record, get};
use crate::application;

/// It was sampled before.
pub const SAMPLED: Code = Code::conflict("sample.done", "这一件已经抽查过", "请抽查其他件。");

/// Which approvals.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleAsk {
    /// Also those sampled before.
    pub all: Option<String>,
}

/// What the chief found.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampled {
    /// `decision.id`.
    pub id: String,
    /// `right` or `wrong`.
    pub result: String,
    /// What is wrong.
    #[serde(default)]
    pub reason: String,
    /// Clause that went wrong, as printed in the findings; empty for none in particular.
    #[serde(default)]
    pub rule: String,
}

/// Automatic approvals to look at.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Samples {
    /// Newest first, at most 100.
    pub decisions: Vec<Record>,
}

/// `GET /api/v1/samples`
pub async fn list(act: &mut Act, ask: SampleAsk) -> Result<Samples, Fail> {
    let scope = act.scope(APPLICATION_SAMPLE);
    let mut query = Query::new(
        "select id, application_id, region, outcome, final, by_kind, proposed_by, signed_name, decided_at, decided_on, pack_id, pack_digest, facts_digest, result_digest, reason, sample_result, sample_reason, sample_rule
         from decision where final = 1 and by_kind = 'system'",
    )
    .and_scope("region", &scope);
    if ask.all.is_none() {
        query = query.sql("and sample_result = ''");
    }
    Ok(Samples { decisions: query.sql("order by id desc limit 100").all(&mut act.tx).await? })
}

/// `POST /api/v1/samples/{id}`
pub async fn sample(act: &mut Act, ask: Sampled) -> Result<Record, Fail> {
    let record = get(act, &ask.id).await?;
    act.require(APPLICATION_SAMPLE, &record.region)?;
    if !record.sample_result.is_empty() {
        return Err(SAMPLED.into());
    }
    match ask.result.as_str() {
        "right" => {}
        "wrong" => {
            let it = application::get(act, &record.application_id).await?;
            application::stage::step(act, &it, "reopen", How { reason: ask.reason.trim(), ..How::default() }).await?;
        }
        _ => return Err(Fail::field("result", "请选择正确或者有误")),
    }
    let (at, by) = (act.at(), act.actor.id.clone());
    sqlx::query("update decision set sampled_at = $1, sampled_by = $2, sample_result = $3, sample_reason = $4, sample_rule = $5 where id = $6")
        .bind(at)
        .bind(by)
        .bind(ask.result)
        .bind(ask.reason.trim())
        .bind(ask.rule.trim())
        .bind(ask.id.clone())
        .execute(act.conn())
        .await?;
    act.about("decision", &ask.id, &record.region);
    get(act, &ask.id).await
}

/// How the samples of one pack came out, or those in which one clause went wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rate {
    /// Pack.
    pub pack: String,
    /// Clause; empty for the pack as a whole.
    pub rule: String,
    /// Automatic approvals; for a clause, those of its pack.
    pub approvals: i64,
    /// Sampled.
    pub sampled: i64,
    /// Found wrong.
    pub wrong: i64,
    /// Wrong among those sampled, in hundredths of a percent; null while nothing was sampled.
    pub wrong_rate: Option<i64>,
}

/// What sampling has found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Results {
    /// By pack.
    pub packs: Vec<Rate>,
    /// By pack and clause, for what was wrong.
    pub rules: Vec<Rate>,
    /// The samples themselves, newest first, at most 200.
    pub sampled: Vec<Record>,
}

/// Wrong among sampled, in hundredths of a percent.
fn rate(wrong: i64, sampled: i64) -> Option<i64> {
    if sampled <= 0 { None } else { Some(wrong.saturating_mul(10_000) / sampled) }
}

/// `GET /api/v1/samples/results`
pub async fn results(act: &mut Act, _: ()) -> Result<Results, Fail> {
    let scope = act.scope(APPLICATION_SAMPLE);
    let packs: Vec<(String, i64, i64, i64)> = Query::new(
        "select pack_id, count(*), cast(sum(case when sample_result <> '' then 1 else 0 end) as bigint), cast(sum(case when sample_result = 'wrong' then 1 else 0 end) as bigint)
         from decision where final = 1 and by_kind = 'system'",
    )
    .and_scope("region", &scope)
    .sql("group by pack_id order by pack_id")
    .all(&mut act.tx)
    .await?;
    let of = |(pack, approvals, sampled, wrong): (String, i64, i64, i64)| Rate {
        pack,
        rule: String::new(),
        wrong_rate: rate(wrong, sampled),
        approvals,
        sampled,
        wrong,
    };
    let packs: Vec<Rate> = packs.into_iter().map(of).collect();
    let wrong: Vec<(String, String, i64)> =
        Query::new("select pack_id, sample_rule, count(*) from decision where final = 1 and by_kind = 'system' and sample_result = 'wrong'")
            .and_scope("region", &scope)
            .sql("group by pack_id, sample_rule order by count(*) desc, pack_id, sample_rule")
            .all(&mut act.tx)
            .await?;
    let rules = wrong
        .into_iter()
        .filter_map(|(pack, rule, wrong)| {
            let whole = packs.iter().find(|it| it.pack == pack)?;
            let rule = if rule.is_empty() { "没有指明条款".to_owned() } else { rule };
            Some(Rate { rule, wrong, wrong_rate: rate(wrong, whole.sampled), ..whole.clone() })
        })
        .collect();
    let sampled = Query::new(
        "select id, application_id, region, outcome, final, by_kind, proposed_by, signed_name, decided_at, decided_on, pack_id, pack_digest, facts_digest, result_digest, reason, sample_result, sample_reason, sample_rule
         from decision where final = 1 and by_kind = 'system' and sample_result <> ''",
    )
    .and_scope("region", &scope)
    .sql("order by sampled_at desc, id limit 200")
    .all(&mut act.tx)
    .await?;
    Ok(Results { packs, rules, sampled })
}
