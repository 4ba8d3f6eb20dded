//! 规则包 — the law in force here, and every version under which somebody was decided.
//!
//! The program brings its packs; in the demo the 演示 pack stands beside them. A version
//! that decides is kept whole, so that the decision replays after any later change.
//! Owns `pack_version`.

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail};
use policy::{Decision, Law, Pack, PackDocument, Statistics};
use serde::{Deserialize, Serialize};

mod desk_page;
pub mod guide;

/// No pack binds the region on that day.
pub const NO_PACK: Code = Code::conflict("pack.none", "该地区当日没有可用的规则", "请联系住房保障部门人工认定。");

static BUILTIN: LazyLock<Arc<Law>> = LazyLock::new(|| Arc::new(Law::builtin()));
static WITH_DEMO: LazyLock<Arc<Law>> = LazyLock::new(|| Arc::new(Law::with_demo()));

/// The law as it stands in this installation.
pub fn in_force(act: &Act) -> Arc<Law> {
    if act.kernel.settings.demo { WITH_DEMO.clone() } else { BUILTIN.clone() }
}

/// The pack that binds a region on a day, if exactly one does.
pub fn binding(act: &Act, region: &str, on: Date) -> Option<Arc<Pack>> {
    let region = base::region::RegionCode::parse(region).ok()?;
    in_force(act).pack_in_force(&region, on).ok().cloned()
}

/// When a stage that began on `from` must end, where the pack in force on `on` gives it a limit in the region.
pub fn stage_due(act: &Act, region: &str, on: Date, stage: &str, from: Date) -> Option<Date> {
    let pack = binding(act, region, on)?;
    let here = |limit: &&policy::pack::StageLimit| limit.areas.is_empty() || limit.areas.iter().any(|area| region.starts_with(area.as_str()));
    let limit = pack.document().stage_limits.iter().filter(here).find(|limit| limit.stage == stage)?;
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
    let used = decision.packs.iter().filter_map(|used| law.pack(&used.id)).map(|pack| pack.document().clone()).collect();
    let body = serde_json::to_string(&Snapshot { packs: used, statistics: law.statistics().clone() })?;
    let digest = sm3_hex(body.as_bytes());
    let (id, title) = decision
        .packs
        .first()
        .and_then(|used| law.pack(&used.id))
        .map_or((String::new(), "无规则".to_owned()), |pack| (pack.id().to_string(), pack.document().title.clone()));
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
}
