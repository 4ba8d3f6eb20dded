//! 逐条评定 — runs the rules of a pack and those above it, and joins them by tier and route.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Decision, Eligible, Outcome, Screened, WouldBe, case, class};
use crate::facts::Facts;
use crate::finding::{Finding, Unknown, Verdict};
use crate::law::Law;
use crate::pack::{Compiled, Pack};
use crate::rules::{Case, Ruling};

/// A pack on one day with the packs above it, looked up once for any number of households.
pub struct Bound<'a> {
    law: &'a Law,
    on: Date,
    /// The pack in force first, then those above it; with the doubt of a pending recheck.
    packs: Vec<(&'a Pack, Option<Unknown>)>,
}

impl<'a> Bound<'a> {
    /// Looks up what applies with `pack` on `on`.
    pub fn new(pack: &'a Pack, on: Date, law: &'a Law) -> Bound<'a> {
        let above = law.above(pack, on).map(|pack| &**pack);
        let all = std::iter::once(pack).chain(above);
        let packs = all.map(|pack| (pack, law.needs_recheck(pack, on).then_some(Unknown::NeedsRecheck))).collect();
        Bound { law, on, packs }
    }

    /// The pack in force.
    fn pack(&self) -> &'a Pack {
        // `new` puts it first.
        self.packs[0].0
    }

    /// Screens one household: the outcome of [`decide_with`](super::decide_with), without findings.
    pub fn screen(&self, facts: &Facts) -> Screened {
        match facts.defect() {
            Some(_) => Screened::NEEDS_PERSON,
            None => Evaluation::new(facts, self).screen(),
        }
    }
}

/// One evaluation of one case by one pack.
pub(super) struct Evaluation<'a> {
    case: Case<'a>,
    bound: &'a Bound<'a>,
    /// Set while some member has not been checked to be alive: nothing is certain until then.
    unchecked: Option<Unknown>,
}

/// A verdict twice over: as it counts, and as the numbers alone say.
#[derive(Clone, Copy)]
struct Pair {
    counts: Verdict,
    computed: Verdict,
}

impl Pair {
    /// Whether no further rule can change it.
    fn is_lost(self) -> bool {
        self.counts == Verdict::NotMet && self.computed == Verdict::NotMet
    }

    const MET: Pair = Pair { counts: Verdict::Met, computed: Verdict::Met };

    fn and(self, other: Pair) -> Pair {
        Pair { counts: self.counts.and(other.counts), computed: self.computed.and(other.computed) }
    }
}

/// One way in: a tier, and a route where the tier has any.
#[derive(Clone, Copy)]
struct Way {
    tier: u16,
    route: Option<u16>,
    pair: Pair,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(facts: &'a Facts, bound: &'a Bound<'a>) -> Evaluation<'a> {
        let case = case(facts, bound.on, bound.law);
        let unchecked = case.unchecked().map(Unknown::MissingFact);
        Evaluation { case, bound, unchecked }
    }

    /// Judges one rule, and turns what may not stand into unknown.
    fn judge(&self, rule: &Compiled, recheck: Option<Unknown>) -> (Ruling, Pair) {
        let ruling = rule.kind.judge(&self.case);
        let counts = match (ruling.verdict, self.unchecked.or(rule.doubt).or(recheck).or(ruling.doubt)) {
            (unknown @ Verdict::Unknown(_), _) => unknown,
            (_, Some(doubt)) => Verdict::Unknown(doubt),
            (verdict, None) => verdict,
        };
        (ruling, Pair { counts, computed: ruling.verdict })
    }

    /// Screens without findings: each rule is judged once and joined at once.
    pub(super) fn screen(&self) -> Screened {
        let mut common = Pair::MET;
        for (pack, recheck) in &self.bound.packs {
            let shared = pack.rules().iter().filter(|rule| rule.tier.is_none());
            common = self.join(common, shared, *recheck);
        }
        let (pack, recheck) = self.bound.packs[0];
        let mut best = Best::default();
        for (tier, names) in (0u16..).zip(pack.tiers()) {
            let of = |route| {
                let rules = pack.rules().iter();
                rules.filter(move |rule| rule.tier == Some(tier) && rule.route == route)
            };
            let shared = self.join(common, of(None), recheck);
            if names.routes.is_empty() {
                best.see(Way { tier, route: None, pair: shared });
            }
            for (route, _) in (0u16..).zip(&names.routes) {
                let pair = self.join(shared, of(Some(route)), recheck);
                best.see(Way { tier, route: Some(route), pair });
            }
        }
        best.screened()
    }

    /// Joins rules that must all be met, until nothing can change any more.
    fn join<'r>(&self, start: Pair, rules: impl Iterator<Item = &'r Compiled>, recheck: Option<Unknown>) -> Pair {
        let mut joined = start;
        for rule in rules {
            if joined.is_lost() {
                break;
            }
            joined = joined.and(self.judge(rule, recheck).1);
        }
        joined
    }

    /// Decides with every finding.
    pub(super) fn decide(&self) -> Decision {
        let most = self.bound.packs.iter().map(|(pack, _)| pack.rules().len()).sum();
        let mut findings = Vec::with_capacity(most);
        let mut pairs: Vec<(Option<u16>, Option<u16>, Pair)> = Vec::with_capacity(most);
        for (pack, recheck) in &self.bound.packs {
            let own = std::ptr::eq(*pack, self.bound.pack());
            for rule in pack.rules().iter().filter(|rule| own || rule.tier.is_none()) {
                let (ruling, pair) = self.judge(rule, *recheck);
                pairs.push((rule.tier, rule.route, pair));
                findings.push(finding(pack, rule, &ruling, pair));
            }
        }
        let ways = self.ways(&pairs);
        let mut best = Best::default();
        ways.iter().for_each(|way| best.see(*way));
        let screened = best.screened();
        let packs: Vec<&Pack> = self.bound.packs.iter().map(|(pack, _)| *pack).collect();
        let classes = class::of(&self.case, &packs);
        let outcome = match (screened.outcome, screened.tier) {
            (WouldBe::Eligible, Some(tier)) => self.eligible(tier, screened.route, &classes),
            (WouldBe::NotEligible, _) => Outcome::NotEligible { failed: open(&pairs, &ways, Seek::Failed) },
            _ => Outcome::NeedsPerson { unknown: open(&pairs, &ways, Seek::Unknown) },
        };
        Decision {
            region: self.case.facts.region,
            on: self.case.on,
            outcome,
            would_be: screened.would_be,
            classes,
            packs: packs.iter().map(|pack| pack.reference()).collect(),
            demo: self.bound.pack().document().demo,
            findings,
        }
    }

    fn ways(&self, pairs: &[(Option<u16>, Option<u16>, Pair)]) -> Vec<Way> {
        let mut ways = Vec::new();
        for (tier, names) in (0u16..).zip(self.bound.pack().tiers()) {
            let routes = (0u16..).zip(&names.routes).map(|(at, _)| Some(at));
            let none = names.routes.is_empty().then_some(None);
            for route in routes.chain(none) {
                let own = pairs.iter().filter(|(of_tier, of_route, _)| belongs(*of_tier, *of_route, tier, route));
                let pair = own.fold(Pair::MET, |pair, (_, _, next)| pair.and(*next));
                ways.push(Way { tier, route, pair });
            }
        }
        ways
    }

    fn eligible(&self, tier_at: u16, route_at: Option<u16>, classes: &super::Classes) -> Outcome {
        let (pack, at) = (self.bound.pack(), usize::from(tier_at));
        let document = pack.document();
        let (Some(names), Some(tier)) = (pack.tiers().get(at), document.tiers.get(at)) else {
            return Outcome::NeedsPerson { unknown: Vec::new() };
        };
        Outcome::Eligible(Eligible {
            category: tier.category,
            tier: Arc::clone(&names.id),
            route: route_at.and_then(|at| names.routes.get(usize::from(at))).map(Arc::clone),
            must_cover: classes.must_cover.is_some(),
            priority: classes.priority.as_ref().map_or(classes.priority_classes, |class| class.place),
            ranker: document.ranker.known().copied(),
            visit_required: tier.visit_required.or(document.visit_required.known().copied()),
        })
    }
}

/// Whether a rule of some tier and route must be met on the way through `tier` and `route`.
fn belongs(of_tier: Option<u16>, of_route: Option<u16>, tier: u16, route: Option<u16>) -> bool {
    of_tier.is_none() || (of_tier == Some(tier) && (of_route.is_none() || of_route == route))
}

fn finding(pack: &Pack, rule: &Compiled, ruling: &Ruling, pair: Pair) -> Finding {
    let names = rule.tier.and_then(|tier| pack.tiers().get(usize::from(tier)));
    let route = rule.route.and_then(|route| names?.routes.get(usize::from(route)));
    Finding {
        rule: Arc::clone(&rule.id),
        kind: rule.name(),
        pack: Arc::clone(pack.id()),
        tier: names.map(|names| Arc::clone(&names.id)),
        route: route.map(Arc::clone),
        verdict: pair.counts,
        computed: pair.computed,
        inputs: ruling.inputs.iter().collect(),
        citation: Arc::clone(&rule.citation),
    }
}

#[derive(Clone, Copy)]
enum Seek {
    Failed,
    Unknown,
}

/// Positions of the findings that fail on any way, or that are open on a way not failed.
fn open(pairs: &[(Option<u16>, Option<u16>, Pair)], ways: &[Way], seek: Seek) -> Vec<u16> {
    let wanted = |of_tier, of_route, verdict: Verdict| match seek {
        Seek::Failed => verdict == Verdict::NotMet,
        Seek::Unknown => {
            matches!(verdict, Verdict::Unknown(_))
                && ways.iter().any(|way| way.pair.counts != Verdict::NotMet && belongs(of_tier, of_route, way.tier, way.route))
        }
    };
    let numbered = (0u16..).zip(pairs);
    numbered.filter(|(_, (tier, route, pair))| wanted(*tier, *route, pair.counts)).map(|(at, _)| at).collect()
}

/// The best outcome over all ways seen.
#[derive(Default)]
struct Best {
    met: Option<(u16, Option<u16>)>,
    seen: bool,
    open: bool,
    computed_met: bool,
    computed_open: bool,
}

impl Best {
    fn see(&mut self, way: Way) {
        self.seen = true;
        match way.pair.counts {
            Verdict::Met => self.met = self.met.or(Some((way.tier, way.route))),
            Verdict::NotMet => {}
            Verdict::Unknown(_) => self.open = true,
        }
        match way.pair.computed {
            Verdict::Met => self.computed_met = true,
            Verdict::NotMet => {}
            Verdict::Unknown(_) => self.computed_open = true,
        }
    }

    /// A pack without tiers refuses nobody: nothing was asked, so a person decides.
    fn screened(&self) -> Screened {
        let pick = |met: bool, open: bool| match (met, open || !self.seen) {
            (true, _) => WouldBe::Eligible,
            (false, true) => WouldBe::NeedsPerson,
            (false, false) => WouldBe::NotEligible,
        };
        Screened {
            outcome: pick(self.met.is_some(), self.open),
            would_be: pick(self.computed_met, self.computed_open),
            tier: self.met.map(|(tier, _)| tier),
            route: self.met.and_then(|(_, route)| route),
        }
    }
}
