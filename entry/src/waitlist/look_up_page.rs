//! 查位次的页面 — by 轮候编号, last four of the ID number and first character of the name (P-07).
//!
//! Sent as a form, so that no part of a number stands in an address.

use askama::Template;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply};

use super::rank::{LookUp, NO_MATCH, look_up};
use super::rank_page;

#[derive(Template)]
#[template(path = "waitlist/look_up_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: LookUp,
}

/// `GET /rank`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    ask_again(act, LookUp::default(), Fault::none(), 200).await
}

async fn ask_again(act: &mut Act, ask: LookUp, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let mut page = act.page("查位次").await?;
    page.back = Some("/".into());
    page.faulty = !fault.is_empty();
    Ok(act.render(&View { page, fault, ask })?.status(status))
}

/// `POST /rank`
pub(crate) async fn form(act: &mut Act, ask: LookUp) -> Result<Reply, Fail> {
    let mut fault = Fault::none();
    if ask.number.is_empty() {
        fault.add("number", "请填写轮候编号");
    }
    if ask.tail.chars().count() != 4 {
        fault.add("tail", "请填写证件号码的最后四位");
    }
    if ask.surname.is_empty() {
        fault.add("surname", "请填写姓名的第一个字");
    }
    if !fault.is_empty() {
        return ask_again(act, ask, fault, 422).await;
    }
    match look_up(act, ask.clone()).await {
        Ok(rank) => {
            let mut page = act.page("轮候位次").await?;
            page.back = Some("/rank".into());
            page.demo_pack = law::pack::binding(act, &rank.entry.region, act.today()).await?.is_some_and(|pack| pack.document().demo);
            rank_page::show(act, page, rank, "")
        }
        Err(fail) if fail.code == NO_MATCH => {
            // Which of the three was wrong is never told.
            fault.add("number", format!("{}。{}", fail.code.title, fail.code.next));
            ask_again(act, ask, fault, 422).await
        }
        Err(fail) => Err(fail),
    }
}
