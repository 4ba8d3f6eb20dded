//! 登记失信记录.

use base::person_id::PersonId;
use jiff::civil::Date;
use kernel::{Act, Fail, Reply};
use people::person;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Sanction, list};

/// A sanction to be recorded.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// ID number of the person.
    pub id_number: String,
    /// Name, as on the document.
    pub name: String,
    /// `minor`, `serious` or `grave`.
    pub level: String,
    /// `entry_ban` or `watch_list`.
    pub measure: String,
    /// Clause of law or central policy.
    pub basis: String,
    /// Number of the effective legal document.
    pub document: String,
    /// Region code that imposes it.
    pub region: String,
    /// Begins, ISO date.
    pub from_on: String,
    /// Ends, ISO date.
    pub until_on: String,
}

/// `POST /api/v1/sanctions`
pub async fn record(act: &mut Act, ask: Record) -> Result<Sanction, Fail> {
    act.require(people::perms::CREDIT_RECORD, &ask.region)?;
    let number = PersonId::parse(&ask.id_number).map_err(|why| Fail::field("id_number", why.to_string()))?;
    let (from_on, until_on) = check(&ask)?;
    let person = person::register(act, &number, &ask.name, None).await?;
    let (id, by, at) = (act.new_id(), act.actor.id.clone(), act.at());
    sqlx::query(
        "insert into sanction (id, person_id, level, measure, basis, document, region, from_on, until_on, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id.clone())
    .bind(person.clone())
    .bind(ask.level.clone())
    .bind(ask.measure.clone())
    .bind(ask.basis.trim())
    .bind(ask.document.trim())
    .bind(ask.region.clone())
    .bind(from_on.to_string())
    .bind(until_on.to_string())
    .bind(by)
    .bind(at)
    .execute(act.conn())
    .await?;
    act.about("person", &person, &ask.region);
    Ok(Sanction {
        id,
        person_id: person,
        level: ask.level,
        measure: ask.measure,
        basis: ask.basis,
        document: ask.document,
        region: ask.region,
        from_on: from_on.to_string(),
        until_on: until_on.to_string(),
        lifted_on: None,
    })
}

/// The dates of a sanction that can be recorded; otherwise everything that is wrong with it.
fn check(ask: &Record) -> Result<(Date, Date), Fail> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| wrong.push(kernel::fail::FieldError { field: field.into(), message: message.into() });
    if ask.basis.trim().is_empty() {
        say("basis", "请写明法律、法规或者中央政策依据");
    }
    if ask.document.trim().is_empty() {
        say("document", "请写明生效法律文书的文号");
    }
    if !["minor", "serious", "grave"].contains(&ask.level.as_str()) {
        say("level", "请选择一般、较重或者严重");
    }
    if !["entry_ban", "watch_list"].contains(&ask.measure.as_str()) {
        say("measure", "请选择措施");
    }
    let mut dates = None;
    match (ask.from_on.parse::<Date>(), ask.until_on.parse::<Date>()) {
        (Ok(from), Ok(until)) if from <= until => dates = Some((from, until)),
        (Ok(_), Ok(_)) => say("until_on", "结束日期不能早于开始日期"),
        (Err(_), _) => say("from_on", "请填写开始日期，如 2026-11-23"),
        (_, Err(_)) => say("until_on", "请填写结束日期，如 2031-11-22"),
    }
    match dates {
        Some(dates) if wrong.is_empty() => Ok(dates),
        _ => Err(Fail::fields(wrong)),
    }
}

/// `POST /desk/credit`
pub async fn form(act: &mut Act, ask: Record) -> Result<Reply, Fail> {
    match record(act, ask).await {
        Ok(_) => Ok(Reply::go("/desk/credit")),
        Err(fail) if fail.is_input() => Ok(list::render(act, Some(&fail)).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}
