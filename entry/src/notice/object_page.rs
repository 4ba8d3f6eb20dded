//! 提异议的页面 — about which row, why, and how to reach whoever objects.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::object::{Object, object};
use super::public::{self, One};
use crate::citizen_page::{self, Here, day};

/// The objection, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    id: String,
    number: String,
    name: String,
    phone: String,
    why: String,
}

#[derive(Template)]
#[template(path = "notice/object_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Typed,
    rows: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "notice/objected_page.html")]
struct Objected {
    page: Page,
    number: String,
    due: String,
}

/// `GET /notices/{id}/object`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, Typed { id: ask.id, ..Typed::default() }, Fault::none(), 200).await
}

async fn show(act: &mut Act, ask: Typed, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let shown = public::one(act, One { id: ask.id.clone() }).await?;
    let mut page = act.page("提出异议").await?;
    page.back = Some(format!("/notices/{}", ask.id));
    page.demo_pack = shown.notice.demo == 1;
    page.faulty = !fault.is_empty();
    let rows = Choice::list(shown.rows.iter().map(|row| (row.number.clone(), format!("{}. {}（{}）", row.seq, row.name_mask, row.number))));
    Ok(act.render(&View { page, fault, ask, rows })?.status(status))
}

/// `POST /notices/{id}/object`
pub(crate) async fn form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let mut fault = Fault::none();
    for (field, given, message) in [
        ("number", &ask.number, "请选择对哪一户有异议"),
        ("why", &ask.why, "请写明异议的事实和理由"),
        ("name", &ask.name, "请填写您的姓名"),
        ("phone", &ask.phone, "请填写您的手机号"),
    ] {
        if given.is_empty() {
            fault.add(field, message);
        }
    }
    if !fault.is_empty() {
        return show(act, ask, fault, 422).await;
    }
    let phone = kernel::page::fold_width(&ask.phone);
    let order = Object { id: ask.id.clone(), number: ask.number.clone(), name: ask.name.clone(), phone, why: ask.why.clone() };
    match object(act, order).await {
        Ok(done) => {
            let mut page = act.page("异议已收到").await?;
            page.back = Some("/notices".into());
            act.render(&Objected { page, number: done.id, due: done.due_on.as_deref().map(day).unwrap_or_default() })
        }
        Err(fail) if fail.code == super::object::OVER => Err(fail),
        Err(fail) if fail.is_input() => show(act, ask, citizen_page::fault(&fail, "why"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
