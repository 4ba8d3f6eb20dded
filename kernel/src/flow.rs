//! 流程 — every process is a table of rows: state, act, next state, who may, by when, on what clause.
//!
//! The kernel refuses what is not in the table (S-25), records each step with
//! actor and reason, computes due dates from the calendar, keeps maker and checker
//! apart, and serves one inbox (待办) and one overdue list across all processes.
//! Owns `flow_case`, `flow_step` and `absence`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::act::Act;
use crate::actor::Perm;
use crate::calendar::Term;
use crate::fail::{Code, Fail, NOT_FOUND, RACED};

pub mod absence;
mod diagram;
mod inbox;

pub use inbox::{Count, Due, InboxAsk, InboxItem, counts, inbox};

/// The act does not fit the state the case is in.
pub const NOT_NOW: Code = Code::conflict("flow.not_now", "现在不能办理这一步", "请刷新查看事项当前状态。");
/// Whoever did the earlier step may not do this one.
pub const SAME_PERSON: Code = Code::forbidden("flow.same_person", "经办人与审核人不能是同一人", "请由另一位有权限的同事办理。");
/// The step needs a reason in words.
pub const REASON_MISSING: Code = Code::invalid("flow.reason_missing", "请写明理由", "填写理由后再提交。");

/// A process.
#[derive(Debug)]
pub struct Flow {
    /// Stable name, such as `application`.
    pub name: &'static str,
    /// 中文 name.
    pub title: &'static str,
    /// Its states; the first one is where a case opens.
    pub states: &'static [State],
    /// Its rows.
    pub steps: &'static [Step],
    /// Page of one case, with `{id}`; the inbox links there.
    pub page: &'static str,
}

/// A state of a process.
#[derive(Debug)]
pub struct State {
    /// Stable name.
    pub name: &'static str,
    /// 中文 name.
    pub title: &'static str,
    /// How long it may last; None when nobody is waiting for anybody, or when the
    /// policy pack gives the term at run time.
    pub term: Option<Term>,
    /// Nothing more happens: the case is closed.
    pub end: bool,
}

/// A row: in `from`, whoever holds `who` may do `act`, which leads to `to`.
#[derive(Debug)]
pub struct Step {
    /// State before.
    pub from: &'static str,
    /// Stable verb.
    pub act: &'static str,
    /// 中文 name of the act, as on its button.
    pub title: &'static str,
    /// State after.
    pub to: &'static str,
    /// Who may.
    pub who: Perm,
    /// The act whose actor must be another person.
    pub not_by: Option<&'static str>,
    /// A reason in words is required.
    pub reasoned: bool,
    /// The case waits for it: it stands in the inbox. Otherwise it may be done, and nobody is reminded.
    pub needed: bool,
    /// The clause that asks for it.
    pub clause: &'static str,
}

impl Flow {
    /// The state by name.
    pub fn state(&self, name: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// 中文 name of a state; the name itself if unknown.
    pub fn title_of(&self, state: &str) -> String {
        self.state(state).map_or_else(|| state.to_owned(), |state| state.title.to_owned())
    }

    /// The row for an act in a state.
    pub fn row(&self, from: &str, act: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.from == from && step.act == act)
    }
}

/// A case as it stands.
#[derive(Debug, Clone, FromRow, Serialize)]
pub struct Case {
    /// Same id as the thing it is about.
    pub id: String,
    /// Process.
    pub flow: String,
    /// State.
    pub state: String,
    /// Region.
    pub region: String,
    /// One line for lists, without personal data beyond a masked name.
    pub subject: String,
    /// Staff member who holds it, if someone does.
    pub owner: Option<String>,
    /// When the state began, instant.
    pub since: String,
    /// Date by which somebody must act, if there is one.
    pub due_on: Option<String>,
    /// The due date lies beyond the loaded calendar: `provisional` or empty.
    pub due_note: String,
    /// Grows by one with each step.
    pub version: i64,
    /// Date it ended, if it did.
    pub closed_on: Option<String>,
}

/// One recorded step.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Taken {
    /// State before; empty for the opening.
    pub from_state: String,
    /// Act.
    pub act: String,
    /// State after.
    pub to_state: String,
    /// Kind of actor.
    pub actor_kind: String,
    /// Actor.
    pub actor_id: String,
    /// Actor's name for display.
    pub actor_name: String,
    /// Citizen acted for, if any.
    pub on_behalf: Option<String>,
    /// Instant.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Clause.
    pub clause: String,
}

const COLUMNS: &str = "id, flow, state, region, subject, owner, since, due_on, due_note, version, closed_on";

/// Opens a case in the flow's first state.
pub async fn open(act: &mut Act, flow: &Flow, id: &str, region: &str, subject: &str) -> Result<Case, Fail> {
    let first = &flow.states[0];
    let (due_on, due_note) = due(act, first.term, None);
    sqlx::query("insert into flow_case (id, flow, state, region, subject, owner, since, due_on, due_note, version) values ($1, $2, $3, $4, $5, null, $6, $7, $8, 0)")
        .bind(id)
        .bind(flow.name)
        .bind(first.name)
        .bind(region)
        .bind(subject)
        .bind(act.at())
        .bind(due_on)
        .bind(due_note)
        .execute(act.conn())
        .await?;
    record(act, flow, id, 0, "", "open", first.name, "", "").await?;
    get(act, flow, id).await
}

/// The case, or [`NOT_FOUND`].
pub async fn get(act: &mut Act, flow: &Flow, id: &str) -> Result<Case, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from flow_case where flow = $1 and id = $2"));
    let case: Option<Case> = sqlx::query_as(statement).bind(flow.name).bind(id).fetch_optional(act.conn()).await?;
    case.ok_or_else(|| NOT_FOUND.into())
}

/// How a step is to be taken.
#[derive(Debug, Clone, Default)]
pub struct How<'a> {
    /// Why, in words.
    pub reason: &'a str,
    /// The term that the policy pack gives for the next state, instead of the table's.
    pub due: Option<Date>,
    /// The version the person saw; a different one is refused.
    pub version: Option<i64>,
}

/// Takes one step, if the table, the region, the maker-checker column and the
/// version allow it, and returns the case after it.
///
/// # Errors
/// [`NOT_NOW`], [`SAME_PERSON`], [`REASON_MISSING`], `raced`, or `not_found` outside the actor's regions.
pub async fn step(act: &mut Act, flow: &Flow, id: &str, verb: &str, how: How<'_>) -> Result<Case, Fail> {
    let case = get(act, flow, id).await?;
    let Some(row) = flow.row(&case.state, verb) else {
        return Err(Fail::with(NOT_NOW, format!("当前状态为“{}”", flow.title_of(&case.state))));
    };
    // A citizen's right to act on a case is ownership, checked by the slice; staff's is region.
    if act.actor.kind == crate::actor::Kind::Staff {
        act.require(row.who, &case.region)?;
    } else if !act.actor.may(row.who) {
        return Err(NOT_FOUND.into());
    }
    if row.reasoned && how.reason.trim().is_empty() {
        return Err(REASON_MISSING.into());
    }
    if how.version.is_some_and(|seen| seen != case.version) {
        return Err(RACED.into());
    }
    if let Some(maker) = row.not_by {
        refuse_same_person(act, flow, id, maker).await?;
    }
    let Some(next) = flow.state(row.to) else { return Err(Fail::bug(format!("{} has no state {}", flow.name, row.to))) };
    let (due_on, due_note) = due(act, next.term, how.due);
    let closed_on = next.end.then(|| act.today().to_string());
    let at = act.at();
    let moved = sqlx::query("update flow_case set state = $1, since = $2, due_on = $3, due_note = $4, closed_on = $5, owner = null, version = version + 1 where flow = $6 and id = $7 and version = $8")
        .bind(next.name)
        .bind(at)
        .bind(due_on)
        .bind(due_note)
        .bind(closed_on)
        .bind(flow.name)
        .bind(id)
        .bind(case.version)
        .execute(act.conn())
        .await?;
    if moved.rows_affected() != 1 {
        return Err(RACED.into());
    }
    record(act, flow, id, case.version + 1, &case.state, verb, next.name, how.reason, row.clause).await?;
    get(act, flow, id).await
}

/// Changes who holds the case (claim, reassign an absent colleague's work).
pub async fn assign(act: &mut Act, flow: &Flow, id: &str, owner: Option<&str>, reason: &str) -> Result<(), Fail> {
    let case = get(act, flow, id).await?;
    let changed = sqlx::query("update flow_case set owner = $1, version = version + 1 where flow = $2 and id = $3 and version = $4")
        .bind(owner)
        .bind(flow.name)
        .bind(id)
        .bind(case.version)
        .execute(act.conn())
        .await?;
    if changed.rows_affected() != 1 {
        return Err(RACED.into());
    }
    record(act, flow, id, case.version + 1, &case.state, "assign", &case.state, reason, "").await
}

/// Takes a person's masked name out of the cases named and of every step the person took, because the person's
/// data were erased by right; ids, acts and dates stay.
pub async fn forget_name(act: &mut Act, person: &str, cases: &[String]) -> Result<(), Fail> {
    for id in cases {
        sqlx::query("update flow_case set subject = '（已删除）' where id = $1").bind(id.clone()).execute(act.conn()).await?;
    }
    sqlx::query("update flow_step set actor_name = '（已删除）' where actor_kind = 'citizen' and actor_id = $1")
        .bind(person)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// The story so far, oldest first.
pub async fn story(act: &mut Act, flow: &Flow, id: &str) -> Result<Vec<Taken>, Fail> {
    Ok(sqlx::query_as(
        "select from_state, act, to_state, actor_kind, actor_id, actor_name, on_behalf, at, reason, clause from flow_step where flow = $1 and case_id = $2 order by seq",
    )
    .bind(flow.name)
    .bind(id)
    .fetch_all(act.conn())
    .await?)
}

/// The acts this actor may do now on this case.
pub fn open_acts(act: &Act, flow: &Flow, case: &Case) -> Vec<&'static Step> {
    let allowed = |step: &&Step| match act.actor.kind {
        crate::actor::Kind::Staff => act.scope(step.who).covers(&case.region),
        _ => act.actor.may(step.who),
    };
    flow.steps.iter().filter(|step| step.from == case.state).filter(allowed).collect()
}

async fn refuse_same_person(act: &mut Act, flow: &Flow, id: &str, maker: &str) -> Result<(), Fail> {
    if act.actor.kind == crate::actor::Kind::System {
        return Ok(());
    }
    let actor = act.actor.id.clone();
    let same: Option<(i64,)> =
        sqlx::query_as("select seq from flow_step where flow = $1 and case_id = $2 and act = $3 and actor_kind = $4 and actor_id = $5 limit 1")
            .bind(flow.name)
            .bind(id)
            .bind(maker)
            .bind(act.actor.kind.name())
            .bind(actor)
            .fetch_optional(act.conn())
            .await?;
    if same.is_some() { Err(SAME_PERSON.into()) } else { Ok(()) }
}

fn due(act: &Act, term: Option<Term>, given: Option<Date>) -> (Option<String>, String) {
    match (given, term) {
        (Some(date), _) => (Some(date.to_string()), String::new()),
        (None, Some(term)) => {
            let due = act.due(term);
            (Some(due.on.to_string()), if due.provisional { "provisional".into() } else { String::new() })
        }
        (None, None) => (None, String::new()),
    }
}

#[expect(clippy::too_many_arguments, reason = "one row of one table, written in one place")]
async fn record(act: &mut Act, flow: &Flow, id: &str, seq: i64, from: &str, verb: &str, to: &str, reason: &str, clause: &str) -> Result<(), Fail> {
    let (kind, actor, name, on_behalf, at) =
        (act.actor.kind.name(), act.actor.id.clone(), act.actor.name.clone(), act.actor.on_behalf.clone(), act.at());
    sqlx::query(
        "insert into flow_step (flow, case_id, seq, from_state, act, to_state, actor_kind, actor_id, actor_name, on_behalf, at, reason, clause)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(flow.name)
    .bind(id)
    .bind(seq)
    .bind(from)
    .bind(verb)
    .bind(to)
    .bind(kind)
    .bind(actor)
    .bind(name)
    .bind(on_behalf)
    .bind(at)
    .bind(reason)
    .bind(clause)
    .execute(act.conn())
    .await?;
    // Every change of state is on record, whoever made it: a door, a job or a timer (S-46).
    act.audit_step(flow.name, id, verb, to).await
}
