//! 工作人员页面 — what the pages of staff share: where they stand, what went wrong, clocks, colleagues.

use jiff::civil::Date;
use kernel::page::{Choice, Clock, Tone, days_left};
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

pub(crate) use crate::citizen_page::{day, fault, moment};

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
        "suspended" | "held" | "reviewing" | "approving" | "refusing" | "objected" | "reconsidering" | "correcting" => Tone::Warning,
        "withdrawn" | "draft" => Tone::Plain,
        _ => Tone::Info,
    }
}
