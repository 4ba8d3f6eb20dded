//! 申请 — one form for every programme, any day, with the ID card alone (JX2019-4/3.1c, 3.2a, 3.2b).
//!
//! After consent the departments are asked and the applicant sees what they found; he
//! confirms or disputes each, and adds only what sharing cannot give. Owns `application`,
//! `correction`, `submission` and `application_hold`.

use kernel::actor::Kind;
use kernel::fail::NOT_FOUND;
use kernel::flow::How;
use kernel::{Act, Actor, Code, Fail};
use people::perms::{APPLICATION_SEE, APPLICATION_TAKE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

pub mod carry_over;
pub mod correction;
pub mod details;
pub mod flow;
pub mod hold;
pub mod members;
pub mod stage;
pub mod start;
mod store;
pub mod submission;
pub mod submit;

pub(crate) mod contact_page;
pub(crate) mod correct_page;
pub(crate) mod sign_page;
pub(crate) mod start_page;

pub use flow::APPLICATION;
pub use store::{accepted, after, declared, of_person, set_declared, succeed, under_way};

/// The application has been handed in: its contents no longer change by themselves.
pub const HANDED_IN: Code = Code::conflict("application.handed_in", "申请已提交，不能再改", "需要更正的，请联系经办窗口或撤回后重新申请。");
/// The household already has an application under way.
pub const ALREADY: Code = Code::conflict("application.already", "家庭已有办理中的申请", "请在“我的办件”中继续办理原申请。");

/// An application, without what is sealed.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Application {
    /// Id.
    pub id: String,
    /// 申请编号, given when submitted.
    pub number: Option<String>,
    /// Household.
    pub household_id: String,
    /// Main applicant, `person.id`.
    pub applicant_id: String,
    /// Region applied to.
    pub region: String,
    /// `home` 实物配租, `subsidy` 租赁补贴, `either`.
    pub programme: String,
    /// `self`, `helper`, `window`.
    pub channel: String,
    /// Who started it.
    pub taken_by: String,
    /// When it was started, instant.
    pub started_at: String,
    /// When it was first submitted, instant: the priority date, which never moves.
    pub submitted_at: Option<String>,
    /// Date of acceptance: fixes the pack (T34).
    pub accepted_on: Option<String>,
    /// Pack in force on acceptance.
    pub pack_id: Option<String>,
    /// Its version.
    pub pack_digest: Option<String>,
    /// Found items confirmed, JSON list of query numbers.
    #[serde(skip)]
    pub confirmed: String,
    /// Corrections asked so far.
    #[serde(skip)]
    pub asked_over: i64,
    /// `person.id` whose key seals the case: who applied first, also after a succession.
    #[serde(skip)]
    pub sealed_under: String,
}

impl Application {
    /// 申请编号, or 草稿 before there is one.
    pub fn number(&self) -> &str {
        self.number.as_deref().unwrap_or("草稿")
    }

    /// 中文 of the programme.
    pub fn programme_title(&self) -> &'static str {
        programme_title(&self.programme)
    }

    /// Numbers of the found items that the applicant confirmed.
    pub fn confirmed(&self) -> Vec<String> {
        serde_json::from_str(&self.confirmed).unwrap_or_default()
    }
}

/// 中文 of a programme.
pub fn programme_title(programme: &str) -> &'static str {
    match programme {
        "home" => "实物配租",
        "subsidy" => "租赁补贴",
        _ => "实物配租或租赁补贴",
    }
}

/// What the applicant says himself: only what sharing cannot give.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Mobile number for messages.
    #[serde(default)]
    pub phone: String,
    /// Where the household lives now.
    #[serde(default)]
    pub address: String,
    /// Region code the household lives in, as it says.
    #[serde(default)]
    pub lives_in: String,
    /// Somebody else to reach.
    #[serde(default)]
    pub other_contact: String,
    /// Found items the applicant disputes.
    #[serde(default)]
    pub disputes: Vec<Dispute>,
    /// What he adds in answer to a correction.
    #[serde(default)]
    pub answers: Vec<String>,
}

/// A found item that the applicant says is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// Query number of the item.
    pub query: String,
    /// Department code.
    pub department: String,
    /// What is wrong about it, in his words.
    pub why: String,
}

/// The application if it is the actor's own: the applicant, an adult member of the
/// household, or a window clerk of the region. To all others it does not exist.
pub async fn mine(act: &mut Act, id: &str) -> Result<Application, Fail> {
    let found = store::get(act, id).await?.ok_or(NOT_FOUND)?;
    match act.actor.kind {
        Kind::System => Ok(found),
        Kind::Staff if act.actor.on_behalf.is_none() => {
            act.require(APPLICATION_TAKE, &found.region)?;
            Ok(found)
        }
        Kind::Citizen | Kind::Staff => {
            let person = act.actor.person().unwrap_or_default().to_owned();
            let belongs = person == found.applicant_id || people::household::of_person(act, &person).await?.contains(&found.household_id);
            if belongs { Ok(found) } else { Err(NOT_FOUND.into()) }
        }
        Kind::Stranger => Err(NOT_FOUND.into()),
    }
}

/// The application if the actor, a member of staff, may see cases of its region.
pub async fn seen(act: &mut Act, id: &str) -> Result<Application, Fail> {
    let found = store::get(act, id).await?.ok_or(NOT_FOUND)?;
    act.require(APPLICATION_SEE, &found.region)?;
    Ok(found)
}

/// The application, for the program and for slices that check rights themselves.
pub async fn get(act: &mut Act, id: &str) -> Result<Application, Fail> {
    store::get(act, id).await?.ok_or_else(|| NOT_FOUND.into())
}

/// The rules a case is decided by: the version fixed on the day of acceptance (T34), before it those in force.
pub async fn rules(act: &mut Act, it: &Application) -> Result<law::pack::Fixed, Fail> {
    if it.accepted_on.is_none() {
        return law::pack::today(act, &it.region).await;
    }
    law::pack::fixed(act, it.pack_id.as_deref(), it.pack_digest.as_deref()).await
}

/// The application by its 申请编号.
pub async fn by_number(act: &mut Act, number: &str) -> Result<Option<Application>, Fail> {
    store::by_number(act, number).await
}

/// Puts the case on the worker's list: [`crate::advance`] looks at it next.
pub async fn nudge(act: &mut Act, id: &str) -> Result<(), Fail> {
    kernel::outbox::put(act, "advance", id, &serde_json::json!({"application": id})).await?;
    Ok(())
}

/// A step that the table gives to the program, taken because of what a person just did in
/// another process: the person's own act stands there, this one follows from it.
pub async fn by_program(act: &mut Act, id: &str, verb: &str, how: How<'_>) -> Result<(), Fail> {
    let person = std::mem::replace(&mut act.actor, Actor::system("follows"));
    let moved = match get(act, id).await {
        Ok(it) => stage::step(act, &it, verb, how).await,
        Err(fail) => Err(fail),
    };
    act.actor = person;
    moved.map(|_| ())
}

/// Refuses when the person already has, or belongs to, an application that is under way or waits.
pub async fn refuse_second(act: &mut Act, person: &str, except: &str) -> Result<(), Fail> {
    match standing(act, person).await?.into_iter().find(|(earlier, _)| earlier.id != except) {
        None => Ok(()),
        Some((earlier, _)) => {
            let own = act.actor.person().is_none_or(|me| me == person);
            Err(if own { Fail::with(ALREADY, format!("编号 {}", earlier.number())) } else { ALREADY.into() })
        }
    }
}

/// Applications that bind a person: under way or waiting, anywhere in the province.
pub async fn standing(act: &mut Act, person: &str) -> Result<Vec<(Application, kernel::flow::Case)>, Fail> {
    let mut standing = Vec::new();
    for earlier in of_person(act, person).await? {
        let case = kernel::flow::get(act, &APPLICATION, &earlier.id).await?;
        // Who was refused may apply again any day; a draft that merely names a person binds only its author.
        let named_only = case.state == "draft" && earlier.applicant_id != person;
        if case.closed_on.is_none() && case.state != "refused" && !named_only {
            standing.push((earlier, case));
        }
    }
    Ok(standing)
}
