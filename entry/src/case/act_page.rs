//! 案卷上的办理 — the forms of the act bar: propose, sign, correct, refuse to accept, answer, unmask.

use kernel::{Act, Fail, Reply};
use people::household::{Unmask, unmask};
use people::perms::PERSON_UNMASK;
use serde::Deserialize;

use super::file_page::{Look, Typed, render};
use super::note::{self, AddNote};
use crate::application::correction::{self, AskCorrection, NotAccept};
use crate::application::hold::{self, HoldAsk, Resume};
use crate::decision::letter::{self, Deliver};
use crate::decision::reconsider::{self, AnswerAsk};
use crate::decision::sign::{self, Propose, SignAsk};
use crate::desk_page::fault;
use crate::{application, decision};

/// A proposal as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ProposeForm {
    id: String,
    proposal: String,
    reason: String,
    version: Option<i64>,
}

/// A signature as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SignForm {
    id: String,
    verdict: String,
    reason: String,
    promise_refuted: String,
    version: Option<i64>,
}

/// All defects, one in a line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CorrectionForm {
    id: String,
    /// Ticked among the usual ones.
    usual: Vec<String>,
    defects: String,
}

/// Grounds, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GroundsForm {
    id: String,
    ground: String,
    facts: String,
}

/// The answer to a reconsideration, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AnswerForm {
    id: String,
    outcome: String,
    answer: String,
}

/// Whose details, and why.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UnmaskForm {
    id: String,
    person_id: String,
    reason: String,
}

/// How a letter reached the person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DeliverForm {
    id: String,
    application: String,
    delivery: String,
    proof: String,
    receipt: String,
}

/// The next page: the file after the act, or the file with what was wrong.
async fn after<T>(act: &mut Act, id: &str, tab: &str, field: &str, typed: Typed, came: Result<T, Fail>) -> Result<Reply, Fail> {
    match came {
        Ok(_) => Ok(Reply::go(format!("/desk/applications/{id}?tab={tab}&done=decided"))),
        Err(fail) if fail.is_input() => {
            let look = Look { id: id.to_owned(), tab: tab.to_owned(), ..Look::default() };
            Ok(render(act, &look, fault(&fail, field), typed, None).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/applications/{id}/propose`
pub(crate) async fn propose(act: &mut Act, ask: ProposeForm) -> Result<Reply, Fail> {
    let typed = Typed { proposal: ask.proposal.clone(), reason: ask.reason.clone(), ..Typed::default() };
    let came = sign::propose(act, Propose { id: ask.id.clone(), proposal: ask.proposal, reason: ask.reason, version: ask.version }).await;
    after(act, &ask.id, "decision", "reason", typed, came).await
}

/// `POST /desk/applications/{id}/sign`
pub(crate) async fn sign(act: &mut Act, ask: SignForm) -> Result<Reply, Fail> {
    let typed = Typed { reason: ask.reason.clone(), ..Typed::default() };
    let came = sign::sign(
        act,
        SignAsk { id: ask.id.clone(), verdict: ask.verdict, reason: ask.reason, promise_refuted: ask.promise_refuted, version: ask.version },
    )
    .await;
    after(act, &ask.id, "decision", "reason", typed, came).await
}

/// `POST /desk/applications/{id}/ask-correction`
pub(crate) async fn ask_correction(act: &mut Act, ask: CorrectionForm) -> Result<Reply, Fail> {
    let typed = Typed { defects: ask.defects.clone(), usual: ask.usual.clone(), ..Typed::default() };
    let came = correction::ask(act, AskCorrection { id: ask.id.clone(), defects: [ask.usual, vec![ask.defects]].concat() }).await;
    after(act, &ask.id, "overview", "defects", typed, came).await
}

/// `POST /desk/applications/{id}/not-accept`
pub(crate) async fn not_accept(act: &mut Act, ask: GroundsForm) -> Result<Reply, Fail> {
    let typed = Typed { ground: ask.ground.clone(), facts: ask.facts.clone(), ..Typed::default() };
    let came = correction::not_accept(act, NotAccept { id: ask.id.clone(), ground: ask.ground, reason: ask.facts }).await;
    after(act, &ask.id, "overview", "facts", typed, came).await
}

/// `POST /desk/applications/{id}/answer-reconsideration`
pub(crate) async fn answer(act: &mut Act, ask: AnswerForm) -> Result<Reply, Fail> {
    let typed = Typed { outcome: ask.outcome.clone(), answer: ask.answer.clone(), ..Typed::default() };
    let came = reconsider::answer(act, AnswerAsk { id: ask.id.clone(), outcome: ask.outcome, answer: ask.answer }).await;
    after(act, &ask.id, "letters", "answer", typed, came).await
}

/// `POST /desk/applications/{id}/unmask` — the details stand on this answer and nowhere else.
pub(crate) async fn reveal(act: &mut Act, ask: UnmaskForm) -> Result<Reply, Fail> {
    let it = application::seen(act, &ask.id).await?;
    act.require(PERSON_UNMASK, &it.region)?;
    let members = people::household::members(act, &it.household_id).await?;
    if !members.iter().any(|member| member.person_id == ask.person_id) {
        return Err(kernel::fail::NOT_FOUND.into());
    }
    let look = Look { id: ask.id.clone(), ..Look::default() };
    match unmask(act, Unmask { id: ask.person_id, reason: ask.reason }).await {
        Ok(full) => render(act, &look, kernel::page::Fault::none(), Typed::default(), Some(full)).await,
        Err(fail) if fail.is_input() => Ok(render(act, &look, fault(&fail, "why"), Typed::default(), None).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/letters/{id}/deliver`
pub(crate) async fn deliver(act: &mut Act, ask: DeliverForm) -> Result<Reply, Fail> {
    let (letter, field) = (ask.id.clone(), format!("proof-{}", ask.id));
    let came = letter::deliver(act, Deliver { id: letter, delivery: ask.delivery, proof: ask.proof, receipt: ask.receipt }).await;
    after(act, &ask.application, "letters", &field, Typed::default(), came).await
}

/// Which letter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LetterPage {
    id: String,
}

/// `GET /desk/letters/{id}` — the letter as it is printed.
pub(crate) async fn letter(act: &mut Act, ask: LetterPage) -> Result<Reply, Fail> {
    let read = letter::read(act, letter::WhichLetter { id: ask.id }).await?;
    let back = format!("/desk/applications/{}?tab=letters", read.letter.application_id);
    decision::paper_page::letter(act, read, &back).await
}

/// `POST /desk/applications/{id}/hold`
pub(crate) async fn hold(act: &mut Act, ask: HoldAsk) -> Result<Reply, Fail> {
    let typed = Typed { reason: ask.reason.clone(), until_on: ask.until_on.clone(), ..Typed::default() };
    let id = ask.id.clone();
    let came = hold::hold(act, ask).await;
    after(act, &id, "overview", "until_on", typed, came).await
}

/// `POST /desk/applications/{id}/resume`
pub(crate) async fn resume(act: &mut Act, ask: Resume) -> Result<Reply, Fail> {
    let id = ask.id.clone();
    let came = hold::resume(act, ask).await;
    after(act, &id, "overview", "reason", Typed::default(), came).await
}

/// `POST /desk/applications/{id}/notes`
pub(crate) async fn add_note(act: &mut Act, ask: AddNote) -> Result<Reply, Fail> {
    let (id, typed) = (ask.id.clone(), Typed { words: ask.words.clone(), ..Typed::default() });
    let came = note::add(act, ask).await;
    after(act, &id, "overview", "words", typed, came).await
}
