//! 账号清单 — the accounts an administrator keeps, and one of them with its roles.

use askama::Template;
use jiff::Timestamp;
use kernel::page::{Choice, Fault, Page, Pager, Tone, instant};
use kernel::shell::region_name;
use kernel::{Act, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::roles::{self, ROLES};
use super::store::{self, HeldRow, Row};
use crate::perms::USER_MANAGE;

/// Rows of one page.
const PAGE: usize = 50;

/// Which accounts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct List {
    /// Kept in this region or below.
    #[serde(default)]
    pub region: Option<String>,
    /// Account or name, exactly.
    #[serde(default)]
    pub q: Option<String>,
    /// `open`, `locked`, `disabled`.
    #[serde(default)]
    pub state: Option<String>,
    /// Account after which to go on.
    #[serde(default)]
    pub after: Option<String>,
}

/// A page of accounts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Accounts {
    /// By account name.
    pub accounts: Vec<Account>,
    /// Account after which the next page begins.
    pub next: Option<String>,
}

/// One account. Holds nothing secret.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Account {
    /// `staff.id`.
    pub id: String,
    /// Name typed at sign-in.
    pub account: String,
    /// Name.
    pub name: String,
    /// Where the person works.
    pub organisation: String,
    /// `authority` or `operator`.
    pub employer: String,
    /// Region whose administrators keep it.
    pub region: String,
    /// `new` (no password yet), `open`, `locked`, `disabled`.
    pub state: String,
    /// Why it was closed; empty if it is open.
    pub disabled_why: String,
    /// Instant of the last sign-in.
    pub last_sign_in_at: Option<String>,
}

/// One account with its roles.
#[derive(Debug, Serialize, JsonSchema)]
pub struct One {
    /// The account.
    pub account: Account,
    /// Roles it holds and held, the newest first.
    pub roles: Vec<Held>,
}

/// A role somebody holds or held.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Held {
    /// `staff_role.id`.
    pub id: String,
    /// Name of the role.
    pub role: String,
    /// In words.
    pub title: String,
    /// Region code.
    pub region: String,
    /// First date in force.
    pub from_on: String,
    /// First date no longer in force.
    pub to_on: Option<String>,
    /// In force now or later.
    pub live: bool,
}

/// Which account.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Look {
    /// `staff.id`.
    pub id: String,
}

/// `GET /api/v1/staff`, within the actor's regions.
pub async fn list(act: &mut Act, ask: List) -> Result<Accounts, Fail> {
    let scope = act.scope(USER_MANAGE);
    let mut rows = store::page(act, &ask, &scope, PAGE as i64 + 1).await?;
    let more = PAGE < rows.len();
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.account.clone());
    Ok(Accounts { accounts: rows.into_iter().map(shown).collect(), next })
}

/// `GET /api/v1/staff/{id}`
pub async fn account(act: &mut Act, ask: Look) -> Result<One, Fail> {
    let row = store::kept(act, &ask.id).await?;
    let today = act.today().to_string();
    let roles = store::roles_of(act, &ask.id, true).await?.into_iter().map(|role| held(role, &today)).collect();
    Ok(One { account: shown(row), roles })
}

fn shown(row: Row) -> Account {
    let state = match (&row.disabled_at, &row.locked_at, &row.password_set_at) {
        (Some(_), ..) => "disabled",
        (None, Some(_), _) => "locked",
        (None, None, None) => "new",
        (None, None, Some(_)) => "open",
    };
    Account {
        id: row.id,
        account: row.account,
        name: row.name,
        organisation: row.organisation,
        employer: row.employer,
        region: row.region,
        state: state.into(),
        disabled_why: row.disabled_why,
        last_sign_in_at: row.last_sign_in_at,
    }
}

pub(super) fn held(row: HeldRow, today: &str) -> Held {
    let live = row.to_on.as_deref().is_none_or(|to| today < to);
    Held { title: roles::title(&row.role).into(), id: row.id, role: row.role, region: row.region, from_on: row.from_on, to_on: row.to_on, live }
}

impl Account {
    fn word(&self) -> &'static str {
        match self.state.as_str() {
            "disabled" => "已停用",
            "locked" => "已锁定",
            "new" => "未启用",
            _ => "正常",
        }
    }

    fn tone(&self) -> Tone {
        match self.state.as_str() {
            "disabled" => Tone::Plain,
            "locked" => Tone::Danger,
            "new" => Tone::Warning,
            _ => Tone::Success,
        }
    }

    fn place(&self) -> String {
        region_name(&self.region)
    }

    fn last(&self) -> String {
        let at = self.last_sign_in_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
        at.map_or_else(|| "从未".to_owned(), instant)
    }
}

impl Held {
    pub(super) fn place(&self) -> String {
        region_name(&self.region)
    }

    /// `2026-11-23 起` or `2026-11-23 至 2027-01-01（不含）`.
    pub(super) fn time(&self) -> String {
        match &self.to_on {
            Some(to) => format!("{} 至 {to}（不含）", self.from_on),
            None => format!("{} 起", self.from_on),
        }
    }
}

#[derive(Template)]
#[template(path = "staff/users.html")]
struct UsersPage {
    page: Page,
    fault: Fault,
    q: String,
    region: String,
    state: String,
    states: Vec<Choice>,
    rows: Vec<Account>,
    pager: Pager,
}

/// `GET /desk/users`
pub(super) async fn list_page(act: &mut Act, ask: List) -> Result<Reply, Fail> {
    let found = list(act, ask.clone()).await?;
    let page = act.page("人员账号").await?;
    let (q, region, state) = (ask.q.unwrap_or_default(), ask.region.unwrap_or_default(), ask.state.unwrap_or_default());
    let after = found.next.map(|next| {
        let pairs = [("q", q.as_str()), ("region", region.as_str()), ("state", state.as_str()), ("after", next.as_str())];
        format!("?{}", serde_html_form::to_string(pairs.iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>()).unwrap_or_default())
    });
    let pager = Pager { shown: found.accounts.len(), total: None, before: None, after };
    let states = Choice::list([("open", "正常"), ("locked", "已锁定"), ("disabled", "已停用")]);
    act.render(&UsersPage { page, fault: Fault::none(), q, region, state, states, rows: found.accounts, pager })
}

#[derive(Template)]
#[template(path = "staff/user.html")]
struct UserPage {
    page: Page,
    fault: Fault,
    one: One,
    facts: Vec<(&'static str, String)>,
    role: String,
    region: String,
    choices: Vec<Choice>,
    own: bool,
    /// Live sessions: device, address, since.
    sessions: Vec<(String, String, String)>,
}

/// `GET /desk/users/{id}`
pub(super) async fn account_page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    show(act, &ask.id, String::new(), String::new(), Fault::none()).await
}

/// The page of one account, with the form for a role as it was filled in.
pub(super) async fn show(act: &mut Act, id: &str, role: String, region: String, fault: Fault) -> Result<Reply, Fail> {
    let one = account(act, Look { id: id.to_owned() }).await?;
    let mut page = act.page(&one.account.name).await?;
    page.back = Some("/desk/users".into());
    page.faulty = !fault.is_empty();
    let region = if region.is_empty() { one.account.region.clone() } else { region };
    let choices = Choice::list(ROLES.iter().filter(|role| roles::open_to(role, &one.account.employer)).map(|role| (role.name, role.title)));
    let employer = if one.account.employer == "operator" { "运营服务单位" } else { "机关或街道社区" };
    let facts = vec![
        ("账号", one.account.account.clone()),
        ("单位", one.account.organisation.clone()),
        ("单位性质", employer.to_owned()),
        ("管理地区", one.account.place()),
        ("最近登录", one.account.last()),
    ];
    let own = act.actor.id == id;
    let since = |at: &str| at.parse::<Timestamp>().map_or_else(|_| at.to_owned(), instant);
    let sessions = crate::session::of_staff(act, id).await?;
    let sessions = sessions.into_iter().map(|seen| (format!("{}，{}", seen.device, seen.how), seen.ip, since(&seen.since))).collect();
    act.render(&UserPage { page, fault, one, facts, role, region, choices, own, sessions })
}
