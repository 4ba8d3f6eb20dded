//! 监督页面 — what the pages of oversight share: dates in words, and what went wrong.

use kernel::Fail;
use kernel::page::{Choice, Fault, date, instant};

/// A page that takes nothing but what the shell says.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Bare {
    /// What was done before; the shell says so.
    pub done: String,
}

/// A page about one thing, as its address names it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Here {
    /// Id of the thing.
    pub id: String,
    /// What was done before; the shell says so.
    pub done: String,
}

/// The instant in words; what cannot be read stays as it is.
pub(crate) fn moment(stored: &str) -> String {
    stored.parse::<jiff::Timestamp>().map_or_else(|_| stored.to_owned(), instant)
}

/// The date in words; what cannot be read stays as it is.
pub(crate) fn day(stored: &str) -> String {
    stored.parse::<jiff::civil::Date>().map_or_else(|_| stored.to_owned(), date)
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

/// Regions of a scope and the counties and zones inside, by name.
pub(crate) fn regions(scope: &kernel::Scope) -> Vec<Choice> {
    let mut codes: Vec<String> = scope.regions().to_vec();
    codes
        .extend(base::region::book().all().iter().map(|region| region.code.as_str().to_owned()).filter(|code| code.len() <= 6 && scope.covers(code)));
    codes.sort_unstable();
    codes.dedup();
    Choice::list(codes.into_iter().map(|code| (code.clone(), kernel::shell::region_name(&code))))
}
