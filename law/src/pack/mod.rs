//! 规则包 — the law in force here, and every version under which somebody was decided.
//!
//! The program brings its packs; what an authority has confirmed by two persons stands over
//! them ([`revision`]). In the demo the 演示 pack stands beside them. A version that decides is
//! kept whole, so that the decision replays after any later change; an application keeps the
//! version of the day it was accepted. Owns `pack_version`, `pack_revision`, `law_stamp`.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail};
use policy::{Decision, Law, Pack, PackDocument, Statistics};
use serde::{Deserialize, Serialize};

mod desk_page;
pub mod guide;
mod memory;
pub mod revision;

/// No pack binds the region on that day.
pub const NO_PACK: Code = Code::conflict("pack.none", "该地区当日没有可用的规则", "请联系住房保障部门人工认定。");

/// The law as it stands in this installation: what ships with the program, under what its
/// authorities have confirmed here.
pub async fn in_force(act: &mut Act) -> Result<Arc<Law>, Fail> {
    let stamp = revision::stamp(act).await?;
    let demo = act.kernel.settings.demo;
    if let Some(law) = memory::law(demo, &stamp) {
        return Ok(law);
    }
    let law = Arc::new(revision::overlay(act, memory::shipped(demo)).await?);
    memory::hold_law(demo, &stamp, &law);
    Ok(law)
}

/// The pack that binds a region on a day, if exactly one does.
pub async fn binding(act: &mut Act, region: &str, on: Date) -> Result<Option<Arc<Pack>>, Fail> {
    let Ok(region) = base::region::RegionCode::parse(region) else { return Ok(None) };
    Ok(in_force(act).await?.pack_in_force(&region, on).ok().cloned())
}

/// What an application is decided by, from its acceptance on.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The law of that day, as far as it concerns the region.
    pub law: Arc<Law>,
    /// Its one pack; `None` where not exactly one was in force.
    pub pack: Option<Arc<Pack>>,
    /// Digest under which it is kept.
    pub digest: String,
}

/// The law in force today, as far as it concerns a region: before an application is accepted.
pub async fn today(act: &mut Act, region: &str) -> Result<Fixed, Fail> {
    let law = in_force(act).await?;
    let code = base::region::RegionCode::parse(region).ok();
    let pack = code.and_then(|code| law.pack_in_force(&code, act.today()).ok().cloned());
    Ok(Fixed { law, pack, digest: String::new() })
}

/// Fixes the law in force today for a region (T34): what is confirmed later changes nothing for
/// the case that keeps this digest.
pub async fn fix(act: &mut Act, region: &str) -> Result<Fixed, Fail> {
    let code = base::region::RegionCode::parse(region).map_err(|_| Fail::from(NO_PACK))?;
    let law = Arc::new(in_force(act).await?.concerning(&code));
    let pack = law.pack_in_force(&code, act.today()).ok().cloned();
    let digest = keep_law(act, &law, pack.as_deref()).await?;
    Ok(Fixed { law, pack, digest })
}

/// The law as it was fixed. A digest from before versions were fixed whole gives the law in force.
pub async fn fixed(act: &mut Act, pack: Option<&str>, digest: Option<&str>) -> Result<Fixed, Fail> {
    let digest = digest.unwrap_or_default();
    let law = match memory::version(digest) {
        Some(law) => law,
        None => match kept(act, digest).await {
            Ok(law) => memory::hold_version(digest, law),
            Err(fail) if fail.code == NOT_FOUND => in_force(act).await?,
            Err(fail) => return Err(fail),
        },
    };
    let pack = pack.and_then(|id| law.pack(id)).cloned();
    Ok(Fixed { law, pack, digest: digest.to_owned() })
}

/// When a stage that began on `from` must end, where the pack gives it a limit in the region.
pub fn stage_due(act: &Act, pack: Option<&Pack>, region: &str, stage: &str, from: Date) -> Option<Date> {
    let here = |limit: &&policy::pack::StageLimit| limit.areas.is_empty() || limit.areas.iter().any(|area| region.starts_with(area.as_str()));
    let limit = pack?.document().stage_limits.iter().filter(here).find(|limit| limit.stage == stage)?;
    let term = if limit.working { Term::WorkingDays(limit.days) } else { Term::CalendarDays(limit.days) };
    Some(act.kernel.calendar.due(from, term).on)
}

/// Everything a decision needs to be taken again.
#[derive(Debug, Serialize, Deserialize)]
struct Snapshot {
    packs: Vec<PackDocument>,
    statistics: Statistics,
}

/// Keeps the version under which a decision was taken; returns its digest.
pub async fn keep(act: &mut Act, law: &Law, decision: &Decision) -> Result<String, Fail> {
    let pack = decision.packs.first().and_then(|used| law.pack(&used.id)).cloned();
    keep_law(act, &law.concerning(&decision.region), pack.as_deref()).await
}

async fn keep_law(act: &mut Act, law: &Law, pack: Option<&Pack>) -> Result<String, Fail> {
    let packs = law.packs().iter().map(|pack| pack.document().clone()).collect();
    let body = serde_json::to_string(&Snapshot { packs, statistics: law.statistics().clone() })?;
    let digest = sm3_hex(body.as_bytes());
    let (id, title) = pack.map_or((String::new(), "无规则".to_owned()), |pack| (pack.id().to_string(), pack.document().title.clone()));
    let at = act.at();
    sqlx::query("insert into pack_version (digest, pack_id, title, body, seen_at) values ($1, $2, $3, $4, $5) on conflict (digest) do nothing")
        .bind(digest.clone())
        .bind(id)
        .bind(title)
        .bind(body)
        .bind(at)
        .execute(act.conn())
        .await?;
    Ok(digest)
}

/// The law as it was kept under a digest.
pub async fn kept(act: &mut Act, digest: &str) -> Result<Law, Fail> {
    let row: Option<(String,)> = sqlx::query_as("select body from pack_version where digest = $1").bind(digest).fetch_optional(act.conn()).await?;
    let (body,) = row.ok_or(NOT_FOUND)?;
    if sm3_hex(body.as_bytes()) != digest {
        return Err(Fail::bug(format!("pack version {digest} does not have its digest")));
    }
    let snapshot: Snapshot = serde_json::from_str(&body)?;
    let packs: Result<Vec<_>, _> = snapshot.packs.into_iter().map(|document| Pack::seal(document).map(Arc::new)).collect();
    Ok(Law::from_parts(packs.map_err(|why| Fail::bug(why.to_string()))?, snapshot.statistics))
}

/// Hangs the desk's pages about rules; the public ones hang in [`guide`].
pub fn doors(doors: &mut kernel::Doors) {
    use people::perms::PACK_SEE;
    doors.page("/desk/packs", PACK_SEE, "规则包", desk_page::list).nav("规则", "规则包", "");
    doors.page("/desk/packs/lint", PACK_SEE, "规则检查", desk_page::check).nav("规则", "规则检查", "");
    doors.page("/desk/packs/{id}", PACK_SEE, "一个规则包", desk_page::one);
    revision::doors(doors);
}
