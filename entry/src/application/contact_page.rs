//! 联系方式和住址的页面 — what sharing cannot give, filled in with what is known.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use law::pack::guide::regions;
use serde::Deserialize;

use super::details::{Details, details};
use super::members::changeable;
use super::{Application, declared};
use crate::citizen_page::{self, Here};

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Contact {
    id: String,
    phone: String,
    address: String,
    lives_in: String,
    other_contact: String,
    programme: String,
}

#[derive(Template)]
#[template(path = "application/contact_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Contact,
    areas: Vec<Choice>,
    programmes: Vec<Choice>,
}

/// `GET /my/applications/{id}/contact`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = changeable(act, &ask.id).await?;
    let known = declared(act, &it).await?;
    act.about("application", &it.id, &it.region);
    let lives_in = known.lives_in.get(..6).unwrap_or(&known.lives_in).to_owned();
    let ask = Contact {
        id: it.id.clone(),
        phone: known.phone,
        address: known.address,
        lives_in,
        other_contact: known.other_contact,
        programme: it.programme.clone(),
    };
    show(act, &it, ask, Fault::none(), 200).await
}

async fn show(act: &mut Act, it: &Application, ask: Contact, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let cities = regions::cities(&*law::pack::in_force(act).await?, act.today());
    let areas = Choice::list(cities.into_iter().flat_map(|city| city.areas).map(|area| (area.code, area.full_name)));
    let programmes = Choice::list([("either", "两种都行"), ("home", "实物配租：分一套公租房住"), ("subsidy", "租赁补贴：自己租房，领补贴")]);
    let mut page = citizen_page::of_case(act, it, "联系方式和住址").await?;
    page.faulty = !fault.is_empty();
    Ok(act.render(&View { page, fault, ask, areas, programmes })?.status(status))
}

/// `POST /my/applications/{id}/contact`
pub(crate) async fn form(act: &mut Act, ask: Contact) -> Result<Reply, Fail> {
    let it = changeable(act, &ask.id).await?;
    let mut fault = Fault::none();
    if ask.phone.is_empty() {
        fault.add("phone", "请填写手机号，结果会发短信告诉您");
    }
    if ask.address.is_empty() {
        fault.add("address", "请填写现在住的地方");
    }
    if !fault.is_empty() {
        return show(act, &it, ask, fault, 422).await;
    }
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let order = Details {
        id: ask.id.clone(),
        phone: Some(kernel::page::fold_width(&ask.phone)),
        address: Some(ask.address.clone()),
        lives_in: given(&ask.lives_in),
        // Emptied on purpose is emptied.
        other_contact: Some(ask.other_contact.clone()),
        programme: given(&ask.programme),
    };
    match details(act, order).await {
        Ok(_) => Ok(Reply::go(format!("/my/applications/{}/promise?done=saved", it.id))),
        Err(fail) if fail.is_input() => show(act, &it, ask, citizen_page::fault(&fail, "phone"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
