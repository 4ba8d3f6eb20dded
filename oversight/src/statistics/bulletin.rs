//! 统计公报 — what anybody may know: counts by city and county, none small enough to point at a household.
//!
//! A count under [`LEAST`] is not told. So that it cannot be worked out from the others and the
//! total, further counts of its column are withheld until what is withheld is at least two
//! regions and [`LEAST`] households together.

use std::collections::BTreeMap;

use jiff::civil::date;
use kernel::clock::text_of;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::counts;
use super::place::{Place, below, children};

/// The smallest count that is told.
pub const LEAST: i64 = 5;

/// Which region.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BulletinAsk {
    /// `36` or a city's code; the province when left out.
    pub region: Option<String>,
}

/// A row of the bulletin; a count that is withheld is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Published {
    /// The region; the region asked for in the row of totals.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Applications submitted this year.
    pub submitted: Option<i64>,
    /// Households registered this year.
    pub joined: Option<i64>,
    /// Households waiting now.
    pub waiting: Option<i64>,
}

/// What is published.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Bulletin {
    /// The region.
    pub place: Place,
    /// The instant the counts speak for.
    pub as_of: String,
    /// The year that is counted.
    pub year: i16,
    /// Counts under this are not told.
    pub least: i64,
    /// All of the region.
    pub total: Published,
    /// What lies below, by code.
    pub rows: Vec<Published>,
}

/// `GET /api/v1/statistics`
pub async fn see(act: &mut Act, ask: BulletinAsk) -> Result<Bulletin, Fail> {
    let code = ask.region.filter(|code| !code.is_empty()).unwrap_or_else(|| "36".into());
    let places = children(&code);
    let Some(length) = below(&code).filter(|_| !places.is_empty()) else { return Err(NOT_FOUND.into()) };
    let scope = Scope::of(&code);
    let year = act.today().year();
    let since = date(year, 1, 1);
    // The year begins at midnight in Asia/Shanghai.
    let began = since.in_tz("Asia/Shanghai").map_err(Fail::bug)?.timestamp();
    let columns = [
        counts::submitted_by(act, &scope, length, &text_of(began)).await?,
        counts::joined_by(act, &scope, length, since).await?,
        counts::waiting_by(act, &scope, length).await?.into_iter().map(|(region, waiting, _)| (region, waiting)).collect(),
    ];
    let columns = columns.map(|rows: Vec<(String, i64)>| told(&places, &rows.into_iter().collect()));
    let row = |at: usize, place: &Place| Published {
        code: place.code.clone(),
        name: place.name.clone(),
        submitted: columns[0].0[at],
        joined: columns[1].0[at],
        waiting: columns[2].0[at],
    };
    let place = Place::of(&code);
    let total = Published { code, name: "合计".into(), submitted: columns[0].1, joined: columns[1].1, waiting: columns[2].1 };
    let rows = places.iter().enumerate().map(|(at, place)| row(at, place)).collect();
    Ok(Bulletin { place, as_of: act.at(), year, least: LEAST, total, rows })
}

/// The counts of a column that may be told, in the order of the places, and their total.
fn told(places: &[Place], counts: &BTreeMap<String, i64>) -> (Vec<Option<i64>>, Option<i64>) {
    let all: Vec<i64> = places.iter().map(|place| counts.get(&place.code).copied().unwrap_or(0)).collect();
    let total: i64 = all.iter().sum();
    (withhold(&all), (LEAST <= total).then_some(total))
}

/// Withholds small counts, and as many others as it takes that none can be worked out.
fn withhold(all: &[i64]) -> Vec<Option<i64>> {
    let mut shown: Vec<Option<i64>> = all.iter().map(|count| (LEAST <= *count).then_some(*count)).collect();
    loop {
        let hidden: Vec<i64> = all.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(count, _)| *count).collect();
        if hidden.is_empty() || (2 <= hidden.len() && LEAST <= hidden.iter().sum()) {
            return shown;
        }
        let Some(smallest) = shown.iter().enumerate().filter_map(|(at, count)| count.map(|count| (count, at))).min() else { return shown };
        shown[smallest.1] = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-63, P-08: no count under five is told, nor can one be worked out from the rest.
    #[test]
    fn a_small_count_is_told_neither_directly_nor_by_subtraction() {
        let cases: &[(&[i64], &[Option<i64>])] = &[
            (&[5, 9], &[Some(5), Some(9)]),
            (&[4, 9, 30], &[None, None, Some(30)]),
            (&[4, 3, 30], &[None, None, Some(30)]),
            (&[0, 0, 30, 7], &[None, None, Some(30), None]),
            (&[2, 2, 2, 9], &[None, None, None, Some(9)]),
            (&[3], &[None]),
            (&[], &[]),
        ];
        for (all, expected) in cases {
            assert_eq!(&withhold(all), expected, "{all:?}");
        }
    }
}
