//! 家庭 — who applies together. Members are effective-dated: a row is closed, never deleted.
//!
//! Owns `household` and `household_member`.

use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::person;

mod reveal;
mod store;

pub use reveal::{Revealed, Unmask, unmask};

/// The person already belongs to this household.
pub const ALREADY_MEMBER: Code = Code::conflict("household.already_member", "该成员已在家庭中", "请核对成员名单。");
/// The main applicant cannot be taken out.
pub const HEAD_STAYS: Code = Code::conflict("household.head_stays", "申请人本人不能移出家庭", "如需更换申请人，请撤回后由新申请人重新申请。");

/// Age from which a person signs for himself (民法典 17, 18).
pub const ADULT_YEARS: i16 = 18;

/// A household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Household {
    /// Id.
    pub id: String,
    /// Region code where it applies.
    pub region: String,
    /// `person.id` of the main applicant.
    pub head_id: String,
}

/// How a member stands to the main applicant, as GB/T 4761 groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 本人.
    #[serde(rename = "self")]
    Oneself,
    /// 配偶.
    Spouse,
    /// 子女.
    Child,
    /// 父母.
    Parent,
    /// 其他共同居住人.
    Other,
}

impl Relation {
    /// Stable name in the database and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Oneself => "self",
            Relation::Spouse => "spouse",
            Relation::Child => "child",
            Relation::Parent => "parent",
            Relation::Other => "other",
        }
    }

    /// 中文.
    pub fn title(self) -> &'static str {
        match self {
            Relation::Oneself => "本人",
            Relation::Spouse => "配偶",
            Relation::Child => "子女",
            Relation::Parent => "父母",
            Relation::Other => "其他",
        }
    }

    /// From its stable name.
    pub fn parse(name: &str) -> Option<Relation> {
        [Relation::Oneself, Relation::Spouse, Relation::Child, Relation::Parent, Relation::Other].into_iter().find(|it| it.name() == name)
    }
}

/// A member as lists may show him.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Member {
    /// `person.id`.
    pub person_id: String,
    /// How he stands to the main applicant.
    pub relation: Relation,
    /// Masked name.
    pub name: String,
    /// Masked number.
    pub number: String,
    /// `male`, `female` or empty.
    pub sex: String,
    /// Date of birth.
    pub birth: String,
    /// Signs for himself: 18 or older today.
    pub adult: bool,
}

/// A new household with its main applicant.
pub async fn found(act: &mut Act, head: &str, region: &str) -> Result<Household, Fail> {
    found_by(act, head, region, "applicant").await
}

/// The same on the word of another source, such as an old record (`legacy`).
pub async fn found_by(act: &mut Act, head: &str, region: &str, source: &str) -> Result<Household, Fail> {
    let household = Household { id: act.new_id(), region: region.into(), head_id: head.into() };
    store::insert(act, &household).await?;
    add(act, &household.id, head, Relation::Oneself, source).await?;
    Ok(household)
}

/// The household, or `not_found`.
pub async fn get(act: &mut Act, id: &str) -> Result<Household, Fail> {
    store::get(act, id).await?.ok_or_else(|| NOT_FOUND.into())
}

/// Moves the household's application to another region, before anything was submitted.
pub async fn set_region(act: &mut Act, id: &str, region: &str) -> Result<(), Fail> {
    store::set_region(act, id, region).await
}

/// Adds a member from today on; `source` says who says so.
pub async fn add(act: &mut Act, household: &str, person: &str, relation: Relation, source: &str) -> Result<(), Fail> {
    if store::open_members(act, household).await?.iter().any(|(id, _)| id == person) {
        return Err(ALREADY_MEMBER.into());
    }
    store::insert_member(act, household, person, relation.name(), source).await
}

/// Ends a membership today.
pub async fn remove(act: &mut Act, household: &str, person: &str) -> Result<(), Fail> {
    if get(act, household).await?.head_id == person {
        return Err(HEAD_STAYS.into());
    }
    if store::close_member(act, household, person).await? == 0 { Err(NOT_FOUND.into()) } else { Ok(()) }
}

/// The main applicant has died: another adult member is the head from today on, the dead one is
/// a member no longer. Rows are closed, not changed.
pub async fn succeed(act: &mut Act, household: &str, successor: &str) -> Result<(), Fail> {
    let before = get(act, household).await?.head_id;
    store::set_head(act, household, successor).await?;
    store::close_member(act, household, successor).await?;
    store::insert_member(act, household, successor, Relation::Oneself.name(), "succession").await?;
    store::close_member(act, household, &before).await?;
    Ok(())
}

/// The members today, the main applicant first.
pub async fn members(act: &mut Act, household: &str) -> Result<Vec<Member>, Fail> {
    let mut members = Vec::new();
    for (person_id, relation) in store::open_members(act, household).await? {
        let known = person::get(act, &person_id).await?;
        let relation = Relation::parse(&relation).unwrap_or(Relation::Other);
        let adult = is_adult(&known.birth, act.today());
        members.push(Member { person_id, relation, name: known.name, number: known.number, sex: known.sex, birth: known.birth, adult });
    }
    members.sort_by_key(|member| (member.relation, member.birth.clone()));
    Ok(members)
}

/// Households this person belongs to today.
pub async fn of_person(act: &mut Act, person: &str) -> Result<Vec<String>, Fail> {
    store::of_person(act, person).await
}

/// 18 or older on the day. Who has no known birth date signs for himself.
pub fn is_adult(birth: &str, on: jiff::civil::Date) -> bool {
    let Ok(birth) = birth.parse::<jiff::civil::Date>() else { return true };
    let (years, before_birthday) = (on.year() - birth.year(), (on.month(), on.day()) < (birth.month(), birth.day()));
    ADULT_YEARS <= years - i16::from(before_birthday)
}

#[cfg(test)]
mod tests {
    use super::is_adult;

    #[test]
    fn one_comes_of_age_on_the_eighteenth_birthday() {
        let on = |text: &str| text.parse().unwrap();
        assert!(!is_adult("2008-11-24", on("2026-11-23")));
        assert!(is_adult("2008-11-23", on("2026-11-23")));
        assert!(is_adult("", on("2026-11-23")));
        assert!(!is_adult("2008-02-29", on("2026-02-28")));
        assert!(is_adult("2008-02-29", on("2026-03-01")));
    }
}
