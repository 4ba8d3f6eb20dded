//! 自己填的几项 — contact, address, programme, and which found items are right or wrong.

use base::phone::Phone;
use kernel::{Act, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::members::changeable;
use super::{Dispute, declared, set_declared, store};
use crate::evidence;

/// What the applicant fills in; a field left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// `application.id`.
    pub id: String,
    /// Mobile number.
    pub phone: Option<String>,
    /// Where the household lives.
    pub address: Option<String>,
    /// Region code the household lives in.
    pub lives_in: Option<String>,
    /// Somebody else to reach.
    pub other_contact: Option<String>,
    /// `home`, `subsidy` or `either`.
    pub programme: Option<String>,
}

/// Which found items are right and which are wrong.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// `application.id`.
    pub id: String,
    /// Query numbers that are right; `all` for everything shown.
    #[serde(default)]
    pub right: Vec<String>,
    /// Query number of the one that is wrong.
    pub wrong: Option<String>,
    /// What is wrong about it.
    pub why: Option<String>,
}

/// Where confirming stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Confirmed {
    /// Items confirmed.
    pub confirmed: usize,
    /// Items disputed.
    pub disputed: usize,
}

/// Nothing to show for an operation that only saves.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Saved {
    /// `application.id`.
    pub id: String,
}

/// `POST /api/v1/applications/{id}/details`
pub async fn details(act: &mut Act, ask: Details) -> Result<Saved, Fail> {
    let it = changeable(act, &ask.id).await?;
    let mut kept = declared(act, &it).await?;
    if let Some(phone) = &ask.phone {
        kept.phone = Phone::parse(phone).map_err(|_| Fail::field("phone", "手机号应为 11 位数字，以 1 开头"))?.reveal().to_owned();
    }
    if let Some(region) = &ask.lives_in {
        let code = base::region::RegionCode::parse(region).map_err(|_| Fail::field("lives_in", "请选择现在居住的区、县（市）"))?;
        kept.lives_in = code.current().as_str().to_owned();
    }
    for (field, given) in [(&mut kept.address, &ask.address), (&mut kept.other_contact, &ask.other_contact)] {
        if let Some(given) = given {
            *field = given.trim().chars().take(200).collect();
        }
    }
    if let Some(programme) = &ask.programme {
        if !["home", "subsidy", "either"].contains(&programme.as_str()) {
            return Err(Fail::field("programme", "请选择实物配租、租赁补贴，或者两者均可"));
        }
        store::set_programme(act, &it.id, programme).await?;
    }
    set_declared(act, &it, &kept).await?;
    people::person::set_contact(act, &it.applicant_id, &kept.phone, "", &kept.address).await?;
    act.about("application", &it.id, &it.region);
    Ok(Saved { id: it.id })
}

/// `POST /api/v1/applications/{id}/confirm`
pub async fn confirm(act: &mut Act, ask: Confirm) -> Result<Confirmed, Fail> {
    let it = changeable(act, &ask.id).await?;
    let asked = evidence::of_case(act, &it.id).await?;
    let mut kept = declared(act, &it).await?;
    let mut right = it.confirmed();
    if let Some(wrong) = &ask.wrong {
        let Some(item) = asked.iter().find(|item| &item.id == wrong && item.answered()) else {
            return Err(Fail::field("wrong", "没有这一条查询结果"));
        };
        let why = ask.why.as_deref().map(str::trim).filter(|why| !why.is_empty()).ok_or_else(|| Fail::field("why", "请写明哪里不对"))?;
        kept.disputes.retain(|dispute| &dispute.query != wrong);
        kept.disputes.push(Dispute { query: wrong.clone(), department: item.department.clone(), why: why.chars().take(300).collect() });
        right.retain(|query| query != wrong);
    }
    let all = ask.right.iter().any(|query| query == "all");
    for item in asked.iter().filter(|item| item.answered() && (all || ask.right.contains(&item.id))) {
        if all && kept.disputes.iter().any(|dispute| dispute.query == item.id) {
            continue;
        }
        kept.disputes.retain(|dispute| dispute.query != item.id);
        if !right.contains(&item.id) {
            right.push(item.id.clone());
        }
    }
    set_declared(act, &it, &kept).await?;
    store::set_confirmed(act, &it.id, &right).await?;
    act.about("application", &it.id, &it.region);
    Ok(Confirmed { confirmed: right.len(), disputed: kept.disputes.len() })
}
