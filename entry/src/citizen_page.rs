//! 群众页面 — what all pages of a citizen share: whose they are, which rules they rest on, what went wrong.

use jiff::civil::Date;
use kernel::page::{Fault, Page, date};
use kernel::{Act, Fail};
use serde::Deserialize;

use crate::application::{self, Application};

/// A page about one thing, as its address names it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Here {
    /// `application.id`, `notice.id` or `letter.id`.
    pub id: String,
    /// What was done before; the shell says so.
    pub done: String,
    /// The page is not to look again by itself.
    pub still: String,
}

/// A form without fields of its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Only {
    /// `application.id`.
    pub id: String,
}

/// A page of the person signed in, saying for whom a helper acts.
pub(crate) async fn own(act: &mut Act, title: &str, back: &str) -> Result<Page, Fail> {
    let mut page = act.page(title).await?;
    page.back = Some(back.to_owned());
    Ok(page)
}

/// A page about an application: its region, and the mark of a demonstration pack.
pub(crate) async fn of_case(act: &mut Act, it: &Application, title: &str) -> Result<Page, Fail> {
    let mut page = own(act, title, &format!("/my/applications/{}", it.id)).await?;
    page.region = kernel::shell::region_name(&it.region);
    page.demo_pack = demo(act, it).await?;
    Ok(page)
}

/// The application is decided by a pack made up for the demonstration.
pub(crate) async fn demo(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    let pack = match application::rules(act, it).await?.pack {
        Some(pack) => Some(pack),
        None => law::pack::binding(act, &it.region, act.today()).await?,
    };
    Ok(pack.is_some_and(|pack| pack.document().demo))
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
