//! 轮候预警 — who has waited half, four fifths, or all of the limit that the rules give (JX2019-4/2.3a).

use jiff::civil::Date;
use kernel::db::Query;
use kernel::{Act, Fail};
use people::perms::WAITLIST_SEE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Entry;

/// Shares of the waiting limit, in hundredths, at which the desk is told.
pub const LEVELS: [i64; 3] = [50, 80, 100];

/// Which queue.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeingAsk {
    /// Region code; everything visible if left out.
    pub region: Option<String>,
}

/// A household that has waited long.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Aged {
    /// The entry.
    pub entry: Entry,
    /// Masked name of the applicant.
    pub name: String,
    /// Share of the limit that has passed, in hundredths.
    pub passed: i64,
    /// The alert: 50, 80 or 100.
    pub level: i64,
    /// Days left; negative when it has passed.
    pub days_left: i64,
}

/// Alerts of the regions one may see.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ageing {
    /// Longest share first, at most 500.
    pub rows: Vec<Aged>,
    /// Households without a limit: the rules give none.
    pub without_limit: i64,
}

/// Share of a span that has passed, in hundredths; a span of nothing has passed.
pub fn passed(from: Date, until: Date, today: Date) -> i64 {
    let whole = i64::from((until - from).get_days());
    let gone = i64::from((today - from).get_days()).max(0);
    if whole <= 0 { 100 } else { gone.saturating_mul(100) / whole }
}

/// The highest level reached.
pub fn level(passed: i64) -> Option<i64> {
    LEVELS.into_iter().rev().find(|level| *level <= passed)
}

/// `GET /api/v1/waitlist/alerts`
pub async fn alerts(act: &mut Act, ask: AgeingAsk) -> Result<Ageing, Fail> {
    let scope = match ask.region.as_deref().filter(|region| !region.is_empty()) {
        Some(region) => {
            act.require(WAITLIST_SEE, region)?;
            kernel::Scope::of(region)
        }
        None => act.scope(WAITLIST_SEE),
    };
    let entries: Vec<Entry> = Query::new(
        "select id, number, application_id, household_id, region, programme, category, tier, must_cover, class_order, class_name, rank_key, priority_on, joined_on, limit_on, owner_id, owner_due_on, decision_id
         from waitlist_entry where left_on is null and limit_on is not null",
    )
    .and_scope("region", &scope)
    .sql("order by limit_on, id limit 2000")
    .all(&mut act.tx)
    .await?;
    let (without_limit,): (i64,) = Query::new("select count(*) from waitlist_entry where left_on is null and limit_on is null")
        .and_scope("region", &scope)
        .one(&mut act.tx)
        .await?;
    let today = act.today();
    let mut rows = Vec::new();
    for entry in entries {
        let (Ok(from), Some(Ok(until))) = (entry.joined_on.parse::<Date>(), entry.limit_on.as_deref().map(str::parse::<Date>)) else { continue };
        let share = passed(from, until, today);
        if let Some(level) = level(share) {
            let applicant = crate::application::get(act, &entry.application_id).await?.applicant_id;
            let name = people::person::get(act, &applicant).await?.name;
            rows.push(Aged { name, passed: share, level, days_left: i64::from((until - today).get_days()), entry });
        }
    }
    rows.sort_by(|a, b| (b.passed, &a.entry.id).cmp(&(a.passed, &b.entry.id)));
    rows.truncate(500);
    Ok(Ageing { rows, without_limit })
}

#[cfg(test)]
mod tests {
    use super::{level, passed};

    // At, below and above each line.
    #[test]
    fn an_alert_comes_on_the_day_its_share_is_full() {
        let on = |text: &str| text.parse().unwrap();
        let share = |today: &str| passed(on("2026-01-01"), on("2026-04-11"), on(today));
        assert_eq!((share("2026-01-01"), share("2026-02-19"), share("2026-02-20"), share("2026-03-22"), share("2026-04-11")), (0, 49, 50, 80, 100));
        assert_eq!(
            (level(49), level(50), level(79), level(80), level(99), level(100), level(300)),
            (None, Some(50), Some(50), Some(80), Some(80), Some(100), Some(100))
        );
        assert_eq!((passed(on("2026-01-01"), on("2026-01-01"), on("2026-01-01")), share("2025-12-01")), (100, 0));
    }
}
