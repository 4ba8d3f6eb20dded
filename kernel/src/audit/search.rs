//! 检索 — entries by act, actor, object and day, with where each stands in its chain.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use sqlx::FromRow;

use crate::act::Act;
use crate::actor::Scope;
use crate::clock::text_of;
use crate::db::Query;
use crate::fail::Fail;

/// Which entries; what is left empty does not matter.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Beginning of the act, such as `flow.`.
    pub act: String,
    /// Codes of acts, any of them; a step behind its process, as `visit flow.report`. None for all.
    pub acts: Option<Vec<String>>,
    /// Actors, any of them; None for everybody.
    pub actors: Option<Vec<String>>,
    /// Id of what it was done to.
    pub object: String,
    /// `done`, `denied` or `failed`.
    pub result: String,
    /// Day in Asia/Shanghai, real time.
    pub day: Option<Date>,
    /// Instant and id after which to go on.
    pub after: Option<(String, String)>,
}

/// An entry found.
#[derive(Debug, Clone, FromRow)]
pub struct Hit {
    /// Id.
    pub id: String,
    /// Real time.
    pub at: String,
    /// `stranger`, `citizen`, `staff` or `system`.
    pub actor_kind: String,
    /// Actor.
    pub actor_id: String,
    /// Role acted in.
    pub actor_role: String,
    /// Citizen acted for.
    pub on_behalf: Option<String>,
    /// Region.
    pub region: String,
    /// Address of the caller.
    pub ip: String,
    /// Request.
    pub request_id: String,
    /// What was done.
    pub act: String,
    /// To what kind of row.
    pub object_kind: String,
    /// To which row.
    pub object_id: String,
    /// How it ended.
    pub result: String,
    /// Why.
    pub reason: String,
    /// Ids, codes and counts.
    pub detail: String,
    /// Place in the chain; None while it is not sealed.
    pub seq: Option<i64>,
    /// Last place of its chain that a signed anchor covers.
    pub anchored: Option<i64>,
}

impl Hit {
    /// A signed anchor covers it.
    pub fn is_anchored(&self) -> bool {
        matches!((self.seq, self.anchored), (Some(seq), Some(anchored)) if seq <= anchored)
    }
}

/// The newest anchor.
#[derive(Debug, Clone, FromRow)]
pub struct Anchored {
    /// From 1 without a gap.
    pub number: i64,
    /// When it was signed, real time.
    pub at: String,
}

/// Rows of one page.
const PAGE: i64 = 100;

/// The entries of a scope that fit, newest first, at most 100.
///
/// # Errors
/// What the database says.
pub async fn search(act: &mut Act, scope: &Scope, ask: &Search) -> Result<Vec<Hit>, Fail> {
    let mut query = Query::new(
        "select e.id, e.at, e.actor_kind, e.actor_id, e.actor_role, e.on_behalf, e.region, e.ip, e.request_id, e.act, e.object_kind, e.object_id, e.result, e.reason, e.detail, s.seq, h.anchored
         from audit_entry e left join audit_seal s on s.region = e.region and s.month = e.month and s.entry_id = e.id left join audit_head h on h.region = e.region where 1 = 1",
    )
    .and_scope("e.region", scope)
    .and_eq("e.object_id", Some(&ask.object))
    .and_eq("e.result", Some(&ask.result));
    if let Some(actors) = &ask.actors {
        query = query.and_in("e.actor_id", actors.iter().map(String::as_str));
    }
    if let Some(acts) = &ask.acts {
        let (steps, plain): (Vec<&str>, Vec<&str>) = acts.iter().map(String::as_str).partition(|code| code.contains(" flow."));
        query = query.sql("and (1 = 1").and_in("e.act", plain).sql("or 1 = 1").and_in("e.object_kind || ' ' || e.act", steps).sql(")");
    }
    if !ask.act.is_empty() {
        query = query.sql("and e.act >=").bind(ask.act.clone()).sql("and e.act <").bind(format!("{}~", ask.act));
    }
    if let Some((from, to)) = ask.day.and_then(bounds) {
        query = query.sql("and e.at >=").bind(from).sql("and e.at <").bind(to);
    }
    if let Some((at, id)) = &ask.after {
        query = query.sql("and (e.at <").bind(at.clone()).sql("or (e.at =").bind(at.clone()).sql("and e.id <").bind(id.clone()).sql("))");
    }
    query.sql("order by e.at desc, e.id desc limit").bind_int(PAGE).all(&mut act.tx).await
}

/// First instant of a day in Asia/Shanghai and of the next one.
fn bounds(day: Date) -> Option<(String, String)> {
    let zone = TimeZone::fixed(Offset::constant(8));
    let at = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).ok().map(text_of);
    Some((at(day)?, at(day.tomorrow().ok()?)?))
}

/// The newest anchor, if one was ever signed.
///
/// # Errors
/// What the database says.
pub async fn last_anchor(act: &mut Act) -> Result<Option<Anchored>, Fail> {
    Ok(sqlx::query_as("select number, at from audit_anchor order by number desc limit 1").fetch_optional(act.conn()).await?)
}

#[cfg(test)]
mod tests {
    use super::bounds;

    #[test]
    fn a_day_begins_and_ends_at_midnight_in_shanghai() {
        let day = "2026-11-23".parse().ok().and_then(bounds);
        assert_eq!(day, Some(("2026-11-22T16:00:00.000Z".to_owned(), "2026-11-23T16:00:00.000Z".to_owned())));
    }
}
