//! 办理环节的时限 — a state's due date: the pack's limit for its stage, else the flow's own term, else none.
//!
//! States of one stage share one limit: it runs from the first of them, and going from one to the next
//! does not begin it anew. 公示 is not counted here: a notice has its own days and its own last day.

use jiff::civil::Date;
use kernel::flow::{Case, How};
use kernel::{Act, Fail, flow};

use super::{APPLICATION, Application};

/// The limit that runs from the submission over every stage up to the notice.
const WHOLE: &str = "申请至结果公示";

/// What packs call the stage of a state, the narrower name first.
fn names(state: &str) -> &'static [&'static str] {
    match state {
        "submitted" => &["受理", WHOLE],
        "correcting" => &["补正"],
        "checking" | "suspended" => &["初审", "并联审核", WHOLE],
        "reviewing" | "approving" | "refusing" => &["并联审核", "初审", WHOLE],
        "approved" => &[WHOLE],
        "reconsidering" => &["复核"],
        "objected" => &["异议核实"],
        _ => &[],
    }
}

/// Takes a step of an application; the state it leads to is due as the pack says.
///
/// # Errors
/// As [`flow::step`].
pub async fn step(act: &mut Act, it: &Application, verb: &str, how: How<'_>) -> Result<Case, Fail> {
    let due = match how.due {
        Some(given) => Some(given),
        None => due(act, it, verb).await?,
    };
    flow::step(act, &APPLICATION, &it.id, verb, How { due, ..how }).await
}

async fn due(act: &mut Act, it: &Application, verb: &str) -> Result<Option<Date>, Fail> {
    let case = flow::get(act, &APPLICATION, &it.id).await?;
    let Some(row) = APPLICATION.row(&case.state, verb) else { return Ok(None) };
    let pack = match super::rules(act, it).await?.pack {
        Some(fixed) => Some(fixed),
        None => law::pack::binding(act, &it.region, act.today()).await?,
    };
    let Some((stage, due)) = limit(act, pack.as_deref(), it, row.to) else { return Ok(None) };
    if stage == WHOLE {
        return Ok(Some(due));
    }
    let before = limit(act, pack.as_deref(), it, &case.state).map(|(stage, _)| stage);
    let runs = case.due_on.as_deref().and_then(|day| day.parse().ok()).filter(|_| before == Some(stage));
    Ok(Some(runs.unwrap_or(due)))
}

/// The stage of a state under the pack of this case, and when it ends if it begins today.
fn limit(act: &Act, pack: Option<&policy::Pack>, it: &Application, state: &str) -> Option<(&'static str, Date)> {
    let submitted = it.submitted_at.as_deref().and_then(|at| at.parse().ok()).map_or_else(|| act.today(), kernel::clock::date_of);
    names(state).iter().find_map(|&stage| {
        let from = if stage == WHOLE { submitted } else { act.today() };
        Some((stage, law::pack::stage_due(act, pack, &it.region, stage, from)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // 令11号 8, 9: every name of a stage belongs to a state that the flow has and that is open.
    #[test]
    fn only_open_states_have_a_stage() {
        for state in APPLICATION.states {
            assert!(!state.end || names(state.name).is_empty(), "{}", state.name);
        }
        let staged =
            ["submitted", "correcting", "checking", "suspended", "reviewing", "approving", "refusing", "approved", "reconsidering", "objected"];
        for state in staged {
            assert!(APPLICATION.state(state).is_some() && !names(state).is_empty(), "{state}");
        }
    }
}
