//! 签署、提交、撤回 — the promise and the authorisations, then the application itself.

use kernel::actor::Kind;
use kernel::flow::How;
use kernel::{Act, Code, Fail, flow, number};
use people::consent::{self, Sign};
use people::household;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{APPLICATION, Application, declared, mine, nudge, stage, store};
use crate::evidence;

/// Something is still to be filled in before it can be submitted.
pub const NOT_READY: Code = Code::invalid("application.not_ready", "还有内容没有完成", "请按任务清单完成后再提交。");

/// A signature on a text for this application.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignText {
    /// `application.id`.
    pub id: String,
    /// `promise` or `authorisation`.
    pub kind: consent::Kind,
    /// Digest of the text that was shown.
    pub digest: String,
    /// At the window: the member who signs on paper there; otherwise oneself.
    pub person_id: Option<String>,
}

/// A signature given.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Signed {
    /// `consent.id`.
    pub consent_id: String,
    /// Adults who have not authorised yet.
    pub missing: usize,
}

/// Only which application.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `application.id`.
    pub id: String,
}

/// The application handed in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Submitted {
    /// 申请编号.
    pub number: String,
    /// State it is in now.
    pub state: String,
}

/// `POST /api/v1/applications/{id}/sign`
///
/// # Errors
/// `consent.not_yours` when somebody signs for another adult outside the window.
pub async fn sign(act: &mut Act, ask: SignText) -> Result<Signed, Fail> {
    let it = mine(act, &ask.id).await?;
    let members = household::members(act, &it.household_id).await?;
    let me = act.actor.person().unwrap_or_default().to_owned();
    let at_window = act.actor.kind == Kind::Staff;
    let signer = match (&ask.person_id, at_window) {
        (Some(person), true) => person.clone(),
        (None, true) if me.is_empty() => it.applicant_id.clone(),
        _ => me,
    };
    if !members.iter().any(|member| member.person_id == signer) || ask.person_id.as_ref().is_some_and(|person| *person != signer) {
        return Err(consent::NOT_YOURS.into());
    }
    if ask.kind == consent::Kind::Promise && signer != it.applicant_id {
        return Err(consent::NOT_YOURS.into());
    }
    let channel = if at_window { "window" } else { "own_phone" };
    let give = |person| Sign { person, by: signer.as_str(), case: it.id.as_str(), kind: ask.kind, digest: ask.digest.as_str(), channel };
    let consent_id = consent::sign(act, give(&signer)).await?;
    if ask.kind == consent::Kind::Authorisation {
        // A parent's word covers the children he applies with (个人信息保护法 31).
        let parent = signer == it.applicant_id || members.iter().any(|m| m.person_id == signer && m.relation == household::Relation::Spouse);
        for child in members.iter().filter(|member| parent && !member.adult) {
            consent::sign(act, give(&child.person_id)).await?;
        }
    }
    act.about("application", &it.id, &it.region);
    question(act, &it).await?;
    let missing = consent::missing(act, &it.id, &members).await?.len();
    nudge(act, &it.id).await?;
    Ok(Signed { consent_id, missing })
}

/// Asks every department about everybody who has authorised it.
pub async fn question(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let departments: Vec<_> = evidence::catalogue().rows().iter().collect();
    for member in household::members(act, &it.household_id).await? {
        if consent::authorisation(act, &it.id, &member.person_id).await.is_ok() {
            evidence::ask(act, &it.id, &it.region, &member.person_id, &departments).await?;
        }
    }
    Ok(())
}

/// What still stands between a draft and its submission, in words.
pub async fn lacking(act: &mut Act, it: &Application) -> Result<Vec<&'static str>, Fail> {
    let signed = consent::of_case(act, &it.id).await?;
    let by_applicant = |kind: consent::Kind| signed.iter().any(|s| s.person_id == it.applicant_id && s.text_id.starts_with(kind.name()));
    let mut lacking = Vec::new();
    if !by_applicant(consent::Kind::Authorisation) {
        lacking.push("签署授权书");
    }
    if !by_applicant(consent::Kind::Promise) {
        lacking.push("签署承诺书");
    }
    if declared(act, it).await?.phone.is_empty() {
        lacking.push("填写联系电话");
    }
    Ok(lacking)
}

/// `POST /api/v1/applications/{id}/submit`
///
/// # Errors
/// [`NOT_READY`] naming what is missing.
pub async fn submit(act: &mut Act, ask: Which) -> Result<Submitted, Fail> {
    let it = mine(act, &ask.id).await?;
    let lacking = lacking(act, &it).await?;
    if !lacking.is_empty() {
        return Err(Fail::with(NOT_READY, lacking.join("、")));
    }
    let state = flow::get(act, &APPLICATION, &it.id).await?.state;
    let verb = if state == "correcting" { "resubmit" } else { "submit" };
    let case = stage::step(act, &it, verb, How::default()).await?;
    let number = match &it.number {
        Some(number) => number.clone(),
        None => {
            let county: String = it.region.chars().take(6).collect();
            let (year, seq) = number::next(act, "申请", &county).await?;
            let number = format!("{county}-{year}-{seq:06}");
            store::submitted(act, &it.id, &number).await?;
            number
        }
    };
    if verb == "resubmit"
        && let Some(open) = store::correction(act, &it.id).await?.filter(|c| c.answered_on.is_none())
    {
        store::correction_answered(act, &open.id).await?;
    }
    super::submission::keep(act, &it).await?;
    question(act, &it).await?;
    act.about("application", &it.id, &it.region);
    nudge(act, &it.id).await?;
    Ok(Submitted { number, state: case.state })
}

/// `POST /api/v1/applications/{id}/withdraw`
pub async fn withdraw(act: &mut Act, ask: Which) -> Result<Submitted, Fail> {
    let it = mine(act, &ask.id).await?;
    if act.actor.person().is_some_and(|person| person != it.applicant_id) {
        return Err(consent::NOT_YOURS.into());
    }
    let case = flow::step(act, &APPLICATION, &it.id, "withdraw", How::default()).await?;
    for member in household::members(act, &it.household_id).await? {
        consent::withdraw(act, &it.id, &member.person_id).await?;
    }
    act.about("application", &it.id, &it.region);
    nudge(act, &it.id).await?;
    Ok(Submitted { number: it.number().to_owned(), state: case.state })
}

/// `POST /api/v1/applications/{id}/withdraw-consent` — one's own word is taken back: nothing more
/// is asked about this person, and what was not answered yet goes to a reviewer.
pub async fn withdraw_consent(act: &mut Act, ask: Which) -> Result<Signed, Fail> {
    let it = mine(act, &ask.id).await?;
    let me = act.actor.person().unwrap_or(&it.applicant_id).to_owned();
    consent::withdraw(act, &it.id, &me).await?;
    evidence::stop(act, &it.id, &me).await?;
    let members = household::members(act, &it.household_id).await?;
    let missing = consent::missing(act, &it.id, &members).await?.len();
    act.about("application", &it.id, &it.region);
    nudge(act, &it.id).await?;
    Ok(Signed { consent_id: String::new(), missing })
}
