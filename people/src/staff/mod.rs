//! 人员账号 — staff who work with the program: accounts, roles, passwords, one-time codes, sign-in.
//!
//! There is no account until a command or an administrator makes one (S-01). An
//! administrator never learns or sets a password: a one-time code, good for 24 hours,
//! lets the person choose one and take over a secret for one-time codes (S-13). Every
//! sign-in needs both (S-06).
//! Whoever makes an account (system) grants no role (security), and neither reads the record (audit).
//! Owns `staff`, `staff_password`, `staff_role`, `sign_in_failure`.

use kernel::actor::{Actor, Grant, Kind as ActorKind, PUBLIC, SIGNED_IN};
use kernel::clock::text_of;
use kernel::db::Tx;
use kernel::page::Fault;
use kernel::{Act, Doors, Fail, Kernel};

use crate::perms::{ACCOUNT_MAKE, USER_MANAGE};

mod accounts;
mod add;
mod command;
mod demo;
mod grants;
mod guard;
mod manage;
mod me;
mod password;
mod prove;
pub mod roles;
mod rules;
mod sign_in;
mod signed_in;
mod start;
mod store;

pub use accounts::{Account, Accounts, Held, List, Look, One, account, list};
pub use add::{ACCOUNT_TAKEN, Add, Added, add};
pub use command::{add_user, reset_user, unlock_user};
pub use demo::{DEMO_STAFF, DemoStaff};
pub use grants::{GRANTED_BEFORE, Grant as GrantRole, Granted, MAKER_AND_CHECKER, NOT_FOR_OPERATOR, NOT_TOGETHER, Revoke, grant, revoke};
pub use guard::LOCKED_FOR;
pub use manage::{
    CLOSED, Changed, Disable, Enable, Issued, OWN_ACCOUNT, PasswordDue, START_LASTS, StartCode, Unlock, disable, enable, password_due, retire_unused,
    start_code, unlock,
};
pub use password::CHANGE_EVERY;
pub use sign_in::{REFUSED, SignIn, SignedIn, sign_in};
pub use start::Start;

/// The account as actor, with the roles in force today; `None` when it is closed or locked.
/// Until a password that is due is changed, there are no roles.
pub async fn actor(tx: &mut Tx, kernel: &Kernel, id: &str) -> Result<Option<Actor>, Fail> {
    let Some(row) = store::live(tx, id).await? else { return Ok(None) };
    let mut actor = Actor { kind: ActorKind::Staff, id: id.to_owned(), name: row.name.clone(), grants: Vec::new(), on_behalf: None };
    if !password::is_due(&row, kernel.clock.real()) {
        actor.grants = grants_of(tx, kernel, id).await?;
    }
    Ok(Some(actor))
}

async fn grants_of(tx: &mut Tx, kernel: &Kernel, id: &str) -> Result<Vec<Grant>, Fail> {
    let held = store::roles_on(tx, id, &kernel.clock.today().to_string()).await?;
    let grant = |(name, region): (String, String)| {
        let role = roles::find(&name)?;
        Some(Grant { role: role.name.into(), title: role.title.into(), region, perms: role.perms })
    };
    Ok(held.into_iter().filter_map(grant).collect())
}

/// Instant of today's real time, as stored.
fn real_at(act: &Act) -> String {
    text_of(act.kernel.clock.real())
}

/// A refusal as the form shows it; one without fields is shown beside `field`.
fn fault_of(fail: &Fail, field: &str) -> Fault {
    let mut fault = Fault::none();
    for error in &fail.fields {
        fault.add(error.field.clone(), error.message.clone());
    }
    if fault.is_empty() {
        fault.add(field, format!("{}。{}", fail.sentence(), fail.code.next));
    }
    fault
}

/// Hangs the doors of this slice.
pub fn doors(doors: &mut Doors) {
    doors.raw("POST", "/api/v1/desk/sign-in", PUBLIC, "人员登录", sign_in::door);
    doors.raw("POST", "/api/v1/desk/start", PUBLIC, "首次启用账号", start::door);
    doors.raw("POST", "/api/v1/desk/password", SIGNED_IN, "修改本人口令", password::door);
    doors.get("/api/v1/staff", USER_MANAGE, "人员账号", accounts::list);
    doors.get("/api/v1/staff/{id}", USER_MANAGE, "一个人员账号", accounts::account);
    doors.post("/api/v1/staff", ACCOUNT_MAKE, "新增人员账号", add::add);
    doors.post("/api/v1/staff/{id}/roles", USER_MANAGE, "授予岗位", grants::grant);
    doors.post("/api/v1/staff/{id}/roles/{role_id}/end", USER_MANAGE, "收回岗位", grants::revoke);
    doors.post("/api/v1/staff/{id}/disable", USER_MANAGE, "停用账号", manage::disable);
    doors.post("/api/v1/staff/{id}/enable", USER_MANAGE, "恢复账号", manage::enable);
    doors.post("/api/v1/staff/{id}/unlock", USER_MANAGE, "解锁账号", manage::unlock);
    doors.post("/api/v1/staff/{id}/password-due", USER_MANAGE, "要求更换口令", manage::password_due);
    doors.raw("POST", "/api/v1/staff/{id}/start-code", USER_MANAGE, "生成一次性启用码", manage::start_code_door);
    doors.get("/api/v1/staff/{id}/sessions", USER_MANAGE, "账号的在线登录", signed_in::sessions);
    doors.post("/api/v1/staff/{id}/sessions/end", USER_MANAGE, "结束账号的全部登录", signed_in::end);
    doors.form("/desk/users/{id}/sessions/end", USER_MANAGE, "结束账号的全部登录", signed_in::end_form);
    doors.page("/desk/sign-in", PUBLIC, "人员登录", sign_in::page);
    doors.raw("POST", "/desk/sign-in", PUBLIC, "人员登录", sign_in::door);
    doors.form("/desk/sign-in/demo", PUBLIC, "演示账号登录", demo::enter);
    doors.page("/desk/start", PUBLIC, "首次启用账号", start::page);
    doors.raw("POST", "/desk/start", PUBLIC, "首次启用账号", start::door);
    doors.page("/desk/me", SIGNED_IN, "我的账号", me::page);
    doors.page("/desk/prove", SIGNED_IN, "再次验证", prove::page);
    doors.raw("POST", "/desk/prove", SIGNED_IN, "再次验证", prove::prove_form);
    doors.raw("POST", "/api/v1/prove", SIGNED_IN, "再次验证动态口令", prove::prove_form);
    doors.page("/desk/password", SIGNED_IN, "修改口令", password::page);
    doors.raw("POST", "/desk/password", SIGNED_IN, "修改口令", password::door);
    doors.page("/desk/users", USER_MANAGE, "人员账号", accounts::list_page).nav("系统", "人员账号", "");
    doors.page("/desk/users/add", ACCOUNT_MAKE, "新增人员账号", add::page).nav("系统", "新增账号", "");
    doors.form("/desk/users/add", ACCOUNT_MAKE, "新增人员账号", add::form);
    doors.page("/desk/users/{id}", USER_MANAGE, "一个人员账号", accounts::account_page);
    doors.form("/desk/users/{id}/roles", USER_MANAGE, "授予岗位", grants::grant_form);
    doors.form("/desk/users/{id}/roles/{role_id}/end", USER_MANAGE, "收回岗位", grants::revoke_form);
    doors.form("/desk/users/{id}/disable", USER_MANAGE, "停用账号", manage::disable_form);
    doors.form("/desk/users/{id}/enable", USER_MANAGE, "恢复账号", manage::enable_form);
    doors.form("/desk/users/{id}/unlock", USER_MANAGE, "解锁账号", manage::unlock_form);
    doors.form("/desk/users/{id}/password-due", USER_MANAGE, "要求更换口令", manage::password_due_form);
    doors.raw("POST", "/desk/users/{id}/start-code", USER_MANAGE, "生成一次性启用码", manage::start_code_door);
}

#[cfg(test)]
mod tests;

/// Staff who hold a permission in a region today, in a stable order; for giving work an owner.
pub async fn holding(act: &mut Act, perm: kernel::Perm, region: &str) -> Result<Vec<String>, Fail> {
    let today = act.today().to_string();
    let held: Vec<(String, String, String)> = sqlx::query_as(
        "select r.staff_id, r.role, r.region from staff_role r join staff s on s.id = r.staff_id
         where s.disabled_at is null and r.from_on <= $1 and (r.to_on is null or r.to_on > $1) order by r.staff_id",
    )
    .bind(today)
    .fetch_all(act.conn())
    .await?;
    let holds = |role: &str| roles::find(role).is_some_and(|role| role.perms.contains(&perm));
    let mut found: Vec<String> =
        held.into_iter().filter(|(_, role, at)| region.starts_with(at.as_str()) && holds(role)).map(|(id, _, _)| id).collect();
    found.dedup();
    // Whoever is away gets no new work, unless nobody else is there.
    let away = kernel::flow::absence::away(act).await?;
    if found.iter().any(|id| !away.contains(id)) {
        found.retain(|id| !away.contains(id));
    }
    Ok(found)
}

/// Staff names by id, for lists that say who holds a piece of work; an unknown id is left out.
pub async fn names(act: &mut Act, ids: &[String]) -> Result<std::collections::BTreeMap<String, String>, Fail> {
    if ids.is_empty() {
        return Ok(Default::default());
    }
    let known: Vec<(String, String)> =
        kernel::db::Query::new("select id, name from staff where 1 = 1").and_in("id", ids.iter().map(String::as_str)).all(&mut act.tx).await?;
    Ok(known.into_iter().collect())
}

/// Ids of the accounts with that account name or name; for searching the audit record.
pub async fn called(act: &mut Act, word: &str) -> Result<Vec<String>, Fail> {
    let found: Vec<(String,)> =
        sqlx::query_as("select id from staff where account = $1 or name = $1 order by id limit 20").bind(word).fetch_all(act.conn()).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Does this colleague hold a role today in one of these regions or below them?
pub async fn works_in(act: &mut Act, id: &str, scope: &kernel::Scope) -> Result<bool, Fail> {
    let today = act.today().to_string();
    Ok(store::roles_on(&mut act.tx, id, &today).await?.iter().any(|(_, region)| scope.covers(region)))
}

/// Staff with a role today in one of these regions, above or below them: id and name, by name.
pub async fn working(act: &mut Act, regions: &[String]) -> Result<Vec<(String, String)>, Fail> {
    let today = act.today().to_string();
    let held: Vec<(String, String, String)> = sqlx::query_as(
        "select s.id, s.name, r.region from staff_role r join staff s on s.id = r.staff_id
         where s.disabled_at is null and r.from_on <= $1 and (r.to_on is null or r.to_on > $1) order by s.name, s.id",
    )
    .bind(today)
    .fetch_all(act.conn())
    .await?;
    let near = |at: &str| regions.iter().any(|region| at.starts_with(region.as_str()) || region.starts_with(at));
    let mut found: Vec<(String, String)> = held.into_iter().filter(|(_, _, at)| near(at)).map(|(id, name, _)| (id, name)).collect();
    found.dedup();
    Ok(found)
}
