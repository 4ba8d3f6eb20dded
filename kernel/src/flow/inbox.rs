//! 待办与逾期 — one list across all processes of what waits for this person.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Case, Flow};
use crate::act::Act;
use crate::actor::Kind;
use crate::db::Query;
use crate::fail::Fail;

/// Which part of the inbox.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxAsk {
    /// Only this process.
    pub flow: Option<String>,
    /// Only this state.
    pub state: Option<String>,
    /// `overdue` for what is late, `mine` for what I hold; empty for all.
    pub view: Option<String>,
    /// Id after which to go on; at most 100 rows are given at a time.
    pub after: Option<String>,
}

/// A case waiting for someone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InboxItem {
    /// Id of the case.
    pub id: String,
    /// Process.
    pub flow: String,
    /// 中文 name of the process.
    pub flow_title: String,
    /// State.
    pub state: String,
    /// 中文 name of the state.
    pub state_title: String,
    /// Region.
    pub region: String,
    /// One line.
    pub subject: String,
    /// Staff member who holds it.
    pub owner: Option<String>,
    /// Since when it waits, instant.
    pub since: String,
    /// By when.
    pub due: Due,
    /// Page of the case.
    pub href: String,
}

/// By when, and whether that has passed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Due {
    /// Date, if there is a term.
    pub on: Option<String>,
    /// The date has passed.
    pub late: bool,
    /// The calendar for that year is not loaded: the date may move.
    pub provisional: bool,
}

/// How much waits in one state of one process.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Count {
    /// Process.
    pub flow: String,
    /// State.
    pub state: String,
    /// 中文 name of process and state.
    pub title: String,
    /// Cases waiting.
    pub waiting: i64,
    /// Of these, late.
    pub late: i64,
}

const PAGE: i64 = 100;

/// Pairs of process and state in which this actor may do something, as `flow/state`.
fn open_to(act: &Act) -> Vec<String> {
    let mut pairs: Vec<String> = act
        .kernel
        .flows
        .iter()
        .flat_map(|flow| flow.steps.iter().filter(|step| step.needed && act.actor.may(step.who)).map(|step| format!("{}/{}", flow.name, step.from)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The regions in which the actor may do anything in some process.
fn everywhere_i_act(act: &Act) -> Vec<crate::actor::Scope> {
    act.actor.grants.iter().map(|grant| crate::actor::Scope::of(&grant.region)).collect()
}

fn find(act: &Act, flow: &str) -> Option<&'static Flow> {
    act.kernel.flows.iter().find(|known| known.name == flow).copied()
}

fn visible(act: &Act, case: &Case) -> bool {
    let Some(flow) = find(act, &case.flow) else { return false };
    flow.steps.iter().any(|step| step.needed && step.from == case.state && act.scope(step.who).covers(&case.region))
}

/// What waits for this person: most urgent first.
pub async fn inbox(act: &mut Act, ask: InboxAsk) -> Result<Vec<InboxItem>, Fail> {
    if act.actor.kind != Kind::Staff {
        return Ok(Vec::new());
    }
    let pairs = open_to(act);
    let today = act.today().to_string();
    let me = act.actor.id.clone();
    let holders = super::absence::works_for(act, &me).await?;
    let mut found = Vec::new();
    for scope in everywhere_i_act(act) {
        let mut query = Query::new(
            "select id, flow, state, region, subject, owner, since, due_on, due_note, version, closed_on from flow_case where closed_on is null",
        )
        .and_in("flow || '/' || state", pairs.iter().map(String::as_str))
        .and_scope("region", &scope)
        .and_eq("flow", ask.flow.as_deref())
        .and_eq("state", ask.state.as_deref());
        query = match ask.view.as_deref() {
            Some("overdue") => query.sql("and due_on <").bind(today.clone()),
            // Also what those hold for whom one stands in today.
            Some("mine") => query.and_in("owner", holders.iter().map(String::as_str)),
            _ => query,
        };
        if let Some(after) = ask.after.as_deref().filter(|after| !after.is_empty()) {
            query = query.sql("and id >").bind(after);
        }
        let cases: Vec<Case> = query.sql("order by coalesce(due_on, '9999'), id limit").bind_int(PAGE).all(&mut act.tx).await?;
        found.extend(cases);
    }
    found.sort_by(|a, b| (a.due_on.is_none(), &a.due_on, &a.id).cmp(&(b.due_on.is_none(), &b.due_on, &b.id)));
    found.dedup_by(|a, b| a.id == b.id && a.flow == b.flow);
    found.retain(|case| visible(act, case));
    Ok(found.into_iter().filter_map(|case| item(act, case, &today)).collect())
}

fn item(act: &Act, case: Case, today: &str) -> Option<InboxItem> {
    let flow = find(act, &case.flow)?;
    Some(InboxItem {
        href: flow.page.replace("{id}", &case.id),
        flow_title: flow.title.into(),
        state_title: flow.title_of(&case.state),
        due: Due { late: case.due_on.as_deref().is_some_and(|due| due < today), provisional: case.due_note == "provisional", on: case.due_on },
        id: case.id,
        flow: case.flow,
        state: case.state,
        region: case.region,
        subject: case.subject,
        owner: case.owner,
        since: case.since,
    })
}

/// How much waits for this person, by process and state; for the menu and the desk.
pub async fn counts(act: &mut Act) -> Result<Vec<Count>, Fail> {
    if act.actor.kind != Kind::Staff {
        return Ok(Vec::new());
    }
    let today = act.today().to_string();
    let mut totals: std::collections::BTreeMap<(String, String), (i64, i64)> = Default::default();
    let perms: std::collections::BTreeSet<_> =
        act.kernel.flows.iter().flat_map(|flow| flow.steps.iter().filter(|step| step.needed).map(|step| step.who)).collect();
    let mut asked: Vec<(String, String, crate::actor::Scope)> = Vec::new();
    for perm in perms.into_iter().filter(|perm| act.actor.may(*perm)) {
        for flow in act.kernel.flows {
            for step in flow.steps.iter().filter(|step| step.needed && step.who == perm) {
                let entry = (flow.name.to_owned(), step.from.to_owned(), act.scope(perm));
                if !asked.contains(&entry) {
                    asked.push(entry);
                }
            }
        }
    }
    for (flow, state, scope) in asked {
        let (waiting, late): (i64, i64) = Query::new("select count(*), coalesce(sum(case when due_on <")
            .bind(today.clone())
            .sql("then 1 else 0 end), 0) from flow_case where closed_on is null")
            .and_eq("flow", Some(&flow))
            .and_eq("state", Some(&state))
            .and_scope("region", &scope)
            .one(&mut act.tx)
            .await?;
        let total = totals.entry((flow, state)).or_default();
        *total = (total.0.max(waiting), total.1.max(late));
    }
    Ok(totals
        .into_iter()
        .filter(|(_, (waiting, _))| 0 < *waiting)
        .map(|((flow, state), (waiting, late))| {
            let title = find(act, &flow).map_or_else(String::new, |known| format!("{}·{}", known.title, known.title_of(&state)));
            Count { flow, state, title, waiting, late }
        })
        .collect())
}
