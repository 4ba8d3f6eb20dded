//! 轮候排序 — the order of the waiting list, total and explainable.
//!
//! Must-cover households come first, then priority classes, then the pack's own
//! order; equal places are told apart by entry id, so two computers agree.

use std::cmp::Ordering;

use base::DateText;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pack::Ranker;

/// What decides an entry's place (排序依据).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RankEntry {
    /// 轮候编号 — id of the entry; tells equal places apart.
    pub id: String,
    /// 应保尽保
    pub must_cover: bool,
    /// 优先次序 — 0 first, as in [`Eligible::priority`](crate::decide::Eligible::priority).
    pub priority: u16,
    /// 登记日期
    #[schemars(with = "DateText")]
    pub registered_on: Date,
    /// 评分 — more is better; 0 where the pack scores nothing.
    #[serde(default)]
    pub score: i64,
    /// 摇号名次 — place drawn, 1 first; absent before the draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<u32>,
}

/// Which step told two entries apart (排序理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 应保尽保
    MustCover,
    /// 优先类别
    Priority,
    /// 评分
    Score,
    /// 摇号名次
    Drawn,
    /// 登记日期
    RegisteredOn,
    /// 轮候编号
    Id,
}

/// Orders two entries: `Less` comes first.
pub fn compare(ranker: Ranker, one: &RankEntry, other: &RankEntry) -> Ordering {
    explain(ranker, one, other).map_or(Ordering::Equal, |(_, order)| order)
}

/// Which step tells two entries apart, and how; `None` for an entry and itself.
pub fn explain(ranker: Ranker, one: &RankEntry, other: &RankEntry) -> Option<(Step, Ordering)> {
    let score = (Step::Score, other.score.cmp(&one.score));
    // Who was drawn comes before who was not.
    let drawn = (Step::Drawn, one.drawn.unwrap_or(u32::MAX).cmp(&other.drawn.unwrap_or(u32::MAX)));
    let own: [Option<(Step, Ordering)>; 2] = match ranker {
        Ranker::RegisteredOn => [None, None],
        Ranker::Score => [Some(score), None],
        Ranker::Lottery => [Some(drawn), None],
        Ranker::ScoreThenLottery => [Some(score), Some(drawn)],
    };
    let first = [Some((Step::MustCover, other.must_cover.cmp(&one.must_cover))), Some((Step::Priority, one.priority.cmp(&other.priority)))];
    let last = [Some((Step::RegisteredOn, one.registered_on.cmp(&other.registered_on))), Some((Step::Id, one.id.cmp(&other.id)))];
    first.into_iter().chain(own).chain(last).flatten().find(|(_, order)| order.is_ne())
}

/// The pack's own part of the order as text of fixed width that sorts as [`compare`] does
/// among entries of one class, up to the day of registration: score, then place drawn. What a
/// ranker does not use stands at its neutral value, so that a queue whose rule changed still sorts.
pub fn key(ranker: Ranker, score: i64, drawn: Option<u32>) -> String {
    const LEAST: i64 = 9_999_999_999;
    let scored = matches!(ranker, Ranker::Score | Ranker::ScoreThenLottery);
    let drawing = matches!(ranker, Ranker::Lottery | Ranker::ScoreThenLottery);
    let score = if scored { LEAST.saturating_sub(score).clamp(0, LEAST) } else { LEAST };
    let drawn = drawn.filter(|_| drawing).map_or(LEAST, i64::from);
    format!("{score:010}-{drawn:010}")
}

/// Puts entries in order.
pub fn sort(ranker: Ranker, entries: &mut [RankEntry]) {
    entries.sort_unstable_by(|one, other| compare(ranker, one, other));
}

/// Who is ahead of an entry, and why (前面有谁).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ahead {
    /// Ahead because always covered.
    pub must_cover: u32,
    /// Ahead because of an earlier priority class.
    pub priority: u32,
    /// Ahead by score or draw.
    pub ranked: u32,
    /// Ahead because registered earlier, or on the same day under an earlier number.
    pub earlier: u32,
}

impl Ahead {
    /// Everyone ahead.
    pub fn total(&self) -> u32 {
        self.must_cover.saturating_add(self.priority).saturating_add(self.ranked).saturating_add(self.earlier)
    }

    /// The place, counted from 1.
    pub fn place(&self) -> u32 {
        self.total().saturating_add(1)
    }

    /// `您排在第8位：前面有应保尽保家庭3户、优先对象2户、登记在先2户。`
    pub fn sentence(&self) -> String {
        let groups = [("应保尽保家庭", self.must_cover), ("优先对象", self.priority), ("评分或摇号在前", self.ranked), ("登记在先", self.earlier)];
        let parts: Vec<String> = groups.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name}{count}户")).collect();
        match parts.is_empty() {
            true => "您排在第1位。".to_owned(),
            false => format!("您排在第{}位：前面有{}。", self.place(), parts.join("、")),
        }
    }
}

/// Counts who is ahead of `me` among `entries`, and by which step. `me` itself may be among them.
pub fn ahead<'a>(ranker: Ranker, me: &RankEntry, entries: impl IntoIterator<Item = &'a RankEntry>) -> Ahead {
    let mut ahead = Ahead::default();
    for other in entries {
        let count = match explain(ranker, other, me) {
            Some((Step::MustCover, Ordering::Less)) => &mut ahead.must_cover,
            Some((Step::Priority, Ordering::Less)) => &mut ahead.priority,
            Some((Step::Score | Step::Drawn, Ordering::Less)) => &mut ahead.ranked,
            Some((Step::RegisteredOn | Step::Id, Ordering::Less)) => &mut ahead.earlier,
            _ => continue,
        };
        *count = count.saturating_add(1);
    }
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn entry(id: &str, must_cover: bool, priority: u16, day: i8) -> RankEntry {
        RankEntry { id: id.into(), must_cover, priority, registered_on: date(2026, 1, day), score: 0, drawn: None }
    }

    // JX2019-4/2.2a, JX2019-4/2.2b
    #[test]
    fn always_covered_come_first_then_priority_then_who_registered_first() {
        let mut all = vec![entry("d", false, 5, 1), entry("c", false, 5, 1), entry("b", false, 0, 9), entry("a", true, 5, 20)];
        sort(Ranker::RegisteredOn, &mut all);
        let ids: Vec<&str> = all.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c", "d"]);
        let ahead = ahead(Ranker::RegisteredOn, &all[3], &all);
        assert_eq!((ahead.must_cover, ahead.priority, ahead.ranked, ahead.earlier), (1, 1, 0, 1));
        assert_eq!(ahead.sentence(), "您排在第4位：前面有应保尽保家庭1户、优先对象1户、登记在先1户。");
    }

    #[test]
    fn each_ranker_orders_within_a_class_by_its_own_measure() {
        let mut low = entry("a", false, 0, 1);
        let mut high = entry("b", false, 0, 2);
        (low.score, high.score) = (60, 90);
        (low.drawn, high.drawn) = (Some(1), None);
        assert_eq!(compare(Ranker::RegisteredOn, &low, &high), Ordering::Less);
        assert_eq!(compare(Ranker::Score, &low, &high), Ordering::Greater);
        assert_eq!(compare(Ranker::Lottery, &low, &high), Ordering::Less);
        assert_eq!(explain(Ranker::ScoreThenLottery, &low, &high), Some((Step::Score, Ordering::Greater)));
    }

    proptest! {
        #[test]
        fn the_order_is_total_and_places_are_the_positions(raw in prop::collection::vec((any::<bool>(), 0u16..3, 1i8..4, 0i64..3, prop::option::of(1u32..4)), 1..12)) {
            for ranker in Ranker::ALL {
                let mut all: Vec<RankEntry> = raw.iter().enumerate().map(|(at, (must, priority, day, score, drawn))| {
                    RankEntry { score: *score, drawn: *drawn, ..entry(&format!("{at:02}"), *must, *priority, *day) }
                }).collect();
                sort(*ranker, &mut all);
                for pair in all.windows(2) {
                    let own = |it: &RankEntry| (!it.must_cover, it.priority, key(*ranker, it.score, it.drawn), it.registered_on, it.id.clone());
                    prop_assert!(own(&pair[0]) < own(&pair[1]));
                }
                for (at, me) in all.iter().enumerate() {
                    prop_assert_eq!(ahead(*ranker, me, &all).total() as usize, at);
                    for other in &all {
                        prop_assert_eq!(compare(*ranker, me, other), compare(*ranker, other, me).reverse());
                    }
                }
            }
        }
    }
}
