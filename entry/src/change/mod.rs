//! 情况变更 — marriage, birth, death, income, home, address: reported by the household, decided by an officer (C-24).
//!
//! A report asks the departments concerned anew about the person concerned, and changes nothing by itself: the
//! place in the queue stays as it is until an officer has decided with a reason, and an adverse step is taken
//! only in its own process (leaving the queue, a new decision), never here. Owns `change_report`.

use base::person_id::PersonId;
use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::crypto::Aad;
use kernel::fail::{FieldError, NOT_FOUND};
use kernel::flow::{Flow, How, State, Step};
use kernel::{Act, Code, Fail, Perm, flow};
use people::household::{self, Relation};
use people::message::{self, Tell};
use people::perms::{APPLICATION_DECIDE, OWN_APPLY};
use people::{consent, person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::{self, APPLICATION};
use crate::evidence;

pub(crate) mod change_page;
pub mod contact;
pub(crate) mod contact_page;
pub(crate) mod desk_change_page;

/// Before the application is handed in, one simply changes it; after it has ended, nothing depends on it.
pub const NOT_NOW: Code = Code::conflict("change.not_now", "这个办件现在不用报变更", "没有提交的申请可以直接改；已经结束的不用报。");
/// The same kind is being looked into for the same person.
pub const ALREADY: Code = Code::conflict("change.already", "同样的变更正在核实", "请等结果；填错了的，先撤回再报。");

/// 变更.
pub static CHANGE: Flow = Flow {
    name: "change",
    title: "情况变更",
    page: "/desk/changes/{id}",
    states: &[
        State { name: "reported", title: "待核实", term: Some(Term::WorkingDays(10)), end: false },
        State { name: "taken", title: "已采纳", term: None, end: true },
        State { name: "kept", title: "维持原来的登记", term: None, end: true },
        State { name: "withdrawn", title: "已撤回", term: None, end: true },
    ],
    steps: &[
        step("take", "采纳", "taken", APPLICATION_DECIDE, true),
        step("keep", "维持原来的登记", "kept", APPLICATION_DECIDE, true),
        step("withdraw", "撤回", "withdrawn", OWN_APPLY, false),
    ],
};

const fn step(act: &'static str, title: &'static str, to: &'static str, who: Perm, reasoned: bool) -> Step {
    // What is known about a person must be right and complete.
    Step { from: "reported", act, title, to, who, not_by: None, reasoned, needed: reasoned, clause: "个人信息保护法 8" }
}

/// What can change: stable name, 中文, and the departments that are asked anew.
pub const KINDS: [(&str, &str, &[&str]); 7] = [
    ("marriage", "结婚或离婚", &["minzheng", "gongan"]),
    ("birth", "生了孩子", &["gongan"]),
    ("death", "家人去世", &["gongan", "minzheng"]),
    ("income", "收入或工作变了", &["shuiwu", "renshe"]),
    ("home", "买房、卖房或租房变了", &["ziran", "zhujian"]),
    ("address", "搬家了", &["gongan"]),
    ("other", "其他变化", &[]),
];

/// A report.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Report {
    /// `application.id`.
    pub id: String,
    /// `marriage`, `birth`, `death`, `income`, `home`, `address`, `other`.
    pub kind: String,
    /// About whom, `person.id` of a member; empty: the applicant.
    pub person_id: String,
    /// The day it happened, ISO.
    pub happened_on: String,
    /// What happened, in his words.
    pub what: String,
    /// ID number of somebody who joins the household by marriage or birth; empty for nobody.
    pub id_number: String,
    /// That person's name.
    pub name: String,
}

/// A decision on a report.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// `change_report.id`.
    pub id: String,
    /// `take` or `keep`.
    pub outcome: String,
    /// Why, told to the household.
    pub reason: String,
}

/// Which report.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `change_report.id`, or `application.id` where a list is asked for.
    pub id: String,
}

#[derive(Debug, Clone, FromRow)]
struct Row {
    id: String,
    application_id: String,
    region: String,
    person_id: String,
    key_of: String,
    kind: String,
    happened_on: String,
    sealed: String,
    reported_at: String,
    asked: i64,
}

/// What is sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Said {
    what: String,
    id_number: String,
    name: String,
}

/// A report as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Change {
    /// Id; also of its process.
    pub id: String,
    /// `application.id`.
    pub application_id: String,
    /// Region.
    pub region: String,
    /// About whom, masked.
    pub person: String,
    /// 中文 of the kind.
    pub kind: String,
    /// The day it happened.
    pub happened_on: String,
    /// What he says.
    pub what: String,
    /// Who joins the household, masked; empty for nobody.
    pub joins: String,
    /// When it was reported, instant.
    pub reported_at: String,
    /// How many departments were asked anew.
    pub asked: i64,
    /// `reported`, `taken`, `kept`, `withdrawn`.
    pub state: String,
    /// 中文 of it.
    pub state_title: String,
    /// By when it is to be decided.
    pub due_on: Option<String>,
    /// Why it was decided so; empty while open.
    pub reason: String,
}

const COLUMNS: &str = "select id, application_id, region, person_id, key_of, kind, happened_on, sealed, reported_at, asked from change_report where";

/// `POST /api/v1/applications/{id}/changes`
///
/// # Errors
/// [`NOT_NOW`], [`ALREADY`], and every field that cannot be right.
pub async fn report(act: &mut Act, ask: Report) -> Result<Change, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let case = flow::get(act, &APPLICATION, &it.id).await?;
    if case.state == "draft" || case.closed_on.is_some() {
        return Err(NOT_NOW.into());
    }
    let members = household::members(act, &it.household_id).await?;
    let about = if ask.person_id.is_empty() { it.applicant_id.clone() } else { ask.person_id.clone() };
    let departments = check(act, &ask, members.iter().any(|member| member.person_id == about))?;
    for open in list_of(act, &it.id).await? {
        if open.kind == ask.kind && open.person_id == about && flow::get(act, &CHANGE, &open.id).await?.closed_on.is_none() {
            return Err(ALREADY.into());
        }
    }
    let asked = ask_anew(act, &it, &about, departments).await?;
    let (id, at) = (act.new_id(), act.at());
    let said =
        Said { what: ask.what.trim().chars().take(500).collect(), id_number: ask.id_number.trim().to_uppercase(), name: ask.name.trim().into() };
    let sealed = person::seal(act, &it.applicant_id, Aad::new("change_report", "sealed", &id), &serde_json::to_string(&said)?).await?;
    sqlx::query("insert into change_report (id, application_id, region, person_id, key_of, kind, happened_on, sealed, reported_at, asked) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(id.clone())
        .bind(it.id.clone())
        .bind(it.region.clone())
        .bind(about)
        .bind(it.applicant_id.clone())
        .bind(ask.kind)
        .bind(ask.happened_on)
        .bind(sealed)
        .bind(at)
        .bind(asked)
        .execute(act.conn())
        .await?;
    let name = person::get(act, &it.applicant_id).await?.name;
    flow::open(act, &CHANGE, &id, &it.region, &name).await?;
    act.about("change", &id, &it.region);
    let row = row(act, &id).await?;
    shown(act, row).await
}

/// Everything wrong at once; gives the departments to ask.
fn check(act: &Act, ask: &Report, member: bool) -> Result<&'static [&'static str], Fail> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, message: &str| wrong.push(FieldError { field: field.into(), message: message.into() });
    let kind = KINDS.iter().find(|(name, ..)| *name == ask.kind);
    if kind.is_none() {
        refuse("kind", "请选择哪一种变化");
    }
    if !member {
        refuse("person_id", "请选择是哪位家人");
    }
    match ask.happened_on.parse::<Date>() {
        Ok(day) if day <= act.today() => {}
        Ok(_) => refuse("happened_on", "日期不能晚于今天"),
        Err(_) => refuse("happened_on", "请填发生的日期"),
    }
    if ask.what.trim().chars().count() < 2 {
        refuse("what", "请写一句发生了什么");
    }
    if !ask.id_number.trim().is_empty() {
        if ask.kind != "marriage" && ask.kind != "birth" {
            refuse("id_number", "只有结婚和生孩子才填新家人");
        } else if PersonId::parse(ask.id_number.trim()).is_err() {
            refuse("id_number", "身份证号不对，请核对");
        } else if ask.name.trim().is_empty() {
            refuse("name", "请填新家人的姓名");
        }
    }
    match (kind, wrong.is_empty()) {
        (Some((_, _, departments)), true) => Ok(departments),
        _ => Err(Fail::fields(wrong)),
    }
}

/// Asks the departments concerned about the person concerned, if that person's authorisation stands.
async fn ask_anew(act: &mut Act, it: &application::Application, person: &str, departments: &[&str]) -> Result<i64, Fail> {
    if consent::authorisation(act, &it.id, person).await.is_err() {
        return Ok(0);
    }
    let rows: Vec<_> = evidence::catalogue().rows().iter().filter(|row| departments.contains(&row.code.as_str())).collect();
    evidence::ask_anew(act, &it.id, &it.region, person, &rows).await
}

/// `GET /api/v1/applications/{id}/changes`
pub async fn list(act: &mut Act, ask: Which) -> Result<Vec<Change>, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let mut changes = Vec::new();
    for row in list_of(act, &it.id).await? {
        changes.push(shown(act, row).await?);
    }
    Ok(changes)
}

/// `GET /api/v1/changes/{id}`, for the officer.
pub async fn see(act: &mut Act, ask: Which) -> Result<Change, Fail> {
    let row = row(act, &ask.id).await?;
    act.require(APPLICATION_DECIDE, &row.region)?;
    act.about("change", &row.id, &row.region);
    shown(act, row).await
}

/// `POST /api/v1/changes/{id}/withdraw`
pub async fn withdraw(act: &mut Act, ask: Which) -> Result<Change, Fail> {
    let row = row(act, &ask.id).await?;
    application::mine(act, &row.application_id).await?;
    flow::step(act, &CHANGE, &row.id, "withdraw", How::default()).await?;
    act.about("change", &row.id, &row.region);
    shown(act, row).await
}

/// `POST /api/v1/changes/{id}/decide`: taken, it changes who belongs to the household; the place stays either way.
pub async fn decide(act: &mut Act, ask: Decide) -> Result<Change, Fail> {
    let row = row(act, &ask.id).await?;
    act.require(APPLICATION_DECIDE, &row.region)?;
    if ask.outcome != "take" && ask.outcome != "keep" {
        return Err(Fail::field("outcome", "请选择采纳，或者维持原来的登记"));
    }
    flow::step(act, &CHANGE, &row.id, &ask.outcome, How { reason: ask.reason.trim(), ..How::default() }).await?;
    let it = application::get(act, &row.application_id).await?;
    if ask.outcome == "take" {
        take(act, &it, &row).await?;
    }
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "change",
        title: "情况变更已核实",
        body: "您报的情况变更有了结果和理由，请登录查看。您的位次没有自动改变。",
        href: &format!("/my/applications/{}/changes", it.id),
        sms: true,
    };
    message::tell(act, tell).await?;
    act.about("change", &row.id, &row.region);
    shown(act, row).await
}

async fn take(act: &mut Act, it: &application::Application, row: &Row) -> Result<(), Fail> {
    if row.kind == "death" && row.person_id != it.applicant_id {
        return household::remove(act, &it.household_id, &row.person_id).await;
    }
    let said = said(act, row).await?;
    if let Ok(number) = PersonId::parse(&said.id_number) {
        let relation = if row.kind == "marriage" { Relation::Spouse } else { Relation::Child };
        let joins = person::register(act, &number, &said.name, None).await?;
        household::add(act, &it.household_id, &joins, relation, "change").await?;
    }
    Ok(())
}

async fn row(act: &mut Act, id: &str) -> Result<Row, Fail> {
    let found: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1"))).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

async fn list_of(act: &mut Act, application: &str) -> Result<Vec<Row>, Fail> {
    let text = format!("{COLUMNS} application_id = $1 order by id desc limit 50");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(application).fetch_all(act.conn()).await?)
}

async fn said(act: &mut Act, row: &Row) -> Result<Said, Fail> {
    let text = person::open(act, &row.key_of, Aad::new("change_report", "sealed", &row.id), &row.sealed).await?;
    Ok(serde_json::from_str(&text)?)
}

async fn shown(act: &mut Act, row: Row) -> Result<Change, Fail> {
    let said = said(act, &row).await?;
    let case = flow::get(act, &CHANGE, &row.id).await?;
    let story = flow::story(act, &CHANGE, &row.id).await?;
    let joins = match said.id_number.is_empty() {
        true => String::new(),
        false => format!("{} {}", kernel::page::mask_name(&said.name), kernel::page::mask_person_id(&said.id_number)),
    };
    Ok(Change {
        person: person::get(act, &row.person_id).await?.name,
        kind: kind_title(&row.kind).to_owned(),
        what: said.what,
        joins,
        state_title: CHANGE.title_of(&case.state),
        reason: story.last().map(|taken| taken.reason.clone()).unwrap_or_default(),
        state: case.state,
        due_on: case.due_on,
        id: row.id,
        application_id: row.application_id,
        region: row.region,
        happened_on: row.happened_on,
        reported_at: row.reported_at,
        asked: row.asked,
    })
}

/// 中文 of a kind.
pub fn kind_title(kind: &str) -> &'static str {
    KINDS.iter().find(|(name, ..)| *name == kind).map_or("其他变化", |(_, title, _)| title)
}
