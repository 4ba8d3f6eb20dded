//! 模拟人口的不变量 (invariants of the population).

use super::super::cast::Expected;
use super::super::household::{Household, LAST_DAY, Member};
use super::*;
use exchange::departments::answer::{Usage, WelfareKind};
use jiff::ToSpan;
use std::collections::HashSet;

const SEED: u64 = 20190411;

fn population() -> Population {
    Population::new(SEED)
}

/// A sample that touches the whole range and whole blocks.
fn sample() -> impl Iterator<Item = u32> {
    (0..100_000u32).chain((100_000..SIZE).step_by(4_999)).chain(SIZE - 24..SIZE)
}

#[test]
fn every_id_number_is_unique_valid_unissued_and_leads_back() {
    let population = population();
    let mut seen = HashSet::new();
    for index in sample() {
        let person = population.person(index).unwrap();
        assert_eq!(person.index, index);
        let id = &person.id_number;
        let read = base::PersonId::parse(id).unwrap();
        assert_eq!((read.reveal(), read.birth()), (id.as_str(), Some(person.birth)));
        assert!(id.starts_with("3699") && id.len() == 18, "{id}");
        assert_eq!(id.chars().last(), Some(check_digit(&id[..17])), "{id}");
        assert_eq!(id[6..14], person.birth.strftime("%Y%m%d").to_string(), "{id}");
        assert_eq!(id.as_bytes()[16].is_multiple_of(2), person.female, "{id}");
        assert!(seen.insert(id.clone()) || index >= SIZE - 24, "{id} twice");
        if index.is_multiple_of(7) {
            assert_eq!(population.find(id).as_ref(), Some(&person), "{index}");
        }
    }
}

#[test]
fn every_other_number_has_the_shape_its_standard_asks() {
    let population = population();
    for index in sample().step_by(5) {
        let person = population.person(index).unwrap();
        assert!(base::Phone::parse(&person.phone).is_ok(), "{}", person.phone);
        assert!(base::RegionCode::parse(&person.hukou.region).is_ok());
        for title in &person.titles {
            assert!(base::TitleNo::parse(&title.title_no).is_ok(), "{}", title.title_no);
        }
        let employers = person.employments.iter().map(|e| &e.employer_uscc);
        for code in employers.chain(person.licences.iter().map(|l| &l.uscc)).chain(person.stakes.iter().map(|s| &s.uscc)) {
            assert!(base::OrgId::parse(code).is_ok_and(|id| id.body_code_checks()), "{code}");
        }
    }
}

#[test]
fn a_number_that_is_nobodys_finds_nobody() {
    let population = population();
    let real = population.person(500).unwrap().id_number;
    let other_day = format!("{}{}{}", &real[..6], if &real[6..10] == "1990" { "1991" } else { "1990" }, &real[10..17]);
    let wrong_check = format!("{}{}", &real[..17], if real.ends_with('1') { '2' } else { '1' });
    for id in [
        "",
        "369901199002300014",
        "360702199001010018",
        "36990119900101001x",
        "3699０1199001010018",
        &format!("{other_day}{}", check_digit(&other_day)),
        &wrong_check,
    ] {
        assert_eq!(population.find(id), None, "{id}");
    }
    assert_eq!(population.person(SIZE), None);
    assert_eq!(population.person(u32::MAX), None);
}

#[test]
fn every_household_is_whole_and_its_people_agree() {
    let population = population();
    let mut covered = 0;
    while covered < 120_000 {
        let household = population.household(covered).unwrap();
        assert_eq!(household.members[0].index, covered);
        for (i, member) in household.members.iter().enumerate() {
            assert_eq!(member.index, covered + i as u32);
            assert_eq!(population.household(member.index).as_ref(), Some(&household));
            let spouse = member.spouse.map(|index| household.members.iter().find(|m| m.index == index).unwrap());
            if let Some(spouse) = spouse.filter(|_| member.died_on.is_none()) {
                assert_eq!(spouse.spouse, Some(member.index));
                assert_ne!(spouse.female, member.female);
                assert!(member.birth.year().abs_diff(spouse.birth.year()) <= 4);
            }
            assert_eq!(member.hukou.register_no, household.members[0].hukou.register_no);
        }
        covered += household.members.len() as u32;
    }
}

#[test]
fn ages_are_plausible() {
    let population = population();
    for index in sample().step_by(3) {
        let household = population.household(index).unwrap();
        let head = &household.members[0];
        assert!(head.age_on(LAST_DAY) >= 18, "{head:?}");
        for member in &household.members {
            assert!((1935..=2025).contains(&member.birth.year()), "{member:?}");
            let gap = head.birth.year() - member.birth.year();
            match member.relation {
                "20" | "30" => assert!((-50..=-18).contains(&gap), "{head:?} {member:?}"),
                "51" | "52" => assert!((18..=60).contains(&gap), "{head:?} {member:?}"),
                _ => {}
            }
            if member.age_on(LAST_DAY) < 16 {
                assert!(member.employments.is_empty() && member.marital == "10" && member.died_on.is_none(), "{member:?}");
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_people_and_another_seed_others() {
    let (one, again, other) = (population(), population(), Population::new(SEED + 1));
    let differ = (1000..2000).filter(|&i| one.person(i) != other.person(i)).count();
    assert_eq!(differ, 1000);
    assert!((0..3000).all(|i| one.person(i) == again.person(i)));
    assert!(other.find(&one.person(1234).unwrap().id_number).is_none_or(|found| found.index != 1234));
}

#[test]
fn the_population_has_everyone_the_rules_must_tell_apart() {
    let population = population();
    let mut counts = [0u32; 9];
    for index in (1000..SIZE).step_by(50) {
        let household = population.household(index).unwrap();
        let alive: Vec<_> = household.members.iter().filter(|m| m.died_on.is_none()).collect();
        let heads = alive.len().max(1) as i64;
        let total = |of: fn(&Member) -> i64| alive.iter().map(|m| of(m)).sum::<i64>();
        let income = total(|m| m.income.salary_fen + m.income.business_fen + m.income.property_fen + m.income.transfer_fen);
        let area = total(|m| m.titles.iter().filter(|t| t.disposed_on.is_none()).map(|t| t.area_centi).sum());
        let deposits = total(|m| m.deposits_fen);
        let central = household.members[0].hukou.region.starts_with("360702") || household.members[0].hukou.region.starts_with("3607E");
        let poor = income <= 4_676_000 * heads && area <= 1500 * heads && deposits <= 3_927_500 * heads;
        let tests = [
            central && poor,
            !central && poor && alive.iter().any(|m| m.insured_since.is_some()),
            alive.iter().any(|m| m.welfare.is_some()),
            income > 4_676_000 * heads,
            area > 1500 * heads,
            deposits > 3_927_500 * heads,
            alive.iter().any(|m| m.benefits.iter().any(|b| b.to.is_none())),
            alive.len() < household.members.len(),
            alive.iter().any(|m| m.titles.iter().any(|t| t.disposed_on.is_some())),
        ];
        for (count, yes) in counts.iter_mut().zip(tests) {
            *count += u32::from(yes);
        }
    }
    let of = (SIZE - 1000) / 50;
    println!("of {of}: {counts:?}");
    assert!(counts.iter().all(|&n| n * 200 > of), "each kind is more than one in two hundred of {of}: {counts:?}");
    assert!(counts[0] * 100 / of < 60, "not everyone qualifies: {counts:?}");
}

#[test]
fn the_cast_is_on_stage() {
    let population = population();
    let cast = population.cast();
    assert_eq!(cast.len(), 19);
    for (i, who) in cast.iter().enumerate() {
        let person = population.find(&who.id_number).unwrap();
        assert_eq!((person.index, &person.name), (i as u32 * BLOCK, &who.name));
        assert_eq!(cast.iter().filter(|other| other.key == who.key).count(), 1);
    }
    assert!(cast.iter().any(|who| who.name.contains('·')));
}

/// Per-head income and deposits (fen) and area (0.01 m²) of the living, times the number of heads.
fn sums(household: &Household) -> (i64, i64, i64, i64) {
    let alive: Vec<&Member> = household.members.iter().filter(|m| m.died_on.is_none()).collect();
    let income = |m: &Member| m.income.salary_fen + m.income.business_fen + m.income.property_fen + m.income.transfer_fen;
    let homes = |m: &Member| m.titles.iter().filter(|t| t.disposed_on.is_none() && t.usage == Usage::Residential).map(|t| t.area_centi).sum::<i64>();
    let total = |of: &dyn Fn(&Member) -> i64| alive.iter().map(|m| of(m)).sum::<i64>();
    (alive.len() as i64, total(&income), total(&|m| m.deposits_fen), total(&homes))
}

// 赣州 2023 (JX2019-4/2.3a, 2.3b; T02, T04, T05, T06, T08): the promised outcome of each character follows from the facts.
#[test]
fn what_is_expected_of_each_character_follows_from_their_facts() {
    let population = population();
    let day = jiff::civil::date(2026, 3, 1);
    for who in population.cast() {
        let household = population.household(who.index).unwrap();
        let (heads, income, deposits, area) = sums(&household);
        let head = &household.members[0];
        let central = head.hukou.region.starts_with("360702") || head.hukou.region.starts_with("3607E");
        let works = household.members.iter().any(|m| m.insured_since.is_some_and(|since| since.saturating_add(6.months()) <= day));
        let free = household.members.iter().all(|m| m.benefits.iter().all(|b| b.to.is_some()));
        let tier = head.welfare.as_ref().is_some_and(|w| w.kind == WelfareKind::Dibao)
            && head.hukou.since.saturating_add(3.years()) <= day
            && area <= 1_800 * heads;
        let general = (central || works) && income <= 4_676_000 * heads && deposits <= 3_927_500 * heads && area <= 1_500 * heads && free;
        let agrees = match who.expected {
            Expected::DibaoTier => tier && central && free,
            Expected::Eligible => general && !tier,
            Expected::NotEligible => !general && !tier,
            Expected::ByHand => general,
        };
        assert!(agrees, "{}: heads {heads} income {income} deposits {deposits} area {area}", who.key);
    }
    let exactly = |key: &str| sums(&population.household(population.cast().iter().find(|who| who.key == key).unwrap().index).unwrap());
    assert_eq!(exactly("income_on_line").1, 4_676_000);
    assert_eq!(exactly("deposits_on_line").2, 3_927_500 * 3);
    assert_eq!(exactly("deposits_over_by_a_fen").2, 3_927_501);
    assert_eq!(exactly("area_on_line").3, 1_500 * 3);
    assert_eq!(exactly("dead_parent").0, 3);
}
