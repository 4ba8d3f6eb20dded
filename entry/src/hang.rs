//! 门牌 — the doors of this area and its processes, hung in one place.

use kernel::actor::{PUBLIC, SIGNED_IN};
use kernel::flow::Flow;
use kernel::listing::Listing;
use kernel::{Doors, doors};
use people::perms::*;

use crate::application::{correction, details, members, start, submit};
use crate::change::{self, contact};
use crate::check::{CHECKS, batch, conclude, see};
use crate::decision::{letter, letter_register, reconsider, replay, replay_all, sample, sign};
use crate::notice::{object, public, release};
use crate::paper::{self, photo};
use crate::rights::{self, copy, erase};
use crate::visit;
use crate::waitlist::{must_cover, rank};
use crate::{application, case, complaint, duplicate, export, import, notice, waitlist};

/// Every process of this area.
pub static FLOWS: [&Flow; 21] = [
    &application::APPLICATION,
    &CHECKS[0],
    &CHECKS[1],
    &CHECKS[2],
    &CHECKS[3],
    &CHECKS[4],
    &CHECKS[5],
    &CHECKS[6],
    &CHECKS[7],
    &visit::VISIT,
    &notice::NOTICE,
    &notice::OBJECTION,
    &waitlist::WAITLIST,
    &law::pack::revision::PACK,
    &change::CHANGE,
    &rights::RIGHTS,
    &duplicate::DUPLICATE,
    &waitlist::concern::CONCERN,
    &complaint::COMPLAINT,
    &import::IMPORT,
    &export::EXPORT,
];

/// Every list that may be taken out as a file.
pub static LISTINGS: [&Listing; 8] = [
    &case::listing::CASES,
    &waitlist::listing::QUEUE,
    &waitlist::listing::MUST_COVER,
    &import::template::QUEUE,
    &notice::listing::ROWS,
    &notice::listing::OBJECTIONS,
    &export::AUDIT,
    &export::ACCOUNTS,
];

/// Hangs the doors for programs.
pub fn doors(doors: &mut Doors) {
    own(doors);
    desk(doors);
    duplicates(doors);
    keeping(doors);
    files(doors);
    open(doors);
    tables(doors);
    papers(doors);
    person(doors);
    crate::hang_desk::desk_pages(doors);
    crate::hang_citizen::citizen(doors);
}

/// What a citizen does about his own case; a window clerk does the same for him.
fn own(doors: &mut doors::Doors) {
    doors.post("/api/v1/applications", OWN_APPLY, "开始申请", start::start);
    doors.get("/api/v1/my/applications", OWN_SEE, "我的办件", case::my::list);
    doors.get("/api/v1/my/applications/{id}", OWN_SEE, "我的一个办件", case::my::see).sensitive();
    doors.get("/api/v1/my/messages", OWN_SEE, "我的消息", case::my::messages);
    doors.get("/api/v1/my/queries", OWN_SEE, "谁查询过我", case::my::queries);
    doors.get("/api/v1/applications/{id}/found", OWN_SEE, "系统已查到的情况", case::found::found).sensitive();
    doors.post("/api/v1/applications/{id}/sign", OWN_APPLY, "签署承诺书或授权书", submit::sign);
    doors.post("/api/v1/applications/{id}/members", OWN_APPLY, "增加共同申请人", members::add);
    doors.post("/api/v1/applications/{id}/members/{person_id}/remove", OWN_APPLY, "移出共同申请人", members::remove);
    doors.post("/api/v1/applications/{id}/details", OWN_APPLY, "填写联系方式等", details::details);
    doors.post("/api/v1/applications/{id}/confirm", OWN_APPLY, "确认或者提出异议", details::confirm);
    doors.post("/api/v1/applications/{id}/submit", OWN_APPLY, "提交申请", submit::submit);
    doors.post("/api/v1/applications/{id}/withdraw-consent", OWN_APPLY, "撤回本人的查询授权", submit::withdraw_consent);
    doors.post("/api/v1/applications/{id}/withdraw", OWN_APPLY, "撤回申请", submit::withdraw);
    doors.post("/api/v1/applications/{id}/answer-correction", OWN_APPLY, "补正说明", correction::answer);
    doors.post("/api/v1/applications/{id}/reconsider", OWN_APPLY, "申请复核", reconsider::ask);
    doors.get("/api/v1/applications/{id}/rank", OWN_SEE, "我的位次", rank::mine);
    doors.post("/api/v1/waitlist/{id}/give-up", OWN_APPLY, "放弃轮候", rank::leave);
    doors.post("/api/v1/letters/{id}/open", OWN_SEE, "打开送达的文书", letter::opened_by_person);
}

/// What staff does.
fn desk(doors: &mut doors::Doors) {
    doors.get("/api/v1/applications", APPLICATION_SEE, "办件列表", case::list::list);
    doors.get("/api/v1/applications/{id}", APPLICATION_SEE, "案卷", case::file::see).sensitive();
    doors.post("/api/v1/intake/look", APPLICATION_TAKE, "受理前核对", case::intake_look::look);
    doors.post("/api/v1/applications/{id}/ask-correction", APPLICATION_SEE, "一次性告知补正", correction::ask);
    doors.post("/api/v1/applications/{id}/not-accept", APPLICATION_TAKE, "不予受理", correction::not_accept);
    doors.post("/api/v1/applications/{id}/propose", APPLICATION_DECIDE, "拟定决定", sign::propose);
    doors.post("/api/v1/applications/{id}/sign-decision", APPLICATION_SIGN, "签发或退回", sign::sign);
    doors.post("/api/v1/applications/{id}/answer-reconsideration", APPLICATION_SIGN, "答复复核", reconsider::answer);
    doors.get("/api/v1/lanes/{id}", LANE_SEE, "一条核查", see::see).sensitive();
    doors.post("/api/v1/lanes/agree", LANE_SEE, "批量核验一致（任务）", batch::ask);
    doors.post("/api/v1/lanes/{id}/conclude", LANE_SEE, "核验结论", conclude::conclude);
    doors.post("/api/v1/visits/{id}/report", VISIT_DO, "入户调查表", visit::report);
    doors.post("/api/v1/visits/{id}/reassign", CASE_REASSIGN, "改派入户调查", visit::reassign);
    doors.get("/api/v1/samples", APPLICATION_SAMPLE, "待抽查的自动认定", sample::list);
    doors.post("/api/v1/samples/{id}", APPLICATION_SAMPLE, "抽查结论", sample::sample);
    doors.get("/api/v1/decisions/{id}/replay", APPLICATION_SEE, "复算一个决定", replay::replay);
    doors.post("/api/v1/replays", EVIDENCE_SEE, "复算全部决定（任务）", replay_all::ask);
    doors.get("/api/v1/jobs/{id}", SIGNED_IN, "任务进度", replay_all::watch);
    doors.post("/api/v1/jobs/{id}/cancel", SIGNED_IN, "取消任务", replay_all::cancel);
    doors.get("/api/v1/letters/{id}", APPLICATION_SEE, "文书", letter::read).sensitive();
    doors.post("/api/v1/letters/{id}/deliver", APPLICATION_SEE, "登记送达", letter::deliver);
    doors.get("/api/v1/notices/{id}/preview", NOTICE_SEE, "公示预览", release::preview);
    doors.post("/api/v1/notices/{id}/release", NOTICE_RELEASE, "发布公示", release::release);
    doors.post("/api/v1/notices/{id}/discard", NOTICE_MAKE, "作废公示", release::discard);
    doors.get("/api/v1/objections/{id}", OBJECTION_HANDLE, "一件异议", object::see).sensitive();
    doors.post("/api/v1/objections/{id}/conclude", OBJECTION_HANDLE, "异议结论", object::conclude);
    doors.get("/api/v1/complaints/{id}", COMPLAINT_HANDLE, "一件投诉", complaint::see).sensitive();
    doors.post("/api/v1/complaints/{id}/handle", COMPLAINT_HANDLE, "办理投诉", complaint::handle);
    doors.get("/api/v1/waitlist", WAITLIST_SEE, "轮候册", waitlist::list::list);
    doors.post("/api/v1/waitlist/{id}/owner", WAITLIST_MANAGE, "指定应保尽保责任人", must_cover::own);
    doors.post("/api/v1/waitlist/{id}/strike", WAITLIST_MANAGE, "退出轮候", rank::leave);
    doors.get("/api/v1/inbox", SIGNED_IN, "待办", kernel::flow::inbox);
    doors.post("/api/v1/people/{id}/unmask", PERSON_UNMASK, "查看完整信息", people::household::unmask);
}

/// Tables that come in and lists that go out.
fn tables(doors: &mut doors::Doors) {
    doors.download("/api/v1/imports/template", IMPORT_DO, "导入模板", import::template::download);
    doors.upload("/api/v1/imports", IMPORT_DO, "上传轮候册（检查，不导入）", import::upload::upload);
    doors.post("/api/v1/imports/paste", IMPORT_DO, "粘贴轮候册（检查，不导入）", import::upload::paste);
    doors.get("/api/v1/imports", IMPORT_SEE, "导入批次", import::list);
    doors.get("/api/v1/imports/{id}", IMPORT_SEE, "一个导入批次", import::see);
    doors.get("/api/v1/imports/{id}/faults", IMPORT_SEE, "一个批次中有问题的行", import::faults);
    doors.download("/api/v1/imports/{id}/errors", IMPORT_SEE, "带错误说明的表格", import::report::download);
    doors.post("/api/v1/imports/{id}/confirm", IMPORT_CONFIRM, "确认导入", import::confirm);
    doors.post("/api/v1/imports/{id}/cancel", IMPORT_DO, "取消导入批次", import::cancel);
    doors.get("/api/v1/listings", SIGNED_IN, "可以导出的清单", export::listings);
    doors.post("/api/v1/exports", SIGNED_IN, "申请导出", export::ask);
    doors.get("/api/v1/exports", SIGNED_IN, "我的导出和待我审批的导出", export::list);
    doors.get("/api/v1/exports/{id}", SIGNED_IN, "一个导出", export::see);
    doors.post("/api/v1/exports/{id}/judge", SIGNED_IN, "审批导出", export::judge);
    doors.download("/api/v1/exports/{id}/file", SIGNED_IN, "下载导出的文件", export::download);
}

/// The case file, and whose work it is.
fn files(doors: &mut doors::Doors) {
    use application::hold;
    use case::{beside, handover, note, story};
    doors.get("/api/v1/applications/{id}/story", APPLICATION_SEE, "全程记录", story::story).sensitive();
    doors.get("/api/v1/applications/{id}/beside", EVIDENCE_SEE, "两个部门的答复对照", beside::beside).sensitive();
    doors.post("/api/v1/applications/{id}/hold", APPLICATION_DECIDE, "中止办理", hold::hold);
    doors.post("/api/v1/applications/{id}/resume", APPLICATION_DECIDE, "恢复办理", hold::resume);
    doors.post("/api/v1/applications/{id}/notes", APPLICATION_SEE, "添办案记录", note::add);
    doors.get("/api/v1/letters", APPLICATION_SEE, "送达登记簿", letter_register::register);
    doors.get("/api/v1/samples/results", APPLICATION_SAMPLE, "抽查结果", sample::results);
    doors.get("/api/v1/handovers", CASE_REASSIGN, "同事承办的事项", handover::holds);
    doors.post("/api/v1/handovers", CASE_REASSIGN, "移交同事承办的事项", handover::hand_over);
    doors.get("/api/v1/absences", SIGNED_IN, "休假代班", handover::absences);
    doors.post("/api/v1/absences", SIGNED_IN, "登记休假", handover::away);
    doors.post("/api/v1/absences/{id}/end", SIGNED_IN, "提前结束休假", handover::back);
}

/// The keeping of the queue.
fn keeping(doors: &mut doors::Doors) {
    use waitlist::{ageing, concern, overtaking, snapshot};
    doors.get("/api/v1/waitlist/alerts", WAITLIST_SEE, "轮候预警", ageing::alerts);
    doors.get("/api/v1/waitlist/overtaking", WAITLIST_SEE, "越位报告", overtaking::report);
    doors.get("/api/v1/waitlist/snapshots", WAITLIST_SEE, "轮候快照", snapshot::list);
    doors.post("/api/v1/waitlist/snapshots", WAITLIST_MANAGE, "冻结轮候册", snapshot::freeze);
    doors.get("/api/v1/waitlist/snapshots/{id}", WAITLIST_SEE, "一份轮候快照", snapshot::open);
    doors.post("/api/v1/waitlist/snapshots/{id}/verify", WAITLIST_SEE, "核验轮候快照", snapshot::verify);
    doors.get("/api/v1/waitlist/concerns", WAITLIST_SEE, "轮候家庭变故", concern::list);
    doors.get("/api/v1/waitlist/concerns/{id}", WAITLIST_SEE, "一件轮候家庭变故", concern::see).sensitive();
    doors.post("/api/v1/waitlist/concerns/{id}/conclude", WAITLIST_MANAGE, "核实变故：退出、承继或者继续", concern::conclude);
    doors.post("/api/v1/waitlist/{id}/recheck", WAITLIST_MANAGE, "再次向公安核实轮候家庭", concern::recheck);
}

/// Duplicates: what is found, a person's verdict, the other county.
fn duplicates(doors: &mut doors::Doors) {
    doors.get("/api/v1/duplicates", EVIDENCE_SEE, "查重线索", duplicate::see::list);
    doors.get("/api/v1/duplicates/{id}", EVIDENCE_SEE, "一条查重线索", duplicate::see::see).sensitive();
    doors.post("/api/v1/duplicates/{id}/judge", APPLICATION_DECIDE, "查重判断", duplicate::judge::judge);
    doors.post("/api/v1/duplicates/{id}/request", APPLICATION_DECIDE, "请对方地区判断", duplicate::judge::request);
    doors.post("/api/v1/duplicates/run", APPLICATION_DECIDE, "全面查重（任务）", duplicate::run::ask);
}

/// What anyone may see and do.
fn open(doors: &mut doors::Doors) {
    doors.get("/api/v1/consent-texts/{kind}", PUBLIC, "承诺书和授权书文本", people::consent::read);
    doors.get("/api/v1/notices", PUBLIC, "正在公示", public::list);
    doors.get("/api/v1/notices/{id}", PUBLIC, "一份公示", public::one);
    doors.post("/api/v1/notices/{id}/objections", PUBLIC, "提出异议", object::object);
    doors.post("/api/v1/complaints", PUBLIC, "意见投诉", complaint::complain);
    doors.get("/api/v1/complaints/look-up", PUBLIC, "按编号和查询码查投诉", complaint::look_up);
    doors.get("/api/v1/rank", PUBLIC, "按编号查询位次", rank::look_up);
}

/// Photos of what is missing: handed in, taken away, looked at.
fn papers(doors: &mut doors::Doors) {
    doors.get("/api/v1/applications/{id}/papers", OWN_SEE, "材料清单", paper::list).sensitive();
    doors.upload("/api/v1/applications/{id}/papers/{need}", OWN_APPLY, "上传材料", paper::add).prepare(photo::clean);
    doors.post("/api/v1/papers/{id}/remove", OWN_APPLY, "删除一份材料", paper::remove);
    doors.get("/api/v1/applications/{id}/papers-given", APPLICATION_SEE, "办件已交的材料", paper::seen).sensitive();
    doors.get("/api/v1/lanes/{id}/papers", LANE_SEE, "一条核查的材料", paper::of_lane).sensitive();
}

/// What a person reports about himself, and asks for as of right.
fn person(doors: &mut doors::Doors) {
    doors.get("/api/v1/applications/{id}/changes", OWN_SEE, "报告过的情况变更", change::list).sensitive();
    doors.post("/api/v1/applications/{id}/changes", OWN_APPLY, "报告情况变更", change::report);
    doors.post("/api/v1/changes/{id}/withdraw", OWN_APPLY, "撤回情况变更", change::withdraw);
    doors.get("/api/v1/changes/{id}", APPLICATION_DECIDE, "一项情况变更", change::see).sensitive();
    doors.post("/api/v1/changes/{id}/decide", APPLICATION_DECIDE, "情况变更的结论", change::decide);
    doors.get("/api/v1/my/contact", OWN_SEE, "我的联系方式", contact::see).sensitive();
    doors.post("/api/v1/my/contact", OWN_APPLY, "修改联系方式", contact::change);
    doors.get("/api/v1/my/copy", OWN_SEE, "我的全部信息（副本）", copy::copy).sensitive();
    doors.get("/api/v1/my/rights", OWN_SEE, "我的权利请求", rights::mine).sensitive();
    doors.post("/api/v1/my/rights", OWN_APPLY, "提出更正、删除或解释请求", rights::ask);
    doors.post("/api/v1/rights/{id}/withdraw", OWN_APPLY, "撤回权利请求", rights::withdraw);
    doors.get("/api/v1/rights/{id}", APPLICATION_SEE, "一件权利请求", rights::see).sensitive();
    doors.post("/api/v1/rights/{id}/decide", APPLICATION_DECIDE, "答复权利请求", rights::decide);
    doors.post("/api/v1/rights/{id}/sign-erasure", APPLICATION_SIGN, "签批删除个人信息", erase::sign);
}
