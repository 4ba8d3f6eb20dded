//! 审计与账号的清单 — the lists of the audit administrator and of the security administrator.

use kernel::audit::{Search, search};
use kernel::listing::{Ask, Listing, Page, field};
use kernel::sheet::Kind::Text;
use kernel::{Act, Fail, Scope};
use people::perms::{AUDIT_SEE, USER_MANAGE};

/// 审计记录.
pub static AUDIT: Listing = Listing {
    name: "audit",
    title: "审计记录",
    perm: AUDIT_SEE,
    approvers: "audit",
    fields: &[
        field("时间", Text, 22),
        field("何人", Text, 12),
        field("操作人", Text, 28),
        field("岗位", Text, 14),
        field("地区", Text, 16),
        field("来源地址", Text, 16),
        field("操作", Text, 40),
        field("对象种类", Text, 14),
        field("对象", Text, 28),
        field("结果", Text, 8),
        field("理由", Text, 30),
        field("链上序号", Text, 10),
    ],
    filters: &["act", "object", "result", "day"],
    personal: false,
    fetch: |act, ask| Box::pin(audit(act, ask)),
};

async fn audit(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let text = |name: &str| ask.filter(name).unwrap_or_default().to_owned();
    let wanted = Search {
        act: text("act"),
        acts: None,
        actors: None,
        object: text("object"),
        result: text("result"),
        day: ask.filter("day").and_then(|day| day.parse().ok()),
        after: ask.after.split_once('_').map(|(at, id)| (at.to_owned(), id.to_owned())),
    };
    let hits = search(act, &Scope::of(&ask.region), &wanted).await?;
    let next = hits.last().filter(|_| hits.len() == 100).map(|hit| format!("{}_{}", hit.at, hit.id));
    let row = |hit: kernel::audit::Hit| {
        let sealed = hit.seq.map(|seq| seq.to_string()).unwrap_or_default();
        let place = kernel::shell::region_name(&hit.region);
        let role = people::staff::roles::title(&hit.actor_role).to_owned();
        vec![hit.at, hit.actor_kind, hit.actor_id, role, place, hit.ip, hit.act, hit.object_kind, hit.object_id, hit.result, hit.reason, sealed]
    };
    Ok(Page { rows: hits.into_iter().map(row).collect(), next })
}

/// 工作人员账号.
pub static ACCOUNTS: Listing = Listing {
    name: "accounts",
    title: "工作人员账号",
    perm: USER_MANAGE,
    approvers: "accounts",
    fields: &[
        field("账号", Text, 16),
        field("姓名", Text, 12),
        field("单位", Text, 24),
        field("性质", Text, 10),
        field("地区", Text, 16),
        field("状态", Text, 10),
        field("停用原因", Text, 24),
        field("最近登录", Text, 24),
    ],
    filters: &["state"],
    personal: false,
    fetch: |act, ask| Box::pin(accounts(act, ask)),
};

async fn accounts(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let list = people::staff::List { region: Some(ask.region.clone()), q: None, state: ask.filter("state").map(str::to_owned), after };
    let found = people::staff::list(act, list).await?;
    let row = |it: people::staff::Account| {
        let state = match it.state.as_str() {
            "new" => "待启用",
            "open" => "正常",
            "locked" => "已锁定",
            _ => "已停用",
        };
        let employer = if it.employer == "operator" { "运营服务" } else { "机关事业" };
        vec![
            it.account,
            it.name,
            it.organisation,
            employer.into(),
            kernel::shell::region_name(&it.region),
            state.into(),
            it.disabled_why,
            it.last_sign_in_at.unwrap_or_default(),
        ]
    };
    Ok(Page { rows: found.accounts.into_iter().map(row).collect(), next: found.next })
}
