//! 办事指南的检验 — sentences for every rule, and the self-test at its limits.

use jiff::civil::date;
use policy::terms::Category;
use policy::{Law, Outcome};

use super::self_test_page::{Told, facts};
use super::{condition, regions, sentence};

const ON: jiff::civil::Date = date(2026, 11, 23);

fn told() -> Told {
    let region = base::RegionCode::parse("360702").unwrap();
    Told {
        region,
        people: 3,
        ties: "hukou3".into(),
        area: base::Centi::m2(45),
        income: base::Fen::yuan(140_280),
        deposits: base::Fen::yuan(117_825),
        aid: "none".into(),
    }
}

fn outcome(told: &Told) -> Outcome {
    policy::decide(&facts(told, ON), ON, &Law::with_demo()).outcome
}

#[test]
fn every_rule_of_every_pack_reads_as_a_sentence_with_its_clause() {
    for pack in Law::with_demo().packs() {
        let it = pack.document();
        let tiers = it.tiers.iter().flat_map(|tier| tier.rules.iter().chain(tier.routes.iter().flat_map(|route| &route.rules)));
        for rule in it.rules.iter().chain(tiers) {
            let condition = condition::Condition::of(it, rule);
            assert!(4 < condition.sentence.chars().count(), "{} {}", it.pack_id, rule.id);
            assert!(!condition.sentence.contains("null") && !condition.sentence.contains("未知"), "{}", condition.sentence);
            assert!(!condition.clause.is_empty() && !condition.grade.is_empty(), "{} {}", it.pack_id, rule.id);
        }
    }
}

#[test]
fn a_number_no_source_gives_is_said_to_be_open() {
    let rule = policy::rules::IncomeAbsolute { max_fen: policy::pack::Maybe::Unknown, inclusive: true, line_year: policy::pack::Maybe::Unknown };
    assert_eq!(sentence(&policy::rules::RuleKind::IncomeAbsolute(rule)), "家庭人均年收入的标准，来源未载明");
}

#[test]
fn the_three_regions_of_the_demo_are_found_and_nothing_is_made_up_outside_it() {
    let names = |law: &Law| regions::demo(&regions::cities(law, ON)).into_iter().map(|area| area.code).collect::<Vec<_>>();
    assert_eq!(names(&Law::with_demo()), ["360702", "3607E1", "3607E2"]);
    assert!(names(&Law::builtin()).is_empty());
    assert!(regions::find(&Law::with_demo(), ON, "3607").is_none());
    assert_eq!(regions::find(&Law::with_demo(), ON, "360702001").map(|area| area.code).as_deref(), Some("360702"));
}

// T04, T05, T06: at each limit the household passes, one fen or a hundredth more and it does not.
#[test]
fn the_self_test_says_at_each_limit_what_a_decision_would_say() {
    assert!(matches!(outcome(&told()), Outcome::Eligible(eligible) if eligible.category == Category::LowerMiddle));
    let over = [
        Told { area: base::Centi(4501), ..told() },
        Told { income: base::Fen(14_028_001), ..told() },
        Told { deposits: base::Fen(11_782_501), ..told() },
        Told { aid: "housed".into(), ..told() },
        Told { ties: "none".into(), ..told() },
    ];
    for case in over {
        assert!(matches!(outcome(&case), Outcome::NotEligible { .. }), "{case:?}");
    }
    assert!(matches!(outcome(&Told { ties: "work6".into(), ..told() }), Outcome::Eligible(_)));
    assert!(matches!(outcome(&Told { aid: "dibao".into(), ..told() }), Outcome::Eligible(eligible) if eligible.category == Category::LowIncome));
}

#[test]
fn a_region_without_rules_is_left_to_a_person() {
    let told = Told { region: base::RegionCode::parse("361102").unwrap(), ..told() };
    let law = Law::from_parts(Vec::new(), policy::Statistics::default());
    assert!(matches!(policy::decide(&facts(&told, ON), ON, &law).outcome, Outcome::NeedsPerson { .. }));
}
