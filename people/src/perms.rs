//! 权限 — the permissions that doors name and roles hold.
//!
//! A permission is a right to act on one kind of thing; the region it reaches comes
//! with the role. Slices and the table of roles share these names, nobody spells them.

use kernel::Perm;

/// 窗口受理: take an application, act for a person at the window.
pub const APPLICATION_TAKE: Perm = Perm("application.take");
/// See applications and their state.
pub const APPLICATION_SEE: Perm = Perm("application.see");
/// 拟定: propose the decision.
pub const APPLICATION_DECIDE: Perm = Perm("application.decide");
/// 签发: sign what somebody else proposed.
pub const APPLICATION_SIGN: Perm = Perm("application.sign");
/// 抽查: draw decided cases for review.
pub const APPLICATION_SAMPLE: Perm = Perm("application.sample");
/// 公安 lane.
pub const CHECK_GONGAN: Perm = Perm("check.gongan");
/// 民政 lane.
pub const CHECK_MINZHENG: Perm = Perm("check.minzheng");
/// 自然资源 lane.
pub const CHECK_ZIRAN: Perm = Perm("check.ziran");
/// 人社 lane.
pub const CHECK_RENSHE: Perm = Perm("check.renshe");
/// 税务 lane.
pub const CHECK_SHUIWU: Perm = Perm("check.shuiwu");
/// 公积金 lane.
pub const CHECK_GONGJIJIN: Perm = Perm("check.gongjijin");
/// 市监 lane.
pub const CHECK_SHIJIAN: Perm = Perm("check.shijian");
/// 住建 lane.
pub const CHECK_ZHUJIAN: Perm = Perm("check.zhujian");
/// See the lanes of one's own department; the lane's own permission decides which.
pub const LANE_SEE: Perm = Perm("lane.see");
/// See notices before they are released.
pub const NOTICE_SEE: Perm = Perm("notice.see");
/// 入户调查: visit a household and write down what was found.
pub const VISIT_DO: Perm = Perm("visit.do");
/// Say who visits.
pub const VISIT_ASSIGN: Perm = Perm("visit.assign");
/// 拟公示: prepare a notice.
pub const NOTICE_MAKE: Perm = Perm("notice.make");
/// 发布: release what somebody else prepared.
pub const NOTICE_RELEASE: Perm = Perm("notice.release");
/// 异议: look into objections.
pub const OBJECTION_HANDLE: Perm = Perm("objection.handle");
/// See the waiting list.
pub const WAITLIST_SEE: Perm = Perm("waitlist.see");
/// Change entries of the waiting list.
pub const WAITLIST_MANAGE: Perm = Perm("waitlist.manage");
/// See the rules in force.
pub const PACK_SEE: Perm = Perm("pack.see");
/// 规则起草: change a pack of one's own region, with citations.
pub const PACK_EDIT: Perm = Perm("pack.edit");
/// 规则确认: confirm a pack of one's own region; two persons do.
pub const PACK_CONFIRM: Perm = Perm("pack.confirm");
/// See credit records.
pub const CREDIT_SEE: Perm = Perm("credit.see");
/// 失信: write a credit record.
pub const CREDIT_RECORD: Perm = Perm("credit.record");
/// See departments' answers.
pub const EVIDENCE_SEE: Perm = Perm("evidence.see");
/// See a person's details in full, with a reason.
pub const PERSON_UNMASK: Perm = Perm("person.unmask");
/// Read the audit record.
pub const AUDIT_SEE: Perm = Perm("audit.see");
/// Accounts and roles.
pub const USER_MANAGE: Perm = Perm("user.manage");
/// 建账号: make accounts and organisations; whoever makes them grants no role.
pub const ACCOUNT_MAKE: Perm = Perm("account.make");
/// Settings, jobs, connections.
pub const SYSTEM_MANAGE: Perm = Perm("system.manage");
/// Give a case to somebody else.
pub const CASE_REASSIGN: Perm = Perm("case.reassign");
/// 导入: bring an existing queue in from a table.
pub const IMPORT_DO: Perm = Perm("import.do");
/// See what is brought in.
pub const IMPORT_SEE: Perm = Perm("import.see");
/// 导入确认: confirm what somebody else brought in.
pub const IMPORT_CONFIRM: Perm = Perm("import.confirm");
/// 导出审批: approve a large list that somebody else takes out.
pub const EXPORT_APPROVE: Perm = Perm("export.approve");
/// See statistics.
pub const STATS_SEE: Perm = Perm("stats.see");
/// 意见投诉: look into complaints about the procedure.
pub const COMPLAINT_HANDLE: Perm = Perm("complaint.handle");
/// 一户一档: the whole file of a household as a signed bundle.
pub const ARCHIVE_MAKE: Perm = Perm("archive.make");
/// 完整档案: such a bundle with full names, numbers and answers, for a reason on record.
pub const ARCHIVE_FULL: Perm = Perm("archive.full");
/// 审计抽样: draw decisions for audit and write down what was found.
pub const AUDIT_SAMPLE: Perm = Perm("audit.sample");
/// A citizen's own application.
pub const OWN_APPLY: Perm = Perm("own.apply");
/// A citizen's own matters.
pub const OWN_SEE: Perm = Perm("own.see");

/// Permission of one department's lane by the department's code, such as `gongan`.
pub fn check_of(department: &str) -> Option<Perm> {
    CHECKS.iter().find(|(code, _)| *code == department).map(|(_, perm)| *perm)
}

/// The eight lanes: code of the department and its permission.
pub const CHECKS: [(&str, Perm); 8] = [
    ("gongan", CHECK_GONGAN),
    ("minzheng", CHECK_MINZHENG),
    ("ziran", CHECK_ZIRAN),
    ("renshe", CHECK_RENSHE),
    ("shuiwu", CHECK_SHUIWU),
    ("gongjijin", CHECK_GONGJIJIN),
    ("shijian", CHECK_SHIJIAN),
    ("zhujian", CHECK_ZHUJIAN),
];

/// What decides who is entitled. A bought-in operator may never hold one (建保〔2018〕92号).
pub const ELIGIBILITY: [Perm; 20] = [
    APPLICATION_TAKE,
    APPLICATION_DECIDE,
    APPLICATION_SIGN,
    APPLICATION_SAMPLE,
    CHECK_GONGAN,
    CHECK_MINZHENG,
    CHECK_ZIRAN,
    CHECK_RENSHE,
    CHECK_SHUIWU,
    CHECK_GONGJIJIN,
    CHECK_SHIJIAN,
    CHECK_ZHUJIAN,
    VISIT_DO,
    NOTICE_RELEASE,
    OBJECTION_HANDLE,
    WAITLIST_MANAGE,
    PACK_EDIT,
    PACK_CONFIRM,
    IMPORT_DO,
    IMPORT_CONFIRM,
];

/// What burdens a person. A bought-in operator may never hold one (建保〔2018〕92号).
pub const PENALTY: [Perm; 1] = [CREDIT_RECORD];

/// What every citizen may, for oneself or whoever one acts for.
pub const CITIZEN: &[Perm] = &[OWN_APPLY, OWN_SEE];
