//! 意见投诉 — somebody says the procedure went wrong; a chief who had no part in the case answers in
//! time. No account is needed: who knows number and code may look.
//!
//! Who complains and what about is sealed under a key of the complaint's own. Owns `complaint`.

use kernel::calendar::Term;
use kernel::crypto::{Aad, DataKey, seal, sm3_hex, token_128};
use kernel::fail::{FieldError, NOT_FOUND};
use kernel::flow::{Flow, How, State, Step};
use kernel::page::fold_width;
use kernel::{Act, Code, Fail, flow, number};
use people::message::{self, Tell};
use people::perms::COMPLAINT_HANDLE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::{self, APPLICATION};

pub(crate) mod complain_page;
pub(crate) mod desk_complaint_page;

const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, reasoned: bool) -> Step {
    Step { from, act, title, to, who: COMPLAINT_HANDLE, not_by: None, reasoned, needed: true, clause: "令11号 6" }
}

/// 意见投诉. No source of the province gives the days:
/// fifteen working days are this program's promise, as other provinces' hotlines give for complaints.
pub static COMPLAINT: Flow = Flow {
    name: "complaint",
    title: "意见投诉",
    page: "/desk/complaints/{id}",
    states: &[
        State { name: "received", title: "已收到", term: Some(Term::WorkingDays(2)), end: false },
        State { name: "looking", title: "核实中", term: Some(Term::WorkingDays(15)), end: false },
        State { name: "answered", title: "已答复", term: None, end: true },
        State { name: "elsewhere", title: "不属于本部门", term: None, end: true },
    ],
    steps: &[
        step("received", "take", "受理投诉", "looking", false),
        step("received", "point", "告知应当找谁", "elsewhere", true),
        step("looking", "answer", "答复", "answered", true),
        step("looking", "point", "告知应当找谁", "elsewhere", true),
    ],
};

/// What a complaint may be about, and its words.
pub const TOPICS: [(&str, &str); 6] =
    [("delay", "办得太慢"), ("attitude", "态度不好"), ("unfair", "办得不公平"), ("privacy", "个人信息"), ("system", "系统不好用"), ("other", "其他")];

/// Number and code do not belong together, or there is no such complaint.
pub const NO_MATCH: Code = Code { status: 404, ..Code::conflict("complaint.no_match", "没有查到", "请核对投诉编号和查询码。") };
/// Whoever had a part in the case does not answer the complaint about it.
pub const OWN_CASE: Code = Code::forbidden("complaint.own_case", "您办过这个案件", "请由没有办过此案的同事答复。");

/// A complaint.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Complain {
    /// County or zone it is about.
    pub region: String,
    /// `delay`, `attitude`, `unfair`, `privacy`, `system`, `other`.
    pub topic: String,
    /// 申请编号, if it is about one.
    pub about: String,
    /// Who complains; may stay empty.
    pub name: String,
    /// How to reach him; may stay empty.
    pub phone: String,
    /// What happened.
    pub words: String,
}

/// Its number, and the code that opens it: told this once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Received {
    /// 投诉编号.
    pub number: String,
    /// 查询码.
    pub code: String,
    /// Date by which it is taken up.
    pub due_on: Option<String>,
}

/// Number and code.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LookUp {
    /// 投诉编号.
    pub number: String,
    /// 查询码.
    pub code: String,
}

/// How it stands, for whoever complained.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stands {
    /// 投诉编号.
    pub number: String,
    /// 中文 of the state.
    pub state: String,
    /// It is over.
    pub closed: bool,
    /// Date by which the next step is due.
    pub due_on: Option<String>,
    /// Received.
    pub asked_on: String,
    /// The answer.
    pub answer: String,
    /// Answered.
    pub answered_on: Option<String>,
}

/// Which complaint.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `complaint.id`.
    pub id: String,
}

/// What is done about it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Handle {
    /// `complaint.id`.
    pub id: String,
    /// `take`, `answer` or `point`.
    pub step: String,
    /// The answer, as the person will read it.
    pub answer: String,
}

/// A complaint as its handler sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Seen {
    /// Id.
    pub id: String,
    /// How it stands.
    pub stands: Stands,
    /// State.
    pub state: String,
    /// Region.
    pub region: String,
    /// Topic.
    pub topic: String,
    /// Application it is about.
    pub application_id: Option<String>,
    /// Who complains; empty for nobody.
    pub name: String,
    /// How to reach him; empty for not at all.
    pub phone: String,
    /// What happened.
    pub words: String,
}

#[derive(Serialize, Deserialize)]
struct Words {
    name: String,
    phone: String,
    words: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    number: String,
    region: String,
    topic: String,
    application_id: Option<String>,
    person_id: Option<String>,
    code_hash: String,
    key_wrapped: String,
    sealed: String,
    asked_on: String,
    answer: String,
    answered_on: Option<String>,
}

const COLUMNS: &str = "id, number, region, topic, application_id, person_id, code_hash, key_wrapped, sealed, asked_on, answer, answered_on";

/// Ten hexadecimal digits: nothing to confuse when it is read out on the phone.
fn query_code() -> String {
    sm3_hex(token_128().as_bytes()).chars().take(10).collect::<String>().to_uppercase()
}

fn hash(number: &str, code: &str) -> String {
    sm3_hex(format!("{number}\n{}", code.to_uppercase()).as_bytes())
}

/// `POST /api/v1/complaints`
pub async fn complain(act: &mut Act, ask: Complain) -> Result<Received, Fail> {
    let phone = fold_width(&ask.phone);
    let mut wrong = Vec::new();
    let mut object = |field: &str, message: &str| wrong.push(FieldError { field: field.into(), message: message.into() });
    let county = base::region::RegionCode::parse(&ask.region).is_ok_and(|code| base::region::book().get(&code).is_some()) && ask.region.len() == 6;
    if !county {
        object("region", "请选择县（市、区）");
    }
    if !TOPICS.iter().any(|(topic, _)| *topic == ask.topic) {
        object("topic", "请选择投诉什么");
    }
    if ask.words.trim().chars().count() < 4 {
        object("words", "请写明什么事");
    }
    if !phone.is_empty() && base::phone::Phone::parse(&phone).is_err() {
        object("phone", "手机号应为 11 位数字，以 1 开头；不想留可以不填");
    }
    let about = match fold_width(&ask.about).as_str() {
        "" => None,
        number => {
            let found = application::by_number(act, number).await?;
            if found.is_none() {
                object("about", "没有这个申请编号，请核对；不清楚可以不填");
            }
            found.map(|it| it.id)
        }
    };
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let (year, seq) = number::next(act, "complaint", &ask.region).await?;
    let (id, number, code) = (act.new_id(), format!("TS{}-{year}-{seq:06}", ask.region), query_code());
    let key = DataKey::generate(&id);
    let plain = Words { name: ask.name.trim().into(), phone, words: ask.words.trim().chars().take(2000).collect() };
    let sealed = seal(&key, Aad::new("complaint", "sealed", &id), &serde_json::to_string(&plain)?)?;
    let (wrapped, today, person) = (act.keys().wrap(&key)?, act.today().to_string(), act.actor.person().map(str::to_owned));
    sqlx::query(
        "insert into complaint (id, number, region, topic, application_id, person_id, code_hash, key_wrapped, sealed, asked_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.clone())
    .bind(number.clone())
    .bind(ask.region.clone())
    .bind(ask.topic)
    .bind(about)
    .bind(person)
    .bind(hash(&number, &code))
    .bind(wrapped)
    .bind(sealed)
    .bind(today)
    .execute(act.conn())
    .await?;
    let case = flow::open(act, &COMPLAINT, &id, &ask.region, &number).await?;
    act.about("complaint", &id, &ask.region);
    Ok(Received { number, code, due_on: case.due_on })
}

/// `GET /api/v1/complaints/look-up` — by anybody who has both.
pub async fn look_up(act: &mut Act, ask: LookUp) -> Result<Stands, Fail> {
    let number = fold_width(&ask.number).to_uppercase();
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from complaint where number = $1"));
    let row: Option<Row> = sqlx::query_as(statement).bind(number.clone()).fetch_optional(act.conn()).await?;
    match row {
        Some(row) if row.code_hash == hash(&number, &fold_width(&ask.code)) => stands(act, &row).await,
        _ => Err(NO_MATCH.into()),
    }
}

async fn stands(act: &mut Act, row: &Row) -> Result<Stands, Fail> {
    let case = flow::get(act, &COMPLAINT, &row.id).await?;
    Ok(Stands {
        number: row.number.clone(),
        state: COMPLAINT.title_of(&case.state),
        closed: case.closed_on.is_some(),
        due_on: case.due_on,
        asked_on: row.asked_on.clone(),
        answer: row.answer.clone(),
        answered_on: row.answered_on.clone(),
    })
}

async fn stored(act: &mut Act, id: &str) -> Result<Row, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from complaint where id = $1"));
    let row: Option<Row> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    let row = row.ok_or(NOT_FOUND)?;
    act.require(COMPLAINT_HANDLE, &row.region)?;
    Ok(row)
}

/// `GET /api/v1/complaints/{id}`
pub async fn see(act: &mut Act, ask: Which) -> Result<Seen, Fail> {
    let row = stored(act, &ask.id).await?;
    let key = act.keys().unwrap(&row.key_wrapped, &row.id)?;
    let plain: Words = serde_json::from_str(&kernel::crypto::open(&key, Aad::new("complaint", "sealed", &row.id), &row.sealed)?)?;
    let stands = stands(act, &row).await?;
    let state = flow::get(act, &COMPLAINT, &row.id).await?.state;
    act.about("complaint", &row.id, &row.region);
    Ok(Seen {
        id: row.id,
        stands,
        state,
        region: row.region,
        topic: TOPICS.iter().find(|(topic, _)| *topic == row.topic).map_or("", |(_, word)| word).into(),
        application_id: row.application_id,
        name: plain.name,
        phone: plain.phone,
        words: plain.words,
    })
}

/// `POST /api/v1/complaints/{id}/handle`
pub async fn handle(act: &mut Act, ask: Handle) -> Result<Seen, Fail> {
    let row = stored(act, &ask.id).await?;
    if !["take", "answer", "point"].contains(&ask.step.as_str()) {
        return Err(Fail::field("step", "请选择怎样办理"));
    }
    let answer = ask.answer.trim();
    if ask.step != "take" && answer.chars().count() < 4 {
        return Err(Fail::field("answer", "请写明答复，群众会看到"));
    }
    refuse_own_case(act, row.application_id.as_deref()).await?;
    // The reason stands in the record of steps; the answer is for the person and may be longer.
    let reason = if ask.step == "take" { "" } else { "见答复" };
    flow::step(act, &COMPLAINT, &row.id, &ask.step, How { reason, ..How::default() }).await?;
    if ask.step != "take" {
        let today = act.today().to_string();
        sqlx::query("update complaint set answer = $1, answered_on = $2 where id = $3")
            .bind(answer)
            .bind(today)
            .bind(row.id.clone())
            .execute(act.conn())
            .await?;
        if let Some(person) = row.person_id.as_deref() {
            let body = format!("您的投诉（编号 {}）已经答复，请用编号和查询码查看。", row.number);
            let tell =
                Tell { person, region: &row.region, kind: "complaint", title: "投诉已答复", body: &body, href: "/complaints", sms: false };
            message::tell(act, tell).await?;
        }
    }
    act.about("complaint", &row.id, &row.region);
    see(act, Which { id: row.id }).await
}

async fn refuse_own_case(act: &mut Act, application: Option<&str>) -> Result<(), Fail> {
    let Some(application) = application else { return Ok(()) };
    let me = act.actor.id.clone();
    let steps = flow::story(act, &APPLICATION, application).await?;
    if steps.iter().any(|step| step.actor_kind == "staff" && step.actor_id == me) { Err(OWN_CASE.into()) } else { Ok(()) }
}
