//! 核对并提交的页面 — check your answers, submit, and what happens next.

use askama::Template;
use kernel::fail::NOT_FOUND;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply};
use people::consent;

use super::my::{self, Case, MyCase};
use crate::application;
use crate::application::submit::{Which, submit};
use crate::citizen_page::{self, Here, Only};

/// One line to check: name, value, where to change it.
struct Answer {
    name: String,
    value: String,
    href: String,
}

#[derive(Template)]
#[template(path = "case/check_page.html")]
struct View {
    page: Page,
    fault: Fault,
    id: String,
    answers: Vec<Answer>,
    lacking: Vec<String>,
    unsigned: Vec<String>,
    waiting: usize,
    correcting: bool,
}

#[derive(Template)]
#[template(path = "case/done_page.html")]
struct DoneView {
    page: Page,
    id: String,
    number: String,
    unsigned: Vec<String>,
    on: String,
    /// Until when the departments have time; empty once they have answered.
    due: String,
    state: String,
    next: String,
}

/// `GET /my/applications/{id}/check`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, &ask.id, Fault::none(), 200).await
}

async fn show(act: &mut Act, id: &str, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let case = my::see(act, MyCase { id: id.to_owned() }).await?;
    let signed = consent::of_case(act, id).await?;
    let it = &case.brief.application;
    let mut page = citizen_page::of_case(act, it, "核对并提交").await?;
    page.faulty = !fault.is_empty();
    let promised = signed.iter().any(|given| given.person_id == it.applicant_id && given.text_id.starts_with(consent::Kind::Promise.name()));
    let view = View {
        page,
        fault,
        id: id.to_owned(),
        answers: answers(&case, promised),
        correcting: case.brief.state == "correcting",
        lacking: case.lacking,
        unsigned: case.unsigned,
        waiting: case.found.waiting,
    };
    Ok(act.render(&view)?.status(status))
}

fn answers(case: &Case, promised: bool) -> Vec<Answer> {
    let it = &case.brief.application;
    let at = |part: &str| format!("/my/applications/{}/{part}", it.id);
    let line = |name: &str, value: String, part: &str| Answer {
        name: name.into(),
        value: if value.is_empty() { "没有填".into() } else { value },
        href: at(part),
    };
    let members = case.members.iter().map(|member| format!("{} {}", member.relation.title(), member.name)).collect::<Vec<_>>().join("、");
    let disputed = case.found.items.iter().filter(|item| item.word == "disputed").count();
    let confirmed = case.found.items.iter().filter(|item| item.word == "confirmed").count();
    vec![
        line("申请地区", kernel::shell::region_name(&it.region), "check"),
        line("保障方式", it.programme_title().to_owned(), "contact"),
        line("一起申请", members, "members"),
        line("查到的情况", format!("确认 {confirmed} 项，说有误 {disputed} 项"), "found"),
        line("手机号", kernel::page::mask_phone(&case.declared.phone), "contact"),
        line("现在住在", kernel::shell::region_name(&case.declared.lives_in), "contact"),
        line("地址", case.declared.address.clone(), "contact"),
        line("另一个联系人", case.declared.other_contact.clone(), "contact"),
        line("承诺书", if promised { "已签署".into() } else { "还没有签".into() }, "promise"),
    ]
}

/// `POST /my/applications/{id}/submit`
pub(crate) async fn form(act: &mut Act, ask: Only) -> Result<Reply, Fail> {
    match submit(act, Which { id: ask.id.clone() }).await {
        Ok(_) => Ok(Reply::go(format!("/my/applications/{}/done", ask.id))),
        Err(fail) if fail.is_input() => show(act, &ask.id, citizen_page::fault(&fail, "submit"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// `GET /my/applications/{id}/done`
pub(crate) async fn done(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let number = it.number.clone().ok_or(NOT_FOUND)?;
    let case = my::see(act, MyCase { id: it.id.clone() }).await?;
    let page = citizen_page::of_case(act, &it, "申请已提交").await?;
    let submitted = it.submitted_at.as_deref().and_then(|at| at.parse().ok()).map_or(act.today(), kernel::clock::date_of);
    // The longest a department may take; the applicant hears as soon as the last one is in.
    let days = crate::evidence::catalogue().lanes().map(|row| row.answer_working_days()).max().unwrap_or(0);
    let term = kernel::calendar::Term::WorkingDays(u16::try_from(days).unwrap_or(u16::MAX));
    let due = act.kernel.calendar.due(submitted, term).on;
    // Opened again later, the page says where it stands then.
    let early = ["submitted", "authorising", "checking"].contains(&case.brief.state.as_str());
    let view = DoneView {
        page,
        id: it.id,
        number,
        unsigned: if early { case.unsigned } else { Vec::new() },
        on: kernel::page::date(submitted),
        due: if early { kernel::page::date(due) } else { String::new() },
        state: case.brief.state_title,
        next: case.due_on.as_deref().map(citizen_page::day).unwrap_or_default(),
    };
    act.render(&view)
}
