//! 演示岗位 — one account for each post of the three districts; chosen on the sign-in page.

use std::sync::Arc;

use kernel::{Act, Actor, Fail, Kernel};
use people::staff::{Add, DEMO_STAFF, DemoStaff, GrantRole, List};

/// A post.
pub struct Post {
    /// Account.
    pub account: &'static str,
    /// Name, invented.
    pub name: &'static str,
    /// Organisation.
    pub organisation: &'static str,
    /// Role and regions.
    pub role: &'static str,
    /// Regions the role reaches.
    pub regions: &'static [&'static str],
    /// What one does there.
    pub story: &'static str,
}

/// The three districts of the demo.
pub const DISTRICTS: [&str; 3] = ["360702", "3607E1", "3607E2"];

const fn post(
    account: &'static str,
    name: &'static str,
    organisation: &'static str,
    role: &'static str,
    regions: &'static [&'static str],
    story: &'static str,
) -> Post {
    Post { account, name, organisation, role, regions, story }
}

/// Every post.
pub const ACCOUNTS: [Post; 25] = [
    post("window", "李受理", "章贡区政务服务大厅", "window", &["360702"], "在窗口替群众申请、告知补正"),
    post("gongan", "周公安", "市公安局", "reviewer.gongan", &DISTRICTS, "核验户籍、居住证、车辆"),
    post("minzheng", "吴民政", "市民政局", "reviewer.minzheng", &DISTRICTS, "核验婚姻、救助身份、存款"),
    post("ziran", "郑登记", "市不动产登记中心", "reviewer.ziran", &DISTRICTS, "核验不动产"),
    post("renshe", "王人社", "市人社局", "reviewer.renshe", &DISTRICTS, "核验就业和社会保险"),
    post("shuiwu", "冯税务", "市税务局", "reviewer.shuiwu", &DISTRICTS, "核验收入"),
    post("gongjijin", "陈公积", "市公积金中心", "reviewer.gongjijin", &DISTRICTS, "核验公积金"),
    post("shijian", "褚市监", "市市场监管局", "reviewer.shijian", &DISTRICTS, "核验执照和持股"),
    post("zhujian", "卫住建", "市住建局", "reviewer.zhujian", &DISTRICTS, "核验已享受的住房保障"),
    post("community", "蒋社区", "章贡区解放街道", "community", &["360702"], "入户调查"),
    post("officer", "沈经办", "市城市住房服务中心", "officer", &DISTRICTS, "人工认定、公示、轮候、异议"),
    post("chief", "韩科长", "市城市住房服务中心", "chief", &DISTRICTS, "签发决定、抽查自动认定、答复复核"),
    post("director", "欧主任", "市城市住房服务中心", "chief", &DISTRICTS, "签发、答复复核（与原签发人不是同一人）"),
    post("releaser", "杨发布", "市城市住房服务中心", "releaser", &DISTRICTS, "复核并发布公示"),
    post("auditor", "朱审计", "市审计局", "auditor", &["3607"], "查看案卷、复算决定"),
    post("leader", "秦局长", "市住建局", "leader", &["3607"], "看轮候和规则"),
    post("sysadmin", "尤系统", "信息中心", "system_admin", &["36"], "数据交换、任务"),
    post("secadmin", "许安全", "信息中心", "security_admin", &["36"], "账号和岗位"),
    post("audadmin", "何稽核", "信息中心", "audit_admin", &["36"], "审计记录"),
    post("rules", "方规章", "市住房保障科", "officer", &["3607"], "起草、修改本市的规则包和统计数值"),
    post("rules.chief", "钟确认", "市住房保障科", "chief", &["3607"], "确认本市的规则包（第一人）"),
    post("rules.director", "纪复核", "市住建局", "chief", &["3607"], "确认本市的规则包（第二人）"),
    post("province", "贺省厅", "省住房和城乡建设厅", "officer", &["36"], "起草全省的规则包和统计数值"),
    post("province.chief", "龚处长", "省住房和城乡建设厅", "chief", &["36"], "确认全省的规则包（第一人）"),
    post("province.director", "文巡视", "省住房和城乡建设厅", "chief", &["36"], "确认全省的规则包（第二人）"),
];

/// Puts the posts on the sign-in page.
pub fn offer() {
    let list = ACCOUNTS.iter().map(|post| {
        let title = people::staff::roles::title(post.role);
        DemoStaff {
            account: post.account.into(), title: format!("{} · {title}", post.name), story: format!("{}：{}", post.organisation, post.story)
        }
    });
    let _ = DEMO_STAFF.set(list.collect());
}

/// Makes the accounts, with roles from the business date on; answers whether the town is new.
pub async fn hire(kernel: &Arc<Kernel>) -> Result<bool, Fail> {
    let mut act = Act::system(kernel, "demo").await?;
    if !people::staff::list(&mut act, List::default()).await?.accounts.is_empty() {
        return Ok(false);
    }
    for post in &ACCOUNTS {
        let ask = Add {
            account: post.account.into(),
            name: post.name.into(),
            organisation: post.organisation.into(),
            employer: "authority".into(),
            region: post.regions[0].into(),
        };
        let id = people::staff::add(&mut act, ask).await?.id;
        for region in post.regions {
            people::staff::grant(
                &mut act,
                GrantRole { id: id.clone(), role: post.role.into(), region: (*region).into(), from_on: None, to_on: None },
            )
            .await?;
        }
    }
    act.commit().await?;
    Ok(true)
}

/// An account as the actor it would be when signed in.
pub async fn acting(kernel: &Arc<Kernel>, account: &str) -> Result<Actor, Fail> {
    let mut act = Act::system(kernel, "demo").await?;
    let listed = people::staff::list(&mut act, List::default()).await?;
    let id = listed.accounts.into_iter().find(|row| row.account == account).map(|row| row.id).ok_or(kernel::fail::NOT_FOUND)?;
    people::staff::actor(&mut act.tx, kernel, &id).await?.ok_or_else(|| kernel::fail::NOT_FOUND.into())
}
