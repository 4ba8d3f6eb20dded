//! 保障记录 — the one register of who receives what from when to when (home or subsidy).
//!
//! A person has at most one live benefit in the whole province (T08): looked up by
//! person, whatever number, region or household; a constraint is the backstop. Owns `benefit`.

use kernel::{Act, Code, Fail};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

/// The person already receives a benefit.
pub const DOUBLE: Code = Code::conflict("benefit.double", "该人员已在享受住房保障", "实物配租与租赁补贴不能重复享受，请先核实原保障。");

/// A benefit.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Benefit {
    /// Id.
    pub id: String,
    /// Person.
    pub person_id: String,
    /// Household.
    pub household_id: String,
    /// `home` or `subsidy`.
    pub kind: String,
    /// Programme, such as `public_rental`.
    pub programme: String,
    /// Region that gives it.
    pub region: String,
    /// Since.
    pub from_on: String,
    /// Until; null while it lasts.
    pub to_on: Option<String>,
}

/// A benefit to be written down for every member of a household.
#[derive(Debug, Clone, Copy)]
pub struct Open<'a> {
    /// Household.
    pub household: &'a str,
    /// `home` or `subsidy`.
    pub kind: &'a str,
    /// Programme.
    pub programme: &'a str,
    /// Region that gives it.
    pub region: &'a str,
    /// What opened it: contract, decision, import.
    pub source: &'a str,
}

/// Opens a benefit for these people from today on.
///
/// # Errors
/// [`DOUBLE`] when one of them has a live one.
pub async fn open(act: &mut Act, people: &[String], ask: Open<'_>) -> Result<(), Fail> {
    for person in people {
        if live(act, person).await?.is_some() {
            return Err(DOUBLE.into());
        }
        let (id, today) = (act.new_id(), act.today().to_string());
        sqlx::query("insert into benefit (id, person_id, household_id, kind, programme, region, from_on, to_on, source) values ($1, $2, $3, $4, $5, $6, $7, null, $8)")
            .bind(id)
            .bind(person.clone())
            .bind(ask.household)
            .bind(ask.kind)
            .bind(ask.programme)
            .bind(ask.region)
            .bind(today)
            .bind(ask.source)
            .execute(act.conn())
            .await?;
    }
    Ok(())
}

/// Ends the household's live benefits today.
pub async fn close(act: &mut Act, household: &str) -> Result<u64, Fail> {
    let today = act.today().to_string();
    Ok(sqlx::query("update benefit set to_on = $1 where household_id = $2 and to_on is null")
        .bind(today)
        .bind(household)
        .execute(act.conn())
        .await?
        .rows_affected())
}

/// The live benefit of a person, wherever in the province.
pub async fn live(act: &mut Act, person: &str) -> Result<Option<Benefit>, Fail> {
    Ok(sqlx::query_as(
        "select id, person_id, household_id, kind, programme, region, from_on, to_on from benefit where person_id = $1 and to_on is null",
    )
    .bind(person)
    .fetch_optional(act.conn())
    .await?)
}

/// Everything the person ever received, oldest first.
pub async fn of_person(act: &mut Act, person: &str) -> Result<Vec<Benefit>, Fail> {
    Ok(sqlx::query_as(
        "select id, person_id, household_id, kind, programme, region, from_on, to_on from benefit where person_id = $1 order by from_on, id",
    )
    .bind(person)
    .fetch_all(act.conn())
    .await?)
}
