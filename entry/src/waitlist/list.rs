//! 轮候册 — the queue of the regions one may see, in its order, with the reason for every place.

use kernel::db::Query;
use kernel::{Act, Fail};
use people::perms::WAITLIST_SEE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Entry;

/// Which part of the queue.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueAsk {
    /// Region code of the queue; the first one visible if left out.
    pub region: Option<String>,
    /// Only this category.
    pub category: Option<String>,
    /// `must_cover` for those who must be covered.
    pub view: Option<String>,
    /// Row after which to go on.
    pub offset: Option<i64>,
}

/// A page of the queue.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Queue {
    /// Region of the queue.
    pub region: String,
    /// Rows, in order.
    pub rows: Vec<Placed>,
    /// Households in this queue.
    pub total: i64,
}

/// An entry with its place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Placed {
    /// Place, counted from 1 within what is listed.
    pub place: i64,
    /// The entry.
    pub entry: Entry,
    /// Masked name of the applicant.
    pub name: String,
    /// Why this place.
    pub why: String,
}

const PAGE: i64 = 100;

/// `GET /api/v1/waitlist`
pub async fn list(act: &mut Act, ask: QueueAsk) -> Result<Queue, Fail> {
    let scope = act.scope(WAITLIST_SEE);
    let region = ask.region.clone().filter(|region| !region.is_empty()).or_else(|| scope.regions().iter().min().cloned()).unwrap_or_default();
    act.require(WAITLIST_SEE, &region)?;
    let one = kernel::Scope::of(&region);
    let (total,): (i64,) = Query::new("select count(*) from waitlist_entry where left_on is null").and_scope("region", &one).one(&mut act.tx).await?;
    let offset = ask.offset.unwrap_or(0).max(0);
    let mut query = Query::new(
        "select id, number, application_id, household_id, region, programme, category, tier, must_cover, class_order, class_name, rank_key, priority_on, joined_on, limit_on, owner_id, owner_due_on, decision_id
         from waitlist_entry where left_on is null",
    )
    .and_scope("region", &one)
    .and_eq("category", ask.category.as_deref());
    if ask.view.as_deref() == Some("must_cover") {
        query = query.sql("and must_cover = 0");
    }
    let found: Vec<Entry> = query
        .sql("order by region, must_cover, class_order, rank_key, id limit")
        .bind_int(PAGE)
        .sql("offset")
        .bind_int(offset)
        .all(&mut act.tx)
        .await?;
    let mut rows = Vec::with_capacity(found.len());
    for (at, entry) in (offset + 1..).zip(found) {
        let it = crate::application::get(act, &entry.application_id).await?;
        let name = people::person::get(act, &it.applicant_id).await?.name;
        rows.push(Placed { place: at, why: why(&entry), entry, name });
    }
    Ok(Queue { region, rows, total })
}

fn why(entry: &Entry) -> String {
    match (entry.must_cover, entry.class_name.is_empty()) {
        (0, _) => "应保尽保".into(),
        (_, false) => format!("优先：{}", entry.class_name),
        (_, true) => "同类中按申请先后".into(),
    }
}
