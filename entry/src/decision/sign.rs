//! 拟定与签发 — an officer proposes, a chief signs; never the same person.

use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use people::consent;
use people::message::{self, Tell};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Keep, Record, keep, letter, open, screen};
use crate::application::{self, APPLICATION, Application};
use crate::duplicate::{self, Held};

/// Nobody is approved while it is open whether he stands in two places (T08).
pub const DUPLICATE_OPEN: Code =
    Code::conflict("decision.duplicate_open", "有未判断的查重线索，不能准予", "请先在查重台写下结论；拟不予登记不受影响。");

/// A proposal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Propose {
    /// `application.id`.
    pub id: String,
    /// `approve` or `refuse`.
    pub proposal: String,
    /// What the person found about every open question, and on what clause.
    pub reason: String,
    /// Version of the case the person saw.
    pub version: Option<i64>,
}

/// A signature, or a return.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignAsk {
    /// `application.id`.
    pub id: String,
    /// `sign` or `send_back`.
    pub verdict: String,
    /// Why, when sending back.
    #[serde(default)]
    pub reason: String,
    /// `1` when the promise proved untrue: it ends refuted, with the refusal's reason.
    #[serde(default)]
    pub promise_refuted: String,
    /// Version of the case the person saw.
    pub version: Option<i64>,
}

/// Where the case stands after it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stands {
    /// State of the application.
    pub state: String,
    /// The binding decision, if one was taken.
    pub decision: Option<Record>,
    /// Number of the letter, if one was issued.
    pub letter: Option<String>,
}

/// `POST /api/v1/applications/{id}/propose`
pub async fn propose(act: &mut Act, ask: Propose) -> Result<Stands, Fail> {
    let it = application::seen(act, &ask.id).await?;
    let verb = match ask.proposal.as_str() {
        "approve" => "propose_approval",
        "refuse" => "propose_refusal",
        _ => return Err(Fail::field("proposal", "请选择拟准予或者拟不予登记")),
    };
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明认定的理由和所依条款"));
    }
    if verb == "propose_approval" {
        concluded(act, &it).await?;
    }
    let case = application::stage::step(act, &it, verb, How { reason: ask.reason.trim(), due: None, version: ask.version }).await?;
    act.about("application", &it.id, &it.region);
    Ok(Stands { state: case.state, decision: None, letter: None })
}

/// `POST /api/v1/applications/{id}/sign-decision`
pub async fn sign(act: &mut Act, ask: SignAsk) -> Result<Stands, Fail> {
    let it = application::seen(act, &ask.id).await?;
    act.about("application", &it.id, &it.region);
    let how = How { reason: ask.reason.trim(), due: None, version: ask.version };
    let state = flow::get(act, &APPLICATION, &it.id).await?.state;
    match (ask.verdict.as_str(), state.as_str()) {
        ("send_back", _) => {
            let case = application::stage::step(act, &it, "send_back", how).await?;
            Ok(Stands { state: case.state, decision: None, letter: None })
        }
        ("sign", "approving") => {
            concluded(act, &it).await?;
            let case = application::stage::step(act, &it, "sign_approval", how).await?;
            let (proposed_by, reason) = proposal(act, &it).await?;
            let (facts, decision) = screen(act, &it).await?;
            let keep_as = Keep { binding: true, outcome: Some("eligible"), proposed_by: &proposed_by, reason: &reason };
            let record = keep(act, &it, &facts, &decision, keep_as).await?;
            approved(act, &it).await?;
            Ok(Stands { state: case.state, decision: Some(record), letter: None })
        }
        ("sign", _) => refuse(act, &it, how, ask.promise_refuted == "1").await,
        _ => Err(Fail::field("verdict", "请选择签发或者退回")),
    }
}

/// One's own county has concluded every strong hit; the other county's silence holds nobody up here.
async fn concluded(act: &mut Act, it: &Application) -> Result<(), Fail> {
    match duplicate::held(act, &it.id).await?.into_iter().find(|held| !held.own_done) {
        Some(held) => Err(Fail::with(DUPLICATE_OPEN, held.sentence)),
        None => Ok(()),
    }
}

async fn refuse(act: &mut Act, it: &Application, how: How<'_>, refuted: bool) -> Result<Stands, Fail> {
    let case = flow::step(act, &APPLICATION, &it.id, "sign_refusal", how).await?;
    let (proposed_by, reason) = proposal(act, it).await?;
    // The rules run again at the moment of signing; both results stay on record.
    let (facts, decision) = screen(act, it).await?;
    let keep_as = Keep { binding: true, outcome: Some("not_eligible"), proposed_by: &proposed_by, reason: &reason };
    let record = keep(act, it, &facts, &decision, keep_as).await?;
    let (ends, why) = if refuted { ("refuted", reason.as_str()) } else { ("expired", "不予登记") };
    consent::conclude(act, &it.id, ends, why).await?;
    let opened = open(act, record.clone()).await?;
    let number = letter::refusal(act, it, &opened).await?;
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "refused",
        title: "申请结果",
        body: "您的申请不予登记，决定书已送达您的账户；不服的可以申请复核、行政复议或者提起行政诉讼。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await?;
    Ok(Stands { state: case.state, decision: Some(record), letter: Some(number) })
}

/// Who proposed what stands to be signed, and why.
async fn proposal(act: &mut Act, it: &Application) -> Result<(String, String), Fail> {
    let story = flow::story(act, &APPLICATION, &it.id).await?;
    let last = story.into_iter().rev().find(|step| step.act.starts_with("propose_"));
    Ok(last.map(|step| (step.actor_id, step.reason)).unwrap_or_default())
}

/// What follows every approval, by a person or by the program.
pub async fn approved(act: &mut Act, it: &Application) -> Result<(), Fail> {
    consent::conclude(act, &it.id, "confirmed", "核查一致").await?;
    application::nudge(act, &it.id).await?;
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "approved",
        title: "申请已通过审核",
        body: "您的申请已通过审核，公示期满无异议后登记轮候。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await
}

/// The program's own decision: approval at once when every rule is met and every lane
/// agrees and nobody may stand in two places, otherwise a screening for a person. Never a refusal.
pub async fn by_program(act: &mut Act, it: &Application, held: &[Held]) -> Result<Record, Fail> {
    let (facts, decision) = screen(act, it).await?;
    let lanes = crate::check::of_application(act, &it.id).await?;
    let visit = crate::visit::of_application(act, &it.id).await?;
    let all_agree = lanes.iter().all(|lane| lane.result == "agree");
    let lives_there = visit.is_none_or(|visit| visit.opinion == "live_here");
    let eligible = matches!(decision.outcome, policy::Outcome::Eligible(_));
    if eligible && all_agree && lives_there && held.is_empty() {
        let record = keep(act, it, &facts, &decision, Keep { binding: true, ..Keep::default() }).await?;
        application::stage::step(act, it, "approve", How::default()).await?;
        approved(act, it).await?;
        return Ok(record);
    }
    let record = keep(act, it, &facts, &decision, Keep::default()).await?;
    let mut why: Vec<&str> = held.iter().map(|held| held.sentence.as_str()).collect();
    if !(eligible && all_agree && lives_there) {
        why.insert(0, "规则或核查有待人工认定");
    }
    let why = why.join("；");
    application::stage::step(act, it, "refer", How { reason: &why, ..How::default() }).await?;
    Ok(record)
}
