//! 工作人员页面 — what the pages of staff share: where they stand, what went wrong, clocks, colleagues.

use jiff::civil::Date;
use kernel::page::{Choice, Clock, Fault, Tone, date, days_left};
use kernel::{Act, Fail, Perm, Scope};
use serde::Deserialize;

/// A page about one thing, as its address names it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Here {
    /// Id of the thing; empty on a list.
    pub id: String,
    /// What was done before; the shell says so.
    pub done: String,
}

/// What was refused, beside the fields it is about; a refusal about none stands at `field`.
pub(crate) fn fault(fail: &Fail, field: &str) -> Fault {
    let mut fault = Fault::none();
    for wrong in &fail.fields {
        fault.add(wrong.field.clone(), wrong.message.clone());
    }
    if fault.is_empty() {
        fault.add(field, format!("{}。{}", fail.sentence(), fail.code.next));
    }
    fault
}

/// `2026年11月23日` from a stored date or instant; what cannot be read stays as it is.
pub(crate) fn day(stored: &str) -> String {
    if let Ok(day) = stored.parse::<Date>() {
        return date(day);
    }
    stored.parse::<jiff::Timestamp>().map_or_else(|_| stored.to_owned(), |at| date(kernel::clock::date_of(at)))
}

/// The instant in words; what cannot be read stays as it is.
pub(crate) fn moment(stored: &str) -> String {
    stored.parse::<jiff::Timestamp>().map_or_else(|_| stored.to_owned(), kernel::page::instant)
}

/// Time left until a stored date, if there is one.
pub(crate) fn clock(act: &Act, due: Option<&str>) -> Option<Clock> {
    let due = due?.parse::<Date>().ok()?;
    Some(days_left(act.today(), due))
}

/// Counties and zones inside a scope, by name; a scope below a county gives its own region.
pub(crate) fn counties(scope: &Scope) -> Vec<Choice> {
    let mut codes: Vec<String> = base::region::book()
        .all()
        .iter()
        .map(|region| region.code.as_str().to_owned())
        .filter(|code| code.len() == 6 && scope.covers(code))
        .collect();
    codes.extend(scope.regions().iter().filter(|code| 6 < code.len()).cloned());
    codes.sort_unstable();
    codes.dedup();
    Choice::list(codes.into_iter().map(|code| (code.clone(), kernel::shell::region_name(&code))))
}

/// Colleagues who hold a permission in a region today.
pub(crate) async fn colleagues(act: &mut Act, perm: Perm, region: &str) -> Result<Vec<Choice>, Fail> {
    let ids = people::staff::holding(act, perm, region).await?;
    let names = people::staff::names(act, &ids).await?;
    Ok(Choice::list(ids.into_iter().filter_map(|id| names.get(&id).cloned().map(|name| (id, name)))))
}

/// How the state of an application is meant.
pub(crate) fn tone(state: &str) -> Tone {
    match state {
        "approved" | "waiting" | "noticing" => Tone::Success,
        "refused" | "upheld" | "not_accepted" | "lapsed" => Tone::Danger,
        "suspended" | "reviewing" | "approving" | "refusing" | "objected" | "reconsidering" | "correcting" => Tone::Warning,
        "withdrawn" | "draft" => Tone::Plain,
        _ => Tone::Info,
    }
}
