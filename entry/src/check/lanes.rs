//! 核查的流程 — eight lanes of the same shape, one for each department, each with its own permission.

use kernel::Perm;
use kernel::calendar::Term;
use kernel::flow::{Flow, State, Step};
use people::perms;

use crate::application::flow::PROGRAM;

const STATES: &[State] = &[
    State { name: "asking", title: "等待部门答复", term: Some(Term::WorkingDays(10)), end: false },
    State { name: "reviewing", title: "待人工核验", term: Some(Term::WorkingDays(3)), end: false },
    State { name: "agree", title: "一致", term: None, end: true },
    State { name: "disagree", title: "不一致", term: None, end: true },
    State { name: "unable", title: "无法核验", term: None, end: true },
    State { name: "dropped", title: "申请已终止", term: None, end: true },
];

const STEPS: usize = 10;

const fn steps(who: Perm) -> [Step; STEPS] {
    const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm, reasoned: bool) -> Step {
        Step { from, act, title, to, who, not_by: None, reasoned, needed: true, clause: "JX2019-4/3.2b" }
    }
    [
        step("asking", "match", "自动比对一致", "agree", PROGRAM, false),
        step("asking", "refer", "转人工核验", "reviewing", PROGRAM, false),
        step("asking", "drop", "申请终止", "dropped", PROGRAM, false),
        // A reviewer need not wait for the line to answer: he may look in his own system.
        Step { needed: false, ..step("asking", "agree", "一致", "agree", who, false) },
        Step { needed: false, ..step("asking", "unable", "无法核验", "unable", who, true) },
        step("reviewing", "agree", "一致", "agree", who, false),
        step("reviewing", "disagree", "不一致", "disagree", who, true),
        step("reviewing", "unable", "无法核验", "unable", who, true),
        step("reviewing", "match", "答复已到，自动比对一致", "agree", PROGRAM, false),
        step("reviewing", "drop", "申请终止", "dropped", PROGRAM, false),
    ]
}

const fn lane(name: &'static str, title: &'static str, steps: &'static [Step]) -> Flow {
    Flow { name, title, states: STATES, steps, page: "/desk/lanes/{id}" }
}

static GONGAN: [Step; STEPS] = steps(perms::CHECK_GONGAN);
static MINZHENG: [Step; STEPS] = steps(perms::CHECK_MINZHENG);
static ZIRAN: [Step; STEPS] = steps(perms::CHECK_ZIRAN);
static RENSHE: [Step; STEPS] = steps(perms::CHECK_RENSHE);
static SHUIWU: [Step; STEPS] = steps(perms::CHECK_SHUIWU);
static GONGJIJIN: [Step; STEPS] = steps(perms::CHECK_GONGJIJIN);
static SHIJIAN: [Step; STEPS] = steps(perms::CHECK_SHIJIAN);
static ZHUJIAN: [Step; STEPS] = steps(perms::CHECK_ZHUJIAN);

/// 核查, one process for each lane; the name ends in the department's code.
pub static CHECKS: [Flow; 8] = [
    lane("check.gongan", "公安核查", &GONGAN),
    lane("check.minzheng", "民政核查", &MINZHENG),
    lane("check.ziran", "不动产核查", &ZIRAN),
    lane("check.renshe", "人社核查", &RENSHE),
    lane("check.shuiwu", "税务核查", &SHUIWU),
    lane("check.gongjijin", "公积金核查", &GONGJIJIN),
    lane("check.shijian", "市监核查", &SHIJIAN),
    lane("check.zhujian", "住建核查", &ZHUJIAN),
];

/// The process of a department's lane.
pub fn of(department: &str) -> Option<&'static Flow> {
    CHECKS.iter().find(|flow| flow.name.strip_prefix("check.") == Some(department))
}

/// The one question put to a department.
pub fn question(department: &str) -> &'static str {
    match department {
        "gongan" => "身份、户籍、居住证、车辆与申报是否一致？",
        "minzheng" => "婚姻、社会救助身份、存款与申报是否一致？",
        "ziran" => "家庭成员名下的不动产与申报是否一致？",
        "renshe" => "就业与社会保险情况与申报是否一致？",
        "shuiwu" => "上一年度收入与申报是否一致？",
        "gongjijin" => "住房公积金缴存情况与申报是否一致？",
        "shijian" => "营业执照和持股情况与申报是否一致？",
        _ => "是否已经享受住房保障或者政策性住房？",
    }
}
