//! 并联核查 — eight lanes in parallel, each with its clock; the automatic comparison goes first.
//!
//! A lane ends `agree`, `disagree` or `unable`. A reviewer sees only the question and the
//! fields it needs. What contradicts suspends the case until a person has looked
//! (JX2019-4/3.2b, T37). Owns `lane`.

use kernel::calendar::Term;
use kernel::fail::NOT_FOUND;
use kernel::flow::How;
use kernel::{Act, Fail, flow};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::application::Application;
use crate::evidence;

pub mod across;
mod compare;
pub mod conclude;
pub mod facts;
mod kinship;
mod lanes;
pub(crate) mod queue_page;
pub mod see;
mod words;

pub use compare::Matter;
pub use facts::assemble;
pub use lanes::CHECKS;

/// A lane as it stands.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Lane {
    /// Id; also of its process.
    pub id: String,
    /// Application.
    pub application_id: String,
    /// Region.
    pub region: String,
    /// Department code.
    pub department: String,
    /// The one question.
    pub question: String,
    /// `agree`, `disagree`, `unable`; empty while open.
    pub result: String,
    /// `system` or `staff`.
    pub by_kind: String,
    /// Who concluded it, for display.
    pub by_name: String,
    /// Why, where a person said.
    pub reason: String,
    /// What the automatic comparison found, JSON list of sentences.
    #[serde(skip)]
    pub compared: String,
    /// Opened.
    pub opened_on: String,
    /// Due.
    pub due_on: String,
    /// Concluded, instant.
    pub done_at: Option<String>,
}

impl Lane {
    /// 中文 name of the department.
    pub fn department_name(&self) -> String {
        evidence::catalogue().get(&self.department).map_or_else(|| self.department.clone(), |row| row.name.clone())
    }

    /// The sentences of the automatic comparison.
    pub fn compared(&self) -> Vec<String> {
        serde_json::from_str(&self.compared).unwrap_or_default()
    }

    /// Nobody has to do anything about it any more.
    pub fn done(&self) -> bool {
        !self.result.is_empty()
    }
}

const COLUMNS: &str = "id, application_id, region, department, question, result, by_kind, by_name, reason, compared, opened_on, due_on, done_at";

/// Opens the eight lanes of an application; lanes that are open or done stay.
pub async fn open(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let name = people::person::get(act, &it.applicant_id).await?.name;
    for department in evidence::catalogue().lanes() {
        let Some(process) = lanes::of(&department.code) else { continue };
        if of_application(act, &it.id).await?.iter().any(|lane| lane.department == department.code) {
            continue;
        }
        let days = u16::try_from(department.answer_working_days()).unwrap_or(u16::MAX);
        let due = act.due(Term::WorkingDays(days)).on;
        let (id, today) = (act.new_id(), act.today().to_string());
        sqlx::query(
            "insert into lane (id, application_id, region, department, question, result, opened_on, due_on) values ($1, $2, $3, $4, $5, '', $6, $7)",
        )
        .bind(id.clone())
        .bind(it.id.clone())
        .bind(it.region.clone())
        .bind(department.code.clone())
        .bind(lanes::question(&department.code))
        .bind(today)
        .bind(due.to_string())
        .execute(act.conn())
        .await?;
        flow::open(act, process, &id, &it.region, &name).await?;
    }
    Ok(())
}

/// Opens concluded lanes again, because the application was corrected or re-opened.
pub async fn reopen(act: &mut Act, it: &Application) -> Result<(), Fail> {
    for lane in of_application(act, &it.id).await? {
        if lane.result == "agree" && lane.by_kind == "staff" {
            continue;
        }
        forget(act, &lane).await?;
    }
    open(act, it).await
}

async fn forget(act: &mut Act, lane: &Lane) -> Result<(), Fail> {
    if !lane.done()
        && let Some(process) = lanes::of(&lane.department)
    {
        flow::step(act, process, &lane.id, "drop", How::default()).await?;
    }
    // The process and its steps stay on record under the old id.
    sqlx::query("delete from lane where id = $1").bind(lane.id.clone()).execute(act.conn()).await?;
    Ok(())
}

/// The lanes of an application, in the catalogue's order.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Vec<Lane>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from lane where application_id = $1 order by id"));
    Ok(sqlx::query_as(statement).bind(application).fetch_all(act.conn()).await?)
}

/// One lane, or `not_found`.
pub async fn get(act: &mut Act, id: &str) -> Result<Lane, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from lane where id = $1"));
    let lane: Option<Lane> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    lane.ok_or_else(|| NOT_FOUND.into())
}

/// Departments whose answers do not count for deciding: found wrong, or not verified.
pub fn struck(lanes: &[Lane]) -> Vec<String> {
    lanes.iter().filter(|lane| lane.result == "disagree" || lane.result == "unable").map(|lane| lane.department.clone()).collect()
}

/// What the automatic comparison left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Some lane still waits for its department.
    Waiting,
    /// Some lane waits for a reviewer because evidence contradicts.
    Contradiction,
    /// Some lane waits for a reviewer because nothing came.
    Person,
    /// All lanes are concluded.
    Done,
}

/// Compares what has come in and moves each open lane; says where the eight stand.
pub async fn settle(act: &mut Act, it: &Application) -> Result<Standing, Fail> {
    let matters = compare::matters(act, it).await?;
    look_again(act, it, &matters).await?;
    let mut standing = Standing::Done;
    let worse = |a: Standing, b: Standing| match (a, b) {
        (Standing::Contradiction, _) | (_, Standing::Contradiction) => Standing::Contradiction,
        (Standing::Waiting, _) | (_, Standing::Waiting) => Standing::Waiting,
        (Standing::Person, _) | (_, Standing::Person) => Standing::Person,
        _ => Standing::Done,
    };
    for lane in of_application(act, &it.id).await?.into_iter().filter(|lane| !lane.done()) {
        let Some(process) = lanes::of(&lane.department) else { continue };
        let matter = matters.iter().find(|matter| matter.department == lane.department).cloned().unwrap_or_default();
        let state = flow::get(act, process, &lane.id).await?.state;
        note(act, &lane.id, &matter.sentences).await?;
        match (matter.contradicts, matter.waiting, matter.silent || matter.doubtful) {
            (true, _, _) => {
                refer(act, process, &lane.id, &state, "证据有矛盾").await?;
                standing = worse(standing, Standing::Contradiction);
            }
            (false, false, false) => {
                flow::step(act, process, &lane.id, "match", How::default()).await?;
                concluded(act, &lane.id, "agree", "").await?;
            }
            (false, true, _) => standing = worse(standing, Standing::Waiting),
            (false, false, true) => {
                refer(act, process, &lane.id, &state, if matter.silent { "部门没有答复" } else { "部门答复不足以判断" }).await?;
                standing = worse(standing, Standing::Person);
            }
        }
    }
    Ok(standing)
}

/// A lane the program closed before another department's answer contradicted it opens anew:
/// both reviewers look, whichever department answered first.
async fn look_again(act: &mut Act, it: &Application, matters: &[Matter]) -> Result<(), Fail> {
    let mut reopened = false;
    for lane in of_application(act, &it.id).await? {
        let closed = lane.result == "agree" && lane.by_kind == kernel::actor::Kind::System.name();
        if closed && matters.iter().any(|matter| matter.department == lane.department && matter.contradicts) {
            forget(act, &lane).await?;
            reopened = true;
        }
    }
    if reopened { open(act, it).await } else { Ok(()) }
}

async fn refer(act: &mut Act, process: &flow::Flow, lane: &str, state: &str, why: &str) -> Result<(), Fail> {
    if state == "asking" {
        flow::step(act, process, lane, "refer", How { reason: why, ..How::default() }).await?;
    }
    Ok(())
}

async fn note(act: &mut Act, lane: &str, sentences: &[String]) -> Result<(), Fail> {
    sqlx::query("update lane set compared = $1 where id = $2").bind(serde_json::to_string(sentences)?).bind(lane).execute(act.conn()).await?;
    Ok(())
}

async fn concluded(act: &mut Act, lane: &str, result: &str, reason: &str) -> Result<(), Fail> {
    let (at, kind, by, name) = (act.at(), act.actor.kind.name(), act.actor.id.clone(), act.actor.name.clone());
    sqlx::query("update lane set result = $1, by_kind = $2, by_id = $3, by_name = $4, reason = $5, done_at = $6 where id = $7")
        .bind(result)
        .bind(kind)
        .bind(by)
        .bind(name)
        .bind(reason)
        .bind(at)
        .bind(lane)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Ends every open lane because the application has ended or starts its checks anew.
pub async fn drop_all(act: &mut Act, application: &str, why: &str) -> Result<(), Fail> {
    for lane in of_application(act, application).await?.into_iter().filter(|lane| !lane.done()) {
        if let Some(process) = lanes::of(&lane.department) {
            flow::step(act, process, &lane.id, "drop", How::default()).await?;
            concluded(act, &lane.id, "unable", why).await?;
        }
    }
    Ok(())
}
