//! 起草 — a revision begins as a copy of what decides now, or as a whole document.

use base::RegionCode;
use jiff::civil::Date;
use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail};
use people::perms::PACK_EDIT;
use policy::pack::{Rank, Status};
use policy::{Pack, PackDocument};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{DRAFT_OPEN, Revision, edit, insert, open_of, region_of};
use crate::pack::in_force;

/// The pack names regions beyond its authority.
pub const OUTSIDE: Code = Code::invalid("pack.areas_outside", "适用区域超出本机关的辖区", "请只列本机关辖区内的区域。");
/// It says it replaces a pack of another authority.
pub const NOT_OURS: Code = Code::invalid("pack.supersedes_other", "不能替代其他机关的规则包", "请只填写本机关的规则包编号。");
/// The id is used by another pack.
pub const TAKEN: Code = Code::conflict("pack.id_taken", "规则包编号已被使用", "请换一个编号。");

/// A revision to begin.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Pack to change, or to make a new one from.
    pub pack: String,
    /// Why.
    pub why: String,
    /// Id of a new pack that takes the old one's place from `effective_from` on.
    pub new_id: Option<String>,
    /// First day of the new pack, ISO date.
    pub effective_from: Option<String>,
    /// Start from this earlier, withdrawn revision instead of what decides now.
    pub from: Option<String>,
    /// The whole document, instead of a copy.
    pub document: Option<PackDocument>,
}

/// `POST /api/v1/packs/drafts`
///
/// # Errors
/// [`DRAFT_OPEN`], [`OUTSIDE`], [`NOT_OURS`], [`TAKEN`]; `not_found` outside the actor's regions.
pub async fn draft(act: &mut Act, ask: Draft) -> Result<Revision, Fail> {
    let law = in_force(act).await?;
    let base = law.pack(&ask.pack).ok_or(NOT_FOUND)?.clone();
    let region = region_of(base.document());
    act.require(PACK_EDIT, &region)?;
    if ask.why.trim().chars().count() < 4 {
        return Err(Fail::field("why", "请写明为什么修订，至少4个字"));
    }
    let mut document = match (&ask.document, &ask.from) {
        (Some(document), _) => document.clone(),
        (None, Some(earlier)) => {
            let earlier = super::seen(act, earlier).await?;
            if earlier.pack_id != ask.pack {
                return Err(Fail::field("from", "不是这个规则包的修订"));
            }
            earlier.document()?
        }
        (None, None) => base.document().clone(),
    };
    if let Some(id) = ask.new_id.as_deref().map(str::trim) {
        successor(&mut document, &base, id, ask.effective_from.as_deref(), act.today())?;
    }
    document.status = Status::Confirmed;
    lawful(&document, &base, &region, &law)?;
    Pack::seal(document.clone()).map_err(|why| edit::unreadable(&why))?;
    act.tx.lock(&format!("pack {}", document.pack_id)).await?;
    if let Some(open) = open_of(act, &document.pack_id).await? {
        return Err(Fail::with(DRAFT_OPEN, format!("{}起草", open.author_name)));
    }
    let body = serde_json::to_string(&document)?;
    let expected = inherited(act, &document.pack_id).await?;
    let it = Revision {
        id: act.new_id(),
        kind: "pack".into(),
        pack_id: document.pack_id.clone(),
        base_pack: base.id().to_string(),
        base_hash: base.hash().to_string(),
        region,
        title: document.title.clone(),
        hash: sm3_hex(body.as_bytes()),
        body,
        expected,
        impact: String::new(),
        impact_of: String::new(),
        impact_job: String::new(),
        why: ask.why.trim().to_owned(),
        author_id: act.actor.id.clone(),
        author_name: act.actor.name.clone(),
        made_at: act.at(),
        in_force_at: None,
        replaced_at: None,
        ended_at: None,
    };
    insert(act, &it, &format!("{} {}", it.pack_id, it.title)).await?;
    Ok(it)
}

/// Examples already explained stay explained in the next revision.
async fn inherited(act: &mut Act, pack: &str) -> Result<String, Fail> {
    let all = super::of_pack(act, pack).await?;
    Ok(all.into_iter().find(|it| it.in_force_at.is_some()).map_or_else(|| "[]".to_owned(), |it| it.expected))
}

fn successor(document: &mut PackDocument, base: &Pack, id: &str, from: Option<&str>, today: Date) -> Result<(), Fail> {
    let fits = (4..=40).contains(&id.len()) && id.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    if !fits {
        return Err(Fail::field("new_id", "编号用大写字母、数字和短横，4至40位，例如 CN-360700-GZ-2027"));
    }
    let from: Date =
        from.and_then(|text| text.trim().parse().ok()).ok_or_else(|| Fail::field("effective_from", "请填写新规则的生效日期，例如 2027-01-01"))?;
    if from < today {
        return Err(Fail::field("effective_from", "生效日期不能早于今天：已受理的申请按受理时的规则"));
    }
    document.pack_id = id.to_owned();
    document.supersedes.push(base.id().to_string());
    document.effective_from = from;
    document.effective_from_exact = true;
    document.effective_to = None;
    Ok(())
}

/// An authority makes rules for its own regions, in its own place, and replaces only its own.
fn lawful(document: &PackDocument, base: &Pack, region: &str, law: &policy::Law) -> Result<(), Fail> {
    let before = base.document();
    if document.pack_id != before.pack_id && law.pack(&document.pack_id).is_some() {
        return Err(TAKEN.into());
    }
    if document.rank != before.rank || document.demo != before.demo {
        return Err(Fail::field("document", "层级和演示标记不能改变"));
    }
    let inside = |area: &RegionCode| area.current().as_str().starts_with(region);
    if !document.areas.iter().all(inside) || (document.rank >= Rank::City && region_of(document) != region) {
        return Err(OUTSIDE.into());
    }
    let ours = |id: &&String| law.pack(id).is_some_and(|pack| region_of(pack.document()) == region && pack.document().rank == document.rank);
    match document.supersedes.iter().filter(|id| !before.supersedes.contains(id)).find(|id| !ours(id)) {
        Some(id) => Err(Fail::with(NOT_OURS, id.clone())),
        None => Ok(()),
    }
}
