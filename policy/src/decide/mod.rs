//! 认定结论 — from facts, a day and the law to a decision that explains itself.
//!
//! Eligible when one route is wholly met; not eligible only when every route has a
//! condition that a sourced and confirmed number says is not met; a person decides
//! all else. An unknown fact, an unconfirmed number or silence never refuses anyone.

mod class;
mod decision;
mod evaluate;

use std::sync::Arc;

use base::{Citation, Grade};
use jiff::civil::Date;

pub use class::{Classes, Membership};
pub use decision::{Decision, Eligible, Outcome, Screened, WouldBe};

use crate::facts::Facts;
use crate::finding::{Finding, Unknown, Verdict};
use crate::law::{Law, NoPack};
use crate::pack::Pack;
use crate::rules::{Case, RuleName};
pub use evaluate::Bound;

use evaluate::Evaluation;

/// Decides an application by the pack in force for its region on `on`, the day of acceptance.
///
/// A later change of rules does not touch an accepted application: pass the same day again.
pub fn decide(facts: &Facts, on: Date, law: &Law) -> Decision {
    match law.pack_in_force(&facts.region, on) {
        Ok(pack) => decide_with(facts, on, pack, law),
        Err(NoPack::Overlap { .. }) => without_pack(facts, on, Unknown::OverlappingPacks),
        Err(_) => without_pack(facts, on, Unknown::NoPack),
    }
}

/// Decides by a given pack, for replay and simulation. The law supplies higher packs and statistics.
pub fn decide_with(facts: &Facts, on: Date, pack: &Pack, law: &Law) -> Decision {
    if let Some(defect) = facts.defect() {
        let mut decision = without_pack(facts, on, Unknown::Defect(defect));
        decision.packs = vec![pack.reference()];
        decision.demo = pack.document().demo;
        return decision;
    }
    Evaluation::new(facts, &Bound::new(pack, on, law)).decide()
}

/// Screens by a given pack: the same outcome as [`decide_with`], without findings.
///
/// For many households make one [`Bound`] and call its [`screen`](Bound::screen).
pub fn screen_with(facts: &Facts, on: Date, pack: &Pack, law: &Law) -> Screened {
    Bound::new(pack, on, law).screen(facts)
}

/// Screens by the pack in force on `on`.
pub fn screen(facts: &Facts, on: Date, law: &Law) -> Screened {
    match law.pack_in_force(&facts.region, on) {
        Ok(pack) => screen_with(facts, on, pack, law),
        Err(_) => Screened::NEEDS_PERSON,
    }
}

fn without_pack(facts: &Facts, on: Date, why: Unknown) -> Decision {
    let mut citation = Citation::new("公共租赁住房管理办法", "第七条", Grade::A);
    citation.doc_no = Some("住房和城乡建设部令第11号".to_owned());
    citation.source = Some("S10".to_owned());
    let finding = Finding {
        rule: Arc::from("basis"),
        kind: RuleName::Basis,
        pack: Arc::from("CN"),
        tier: None,
        route: None,
        verdict: Verdict::Unknown(why),
        computed: Verdict::Unknown(why),
        inputs: Vec::new(),
        citation: Arc::new(citation),
    };
    Decision {
        region: facts.region,
        on,
        outcome: Outcome::NeedsPerson { unknown: vec![0] },
        would_be: WouldBe::NeedsPerson,
        classes: Classes::default(),
        packs: Vec::new(),
        demo: false,
        findings: vec![finding],
    }
}

/// The case a decision's rules look at.
fn case<'a>(facts: &'a Facts, on: Date, law: &'a Law) -> Case<'a> {
    Case { facts, on, statistics: law.statistics() }
}
