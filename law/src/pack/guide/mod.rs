//! 办事指南 — what the rules in force ask of people, in plain words, for anyone to read.
//!
//! Everything is made from the packs themselves: who may apply, each condition with its
//! number, clause and grade of source, and what no source says. Nothing is written twice.

use kernel::Doors;
use kernel::actor::PUBLIC;
use kernel::page::{Clue, Finding, Tone};
use policy::{Decision, Outcome, Verdict};

pub(in crate::pack) mod condition;
mod policies_page;
mod region_page;
pub mod regions;
mod self_test_page;
pub(in crate::pack) mod terms_page;

pub use condition::{Condition, sentence};

/// Hangs the public pages about rules.
pub fn doors(doors: &mut Doors) {
    doors.page("/guide", PUBLIC, "办事指南", region_page::choose);
    doors.page("/guide/{region}", PUBLIC, "一个地区的办事指南", region_page::page);
    doors.page("/self-test", PUBLIC, "资格自测", self_test_page::page);
    doors.page("/self-test/result", PUBLIC, "资格自测结果", self_test_page::result);
    doors.page("/policies", PUBLIC, "政策规则", policies_page::list);
    doors.page("/policies/{id}", PUBLIC, "一个规则包", terms_page::page);
}

/// One finding of a decision as a line of a letter.
pub fn line(finding: &policy::Finding) -> Finding {
    let tone = match finding.verdict {
        Verdict::Met => Tone::Success,
        Verdict::NotMet => Tone::Danger,
        Verdict::Unknown(_) => Tone::Warning,
    };
    let label = format!("{}（{}）", finding.citation, finding.grade().chinese());
    let clue = Clue { label, href: format!("/policies/{}", finding.pack), pack: finding.pack.to_string() };
    Finding { tone, sentence: finding.sentence(), numbers: String::new(), clues: vec![clue] }
}

/// The findings that explain the outcome, each once.
pub fn relevant(decision: &Decision) -> Vec<Finding> {
    let lines: Vec<Finding> = match &decision.outcome {
        Outcome::Eligible(eligible) => {
            let fits = |finding: &&policy::Finding| {
                finding.tier.as_ref().is_none_or(|tier| *tier == eligible.tier) && (finding.route.is_none() || finding.route == eligible.route)
            };
            decision.findings.iter().filter(fits).map(line).collect()
        }
        Outcome::NotEligible { .. } => decision.failed().map(line).collect(),
        Outcome::NeedsPerson { .. } => decision.unknown().map(line).collect(),
    };
    let mut seen = std::collections::BTreeSet::new();
    lines.into_iter().filter(|line| seen.insert(line.sentence.clone())).collect()
}

#[cfg(test)]
mod tests;
