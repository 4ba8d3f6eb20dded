//! 决定 — every decision cites its clauses, keeps its facts, and can be taken again bit for bit.
//!
//! All lanes agreed and no rule unknown: the approval is immediate, and a chief samples.
//! A refusal is always proposed by one person and signed by another, with a numbered
//! letter made from the record (令11号 9, 个人信息保护法 24). Owns `decision`, `letter`,
//! `reconsideration`.

use kernel::crypto::{Aad, sm3_hex};
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail};
use people::person;
use policy::{Decision, Facts, Outcome};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::application::{self, Application};
use crate::check;

pub mod letter;
pub mod letter_register;
pub(crate) mod paper_page;
pub mod reconsider;
pub mod replay;
pub mod replay_all;
pub mod sample;
pub(crate) mod sample_page;
pub mod sign;

pub(crate) mod letter_page;
pub(crate) mod register_page;
pub(crate) mod reconsider_page;

/// A decision on record, without what is sealed.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Record {
    /// Id.
    pub id: String,
    /// Application.
    pub application_id: String,
    /// Region.
    pub region: String,
    /// `eligible`, `not_eligible`, `needs_person`.
    pub outcome: String,
    /// 1: binding. 0: a screening that went to a person.
    #[serde(rename = "final")]
    #[sqlx(rename = "final")]
    pub binding: i64,
    /// `system` or `staff`.
    pub by_kind: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// Who signed it.
    pub signed_name: String,
    /// Instant.
    pub decided_at: String,
    /// Date.
    pub decided_on: String,
    /// Pack.
    pub pack_id: String,
    /// Version of the law, see `pack_version`.
    pub pack_digest: String,
    /// SM3 of the facts.
    pub facts_digest: String,
    /// SM3 of the result.
    pub result_digest: String,
    /// A person's own words.
    pub reason: String,
    /// Sampled by a chief: `right`, `wrong`, or empty.
    pub sample_result: String,
    /// What the chief found wrong.
    pub sample_reason: String,
    /// Clause that went wrong, as printed.
    pub sample_rule: String,
}

const COLUMNS: &str = "id, application_id, region, outcome, final, by_kind, proposed_by, signed_name, decided_at, decided_on, pack_id, pack_digest, facts_digest, result_digest, reason, sample_result, sample_reason, sample_rule";

/// A decision with its facts and findings.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The record.
    pub record: Record,
    /// The facts decided on.
    pub facts: Facts,
    /// The decision with every finding.
    pub decision: Decision,
}

/// Stable name of an outcome.
pub fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Eligible(_) => "eligible",
        Outcome::NotEligible { .. } => "not_eligible",
        Outcome::NeedsPerson { .. } => "needs_person",
    }
}

/// Applies the rules in force on the day of acceptance (T34) to the facts there are.
pub async fn screen(act: &mut Act, it: &Application) -> Result<(Facts, Decision), Fail> {
    let lanes = check::of_application(act, &it.id).await?;
    let facts = check::assemble(act, it, &check::struck(&lanes)).await?;
    let on = match &it.accepted_on {
        Some(day) => day.parse().map_err(Fail::bug)?,
        None => act.today(),
    };
    // The version was fixed at acceptance: a newer one changes nothing for this case.
    let rules = application::rules(act, it).await?;
    let decision = match &rules.pack {
        Some(pack) => policy::decide_with(&facts, on, pack, &rules.law),
        None => policy::decide(&facts, on, &rules.law),
    };
    Ok((facts, decision))
}

/// How a decision is put on record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keep<'a> {
    /// It binds, rather than being a screening for a person.
    pub binding: bool,
    /// Outcome as a person decided it; None takes the rules' own.
    pub outcome: Option<&'a str>,
    /// Who proposed it.
    pub proposed_by: &'a str,
    /// A person's words.
    pub reason: &'a str,
}

/// Puts a decision on record with facts, findings and the law as it was.
pub async fn keep(act: &mut Act, it: &Application, facts: &Facts, decision: &Decision, how: Keep<'_>) -> Result<Record, Fail> {
    let rules = application::rules(act, it).await?;
    let digest = law::pack::keep(act, &rules.law, decision).await?;
    let id = act.new_id();
    let (facts_text, result_text) = (serde_json::to_string(facts)?, serde_json::to_string(decision)?);
    let facts_sealed = person::seal(act, &it.sealed_under, Aad::new("decision", "facts", &id), &facts_text).await?;
    let result_sealed = person::seal(act, &it.sealed_under, Aad::new("decision", "findings", &id), &result_text).await?;
    let pack = decision.packs.first().map(|pack| pack.id.to_string()).unwrap_or_default();
    let (at, today, kind, by, name) = (act.at(), act.today().to_string(), act.actor.kind.name(), act.actor.id.clone(), act.actor.name.clone());
    sqlx::query(
        "insert into decision (id, application_id, region, outcome, final, by_kind, proposed_by, signed_by, signed_name, decided_at, decided_on, pack_id, pack_digest, facts, facts_digest, findings, result_digest, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(id.clone())
    .bind(it.id.clone())
    .bind(it.region.clone())
    .bind(how.outcome.unwrap_or(outcome_name(&decision.outcome)))
    .bind(i64::from(how.binding))
    .bind(kind)
    .bind(how.proposed_by)
    .bind(if how.binding { by } else { String::new() })
    .bind(if how.binding { name } else { String::new() })
    .bind(at)
    .bind(today)
    .bind(pack)
    .bind(digest)
    .bind(facts_sealed)
    .bind(sm3_hex(facts_text.as_bytes()))
    .bind(result_sealed)
    .bind(sm3_hex(result_text.as_bytes()))
    .bind(how.reason)
    .execute(act.conn())
    .await?;
    get(act, &id).await
}

/// The record of one decision, without a check of rights.
pub async fn get(act: &mut Act, id: &str) -> Result<Record, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from decision where id = $1"));
    let record: Option<Record> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    record.ok_or_else(|| NOT_FOUND.into())
}

/// All decisions and screenings of an application, oldest first.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Vec<Record>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from decision where application_id = $1 order by id"));
    Ok(sqlx::query_as(statement).bind(application).fetch_all(act.conn()).await?)
}

/// The newest decision or screening of an application.
pub async fn newest(act: &mut Act, application: &str) -> Result<Option<Record>, Fail> {
    Ok(of_application(act, application).await?.pop())
}

/// A decision with its facts and findings.
pub async fn open(act: &mut Act, record: Record) -> Result<Opened, Fail> {
    let row: (String, String, String) =
        sqlx::query_as("select coalesce(a.sealed_under, a.applicant_id), d.facts, d.findings from decision d join application a on a.id = d.application_id where d.id = $1")
            .bind(record.id.clone())
            .fetch_one(act.conn())
            .await?;
    let facts = person::open(act, &row.0, Aad::new("decision", "facts", &record.id), &row.1).await?;
    let findings = person::open(act, &row.0, Aad::new("decision", "findings", &record.id), &row.2).await?;
    Ok(Opened { facts: serde_json::from_str(&facts)?, decision: serde_json::from_str(&findings)?, record })
}
