//! 代办 — acting for another person: a child for a parent, a clerk for whoever stands at the window.
//!
//! A citizen acts only for somebody who authorised it, signed in or on paper at a window, until
//! a date, and the authority can be withdrawn at any moment. A clerk acts for a person
//! present at the window, that day only. Every step taken is recorded with both names.
//! Owns `helper_grant`.

use askama::Template;
use jiff::civil::Date;
use kernel::actor::{Kind as ActorKind, SIGNED_IN};
use kernel::page::{Fault, Page, date};
use kernel::{Act, Doors, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::perms::{APPLICATION_TAKE, OWN_SEE};
use crate::person;

mod authorise;
mod store;
mod take_up;

pub use authorise::{Authorise, Authorised, NOT_ONESELF, NOT_THROUGH_A_HELPER, Withdraw, authorise, withdraw};
pub use take_up::{ActFor, Acting, NOTHING, TakeUp, act_for, lay_down, take_up};

/// Who helps whom, as the person signed in sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Helping {
    /// Those I may act for.
    pub for_others: Vec<Authority>,
    /// Those who may act for me.
    pub for_me: Vec<Authority>,
}

/// An authority in force.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Authority {
    /// `helper_grant.id`.
    pub id: String,
    /// The other person, masked.
    pub name: String,
    /// Last date.
    pub until_on: String,
    /// `own` (given online) or `window` (on paper).
    pub how: String,
    /// Acting for this person now.
    pub now: bool,
}

impl Authority {
    /// The last date in words.
    pub fn until(&self) -> String {
        self.until_on.parse::<Date>().map_or_else(|_| self.until_on.clone(), date)
    }
}

/// `GET /api/v1/my/helping`
pub async fn list(act: &mut Act, _ask: ()) -> Result<Helping, Fail> {
    let (me, today) = (act.actor.id.clone(), act.today().to_string());
    let mut helping = Helping { for_others: Vec::new(), for_me: Vec::new() };
    if act.actor.kind != ActorKind::Citizen {
        return Ok(helping);
    }
    for row in store::by_helper(act, "citizen", &me, &today).await? {
        let now = act.actor.on_behalf.as_deref() == Some(&row.principal_id);
        let name = person::get(act, &row.principal_id).await?.name;
        helping.for_others.push(Authority { id: row.id, name, until_on: row.until_on, how: row.how, now });
    }
    for row in store::by_principal(act, &me, &today).await?.into_iter().filter(|row| row.helper_kind == "citizen") {
        let name = person::get(act, &row.helper_id).await?.name;
        helping.for_me.push(Authority { id: row.id, name, until_on: row.until_on, how: row.how, now: false });
    }
    Ok(helping)
}

#[derive(Template)]
#[template(path = "helping/helping.html")]
struct HelpingPage {
    page: Page,
    fault: Fault,
    helping: Helping,
    form: authorise::Form,
    latest: String,
}

#[derive(Deserialize)]
struct Arrive {}

/// `GET /my/helping`
async fn page(act: &mut Act, _ask: Arrive) -> Result<Reply, Fail> {
    show(act, authorise::Form::default(), Fault::none()).await
}

async fn show(act: &mut Act, form: authorise::Form, fault: Fault) -> Result<Reply, Fail> {
    let helping = list(act, ()).await?;
    let mut page = act.page("代办").await?;
    page.back = Some("/my".into());
    page.faulty = !fault.is_empty();
    let latest = kernel::page::date(authorise::latest(act.today()));
    act.render(&HelpingPage { page, fault, helping, form, latest })
}

/// Hangs the doors of this slice.
pub fn doors(doors: &mut Doors) {
    doors.get("/api/v1/my/helping", OWN_SEE, "代办授权", list);
    doors.post("/api/v1/my/helpers", OWN_SEE, "授权他人代办", authorise::authorise);
    doors.post("/api/v1/my/helpers/{id}/withdraw", OWN_SEE, "撤回代办授权", authorise::withdraw);
    doors.post("/api/v1/my/helping/{id}/start", OWN_SEE, "开始为他人代办", take_up::take_up);
    doors.post("/api/v1/acting/end", SIGNED_IN, "结束代办", take_up::lay_down);
    doors.post("/api/v1/people/{id}/act-for", APPLICATION_TAKE, "窗口为到场群众代办", take_up::act_for);
    doors.page("/my/helping", OWN_SEE, "代办", page);
    doors.form("/my/helping", OWN_SEE, "授权他人代办", authorise::form);
    doors.form("/my/helpers/{id}/withdraw", OWN_SEE, "撤回代办授权", authorise::withdraw_form);
    doors.form("/my/helping/{id}/start", OWN_SEE, "开始为他人代办", take_up::take_up_form);
    doors.form("/my/acting/end", SIGNED_IN, "结束代办", take_up::lay_down_form);
    doors.form("/desk/people/{id}/act-for", APPLICATION_TAKE, "窗口为到场群众代办", take_up::act_for_form);
}

#[cfg(test)]
mod tests;
