//! 规则的查询 — packs, one pack, drafts, lint and statistics for programs.

use kernel::db::Query;
use kernel::fail::NOT_FOUND;
use kernel::flow::{self, Taken};
use kernel::{Act, Fail};
use people::perms::PACK_SEE;
use policy::PackDocument;
use policy::lint::LintFinding;
use policy::statistic::StatisticValue;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Report, report};
use super::item::{Item, items};
use super::{PACK, Revision, of_pack, seen};
use crate::pack::in_force;

const LIST: &str = "select id, kind, pack_id, base_pack, base_hash, region, title, body, hash, expected, impact, impact_of, impact_job, why, author_id, author_name, made_at, in_force_at, replaced_at, ended_at from pack_revision where 1 = 1";

/// Which pack or draft.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Id.
    pub id: String,
}

/// A pack in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Brief {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Region of its authority.
    pub region: String,
    /// 已确认 or 待确认.
    pub status: String,
    /// First day.
    pub effective_from: String,
    /// Fields no source gives, and comparisons that are due.
    pub unknown: usize,
    /// SHA-256 of the version in force.
    pub hash: String,
    /// Revision it comes from; absent: as it ships.
    pub revision: Option<String>,
}

/// One pack as it decides now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct One {
    /// The document.
    pub document: PackDocument,
    /// SHA-256 of it.
    pub hash: String,
    /// Its fields.
    pub items: Vec<Item>,
    /// Revisions the actor may see, newest first.
    pub revisions: Vec<Revision>,
}

/// One draft with everything needed to judge it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drafted {
    /// The revision.
    pub revision: Revision,
    /// State of the flow.
    pub state: String,
    /// The document of a pack.
    pub document: Option<PackDocument>,
    /// The figure of a statistic.
    pub figure: Option<StatisticValue>,
    /// Fields of the document.
    pub items: Vec<Item>,
    /// What was looked at.
    pub report: Report,
    /// Whether nothing stands in the way of a confirmation.
    pub sound: bool,
    /// What happened to it.
    pub story: Vec<Taken>,
}

/// `GET /api/v1/packs`
pub async fn list(act: &mut Act, _: ()) -> Result<Vec<Brief>, Fail> {
    let law = in_force(act).await?;
    let standing: Vec<(String, String)> =
        sqlx::query_as("select pack_id, id from pack_revision where in_force_at is not null and replaced_at is null").fetch_all(act.conn()).await?;
    let brief = |pack: &std::sync::Arc<policy::Pack>| {
        let it = pack.document();
        Brief {
            id: it.pack_id.clone(),
            title: it.title.clone(),
            region: super::region_of(it),
            status: it.status.chinese().into(),
            effective_from: it.effective_from.to_string(),
            unknown: items(it).iter().filter(|item| item.unknown).count(),
            hash: pack.hash().to_string(),
            revision: standing.iter().find(|(id, _)| *id == it.pack_id).map(|(_, revision)| revision.clone()),
        }
    };
    Ok(law.packs().iter().map(brief).collect())
}

/// `GET /api/v1/packs/{id}`
pub async fn one(act: &mut Act, ask: Which) -> Result<One, Fail> {
    let law = in_force(act).await?;
    let pack = law.pack(&ask.id).ok_or(NOT_FOUND)?;
    let scope = act.scope(PACK_SEE);
    let revisions = of_pack(act, &ask.id).await?.into_iter().filter(|it| scope.covers(&it.region)).collect();
    Ok(One { document: pack.document().clone(), hash: pack.hash().to_string(), items: items(pack.document()), revisions })
}

/// `GET /api/v1/packs/lint`
pub async fn lint(act: &mut Act, _: ()) -> Result<Vec<LintFinding>, Fail> {
    Ok(policy::lint::lint(&*in_force(act).await?))
}

/// `GET /api/v1/packs/statistics`
pub async fn statistics(act: &mut Act, _: ()) -> Result<Vec<StatisticValue>, Fail> {
    Ok(in_force(act).await?.statistics().value.clone())
}

/// `GET /api/v1/packs/drafts` — every revision within the actor's regions, newest first.
pub async fn drafts(act: &mut Act, _: ()) -> Result<Vec<Revision>, Fail> {
    let scope = act.scope(PACK_SEE);
    Query::new(LIST).and_scope("region", &scope).sql("order by id desc limit 500").all(&mut act.tx).await
}

/// `GET /api/v1/packs/drafts/{id}`
pub async fn draft(act: &mut Act, ask: Which) -> Result<Drafted, Fail> {
    let it = seen(act, &ask.id).await?;
    let state = flow::get(act, &PACK, &it.id).await?.state;
    let story = flow::story(act, &PACK, &it.id).await?;
    let report = report(act, &it).await?;
    let document = if it.kind == "pack" { Some(it.document()?) } else { None };
    let figure = if it.kind == "statistic" { Some(it.figure()?) } else { None };
    let items = document.as_ref().map(items).unwrap_or_default();
    Ok(Drafted { sound: report.refusal().is_none(), revision: it, state, document, figure, items, report, story })
}
