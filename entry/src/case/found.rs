//! 系统已查到 — what the departments found, with source and date, to be confirmed or disputed (C-05).

use exchange::departments::Answer;
use kernel::{Act, Fail};
use people::household;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::application::{self, Application};
use crate::{check, evidence};

/// Which application.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundAsk {
    /// `application.id`.
    pub id: String,
}

/// What was found, and what still comes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Found {
    /// Items of the person who looks; others' items are shown to themselves.
    pub items: Vec<Item>,
    /// Questions that wait for an answer.
    pub waiting: usize,
    /// Questions that got none.
    pub silent: usize,
    /// Relatives the registers name who are not in the application yet.
    pub relatives: Vec<Relative>,
}

/// One department's finding about one person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Item {
    /// Query number.
    pub query: String,
    /// Department's name.
    pub department: String,
    /// Masked name of the person it is about.
    pub name: String,
    /// 本人, 配偶 ….
    pub relation: String,
    /// `waiting`, `answered`, `silent`.
    pub state: String,
    /// Sentence about the last try.
    pub why: String,
    /// The date it speaks for.
    pub as_of: Option<String>,
    /// Label and value.
    pub fields: Vec<(String, String)>,
    /// `confirmed`, `disputed`, or empty.
    pub word: String,
    /// What the applicant says is wrong.
    pub dispute: String,
}

/// A relative on the same register, or the registered spouse.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Relative {
    /// Name as on the register; shown to the applicant himself only.
    pub name: String,
    /// Masked number.
    pub number: String,
    /// Full number, so that a tap can add him; never in a list of others.
    #[serde(skip)]
    pub id_number: String,
    /// `spouse`, `child`, `parent` or `other`.
    pub relation: household::Relation,
}

/// `GET /api/v1/applications/{id}/found`
pub async fn found(act: &mut Act, ask: FoundAsk) -> Result<Found, Fail> {
    let it = application::mine(act, &ask.id).await?;
    of(act, &it).await
}

/// What was found for an application, as the actor may see it.
pub async fn of(act: &mut Act, it: &Application) -> Result<Found, Fail> {
    let me = act.actor.person().map(str::to_owned);
    let declared = application::declared(act, it).await?;
    let confirmed = it.confirmed();
    let asked = evidence::of_case(act, &it.id).await?;
    let (mut items, mut waiting, mut silent) = (Vec::new(), 0, 0);
    for department in evidence::catalogue().rows() {
        let abouts = check::see::about(act, &it.id, &it.household_id, &department.code).await?;
        for (about, member) in abouts.into_iter().zip(household::members(act, &it.household_id).await?) {
            match about.state.as_str() {
                "waiting" => waiting += 1,
                "silent" => silent += 1,
                "unasked" => continue,
                _ => {}
            }
            // A grown member's affairs are his own; the applicant sees his and the children's.
            if member.adult && me.as_deref().is_some_and(|me| me != member.person_id) {
                continue;
            }
            let dispute = declared.disputes.iter().find(|dispute| dispute.query == about.query);
            let word = match (dispute.is_some(), confirmed.contains(&about.query)) {
                (true, _) => "disputed",
                (_, true) => "confirmed",
                _ => "",
            };
            items.push(Item {
                department: department.name.clone(),
                word: word.into(),
                dispute: dispute.map(|dispute| dispute.why.clone()).unwrap_or_default(),
                query: about.query,
                name: about.name,
                relation: about.relation,
                state: about.state,
                why: about.why,
                as_of: about.as_of,
                fields: about.fields,
            });
        }
    }
    // The register's other people are shown to the applicant and the window, not to each other.
    let may_see = me.as_deref().is_none_or(|me| me == it.applicant_id);
    let relatives = if may_see { relatives(act, it, &asked).await? } else { Vec::new() };
    Ok(Found { items, waiting, silent, relatives })
}

/// Whom the household register and the marriage register name beside the applicant.
async fn relatives(act: &mut Act, it: &Application, asked: &[evidence::Asked]) -> Result<Vec<Relative>, Fail> {
    let mut known = Vec::new();
    for member in household::members(act, &it.household_id).await? {
        known.push(people::person::private(act, &member.person_id).await?.id_number);
    }
    let spouse = match evidence::newest(asked, &it.applicant_id, "minzheng") {
        Some(asked) => match evidence::answer(act, asked).await? {
            Some(Answer::CivilAffairs(said)) => said.spouse_id_number,
            _ => None,
        },
        None => None,
    };
    let Some(police) = evidence::newest(asked, &it.applicant_id, "gongan") else { return Ok(Vec::new()) };
    let Some(Answer::Police(said)) = evidence::answer(act, police).await? else { return Ok(Vec::new()) };
    let relatives = said.register_members.iter().filter(|row| !known.contains(&row.id_number)).map(|row| Relative {
        relation: if spouse.as_deref() == Some(&row.id_number) { household::Relation::Spouse } else { relation(&row.relation) },
        name: row.name.clone(),
        number: kernel::page::mask_person_id(&row.id_number),
        id_number: row.id_number.clone(),
    });
    Ok(relatives.collect())
}

/// GB/T 4761: relation to the head of the register, which is not always the applicant.
fn relation(code: &str) -> household::Relation {
    match code.as_bytes().first() {
        Some(b'1') => household::Relation::Spouse,
        Some(b'2' | b'3') => household::Relation::Child,
        Some(b'5') => household::Relation::Parent,
        _ => household::Relation::Other,
    }
}
