//! Each comparison at, beside and beyond what contradicts.

use super::*;
use exchange::departments::answer::Shape;
use serde_json::{Value, json};

const TODAY: Date = date(2026, 3, 2);
/// Born on 1990-01-01, female by its 17th digit.
const NUMBER: &str = "11010519900101058X";

fn police(more: Value) -> Answer {
    let mut facts = json!({
        "name_match": true, "sex": "2", "birth": "1990-01-01", "died_on": null,
        "hukou": {"region": "360702001", "kind": "urban", "since": "2010-05-01", "register_no": "1"},
        "register_members": [{"id_number": NUMBER, "name": "甲", "relation": "02"}],
        "residence_permit": null, "vehicles": [],
    });
    laid_over(&mut facts, more);
    read(Shape::Police, facts)
}

fn civil(more: Value) -> Answer {
    let mut facts = json!({"marital": "10", "spouse_id_number": null, "welfare": null, "deposits_fen": 0, "deposits_as_of": "2026-03-01"});
    laid_over(&mut facts, more);
    read(Shape::CivilAffairs, facts)
}

/// Jobs as (since, until), insurance as (months, through).
fn labour(jobs: &[(&str, Option<&str>)], insurance: &[(u32, &str)]) -> Answer {
    let job = |(since, until): &(&str, Option<&str>)| json!({"region": "360702", "employer": "某公司", "employer_uscc": "91X", "industry": "制造", "since": since, "until": until, "contract_months": null});
    let paid = |(months, through): &(u32, &str)| json!({"kind": "pension", "months_continuous": months, "months_total": months, "through": through});
    let facts = json!({"employments": jobs.iter().map(job).collect::<Vec<_>>(), "insurance": insurance.iter().map(paid).collect::<Vec<_>>()});
    read(Shape::Labour, facts)
}

/// Income of 2025 in fen: salary, business, transfers.
fn tax(salary: i64, business: i64, transfer: i64) -> Answer {
    let income = json!({"salary_fen": salary, "business_fen": business, "property_fen": 0, "transfer_fen": transfer});
    read(Shape::Tax, json!({"year": 2025, "income": income}))
}

fn fund(months: u32) -> Answer {
    read(Shape::ProvidentFund, json!({"months_continuous": months, "months_total": months, "balance_fen": 0}))
}

fn market(since: Option<&str>) -> Answer {
    let licences: Vec<Value> = since.iter().map(|since| json!({"region": "360702", "uscc": "91X", "name": "某店", "since": since})).collect();
    read(Shape::Market, json!({"licences": licences, "stakes": []}))
}

fn homes(acquired: Option<&str>) -> Answer {
    let title = |day: &&str| json!({"title_no": "360702999000GB00001F00010001", "region": "360702", "area_centi": 6000, "usage": "residential", "acquired_on": day, "disposed_on": null});
    read(Shape::RealEstate, json!({"titles": acquired.iter().map(title).collect::<Vec<_>>()}))
}

fn benefit(kind: &str, from: &str, to: Option<&str>) -> Answer {
    read(Shape::Housing, json!({"benefits": [{"kind": kind, "from": from, "to": to, "region": "360702"}]}))
}

fn read(shape: Shape, facts: Value) -> Answer {
    shape.read(facts, TODAY).unwrap()
}

fn laid_over(facts: &mut Value, more: Value) {
    for (field, value) in more.as_object().unwrap() {
        facts[field] = value.clone();
    }
}

/// The sentences of what contradicts.
fn found(answers: Vec<Answer>) -> Vec<&'static str> {
    let mut known = Known::of(NUMBER);
    answers.into_iter().for_each(|answer| known.learn(answer));
    COMPARISONS.iter().filter(|it| (it.contradicts)(&known, TODAY) == Some(true)).map(|it| it.sentence).collect()
}

/// Every case: what was answered, and the comparison that must find it, or none.
#[track_caller]
fn table(comparison: fn(&Known, Date) -> Option<bool>, cases: Vec<(bool, Vec<Answer>)>) {
    let sentence = COMPARISONS.iter().find(|it| std::ptr::fn_addr_eq(it.contradicts, comparison)).unwrap().sentence;
    for (at, (expected, answers)) in cases.into_iter().enumerate() {
        let expected = if expected { vec![sentence] } else { vec![] };
        assert_eq!(found(answers), expected, "case {at}");
    }
}

// 民法典 1046 ff.: married or not is for 民政 to say, who lives is for 公安.
#[test]
fn a_living_spouse_on_the_register_contradicts_a_widowed_or_unmarried_person() {
    let register = |own: &str, other: &str| {
        let rows =
            json!([{"id_number": NUMBER, "name": "甲", "relation": own}, {"id_number": "369900199001010011", "name": "乙", "relation": other}]);
        police(json!({"register_members": rows}))
    };
    let says = |marital: &str| civil(json!({"marital": marital}));
    table(
        spouse_on_register_only,
        vec![
            (true, vec![register("02", "10"), says("30")]),
            (true, vec![register("10", "02"), says("10")]),
            (false, vec![register("02", "10"), says("20")]),
            // Divorced and still on one register; a child; a spouse of somebody else.
            (false, vec![register("02", "10"), says("40")]),
            (false, vec![register("02", "20"), says("30")]),
            (false, vec![register("20", "10"), says("10")]),
            (false, vec![register("02", "10"), says("90")]),
            (false, vec![register("02", "10")]),
        ],
    );
}

#[test]
fn nobody_works_or_is_insured_after_death_but_offices_take_two_months() {
    let dead = || police(json!({"died_on": "2025-04-02"}));
    table(
        dead_yet_at_work,
        vec![
            (true, vec![dead(), labour(&[], &[(100, "2026-02-28")])]),
            (true, vec![dead(), labour(&[], &[(100, "2025-07-31")])]),
            (false, vec![dead(), labour(&[], &[(100, "2025-06-30")])]),
            (true, vec![dead(), labour(&[("2025-05-01", None)], &[])]),
            // A job that nobody ended on paper.
            (false, vec![dead(), labour(&[("2016-05-01", None)], &[])]),
            (false, vec![police(json!({})), labour(&[("2016-05-01", None)], &[(100, "2026-02-28")])]),
        ],
    );
}

// 个人所得税法 6: 60,000 yuan a year.
#[test]
fn a_taxed_wage_needs_work_or_insurance_somewhere_in_the_year() {
    table(
        paid_without_work,
        vec![
            (true, vec![tax(6_000_001, 0, 0), labour(&[], &[])]),
            (false, vec![tax(6_000_000, 0, 0), labour(&[], &[])]),
            (true, vec![tax(18_000_000, 0, 0), labour(&[("2020-01-01", Some("2024-12-31"))], &[])]),
            (false, vec![tax(18_000_000, 0, 0), labour(&[("2020-01-01", Some("2025-01-01"))], &[])]),
            (false, vec![tax(18_000_000, 0, 0), labour(&[], &[(3, "2025-03-31")])]),
            // A pensioner who works on.
            (false, vec![tax(18_000_000, 0, 3_000_000), labour(&[], &[])]),
            (false, vec![tax(18_000_000, 0, 0)]),
        ],
    );
}

#[test]
fn a_whole_year_of_insured_work_leaves_some_income() {
    let all_year = || labour(&[("2024-06-01", None)], &[(20, "2026-02-28")]);
    table(
        worked_without_pay,
        vec![
            (true, vec![tax(0, 0, 0), all_year()]),
            (false, vec![tax(1, 0, 0), all_year()]),
            (false, vec![tax(0, -5, 0), all_year()]),
            (false, vec![tax(0, 0, 0), labour(&[("2025-03-01", None)], &[(12, "2026-02-28")])]),
            (false, vec![tax(0, 0, 0), labour(&[("2024-06-01", None)], &[])]),
            (false, vec![tax(0, 0, 0), labour(&[("2024-06-01", None)], &[(11, "2026-02-28")])]),
        ],
    );
}

// 社会救助暂行办法 9, 14: who draws it the whole year does not earn what is taxed.
#[test]
fn assistance_through_the_year_does_not_go_with_a_taxed_income() {
    let on = |kind: &str, since: &str| civil(json!({"welfare": {"kind": kind, "since": since, "region": "360702"}}));
    table(
        poor_yet_well_paid,
        vec![
            (true, vec![on("dibao", "2024-12-31"), tax(6_000_001, 0, 0)]),
            (true, vec![on("tekun", "2020-01-01"), tax(0, 6_000_001, 0)]),
            (false, vec![on("dibao", "2024-12-31"), tax(6_000_000, 0, 0)]),
            // He became poor during the year.
            (false, vec![on("dibao", "2025-01-01"), tax(9_000_000, 0, 0)]),
            (false, vec![on("low_income", "2020-01-01"), tax(9_000_000, 0, 0)]),
        ],
    );
}

#[test]
fn a_fund_paid_up_to_now_needs_somebody_who_pays() {
    table(
        fund_without_work,
        vec![
            (true, vec![fund(6), labour(&[], &[]), market(None)]),
            (true, vec![fund(60), labour(&[("2020-01-01", Some("2025-12-01"))], &[]), market(None)]),
            (false, vec![fund(5), labour(&[], &[]), market(None)]),
            (false, vec![fund(60), labour(&[("2020-01-01", Some("2025-12-02"))], &[]), market(None)]),
            // Insured without an employer, or trading: he pays himself.
            (false, vec![fund(60), labour(&[], &[(60, "2026-02-28")]), market(None)]),
            (false, vec![fund(60), labour(&[], &[]), market(Some("2020-01-01"))]),
            (false, vec![fund(60), labour(&[], &[])]),
        ],
    );
}

#[test]
fn one_is_not_hired_by_a_firm_of_ones_own_that_is_not_there_yet() {
    table(
        hired_before_the_firm,
        vec![
            (true, vec![labour(&[("2020-01-01", None)], &[]), market(Some("2020-03-02"))]),
            (false, vec![labour(&[("2020-01-01", None)], &[]), market(Some("2020-03-01"))]),
            (false, vec![labour(&[("2020-01-01", None)], &[]), market(Some("2015-01-01"))]),
        ],
    );
}

// 劳动法 15, 107.
#[test]
fn nobody_is_hired_before_sixteen() {
    table(
        hired_as_a_child,
        vec![
            (true, vec![police(json!({})), labour(&[("2005-12-31", None)], &[])]),
            (false, vec![police(json!({})), labour(&[("2006-01-01", None)], &[])]),
        ],
    );
    let mut elder = Known::of("11010519700101002X");
    elder.learn(police(json!({"birth": "1970-01-01"})));
    elder.learn(labour(&[("1985-01-01", None)], &[]));
    assert_eq!(hired_as_a_child(&elder, TODAY), Some(false), "before the law one was");
}

// 经济适用住房管理办法 28; 居住证暂行条例 2; GB 11643.
#[test]
fn homes_permits_births_and_sexes_go_with_each_other() {
    table(
        bought_yet_unregistered,
        vec![
            (true, vec![benefit("affordable", "2020-01-01", None), homes(None)]),
            (false, vec![benefit("affordable", "2020-01-01", None), homes(Some("2020-01-01"))]),
            (false, vec![benefit("affordable", "2023-03-02", None), homes(None)]),
            (false, vec![benefit("affordable", "2020-01-01", Some("2024-01-01")), homes(None)]),
            (false, vec![benefit("reform", "1998-01-01", None), homes(None)]),
        ],
    );
    table(
        owned_before_birth,
        vec![(true, vec![police(json!({})), homes(Some("1989-12-31"))]), (false, vec![police(json!({})), homes(Some("1990-01-01"))])],
    );
    let permit = |region: &str, since: &str| police(json!({"residence_permit": {"region": region, "since": since}}));
    table(
        permit_at_home,
        vec![
            (true, vec![permit("360702004", "2010-05-02")]),
            (false, vec![permit("360702004", "2010-05-01")]),
            (false, vec![permit("360704001", "2020-05-01")]),
        ],
    );
    table(other_birth, vec![(true, vec![police(json!({"birth": "1990-01-02"}))]), (false, vec![police(json!({}))])]);
    table(other_sex, vec![(true, vec![police(json!({"sex": "1"}))]), (false, vec![police(json!({"sex": "9"}))])]);
}

// GB 11643: a number of the first generation is not another person.
#[test]
fn fifteen_digits_and_eighteen_are_one_person() {
    assert!(same_person("110105900101058", NUMBER) && same_person("11010519900101058x", NUMBER));
    assert!(!same_person("110105900101056", NUMBER));
    assert!(!same_person("", NUMBER));
}

#[test]
fn a_sentence_holds_no_values_and_every_lane_exists() {
    for it in &COMPARISONS {
        assert!(!it.sentence.contains(|sign: char| sign.is_ascii_digit()), "{}", it.sentence);
        for lane in it.lanes {
            assert!(super::super::lanes::of(lane).is_some(), "{lane}");
        }
    }
}
