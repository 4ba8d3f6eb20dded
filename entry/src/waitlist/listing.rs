//! 轮候册与应保尽保的清单 — the queue in its order, as it is exported.

use kernel::db::Query;
use kernel::listing::{Ask, Listing, PAGE, Page, field};
use kernel::sheet::Kind::{Date, Number, Text};
use kernel::{Act, Fail, Scope};
use people::perms::{WAITLIST_MANAGE, WAITLIST_SEE};

use super::Entry;
use crate::application;

/// 轮候册.
pub static QUEUE: Listing = Listing {
    name: "waitlist",
    title: "轮候册",
    perm: WAITLIST_SEE,
    approvers: "business",
    fields: &[
        field("位次", Number, 8),
        field("轮候编号", Text, 24),
        field("姓名", Text, 12),
        field("证件号码", Text, 22),
        field("手机号", Text, 14),
        field("地区", Text, 16),
        field("保障方式", Text, 20),
        field("类别", Text, 24),
        field("档次", Text, 10),
        field("应保尽保", Text, 10),
        field("优先类别", Text, 20),
        field("申请日期", Date, 12),
        field("登记日期", Date, 12),
        field("轮候期满", Date, 12),
    ],
    filters: &["category", "view"],
    personal: true,
    fetch: |act, ask| Box::pin(queue(act, ask)),
};

/// 应保尽保.
pub static MUST_COVER: Listing = Listing {
    name: "must-cover",
    title: "应保尽保家庭",
    perm: WAITLIST_MANAGE,
    approvers: "business",
    fields: &[
        field("轮候编号", Text, 24),
        field("姓名", Text, 12),
        field("证件号码", Text, 22),
        field("手机号", Text, 14),
        field("地区", Text, 16),
        field("类别", Text, 24),
        field("申请日期", Date, 12),
        field("责任人", Text, 12),
        field("保障期限", Date, 12),
    ],
    filters: &[],
    personal: true,
    fetch: |act, ask| Box::pin(must_cover(act, ask)),
};

/// The next entries in the order of the queue, and where to go on.
pub(crate) async fn page(act: &mut Act, ask: &Ask, must_cover_only: bool) -> Result<(Vec<Entry>, Option<String>), Fail> {
    let mut query = Query::new(
        "select id, number, application_id, household_id, region, programme, category, tier, must_cover, class_order, class_name, rank_key, priority_on, joined_on, limit_on, owner_id, owner_due_on, decision_id
         from waitlist_entry where left_on is null",
    )
    .and_scope("region", &Scope::of(&ask.region))
    .and_eq("category", ask.filter("category"));
    if must_cover_only || ask.filter("view") == Some("must_cover") {
        query = query.sql("and must_cover = 0");
    }
    let last: Vec<&str> = ask.after.split('|').collect();
    if let [region, must, class, rank, id, _] = last[..] {
        let whole = |text: &str| text.parse().unwrap_or(0);
        query = query.sql("and (region, must_cover, class_order, rank_key, id) > (").bind(region).sql(",").bind_int(whole(must)).sql(",");
        query = query.bind_int(whole(class)).sql(",").bind(rank).sql(",").bind(id).sql(")");
    }
    let found: Vec<Entry> = query.sql("order by region, must_cover, class_order, rank_key, id limit").bind_int(PAGE).all(&mut act.tx).await?;
    let full = i64::try_from(found.len()).unwrap_or(0) == PAGE;
    let before: i64 = last.get(5).and_then(|place| place.parse().ok()).unwrap_or(0);
    let place = before + PAGE;
    let next =
        found.last().filter(|_| full).map(|it| format!("{}|{}|{}|{}|{}|{place}", it.region, it.must_cover, it.class_order, it.rank_key, it.id));
    Ok((found, next))
}

/// Name, number and phone of the applicant, masked or in full.
async fn applicant(act: &mut Act, entry: &Entry, full: bool) -> Result<[String; 3], Fail> {
    let person = application::get(act, &entry.application_id).await?.applicant_id;
    if full {
        let known = people::person::private(act, &person).await?;
        return Ok([known.name, known.id_number, known.phone]);
    }
    let known = people::person::get(act, &person).await?;
    Ok([known.name, known.number, known.phone])
}

async fn queue(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let (entries, next) = page(act, ask, false).await?;
    let before: i64 = ask.after.rsplit('|').next().and_then(|place| place.parse().ok()).unwrap_or(0);
    let mut rows = Vec::with_capacity(entries.len());
    for (place, it) in (before + 1..).zip(entries) {
        let [name, number, phone] = applicant(act, &it, ask.full).await?;
        let must = if it.must_cover == 0 { "是" } else { "否" };
        rows.push(vec![
            place.to_string(),
            it.number,
            name,
            number,
            phone,
            kernel::shell::region_name(&it.region),
            application::programme_title(&it.programme).into(),
            it.category,
            it.tier,
            must.into(),
            it.class_name,
            it.priority_on,
            it.joined_on,
            it.limit_on.unwrap_or_default(),
        ]);
    }
    Ok(Page { rows, next })
}

async fn must_cover(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let (entries, next) = page(act, ask, true).await?;
    let owners: Vec<String> = entries.iter().map(|it| it.owner_id.clone()).collect();
    let names = people::staff::names(act, &owners).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for it in entries {
        let [name, number, phone] = applicant(act, &it, ask.full).await?;
        let owner = names.get(&it.owner_id).cloned().unwrap_or_default();
        let place = kernel::shell::region_name(&it.region);
        rows.push(vec![it.number, name, number, phone, place, it.category, it.priority_on, owner, it.owner_due_on.unwrap_or_default()]);
    }
    Ok(Page { rows, next })
}
