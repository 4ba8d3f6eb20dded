//! 办件的清单 — the cases of a region, as they are exported.

use kernel::db::Query;
use kernel::listing::{Ask, Listing, PAGE, Page, field};
use kernel::sheet::Kind::{Date, Text};
use kernel::{Act, Fail, Scope};
use people::perms::APPLICATION_SEE;
use sqlx::FromRow;

use crate::application::{APPLICATION, programme_title};

/// 办件.
pub static CASES: Listing = Listing {
    name: "applications",
    title: "办件",
    perm: APPLICATION_SEE,
    approvers: "business",
    fields: &[
        field("申请编号", Text, 24),
        field("姓名", Text, 12),
        field("证件号码", Text, 22),
        field("手机号", Text, 14),
        field("地区", Text, 20),
        field("保障方式", Text, 20),
        field("状态", Text, 18),
        field("提交日期", Date, 12),
        field("受理日期", Date, 12),
        field("办理期限", Date, 12),
    ],
    filters: &["state"],
    personal: true,
    fetch: |act, ask| Box::pin(cases(act, ask)),
};

#[derive(FromRow)]
struct Stored {
    id: String,
    number: Option<String>,
    applicant_id: String,
    region: String,
    programme: String,
    state: String,
    submitted_at: Option<String>,
    accepted_on: Option<String>,
    due_on: Option<String>,
}

async fn cases(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let mut query = Query::new(
        "select a.id, a.number, a.applicant_id, a.region, a.programme, c.state, a.submitted_at, a.accepted_on, c.due_on from application a join flow_case c on c.flow = 'application' and c.id = a.id where a.submitted_at is not null",
    )
    .and_eq("c.state", ask.filter("state"))
    .and_scope("a.region", &Scope::of(&ask.region));
    if !ask.after.is_empty() {
        query = query.sql("and a.id <").bind(ask.after.clone());
    }
    let found: Vec<Stored> = query.sql("order by a.id desc limit").bind_int(PAGE).all(&mut act.tx).await?;
    let full_page = i64::try_from(found.len()).unwrap_or(0) == PAGE;
    let next = found.last().filter(|_| full_page).map(|it| it.id.clone());
    let mut rows = Vec::with_capacity(found.len());
    for it in found {
        let (name, number, phone) = if ask.full {
            let known = people::person::private(act, &it.applicant_id).await?;
            (known.name, known.id_number, known.phone)
        } else {
            let known = people::person::get(act, &it.applicant_id).await?;
            (known.name, known.number, known.phone)
        };
        let submitted = it.submitted_at.and_then(|at| at.parse().ok()).map(|at| kernel::clock::date_of(at).to_string()).unwrap_or_default();
        rows.push(vec![
            it.number.unwrap_or_default(),
            name,
            number,
            phone,
            kernel::shell::region_name(&it.region),
            programme_title(&it.programme).into(),
            APPLICATION.title_of(&it.state),
            submitted,
            it.accepted_on.unwrap_or_default(),
            it.due_on.unwrap_or_default(),
        ]);
    }
    Ok(Page { rows, next })
}
