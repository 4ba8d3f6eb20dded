//! 资格自测 — six questions without signing in, answered by the same rules that decide.
//!
//! What is typed is kept nowhere. Ineligible is an answer, not an error; and the page says
//! that it is no decision and what it took for granted.

use askama::Template;
use base::{Centi, Fen, RegionCode};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::page::{Choice, Fault, Finding, Page, fold_width};
use kernel::{Act, Fail, Reply};
use policy::decide::WouldBe;
use policy::facts::{EarlierBenefit, Employment, Home, Hukou, Insured, Member, WelfareSince};
use policy::terms::{Benefit, Form, Holding, HukouKind, Insurance, Relation, Welfare};
use policy::{Decision, Facts, Outcome};
use serde::Deserialize;

use super::regions;
use crate::pack::in_force;

/// The answers, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Answers {
    region: String,
    people: String,
    ties: String,
    area: String,
    income: String,
    deposits: String,
    aid: String,
}

#[derive(Template)]
#[template(path = "pack/guide/self_test_page.html")]
struct QuestionsView {
    page: Page,
    fault: Fault,
    ask: Answers,
    areas: Vec<Choice>,
    ties: Vec<Choice>,
    aids: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "pack/guide/self_test_result_page.html")]
struct ResultView {
    page: Page,
    region: String,
    code: String,
    tone: &'static str,
    word: String,
    more: String,
    findings: Vec<Finding>,
    taken: Vec<&'static str>,
    again: String,
}

/// `GET /self-test`
pub(super) async fn page(act: &mut Act, ask: Answers) -> Result<Reply, Fail> {
    questions(act, ask, Fault::none()).await
}

async fn questions(act: &mut Act, ask: Answers, fault: Fault) -> Result<Reply, Fail> {
    let law = in_force(act).await?;
    let cities = regions::cities(&law, act.today());
    let demo = regions::demo(&cities);
    let others = cities.into_iter().flat_map(|city| city.areas).filter(|area| !area.demo);
    let areas = Choice::list(demo.into_iter().chain(others).map(|area| (area.code, area.full_name)));
    let mut page = act.page("资格自测").await?;
    page.back = Some("/".into());
    page.faulty = !fault.is_empty();
    page.demo_pack = regions::find(&law, act.today(), &ask.region).is_some_and(|area| area.demo);
    let ties = Choice::list([
        ("hukou3", "户口在这里，满3年"),
        ("hukou", "户口在这里，不满3年"),
        ("work36", "户口在外地，在这里工作并缴养老保险满3年"),
        ("work12", "户口在外地，在这里工作并缴养老保险满1年"),
        ("work6", "户口在外地，在这里工作并缴养老保险满半年"),
        ("none", "都不是"),
    ]);
    let aids =
        Choice::list([("none", "都没有"), ("dibao", "有人领城镇低保"), ("tekun", "有人是城镇特困人员"), ("housed", "已经住公租房或者领租赁补贴")]);
    let status = if fault.is_empty() { 200 } else { 422 };
    Ok(act.render(&QuestionsView { page, fault, ask, areas, ties, aids })?.status(status))
}

/// The answers, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) region: RegionCode,
    pub(super) people: usize,
    pub(super) ties: String,
    pub(super) area: Centi,
    pub(super) income: Fen,
    pub(super) deposits: Fen,
    pub(super) aid: String,
}

/// Reads what was typed; every field that cannot be read gets a message.
pub(super) fn told(ask: &Answers) -> Result<Told, Fault> {
    let mut fault = Fault::none();
    let region = RegionCode::parse(&ask.region).ok().filter(|code| 6 <= code.as_str().len());
    let people = fold_width(&ask.people).parse::<usize>().ok().filter(|count| (1..=20).contains(count));
    let amount = |text: &str| Fen::parse(&fold_width(text)).ok().filter(|fen| 0 <= fen.0);
    let area = Centi::parse(&fold_width(&ask.area)).ok().filter(|area| 0 <= area.0);
    let (income, deposits) = (amount(&ask.income), amount(&ask.deposits));
    for (field, right, message) in [
        ("region", region.is_some(), "请选择地区"),
        ("people", people.is_some(), "请填写人数，1到20"),
        ("ties", ["hukou3", "hukou", "work36", "work12", "work6", "none"].contains(&ask.ties.as_str()), "请选择户口和工作的情况"),
        ("area", area.is_some(), "请填写面积，没有房填0"),
        ("income", income.is_some(), "请填写全家一年的收入，没有填0"),
        ("deposits", deposits.is_some(), "请填写全家的存款，没有填0"),
        ("aid", ["none", "dibao", "tekun", "housed"].contains(&ask.aid.as_str()), "请选择一项"),
    ] {
        if !right {
            fault.add(field, message);
        }
    }
    match (region, people, area, income, deposits) {
        (Some(region), Some(people), Some(area), Some(income), Some(deposits)) if fault.is_empty() => {
            Ok(Told { region, people, ties: ask.ties.clone(), area, income, deposits, aid: ask.aid.clone() })
        }
        _ => Err(fault),
    }
}

/// What is taken for granted beside the answers; the page says so.
const TAKEN: [&str; 4] = [
    "申请人已满25周岁，家里没有人在限制期内。",
    "说“户口在这里”的，按现在也住在这里、在这里上班或不上班算。",
    "家人之间有法定的赡养、抚养或扶养关系。",
    "没有问到的情况（如车辆、商铺），按不清楚处理。",
];

/// The typed answers as the facts that rules ask for.
pub(super) fn facts(told: &Told, on: Date) -> Facts {
    let ago = |months: i32| on.checked_sub(months.months()).unwrap_or(on);
    let mut members: Vec<Member> = (0..told.people).map(|at| person(told, at, on)).collect();
    let local = told.ties.starts_with("hukou");
    let months: u16 = told.ties.strip_prefix("work").and_then(|text| text.parse().ok()).unwrap_or(0);
    let since = match told.ties.as_str() {
        "hukou3" => Some(ago(36)),
        "hukou" => Some(ago(1)),
        _ => None,
    };
    if let Some(first) = members.first_mut() {
        first.employments = Some(if months == 0 {
            Vec::new()
        } else {
            vec![Employment {
                region: told.region,
                employer: None,
                since: Some(ago(i32::from(months))),
                until: None,
                contract_months: None,
                industry: None,
            }]
        });
        first.insurances = Some(if months == 0 {
            Vec::new()
        } else {
            vec![Insured { kind: Insurance::WorkerPension, region: Some(told.region), months, continuous_months: Some(months) }]
        });
        first.welfare = Some(match told.aid.as_str() {
            "dibao" => vec![WelfareSince { kind: Welfare::Dibao, since: Some(ago(12)), until: None }],
            "tekun" => vec![WelfareSince { kind: Welfare::Tekun, since: Some(ago(12)), until: None }],
            _ => Vec::new(),
        });
    }
    for member in &mut members {
        member.hukou = Some(Hukou { region: if local { told.region } else { elsewhere(&told.region) }, kind: Some(HukouKind::Resident), since });
        if member.employments.is_none() {
            member.employments = Some(Vec::new());
            member.insurances = Some(Vec::new());
        }
    }
    let mut facts = Facts::household(told.region, on, members);
    facts.form = if told.people == 1 { Form::Single } else { Form::Household };
    facts.homes = Some(if told.area.0 == 0 {
        Vec::new()
    } else {
        vec![Home { owner: 0, region: told.region, area: Some(told.area), holding: Holding::Owned, acquired_on: None, disposed_on: None }]
    });
    facts.lives_in = Some(if told.ties == "none" { Vec::new() } else { vec![told.region] });
    facts.works_in = Some(if months == 0 { Vec::new() } else { vec![told.region] });
    facts.benefits = Some(if told.aid == "housed" {
        vec![EarlierBenefit { benefit: Benefit::PublicRental, region: None, from: None, until: None }]
    } else {
        Vec::new()
    });
    facts
}

fn person(told: &Told, at: usize, on: Date) -> Member {
    let mut member = Member::new(if at == 0 { Relation::Applicant } else { Relation::Other });
    member.alive = Some(true);
    member.birth = (at == 0).then(|| on.checked_sub(26.years()).unwrap_or(on));
    member.legal_tie = Some(true);
    member.sanctions = Some(Vec::new());
    member.welfare = Some(Vec::new());
    // The sums are the household's: rules compare the total with the limit times its size.
    member.income_fen = Some(if at == 0 { told.income } else { Fen::ZERO });
    member.deposits_fen = Some(if at == 0 { told.deposits } else { Fen::ZERO });
    member
}

/// A county of another city.
fn elsewhere(region: &RegionCode) -> RegionCode {
    let other = if region.as_str().starts_with("3602") { "360302" } else { "360203" };
    RegionCode::parse(other).unwrap_or(*region)
}

/// `GET /self-test/result`
pub(super) async fn result(act: &mut Act, ask: Answers) -> Result<Reply, Fail> {
    let told = match told(&ask) {
        Ok(told) => told,
        Err(fault) => return questions(act, ask, fault).await,
    };
    let (law, today) = (in_force(act).await?, act.today());
    let decision = policy::decide(&facts(&told, today), today, &law);
    let (tone, word, more) = verdict(&decision);
    let mut page = act.page("自测结果").await?;
    let again = format!("/self-test?{}", act.request.query);
    page.back = Some(again.clone());
    page.demo_pack = decision.demo;
    let region = kernel::shell::region_name(told.region.as_str());
    act.render(&ResultView {
        page,
        region,
        code: told.region.as_str().to_owned(),
        tone,
        word,
        more,
        findings: super::relevant(&decision),
        taken: TAKEN.to_vec(),
        again,
    })
}

fn verdict(decision: &Decision) -> (&'static str, String, String) {
    match &decision.outcome {
        Outcome::Eligible(eligible) => ("success", "看起来符合条件".into(), format!("可能属于：{}。", eligible.category.chinese())),
        Outcome::NotEligible { .. } => ("danger", "看起来不符合条件".into(), "每一种保障，都有条件不符合。".into()),
        Outcome::NeedsPerson { .. } => {
            let more = match decision.would_be {
                WouldBe::NeedsPerson => "有的情况没有问到，或者规则没有写明。".to_owned(),
                known => format!("只按数字算，{}。", known.chinese()),
            };
            ("warning", "要由工作人员认定".into(), more)
        }
    }
}
