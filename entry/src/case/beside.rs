//! 证据对照 — what two departments say of one person, next to each other, with what does not agree marked.
//!
//! Two departments rarely have a field in common; what their answers say *about the same point* is
//! compared: is he alive, does he work, does he run a business. A point only one of them speaks to
//! is no difference.

use exchange::departments::Answer;
use kernel::{Act, Fail};
use people::household;
use people::perms::EVIDENCE_SEE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::see::in_words;
use crate::{application, evidence};

/// Which two.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BesideAsk {
    /// `application.id`.
    pub id: String,
    /// Department code on the left.
    #[serde(default)]
    pub left: String,
    /// Department code on the right.
    #[serde(default)]
    pub right: String,
}

/// A point both speak to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Point {
    /// What it is about.
    pub about: String,
    /// What the left one says.
    pub left: String,
    /// What the right one says.
    pub right: String,
    /// They do not agree.
    pub differs: bool,
}

/// One member in both answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Beside {
    /// Masked name and relation.
    pub name: String,
    /// What both speak to.
    pub points: Vec<Point>,
    /// The left answer, label and value.
    pub left: Vec<(String, String)>,
    /// The right answer.
    pub right: Vec<(String, String)>,
    /// The date the left answer speaks for.
    pub left_as_of: String,
    /// The date the right answer speaks for.
    pub right_as_of: String,
}

/// `GET /api/v1/applications/{id}/beside`
pub async fn beside(act: &mut Act, ask: BesideAsk) -> Result<Vec<Beside>, Fail> {
    let it = application::seen(act, &ask.id).await?;
    act.require(EVIDENCE_SEE, &it.region)?;
    for (field, code) in [("left", &ask.left), ("right", &ask.right)] {
        if evidence::catalogue().get(code).is_none() {
            return Err(Fail::field(field, "请选择部门"));
        }
    }
    let asked = evidence::of_case(act, &it.id).await?;
    let mut rows = Vec::new();
    for member in household::members(act, &it.household_id).await? {
        let (left, left_as_of) = answer(act, &asked, &member.person_id, &ask.left).await?;
        let (right, right_as_of) = answer(act, &asked, &member.person_id, &ask.right).await?;
        rows.push(Beside {
            name: format!("{} {}", member.relation.title(), member.name),
            points: compare(left.as_ref(), right.as_ref()),
            left: words(left.as_ref()),
            right: words(right.as_ref()),
            left_as_of,
            right_as_of,
        });
    }
    act.about("application", &it.id, &it.region);
    Ok(rows)
}

async fn answer(act: &mut Act, asked: &[evidence::Asked], person: &str, department: &str) -> Result<(Option<Answer>, String), Fail> {
    let Some(newest) = evidence::newest(asked, person, department) else { return Ok((None, String::new())) };
    Ok((evidence::answer(act, newest).await?, newest.as_of.clone().unwrap_or_default()))
}

fn words(answer: Option<&Answer>) -> Vec<(String, String)> {
    answer.map_or_else(|| vec![("答复".into(), "没有".into())], in_words)
}

/// The points both speak to.
pub fn compare(left: Option<&Answer>, right: Option<&Answer>) -> Vec<Point> {
    let (Some(left), Some(right)) = (left, right) else { return Vec::new() };
    let right = points(right);
    points(left)
        .into_iter()
        .filter_map(|(about, yes, says)| {
            let (_, other_yes, other_says) = right.iter().find(|(point, ..)| *point == about)?;
            Some(Point { about: about.into(), left: says, right: other_says.clone(), differs: yes != *other_yes })
        })
        .collect()
}

/// What an answer says on points others speak to as well: the point, yes or no, and its words.
fn points(answer: &Answer) -> Vec<(&'static str, bool, String)> {
    let yes_no = |yes: bool, yes_word: &str, no_word: &str| if yes { yes_word.to_owned() } else { no_word.to_owned() };
    match answer {
        Answer::Police(said) => {
            vec![("在世", said.died_on.is_none(), said.died_on.map_or_else(|| "没有死亡登记".into(), |on| format!("{}死亡", kernel::page::date(on))))]
        }
        Answer::Labour(said) => {
            let job = said.employments.iter().find(|job| job.until.is_none());
            let paid = said.insurance.iter().map(|paid| paid.through).max();
            let mut points = vec![("有工作", job.is_some(), job.map_or_else(|| "没有在职登记".into(), |job| format!("在职：{}", job.employer)))];
            if let Some(through) = paid {
                points.push(("在世", true, format!("参保缴费至{}", kernel::page::date(through))));
            }
            points
        }
        Answer::Tax(said) => {
            let (works, trades) = (0 < said.income.salary_fen, said.income.business_fen != 0);
            let year = said.year;
            vec![
                ("有工作", works, yes_no(works, &format!("{year}年有工资薪金收入"), &format!("{year}年没有工资薪金收入"))),
                ("经营", trades, yes_no(trades, &format!("{year}年有经营收入"), &format!("{year}年没有经营收入"))),
            ]
        }
        Answer::ProvidentFund(said) => {
            let pays = 0 < said.months_continuous;
            vec![("有工作", pays, yes_no(pays, &format!("连续缴存 {} 个月", said.months_continuous), "没有在缴"))]
        }
        Answer::Market(said) => {
            let trades = !said.licences.is_empty();
            vec![("经营", trades, yes_no(trades, &format!("有 {} 张营业执照", said.licences.len()), "没有营业执照"))]
        }
        _ => Vec::new(),
    }
}
