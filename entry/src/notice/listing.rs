//! 公示名单与异议的清单 — what was made public, and what was said against it, as they are exported.

use kernel::db::Query;
use kernel::listing::{Ask, Listing, PAGE, Page, field};
use kernel::sheet::Kind::{Date, Number, Text};
use kernel::{Act, Fail, Scope};
use people::perms::{NOTICE_SEE, OBJECTION_HANDLE};

use super::{NOTICE, OBJECTION};

/// 公示名单.
pub static ROWS: Listing = Listing {
    name: "notices",
    title: "公示名单",
    perm: NOTICE_SEE,
    approvers: "business",
    fields: &[
        field("公示编号", Text, 22),
        field("状态", Text, 10),
        field("公示开始", Date, 12),
        field("公示结束", Date, 12),
        field("序号", Number, 6),
        field("申请编号", Text, 24),
        field("姓名", Text, 12),
        field("证件号码", Text, 22),
        field("人数", Number, 6),
        field("类别", Text, 24),
        field("街道", Text, 20),
        field("撤出日期", Date, 12),
    ],
    filters: &["state"],
    personal: false,
    fetch: |act, ask| Box::pin(rows(act, ask)),
};

#[derive(sqlx::FromRow)]
struct Published {
    id: String,
    notice: String,
    state: String,
    from_on: Option<String>,
    until_on: Option<String>,
    seq: i64,
    number: String,
    name_mask: String,
    number_mask: String,
    members: i64,
    category: String,
    street: String,
    left_on: Option<String>,
}

async fn rows(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let mut query = Query::new(
        "select n.id, n.number as notice, c.state, n.from_on, n.until_on, r.seq, r.number, r.name_mask, r.number_mask, r.members, r.category, r.street, r.left_on
         from notice_row r join notice n on n.id = r.notice_id join flow_case c on c.flow = 'notice' and c.id = n.id where 1 = 1",
    )
    .and_eq("c.state", ask.filter("state"))
    .and_scope("n.region", &Scope::of(&ask.region));
    if let Some((id, seq)) = ask.after.split_once('|') {
        query = query.sql("and (n.id, r.seq) > (").bind(id).sql(",").bind_int(seq.parse().unwrap_or(0)).sql(")");
    }
    let found: Vec<Published> = query.sql("order by n.id, r.seq limit").bind_int(PAGE).all(&mut act.tx).await?;
    let full = i64::try_from(found.len()).unwrap_or(0) == PAGE;
    let next = found.last().filter(|_| full).map(|it| format!("{}|{}", it.id, it.seq));
    let row = |it: Published| {
        vec![
            it.notice,
            NOTICE.title_of(&it.state),
            it.from_on.unwrap_or_default(),
            it.until_on.unwrap_or_default(),
            it.seq.to_string(),
            it.number,
            it.name_mask,
            it.number_mask,
            it.members.to_string(),
            it.category,
            it.street,
            it.left_on.unwrap_or_default(),
        ]
    };
    Ok(Page { rows: found.into_iter().map(row).collect(), next })
}

/// 公示异议. Who objects and why stays sealed: the list tells what came of each.
pub static OBJECTIONS: Listing = Listing {
    name: "objections",
    title: "公示异议",
    perm: OBJECTION_HANDLE,
    approvers: "business",
    fields: &[
        field("涉及申请", Text, 24),
        field("地区", Text, 16),
        field("状态", Text, 12),
        field("提出日期", Date, 12),
        field("办理期限", Date, 12),
        field("结论", Text, 10),
        field("办结日期", Date, 12),
    ],
    filters: &[],
    personal: false,
    fetch: |act, ask| Box::pin(objections(act, ask)),
};

#[derive(sqlx::FromRow)]
struct Said {
    id: String,
    subject: String,
    region: String,
    state: String,
    asked_on: String,
    due_on: Option<String>,
    outcome: String,
    answered_on: Option<String>,
}

async fn objections(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let mut query = Query::new(
        "select o.id, c.subject, o.region, c.state, o.asked_on, c.due_on, o.outcome, o.answered_on from objection o join flow_case c on c.flow = 'objection' and c.id = o.id where 1 = 1",
    )
    .and_scope("o.region", &Scope::of(&ask.region));
    if !ask.after.is_empty() {
        query = query.sql("and o.id <").bind(ask.after.clone());
    }
    let found: Vec<Said> = query.sql("order by o.id desc limit").bind_int(PAGE).all(&mut act.tx).await?;
    let full = i64::try_from(found.len()).unwrap_or(0) == PAGE;
    let next = found.last().filter(|_| full).map(|it| it.id.clone());
    let row = |it: Said| {
        let outcome = match it.outcome.as_str() {
            "upheld" => "成立",
            "dismissed" => "不成立",
            _ => "",
        };
        vec![
            it.subject,
            kernel::shell::region_name(&it.region),
            OBJECTION.title_of(&it.state),
            it.asked_on,
            it.due_on.unwrap_or_default(),
            outcome.into(),
            it.answered_on.unwrap_or_default(),
        ]
    };
    Ok(Page { rows: found.into_iter().map(row).collect(), next })
}
