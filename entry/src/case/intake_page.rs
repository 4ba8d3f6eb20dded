//! 窗口受理 — the clerk takes an application with nothing but the ID card: read, look, start, and
//! sign at the window. What is wrong is told in one round.

use askama::Template;
use kernel::page::{Choice, Fault, Page, fold_width};
use kernel::{Act, Fail, Reply};
use people::consent::{self, Kind, Text};
use people::perms::APPLICATION_TAKE;
use serde::Deserialize;

use super::intake_look::{self, Told};
use super::{card, list};
use crate::application::details::{Details, details};
use crate::application::start::{self, Start};
use crate::application::submit::{self, SignText};
use crate::desk_page::{Here, counties, day, fault};

/// The form as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct IntakeForm {
    /// What a card reader typed.
    reader: String,
    id_number: String,
    name: String,
    phone: String,
    region: String,
    programme: String,
    /// Where the household lives; the reader gives the address on the card.
    address: String,
    /// The card was looked at.
    checked: String,
    /// Both texts were signed by the applicant at the window.
    signed: String,
    authorisation: String,
    promise: String,
}

/// A draft begun at the window.
struct Draft {
    id: String,
    name: String,
    started: String,
    place: String,
}

#[derive(Template)]
#[template(path = "case/intake_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: IntakeForm,
    regions: Vec<Choice>,
    programmes: Vec<Choice>,
    texts: Vec<Text>,
    drafts: Vec<Draft>,
    told: Told,
}

/// The ways to be helped.
pub(super) fn programmes() -> Vec<Choice> {
    Choice::list([("either", "实物配租或租赁补贴"), ("home", "实物配租"), ("subsidy", "租赁补贴")])
}

/// `GET /desk/intake`
pub(crate) async fn page(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    render(act, IntakeForm::default(), Fault::none()).await
}

async fn render(act: &mut Act, ask: IntakeForm, fault: Fault) -> Result<Reply, Fail> {
    let mut page = act.page("窗口受理").await?;
    page.faulty = !fault.is_empty();
    let regions = counties(&act.scope(APPLICATION_TAKE));
    let texts = vec![consent::text(act, Kind::Authorisation).await?, consent::text(act, Kind::Promise).await?];
    let draft = |(id, name, started, region): (String, String, String, String)| Draft {
        id,
        name,
        started: day(&started),
        place: kernel::shell::region_name(&region),
    };
    let drafts = list::drafts(act).await?.into_iter().map(draft).collect();
    let told = intake_look::told(act, &fold_width(&ask.id_number), &fold_width(&ask.name)).await?;
    let mut ask = ask;
    if let ([one], true) = (regions.as_slice(), ask.region.is_empty()) {
        ask.region = one.key.clone();
    }
    if ask.programme.is_empty() && fault.is_empty() {
        ask.programme = "either".into();
    }
    act.render(&View { page, fault, ask, regions, programmes: programmes(), texts, drafts, told })
}

/// `POST /desk/intake`
pub(crate) async fn form(act: &mut Act, ask: IntakeForm) -> Result<Reply, Fail> {
    let ask = with_card(ask);
    match begin(act, &ask).await {
        Ok(id) => Ok(Reply::go(format!("/desk/intake/{id}?done=signed"))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "id_number");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// What the reader typed fills what was left empty: the page works without scripts, too.
fn with_card(mut ask: IntakeForm) -> IntakeForm {
    let card = card::read(&ask.reader);
    for (field, read) in [(&mut ask.id_number, card.number), (&mut ask.name, card.name), (&mut ask.address, card.address)] {
        if field.trim().is_empty() {
            *field = read;
        }
    }
    ask.reader.clear();
    ask
}

async fn begin(act: &mut Act, ask: &IntakeForm) -> Result<String, Fail> {
    let given = |text: &str| Some(fold_width(text)).filter(|text| !text.is_empty());
    let asked = Start {
        region: ask.region.clone(),
        programme: ask.programme.clone(),
        id_number: given(&ask.id_number),
        name: given(&ask.name),
        phone: given(&ask.phone),
    };
    let mut wrong = start::wrong(&asked, true);
    if ask.checked.is_empty() {
        wrong.push(kernel::fail::FieldError { field: "checked".into(), message: "请先核对申请人的身份证原件".into() });
    }
    if ask.signed.is_empty() {
        wrong.push(kernel::fail::FieldError { field: "signed".into(), message: "请申请人阅读并签署授权书和承诺书".into() });
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let begun = start::start(act, asked).await?;
    if let Some(address) = given(&ask.address) {
        details(act, Details { id: begun.id.clone(), address: Some(address), ..Details::default() }).await?;
    }
    for (kind, digest) in [(Kind::Authorisation, &ask.authorisation), (Kind::Promise, &ask.promise)] {
        submit::sign(act, SignText { id: begun.id.clone(), kind, digest: digest.clone(), person_id: None }).await?;
    }
    Ok(begun.id)
}
