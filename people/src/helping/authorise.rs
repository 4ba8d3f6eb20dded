//! 授权代办 — let somebody act for oneself until a date, and take it back.

use base::person_id::PersonId;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::actor::Kind as ActorKind;
use kernel::crypto::sm3_hex;
use kernel::fail::{FieldError, NOT_FOUND};
use kernel::page::{Fault, date};
use kernel::{Act, Code, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, New};
use crate::person;
use crate::session::{self, Kind};

/// Helper and principal are the same person.
pub const NOT_ONESELF: Code = Code::conflict("helping.oneself", "不能授权自己", "请填写替您办理的人的姓名和身份证号码。");
/// Only the person concerned may authorise others.
pub const NOT_THROUGH_A_HELPER: Code = Code::forbidden("helping.through_a_helper", "代办期间不能再授权他人", "请由本人登录，或到窗口办理授权。");

/// Who may act for me, and until when.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authorise {
    /// Name of the helper, as on the card.
    pub name: String,
    /// Citizen number of the helper.
    pub id_number: String,
    /// Last date, at most a year from today.
    #[schemars(with = "String")]
    pub until_on: Date,
}

/// The authority.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Authorised {
    /// `helper_grant.id`.
    pub id: String,
    /// SM3 of the text agreed to.
    pub text_hash: String,
}

/// Which authority to take back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// `helper_grant.id`.
    pub id: String,
}

/// Latest date an authority may last.
pub(super) fn latest(today: Date) -> Date {
    today.saturating_add(1.year())
}

/// The text both sides agree to; names masked, as it is shown.
fn text(principal: &str, helper: &str, until: Date) -> String {
    format!(
        "本人{principal}授权{helper}在{}前（含当日）代为办理公共租赁住房的申请、补正、查询等事项。代办的每一步都会留下记录，本人可随时撤回授权。",
        date(until)
    )
}

/// `POST /api/v1/my/helpers`: by the person signed in, or by a clerk acting for the person at the window.
///
/// # Errors
/// [`NOT_ONESELF`], [`NOT_THROUGH_A_HELPER`], fields that cannot be right.
pub async fn authorise(act: &mut Act, ask: Authorise) -> Result<Authorised, Fail> {
    let principal = act.actor.person().ok_or(NOT_FOUND)?.to_owned();
    if act.actor.kind == ActorKind::Citizen && act.actor.on_behalf.is_some() {
        return Err(NOT_THROUGH_A_HELPER.into());
    }
    let today = act.today();
    let mut wrong = Vec::new();
    let number =
        PersonId::parse(&ask.id_number).map_err(|cause| wrong.push(FieldError { field: "id_number".into(), message: cause.to_string() })).ok();
    if !(2..=40).contains(&ask.name.trim().chars().count()) {
        wrong.push(FieldError { field: "name".into(), message: "请填写身份证上的姓名".into() });
    }
    if ask.until_on < today || latest(today) < ask.until_on {
        wrong.push(FieldError { field: "until_on".into(), message: "截止日期从今天起，最长一年".into() });
    }
    let number = match number {
        Some(number) if wrong.is_empty() => number,
        _ => return Err(Fail::fields(wrong)),
    };
    let helper = person::register(act, &number, ask.name.trim(), None).await?;
    if helper == principal {
        return Err(NOT_ONESELF.into());
    }
    let words = text(&person::get(act, &principal).await?.name, &person::get(act, &helper).await?.name, ask.until_on);
    let how = if act.actor.kind == ActorKind::Citizen { "own" } else { "window" };
    let (id, text_hash) = (act.new_id(), sm3_hex(words.as_bytes()));
    let (from_on, until_on) = (today.to_string(), ask.until_on.to_string());
    let new = New {
        id: &id,
        principal: &principal,
        helper_kind: "citizen",
        helper: &helper,
        from_on: &from_on,
        until_on: &until_on,
        how,
        reason: "本人授权",
        text_hash: &text_hash,
    };
    store::insert(act, &new).await?;
    act.about("helper_grant", &id, "36");
    Ok(Authorised { id, text_hash })
}

/// `POST /api/v1/my/helpers/{id}/withdraw`: by the principal, or by the helper who gives it up.
/// Whoever acts by it stops at once.
pub async fn withdraw(act: &mut Act, ask: Withdraw) -> Result<(), Fail> {
    let today = act.today().to_string();
    let me = act.actor.person().ok_or(NOT_FOUND)?.to_owned();
    let mut rows = store::by_principal(act, &me, &today).await?;
    let own = act.actor.id.clone();
    rows.extend(store::by_helper(act, "citizen", &own, &today).await?);
    let row = rows.into_iter().find(|row| row.id == ask.id).ok_or(NOT_FOUND)?;
    store::withdraw(act, &row.id).await?;
    let kind = if row.helper_kind == "staff" { Kind::Staff } else { Kind::Citizen };
    session::stop_helping(act, kind, &row.helper_id, &row.principal_id).await?;
    act.about("helper_grant", &row.id, "36");
    Ok(())
}

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) id_number: String,
    #[serde(default)]
    pub(super) until_on: String,
    #[serde(default)]
    pub(super) agree: String,
}

/// `POST /my/helping`
pub(super) async fn form(act: &mut Act, form: Form) -> Result<Reply, Fail> {
    let mut fault = Fault::none();
    let until_on = form.until_on.parse::<Date>().map_err(|_| fault.add("until_on", "请填写截止日期")).unwrap_or_default();
    if form.agree != "1" {
        fault.add("agree", "请勾选同意");
    }
    let mut status = 422;
    if fault.is_empty() {
        match authorise(act, Authorise { name: form.name.clone(), id_number: form.id_number.clone(), until_on }).await {
            Ok(_) => return Ok(Reply::go("/my/helping?done=saved")),
            Err(fail) if fail.is_input() => {
                status = fail.code.status;
                fail.fields.iter().for_each(|error| fault.add(error.field.clone(), error.message.clone()));
                if fault.is_empty() {
                    fault.add("id_number", format!("{}。{}", fail.sentence(), fail.code.next));
                }
            }
            Err(fail) => return Err(fail),
        }
    }
    Ok(super::show(act, form, fault).await?.status(status))
}

/// `POST /my/helpers/{id}/withdraw`
pub(super) async fn withdraw_form(act: &mut Act, ask: Withdraw) -> Result<Reply, Fail> {
    withdraw(act, ask).await?;
    Ok(Reply::go("/my/helping?done=ended"))
}
