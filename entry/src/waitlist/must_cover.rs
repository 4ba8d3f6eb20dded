//! 应保尽保 — whoever must be covered has an owner and a date (JX2019-4/2.2a).

use kernel::calendar::Term;
use kernel::{Act, Fail};
use people::perms::WAITLIST_MANAGE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Entry, get};

/// How soon a must-cover household is to be covered when nothing shorter is given. The
/// policy says "at once" and names no number: this is when the desk is reminded.
const REMIND: Term = Term::CalendarDays(30);

/// A new owner or date.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// `waitlist_entry.id`.
    pub id: String,
    /// `staff.id` of who is responsible.
    pub owner_id: String,
    /// Date by which the household is to be covered.
    pub due_on: String,
}

/// The entry after it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Owned {
    /// The entry.
    pub entry: Entry,
}

/// Gives a new must-cover entry an owner, the officer of the region with the fewest, and a date.
pub(super) async fn assign(act: &mut Act, entry: &Entry) -> Result<(), Fail> {
    let due = act.due(REMIND).on.to_string();
    let officers = people::staff::holding(act, WAITLIST_MANAGE, &entry.region).await?;
    let mut fewest: Option<(i64, String)> = None;
    let today = act.today();
    for officer in officers {
        // Nobody who is away becomes responsible for somebody who cannot wait.
        if !kernel::flow::absence::during(act, &officer, today, today).await?.is_empty() {
            continue;
        }
        let (count,): (i64,) = sqlx::query_as("select count(*) from waitlist_entry where owner_id = $1 and left_on is null")
            .bind(officer.clone())
            .fetch_one(act.conn())
            .await?;
        if fewest.as_ref().is_none_or(|(least, _)| count < *least) {
            fewest = Some((count, officer));
        }
    }
    let owner = fewest.map(|(_, officer)| officer).unwrap_or_default();
    set(act, &entry.id, &owner, &due).await
}

async fn set(act: &mut Act, id: &str, owner: &str, due: &str) -> Result<(), Fail> {
    sqlx::query("update waitlist_entry set owner_id = $1, owner_due_on = $2 where id = $3")
        .bind(owner)
        .bind(due)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// `POST /api/v1/waitlist/{id}/owner`
pub async fn own(act: &mut Act, ask: Own) -> Result<Owned, Fail> {
    let entry = get(act, &ask.id).await?;
    act.require(WAITLIST_MANAGE, &entry.region)?;
    let due: jiff::civil::Date = ask.due_on.parse().map_err(|_| Fail::field("due_on", "请填写日期，如 2026-12-31"))?;
    if !people::staff::holding(act, WAITLIST_MANAGE, &entry.region).await?.contains(&ask.owner_id) {
        return Err(Fail::field("owner_id", "请选择本地区的住保经办人员"));
    }
    set(act, &entry.id, &ask.owner_id, &due.to_string()).await?;
    act.about("waitlist_entry", &entry.id, &entry.region);
    Ok(Owned { entry: get(act, &entry.id).await? })
}

/// Must-cover households somebody is responsible for.
pub async fn owned_by(act: &mut Act, staff: &str) -> Result<Vec<Entry>, Fail> {
    let statement =
        sqlx::AssertSqlSafe(format!("select {} from waitlist_entry where owner_id = $1 and left_on is null order by id limit 1000", super::COLUMNS));
    Ok(sqlx::query_as(statement).bind(staff).fetch_all(act.conn()).await?)
}

/// Gives the responsibility for a household to a colleague; its date stays.
pub async fn give(act: &mut Act, id: &str, to: &str) -> Result<(), Fail> {
    let entry = get(act, id).await?;
    set(act, id, to, entry.owner_due_on.as_deref().unwrap_or_default()).await
}
