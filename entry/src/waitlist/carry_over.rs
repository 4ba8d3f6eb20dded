//! 历史轮候 — a place kept from an old queue: its date, its class and its order, on the word of the old record.

use jiff::civil::Date;
use kernel::{Act, Fail, flow, number};

use super::{ALREADY, Entry, WAITLIST, get, insert, must_cover, of_household};
use crate::application::Application;
use crate::application::carry_over::midnight;

/// What the old queue says.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// Category, in words.
    pub category: &'a str,
    /// Tier, in words; empty for none.
    pub tier: &'a str,
    /// Must be covered.
    pub must_cover: bool,
    /// Priority class, lower goes first.
    pub class_order: i64,
    /// Its name; empty for none.
    pub class_name: &'a str,
    /// Day of the application.
    pub applied_on: Date,
    /// Day it was registered in the old queue.
    pub joined_on: Date,
    /// Number in the old queue: the order among those of the same day.
    pub old_number: &'a str,
}

/// Puts a carried-over household on the list.
///
/// # Errors
/// [`ALREADY`] when it waits already.
pub async fn carry_over(act: &mut Act, it: &Application, kept: Kept<'_>) -> Result<Entry, Fail> {
    if of_household(act, &it.household_id).await?.is_some() {
        return Err(ALREADY.into());
    }
    let county: String = it.region.chars().take(6).collect();
    let (year, seq) = number::next(act, "waitlist", &county).await?;
    let entry = Entry {
        id: act.new_id(),
        number: format!("LH{county}-{year}-{seq:06}"),
        application_id: it.id.clone(),
        household_id: it.household_id.clone(),
        region: county,
        programme: it.programme.clone(),
        category: kept.category.into(),
        tier: kept.tier.into(),
        must_cover: i64::from(!kept.must_cover),
        class_order: kept.class_order,
        class_name: kept.class_name.into(),
        rank_key: format!("{}{}", super::rank_key(None, 0, midnight(kept.applied_on)?), order(kept.old_number)),
        priority_on: kept.applied_on.to_string(),
        joined_on: kept.joined_on.to_string(),
        limit_on: None,
        owner_id: String::new(),
        owner_due_on: None,
        // No decision of this program put it here.
        decision_id: String::new(),
    };
    insert(act, &entry).await?;
    flow::open(act, &WAITLIST, &entry.id, &entry.region, &entry.number).await?;
    if kept.must_cover {
        must_cover::assign(act, &entry).await?;
    }
    get(act, &entry.id).await
}

/// An old number as text that sorts: `#` and each run of digits at equal width.
fn order(old: &str) -> String {
    if old.is_empty() {
        return String::new();
    }
    let (mut sorted, mut digits) = ("#".to_owned(), String::new());
    for letter in old.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            sorted.push_str(&format!("{:0>12}", std::mem::take(&mut digits)));
        }
        if letter != '\0' {
            sorted.push(letter);
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::order;

    // JX2019-4/2.3a: the old order among those of one day is kept.
    #[test]
    fn old_numbers_sort_as_people_count() {
        let olds = ["", "2", "10", "A-9", "A-10", "章2019-2", "章2019-11"];
        for pair in olds.windows(2) {
            assert!(order(pair[0]) < order(pair[1]), "{pair:?}");
        }
    }
}
