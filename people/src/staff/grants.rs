//! 授权 — roles in regions, from a date until a date; taken back by closing, never by deleting.

use base::region::RegionCode;
use jiff::civil::Date;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::manage::{CLOSED, Changed, administered};
use super::roles::{self, Role};
use super::store;
use crate::perms::USER_MANAGE;
use crate::session::{self, Kind};

/// The two roles must not meet in one person (S-27).
pub const NOT_TOGETHER: Code = Code::conflict(
    "staff.not_together",
    "这个岗位不能与已有岗位由同一人担任",
    "系统、安全、审计三员和业务岗位要分别由不同的人担任；请先收回原岗位，或授予他人。",
);
/// One of the two roles checks what the other makes, in the same region (S-26).
pub const MAKER_AND_CHECKER: Code = Code::conflict(
    "staff.maker_and_checker",
    "经办与审核不能由同一人担任",
    "同一地区内，经办岗位与签发、发布岗位要由两个人分别担任；请授予他人，或者先收回原岗位。",
);
/// Staff of a bought-in service may not decide (建保〔2018〕92号).
pub const NOT_FOR_OPERATOR: Code =
    Code::conflict("staff.not_for_operator", "该岗位与人员所在单位不符", "运营服务单位的人员只能担任运营服务岗位，不能审核资格或作出处理。");
/// The person holds this role in this region.
pub const GRANTED_BEFORE: Code = Code::conflict("staff.granted_before", "已授予相同岗位和地区", "无需重复授予；如要改变期限，请先收回。");

/// Which role to whom, where, from when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// `staff.id`.
    pub id: String,
    /// Name of the role.
    pub role: String,
    /// Region it reaches, with everything below.
    pub region: String,
    /// First date; today if not given.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub from_on: Option<Date>,
    /// First date no longer in force; open if not given.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to_on: Option<Date>,
}

/// The role granted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Granted {
    /// `staff_role.id`.
    pub id: String,
}

/// Which role to take back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// `staff.id`.
    pub id: String,
    /// `staff_role.id`.
    pub role_id: String,
}

/// `POST /api/v1/staff/{id}/roles`. Sessions of the person end, so that the change is in force at once.
///
/// # Errors
/// [`NOT_TOGETHER`], [`MAKER_AND_CHECKER`], [`NOT_FOR_OPERATOR`], [`GRANTED_BEFORE`], [`CLOSED`]; `not_found` outside the actor's regions.
pub async fn grant(act: &mut Act, ask: Grant) -> Result<Granted, Fail> {
    act.tx.lock(&format!("staff roles {}", ask.id)).await?;
    let row = administered(act, &ask.id).await?;
    let role = roles::find(&ask.role).ok_or_else(|| Fail::field("role", "请选择岗位"))?;
    if RegionCode::parse(&ask.region).is_err() {
        return Err(Fail::field("region", "请填写地区代码，例如 360702"));
    }
    act.require(USER_MANAGE, &ask.region)?;
    let today = act.today();
    let from = ask.from_on.unwrap_or(today);
    if from < today || ask.to_on.is_some_and(|to| to <= from) {
        return Err(Fail::field("from_on", "起始日期不能早于今天，结束日期要晚于起始日期"));
    }
    if row.disabled_at.is_some() {
        return Err(CLOSED.into());
    }
    if !roles::open_to(role, &row.employer) {
        return Err(NOT_FOR_OPERATOR.into());
    }
    refuse_conflicts(act, &ask, role).await?;
    let id = act.new_id();
    store::insert_role(act, &id, &ask.id, role.name, &ask.region, &from.to_string(), ask.to_on.map(|to| to.to_string()).as_deref()).await?;
    session::end_all(act, Kind::Staff, &ask.id, "", "role").await?;
    Ok(Granted { id })
}

/// Looks at every role held now or later: dates that do not overlap today may do so tomorrow.
async fn refuse_conflicts(act: &mut Act, ask: &Grant, role: &Role) -> Result<(), Fail> {
    for held in store::roles_of(act, &ask.id, false).await? {
        if held.role == role.name && held.region == ask.region {
            return Err(GRANTED_BEFORE.into());
        }
        let other = roles::find(&held.role).ok_or_else(|| Fail::from(NOT_TOGETHER))?;
        if !roles::compatible(role, other) {
            return Err(Fail::with(NOT_TOGETHER, format!("已有“{}”，不能再授予“{}”", other.title, role.title)));
        }
        let same_region = held.region.starts_with(&ask.region) || ask.region.starts_with(&held.region);
        if same_region && roles::makes_and_checks(role, other) {
            return Err(Fail::with(MAKER_AND_CHECKER, format!("已在{}担任“{}”，不能再担任“{}”", held.region, other.title, role.title)));
        }
    }
    Ok(())
}

/// `POST /api/v1/staff/{id}/roles/{role_id}/end`. The role ends today, and the sessions with it (S-15).
pub async fn revoke(act: &mut Act, ask: Revoke) -> Result<Changed, Fail> {
    act.tx.lock(&format!("staff roles {}", ask.id)).await?;
    administered(act, &ask.id).await?;
    let held = store::roles_of(act, &ask.id, false).await?.into_iter().find(|held| held.id == ask.role_id).ok_or(NOT_FOUND)?;
    act.require(USER_MANAGE, &held.region)?;
    let today = act.today().to_string();
    store::close_role(act, &held.id, &today).await?;
    Ok(Changed { sessions_ended: session::end_all(act, Kind::Staff, &ask.id, "", "role").await? })
}

/// `POST /desk/users/{id}/roles`
pub(super) async fn grant_form(act: &mut Act, form: GrantForm) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}", form.id);
    let ask = Grant { id: form.id.clone(), role: form.role.clone(), region: form.region.trim().to_owned(), from_on: None, to_on: form.to_on };
    match grant(act, ask).await {
        Ok(_) => Ok(Reply::go(format!("{to}?done=saved"))),
        Err(fail) if fail.is_input() => {
            let status = fail.code.status;
            let field = if fail.fields.is_empty() { "role" } else { "" };
            Ok(super::accounts::show(act, &form.id, form.role, form.region, super::fault_of(&fail, field)).await?.status(status))
        }
        Err(fail) => Err(fail),
    }
}

/// What the form sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantForm {
    id: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    to_on: Option<Date>,
}

/// `POST /desk/users/{id}/roles/{role_id}/end`
pub(super) async fn revoke_form(act: &mut Act, ask: Revoke) -> Result<Reply, Fail> {
    let to = format!("/desk/users/{}?done=saved", ask.id);
    revoke(act, ask).await?;
    Ok(Reply::go(to))
}
