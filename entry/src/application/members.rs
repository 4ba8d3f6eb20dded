//! 共同申请人 — who applies together; found by the departments or added by the applicant.

use base::person_id::PersonId;
use kernel::{Act, Fail, flow};
use people::household::{self, Member, Relation};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{APPLICATION, Application, HANDED_IN, mine};

/// A member to be added.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddMember {
    /// `application.id`.
    pub id: String,
    /// ID number.
    pub id_number: String,
    /// Name, as on the document.
    pub name: String,
    /// How he stands to the applicant.
    pub relation: Relation,
}

/// A member to be taken out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveMember {
    /// `application.id`.
    pub id: String,
    /// `person.id`.
    pub person_id: String,
}

/// The household as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Members {
    /// The main applicant first.
    pub members: Vec<Member>,
}

/// `POST /api/v1/applications/{id}/members`
pub async fn add(act: &mut Act, ask: AddMember) -> Result<Members, Fail> {
    let it = changeable(act, &ask.id).await?;
    let number = PersonId::parse(&ask.id_number).map_err(|why| Fail::field("id_number", why.to_string()))?;
    if ask.name.trim().is_empty() {
        return Err(Fail::field("name", "请填写姓名"));
    }
    if ask.relation == Relation::Oneself {
        return Err(Fail::field("relation", "请选择与申请人的关系"));
    }
    let person = person::register(act, &number, &ask.name, None).await?;
    super::refuse_second(act, &person, &it.id).await?;
    household::add(act, &it.household_id, &person, ask.relation, "applicant").await?;
    act.about("application", &it.id, &it.region);
    Ok(Members { members: household::members(act, &it.household_id).await? })
}

/// `POST /api/v1/applications/{id}/members/{person_id}/remove`
pub async fn remove(act: &mut Act, ask: RemoveMember) -> Result<Members, Fail> {
    let it = changeable(act, &ask.id).await?;
    household::remove(act, &it.household_id, &ask.person_id).await?;
    act.about("application", &it.id, &it.region);
    Ok(Members { members: household::members(act, &it.household_id).await? })
}

/// The application while its contents may still change: as a draft, or under correction.
pub(super) async fn changeable(act: &mut Act, id: &str) -> Result<Application, Fail> {
    let it = mine(act, id).await?;
    let state = flow::get(act, &APPLICATION, id).await?.state;
    if state == "draft" || state == "correcting" { Ok(it) } else { Err(HANDED_IN.into()) }
}
