//! 窗口办理中 — findings beside the form; members, signatures, contact, submission, printed receipt.

use askama::Template;
use kernel::page::{Choice, Fault, Page, fold_width};
use kernel::{Act, Fail, Reply, flow};
use people::consent::{self, Kind, Text};
use people::household::{self, Member, Relation};
use people::perms::APPLICATION_TAKE;
use people::person;
use serde::Deserialize;

use super::card;
use super::found::{self, Found};
use super::intake_page;
use crate::application::correction::{self, Correction};
use crate::application::details::{Details, details};
use crate::application::members::{self, AddMember, RemoveMember};
use crate::application::submit::{self, SignText, Which};
use crate::application::{APPLICATION, Application, declared, mine};
use crate::decision::paper_page::{self, Paper};
use crate::desk_page::{Here, counties, day, fault, moment};

/// What was typed on this page, kept when it was refused.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    id: String,
    phone: String,
    address: String,
    lives_in: String,
    other_contact: String,
    programme: String,
    id_number: String,
    name: String,
    relation: String,
    person_id: String,
    digest: String,
    present: String,
}

/// A member with what is still to be signed.
struct Shown {
    member: Member,
    signed: bool,
    head: bool,
}

#[derive(Template)]
#[template(path = "case/intake_case_page.html")]
struct View {
    page: Page,
    fault: Fault,
    it: Application,
    typed: Typed,
    state: String,
    state_title: String,
    open: bool,
    withdrawable: bool,
    correction: Option<Correction>,
    may_correct: bool,
    may_not_accept: bool,
    members: Vec<Shown>,
    relations: Vec<Choice>,
    regions: Vec<Choice>,
    grounds: Vec<Choice>,
    usual: &'static [&'static str],
    programmes: Vec<Choice>,
    lacking: Vec<&'static str>,
    found: Found,
    text: Text,
}

impl View {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

/// `GET /desk/intake/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, &ask.id, None, Fault::none()).await
}

async fn render(act: &mut Act, id: &str, typed: Option<Typed>, fault: Fault) -> Result<Reply, Fail> {
    let it = mine(act, id).await?;
    let case = flow::get(act, &APPLICATION, id).await?;
    let kept = declared(act, &it).await?;
    let typed = typed.unwrap_or(Typed {
        phone: kept.phone,
        address: kept.address,
        lives_in: kept.lives_in,
        other_contact: kept.other_contact,
        programme: it.programme.clone(),
        ..Typed::default()
    });
    let everybody = household::members(act, &it.household_id).await?;
    let missing = consent::missing(act, id, &everybody).await?;
    let members = everybody
        .into_iter()
        .map(|member| Shown { signed: !missing.contains(&member.person_id), head: member.person_id == it.applicant_id, member })
        .collect();
    let acts: Vec<&str> = flow::open_acts(act, &APPLICATION, &case).into_iter().map(|step| step.act).collect();
    let relations = [Relation::Spouse, Relation::Child, Relation::Parent, Relation::Other];
    let mut page = act.page(&format!("窗口受理 {}", it.number())).await?;
    page.back = Some("/desk/intake".into());
    page.faulty = !fault.is_empty();
    let correction = correction::of_application(act, id).await?;
    let view = View {
        fault,
        typed,
        state_title: APPLICATION.title_of(&case.state),
        open: ["draft", "correcting"].contains(&case.state.as_str()),
        withdrawable: acts.contains(&"withdraw"),
        may_correct: acts.contains(&"ask_correction") && correction.is_none(),
        may_not_accept: acts.contains(&"not_accept"),
        correction,
        members,
        relations: Choice::list(relations.map(|relation| (relation.name(), relation.title()))),
        grounds: correction::grounds(),
        usual: &correction::USUAL,
        regions: counties(&kernel::Scope::of("36")),
        programmes: intake_page::programmes(),
        lacking: submit::lacking(act, &it).await?,
        found: found::of(act, &it).await?,
        text: consent::text(act, Kind::Authorisation).await?,
        state: case.state,
        page,
        it,
    };
    act.about("application", id, &view.it.region);
    act.render(&view)
}

/// Back to the page after an act, or the page with what was wrong.
async fn after<T>(act: &mut Act, typed: Typed, field: &str, done: &str, came: Result<T, Fail>) -> Result<Reply, Fail> {
    match came {
        Ok(_) => Ok(Reply::go(format!("/desk/intake/{}?done={done}", typed.id))),
        Err(fail) if fail.is_input() => {
            let id = typed.id.clone();
            Ok(render(act, &id, Some(typed), fault(&fail, field)).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/intake/{id}/contact`
pub(crate) async fn contact(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let given = |text: &str| Some(fold_width(text)).filter(|text| !text.is_empty());
    let asked = Details {
        id: ask.id.clone(),
        phone: given(&ask.phone),
        address: given(&ask.address),
        lives_in: given(&ask.lives_in),
        other_contact: given(&ask.other_contact),
        programme: given(&ask.programme),
    };
    let came = details(act, asked).await;
    after(act, ask, "phone", "saved", came).await
}

/// The member typed in; an unknown relation is told beside its field.
fn member_of(ask: &Typed) -> Result<AddMember, Fail> {
    let relation = Relation::parse(&ask.relation).ok_or_else(|| Fail::field("relation", "请选择与申请人的关系"))?;
    // A reader may have typed the whole card into the field of the number.
    let card = card::read(&ask.id_number);
    let typed = |given: &str, read: String| if read.is_empty() { fold_width(given) } else { read };
    let name = if ask.name.trim().is_empty() { card.name } else { fold_width(&ask.name) };
    Ok(AddMember { id: ask.id.clone(), id_number: typed(&ask.id_number, card.number), name, relation })
}

/// `POST /desk/intake/{id}/members`
pub(crate) async fn add(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let came = match member_of(&ask) {
        Ok(member) => members::add(act, member).await,
        Err(fail) => Err(fail),
    };
    after_member(act, ask, came).await
}

/// A relative of the register, named by the masked number that the page shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Known {
    id: String,
    number: String,
}

/// `POST /desk/intake/{id}/members/known` — the applicant says that this relative applies with him.
pub(crate) async fn add_known(act: &mut Act, ask: Known) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    let relative = found::of(act, &it).await?.relatives.into_iter().find(|relative| relative.number == ask.number);
    let typed = Typed { id: ask.id.clone(), ..Typed::default() };
    let Some(relative) = relative else {
        let unknown: Result<(), Fail> = Err(Fail::field("id_number", "登记上没有这位家人，请核对后在这里填写"));
        return after_member(act, typed, unknown).await;
    };
    let member = AddMember { id: ask.id, id_number: relative.id_number, name: relative.name, relation: relative.relation };
    let came = members::add(act, member).await;
    after_member(act, typed, came).await
}

/// A refused member leaves the contact fields as they were saved.
async fn after_member<T>(act: &mut Act, ask: Typed, came: Result<T, Fail>) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    let kept = declared(act, &it).await?;
    let typed = Typed {
        phone: kept.phone,
        address: kept.address,
        lives_in: kept.lives_in,
        other_contact: kept.other_contact,
        programme: it.programme,
        ..ask
    };
    after(act, typed, "id_number", "saved", came).await
}

/// `POST /desk/intake/{id}/members/remove`
pub(crate) async fn remove(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let came = members::remove(act, RemoveMember { id: ask.id.clone(), person_id: ask.person_id.clone() }).await;
    after_member(act, ask, came).await
}

/// `POST /desk/intake/{id}/sign` — a member who is present signs the authorisation on paper.
pub(crate) async fn sign(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let came = match ask.present.is_empty() {
        true => Err(Fail::field("present", "请确认该成员在场，并已核对身份证原件")),
        false => {
            submit::sign(
                act,
                SignText { id: ask.id.clone(), kind: Kind::Authorisation, digest: ask.digest.clone(), person_id: Some(ask.person_id.clone()) },
            )
            .await
        }
    };
    after_member(act, ask, came).await
}

/// `POST /desk/intake/{id}/submit`
pub(crate) async fn hand_in(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let typed = Typed { id: ask.id.clone(), ..Typed::default() };
    let came = submit::submit(act, ask).await;
    after_member_done(act, typed, "sent", came).await
}

/// `POST /desk/intake/{id}/withdraw`
pub(crate) async fn withdraw(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let typed = Typed { id: ask.id.clone(), ..Typed::default() };
    let came = submit::withdraw(act, ask).await;
    after_member_done(act, typed, "ended", came).await
}

async fn after_member_done<T>(act: &mut Act, typed: Typed, done: &str, came: Result<T, Fail>) -> Result<Reply, Fail> {
    match came {
        Ok(_) => Ok(Reply::go(format!("/desk/intake/{}?done={done}", typed.id))),
        refused => after_member(act, typed, refused).await,
    }
}

/// The head of a paper about one application.
async fn paper(act: &mut Act, it: &Application, title: &str) -> Result<Paper, Fail> {
    act.require(APPLICATION_TAKE, &it.region)?;
    act.about("application", &it.id, &it.region);
    let name = person::private(act, &it.applicant_id).await?.name;
    let county: String = it.region.chars().take(6).collect();
    Ok(Paper {
        title: title.into(),
        number: format!("申请编号 {}", it.number()),
        to: format!("{name}："),
        authority: format!("{}住房保障部门", kernel::shell::region_name(&county)),
        on: kernel::page::date(act.today()),
        back: format!("/desk/intake/{}", it.id),
        demo: crate::citizen_page::demo(act, it).await?,
        ..Paper::default()
    })
}

/// `GET /desk/intake/{id}/receipt`
pub(crate) async fn receipt(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    let submitted = it.submitted_at.clone().ok_or(kernel::fail::NOT_FOUND)?;
    let members = household::members(act, &it.household_id).await?.len();
    let mut paper = paper(act, &it, "公共租赁住房申请回执").await?;
    paper.paragraphs = vec![
        format!("您于{}提交的公共租赁住房申请已经收到，申请人及共同申请人共 {members} 人，保障方式：{}。", moment(&submitted), it.programme_title()),
        "申请日期即今后排队的日期，不会因为审核快慢改变。".into(),
        "各部门将同时核查，您不用再交材料。成年家庭成员还没有签署授权书的，请尽快用手机登录签署，或者到窗口签署。".into(),
        "办理情况可以登录网站在“我的办件”查看，也可以凭申请编号到窗口查询。".into(),
    ];
    paper_page::render(act, paper).await
}

/// `GET /desk/intake/{id}/correction` — 一次性告知书.
pub(crate) async fn correction_letter(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    let asked = correction::of_application(act, &it.id).await?.ok_or(kernel::fail::NOT_FOUND)?;
    let mut paper = paper(act, &it, "一次性补正告知书").await?;
    paper.on = day(&asked.asked_on);
    paper.paragraphs = vec!["您的公共租赁住房申请需要补正下列内容：".into()];
    paper.paragraphs.extend(asked.defects.iter().enumerate().map(|(at, defect)| format!("{}．{defect}", at + 1)));
    paper
        .paragraphs
        .push(format!("请在{}前补正，可以登录网站补正，也可以到窗口补正。逾期没有补正的，本次申请终止，可以重新申请。", day(&asked.due_on)));
    paper.paragraphs.push("依据：《公共租赁住房管理办法》（住房和城乡建设部令第11号）第八条。".into());
    paper_page::render(act, paper).await
}

/// `GET /desk/intake/{id}/not-accepted` — 不予受理通知书.
pub(crate) async fn not_accepted_letter(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = mine(act, &ask.id).await?;
    let story = flow::story(act, &APPLICATION, &it.id).await?;
    let step = story.into_iter().rev().find(|step| step.act == "not_accept").ok_or(kernel::fail::NOT_FOUND)?;
    let mut paper = paper(act, &it, "不予受理通知书").await?;
    paper.on = day(&step.at);
    paper.paragraphs = vec![
        "您的公共租赁住房申请不予受理。理由和依据：".into(),
        step.reason,
        "如不服，可以自收到本通知之日起六十日内依法申请行政复议（《行政复议法》第二十条），或者六个月内依法提起行政诉讼（《行政诉讼法》第四十六条）。".into(),
    ];
    paper_page::render(act, paper).await
}
