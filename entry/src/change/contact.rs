//! 改联系方式 — phone and the other person to reach, at any time; nothing is decided by them.

use base::phone::Phone;
use kernel::{Act, Fail, flow};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::application::{self, APPLICATION};

/// How I want to be reached; a field left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reach {
    /// Mobile number.
    pub phone: Option<String>,
    /// Somebody else to reach: name and number in one line.
    pub other_contact: Option<String>,
}

/// How I am reached.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reached {
    /// Mobile number, in full: it is one's own.
    pub phone: String,
    /// Somebody else to reach.
    pub other_contact: String,
}

/// `GET /api/v1/my/contact`
pub async fn see(act: &mut Act, _: ()) -> Result<Reached, Fail> {
    let me = act.actor.person().ok_or(kernel::fail::NOT_FOUND)?.to_owned();
    let mut other = String::new();
    for it in application::of_person(act, &me).await?.into_iter().filter(|it| it.applicant_id == me) {
        if other.is_empty() {
            other = application::declared(act, &it).await?.other_contact;
        }
    }
    Ok(Reached { phone: person::private(act, &me).await?.phone, other_contact: other })
}

/// `POST /api/v1/my/contact`: at once, in every case of one's own that is still open.
pub async fn change(act: &mut Act, ask: Reach) -> Result<Reached, Fail> {
    let me = act.actor.person().ok_or(kernel::fail::NOT_FOUND)?.to_owned();
    let phone = match &ask.phone {
        Some(phone) => Phone::parse(phone).map_err(|_| Fail::field("phone", "手机号应为 11 位数字，以 1 开头"))?.reveal().to_owned(),
        None => String::new(),
    };
    for it in application::of_person(act, &me).await?.into_iter().filter(|it| it.applicant_id == me) {
        if flow::get(act, &APPLICATION, &it.id).await?.closed_on.is_some() {
            continue;
        }
        let mut kept = application::declared(act, &it).await?;
        if !phone.is_empty() {
            kept.phone = phone.clone();
        }
        if let Some(other) = &ask.other_contact {
            kept.other_contact = other.trim().chars().take(200).collect();
        }
        application::set_declared(act, &it, &kept).await?;
    }
    person::set_contact(act, &me, &phone, "", "").await?;
    act.about("person", &me, "");
    see(act, ()).await
}
