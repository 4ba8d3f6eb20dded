//! 性质 — what must hold of every household, not only of the examples.

mod town;

use base::{Centi, Fen, RegionCode, Sex};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use policy::decide::{Outcome, WouldBe, decide, screen_with};
use policy::facts::{Employment, Home, Hukou, Insured, Member, SanctionInForce, WelfareSince};
use policy::terms::{Form, Holding, Insurance, Marital, Relation, Sanction, Vehicle, Welfare};
use policy::{Facts, Law, Unknown, Verdict, decide_with};
use proptest::prelude::*;
use town::{ON, couple, member};

/// Days around those that matter, and the ends of the calendar.
fn day() -> impl Strategy<Value = Date> {
    prop_oneof![
        8 => (-20_000i64..2_000).prop_map(|days| ON.checked_add(days.days()).unwrap_or(ON)),
        1 => Just(Date::MIN),
        1 => Just(Date::MAX),
    ]
}

fn place() -> impl Strategy<Value = RegionCode> {
    let codes = ["360702", "3607E1", "360702001", "360802", "3607", "360105", "360902001", "361102", "36"];
    prop::sample::select(codes.to_vec()).prop_map(town::region)
}

fn money() -> impl Strategy<Value = Fen> {
    prop_oneof![4 => 0i64..20_000_000, 1 => Just(i64::MAX), 1 => Just(0)].prop_map(Fen)
}

fn some<T: Clone + std::fmt::Debug + 'static>(value: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Option<T>> {
    prop::option::weighted(0.9, value).boxed()
}

fn job() -> impl Strategy<Value = Employment> {
    let ended = prop::option::weighted(0.2, day());
    (place(), some(day()), ended, some(0u16..40)).prop_map(|(region, since, until, contract_months)| Employment {
        region,
        employer: None,
        since,
        until,
        contract_months,
        industry: None,
    })
}

fn insured() -> impl Strategy<Value = Insured> {
    (0u16..40, some(0u16..40)).prop_map(|(months, continuous_months)| Insured {
        kind: Insurance::WorkerPension,
        region: None,
        months,
        continuous_months,
    })
}

fn few<T: Clone + std::fmt::Debug + 'static>(of: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Option<Vec<T>>> {
    some(prop::collection::vec(of, 0..2))
}

fn someone() -> impl Strategy<Value = Member> {
    let hukou = (place(), some(day())).prop_map(|(region, since)| Hukou { region, kind: None, since });
    let sex = prop::sample::select(vec![Sex::Male, Sex::Female]);
    let marital = prop::sample::select(Marital::ALL);
    let body = (some(day()), some(sex), some(marital), some(prop::bool::weighted(0.9)), some(hukou), some(any::<bool>()));
    body.prop_map(|(birth, sex, marital, alive, hukou, legal_tie)| Member {
        birth,
        sex,
        marital,
        alive,
        hukou,
        legal_tie,
        ..Member::new(Relation::Other)
    })
}

fn person() -> impl Strategy<Value = Member> {
    let welfare = (prop::sample::select(Welfare::ALL), some(day())).prop_map(|(kind, since)| WelfareSince { kind, since, until: None });
    let sanction = (day(), some(day())).prop_map(|(from, until)| SanctionInForce { kind: Sanction::FalseMaterials, from, until });
    let means = (some(money()), some(money()), few(prop::sample::select(Vehicle::ALL)));
    let ties = (few(job()), few(insured()), few(welfare), few(sanction));
    (someone(), means, ties).prop_map(|(member, means, (employments, insurances, welfare, sanctions))| {
        let (income_fen, deposits_fen, vehicles) = means;
        Member { income_fen, deposits_fen, vehicles, employments, insurances, welfare, sanctions, ..member }
    })
}

fn household() -> impl Strategy<Value = Facts> {
    let home = (0u16..5, place(), some(0i64..20_000), prop::option::weighted(0.3, day())).prop_map(|(owner, region, area, disposed_on)| Home {
        owner,
        region,
        area: area.map(Centi),
        holding: Holding::Owned,
        acquired_on: None,
        disposed_on,
    });
    let homes = some(prop::collection::vec(home, 0..3));
    let places = (some(prop::collection::vec(place(), 0..2)), some(prop::collection::vec(place(), 0..2)));
    (place(), prop::sample::select(Form::ALL), prop::collection::vec(person(), 0..4), homes, places).prop_map(
        |(region, form, mut members, homes, (lives_in, works_in))| {
            if let Some(first) = members.first_mut() {
                first.relation = Relation::Applicant;
            }
            if form == Form::Single {
                members.truncate(1);
            }
            let mut facts = Facts::household(region, ON, members);
            (facts.form, facts.homes, facts.lives_in, facts.works_in, facts.benefits) = (form, homes, lives_in, works_in, Some(vec![]));
            facts
        },
    )
}

/// Households near the lines of the demonstration pack, so that every outcome occurs.
fn near() -> impl Strategy<Value = Facts> {
    let income = prop_oneof![Just(0i64), 4_600_000i64..4_700_000, 9_300_000i64..9_400_000];
    let area = prop_oneof![Just(0i64), 2_990i64..3_010, 3_590i64..3_610];
    let hukou = prop::sample::select(vec!["360702", "360802", "3607E2"]);
    (income, area, hukou, any::<bool>(), 3_900_000i64..3_950_000).prop_map(|(income, area, hukou, dibao, deposits)| {
        let mut facts = couple();
        facts.homes = Some(vec![Home {
            owner: 0,
            region: town::region("360702"),
            area: Some(Centi(area)),
            holding: Holding::Owned,
            acquired_on: None,
            disposed_on: None,
        }]);
        for member in &mut facts.members {
            member.hukou.as_mut().unwrap().region = town::region(hukou);
            member.deposits_fen = Some(Fen(deposits));
        }
        facts.members[0].income_fen = Some(Fen(income));
        if dibao {
            facts.members[0].welfare = Some(vec![WelfareSince { kind: Welfare::Dibao, since: Some(date(2020, 1, 1)), until: None }]);
        }
        facts
    })
}

/// Makes one fact unknown, chosen by number.
fn forget(facts: &mut Facts, which: usize) {
    let people = facts.members.len();
    if people == 0 || which % 18 < 4 {
        match which % 18 {
            0 => facts.homes = None,
            1 => facts.lives_in = None,
            2 => facts.works_in = None,
            _ => facts.benefits = None,
        }
        return;
    }
    let member = &mut facts.members[which / 18 % people];
    match which % 18 {
        4 => member.sex = None,
        5 => member.birth = None,
        6 => member.marital = None,
        7 => member.alive = None,
        8 => member.hukou = None,
        9 => member.legal_tie = None,
        10 => member.employments = None,
        11 => member.insurances = None,
        12 => member.income_fen = None,
        13 => member.deposits_fen = None,
        14 => member.vehicles = None,
        15 => member.welfare = None,
        16 => member.sanctions = None,
        _ => member.hukou.iter_mut().for_each(|hukou| hukou.since = None),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_facts_on_any_day_under_any_pack_are_decided_the_same_twice_without_panic(facts in household(), on in day()) {
        let law = Law::with_demo();
        prop_assert_eq!(decide(&facts, on, &law), decide(&facts, on, &law));
        for pack in law.packs() {
            let decision = decide_with(&facts, on, pack, &law);
            let screened = screen_with(&facts, on, pack, &law);
            prop_assert_eq!((decision.short(), decision.would_be), (screened.outcome, screened.would_be));
            for finding in &decision.findings {
                prop_assert!(!finding.sentence().is_empty());
            }
        }
    }

    #[test]
    fn a_refusal_always_names_a_condition_that_a_sourced_number_says_is_not_met(facts in household(), on in day()) {
        let law = Law::with_demo();
        for pack in law.packs() {
            let decision = decide_with(&facts, on, pack, &law);
            if let Outcome::NotEligible { failed } = &decision.outcome {
                prop_assert!(!failed.is_empty());
                for finding in decision.failed() {
                    prop_assert_eq!((finding.verdict, finding.computed), (Verdict::NotMet, Verdict::NotMet));
                    prop_assert!(finding.grade().may_decide(), "{}", finding.sentence_cited());
                }
            }
            if let Outcome::NeedsPerson { unknown } = &decision.outcome {
                prop_assert!(!unknown.is_empty() || pack.document().tiers.is_empty());
            }
        }
    }

    #[test]
    fn more_income_never_makes_a_refused_household_eligible(facts in near(), more in 0i64..100_000_000) {
        let law = Law::with_demo();
        let before = decide(&facts, ON, &law).short();
        let mut richer = facts;
        richer.members[1].income_fen = richer.members[1].income_fen.map(|fen| Fen(fen.0 + more));
        let after = decide(&richer, ON, &law).short();
        prop_assert!(!(before == WouldBe::NotEligible && after == WouldBe::Eligible));
        prop_assert!(before != WouldBe::NeedsPerson && after != WouldBe::NeedsPerson);
    }

    #[test]
    fn what_is_decided_with_less_knowledge_stays_decided_with_more(facts in prop_oneof![near(), household()], which in prop::collection::vec(0usize..72, 1..4)) {
        let law = Law::with_demo();
        let pack = law.pack("DEMO-GZ").unwrap();
        let mut less = facts.clone();
        which.into_iter().for_each(|which| forget(&mut less, which));
        let known = decide_with(&facts, ON, pack, &law);
        let guessed = decide_with(&less, ON, pack, &law);
        let contradicts = known.findings.iter().any(|finding| matches!(finding.verdict, Verdict::Unknown(Unknown::Defect(_))));
        if guessed.short() != WouldBe::NeedsPerson && !contradicts {
            prop_assert_eq!(known.short(), guessed.short());
        }
    }

    #[test]
    fn facts_and_decisions_read_back_as_they_were_stored(facts in household(), on in day()) {
        let law = Law::builtin();
        let kept: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
        prop_assert_eq!(&kept, &facts);
        let decision = decide(&facts, on, &law);
        let stored = serde_json::to_string(&decision).unwrap();
        prop_assert_eq!(serde_json::to_string(&serde_json::from_str::<policy::Decision>(&stored).unwrap()).unwrap(), stored);
    }
}

#[test]
fn households_near_the_lines_reach_every_outcome_but_never_a_person() {
    let law = Law::with_demo();
    let mut poor = couple();
    assert_eq!(decide(&poor, ON, &law).short(), WouldBe::Eligible);
    poor.members.push(member(Relation::Child, Sex::Female, date(2015, 1, 1), "360702"));
    poor.members[2].income_fen = Some(Fen::yuan(10_000_000));
    assert_eq!(decide(&poor, ON, &law).short(), WouldBe::NotEligible);
    poor.members[2].alive = None;
    let unchecked = decide(&poor, ON, &law);
    assert_eq!((unchecked.short(), unchecked.would_be), (WouldBe::NeedsPerson, WouldBe::NotEligible));
}
