//! 自动比对 — what the departments said against what the applicant said and against each other.

use std::collections::BTreeMap;

use exchange::departments::{Answer, Department};
use kernel::{Act, Fail};
use people::consent::{self, Consent};
use people::household::{self, Member, Relation};

use super::across::{COMPARISONS, Known, same_person};
use super::kinship::{self, Cover};
use crate::application::{self, Application};
use crate::evidence;

/// What was found about one department's lane.
#[derive(Debug, Clone, Default)]
pub struct Matter {
    /// Department code.
    pub department: String,
    /// Some answer is still to come within its statutory days.
    pub waiting: bool,
    /// Some answer will not come.
    pub silent: bool,
    /// The answers do not tell; a person looks, and nothing is suspended.
    pub doubtful: bool,
    /// Evidence contradicts what was said or what another department said.
    pub contradicts: bool,
    /// One sentence for each finding, without personal values.
    pub sentences: Vec<String>,
}

impl Matter {
    fn say(&mut self, sentence: impl Into<String>) {
        self.contradicts = true;
        self.sentences.push(sentence.into());
    }

    fn doubt(&mut self, sentence: impl Into<String>) {
        self.doubtful = true;
        self.sentences.push(sentence.into());
    }
}

/// The household before the departments' answers are laid side by side.
struct Bench {
    members: Vec<Member>,
    /// What is known of each member, in their order.
    known: Vec<Known>,
    signed: Vec<Consent>,
}

impl Bench {
    fn who(&self, at: usize) -> String {
        match self.members.get(at) {
            Some(member) if 0 < at => format!("成员{}（{}）", at + 1, member.relation.title()),
            _ => "申请人".to_owned(),
        }
    }
}

/// One matter for each lane.
pub(super) async fn matters(act: &mut Act, it: &Application) -> Result<Vec<Matter>, Fail> {
    let mut bench =
        Bench { members: household::members(act, &it.household_id).await?, known: Vec::new(), signed: consent::of_case(act, &it.id).await? };
    for member in &bench.members {
        bench.known.push(Known::of(&people::person::private(act, &member.person_id).await?.id_number));
    }
    let mut matters = Vec::new();
    for department in evidence::catalogue().lanes() {
        matters.push(lane(act, it, &mut bench, department).await?);
    }
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, known) in bench.known.iter().enumerate() {
        for comparison in COMPARISONS.iter().filter(|comparison| (comparison.contradicts)(known, act.today()) == Some(true)) {
            for lane in comparison.lanes {
                found.entry(lane).or_default().push(format!("{}：{}", bench.who(at), comparison.sentence));
            }
        }
    }
    for matter in &mut matters {
        found.remove(matter.department.as_str()).into_iter().flatten().for_each(|sentence| matter.say(sentence));
        match matter.department.as_str() {
            "minzheng" => marriage(matter, &bench),
            "gongan" => children(matter, &bench, act.today()),
            _ => {}
        }
    }
    Ok(matters)
}

/// What one department said of each member, beside what the applicant says.
async fn lane(act: &mut Act, it: &Application, bench: &mut Bench, department: &Department) -> Result<Matter, Fail> {
    let asked = evidence::of_case(act, &it.id).await?;
    let declared = application::declared(act, it).await?;
    let mut matter = Matter { department: department.code.clone(), ..Matter::default() };
    for at in 0..bench.members.len() {
        let (who, person) = (bench.who(at), &bench.members[at].person_id);
        let Some(asked) = evidence::newest(&asked, person, &department.code) else {
            matter.silent = true;
            matter.sentences.push(format!("{who}：没有查询"));
            continue;
        };
        match asked.state.as_str() {
            "waiting" => matter.waiting = true,
            "answered" => {
                if let Some(dispute) = declared.disputes.iter().find(|dispute| dispute.query == asked.id) {
                    matter.say(format!("{who}对查询结果有异议：{}", dispute.why));
                }
                match evidence::answer(act, asked).await? {
                    None => matter.say(format!("{who}：{}查无此人", department.name)),
                    Some(answer) => {
                        alone(&mut matter, &who, &answer);
                        bench.known[at].learn(answer);
                    }
                }
            }
            _ => {
                matter.silent = true;
                matter.sentences.push(format!("{who}：{}", asked.why));
            }
        }
    }
    Ok(matter)
}

/// What an answer says that does not go with an application at all.
fn alone(matter: &mut Matter, who: &str, answer: &Answer) {
    if let Answer::Police(said) = answer {
        if !said.name_match {
            matter.say(format!("{who}：姓名与证件号码不一致"));
        }
        if said.died_on.is_some() {
            matter.say(format!("{who}：登记为已死亡"));
        }
    }
}

/// A spouse applies together with the applicant; who is married brings the spouse, who is not has none.
fn marriage(matter: &mut Matter, bench: &Bench) {
    let Some(said) = bench.known.first().and_then(|known| known.civil.as_ref()) else { return };
    let declared = bench.members.iter().position(|member| member.relation == Relation::Spouse).and_then(|at| bench.known.get(at));
    match (said.marital.starts_with('2'), declared) {
        (true, None) => matter.say("申请人：登记为已婚，配偶没有列入申请"),
        (false, Some(_)) => matter.say("申请人：登记为无配偶，申请中列有配偶"),
        (true, Some(declared)) => {
            let other = |number: &Option<String>, than: &str| number.as_deref().is_some_and(|number| !same_person(number, than));
            if other(&said.spouse_id_number, &declared.number) {
                matter.say("申请人：登记的配偶与申报的不是同一人");
            }
            // The same register, asked about the other half of the couple.
            let applicant = bench.known.first().map_or("", |known| &known.number);
            if let Some(theirs) = &declared.civil
                && (!theirs.marital.starts_with('2') || other(&theirs.spouse_id_number, applicant))
            {
                matter.say("申请人和配偶：双方的婚姻登记不一致");
            }
        }
        (false, None) => {}
    }
}

/// Whether more than the applicant's word says that the children are theirs to sign for.
fn children(matter: &mut Matter, bench: &Bench, today: jiff::civil::Date) {
    let parents = kinship::parents(&bench.members);
    let numbers: Vec<String> = bench
        .members
        .iter()
        .zip(&bench.known)
        .filter(|(member, _)| parents.iter().any(|it| it.person_id == member.person_id))
        .map(|(_, known)| known.number.clone())
        .collect();
    for (at, child) in bench.members.iter().enumerate().filter(|(_, member)| !member.adult) {
        if kinship::signed_apart(child, &parents, &bench.signed, today) || parents.iter().any(|it| it.person_id == child.person_id) {
            continue;
        }
        let own = |place: usize| place == at || numbers.contains(&bench.known[place].number);
        let registers: Vec<_> = (0..bench.known.len()).filter(|place| own(*place)).filter_map(|place| bench.known[place].police.as_ref()).collect();
        let cover = match kinship::shown(&registers, &bench.known[at].number, &numbers) {
            // While an answer is still to come, nothing is said.
            Cover::Unknown | Cover::NotShown if matter.waiting => continue,
            cover => cover,
        };
        if let Some(sentence) = cover.sentence() {
            matter.doubt(format!("{}：{sentence}", bench.who(at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::departments::answer::CivilAffairs;

    const HE: &str = "110105199001010037";
    const SHE: &str = "11010519900101058X";
    const SHE_FIRST: &str = "110105900101058";

    fn member(relation: Relation) -> Member {
        let blank = String::new;
        Member { person_id: relation.name().into(), relation, name: blank(), number: blank(), sex: blank(), birth: "1990-01-01".into(), adult: true }
    }

    fn known(number: &str, civil: Option<(&str, Option<&str>)>) -> Known {
        let said = |(marital, spouse): (&str, Option<&str>)| CivilAffairs {
            marital: marital.into(),
            spouse_id_number: spouse.map(str::to_owned),
            welfare: None,
            deposits_fen: 0,
            deposits_as_of: jiff::civil::date(2026, 3, 1),
        };
        Known { civil: civil.map(said), ..Known::of(number) }
    }

    // JX2019-4/3.2b, 民法典 1049: what the marriage register says of him, what of her, who is on the application.
    #[test]
    fn a_couple_is_who_the_marriage_register_says_from_both_sides() {
        type Said = Option<(&'static str, Option<&'static str>)>;
        let cases: [(Said, Option<Said>, &str); 11] = [
            (Some(("20", Some(SHE))), Some(Some(("20", Some(HE)))), ""),
            (Some(("20", Some(SHE_FIRST))), Some(Some(("20", Some(HE)))), ""),
            (Some(("20", None)), Some(None), ""),
            (Some(("10", None)), None, ""),
            (Some(("30", None)), None, ""),
            (None, Some(None), ""),
            (Some(("20", Some(SHE))), None, "配偶没有列入申请"),
            (Some(("40", None)), Some(None), "申请中列有配偶"),
            (Some(("20", Some("110105197001010029"))), Some(None), "不是同一人"),
            (Some(("20", Some(SHE))), Some(Some(("40", None))), "双方的婚姻登记不一致"),
            (Some(("20", Some(SHE))), Some(Some(("20", Some("110105197001010029")))), "双方的婚姻登记不一致"),
        ];
        for (at, (he, she, expected)) in cases.into_iter().enumerate() {
            let mut bench = Bench { members: vec![member(Relation::Oneself)], known: vec![known(HE, he)], signed: Vec::new() };
            if let Some(she) = she {
                bench.members.push(member(Relation::Spouse));
                bench.known.push(known(SHE, she));
            }
            let mut matter = Matter::default();
            marriage(&mut matter, &bench);
            assert_eq!(matter.contradicts, !expected.is_empty(), "case {at}: {:?}", matter.sentences);
            assert!(matter.sentences.concat().contains(expected), "case {at}: {:?}", matter.sentences);
        }
    }
}
