//! 案卷的页面 — head, six tabs, and at the bottom what is due now for whoever looks.

use askama::Template;
use kernel::page::{Choice, Clock, Fault, Finding, Link, Page, Step, StepState, Tone};
use kernel::{Act, Fail, Reply};
use people::household::Revealed;
use people::perms::{APPLICATION_TAKE, CASE_REASSIGN, EVIDENCE_SEE, PERSON_UNMASK};
use serde::Deserialize;

use super::file::{File, FileAsk, see};
use super::story::{Told, story};
use crate::check::{self, Lane};
use crate::decision::replay::{self, Replayed};
use crate::desk_page::{clock, day, moment, tone};
use crate::{application, decision};

/// Which case, and which part of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    /// `application.id`.
    pub id: String,
    /// Part of the file.
    pub tab: String,
    /// `decision.id` to be taken again.
    pub replay: String,
    /// Said by the shell.
    pub done: String,
}

/// What a form of this page sent, kept when it was refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub proposal: String,
    pub reason: String,
    pub defects: String,
    pub usual: Vec<String>,
    pub outcome: String,
    pub answer: String,
    pub until_on: String,
    pub words: String,
    pub ground: String,
    pub facts: String,
}

impl Typed {
    /// One of the usual defects was ticked.
    fn ticked(&self, line: &str) -> bool {
        self.usual.iter().any(|one| one == line)
    }
}

/// A lane with its answers.
struct LaneCard {
    lane: Lane,
    name: String,
    tone: Tone,
    word: &'static str,
    clock: Option<Clock>,
    people: Vec<check::see::About>,
}

/// What this person may do now, by group of forms.
#[derive(Debug, Clone, Default)]
struct May {
    propose: bool,
    sign: bool,
    refusal: bool,
    own_proposal: bool,
    correct: bool,
    not_accept: bool,
    reconsider: bool,
    intake: bool,
    unmask: bool,
    evidence: bool,
    reassign: bool,
    papers: bool,
    queue: bool,
    hold: bool,
    resume: bool,
}

impl May {
    fn acts(&self) -> bool {
        self.propose || self.sign || self.correct || self.not_accept || self.reconsider || self.intake || self.resume
    }
}

#[derive(Template)]
#[template(path = "case/file_page.html")]
struct View {
    page: Page,
    fault: Fault,
    typed: Typed,
    file: File,
    tab: String,
    tabs: Vec<Link>,
    tone: Tone,
    clock: Option<Clock>,
    region: String,
    may: May,
    grounds: Vec<kernel::page::Choice>,
    usual: &'static [&'static str],
    lanes: Vec<LaneCard>,
    findings: Vec<Finding>,
    proposal: Option<(String, String)>,
    replayed: Option<Replayed>,
    trail: Vec<Step>,
    people: std::collections::BTreeMap<String, String>,
    revealed: Option<Revealed>,
}

impl View {
    /// A stored date in words.
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    /// A region's name.
    fn place(&self, region: &str) -> String {
        kernel::shell::region_name(region)
    }

    /// A stored instant in words.
    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }

    /// The masked name of a member, for the list of questions.
    fn member(&self, id: &str) -> String {
        self.people.get(id).cloned().unwrap_or_default()
    }

    fn proposals(&self) -> Vec<Choice> {
        Choice::list([("approve", "拟准予"), ("refuse", "拟不予登记")])
    }

    fn outcomes(&self) -> Vec<Choice> {
        Choice::list([("uphold", "维持原决定"), ("overturn", "撤销原决定，重新认定")])
    }

    /// The newest decision or screening.
    fn newest(&self) -> Option<&decision::Record> {
        self.file.decisions.last()
    }
}

const TABS: [(&str, &str); 6] =
    [("overview", "概况"), ("lanes", "核查"), ("decision", "决定"), ("evidence", "证据"), ("letters", "文书"), ("story", "经过")];

/// `GET /desk/applications/{id}`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    render(act, &ask, Fault::none(), Typed::default(), None).await
}

/// The page, with what was wrong when something was, and with details that were unmasked.
pub(super) async fn render(act: &mut Act, ask: &Look, fault: Fault, typed: Typed, revealed: Option<Revealed>) -> Result<Reply, Fail> {
    let file = see(act, FileAsk { id: ask.id.clone() }).await?;
    let tab = TABS.iter().find(|(key, _)| *key == ask.tab).map_or("overview", |(key, _)| *key).to_owned();
    let may = may(act, &file);
    let mut page = act.page(&format!("{} {}", file.applicant.name, file.application.number())).await?;
    page.back = Some("/desk/applications".into());
    page.region = kernel::shell::region_name(&file.application.region);
    page.demo_pack = file.demo;
    page.faulty = !fault.is_empty();
    let lanes = if tab == "lanes" { cards(act, &file, may.evidence).await? } else { Vec::new() };
    let findings = if tab == "decision" { findings(act, &file).await? } else { Vec::new() };
    let replayed = match ask.replay.as_str() {
        "" => None,
        id => Some(replay::replay(act, replay::ReplayAsk { id: id.to_owned() }).await?),
    };
    let told = if tab == "story" { story(act, FileAsk { id: ask.id.clone() }).await? } else { Vec::new() };
    let proposal = file.story.iter().rev().find(|step| step.act.starts_with("propose_")).map(|step| (step.actor_name.clone(), step.reason.clone()));
    let tabs = TABS.iter().map(|(key, label)| Link::new(*label, format!("/desk/applications/{}?tab={key}", file.application.id))).collect();
    let view = View {
        fault,
        typed,
        tab,
        tabs,
        tone: tone(&file.state),
        clock: clock(act, file.due_on.as_deref()),
        region: page.region.clone(),
        lanes,
        findings,
        proposal: proposal.filter(|_| may.sign || may.own_proposal),
        replayed,
        trail: trail(&file, told),
        people: file.members.iter().map(|member| (member.person_id.clone(), member.name.clone())).collect(),
        revealed,
        may,
        grounds: crate::application::correction::grounds(),
        usual: &crate::application::correction::USUAL,
        page,
        file,
    };
    act.render(&view)
}

fn may(act: &Act, file: &File) -> May {
    let has = |verb: &str| file.acts.iter().any(|(act, _)| act == verb);
    let region = &file.application.region;
    let proposed_by = file.story.iter().rev().find(|step| step.act.starts_with("propose_")).map(|step| step.actor_id.clone());
    let own = proposed_by.is_some_and(|id| id == act.actor.id);
    let sign = has("sign_approval") || has("sign_refusal");
    let before = ["draft", "correcting"].contains(&file.state.as_str());
    May {
        propose: has("propose_approval"),
        sign: sign && !own,
        refusal: file.state == "refusing",
        own_proposal: sign && own,
        correct: has("ask_correction") && file.correction.is_none(),
        not_accept: has("not_accept"),
        reconsider: file.state == "reconsidering" && has("overturn"),
        intake: before && act.scope(APPLICATION_TAKE).covers(region),
        unmask: act.scope(PERSON_UNMASK).covers(region),
        evidence: act.scope(EVIDENCE_SEE).covers(region),
        reassign: act.scope(CASE_REASSIGN).covers(region),
        papers: crate::paper::deciding(act, region).is_ok(),
        queue: act.scope(people::perms::WAITLIST_SEE).covers(region),
        hold: has("hold"),
        resume: file.state == "held" && has("resume"),
    }
}

async fn cards(act: &mut Act, file: &File, answers: bool) -> Result<Vec<LaneCard>, Fail> {
    let mut cards = Vec::with_capacity(file.lanes.len());
    for lane in file.lanes.clone() {
        let people = match answers {
            true => check::see::about(act, &file.application.id, &file.application.household_id, &lane.department).await?,
            false => Vec::new(),
        };
        let (tone, word) = check::see::result_word(&lane.result);
        cards.push(LaneCard {
            name: lane.department_name(),
            tone,
            word,
            clock: if lane.done() { None } else { clock(act, Some(&lane.due_on)) },
            people,
            lane,
        });
    }
    Ok(cards)
}

async fn findings(act: &mut Act, file: &File) -> Result<Vec<Finding>, Fail> {
    let Some(record) = file.decisions.last() else { return Ok(Vec::new()) };
    let opened = decision::open(act, record.clone()).await?;
    Ok(opened.decision.findings.iter().map(law::pack::guide::line).collect())
}

/// Everything that happened, and what is waited for now.
fn trail(file: &File, told: Vec<Told>) -> Vec<Step> {
    let step = |it: Told| Step {
        state: StepState::Done,
        title: if it.part == "申请" || it.part == "记录" { it.what } else { format!("{}：{}", it.part, it.what) },
        when: if it.at.contains('T') { moment(&it.at) } else { day(&it.at) },
        owner: it.who,
        note: it.why,
    };
    let mut trail: Vec<Step> = told.into_iter().map(step).collect();
    let open = application::APPLICATION.state(&file.state).is_some_and(|state| !state.end);
    if open {
        let when = file.due_on.as_deref().map(|due| format!("{}前", day(due))).unwrap_or_default();
        trail.push(Step { state: StepState::Now, title: file.state_title.clone(), when, owner: String::new(), note: String::new() });
    }
    trail
}
