//! 越位报告 — whoever stands before somebody with an earlier date, and the named reason for it.
//!
//! Must-cover, a priority class, a score or a draw are reasons; a place that none of them
//! explains is an alarm (F052, F065). The report is made from the queue as it stands, so it also
//! finds what somebody changed past the program.

use kernel::{Act, Fail};
use people::perms::WAITLIST_SEE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Entry;

/// Which queue.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OvertakingAsk {
    /// Region code of the queue.
    pub region: String,
}

/// Why one stands before others of an earlier date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 应保尽保 (JX2019-4/2.2a).
    MustCover,
    /// A priority class (JX2019-4/2.2b).
    Class,
    /// A score or a draw that the pack names.
    Score,
    /// Nothing explains it.
    Unexplained,
}

impl Reason {
    /// 中文.
    pub fn title(self) -> &'static str {
        match self {
            Reason::MustCover => "应保尽保",
            Reason::Class => "优先类别在前",
            Reason::Score => "规则包的评分或摇号",
            Reason::Unexplained => "没有理由",
        }
    }
}

/// One household before others of an earlier date, for one reason.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Overtaking {
    /// `waitlist_entry.id`.
    pub id: String,
    /// 轮候编号.
    pub number: String,
    /// Its place.
    pub place: i64,
    /// Its date.
    pub priority_on: String,
    /// Why.
    pub reason: Reason,
    /// The class, where that is the reason.
    pub class_name: String,
    /// How many households of an earlier date stand behind it for this reason.
    pub overtaken: i64,
    /// The earliest date among them.
    pub earliest_on: String,
}

/// The report of a queue.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Region.
    pub region: String,
    /// Households in the queue.
    pub households: i64,
    /// Explained and not, unexplained first, then by place.
    pub rows: Vec<Overtaking>,
    /// How many are unexplained: must be none.
    pub alarms: i64,
}

/// `GET /api/v1/waitlist/overtaking`
pub async fn report(act: &mut Act, ask: OvertakingAsk) -> Result<Report, Fail> {
    act.require(WAITLIST_SEE, &ask.region)?;
    let queue = super::in_order(act, &ask.region).await?;
    let rows = of(&queue);
    let alarms = i64::try_from(rows.iter().filter(|row| row.reason == Reason::Unexplained).count()).unwrap_or(i64::MAX);
    Ok(Report { region: ask.region, households: i64::try_from(queue.len()).unwrap_or(i64::MAX), rows, alarms })
}

/// What explains that `first` stands before `second` although its date is later.
fn reason(first: &Entry, second: &Entry) -> Reason {
    if first.must_cover != second.must_cover {
        return if first.must_cover < second.must_cover { Reason::MustCover } else { Reason::Unexplained };
    }
    if first.class_order != second.class_order {
        return if first.class_order < second.class_order { Reason::Class } else { Reason::Unexplained };
    }
    // An instant of submission explains nothing here: it would have put the earlier one first.
    let scored = |entry: &Entry| entry.rank_key.parse::<jiff::Timestamp>().is_err();
    if scored(first) && scored(second) && first.rank_key <= second.rank_key { Reason::Score } else { Reason::Unexplained }
}

/// The report of a queue in its order.
pub fn of(queue: &[Entry]) -> Vec<Overtaking> {
    let mut rows: Vec<Overtaking> = Vec::new();
    for (at, first) in queue.iter().enumerate() {
        let mut found: std::collections::BTreeMap<Reason, (i64, &str)> = Default::default();
        for second in queue[at + 1..].iter().filter(|second| second.priority_on < first.priority_on) {
            let seen = found.entry(reason(first, second)).or_insert((0, second.priority_on.as_str()));
            *seen = (seen.0 + 1, seen.1.min(second.priority_on.as_str()));
        }
        rows.extend(found.into_iter().map(|(reason, (overtaken, earliest))| Overtaking {
            id: first.id.clone(),
            number: first.number.clone(),
            place: i64::try_from(at).unwrap_or(i64::MAX - 1) + 1,
            priority_on: first.priority_on.clone(),
            class_name: if reason == Reason::Class { first.class_name.clone() } else { String::new() },
            earliest_on: earliest.to_owned(),
            reason,
            overtaken,
        }));
    }
    rows.sort_by_key(|row| (row.reason != Reason::Unexplained, row.place, row.reason));
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Reason, of};
    use crate::waitlist::Entry;

    fn entry(id: usize, must_cover: i64, class_order: i64, rank_key: &str, priority_on: &str) -> Entry {
        Entry {
            id: format!("{id:04}"),
            number: format!("LH{id:04}"),
            application_id: String::new(),
            household_id: String::new(),
            region: "360702".into(),
            programme: "home".into(),
            category: String::new(),
            tier: String::new(),
            must_cover,
            class_order,
            class_name: String::new(),
            rank_key: rank_key.into(),
            priority_on: priority_on.into(),
            joined_on: priority_on.into(),
            limit_on: None,
            owner_id: String::new(),
            owner_due_on: None,
            decision_id: String::new(),
        }
    }

    fn sorted(mut queue: Vec<Entry>) -> Vec<Entry> {
        queue.sort_by(|a, b| (a.must_cover, a.class_order, &a.rank_key, &a.id).cmp(&(b.must_cover, b.class_order, &b.rank_key, &b.id)));
        queue
    }

    proptest! {
        // F052: as long as places come from must-cover, class and instant alone, nothing is unexplained.
        #[test]
        fn a_queue_in_its_own_order_raises_no_alarm(rows in prop::collection::vec((0i64..2, 0i64..3, 1u8..28), 0..40)) {
            let queue = sorted(rows.iter().enumerate().map(|(id, (must, class, day))| {
                entry(id, *must, *class, &format!("2026-03-{day:02}T01:00:00.000Z"), &format!("2026-03-{day:02}"))
            }).collect());
            prop_assert!(of(&queue).iter().all(|row| row.reason != Reason::Unexplained));
        }

        // And each one who stands out of turn is told, exactly once for each reason.
        #[test]
        fn whoever_is_put_before_an_earlier_one_of_the_same_class_is_an_alarm(days in prop::collection::btree_set(1u8..28, 2..20), at in any::<prop::sample::Index>()) {
            let mut queue: Vec<Entry> = days.iter().enumerate().map(|(id, day)| {
                entry(id, 1, 5, &format!("2026-03-{day:02}T01:00:00.000Z"), &format!("2026-03-{day:02}"))
            }).collect();
            let moved = at.index(queue.len() - 1) + 1;
            let late = queue.remove(moved);
            queue.insert(0, late.clone());
            let rows = of(&queue);
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!((&rows[0].id, rows[0].reason, rows[0].overtaken), (&late.id, Reason::Unexplained, i64::try_from(moved).unwrap()));
        }
    }

    #[test]
    fn must_cover_class_and_score_are_named() {
        let early = entry(1, 1, 5, "2026-03-01T01:00:00.000Z", "2026-03-01");
        let must = entry(2, 0, 5, "2026-03-09T01:00:00.000Z", "2026-03-09");
        let class = entry(3, 1, 1, "2026-03-08T01:00:00.000Z", "2026-03-08");
        let told: Vec<(String, Reason, i64)> =
            of(&sorted(vec![early, must, class])).into_iter().map(|row| (row.id, row.reason, row.overtaken)).collect();
        assert_eq!(told, [("0002".into(), Reason::MustCover, 2), ("0003".into(), Reason::Class, 1)]);
        let scored = [entry(1, 1, 5, "0010", "2026-03-09"), entry(2, 1, 5, "0020", "2026-03-01")];
        assert_eq!(of(&scored)[0].reason, Reason::Score);
    }
}
