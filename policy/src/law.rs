//! 现行规则 — all packs and statistics known, and which pack binds a region on a day.
//!
//! The built-in packs are what public sources gave. A database of confirmed versions
//! replaces or adds to them through [`Law::from_parts`] and [`Law::with_packs`].

mod builtin;

use std::fmt;
use std::sync::Arc;

use base::RegionCode;
use jiff::civil::Date;

use crate::pack::{Binding, Pack, PackError, Rank};
use crate::statistic::{StatisticValue, Statistics};

/// Packs and statistics to decide with.
#[derive(Clone, Debug, Default)]
pub struct Law {
    packs: Vec<Arc<Pack>>,
    statistics: Arc<Statistics>,
    demo: bool,
    unreadable: Vec<PackError>,
}

/// Why no single pack binds a region on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPack {
    /// No pack names the region.
    Unruled {
        /// The region asked for.
        region: RegionCode,
    },
    /// Packs name the region, but none on that day.
    OtherDays {
        /// The region asked for.
        region: RegionCode,
        /// The day asked for.
        on: Date,
    },
    /// Two packs bind at once and neither replaces the other.
    Overlap {
        /// The region asked for.
        region: RegionCode,
        /// One pack.
        one: Arc<str>,
        /// The other.
        other: Arc<str>,
    },
}

impl fmt::Display for NoPack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |region: &RegionCode| base::region::book().path_name(region).unwrap_or_else(|| region.to_string());
        match self {
            Self::Unruled { region } => write!(f, "{}尚未录入保障规则，请由主管部门录入并确认，其间由人工认定", name(region)),
            Self::OtherDays { region, on } => write!(f, "{}在{on}没有生效的保障规则，请核对申请日期或补录当时的规则", name(region)),
            Self::Overlap { region, one, other } => {
                write!(f, "{}同时适用{one}和{other}两个规则包，请由主管部门确定其一", name(region))
            }
        }
    }
}
impl std::error::Error for NoPack {}

impl NoPack {
    /// Stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unruled { .. } => "policy.region_unruled",
            Self::OtherDays { .. } => "policy.not_in_force",
            Self::Overlap { .. } => "policy.packs_overlap",
        }
    }
}

impl Law {
    /// The packs and statistics that public sources gave, without the demonstration.
    pub fn builtin() -> Law {
        builtin::law(false)
    }

    /// The same with the demonstration pack, which replaces 赣州's real one from 2026.
    pub fn with_demo() -> Law {
        builtin::law(true)
    }

    /// Exactly these packs and statistics; demonstration packs among them bind.
    pub fn from_parts(packs: Vec<Arc<Pack>>, statistics: Statistics) -> Law {
        Law { packs, statistics: Arc::new(statistics), demo: true, unreadable: Vec::new() }
    }

    /// With further packs; one of the same id replaces the one held.
    #[must_use]
    pub fn with_packs(mut self, packs: impl IntoIterator<Item = Arc<Pack>>) -> Law {
        for pack in packs {
            self.packs.retain(|held| held.id() != pack.id());
            self.packs.push(pack);
        }
        self
    }

    /// Without the pack of this id: its regions count as without a pack.
    #[must_use]
    pub fn without(mut self, id: &str) -> Law {
        self.packs.retain(|held| **held.id() != *id);
        self
    }

    /// With a further statistic; one of the same area, year and day of publication replaces the one held.
    #[must_use]
    pub fn with_statistic(mut self, value: StatisticValue) -> Law {
        let mut all = (*self.statistics).clone();
        all.value.retain(|held| !held.same_place(&value));
        all.value.push(value);
        self.statistics = Arc::new(all);
        self
    }

    /// The part of the law that a decision for `region` can touch on any day: packs that name
    /// the region, those above them, and those they wait to be compared with.
    #[must_use]
    pub fn concerning(&self, region: &RegionCode) -> Law {
        let region = region.current();
        let local = |pack: &&Arc<Pack>| {
            let rank = pack.document().rank;
            rank >= Rank::City && (self.demo || !pack.document().demo) && pack.binding(&region, Date::MIN) != Binding::Elsewhere
        };
        let mut ids: Vec<&str> = self.packs.iter().filter(local).map(|pack| &**pack.id()).collect();
        let mut at = 0;
        while let Some(pack) = ids.get(at).and_then(|id| self.pack(id)) {
            let further = pack.document().inherits.iter().chain(&pack.document().needs_recheck_against);
            for id in further.filter_map(|id| self.pack(id)).map(|pack| &**pack.id()) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            at += 1;
        }
        let packs = self.packs.iter().filter(|pack| ids.contains(&&**pack.id())).cloned().collect();
        Law { packs, statistics: Arc::clone(&self.statistics), demo: self.demo, unreadable: Vec::new() }
    }

    /// Where and when, from `from` on, a changed law no longer has exactly one pack although
    /// `before` had one, or has two at once: each region with the first such refusal.
    pub fn broken(&self, before: &Law, areas: &[RegionCode], from: Date) -> Vec<NoPack> {
        let turns = |pack: &Arc<Pack>| {
            let document = pack.document();
            [Some(document.effective_from), document.effective_to.and_then(|to| to.tomorrow().ok())]
        };
        let mut days: Vec<Date> = self.packs.iter().chain(&before.packs).flat_map(turns).flatten().filter(|day| from < *day).collect();
        days.push(from);
        days.sort_unstable();
        days.dedup();
        let first = |area: &RegionCode| {
            days.iter().find_map(|day| match self.pack_in_force(area, *day) {
                Ok(_) => None,
                Err(overlap @ NoPack::Overlap { .. }) => Some(overlap),
                Err(none) => before.pack_in_force(area, *day).is_ok().then_some(none),
            })
        };
        areas.iter().filter_map(first).collect()
    }

    /// With other statistics.
    #[must_use]
    pub fn with_statistics(mut self, statistics: Statistics) -> Law {
        self.statistics = Arc::new(statistics);
        self
    }

    /// Every pack held, demonstration packs too if asked for.
    pub fn packs(&self) -> &[Arc<Pack>] {
        &self.packs
    }

    /// The pack of this id.
    pub fn pack(&self, id: &str) -> Option<&Arc<Pack>> {
        self.packs.iter().find(|pack| &**pack.id() == id)
    }

    /// Published statistics.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Built-in files that could not be read; their regions count as without a pack.
    pub fn unreadable(&self) -> &[PackError] {
        &self.unreadable
    }

    /// The one city or county pack that binds `region` on `on`. Never guesses.
    ///
    /// A pack that another binding pack says it replaces steps back.
    pub fn pack_in_force(&self, region: &RegionCode, on: Date) -> Result<&Arc<Pack>, NoPack> {
        let region = region.current();
        let local = self.packs.iter().filter(|pack| pack.document().rank >= Rank::City && (self.demo || !pack.document().demo));
        let mut found: Option<&Arc<Pack>> = None;
        let mut other_days = false;
        for pack in local {
            match pack.binding(&region, on) {
                Binding::Elsewhere => {}
                Binding::OtherDays => other_days = true,
                Binding::Binds => {
                    found = match found {
                        None => Some(pack),
                        Some(held) if self.replaces(pack, held) => Some(pack),
                        Some(held) if self.replaces(held, pack) => Some(held),
                        Some(held) => {
                            return Err(NoPack::Overlap { region, one: Arc::clone(held.id()), other: Arc::clone(pack.id()) });
                        }
                    }
                }
            }
        }
        found.ok_or(if other_days { NoPack::OtherDays { region, on } } else { NoPack::Unruled { region } })
    }

    fn replaces(&self, newer: &Pack, older: &Pack) -> bool {
        newer.document().supersedes.iter().any(|id| **id == **older.id())
    }

    /// The higher packs whose rules for all apply with `pack` on `on`.
    pub(crate) fn above<'a>(&'a self, pack: &'a Pack, on: Date) -> impl Iterator<Item = &'a Arc<Pack>> {
        let inherited = pack.document().inherits.iter().filter_map(|id| self.pack(id));
        inherited.filter(move |higher| higher.in_force(on))
    }

    /// Whether `pack` still waits to be compared with a newer higher rule in force on `on`.
    pub(crate) fn needs_recheck(&self, pack: &Pack, on: Date) -> bool {
        pack.document().needs_recheck_against.iter().any(|id| self.pack(id).is_none_or(|higher| higher.in_force(on)))
    }
}
