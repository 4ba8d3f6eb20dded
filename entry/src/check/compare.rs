//! 自动比对 — what the departments said against what the applicant said and against each other.

use exchange::departments::{Answer, Department};
use kernel::{Act, Fail};
use people::household::{self, Member, Relation};

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
}

/// One matter for each lane.
pub(super) async fn matters(act: &mut Act, it: &Application) -> Result<Vec<Matter>, Fail> {
    let members = household::members(act, &it.household_id).await?;
    let asked = evidence::of_case(act, &it.id).await?;
    let declared = application::declared(act, it).await?;
    let mut matters = Vec::new();
    for department in evidence::catalogue().lanes() {
        let mut matter = Matter { department: department.code.clone(), ..Matter::default() };
        for (at, member) in members.iter().enumerate() {
            let who = if at == 0 { "申请人".to_owned() } else { format!("成员{}（{}）", at + 1, member.relation.title()) };
            let Some(asked) = evidence::newest(&asked, &member.person_id, &department.code) else {
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
                    let answer = evidence::answer(act, asked).await?;
                    judge(act, &mut matter, department, &who, member, &members, answer).await?;
                }
                _ => {
                    matter.silent = true;
                    matter.sentences.push(format!("{who}：{}", asked.why));
                }
            }
        }
        matters.push(matter);
    }
    Ok(matters)
}

async fn judge(
    act: &mut Act,
    matter: &mut Matter,
    department: &Department,
    who: &str,
    member: &Member,
    members: &[Member],
    answer: Option<Answer>,
) -> Result<(), Fail> {
    match answer {
        None => matter.say(format!("{who}：{}查无此人", department.name)),
        Some(Answer::Police(said)) => {
            if !said.name_match {
                matter.say(format!("{who}：姓名与证件号码不一致"));
            }
            if said.died_on.is_some() {
                matter.say(format!("{who}：登记为已死亡"));
            }
            if said.birth.to_string() != member.birth && !member.birth.is_empty() {
                matter.say(format!("{who}：出生日期与证件号码不一致"));
            }
        }
        Some(Answer::CivilAffairs(said)) => marriage(act, matter, who, member, members, &said.marital, said.spouse_id_number.as_deref()).await?,
        Some(Answer::Labour(said)) => {
            let dead_jobs = said.employments.iter().filter(|job| job.until.is_some_and(|until| until < job.since)).count();
            if 0 < dead_jobs {
                matter.say(format!("{who}：就业起止日期矛盾"));
            }
        }
        Some(_) => {}
    }
    Ok(())
}

/// A spouse applies together with the applicant; who is married brings the spouse, who is not has none.
async fn marriage(
    act: &mut Act,
    matter: &mut Matter,
    who: &str,
    member: &Member,
    members: &[Member],
    marital: &str,
    spouse: Option<&str>,
) -> Result<(), Fail> {
    if member.relation != Relation::Oneself {
        return Ok(());
    }
    let declared = members.iter().find(|other| other.relation == Relation::Spouse);
    match (marital.starts_with('2'), declared) {
        (true, None) => matter.say(format!("{who}：登记为已婚，配偶没有列入申请")),
        (false, Some(_)) => matter.say(format!("{who}：登记为无配偶，申请中列有配偶")),
        (true, Some(declared)) => {
            let number = people::person::private(act, &declared.person_id).await?.id_number;
            if spouse.is_some_and(|spouse| spouse != number) {
                matter.say(format!("{who}：登记的配偶与申报的不是同一人"));
            }
        }
        (false, None) => {}
    }
    Ok(())
}
