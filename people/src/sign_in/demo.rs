//! 演示人物 — in the living demo, a list of people to be, each with a story to try.
//!
//! Only where the installation is set up as a demo; elsewhere there is no list and no way in.

use std::sync::OnceLock;

use base::person_id::PersonId;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail, Kernel, Reply};
use serde::Deserialize;

use crate::person::{self, Person};

/// A person of the demo.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// Full name; made up.
    pub name: String,
    /// What can be tried, one sentence.
    pub story: String,
    /// Citizen number; made up.
    pub id_number: String,
}

/// Who can be chosen; the composition of the demo fills it once.
pub static DEMO_CAST: OnceLock<Vec<DemoPerson>> = OnceLock::new();

/// The list, where there is one.
pub(super) fn cast(kernel: &Kernel) -> &'static [DemoPerson] {
    if kernel.settings.demo { DEMO_CAST.get().map_or(&[], Vec::as_slice) } else { &[] }
}

/// Whom to be: place in the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choose {
    who: usize,
    #[serde(default)]
    back: String,
}

/// `POST /sign-in/demo`
pub(super) async fn enter(act: &mut Act, ask: Choose) -> Result<Reply, Fail> {
    let chosen = cast(&act.kernel).get(ask.who).ok_or(NOT_FOUND)?;
    let number = PersonId::parse(&chosen.id_number).map_err(Fail::bug)?;
    let person = person::register(act, &number, &chosen.name, None).await?;
    let opened = super::welcome(act, &person, "demo").await?;
    Ok(Reply::back(&ask.back, "/my").cookie(opened.cookie(&act.kernel)))
}

/// `GET /api/v1/me`: the person signed in, or acted for, masked.
pub(super) async fn me(act: &mut Act, _ask: ()) -> Result<Person, Fail> {
    let id = act.actor.person().ok_or(NOT_FOUND)?.to_owned();
    person::get(act, &id).await
}
