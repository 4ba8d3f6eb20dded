//! 新增账号 — an account for one member of staff, without password, code or role.

use askama::Template;
use base::region::RegionCode;
use kernel::crypto::DataKey;
use kernel::fail::FieldError;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Code, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, New};
use crate::perms::ACCOUNT_MAKE;
use crate::session::require_fresh;

/// The account name belongs to somebody.
pub const ACCOUNT_TAKEN: Code = Code::conflict("staff.account_taken", "账号名已被使用", "请换一个账号名；同一个人只用一个账号。");

/// A new member of staff.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// Name typed at sign-in: 3 to 32 small letters, digits, `.`, `-`, `_`.
    pub account: String,
    /// Name of the person; public.
    pub name: String,
    /// Where the person works, in words.
    pub organisation: String,
    /// `authority` (default) or `operator`: staff of a bought-in service decide nothing.
    #[serde(default)]
    pub employer: String,
    /// Region whose security administrators keep the account.
    pub region: String,
}

/// The account made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Added {
    /// `staff.id`.
    pub id: String,
}

/// `POST /api/v1/staff`. The account can do nothing until it has a start code and a role.
///
/// # Errors
/// [`ACCOUNT_TAKEN`]; fields that cannot be right; `not_found` outside the actor's regions.
pub async fn add(act: &mut Act, ask: Add) -> Result<Added, Fail> {
    require_fresh(act).await?;
    let ask = checked(ask)?;
    act.require(ACCOUNT_MAKE, &ask.region)?;
    act.tx.lock(&format!("staff account {}", ask.account)).await?;
    if store::credentials(act, &ask.account).await?.is_some() {
        return Err(ACCOUNT_TAKEN.into());
    }
    let id = act.new_id();
    let key_wrapped = act.keys().wrap(&DataKey::generate(&id))?;
    let new = New {
        id: &id,
        account: &ask.account,
        name: &ask.name,
        organisation: &ask.organisation,
        employer: &ask.employer,
        region: &ask.region,
        key_wrapped: &key_wrapped,
    };
    store::insert(act, &new).await?;
    act.about("staff", &id, &ask.region);
    Ok(Added { id })
}

fn checked(ask: Add) -> Result<Add, Fail> {
    let employer = if ask.employer.is_empty() { "authority".to_owned() } else { ask.employer };
    let ask = Add {
        account: super::sign_in::normal(&ask.account),
        name: ask.name.trim().into(),
        organisation: ask.organisation.trim().into(),
        employer,
        region: ask.region.trim().into(),
    };
    let mut wrong = Vec::new();
    let mut object = |field: &str, message: &str| wrong.push(FieldError { field: field.into(), message: message.into() });
    let spelled = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    if !(3..=32).contains(&ask.account.len()) || !ask.account.chars().all(spelled) {
        object("account", "账号名用3至32个小写字母、数字或 . - _");
    }
    if !(1..=40).contains(&ask.name.chars().count()) {
        object("name", "请填写姓名");
    }
    if !(2..=100).contains(&ask.organisation.chars().count()) {
        object("organisation", "请填写工作单位全称");
    }
    if !["authority", "operator"].contains(&ask.employer.as_str()) {
        object("employer", "请选择机关单位或运营单位");
    }
    if RegionCode::parse(&ask.region).is_err() {
        object("region", "请填写地区代码，例如 360702");
    }
    if wrong.is_empty() { Ok(ask) } else { Err(Fail::fields(wrong)) }
}

#[derive(Template)]
#[template(path = "staff/add.html")]
struct AddPage {
    page: Page,
    fault: Fault,
    ask: Add,
    employers: Vec<Choice>,
}

/// `GET /desk/users/add`
pub(super) async fn page(act: &mut Act, _ask: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let region = act.scope(ACCOUNT_MAKE).regions().first().cloned().unwrap_or_default();
    show(act, Add { region, ..Add::default() }, Fault::none()).await
}

async fn show(act: &mut Act, ask: Add, fault: Fault) -> Result<Reply, Fail> {
    let mut page = act.page("新增人员账号").await?;
    page.faulty = !fault.is_empty();
    let employers = Choice::list([("authority", "机关或街道社区"), ("operator", "运营服务单位")]);
    act.render(&AddPage { page, fault, ask, employers })
}

/// What the form sends; an empty field is shown again, not refused outright.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    #[serde(default)]
    account: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    employer: String,
    #[serde(default)]
    region: String,
}

/// `POST /desk/users/add`
pub(super) async fn form(act: &mut Act, form: Form) -> Result<Reply, Fail> {
    let ask = Add { account: form.account, name: form.name, organisation: form.organisation, employer: form.employer, region: form.region };
    match add(act, ask.clone()).await {
        // Roles and the start code come from the security administrator.
        Ok(_) => Ok(Reply::go("/desk/users/add?done=saved")),
        Err(fail) if fail.code == ACCOUNT_TAKEN || !fail.fields.is_empty() => {
            let status = fail.code.status;
            Ok(show(act, ask, super::fault_of(&fail, "account")).await?.status(status))
        }
        Err(fail) => Err(fail),
    }
}
