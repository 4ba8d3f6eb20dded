//! 公示栏 — what anyone may read: notices that run, with the days left; ended ones are down.

use kernel::db::Query;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Notice, Row, get, rows};

/// Which notices.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Running {
    /// Region code: this region and everything below it.
    pub region: Option<String>,
}

/// Notices that run today.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Notices {
    /// Ending first comes first.
    pub notices: Vec<Shown>,
}

/// A notice as the public sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Shown {
    /// The notice.
    pub notice: Notice,
    /// The list.
    pub rows: Vec<Row>,
    /// Working days left, today not counted.
    pub days_left: u32,
}

/// Which notice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct One {
    /// `notice.id`.
    pub id: String,
}

/// `GET /api/v1/notices`
pub async fn list(act: &mut Act, ask: Running) -> Result<Notices, Fail> {
    let today = act.today().to_string();
    let mut query = Query::new("select id, number, region, title, days, clause, demo, from_on, until_on, ended_on from notice where from_on is not null and ended_on is null and until_on >=").bind(today);
    if let Some(region) = ask.region.filter(|region| !region.is_empty()) {
        query = query.and_scope("region", &kernel::Scope::of(&region));
    }
    let found: Vec<Notice> = query.sql("order by until_on, id limit 100").all(&mut act.tx).await?;
    let mut notices = Vec::with_capacity(found.len());
    for notice in found {
        notices.push(shown(act, notice).await?);
    }
    Ok(Notices { notices })
}

/// `GET /api/v1/notices/{id}`
pub async fn one(act: &mut Act, ask: One) -> Result<Shown, Fail> {
    let notice = get(act, &ask.id).await?;
    let today = act.today().to_string();
    let running = notice.from_on.is_some() && notice.ended_on.is_none() && notice.until_on.as_deref().is_some_and(|until| today.as_str() <= until);
    if running { shown(act, notice).await } else { Err(NOT_FOUND.into()) }
}

async fn shown(act: &mut Act, notice: Notice) -> Result<Shown, Fail> {
    let rows = rows(act, &notice.id).await?.into_iter().filter(|row| row.left_on.is_none()).collect();
    let until = notice.until_on.as_deref().and_then(|day| day.parse().ok()).unwrap_or_else(|| act.today());
    let days_left = act.kernel.calendar.working_days_between(act.today(), until);
    Ok(Shown { notice, rows, days_left })
}
