//! 应保尽保与优先 — which classes a household belongs to.
//!
//! 赣建字〔2019〕4号 二(二): who is always covered, and who comes first. What is not
//! known never costs the household its application, only leaves the class open.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Verdict;
use crate::pack::{ClassRule, Pack, Ranker};
use crate::rules::Case;

/// The classes a household belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// 应保尽保 — first class it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_cover: Option<Membership>,
    /// 优先 — first class it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Membership>,
    /// 待核实 — classes whose facts are not known; a person should look before the order is fixed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Membership>,
    /// Number of priority classes: the place of those who belong to none.
    pub priority_classes: u16,
    /// 排序方式, where a pack states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranker: Option<Ranker>,
    /// 评分 — points of the items known to be true; 0 where nothing is scored.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub score: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_nothing(score: &i64) -> bool {
    *score == 0
}

/// A class a household belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Pack the class is written in.
    pub pack: Arc<str>,
    /// Id of the class.
    pub id: String,
    /// 名称
    pub title: String,
    /// Place among the classes, 0 first.
    pub place: u16,
}

/// Asks the classes of the pack in force, or, where it names none, of the packs above it.
pub(super) fn of(case: &Case<'_>, packs: &[&Pack]) -> Classes {
    let mut classes = Classes::default();
    let mut open = Vec::new();
    classes.must_cover = first(case, packs, |pack| &pack.document().must_cover, &mut open);
    classes.priority = first(case, packs, |pack| &pack.document().priority, &mut open);
    classes.score = score(case, packs, &mut open);
    classes.ranker = packs.iter().find_map(|pack| pack.document().ranker.known().copied());
    classes.open = open;
    let listed = packs.iter().find(|pack| !pack.document().priority.is_empty());
    let count = listed.map_or(0, |pack| pack.document().priority.len());
    classes.priority_classes = u16::try_from(count).unwrap_or(u16::MAX);
    classes
}

/// Points of the pack in force, or, where it scores nothing, of the packs above it.
fn score(case: &Case<'_>, packs: &[&Pack], open: &mut Vec<Membership>) -> i64 {
    let Some(pack) = packs.iter().find(|pack| !pack.document().scores.is_empty()) else { return 0 };
    let mut sum = 0i64;
    for (place, item) in (0u16..).zip(&pack.document().scores) {
        match item.any.iter().map(|who| who.judge(case)).fold(Verdict::NotMet, Verdict::or) {
            Verdict::Met => sum = sum.saturating_add(i64::from(item.points)),
            Verdict::NotMet => {}
            Verdict::Unknown(_) => open.push(Membership { pack: Arc::clone(pack.id()), id: item.id.clone(), title: item.title.clone(), place }),
        }
    }
    sum
}

fn first(case: &Case<'_>, packs: &[&Pack], list: impl Fn(&Pack) -> &Vec<ClassRule>, open: &mut Vec<Membership>) -> Option<Membership> {
    let pack = packs.iter().find(|pack| !list(pack).is_empty())?;
    for (place, class) in (0u16..).zip(list(pack)) {
        let member = || Membership { pack: Arc::clone(pack.id()), id: class.id.clone(), title: class.title.clone(), place };
        match class.any.iter().map(|who| who.judge(case)).fold(Verdict::NotMet, Verdict::or) {
            Verdict::Met => return Some(member()),
            Verdict::NotMet => {}
            Verdict::Unknown(_) => open.push(member()),
        }
    }
    None
}
