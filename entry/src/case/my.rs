//! 我的办件 — where my case stands: done with date, now with owner and due date, next in grey (C-18).

use kernel::{Act, Fail, flow};
use people::consent;
use people::household::{self, Member};
use people::message::{self, Message};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::found::{self, Found};
use crate::application::correction::{self, Correction};
use crate::application::{self, APPLICATION, Application, Declared};
use crate::decision::letter::{self, Letter};
use crate::decision::{self, Record};
use crate::evidence::{self, Asked};
use crate::notice::{self, Notice};
use crate::waitlist::rank::{self, Rank};
use crate::{check, waitlist};

/// All my cases.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Mine {
    /// Newest first.
    pub cases: Vec<Brief>,
}

/// A case in one line.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Brief {
    /// The application.
    pub application: Application,
    /// State.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// I am the main applicant.
    pub applicant: bool,
    /// I still have to sign.
    pub to_sign: bool,
}

/// Which application.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyCase {
    /// `application.id`.
    pub id: String,
}

/// My case in full.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Case {
    /// In one line.
    pub brief: Brief,
    /// Due date of whoever must act now.
    pub due_on: Option<String>,
    /// What I declared.
    pub declared: Declared,
    /// Members.
    pub members: Vec<Member>,
    /// What still stands before submission.
    pub lacking: Vec<String>,
    /// Adults who have not authorised yet, masked names.
    pub unsigned: Vec<String>,
    /// What was found.
    pub found: Found,
    /// What happened, oldest first.
    pub story: Vec<flow::Taken>,
    /// Lanes: department, 中文 of where it stands, due.
    pub lanes: Vec<(String, String, String)>,
    /// The newest binding decision.
    pub decision: Option<Record>,
    /// Its findings in words: verdict, sentence, clause.
    pub findings: Vec<super::file::Line>,
    /// Letters.
    pub letters: Vec<Letter>,
    /// Correction asked for.
    pub correction: Option<Correction>,
    /// Notice it stands on.
    pub notice: Option<Notice>,
    /// Place in the queue.
    pub rank: Option<Rank>,
}

/// Messages.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Messages {
    /// Newest first.
    pub messages: Vec<Message>,
}

/// Who asked what about me.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AskedAboutMe {
    /// Newest first.
    pub queries: Vec<Asked>,
}

fn me(act: &Act) -> String {
    act.actor.person().unwrap_or_default().to_owned()
}

/// `GET /api/v1/my/applications`
pub async fn list(act: &mut Act, _: ()) -> Result<Mine, Fail> {
    let person = me(act);
    let mut cases = Vec::new();
    for it in application::of_person(act, &person).await? {
        cases.push(brief(act, it).await?);
    }
    Ok(Mine { cases })
}

async fn brief(act: &mut Act, it: Application) -> Result<Brief, Fail> {
    let case = flow::get(act, &APPLICATION, &it.id).await?;
    let person = me(act);
    let members = household::members(act, &it.household_id).await?;
    let to_sign = case.closed_on.is_none() && case.state != "draft" && consent::missing(act, &it.id, &members).await?.contains(&person);
    Ok(Brief { state_title: APPLICATION.title_of(&case.state), state: case.state, applicant: person == it.applicant_id, to_sign, application: it })
}

/// `GET /api/v1/my/applications/{id}`
pub async fn see(act: &mut Act, ask: MyCase) -> Result<Case, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let case = flow::get(act, &APPLICATION, &it.id).await?;
    let members = household::members(act, &it.household_id).await?;
    let missing = consent::missing(act, &it.id, &members).await?;
    let unsigned = members.iter().filter(|member| missing.contains(&member.person_id)).map(|member| member.name.clone()).collect();
    let lanes = check::of_application(act, &it.id).await?;
    let lanes = lanes.into_iter().map(|lane| (lane.department_name(), lane_word(&lane), lane.due_on)).collect();
    let decision = decision::of_application(act, &it.id).await?.into_iter().rev().find(|record| record.binding == 1);
    let findings = match &decision {
        Some(record) => super::file::lines(&decision::open(act, record.clone()).await?.decision),
        None => Vec::new(),
    };
    let rank = match waitlist::of_application(act, &it.id).await? {
        Some(entry) => Some(rank::of(act, entry).await?),
        None => None,
    };
    let lacking = if case.state == "draft" || case.state == "correcting" {
        application::submit::lacking(act, &it).await?.into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    };
    act.about("application", &it.id, &it.region);
    Ok(Case {
        due_on: case.due_on,
        declared: application::declared(act, &it).await?,
        members,
        lacking,
        unsigned,
        found: found::of(act, &it).await?,
        story: flow::story(act, &APPLICATION, &it.id).await?,
        lanes,
        decision,
        findings,
        letters: letter::of_application(act, &it.id).await?,
        correction: correction::of_application(act, &it.id).await?,
        notice: notice::of_application(act, &it.id).await?,
        rank,
        brief: brief(act, it).await?,
    })
}

fn lane_word(lane: &check::Lane) -> String {
    match lane.result.as_str() {
        "agree" => "已核实".into(),
        "disagree" | "unable" => "由工作人员继续核实".into(),
        _ => "核查中".into(),
    }
}

/// `GET /api/v1/my/messages`
pub async fn messages(act: &mut Act, _: ()) -> Result<Messages, Fail> {
    let person = me(act);
    Ok(Messages { messages: message::newest(act, &person).await? })
}

/// `GET /api/v1/my/queries` — who asked what about me, when and why (个人信息保护法 44, 45).
pub async fn queries(act: &mut Act, _: ()) -> Result<AskedAboutMe, Fail> {
    let person = me(act);
    Ok(AskedAboutMe { queries: evidence::about(act, &person).await? })
}
