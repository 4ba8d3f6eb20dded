//! 时间线 — a case's story as steps: done with date, now with owner and due date, next in grey.

use kernel::flow::Taken;
use kernel::page::{Step, StepState};

use super::my::Case;
use crate::citizen_page::day;

/// A stage of every application and the acts that end it.
struct Stage {
    title: &'static str,
    ends: &'static [&'static str],
}

const STAGES: [Stage; 7] = [
    Stage { title: "提交申请", ends: &["submit", "resubmit"] },
    Stage { title: "受理", ends: &["accept"] },
    Stage { title: "各部门核查", ends: &["approve", "refer"] },
    Stage { title: "认定", ends: &["approve", "sign_approval", "sign_refusal"] },
    Stage { title: "公示", ends: &["enter"] },
    Stage { title: "轮候", ends: &[] },
    Stage { title: "配租或者发补贴", ends: &[] },
];

/// Stage of a state, and who has it now, in words; None when the case has ended.
fn now(state: &str) -> Option<(usize, &'static str, &'static str)> {
    Some(match state {
        "submitted" => (1, "系统", "马上受理。"),
        "authorising" => (1, "您的家人", "等家人签授权书。"),
        "correcting" => (1, "您", "请补正。"),
        "checking" => (2, "各部门", "您不用做什么。"),
        "suspended" => (2, "各部门", "情况有矛盾，工作人员正在核实。"),
        "held" => (2, "住房保障部门", "工作人员需要核实情况，暂停计时。"),
        "reviewing" => (3, "住房保障部门", "由工作人员认定。"),
        "approving" | "refusing" => (3, "住房保障部门负责人", "等待签批。"),
        "approved" => (4, "住房保障部门", "等待列入公示。"),
        "noticing" => (4, "住房保障部门", "没有异议，就登记轮候。"),
        "objected" => (4, "住房保障部门", "收到异议，正在核实。"),
        "reconsidering" => (3, "住房保障部门负责人", "正在复核。"),
        "waiting" => (5, "住房保障部门", "位次随时可查。"),
        _ => return None,
    })
}

/// The steps of a case.
pub(super) fn steps(case: &Case) -> Vec<Step> {
    match now(&case.brief.state) {
        Some((at, owner, note)) => under_way(case, at, owner, note),
        None => over(case),
    }
}

fn last<'a>(story: &'a [Taken], acts: &[&str]) -> Option<&'a Taken> {
    story.iter().rev().find(|taken| acts.contains(&taken.act.as_str()))
}

fn under_way(case: &Case, at: usize, owner: &str, note: &str) -> Vec<Step> {
    let step = |(place, stage): (usize, &Stage)| {
        let empty = Step { state: StepState::Next, title: stage.title.to_owned(), when: String::new(), owner: String::new(), note: String::new() };
        match place.cmp(&at) {
            std::cmp::Ordering::Less => {
                Step { state: StepState::Done, when: last(&case.story, stage.ends).map(|taken| day(&taken.at)).unwrap_or_default(), ..empty }
            }
            std::cmp::Ordering::Equal => Step { state: StepState::Now, when: due(case), owner: owner.to_owned(), note: note.to_owned(), ..empty },
            std::cmp::Ordering::Greater => empty,
        }
    };
    STAGES.iter().enumerate().map(step).collect()
}

/// By when the stage under way ends: the case's own term, the slowest lane, or the notice's last day.
fn due(case: &Case) -> String {
    let lanes = case.lanes.iter().filter(|(_, word, _)| word == "核查中").map(|(_, _, due)| due.as_str()).max();
    let due = match case.brief.state.as_str() {
        "checking" | "suspended" => case.due_on.as_deref().or(lanes),
        "noticing" | "objected" => case.notice.as_ref().and_then(|notice| notice.until_on.as_deref()).or(case.due_on.as_deref()),
        "waiting" => case.rank.as_ref().and_then(|rank| rank.entry.limit_on.as_deref()),
        _ => case.due_on.as_deref(),
    };
    due.map(|due| format!("{}前", day(due))).unwrap_or_default()
}

/// A case that has ended: what happened, with dates.
fn over(case: &Case) -> Vec<Step> {
    let told = |taken: &Taken| {
        let title = match (taken.act.as_str(), taken.to_state.as_str()) {
            ("submit", _) => "提交申请",
            ("resubmit", _) => "提交补正",
            ("accept", _) => "受理",
            ("refer", _) => "各部门核查完，转人工认定",
            ("approve", _) | ("sign_approval", _) => "认定符合条件",
            ("sign_refusal", _) => "决定不予登记",
            ("publish", _) => "列入公示",
            ("ask_correction", _) => "告知补正",
            ("reconsider", _) => "申请复核",
            ("uphold", "upheld") => "复核：维持原决定",
            ("not_accept", _) => "不予受理",
            ("enter", _) => "公示期满，登记轮候",
            ("leave", _) => "退出轮候",
            ("withdraw", _) => "已撤回",
            ("lapse", _) => "到期没有补充，已终止",
            _ => return None,
        };
        let reason = if taken.act == "not_accept" || taken.to_state == "upheld" { taken.reason.clone() } else { String::new() };
        Some(Step { state: StepState::Done, title: title.to_owned(), when: day(&taken.at), owner: String::new(), note: reason })
    };
    case.story.iter().filter_map(told).collect()
}
