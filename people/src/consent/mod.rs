//! 承诺与授权 — signed, versioned texts in place of papers (JX2019-4/3.1a).
//!
//! Every adult authorises for himself before any query about him; a guardian signs
//! for a child. A promise later ends confirmed, refuted or expired. Owns
//! `consent_text` and `consent`.

use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::household::Member;

mod store;

/// The text was changed after the person saw it.
pub const TEXT_CHANGED: Code = Code::conflict("consent.text_changed", "文本已更新", "请阅读新的文本后再签署。");
/// Only the person himself, his guardian or a clerk at the window may sign.
pub const NOT_YOURS: Code = Code::forbidden("consent.not_yours", "只能由本人签署", "请成年家庭成员用自己的手机登录签署，或到窗口办理。");
/// Nobody is asked about without his word.
pub const MISSING: Code = Code::conflict("consent.missing", "还没有取得授权", "请等待家庭成员签署授权书。");

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 承诺书: signed by the main applicant.
    Promise,
    /// 授权书: signed by every adult for himself.
    Authorisation,
}

impl Kind {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Promise => "promise",
            Kind::Authorisation => "authorisation",
        }
    }
}

/// A text as shown and signed.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Text {
    /// `kind.version`.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Version, grows by one.
    pub version: i64,
    /// Title.
    pub title: String,
    /// The words.
    pub body: String,
    /// SM3 of the words.
    pub digest: String,
}

/// A signature.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Consent {
    /// Id; department queries refer to it.
    pub id: String,
    /// About whom.
    pub person_id: String,
    /// Who signed: himself or his guardian.
    pub signed_by: String,
    /// Text signed.
    pub text_id: String,
    /// Digest of the text that was shown.
    pub digest: String,
    /// `own_phone` or `window`.
    pub channel: String,
    /// Instant.
    pub signed_at: String,
    /// How a promise ended: confirmed, refuted, expired; empty while open.
    pub outcome: String,
}

const BUILTIN: [(Kind, i64, &str, &str); 2] = [
    (Kind::Promise, 1, "诚信承诺书", include_str!("texts/promise.1.txt")),
    (Kind::Authorisation, 1, "委托查询授权书", include_str!("texts/authorisation.1.txt")),
];

/// Puts the texts that the program brings into the register; runs at every start.
pub async fn publish_builtin(act: &mut Act) -> Result<(), Fail> {
    for (kind, version, title, body) in BUILTIN {
        store::publish(act, kind.name(), version, title, body.trim(), &sm3_hex(body.trim().as_bytes())).await?;
    }
    Ok(())
}

/// The newest text of a kind.
pub async fn text(act: &mut Act, kind: Kind) -> Result<Text, Fail> {
    store::newest(act, kind.name()).await?.ok_or_else(|| NOT_FOUND.into())
}

/// A signature to be given.
#[derive(Debug, Clone, Copy)]
pub struct Sign<'a> {
    /// About whom.
    pub person: &'a str,
    /// Who signs: himself, or his guardian for a child.
    pub by: &'a str,
    /// The case it is for.
    pub case: &'a str,
    /// What is signed.
    pub kind: Kind,
    /// Digest of the text the person saw.
    pub digest: &'a str,
    /// `own_phone` or `window`.
    pub channel: &'a str,
}

/// Records a signature; signing twice is signing once. A child's own word, or the paper of a guardian at
/// the window, takes the place of the one a parent gave for him.
pub async fn sign(act: &mut Act, ask: Sign<'_>) -> Result<String, Fail> {
    let text = text(act, ask.kind).await?;
    if text.digest != ask.digest {
        return Err(TEXT_CHANGED.into());
    }
    if let Some((id, signed_by)) = store::find(act, ask.case, ask.person, &text.id).await? {
        if signed_by == ask.by || ask.by != ask.person {
            return Ok(id);
        }
        store::close(act, &id).await?;
    }
    store::insert(act, &ask, &text).await
}

/// Adults of the household who have not authorised queries for this case.
pub async fn missing(act: &mut Act, case: &str, members: &[Member]) -> Result<Vec<String>, Fail> {
    let signed = of_case(act, case).await?;
    let has = |person: &str| signed.iter().any(|it| it.person_id == person && it.text_id.starts_with(Kind::Authorisation.name()));
    Ok(members.iter().filter(|member| member.adult && !has(&member.person_id)).map(|member| member.person_id.clone()).collect())
}

/// The authorisation under which this person may be asked about in this case.
///
/// # Errors
/// [`MISSING`] when there is none.
pub async fn authorisation(act: &mut Act, case: &str, person: &str) -> Result<String, Fail> {
    let signed = of_case(act, case).await?;
    let found = signed.into_iter().find(|it| it.person_id == person && it.text_id.starts_with(Kind::Authorisation.name()));
    found.map(|it| it.id).ok_or_else(|| MISSING.into())
}

/// All signatures of a case that stand.
pub async fn of_case(act: &mut Act, case: &str) -> Result<Vec<Consent>, Fail> {
    store::of_case(act, case).await
}

/// Takes back every authorisation of a person for a case.
pub async fn withdraw(act: &mut Act, case: &str, person: &str) -> Result<(), Fail> {
    store::withdraw(act, case, person).await
}

/// Ends the promise of a case: `confirmed`, `refuted` or `expired`, and why.
pub async fn conclude(act: &mut Act, case: &str, outcome: &str, why: &str) -> Result<(), Fail> {
    store::conclude(act, case, outcome, why).await
}

/// Which text.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichText {
    /// `promise` or `authorisation`.
    pub kind: Kind,
}

/// `GET /api/v1/consent-texts/{kind}` — what is to be signed, with the digest that a signature names.
pub async fn read(act: &mut Act, ask: WhichText) -> Result<Text, Fail> {
    text(act, ask.kind).await
}
