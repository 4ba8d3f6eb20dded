//! 退出与承继 — died, died out, moved away: put to an officer with the evidence; never by the program.
//!
//! The police register says who died (公安). A household of which nobody is left, or that is
//! registered in another city, leaves by an officer's reasoned act. Where others are left, the
//! spouse or an adult member goes on with the application and keeps its date.

use exchange::departments::Answer;
use kernel::db::Query;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, How, State, Step};
use kernel::{Act, Code, Fail, flow};
use people::household::{self, Member};
use people::message::{self, Tell};
use people::perms::{WAITLIST_MANAGE, WAITLIST_SEE};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{Entry, get, of_application, rank};
use crate::application::{self, Application};
use crate::evidence;

const fn step(act: &'static str, title: &'static str, clause: &'static str) -> Step {
    Step { from: "open", act, title, to: "concluded", who: WAITLIST_MANAGE, not_by: None, reasoned: true, needed: true, clause }
}

/// 轮候家庭变故.
pub static CONCERN: Flow = Flow {
    name: "waitlist_concern",
    title: "轮候家庭变故",
    page: "/desk/waitlist/concerns/{id}",
    states: &[State { name: "open", title: "待核实", term: None, end: false }, State { name: "concluded", title: "已核实", term: None, end: true }],
    steps: &[
        step("retire", "退出轮候", "令11号 35"),
        step("succeed", "由家庭成员承继", "民法典 1122"),
        step("dismiss", "情况不属实，继续轮候", "令11号 9"),
    ],
};

/// Who is named cannot go on with it.
pub const NOT_A_SUCCESSOR: Code =
    Code::invalid("concern.not_a_successor", "承继人应是同一申请中在世的成年成员", "请从成员名单中选择配偶或者成年成员。");
/// Nobody is left who could.
pub const NOBODY_LEFT: Code = Code::conflict("concern.nobody_left", "没有可以承继的成年成员", "请核实后办理退出轮候。");

/// Why an entry may have to leave.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Concern {
    /// Id; also of its process.
    pub id: String,
    /// `waitlist_entry.id`.
    pub entry_id: String,
    /// Region.
    pub region: String,
    /// `died`, `died_out`, `moved`.
    pub kind: String,
    /// About whom.
    pub person_id: String,
    /// `department_query.id` that says so.
    pub query_id: String,
    /// Date of death or of the move.
    pub said_on: String,
    /// `retired`, `succeeded`, `dismissed`; empty while open.
    pub outcome: String,
    /// Who goes on.
    pub successor_id: String,
    /// Why.
    pub reason: String,
    /// Who concluded it.
    pub by_name: String,
    /// When.
    pub concluded_on: Option<String>,
}

impl Concern {
    /// What it is, in words.
    pub fn words(&self) -> &'static str {
        match self.kind.as_str() {
            "died" => "申请人已死亡，家庭还有其他成员",
            "died_out" => "家庭成员都已死亡",
            _ => "户籍已迁往其他设区市",
        }
    }
}

/// What is concluded.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conclude {
    /// `waitlist_concern.id`.
    pub id: String,
    /// `retire`, `succeed`, `dismiss`.
    #[serde(default)]
    pub outcome: String,
    /// Why: what was verified and how.
    #[serde(default)]
    pub reason: String,
    /// `person.id` of who goes on, for `succeed`.
    #[serde(default)]
    pub successor_id: String,
}

/// Which concern.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichConcern {
    /// `waitlist_concern.id`.
    pub id: String,
}

/// Which entry.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recheck {
    /// `waitlist_entry.id`.
    pub id: String,
}

/// A concern with what an officer needs to conclude it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Seen {
    /// The concern.
    pub concern: Concern,
    /// The entry.
    pub entry: Entry,
    /// Masked name of whom it is about.
    pub name: String,
    /// What the police register says, label and value.
    pub said: Vec<(String, String)>,
    /// The date the answer speaks for.
    pub as_of: String,
    /// Who could go on: id and masked name with relation, the spouse first.
    pub successors: Vec<(String, String)>,
}

/// What was asked anew.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// Questions sent.
    pub questions: i64,
}

const COLUMNS: &str = "id, entry_id, region, kind, person_id, query_id, said_on, outcome, successor_id, reason, by_name, concluded_on";

/// Looks at what 公安 last said about a household that waits; the program calls it when an
/// answer came. What it finds is put to an officer, and changes nothing.
pub async fn look(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let Some(entry) = of_application(act, &it.id).await? else { return Ok(()) };
    let members = household::members(act, &it.household_id).await?;
    let asked = evidence::of_case(act, &it.id).await?;
    let mut dead: Vec<(String, String, String)> = Vec::new();
    for member in &members {
        if let Some((query, on)) = death(act, &asked, &member.person_id).await? {
            dead.push((member.person_id.clone(), query, on));
        }
    }
    if let Some((person, query, on)) = dead.iter().find(|(person, ..)| *person == it.applicant_id).cloned() {
        let kind = if dead.len() == members.len() { "died_out" } else { "died" };
        put(act, &entry, kind, &person, &query, &on).await?;
    } else if let Some((query, on)) = moved(act, &asked, &it.applicant_id).await? {
        put(act, &entry, "moved", &it.applicant_id, &query, &on).await?;
    }
    Ok(())
}

async fn death(act: &mut Act, asked: &[evidence::Asked], person: &str) -> Result<Option<(String, String)>, Fail> {
    let Some(newest) = asked.iter().rev().find(|it| it.person_id == person && it.department == "gongan" && it.answered()) else { return Ok(None) };
    Ok(match evidence::answer(act, newest).await? {
        Some(Answer::Police(said)) => said.died_on.map(|on| (newest.id.clone(), on.to_string())),
        _ => None,
    })
}

/// Registered in another city now than when the case was decided.
async fn moved(act: &mut Act, asked: &[evidence::Asked], person: &str) -> Result<Option<(String, String)>, Fail> {
    let answers: Vec<&evidence::Asked> = asked.iter().filter(|it| it.person_id == person && it.department == "gongan" && it.answered()).collect();
    let (Some(first), Some(newest)) = (answers.first(), answers.last()) else { return Ok(None) };
    let (Some(Answer::Police(before)), Some(Answer::Police(now))) = (evidence::answer(act, first).await?, evidence::answer(act, newest).await?)
    else {
        return Ok(None);
    };
    let city = |code: &str| base::RegionCode::parse(code).map_or_else(|_| code.to_owned(), |code| code.current().as_str().chars().take(4).collect());
    Ok((city(&before.hukou.region) != city(&now.hukou.region)).then(|| (newest.id.clone(), now.hukou.since.to_string())))
}

async fn put(act: &mut Act, entry: &Entry, kind: &str, person: &str, query: &str, on: &str) -> Result<(), Fail> {
    let known: Option<(String,)> =
        sqlx::query_as("select id from waitlist_concern where entry_id = $1 and kind = $2 and person_id = $3 and said_on = $4")
            .bind(entry.id.clone())
            .bind(kind)
            .bind(person)
            .bind(on)
            .fetch_optional(act.conn())
            .await?;
    if known.is_some() {
        return Ok(());
    }
    let id = act.new_id();
    sqlx::query("insert into waitlist_concern (id, entry_id, region, kind, person_id, query_id, said_on) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id.clone())
        .bind(entry.id.clone())
        .bind(entry.region.clone())
        .bind(kind)
        .bind(person)
        .bind(query)
        .bind(on)
        .execute(act.conn())
        .await?;
    flow::open(act, &CONCERN, &id, &entry.region, &entry.number).await?;
    Ok(())
}

/// `GET /api/v1/waitlist/concerns`
pub async fn list(act: &mut Act, _: ()) -> Result<Vec<Concern>, Fail> {
    let scope = act.scope(WAITLIST_SEE);
    Query::new("select id, entry_id, region, kind, person_id, query_id, said_on, outcome, successor_id, reason, by_name, concluded_on from waitlist_concern where 1 = 1")
        .and_scope("region", &scope)
        .sql("order by case when outcome = '' then 0 else 1 end, id desc limit 200")
        .all(&mut act.tx)
        .await
}

async fn concern(act: &mut Act, id: &str) -> Result<Concern, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from waitlist_concern where id = $1"));
    let found: Option<Concern> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// `GET /api/v1/waitlist/concerns/{id}`
pub async fn see(act: &mut Act, ask: WhichConcern) -> Result<Seen, Fail> {
    let concern = concern(act, &ask.id).await?;
    act.require(WAITLIST_SEE, &concern.region)?;
    let entry = get(act, &concern.entry_id).await?;
    let it = application::get(act, &entry.application_id).await?;
    let asked = evidence::of_case(act, &it.id).await?;
    let (mut said, mut as_of) = (Vec::new(), String::new());
    if let Some(query) = asked.iter().find(|query| query.id == concern.query_id) {
        as_of = query.as_of.clone().unwrap_or_default();
        if let Some(answer) = evidence::answer(act, query).await? {
            said = crate::check::see::in_words(&answer);
        }
    }
    let name = person::get(act, &concern.person_id).await?.name;
    let left = successors(act, &it, &concern.person_id).await?;
    act.about("waitlist_concern", &concern.id, &concern.region);
    let successors = left.into_iter().map(|member| (member.person_id, format!("{}（{}）", member.name, member.relation.title()))).collect();
    Ok(Seen { concern, entry, name, said, as_of, successors })
}

/// Adult members who are not registered as dead, the spouse first.
async fn successors(act: &mut Act, it: &Application, gone: &str) -> Result<Vec<Member>, Fail> {
    let asked = evidence::of_case(act, &it.id).await?;
    let mut left = Vec::new();
    for member in household::members(act, &it.household_id).await?.into_iter().filter(|member| member.adult && member.person_id != gone) {
        if death(act, &asked, &member.person_id).await?.is_none() {
            left.push(member);
        }
    }
    left.sort_by_key(|member| member.relation != household::Relation::Spouse);
    Ok(left)
}

/// `POST /api/v1/waitlist/concerns/{id}/conclude`
///
/// # Errors
/// [`NOT_A_SUCCESSOR`], [`NOBODY_LEFT`], `flow.reason_missing`.
pub async fn conclude(act: &mut Act, ask: Conclude) -> Result<Concern, Fail> {
    let concern = concern(act, &ask.id).await?;
    act.require(WAITLIST_MANAGE, &concern.region)?;
    let (verb, outcome) = match ask.outcome.as_str() {
        "retire" => ("retire", "retired"),
        "succeed" => ("succeed", "succeeded"),
        "dismiss" => ("dismiss", "dismissed"),
        _ => return Err(Fail::field("outcome", "请选择退出、承继或者继续轮候")),
    };
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明怎样核实的（至少 4 个字）"));
    }
    let entry = get(act, &concern.entry_id).await?;
    let it = application::get(act, &entry.application_id).await?;
    flow::step(act, &CONCERN, &concern.id, verb, How { reason: ask.reason.trim(), ..How::default() }).await?;
    match verb {
        "retire" => {
            rank::leave(act, rank::Leave { id: entry.id.clone(), reason: format!("{}：{}", concern.words(), ask.reason.trim()) }).await?;
        }
        "succeed" => succeed(act, &it, &concern, &ask.successor_id).await?,
        _ => {}
    }
    let (today, by) = (act.today().to_string(), act.actor.name.clone());
    sqlx::query("update waitlist_concern set outcome = $1, successor_id = $2, reason = $3, by_name = $4, concluded_on = $5 where id = $6")
        .bind(outcome)
        .bind(if verb == "succeed" { ask.successor_id } else { String::new() })
        .bind(ask.reason.trim())
        .bind(by)
        .bind(today)
        .bind(concern.id.clone())
        .execute(act.conn())
        .await?;
    act.about("waitlist_concern", &concern.id, &concern.region);
    self::concern(act, &concern.id).await
}

async fn succeed(act: &mut Act, it: &Application, concern: &Concern, successor: &str) -> Result<(), Fail> {
    let left = successors(act, it, &concern.person_id).await?;
    if left.is_empty() {
        return Err(NOBODY_LEFT.into());
    }
    if concern.person_id != it.applicant_id || !left.iter().any(|member| member.person_id == successor) {
        return Err(NOT_A_SUCCESSOR.into());
    }
    application::succeed(act, &it.id, successor).await?;
    household::succeed(act, &it.household_id, successor).await?;
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: successor,
        region: &it.region,
        kind: "waiting",
        title: "轮候由您承继",
        body: "您家的公租房轮候现在由您继续，申请日期和位次不变。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await
}

/// `POST /api/v1/waitlist/{id}/recheck` — asks 公安 anew about each member whose answer has grown old.
pub async fn recheck(act: &mut Act, ask: Recheck) -> Result<Asked, Fail> {
    let entry = get(act, &ask.id).await?;
    act.require(WAITLIST_MANAGE, &entry.region)?;
    let it = application::get(act, &entry.application_id).await?;
    let Some(police) = evidence::catalogue().get("gongan") else { return Ok(Asked { questions: 0 }) };
    let before = evidence::of_case(act, &it.id).await?.len();
    for member in household::members(act, &it.household_id).await? {
        if people::consent::authorisation(act, &it.id, &member.person_id).await.is_ok() {
            evidence::ask(act, &it.id, &it.region, &member.person_id, &[police]).await?;
        }
    }
    act.about("waitlist_entry", &entry.id, &entry.region);
    let questions = evidence::of_case(act, &it.id).await?.len() - before;
    Ok(Asked { questions: i64::try_from(questions).unwrap_or(i64::MAX) })
}
