//! 案卷 — the staff's file of a case: head, eight lanes, evidence, decision with clauses, story (H-02).

use kernel::{Act, Fail, flow};
use people::household::{self, Member};
use people::perms::EVIDENCE_SEE;
use people::person::{self, Person};
use policy::{Decision, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::note::{self, Note};
use crate::application::correction::{self, Correction};
use crate::application::hold::{self, Hold};
use crate::application::{self, APPLICATION, Application};
use crate::check::{self, Lane};
use crate::decision::letter::{self, Letter};
use crate::decision::{self, Record, reconsider};
use crate::duplicate::{self, see::Listed};
use crate::evidence::{self, Asked};
use crate::notice::{self, Notice};
use crate::visit::{self, Visit};
use crate::waitlist::{self, Entry};

/// Which application.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileAsk {
    /// `application.id`.
    pub id: String,
}

/// A case file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct File {
    /// The application.
    pub application: Application,
    /// Main applicant, masked.
    pub applicant: Person,
    /// State.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// Due.
    pub due_on: Option<String>,
    /// Version, to be sent back with an act.
    pub version: i64,
    /// Acts that this person may do now: verb and button.
    pub acts: Vec<(String, String)>,
    /// Members, masked.
    pub members: Vec<Member>,
    /// The eight lanes.
    pub lanes: Vec<Lane>,
    /// Every question to a department.
    pub evidence: Vec<Asked>,
    /// Every screening and decision, oldest first.
    pub decisions: Vec<Record>,
    /// Findings of the newest one.
    pub findings: Vec<Line>,
    /// What the rules would say had every number been confirmed, 中文; empty before a screening.
    pub would_be: String,
    /// Title and version of the pack.
    pub pack: String,
    /// Decided under a demonstration pack.
    pub demo: bool,
    /// Visit, where one is asked for.
    pub visit: Option<Visit>,
    /// Letters.
    pub letters: Vec<Letter>,
    /// Correction.
    pub correction: Option<Correction>,
    /// Grounds of an open reconsideration and its due date.
    pub reconsideration: Option<(String, String)>,
    /// Notice it stands on.
    pub notice: Option<Notice>,
    /// Place in the queue.
    pub waiting: Option<Entry>,
    /// Steps, oldest first.
    pub story: Vec<flow::Taken>,
    /// Hits: who may be the same, where one may see them.
    pub duplicates: Vec<Listed>,
    /// Times the case stood still.
    pub holds: Vec<Hold>,
    /// Working notes.
    pub notes: Vec<Note>,
}

/// One rule in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Line {
    /// `met`, `not_met` or `unknown`.
    pub verdict: String,
    /// The because-sentence.
    pub sentence: String,
    /// Clause as printed.
    pub clause: String,
    /// Pack the rule stands in.
    pub pack: String,
    /// Grade of the source: A, B, C, M or 演示.
    pub grade: String,
}

/// The findings of a decision in words.
pub fn lines(decision: &Decision) -> Vec<Line> {
    let word = |verdict: &Verdict| match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not_met",
        Verdict::Unknown(_) => "unknown",
    };
    decision
        .findings
        .iter()
        .map(|finding| Line {
            verdict: word(&finding.verdict).into(),
            sentence: finding.sentence(),
            clause: finding.citation.to_string(),
            pack: finding.pack.to_string(),
            grade: serde_json::to_value(finding.grade()).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default(),
        })
        .collect()
}

/// `GET /api/v1/applications/{id}`
pub async fn see(act: &mut Act, ask: FileAsk) -> Result<File, Fail> {
    let it = application::seen(act, &ask.id).await?;
    let case = flow::get(act, &APPLICATION, &it.id).await?;
    let acts = flow::open_acts(act, &APPLICATION, &case).into_iter().map(|step| (step.act.to_owned(), step.title.to_owned())).collect();
    let decisions = decision::of_application(act, &it.id).await?;
    let newest = match decisions.last() {
        Some(record) => Some(decision::open(act, record.clone()).await?.decision),
        None => None,
    };
    let pack =
        decisions.last().map(|record| format!("{} · {}", record.pack_id, record.pack_digest.get(..12).unwrap_or_default())).unwrap_or_default();
    act.about("application", &it.id, &it.region);
    Ok(File {
        applicant: person::get(act, &it.applicant_id).await?,
        state_title: APPLICATION.title_of(&case.state),
        acts,
        members: household::members(act, &it.household_id).await?,
        lanes: check::of_application(act, &it.id).await?,
        evidence: evidence::of_case(act, &it.id).await?,
        findings: newest.as_ref().map(lines).unwrap_or_default(),
        would_be: newest.as_ref().map(|decision| decision.would_be.chinese().to_owned()).unwrap_or_default(),
        demo: newest.as_ref().is_some_and(|decision| decision.demo),
        pack,
        decisions,
        visit: visit::of_application(act, &it.id).await?,
        letters: letter::of_application(act, &it.id).await?,
        correction: correction::of_application(act, &it.id).await?,
        reconsideration: reconsider::pending(act, &it.id).await?.map(|(_, grounds, due)| (grounds, due)),
        notice: notice::of_application(act, &it.id).await?,
        waiting: waitlist::of_application(act, &it.id).await?,
        story: flow::story(act, &APPLICATION, &it.id).await?,
        duplicates: match act.scope(EVIDENCE_SEE).covers(&it.region) {
            true => duplicate::see::of_application(act, &it.id).await?,
            false => Vec::new(),
        },
        holds: hold::of_application(act, &it.id).await?,
        notes: note::of_application(act, &it).await?,
        state: case.state,
        due_on: case.due_on,
        version: case.version,
        application: it,
    })
}
