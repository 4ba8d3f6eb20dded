//! 交接与代班 — all or some of a colleague's work is given to another, with a reason; times away and who stands in.

use jiff::civil::Date;
use kernel::flow::{self, Flow, absence};
use kernel::{Act, Code, Fail};
use people::perms::{CASE_REASSIGN, WAITLIST_MANAGE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::waitlist::must_cover;

/// Nobody gives work to the one who has it.
pub const SAME: Code = Code::invalid("handover.same", "移交人和接收人是同一人", "请选择另一位同事。");
/// The other may not do this work in this region.
pub const NOT_HIS: Code = Code::conflict("handover.not_his", "接收人没有办理其中某项的岗位或辖区", "请另选接收人，或者只选他能办理的事项。");
/// There is nothing to give.
pub const NOTHING: Code = Code::conflict("handover.nothing", "没有可以移交的事项", "请核对移交人和所选事项。");

/// Gives work away.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// `staff.id` of who has it.
    #[serde(default)]
    pub from: String,
    /// `staff.id` of who gets it.
    #[serde(default)]
    pub to: String,
    /// Only these, as `flow/id`; all when empty.
    #[serde(default)]
    pub items: Vec<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What was given.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HandedOver {
    /// Cases given.
    pub cases: i64,
    /// Must-cover households given.
    pub households: i64,
}

/// Whose work.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhoseAsk {
    /// `staff.id`.
    #[serde(default)]
    pub staff_id: String,
}

/// A piece of work somebody holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Item {
    /// `flow/id`, for the selection.
    pub key: String,
    /// Process and state in words.
    pub title: String,
    /// One line.
    pub subject: String,
    /// Region.
    pub region: String,
    /// Due.
    pub due_on: Option<String>,
}

/// A time away.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Away {
    /// `staff.id` of who is away; oneself if left out.
    #[serde(default)]
    pub staff_id: String,
    /// `staff.id` of who stands in.
    #[serde(default)]
    pub substitute_id: String,
    /// First date.
    #[serde(default)]
    pub from_on: String,
    /// Last date.
    #[serde(default)]
    pub to_on: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Which absence.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichAway {
    /// `absence.id`.
    pub id: String,
}

/// A time away with names.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Named {
    /// The absence.
    pub absence: absence::Absence,
    /// Who is away.
    pub name: String,
    /// Who stands in.
    pub substitute: String,
    /// Whoever asks may end it.
    pub may_end: bool,
}

fn process(act: &Act, name: &str) -> Option<&'static Flow> {
    act.kernel.flows.iter().find(|flow| flow.name == name).copied()
}

/// `GET /api/v1/handovers` — what a colleague holds in one's regions.
pub async fn holds(act: &mut Act, ask: WhoseAsk) -> Result<Vec<Item>, Fail> {
    let scope = act.scope(CASE_REASSIGN);
    let cases = absence::held_by(act, &ask.staff_id).await?;
    let mut items = Vec::new();
    for case in cases.into_iter().filter(|case| scope.covers(&case.region)) {
        let Some(flow) = process(act, &case.flow) else { continue };
        items.push(Item {
            key: format!("{}/{}", case.flow, case.id),
            title: format!("{}·{}", flow.title, flow.title_of(&case.state)),
            subject: case.subject,
            region: case.region,
            due_on: case.due_on,
        });
    }
    for entry in must_cover::owned_by(act, &ask.staff_id).await?.into_iter().filter(|entry| scope.covers(&entry.region)) {
        items.push(Item {
            key: format!("must_cover/{}", entry.id),
            title: "应保尽保责任".into(),
            subject: entry.number,
            region: entry.region,
            due_on: entry.owner_due_on,
        });
    }
    Ok(items)
}

/// `POST /api/v1/handovers`
///
/// # Errors
/// [`SAME`], [`NOT_HIS`], [`NOTHING`].
pub async fn hand_over(act: &mut Act, ask: HandOver) -> Result<HandedOver, Fail> {
    if ask.to.is_empty() {
        return Err(Fail::field("to", "请选择接收人"));
    }
    if ask.from == ask.to {
        return Err(SAME.into());
    }
    if ask.reason.trim().chars().count() < 2 {
        return Err(Fail::field("reason", "请写明移交原因，如“休假”"));
    }
    let wanted = |key: &str| ask.items.is_empty() || ask.items.iter().any(|it| it == key);
    let items: Vec<Item> = holds(act, WhoseAsk { staff_id: ask.from.clone() }).await?.into_iter().filter(|item| wanted(&item.key)).collect();
    if items.is_empty() {
        return Err(NOTHING.into());
    }
    let (mut cases, mut households) = (0, 0);
    for item in items {
        let Some((flow, id)) = item.key.split_once('/') else { continue };
        if flow == "must_cover" {
            if !people::staff::holding(act, WAITLIST_MANAGE, &item.region).await?.contains(&ask.to) {
                return Err(Fail::with(NOT_HIS, item.subject));
            }
            must_cover::give(act, id, &ask.to).await?;
            households += 1;
            continue;
        }
        let Some(process) = process(act, flow) else { continue };
        let case = flow::get(act, process, id).await?;
        let mut able = false;
        for step in process.steps.iter().filter(|step| step.from == case.state) {
            able |= people::staff::holding(act, step.who, &case.region).await?.contains(&ask.to);
        }
        if !able {
            return Err(Fail::with(NOT_HIS, format!("{} {}", item.title, item.subject)));
        }
        flow::assign(act, process, id, Some(&ask.to), ask.reason.trim()).await?;
        cases += 1;
    }
    act.about("staff", &ask.from, "");
    act.audit(
        "case.hand_over",
        kernel::audit::Result::Done,
        ask.reason.trim(),
        serde_json::json!({"to": ask.to, "cases": cases, "households": households}),
    )
    .await?;
    Ok(HandedOver { cases, households })
}

/// `GET /api/v1/absences` — one's own, and those of colleagues for whoever gives work.
pub async fn absences(act: &mut Act, _: ()) -> Result<Vec<Named>, Fail> {
    let me = act.actor.id.clone();
    let mut coming = Vec::new();
    for it in absence::coming(act).await? {
        let may_end = may_write(act, &it.staff_id).await?;
        if it.substitute_id == me || may_end {
            coming.push((it, may_end));
        }
    }
    let ids: Vec<String> = coming.iter().flat_map(|(it, _)| [it.staff_id.clone(), it.substitute_id.clone()]).collect();
    let names = people::staff::names(act, &ids).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let named = |(absence, may_end): (absence::Absence, bool)| Named {
        name: name(&absence.staff_id),
        substitute: name(&absence.substitute_id),
        absence,
        may_end,
    };
    Ok(coming.into_iter().map(named).collect())
}

/// One's own times away, and those of colleagues who work where one gives work; nobody else's (S-21).
async fn may_write(act: &mut Act, staff: &str) -> Result<bool, Fail> {
    let scope = act.scope(CASE_REASSIGN);
    Ok(staff == act.actor.id || people::staff::works_in(act, staff, &scope).await?)
}

/// `POST /api/v1/absences` — for oneself, or for a colleague by whoever gives work.
pub async fn away(act: &mut Act, ask: Away) -> Result<absence::Absence, Fail> {
    let staff = if ask.staff_id.is_empty() { act.actor.id.clone() } else { ask.staff_id.clone() };
    if act.actor.kind != kernel::actor::Kind::Staff || !may_write(act, &staff).await? {
        return Err(kernel::fail::NOT_FOUND.into());
    }
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| wrong.push(kernel::fail::FieldError { field: field.into(), message: message.into() });
    let (from, to) = (ask.from_on.trim().parse::<Date>(), ask.to_on.trim().parse::<Date>());
    if from.is_err() {
        say("from_on", "请填写开始日期");
    }
    match (&from, &to) {
        (_, Err(_)) => say("to_on", "请填写结束日期"),
        (Ok(from), Ok(to)) if to < from || *to < act.today() => say("to_on", "结束日期应不早于开始日期和今天"),
        _ => {}
    }
    let known = people::staff::names(act, &[staff.clone(), ask.substitute_id.clone()]).await?;
    if ask.substitute_id == staff || !known.contains_key(&ask.substitute_id) {
        say("substitute_id", "请选择另一位同事代班");
    }
    if !known.contains_key(&staff) {
        say("staff_id", "请选择休假的同事");
    }
    let (Ok(from), Ok(to), true) = (from, to, wrong.is_empty()) else { return Err(Fail::fields(wrong)) };
    let written = absence::record(act, &staff, &ask.substitute_id, from, to, ask.reason.trim()).await?;
    act.about("absence", &written.id, "");
    Ok(written)
}

/// `POST /api/v1/absences/{id}/end`
pub async fn back(act: &mut Act, ask: WhichAway) -> Result<absence::Absence, Fail> {
    let found = absence::get(act, &ask.id).await?;
    if !may_write(act, &found.staff_id).await? {
        return Err(kernel::fail::NOT_FOUND.into());
    }
    absence::end(act, &found.id).await?;
    act.about("absence", &found.id, "");
    absence::get(act, &found.id).await
}
