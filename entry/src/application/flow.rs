//! 申请的流程 — the table of states and acts of an application.

use kernel::Perm;
use kernel::calendar::Term;
use kernel::flow::{Flow, State, Step};
use people::perms::{APPLICATION_DECIDE, APPLICATION_SIGN, APPLICATION_TAKE, OBJECTION_HANDLE, OWN_APPLY};

/// What the program does by itself.
pub const PROGRAM: Perm = Perm("program");

/// 申请.
pub static APPLICATION: Flow = Flow { name: "application", title: "申请", states: STATES, steps: STEPS, page: "/desk/applications/{id}" };

const fn open(name: &'static str, title: &'static str, term: Option<Term>) -> State {
    State { name, title, term, end: false }
}

const fn end(name: &'static str, title: &'static str) -> State {
    State { name, title, term: None, end: true }
}

const STATES: &[State] = &[
    open("draft", "草稿", Some(Term::CalendarDays(90))),
    open("submitted", "已提交", None),
    open("authorising", "待家庭成员授权", Some(Term::CalendarDays(30))),
    open("correcting", "待补正", Some(Term::CalendarDays(30))),
    open("checking", "并联核查中", None),
    open("suspended", "暂停（情况有矛盾）", None),
    open("reviewing", "待人工认定", None),
    open("held", "中止（计时停止）", None),
    open("approving", "拟准予，待签批", None),
    open("refusing", "拟不予登记，待签批", None),
    open("approved", "已通过，待公示", None),
    open("noticing", "公示中", None),
    open("objected", "异议核实中", None),
    open("refused", "不予登记", None),
    open("reconsidering", "复核中", Some(Term::WorkingDays(15))),
    open("waiting", "轮候中", None),
    end("left", "已退出轮候"),
    end("upheld", "复核维持原决定"),
    end("withdrawn", "已撤回"),
    end("not_accepted", "不予受理"),
    end("lapsed", "逾期未补充，已终止"),
];

const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm, clause: &'static str) -> Step {
    Step { from, act, title, to, who, not_by: None, reasoned: false, needed: true, clause }
}

const fn reasoned(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm, clause: &'static str) -> Step {
    Step { from, act, title, to, who, not_by: None, reasoned: true, needed: true, clause }
}

const fn apart(
    from: &'static str,
    act: &'static str,
    title: &'static str,
    to: &'static str,
    who: Perm,
    not_by: &'static str,
    clause: &'static str,
) -> Step {
    Step { from, act, title, to, who, not_by: Some(not_by), reasoned: false, needed: true, clause }
}

/// The same act, but nobody waits for it.
const fn optional(step: Step) -> Step {
    Step { needed: false, ..step }
}

const STEPS: &[Step] = &[
    optional(step("draft", "submit", "提交申请", "submitted", OWN_APPLY, "JX2019-4/3.2a")),
    optional(step("draft", "withdraw", "放弃草稿", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    step("draft", "carry_over", "历史轮候导入", "waiting", PROGRAM, "JX2019-4/2.3a"),
    step("draft", "lapse", "草稿到期", "withdrawn", PROGRAM, "个人信息保护法 19"),
    step("submitted", "await", "等待成员授权", "authorising", PROGRAM, "JX2019-4/3.1a"),
    step("submitted", "accept", "受理", "checking", PROGRAM, "令11号 8"),
    optional(reasoned("submitted", "ask_correction", "一次性告知补正", "correcting", APPLICATION_TAKE, "令11号 8")),
    optional(reasoned("submitted", "not_accept", "不予受理", "not_accepted", APPLICATION_TAKE, "令11号 35")),
    optional(step("submitted", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    step("authorising", "accept", "受理", "checking", PROGRAM, "令11号 8"),
    step("authorising", "lapse", "逾期未授权", "lapsed", PROGRAM, "JX2019-4/3.1a"),
    optional(reasoned("authorising", "ask_correction", "一次性告知补正", "correcting", APPLICATION_TAKE, "令11号 8")),
    optional(reasoned("authorising", "not_accept", "不予受理", "not_accepted", APPLICATION_TAKE, "令11号 35")),
    optional(step("authorising", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    optional(step("correcting", "resubmit", "提交补正", "submitted", OWN_APPLY, "令11号 8")),
    step("correcting", "lapse", "逾期未补正", "lapsed", PROGRAM, "令11号 8"),
    optional(step("correcting", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    optional(reasoned("checking", "ask_correction", "一次性告知补正", "correcting", APPLICATION_DECIDE, "令11号 8")),
    step("checking", "suspend", "情况有矛盾，暂停", "suspended", PROGRAM, "JX2019-4/3.1b"),
    step("checking", "approve", "自动认定符合", "approved", PROGRAM, "JX2019-4/3.2b"),
    step("checking", "refer", "转人工认定", "reviewing", PROGRAM, "个人信息保护法 24"),
    optional(step("checking", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    step("suspended", "resume", "矛盾已核实，继续", "checking", PROGRAM, "JX2019-4/3.1b"),
    optional(step("suspended", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    reasoned("reviewing", "propose_approval", "拟准予", "approving", APPLICATION_DECIDE, "令11号 9"),
    reasoned("reviewing", "propose_refusal", "拟不予登记", "refusing", APPLICATION_DECIDE, "令11号 9"),
    optional(reasoned("reviewing", "ask_correction", "一次性告知补正", "correcting", APPLICATION_DECIDE, "令11号 8")),
    optional(step("reviewing", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    optional(reasoned("reviewing", "hold", "中止办理", "held", APPLICATION_DECIDE, "JX2019-4/3.1b")),
    reasoned("held", "resume", "恢复办理", "reviewing", APPLICATION_DECIDE, "JX2019-4/3.1b"),
    optional(step("held", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    apart("approving", "sign_approval", "签发准予", "approved", APPLICATION_SIGN, "propose_approval", "令11号 9"),
    reasoned("approving", "send_back", "退回重新认定", "reviewing", APPLICATION_SIGN, "令11号 9"),
    apart("refusing", "sign_refusal", "签发不予登记决定", "refused", APPLICATION_SIGN, "propose_refusal", "令11号 9"),
    reasoned("refusing", "send_back", "退回重新认定", "reviewing", APPLICATION_SIGN, "令11号 9"),
    step("approved", "publish", "列入公示", "noticing", PROGRAM, "令11号 9"),
    optional(reasoned("approved", "reopen", "抽查有误，重新认定", "reviewing", APPLICATION_SIGN, "JX2019-4/1.2b")),
    optional(step("approved", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    step("noticing", "object", "收到异议", "objected", PROGRAM, "令11号 9"),
    step("noticing", "enter", "公示无异议，登记轮候", "waiting", PROGRAM, "令11号 9"),
    optional(step("noticing", "withdraw", "撤回申请", "withdrawn", OWN_APPLY, "JX2019-4/3.2a")),
    optional(reasoned("objected", "dismiss", "异议不成立", "noticing", OBJECTION_HANDLE, "令11号 9")),
    optional(reasoned("objected", "uphold", "异议成立", "reviewing", OBJECTION_HANDLE, "令11号 9")),
    step("waiting", "leave", "退出轮候", "left", PROGRAM, "令11号 9"),
    optional(step("refused", "reconsider", "申请复核", "reconsidering", OWN_APPLY, "令11号 9")),
    apart("reconsidering", "uphold", "维持原决定", "upheld", APPLICATION_SIGN, "sign_refusal", "令11号 9"),
    apart("reconsidering", "overturn", "撤销原决定，重新认定", "reviewing", APPLICATION_SIGN, "sign_refusal", "令11号 9"),
];
