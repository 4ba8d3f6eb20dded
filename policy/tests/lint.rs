//! 规则比对 — the known conflicts of Jiangxi's rules each show, and made-up ones are caught.

use std::sync::Arc;

use policy::lint::{LintCode, LintFinding, Severity, lint};
use policy::pack::{Maybe, Ranker};
use policy::{Law, Pack, PackDocument};

fn has(found: &[LintFinding], number: u8, pack: &str, higher: Option<&str>) {
    let hit = found.iter().find(|it| it.number == Some(number) && it.pack == pack && (higher.is_none() || it.higher.as_deref() == higher));
    let hit = hit.unwrap_or_else(|| panic!("conflict {number} of {pack} is missing"));
    assert!(!hit.sentence.is_empty() && !hit.citations.is_empty(), "{hit:?}");
}

#[test]
fn each_of_the_ten_known_conflicts_is_found_by_comparison() {
    let found = lint(&Law::builtin());
    let province = Some("JX-2025-12");
    has(&found, 1, "CN-360100-NC-2014", province);
    has(&found, 2, "CN-360704-GX-2024", province);
    has(&found, 2, "CN-360900-YC-2023", province);
    has(&found, 3, "CN-360781-RJ-2023", province);
    has(&found, 4, "CN-360700-GZ-2023", province);
    has(&found, 5, "CN-360100-NC-2014", Some("CN"));
    has(&found, 6, "CN-361000-FZ-2023", Some("JX-2019-4"));
    has(&found, 7, "CN-360400-JJ-2022", None);
    has(&found, 8, "JX-2025-12", Some("CN"));
    has(&found, 9, "JX-2019-4", Some("CN"));
    for pack in ["CN-360100-NC-2014", "CN-360704-GX-2024"] {
        has(&found, 10, pack, None);
    }
}

#[test]
fn conflicts_are_not_found_where_there_are_none() {
    let found = lint(&Law::builtin());
    let none = |number: u8, pack: &str| assert!(!found.iter().any(|it| it.number == Some(number) && it.pack == pack), "{number} {pack}");
    none(1, "CN-360200-JDZ-2024");
    none(2, "CN-360400-JJ-2022");
    none(3, "CN-360700-GZ-2023");
    none(10, "CN-360700-GZ-2023");
    assert!(!found.iter().any(|it| it.code == LintCode::Overlap || it.code == LintCode::WaitingTooLong));
}

#[test]
fn every_unknown_number_is_listed_in_words() {
    let found = lint(&Law::builtin());
    let listed = found.iter().find(|it| it.code == LintCode::NullNumber && it.pack == "CN-360100-NC-2024").unwrap();
    assert!(listed.sentence.contains("档次1条件2收入倍数"), "{}", listed.sentence);
    let demo = lint(&Law::with_demo());
    assert!(!demo.iter().any(|it| it.code == LintCode::NullNumber && it.pack == "DEMO-GZ"));
}

fn changed(id: &str, change: impl FnOnce(&mut PackDocument)) -> Vec<LintFinding> {
    let law = Law::with_demo();
    let mut document = law.pack(id).unwrap().document().clone();
    change(&mut document);
    lint(&law.with_packs([Arc::new(Pack::seal(document).unwrap())]))
}

// 令11号第十条: the waiting period is at most five years.
#[test]
fn a_waiting_period_over_five_years_is_an_error_and_five_years_is_not() {
    let errors = |months| {
        let found = changed("DEMO-GZ", |document| document.waiting_max_months = Maybe::Known(months));
        found.iter().filter(|it| it.code == LintCode::WaitingTooLong && it.severity == Severity::Error).count()
    };
    assert_eq!((errors(60), errors(61)), (0, 1));
}

#[test]
fn a_stated_parameter_without_a_source_is_an_error() {
    let found = changed("DEMO-GZ", |document| drop(document.parameter_cites.remove("notice_working_days")));
    assert!(found.iter().any(|it| it.code == LintCode::Uncited && it.rule.as_deref() == Some("notice_working_days")));
    assert!(!lint(&Law::with_demo()).iter().any(|it| it.code == LintCode::Uncited));
}

// 令11号第十三条: the method and the points are public.
#[test]
fn a_queue_by_score_without_points_is_an_error() {
    for (ranker, wrong) in [(Ranker::RegisteredOn, false), (Ranker::Lottery, false), (Ranker::Score, true), (Ranker::ScoreThenLottery, true)] {
        let found = changed("DEMO-GZ", |document| document.ranker = Maybe::Known(ranker));
        assert_eq!(found.iter().any(|it| it.code == LintCode::NothingScored), wrong, "{ranker:?}");
    }
}

#[test]
fn packs_that_overlap_without_replacing_are_an_error() {
    let found = changed("DEMO-GZ", |document| document.supersedes.clear());
    assert!(found.iter().any(|it| it.code == LintCode::Overlap));
    assert!(!lint(&Law::with_demo()).iter().any(|it| it.code == LintCode::Overlap));
}

#[test]
fn findings_are_json_and_errors_come_first() {
    let found = lint(&Law::builtin());
    assert!(found.is_sorted_by(|one, other| one.severity >= other.severity));
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Vec<LintFinding>>(&json).unwrap(), found);
}
