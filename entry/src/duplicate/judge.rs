//! 判断 — a person says same, different or to be watched, with reasons; and asks the other county to do so too.

use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use people::perms::APPLICATION_DECIDE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DUPLICATE, Side, store};
use crate::application;

/// The evidence changed since the person looked.
pub const CHANGED: Code = Code::conflict("duplicate.changed", "线索的依据已经变化", "请刷新，看过新的依据再判断。");
/// There is no second county to ask.
pub const NO_OTHER: Code = Code::conflict("duplicate.no_other", "这条线索不涉及其他地区", "由本地区判断即可。");
/// Nothing is left to be judged.
pub const GONE: Code = Code::conflict("duplicate.gone", "线索的依据已经消失", "不需要再判断。");

/// A verdict.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// `duplicate_side.id`.
    pub id: String,
    /// `same`, `different` or `watched`.
    #[serde(default)]
    pub verdict: String,
    /// Why: what was looked at.
    #[serde(default)]
    pub reason: String,
    /// Digest of the evidence the person saw; another one is refused.
    #[serde(default)]
    pub digest: String,
}

/// Asks the other county.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskOther {
    /// `duplicate_side.id` of one's own side.
    pub id: String,
    /// What is asked.
    #[serde(default)]
    pub words: String,
}

/// The side after it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Judged {
    /// The side.
    pub side: Side,
    /// State of its process.
    pub state: String,
}

/// `POST /api/v1/duplicates/{id}/judge`
///
/// # Errors
/// [`CHANGED`], [`GONE`].
pub async fn judge(act: &mut Act, ask: Judge) -> Result<Judged, Fail> {
    let side = store::side(act, &ask.id).await?;
    act.require(APPLICATION_DECIDE, &side.region)?;
    let mut wrong = Vec::new();
    if !["same", "different", "watched"].contains(&ask.verdict.as_str()) {
        wrong.push(kernel::fail::FieldError { field: "verdict".into(), message: "请选择：同一、不同或者继续关注".into() });
    }
    if ask.reason.trim().chars().count() < 4 {
        wrong.push(kernel::fail::FieldError {
            field: "reason".into(), message: "请写明核实了什么、依据是什么（至少 4 个字）".into()
        });
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let pair = store::pair(act, &side.pair_id).await?;
    if pair.gone_on.is_some() {
        return Err(GONE.into());
    }
    if !ask.digest.is_empty() && ask.digest != pair.digest {
        return Err(CHANGED.into());
    }
    flow::step(act, &DUPLICATE, &side.id, "judge", How { reason: ask.reason.trim(), ..How::default() }).await?;
    store::judged(act, &side.id, &ask.verdict, ask.reason.trim(), &pair.digest).await?;
    act.about("duplicate", &side.id, &side.region);
    application::nudge(act, &pair.low_id).await?;
    if pair.kind == "case" {
        application::nudge(act, &pair.high_id).await?;
    }
    Ok(Judged { side: store::side(act, &ask.id).await?, state: "judged".into() })
}

/// `POST /api/v1/duplicates/{id}/request` — the other county finds it on its own desk, with the question.
pub async fn request(act: &mut Act, ask: AskOther) -> Result<Judged, Fail> {
    let side = store::side(act, &ask.id).await?;
    act.require(APPLICATION_DECIDE, &side.region)?;
    if ask.words.trim().chars().count() < 4 {
        return Err(Fail::field("words", "请写明请对方核实什么（至少 4 个字）"));
    }
    let other = store::sides(act, &side.pair_id).await?.into_iter().find(|other| other.id != side.id).ok_or(NO_OTHER)?;
    store::asked(act, &other.id, ask.words.trim()).await?;
    act.about("duplicate", &side.id, &side.region);
    act.audit("duplicate.request", kernel::audit::Result::Done, "", serde_json::json!({"to": other.region})).await?;
    let state = flow::get(act, &DUPLICATE, &side.id).await?.state;
    Ok(Judged { side: store::side(act, &ask.id).await?, state })
}
