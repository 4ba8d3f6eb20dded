//! 比对 — is a row new, already there, or in conflict with what the province knows?

use base::person_id::PersonId;
use kernel::crypto::Field;
use kernel::{Act, Fail};
use people::person;

use super::record::{Fault, Record, cell_name, plain};
use super::template::{self, column, current};
use crate::{application, waitlist};

/// What a row is.
pub(super) enum Verdict {
    /// It can be entered.
    Fresh,
    /// It stands in the queue already, exactly so.
    Same,
    /// Something forbids it.
    Wrong(Vec<Fault>),
}

/// A person known elsewhere: that there is something, and nothing more (个人信息保护法 6).
const ELSEWHERE: &str = "此人在全省已有办理中的申请或者轮候，请与当地住房保障部门核实";
const BENEFIT: &str = "此人在全省已有正在享受的住房保障，请核实";
const OTHER_NAME: &str = "该号码登记的是另一个姓名，请对照证件核对";

/// Blind index of a whole row: the same row has the same one, and nobody reads it back.
pub(super) fn row_key(act: &Act, record: &Record) -> Result<String, Fail> {
    Ok(act.keys().index(Field::IdNumber, &format!("row\n{}", serde_json::to_string(&record.cells())?)))
}

/// Blind indexes of everybody the row names, the applicant first.
pub(super) fn people(act: &Act, record: &Record) -> Vec<(usize, String)> {
    let numbers = std::iter::once((column::NUMBER, record.number.as_str()));
    let members = record.members.iter().enumerate().map(|(at, member)| (column::MEMBERS + at * 3 + 1, member.number.as_str()));
    numbers.chain(members).map(|(column, number)| (column, act.keys().index(Field::IdNumber, number))).collect()
}

/// Compares a sound row with what is there.
pub(super) async fn judge(act: &mut Act, region: &str, line: i64, record: &Record) -> Result<Verdict, Fail> {
    let row = row_key(act, record)?;
    let entered: Option<(String,)> = sqlx::query_as("select application_id from import_entry where region = $1 and row_key = $2")
        .bind(region)
        .bind(row)
        .fetch_optional(act.conn())
        .await?;
    if entered.is_some() {
        return Ok(Verdict::Same);
    }
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    let fault = |column: usize, message: &str| Fault { cell: cell_name(column, line), title: template::title(column), message: message.to_owned() };
    if let Some(here) = queued_here(act, region, &record.number).await? {
        let (new, old) = (record.cells(), current(act, &here).await?.cells());
        let differs: Vec<String> = (0..new.len()).filter(|at| new[*at] != old[*at]).map(template::title).collect();
        let said = format!("此户已在本地轮候册，以下各列与现有记录不同：{}；需要改的请在轮候册中办理", differs.join("、"));
        return Ok(if differs.is_empty() { Verdict::Same } else { Verdict::Wrong(vec![fault(column::NUMBER, &said)]) });
    }
    let mut faults = Vec::new();
    let everybody = std::iter::once((column::NAME, &record.name, &record.number))
        .chain(record.members.iter().enumerate().map(|(at, it)| (column::MEMBERS + at * 3, &it.name, &it.number)));
    for (at, name, number) in everybody {
        let Ok(number) = PersonId::parse(number) else { continue };
        let Some(id) = person::find(act, &number).await? else { continue };
        if plain(&person::private(act, &id).await?.name) != *name {
            faults.push(fault(at, OTHER_NAME));
        }
        match application::refuse_second(act, &id, "").await {
            Ok(()) => {}
            Err(fail) if fail.code == application::ALREADY => faults.push(fault(at + 1, ELSEWHERE)),
            Err(fail) => return Err(fail),
        }
        if people::benefit::live(act, &id).await?.is_some() {
            faults.push(fault(at + 1, BENEFIT));
        }
    }
    Ok(if faults.is_empty() { Verdict::Fresh } else { Verdict::Wrong(faults) })
}

/// The open entry of this region's queue in which this person is the applicant.
async fn queued_here(act: &mut Act, region: &str, number: &str) -> Result<Option<waitlist::Entry>, Fail> {
    let Ok(number) = PersonId::parse(number) else { return Ok(None) };
    let Some(id) = person::find(act, &number).await? else { return Ok(None) };
    for it in application::of_person(act, &id).await? {
        if it.applicant_id == id
            && let Some(entry) = waitlist::of_application(act, &it.id).await?
            && entry.region.starts_with(region)
        {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}
