//! 标识 — the marks of a case, taken from its members, what they said, and what departments answered.

use exchange::departments::{Answer, answer::Usage};
use kernel::crypto::Field;
use kernel::{Act, Fail};
use people::household::{self, Member};
use people::person;

use super::matching::{self, Key, Kind, Role};
use crate::application::{self, Application};
use crate::evidence;

/// Everything a case can be recognised by today. What is missing gives no mark.
pub(super) async fn of(act: &mut Act, it: &Application) -> Result<Vec<Key>, Fail> {
    let members = household::members(act, &it.household_id).await?;
    let asked = evidence::of_case(act, &it.id).await?;
    let mut book = Book { keys: Vec::new(), own: Vec::new() };
    let mut spouses = Vec::new();
    for member in &members {
        let known = person::private(act, &member.person_id).await?;
        let role = if member.adult { Role::Adult } else { Role::Minor };
        book.person(act, role, &member.person_id, &known.id_number, &known.name);
        for department in ["gongan", "minzheng", "ziran"] {
            let Some(newest) = evidence::newest(&asked, &member.person_id, department) else { continue };
            match evidence::answer(act, newest).await? {
                Some(Answer::Police(said)) => book.thing(act, Kind::Register, &member.person_id, matching::register(&said.hukou.register_no)),
                Some(Answer::CivilAffairs(said)) if member.adult => spouses.extend(spouse(member, said.spouse_id_number)),
                Some(Answer::RealEstate(said)) => {
                    for held in said.titles.iter().filter(|title| title.usage == Usage::Residential && title.disposed_on.is_none()) {
                        book.thing(act, Kind::Title, &member.person_id, matching::title(&held.title_no));
                    }
                }
                _ => {}
            }
        }
    }
    for (member, number) in spouses {
        // A spouse who applies along is no news; one who does not may stand elsewhere.
        if let Some(number) = matching::number(&number).filter(|number| !book.own.contains(number)) {
            book.add(act, Kind::Person, Role::Spouse, &member, Some(number));
        }
    }
    let declared = application::declared(act, it).await?;
    let place = if declared.lives_in.is_empty() { it.region.clone() } else { declared.lives_in };
    book.thing(act, Kind::Dwelling, &it.applicant_id, matching::dwelling(&declared.address, &place));
    let mut keys = book.keys;
    keys.sort();
    keys.dedup();
    Ok(keys)
}

fn spouse(member: &Member, number: Option<String>) -> Option<(String, String)> {
    number.map(|number| (member.person_id.clone(), number))
}

struct Book {
    keys: Vec<Key>,
    /// Numbers of the members themselves.
    own: Vec<String>,
}

impl Book {
    fn person(&mut self, act: &Act, role: Role, person: &str, number: &str, name: &str) {
        let whole = matching::number(number);
        self.own.extend(whole.clone());
        self.add(act, Kind::Person, role, person, whole);
        self.add(act, Kind::Renumbered, role, person, matching::lasting(number, name));
    }

    fn thing(&mut self, act: &Act, kind: Kind, person: &str, value: Option<String>) {
        self.add(act, kind, Role::Thing, person, value);
    }

    /// Only the blind index is kept, each kind in a space of its own.
    fn add(&mut self, act: &Act, kind: Kind, role: Role, person: &str, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else { return };
        let index = act.keys().index(Field::IdNumber, &format!("duplicate/{}/{value}", kind.name()));
        self.keys.push(Key { kind, role, index, person: person.to_owned() });
    }
}
