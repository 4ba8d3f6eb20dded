//! 规则包定版 — a document checked, its citations resolved, its content hash fixed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Citation, Grade, RegionCode};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::content_hash::content_hash;
use super::{PackDocument, PackError, Rank, Rule, Status};
use crate::finding::Unknown;
use crate::rules::{RuleKind, RuleName};

/// A pack ready to decide with. Its document cannot change, so its hash stays true.
#[derive(Debug)]
pub struct Pack {
    document: PackDocument,
    id: Arc<str>,
    hash: Arc<str>,
    rules: Vec<Compiled>,
    tiers: Vec<TierNames>,
}

#[derive(Debug)]
pub(crate) struct TierNames {
    pub id: Arc<str>,
    pub routes: Vec<Arc<str>>,
}

/// A rule with its place and resolved citation.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub id: Arc<str>,
    pub kind: RuleKind,
    pub tier: Option<u16>,
    pub route: Option<u16>,
    pub citation: Arc<Citation>,
    /// Why the number may not decide, whatever the facts.
    pub doubt: Option<Unknown>,
}

/// Which pack decided, in which version (所依规则包).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackRef {
    /// 规则包编号
    pub id: Arc<str>,
    /// SHA-256 of the document's canonical JSON, in hex: names the version.
    pub hash: Arc<str>,
    /// 名称
    pub title: String,
    /// 层级
    pub rank: Rank,
    /// 确认状态
    pub status: Status,
    /// 演示
    pub demo: bool,
    /// Weakest grade among its citations in use.
    pub weakest: Option<Grade>,
}

/// How a pack is bound to a region on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It binds.
    Binds,
    /// It does not bind the region.
    Elsewhere,
    /// It binds the region on other days.
    OtherDays,
}

impl Pack {
    /// Reads a pack from TOML and seals it.
    pub fn from_toml(text: &str) -> Result<Pack, PackError> {
        let document = toml::from_str(text).map_err(|error| PackError::Unreadable { why: error.to_string() })?;
        Pack::seal(document)
    }

    /// Reads a pack from JSON and seals it.
    pub fn from_json(text: &str) -> Result<Pack, PackError> {
        let document = serde_json::from_str(text).map_err(|error| PackError::Unreadable { why: error.to_string() })?;
        Pack::seal(document)
    }

    /// Checks a document, resolves its citations and fixes its hash.
    pub fn seal(document: PackDocument) -> Result<Pack, PackError> {
        let ends_early = document.effective_to.is_some_and(|to| to < document.effective_from);
        if document.areas.is_empty() || ends_early {
            return Err(PackError::Empty { pack: document.pack_id });
        }
        check_parameters(&document)?;
        let hash = content_hash(&document).map_err(|error| PackError::Unreadable { why: error.to_string() })?;
        let mut sealing = Sealing { document: &document, rules: Vec::new(), ids: BTreeSet::new(), citations: BTreeMap::new() };
        sealing.add(&document.rules, None, None)?;
        let mut tiers = Vec::new();
        for (tier_at, tier) in (0u16..).zip(&document.tiers) {
            sealing.add(&tier.rules, Some(tier_at), None)?;
            for (route_at, route) in (0u16..).zip(&tier.routes) {
                sealing.add(&route.rules, Some(tier_at), Some(route_at))?;
            }
            let routes = tier.routes.iter().map(|route| Arc::from(route.id.as_str())).collect();
            tiers.push(TierNames { id: Arc::from(tier.id.as_str()), routes });
        }
        let rules = sealing.rules;
        Ok(Pack { id: Arc::from(document.pack_id.as_str()), hash: Arc::from(hash), rules, tiers, document })
    }

    /// What is written.
    pub fn document(&self) -> &PackDocument {
        &self.document
    }

    /// 规则包编号
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// SHA-256 of the document's canonical JSON in hex: the same content has the same hash on every machine.
    pub fn hash(&self) -> &Arc<str> {
        &self.hash
    }

    /// The pack as a decision names it.
    pub fn reference(&self) -> PackRef {
        PackRef {
            id: Arc::clone(&self.id),
            hash: Arc::clone(&self.hash),
            title: self.document.title.clone(),
            rank: self.document.rank,
            status: self.document.status,
            demo: self.document.demo,
            weakest: self.rules.iter().map(|rule| rule.citation.grade).min(),
        }
    }

    /// Whether the pack binds `region` on `on`, others left aside.
    pub fn binding(&self, region: &RegionCode, on: Date) -> Binding {
        if !self.document.areas.iter().any(|area| self.reaches(area, region)) {
            return Binding::Elsewhere;
        }
        match self.in_force(on) {
            true => Binding::Binds,
            false => Binding::OtherDays,
        }
    }

    /// Whether the day lies between the pack's first and last day.
    pub fn in_force(&self, on: Date) -> bool {
        self.document.effective_from <= on && self.document.effective_to.is_none_or(|to| on <= to)
    }

    /// National and provincial rules reach everything below; a city named by a city's
    /// own pack stands for itself alone, because its centre is not its counties.
    fn reaches(&self, area: &RegionCode, region: &RegionCode) -> bool {
        let spreads = match self.document.rank {
            Rank::National | Rank::Province => true,
            Rank::City | Rank::County => area.level() >= base::region::Level::County,
        };
        area == region || (spreads && area.covers(region))
    }

    pub(crate) fn rules(&self) -> &[Compiled] {
        &self.rules
    }

    pub(crate) fn tiers(&self) -> &[TierNames] {
        &self.tiers
    }
}

struct Sealing<'a> {
    document: &'a PackDocument,
    rules: Vec<Compiled>,
    ids: BTreeSet<&'a str>,
    citations: BTreeMap<(&'a str, Option<&'a str>), Arc<Citation>>,
}

impl<'a> Sealing<'a> {
    fn add(&mut self, rules: &'a [Rule], tier: Option<u16>, route: Option<u16>) -> Result<(), PackError> {
        for rule in rules {
            if !self.ids.insert(&rule.id) {
                return Err(PackError::TwiceNamed { pack: self.document.pack_id.clone(), id: rule.id.clone() });
            }
            let citation = self.citation(rule)?;
            let doubt = doubt(self.document.status, citation.grade);
            self.rules.push(Compiled { id: Arc::from(rule.id.as_str()), kind: rule.test.clone(), tier, route, citation, doubt });
        }
        Ok(())
    }

    fn citation(&mut self, rule: &'a Rule) -> Result<Arc<Citation>, PackError> {
        let key = (rule.cite.as_str(), rule.clause.as_deref());
        if let Some(citation) = self.citations.get(&key) {
            return Ok(Arc::clone(citation));
        }
        let mut citation = cited(self.document, &rule.id, &rule.cite)?.clone();
        if rule.clause.is_some() {
            citation.article.clone_from(&rule.clause);
        }
        let citation = Arc::new(citation);
        self.citations.insert(key, Arc::clone(&citation));
        Ok(citation)
    }
}

/// Confirmation by the authority lifts a repost; memory is lifted only by a source.
fn doubt(status: Status, grade: Grade) -> Option<Unknown> {
    match (status, grade) {
        (_, Grade::M) => Some(Unknown::WeakSource(Grade::M)),
        (Status::Confirmed, _) => None,
        (Status::Unconfirmed, grade) if !grade.may_decide() => Some(Unknown::WeakSource(grade)),
        (Status::Unconfirmed, _) => Some(Unknown::UnconfirmedPack),
    }
}

fn cited<'a>(document: &'a PackDocument, rule: &str, cite: &str) -> Result<&'a Citation, PackError> {
    document.citations.get(cite).ok_or_else(|| PackError::Uncited { pack: document.pack_id.clone(), rule: rule.to_owned(), cite: cite.to_owned() })
}

/// Every parameter must cite a listed source too.
fn check_parameters(document: &PackDocument) -> Result<(), PackError> {
    let classes = document.must_cover.iter().chain(&document.priority).map(|class| (class.id.as_str(), class.cite.as_str()));
    let scores = document.scores.iter().map(|item| (item.id.as_str(), item.cite.as_str()));
    let rent = document.rent.iter().map(|band| (band.title.as_str(), band.cite.as_str()));
    let subsidy = document.subsidy.iter().map(|rate| (rate.title.as_str(), rate.cite.as_str()));
    let limits = document.stage_limits.iter().map(|limit| (limit.stage.as_str(), limit.cite.as_str()));
    let lottery = document.lottery.iter().map(|lottery| ("lottery", lottery.cite.as_str()));
    let contract = document.contract.iter().map(|contract| ("contract", contract.cite.as_str()));
    let sizes = document.dwelling_size.iter().map(|size| ("dwelling_size", size.cite.as_str()));
    let uses = document.funds_may_pay.iter().chain(&document.funds_must_not_pay).map(|fund| (fund.purpose.as_str(), fund.cite.as_str()));
    let named = document.parameter_cites.iter().map(|(name, cite)| (name.as_str(), cite.as_str()));
    let all = classes.chain(scores).chain(named).chain(rent).chain(subsidy).chain(limits).chain(lottery).chain(contract).chain(sizes).chain(uses);
    for (named, cite) in all {
        cited(document, named, cite)?;
    }
    Ok(())
}

impl Compiled {
    pub(crate) fn name(&self) -> RuleName {
        self.kind.name()
    }
}
