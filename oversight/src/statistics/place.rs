//! 统计范围 — which region is counted, what lies below it, and the way back up.

use base::region::{Level, RegionCode, book};
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, Perm, Scope};
use schemars::JsonSchema;
use serde::Serialize;

/// A region whose figures are shown.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Place {
    /// Region code: 36, 3607, 360702, or a zone such as 3607E1.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Place {
    /// The place of a code.
    pub fn of(code: &str) -> Place {
        Place { code: code.to_owned(), name: kernel::shell::region_name(code) }
    }
}

/// What is counted.
#[derive(Debug, Clone)]
pub struct Within {
    /// Regions counted: those of the viewer inside the one asked for.
    pub scope: Scope,
    /// The region asked for.
    pub place: Place,
    /// Regions above it that the viewer may look at, the widest first.
    pub above: Vec<Place>,
}

/// The region asked for, or the widest one the viewer has.
///
/// # Errors
/// `not_found` outside the viewer's regions.
pub fn within(act: &Act, perm: Perm, asked: Option<&str>) -> Result<Within, Fail> {
    let mine = act.scope(perm);
    let code = match asked.filter(|code| !code.is_empty()) {
        Some(code) => code.to_owned(),
        None => meeting(mine.regions()),
    };
    // Nobody's figures bear the name of more than what one may see.
    let widest = meeting(mine.regions());
    let touches =
        !mine.is_empty() && code.starts_with(&widest) && (mine.covers(&code) || mine.regions().iter().any(|region| region.starts_with(&code)));
    let known = RegionCode::parse(&code).is_ok_and(|parsed| book().resolve(&parsed).is_some());
    if !touches || !known {
        return Err(NOT_FOUND.into());
    }
    let place = Place::of(&code);
    let above = [2, 4, 6]
        .into_iter()
        .filter(|length| (widest.len()..code.len()).contains(length))
        .filter_map(|length| code.get(..length))
        .map(Place::of)
        .collect();
    Ok(Within { scope: inside(&mine, &code), place, above })
}

/// The longest code that all regions begin with, at the level of a province, city or county.
fn meeting(regions: &[String]) -> String {
    let Some(first) = regions.first() else { return "36".into() };
    let shared = |length: usize| first.get(..length).is_some_and(|head| regions.iter().all(|region| region.starts_with(head)));
    if regions.len() == 1 {
        return if first.is_empty() { "36".into() } else { first.clone() };
    }
    [6, 4, 2].into_iter().find(|length| shared(*length)).and_then(|length| first.get(..length)).unwrap_or("36").to_owned()
}

/// The viewer's regions inside one.
fn inside(mine: &Scope, code: &str) -> Scope {
    if mine.covers(code) {
        return Scope::of(code);
    }
    Scope::of_all(mine.regions().iter().filter(|region| region.starts_with(code)).cloned())
}

/// How many characters name the regions just below one: cities, counties and zones; none below a county.
pub(super) fn below(code: &str) -> Option<i64> {
    match code.len() {
        2 => Some(4),
        4 => Some(6),
        _ => None,
    }
}

/// The regions just below one, in the order of their codes; streets are left out.
pub(super) fn children(code: &str) -> Vec<Place> {
    let Ok(parsed) = RegionCode::parse(code) else { return Vec::new() };
    let mut list: Vec<Place> = book()
        .children(&parsed)
        .filter(|region| matches!(region.level(), Level::City | Level::County | Level::Zone))
        .map(|region| Place { code: region.code.as_str().to_owned(), name: region.name.to_owned() })
        .collect();
    list.sort_by(|one, other| one.code.cmp(&other.code));
    list
}
