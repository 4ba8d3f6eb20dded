//! 看一条核查 — the question and the fields it needs, nothing else of the case (S-22, D-01).

use exchange::departments::{Answer, answer as said};
use kernel::page::{Tone, area, date, mask_name, mask_person_id, yuan};
use kernel::{Act, Fail, flow};
use people::household;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Lane, get, lanes};
use crate::application;
use crate::evidence;

/// Which lane.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeeLane {
    /// `lane.id`.
    pub id: String,
}

/// A lane as its reviewer sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Seen {
    /// The lane.
    pub lane: Lane,
    /// State of its process.
    pub state: String,
    /// 申请编号.
    pub number: String,
    /// What the automatic comparison found.
    pub compared: Vec<String>,
    /// One entry for each member.
    pub people: Vec<About>,
}

/// What this department says about one member.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct About {
    /// Masked name.
    pub name: String,
    /// Masked number.
    pub number: String,
    /// 本人, 配偶 ….
    pub relation: String,
    /// Query number.
    pub query: String,
    /// `waiting`, `answered`, `silent`.
    pub state: String,
    /// Sentence about the last try.
    pub why: String,
    /// The date the answer speaks for.
    pub as_of: Option<String>,
    /// Label and value of each field.
    pub fields: Vec<(String, String)>,
}

/// `GET /api/v1/lanes/{id}`
pub async fn see(act: &mut Act, ask: SeeLane) -> Result<Seen, Fail> {
    let lane = get(act, &ask.id).await?;
    let process = lanes::of(&lane.department).ok_or(kernel::fail::NOT_FOUND)?;
    let perm = people::perms::check_of(&lane.department).ok_or(kernel::fail::NOT_FOUND)?;
    act.require(perm, &lane.region)?;
    let it = application::get(act, &lane.application_id).await?;
    let state = flow::get(act, process, &lane.id).await?.state;
    let people = about(act, &it.id, &it.household_id, &lane.department).await?;
    act.about("lane", &lane.id, &lane.region);
    Ok(Seen { compared: lane.compared(), state, number: it.number().to_owned(), people, lane })
}

/// The result of a lane in a word, and how it is meant.
pub fn result_word(result: &str) -> (Tone, &'static str) {
    match result {
        "agree" => (Tone::Success, "一致"),
        "disagree" => (Tone::Danger, "不一致"),
        "unable" => (Tone::Warning, "无法核验"),
        _ => (Tone::Info, "核查中"),
    }
}

/// What one department says about each member of a case.
pub async fn about(act: &mut Act, case: &str, household: &str, department: &str) -> Result<Vec<About>, Fail> {
    let asked = evidence::of_case(act, case).await?;
    let mut people = Vec::new();
    for member in household::members(act, household).await? {
        let newest = evidence::newest(&asked, &member.person_id, department).cloned();
        let (mut fields, mut entry) = (
            Vec::new(),
            About {
                name: member.name,
                number: member.number,
                relation: member.relation.title().into(),
                query: String::new(),
                state: "unasked".into(),
                why: String::new(),
                as_of: None,
                fields: Vec::new(),
            },
        );
        if let Some(newest) = newest {
            match evidence::answer(act, &newest).await? {
                Some(answer) => fields = in_words(&answer),
                None if newest.answered() => fields.push(("结果".into(), "查无此人".into())),
                None => {}
            }
            entry = About {
                query: newest.id.clone(),
                state: newest.state.clone(),
                why: newest.why.clone(),
                as_of: newest.as_of.clone(),
                fields,
                ..entry
            };
        }
        people.push(entry);
    }
    Ok(people)
}

fn list<T>(rows: &[T], say: impl Fn(&T) -> String) -> String {
    if rows.is_empty() { "无".into() } else { rows.iter().map(say).collect::<Vec<_>>().join("；") }
}

fn region(code: &str) -> String {
    kernel::shell::region_name(code)
}

/// An answer in words: label and value, names and numbers of others masked.
pub fn in_words(answer: &Answer) -> Vec<(String, String)> {
    let rows: Vec<(&str, String)> = match answer {
        Answer::Police(it) => police(it),
        Answer::CivilAffairs(it) => vec![
            ("婚姻", marital(&it.marital).into()),
            ("配偶", it.spouse_id_number.as_deref().map_or("无".into(), mask_person_id)),
            (
                "社会救助",
                it.welfare.as_ref().map_or("无".into(), |row| format!("{}，自 {}", super::words::welfare_kind(row.kind).chinese(), date(row.since))),
            ),
            ("存款合计", format!("{} 元（{}）", yuan(it.deposits_fen), date(it.deposits_as_of))),
        ],
        Answer::RealEstate(it) => vec![("不动产", list(&it.titles, title))],
        Answer::Labour(it) => vec![
            (
                "就业",
                list(&it.employments, |job| {
                    format!("{}，{}起{}", job.employer, date(job.since), job.until.map(|day| format!("至{}", date(day))).unwrap_or_default())
                }),
            ),
            ("社会保险", list(&it.insurance, |row| format!("{}连续 {} 个月", insurance(row.kind), row.months_continuous))),
        ],
        Answer::Tax(it) => {
            let all = [it.income.salary_fen, it.income.business_fen, it.income.property_fen, it.income.transfer_fen]
                .into_iter()
                .fold(0i64, i64::saturating_add);
            vec![("年度", it.year.to_string()), ("全年收入", format!("{} 元", yuan(all))), ("其中工资", format!("{} 元", yuan(it.income.salary_fen)))]
        }
        Answer::ProvidentFund(it) => vec![(
            "公积金",
            if it.months_total == 0 {
                "未缴存".into()
            } else {
                format!("连续缴存 {} 个月，累计 {} 个月", it.months_continuous, it.months_total)
            },
        )],
        Answer::Market(it) => vec![
            ("营业执照", list(&it.licences, |row| row.name.clone())),
            ("持股", list(&it.stakes, |row| format!("{}，出资 {} 元", row.name, yuan(row.capital_fen)))),
        ],
        other => standing(other),
    };
    rows.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

/// What the departments beside the lanes say, and housing itself.
fn standing(answer: &Answer) -> Vec<(&'static str, String)> {
    match answer {
        Answer::Housing(it) => vec![(
            "住房保障",
            list(&it.benefits, |row| {
                format!(
                    "{}，{}起{}",
                    super::words::benefit_kind(row.kind).chinese(),
                    date(row.from),
                    if row.to.is_some() { "，已结束" } else { "，享受中" }
                )
            }),
        )],
        Answer::Disability(it) => vec![(
            "残疾人证",
            it.certificate.as_ref().map_or("无".into(), |row| {
                format!("{} {} 级", super::words::disability_kind(&row.kind).map_or("其他", |kind| kind.chinese()), row.level)
            }),
        )],
        Answer::Veterans(it) => vec![("优抚", list(&it.kinds, Clone::clone))],
        Answer::Education(it) => vec![(
            "毕业",
            it.graduation
                .as_ref()
                .map_or("无记录".into(), |row| format!("{}{}", date(row.graduated_on), if row.full_time { "，全日制" } else { "" })),
        )],
        Answer::Health(it) => vec![("计划生育特殊困难家庭", yes_no(it.family_planning_hardship))],
        Answer::Agriculture(it) => vec![("进城农村建档立卡", yes_no(it.registered_poor))],
        _ => Vec::new(),
    }
}

fn police(it: &said::Police) -> Vec<(&'static str, String)> {
    let kind = if it.hukou.kind == said::HukouKind::Urban { "城镇" } else { "农村" };
    vec![
        ("姓名与证件", if it.name_match { "一致".into() } else { "不一致".into() }),
        ("死亡登记", it.died_on.map_or("无".into(), date)),
        ("户籍", format!("{}（{kind}），{}起", region(&it.hukou.region), date(it.hukou.since))),
        ("同户人员", list(&it.register_members, |row| mask_name(&row.name))),
        ("居住证", it.residence_permit.as_ref().map_or("无".into(), |row| format!("{}，{}起", region(&row.region), date(row.since)))),
        ("机动车", list(&it.vehicles, |row| super::words::vehicle_kind(row.kind).chinese().to_owned())),
    ]
}

fn title(row: &said::Title) -> String {
    let usage = match row.usage {
        said::Usage::Residential => "住宅",
        said::Usage::Shop => "商铺",
        said::Usage::NonResidential => "非住宅",
    };
    let gone = row.disposed_on.map(|day| format!("，{}已转出", date(day))).unwrap_or_default();
    format!("{} {usage} {}，{}取得{gone}", region(&row.region), area(row.area_centi), date(row.acquired_on))
}

fn insurance(kind: said::InsuranceKind) -> &'static str {
    match kind {
        said::InsuranceKind::Pension => "职工养老",
        said::InsuranceKind::ResidentPension => "居民养老",
        said::InsuranceKind::Medical => "职工医疗",
        said::InsuranceKind::Unemployment => "失业",
        said::InsuranceKind::WorkInjury => "工伤",
    }
}

fn marital(code: &str) -> &'static str {
    super::words::marital(code).map_or("未说明", |it| it.chinese())
}

fn yes_no(yes: bool) -> String {
    if yes { "是".into() } else { "否".into() }
}
