//! 办件列表与查找 — cases of the regions one may see; search by 申请编号, or by full ID number.

use base::person_id::PersonId;
use kernel::db::Query;
use kernel::{Act, Fail};
use people::perms::APPLICATION_SEE;
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::APPLICATION;

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAsk {
    /// Only this state.
    pub state: Option<String>,
    /// Only this region and below.
    pub region: Option<String>,
    /// 申请编号 or full ID number.
    pub q: Option<String>,
    /// Id after which to go on.
    pub after: Option<String>,
}

/// Cases.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Cases {
    /// Newest first, at most 50.
    pub rows: Vec<Row>,
    /// Give this as `after` for more.
    pub next: Option<String>,
    /// The person is known outside one's regions: where to ask, nothing else.
    pub elsewhere: Vec<String>,
}

/// A case in one line.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Row {
    /// `application.id`.
    pub id: String,
    /// 申请编号.
    pub number: String,
    /// Masked name.
    pub name: String,
    /// State.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// Region's name.
    pub region: String,
    /// Submitted, instant.
    pub submitted_at: Option<String>,
    /// Due.
    pub due_on: Option<String>,
}

#[derive(FromRow)]
struct Stored {
    id: String,
    number: Option<String>,
    subject: String,
    state: String,
    region: String,
    submitted_at: Option<String>,
    due_on: Option<String>,
}

const PAGE: usize = 50;

/// `GET /api/v1/applications`
pub async fn list(act: &mut Act, ask: ListAsk) -> Result<Cases, Fail> {
    let scope = act.scope(APPLICATION_SEE);
    let mut query = Query::new(
        "select a.id, a.number, c.subject, c.state, a.region, a.submitted_at, c.due_on from application a join flow_case c on c.flow = 'application' and c.id = a.id where a.submitted_at is not null",
    )
    .and_eq("c.state", ask.state.as_deref());
    let mut elsewhere = Vec::new();
    if let Some(text) = ask.q.as_deref().map(kernel::page::fold_width).filter(|text| !text.is_empty()) {
        match PersonId::parse(&text) {
            Ok(number) => {
                let found = person::find(act, &number).await?.unwrap_or_default();
                elsewhere = outside(act, &found, &scope).await?;
                query = query
                    .sql("and (a.applicant_id =")
                    .bind(found.clone())
                    .sql("or a.household_id in (select household_id from household_member where to_on is null and person_id =")
                    .bind(found)
                    .sql("))");
            }
            Err(_) => query = query.sql("and a.number =").bind(text.to_uppercase()),
        }
    }
    if let Some(region) = ask.region.as_deref().filter(|region| !region.is_empty()) {
        query = query.and_scope("a.region", &kernel::Scope::of(region));
    }
    if let Some(after) = ask.after {
        query = query.sql("and a.id <").bind(after);
    }
    let found: Vec<Stored> = query.and_scope("a.region", &scope).sql("order by a.id desc limit 51").all(&mut act.tx).await?;
    let next = found.get(PAGE - 1).filter(|_| PAGE < found.len()).map(|row| row.id.clone());
    let row = |row: Stored| Row {
        id: row.id,
        number: row.number.unwrap_or_default(),
        name: row.subject,
        state_title: APPLICATION.title_of(&row.state),
        state: row.state,
        region: kernel::shell::region_name(&row.region),
        submitted_at: row.submitted_at,
        due_on: row.due_on,
    };
    Ok(Cases { rows: found.into_iter().take(PAGE).map(row).collect(), next, elsewhere })
}

/// Window drafts of one's regions that were not handed in yet: `(id, masked name, started, region)`.
pub async fn drafts(act: &mut Act) -> Result<Vec<(String, String, String, String)>, Fail> {
    let scope = act.scope(people::perms::APPLICATION_TAKE);
    Query::new(
        "select a.id, c.subject, a.started_at, a.region from application a join flow_case c on c.flow = 'application' and c.id = a.id where a.channel = 'window' and c.state = 'draft'",
    )
    .and_scope("a.region", &scope)
    .sql("order by a.id desc limit 50")
    .all(&mut act.tx)
    .await
}

/// Counties outside one's regions where this person has a case: only that there is a hit.
async fn outside(act: &mut Act, person: &str, scope: &kernel::Scope) -> Result<Vec<String>, Fail> {
    let mut counties: Vec<String> = crate::application::of_person(act, person)
        .await?
        .into_iter()
        .filter(|it| !scope.covers(&it.region))
        .map(|it| kernel::shell::region_name(&it.region.chars().take(6).collect::<String>()))
        .collect();
    counties.dedup();
    Ok(counties)
}
