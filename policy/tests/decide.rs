//! 认定结论 — decisions under the demonstration pack and under unconfirmed ones.

mod town;

use std::sync::Arc;

use base::{Centi, Fen};
use jiff::civil::date;
use policy::decide::{Outcome, WouldBe, screen};
use policy::facts::{Employment, FactName, Home, Insured, SanctionInForce, WelfareSince};
use policy::pack::{Maybe, Ranker, ScoreItem};
use policy::rules::Who;
use policy::terms::{Category, Holding, Insurance, Sanction, Standing, Welfare};
use policy::{Facts, Law, Pack, Unknown, Verdict, decide};
use town::{ON, couple, region};

fn short(facts: &Facts) -> WouldBe {
    let law = Law::with_demo();
    let decision = decide(facts, ON, &law);
    let screened = screen(facts, ON, &law);
    assert_eq!((screened.outcome, screened.would_be), (decision.short(), decision.would_be), "screening and deciding agree");
    decision.short()
}

fn home(area: i64) -> Home {
    Home { owner: 0, region: region("360702"), area: Some(Centi(area)), holding: Holding::Owned, acquired_on: None, disposed_on: None }
}

#[test]
fn every_built_in_file_is_readable() {
    assert_eq!(Law::with_demo().unreadable(), []);
}

#[test]
fn a_couple_without_a_home_is_eligible_by_hukou_and_the_decision_names_its_pack() {
    let decision = decide(&couple(), ON, &Law::with_demo());
    let Outcome::Eligible(eligible) = &decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!((eligible.category, &*eligible.tier, eligible.route.as_deref()), (Category::LowerMiddle, "public", Some("local")));
    assert!(decision.demo && &*decision.packs[0].id == "DEMO-GZ" && decision.packs[0].hash.len() == 64);
    assert!(decision.findings.iter().all(|finding| !finding.sentence_cited().is_empty()));
}

// T05
#[test]
fn income_at_the_line_passes_and_one_fen_more_is_refused() {
    let with = |fen| {
        let mut facts = couple();
        facts.members[0].income_fen = Some(Fen(fen));
        facts.members[1].income_fen = Some(Fen::ZERO);
        facts
    };
    assert_eq!(short(&with(2 * 4_676_000)), WouldBe::Eligible);
    assert_eq!(short(&with(2 * 4_676_000 + 1)), WouldBe::NotEligible);
    let decision = decide(&with(2 * 4_676_000 + 1), ON, &Law::with_demo());
    let failed: Vec<String> = decision.failed().map(|finding| finding.sentence_cited()).collect();
    assert!(
        failed.contains(
            &"家庭2人年收入合计93,520.01元，要求人均不超过46,760.00元，不符合要求。（依据《演示规则》（演示〔2026〕1号）第五条）".to_owned()
        ),
        "{failed:?}"
    );
}

// T06, T04
#[test]
fn area_and_deposits_at_their_lines_pass_and_the_next_step_is_refused() {
    for (area, outcome) in [(3000, WouldBe::Eligible), (3001, WouldBe::NotEligible)] {
        let mut facts = couple();
        facts.homes = Some(vec![home(area)]);
        assert_eq!(short(&facts), outcome);
    }
    for (deposits, outcome) in [(3_927_500, WouldBe::Eligible), (3_927_501, WouldBe::NotEligible)] {
        let mut facts = couple();
        facts.members.iter_mut().for_each(|member| member.deposits_fen = Some(Fen(deposits)));
        assert_eq!(short(&facts), outcome);
    }
}

// T37: silence is never an answer.
#[test]
fn an_unknown_fact_asks_a_person_and_is_named() {
    let mut facts = couple();
    facts.members[1].deposits_fen = None;
    let decision = decide(&facts, ON, &Law::with_demo());
    assert_eq!(decision.short(), WouldBe::NeedsPerson);
    let named = decision.unknown().any(|finding| {
        matches!(finding.verdict, Verdict::Unknown(Unknown::MissingFact(missing)) if missing.fact == FactName::DepositsFen && missing.path() == "members/1/deposits_fen")
    });
    assert!(named, "{:?}", decision.unknown().collect::<Vec<_>>());
    // Yet what is known to be too much stays too much.
    facts.members[0].deposits_fen = Some(Fen::yuan(1_000_000));
    assert_eq!(short(&facts), WouldBe::NotEligible);
}

#[test]
fn without_hukou_steady_work_with_pension_is_another_way_in() {
    let mut facts = couple();
    for member in &mut facts.members {
        member.hukou.as_mut().unwrap().region = region("360802");
    }
    assert_eq!(short(&facts), WouldBe::NotEligible);
    let job =
        |since| Employment { region: region("3607E1"), employer: None, since: Some(since), until: None, contract_months: Some(12), industry: None };
    let pension = |months| Insured { kind: Insurance::WorkerPension, region: None, months, continuous_months: Some(months) };
    facts.members[0].employments = Some(vec![job(date(2025, 12, 1))]);
    facts.members[0].insurances = Some(vec![pension(6)]);
    assert_eq!(short(&facts), WouldBe::Eligible);
    facts.members[0].employments = Some(vec![job(date(2025, 12, 2))]);
    assert_eq!(short(&facts), WouldBe::NotEligible);
    // Work of one and pension of the other are not the same person's.
    facts.members[0].employments = Some(vec![job(date(2025, 1, 1))]);
    facts.members[0].insurances = Some(vec![]);
    facts.members[1].insurances = Some(vec![pension(12)]);
    assert_eq!(short(&facts), WouldBe::NotEligible);
}

// JX2019-4/2.2a, JX2019-4/2.2b
#[test]
fn dibao_households_enter_their_own_tier_are_must_cover_and_are_visited() {
    let mut facts = couple();
    facts.members[0].welfare = Some(vec![WelfareSince { kind: Welfare::Dibao, since: Some(date(2026, 1, 1)), until: None }]);
    facts.members[1].standings = Some(vec![Standing::Veteran]);
    facts.homes = Some(vec![home(3600)]);
    let decision = decide(&facts, ON, &Law::with_demo());
    let Outcome::Eligible(eligible) = &decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!((&*eligible.tier, eligible.must_cover, eligible.priority, eligible.visit_required), ("lianzu", true, 2, Some(true)));
    assert_eq!(decision.classes.must_cover.as_ref().map(|class| class.id.as_str()), Some("dibao"));
    facts.homes = Some(vec![home(3601)]);
    assert_eq!(short(&facts), WouldBe::NotEligible);
}

// 令11号第十三条: points are those of the items known to be true; what is not known is shown, not counted.
#[test]
fn a_pack_that_scores_adds_up_what_is_known_to_be_true() {
    let law = Law::with_demo();
    let mut document = law.pack("DEMO-GZ").unwrap().document().clone();
    document.ranker = Maybe::Known(Ranker::Score);
    let item = |id: &str, who: Who, points| ScoreItem { id: id.into(), title: id.into(), any: vec![who], points, cite: "demo".into() };
    document.scores = vec![item("s-dibao", Who::Welfare(Welfare::Dibao), 20), item("s-veteran", Who::Standing(Standing::Veteran), 15)];
    let law = law.with_packs([Arc::new(Pack::seal(document).unwrap())]);
    let mut facts = couple();
    facts.members[0].standings = Some(vec![Standing::Veteran]);
    let classes = decide(&facts, ON, &law).classes;
    assert_eq!((classes.ranker, classes.score), (Some(Ranker::Score), 15));
    facts.members[1].welfare = None;
    let classes = decide(&facts, ON, &law).classes;
    assert!(classes.open.iter().any(|open| open.id == "s-dibao"));
    assert_eq!(classes.score, 15);
}

// T30: the first day after the ban is free.
#[test]
fn a_ban_bars_until_its_end_and_a_ban_without_end_is_put_before_a_person() {
    let banned = |until| {
        let mut facts = couple();
        facts.members[1].sanctions = Some(vec![SanctionInForce { kind: Sanction::FalseMaterials, from: date(2021, 6, 1), until }]);
        short(&facts)
    };
    assert_eq!(banned(Some(date(2026, 6, 2))), WouldBe::NotEligible);
    assert_eq!(banned(Some(date(2026, 6, 1))), WouldBe::Eligible);
    assert_eq!(banned(None), WouldBe::NeedsPerson);
}

#[test]
fn an_unconfirmed_pack_neither_refuses_nor_approves_but_tells_what_would_be() {
    let law = Law::builtin();
    let decision = decide(&couple(), ON, &law);
    assert_eq!((decision.short(), decision.would_be), (WouldBe::NeedsPerson, WouldBe::Eligible));
    let mut rich = couple();
    rich.members[0].income_fen = Some(Fen::yuan(900_000));
    let decision = decide(&rich, ON, &law);
    assert_eq!((decision.short(), decision.would_be), (WouldBe::NeedsPerson, WouldBe::NotEligible));
}

#[test]
fn a_region_without_a_pack_says_so_and_a_city_does_not_bind_its_counties() {
    let mut facts = couple();
    facts.region = region("360722");
    let decision = decide(&facts, ON, &Law::with_demo());
    assert_eq!(decision.findings[0].verdict, Verdict::Unknown(Unknown::NoPack));
    assert_eq!(decision.short(), WouldBe::NeedsPerson);
    assert!(Law::with_demo().pack_in_force(&region("3607"), ON).is_err());
}

// T34: the pack of the day of acceptance decides, whatever came later.
#[test]
fn the_day_of_acceptance_chooses_the_pack() {
    let law = Law::with_demo();
    let id = |on| law.pack_in_force(&region("360702001"), on).map(|pack| pack.id().to_string());
    assert_eq!(id(date(2025, 12, 31)).as_deref(), Ok("CN-360700-GZ-2023"));
    assert_eq!(id(date(2026, 1, 1)).as_deref(), Ok("DEMO-GZ"));
    assert!(id(date(2023, 5, 31)).is_err());
}

#[test]
fn a_decision_is_stored_and_read_back_bit_for_bit() {
    let facts = couple();
    let law = Law::with_demo();
    let decision = decide(&facts, ON, &law);
    let json = serde_json::to_string(&decision).unwrap();
    assert_eq!(serde_json::from_str::<policy::Decision>(&json).unwrap(), decision);
    let kept: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&decide(&kept, ON, &law)).unwrap(), json);
}

// A repost decides once the authority has confirmed it; memory never does.
#[test]
fn confirming_a_pack_lets_its_reposted_numbers_decide_and_changes_its_hash() {
    use policy::Pack;
    use policy::pack::Status;
    let law = Law::builtin();
    let pack = law.pack("CN-360700-GZ-2023").unwrap();
    let mut document = pack.document().clone();
    document.status = Status::Confirmed;
    let confirmed = Pack::seal(document.clone()).unwrap();
    assert_ne!(confirmed.hash(), pack.hash());
    let accepted = date(2024, 6, 3);
    let with = |pack: &Pack, on| policy::decide_with(&couple(), on, pack, &law).short();
    assert_eq!(with(&confirmed, accepted), WouldBe::Eligible);
    // From 2026 the provincial rule asks for a new comparison.
    assert_eq!(with(&confirmed, ON), WouldBe::NeedsPerson);
    for citation in document.citations.values_mut() {
        citation.grade = base::Grade::M;
    }
    let remembered = Pack::seal(document).unwrap();
    assert_eq!(with(&remembered, accepted), WouldBe::NeedsPerson);
}

#[test]
fn a_document_without_its_citation_or_with_an_id_twice_is_no_pack() {
    let law = Law::with_demo();
    let sealed = |change: fn(&mut policy::PackDocument)| {
        let mut document = law.pack("DEMO-GZ").unwrap().document().clone();
        change(&mut document);
        policy::Pack::seal(document).err().map(|error| error.code())
    };
    assert_eq!(sealed(|_| {}), None);
    assert_eq!(sealed(|document| document.citations.clear()), Some("pack.uncited"));
    assert_eq!(sealed(|document| document.rules.push(document.rules[0].clone())), Some("pack.twice_named"));
    assert_eq!(sealed(|document| document.areas.clear()), Some("pack.empty"));
    assert_eq!(policy::Pack::from_toml("pack_id = 1").err().map(|error| error.code()), Some("pack.unreadable"));
}
