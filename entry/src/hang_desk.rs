//! 工作台的门牌 — the pages of staff, each only with its permission, hung in one place.

use kernel::Doors;
use kernel::actor::SIGNED_IN;
use people::perms::*;

use crate::case::{act_page, bench_page, compare_page, file_page, handover_page, intake_case_page, intake_look, intake_page, list_page, search_page};
use crate::change::desk_change_page;
use crate::check::{batch_page, queue_page};
use crate::complaint::desk_complaint_page;
use crate::decision::{register_page, sample_page};
use crate::duplicate::duplicate_page;
use crate::export::export_page;
use crate::import::import_page;
use crate::notice::{desk_notice_page, desk_objection_page};
use crate::paper::{desk_papers_page, photo};
use crate::rights::desk_rights_page;
use crate::visit::visit_page;
use crate::waitlist::keeping_page;
use crate::waitlist::queue_page as waiting_page;

/// Hangs the pages of the desks.
pub(crate) fn desk_pages(doors: &mut Doors) {
    bench(doors);
    window(doors);
    cases(doors);
    checks(doors);
    publicity(doors);
    tables(doors);
    papers(doors);
    people_ask(doors);
    duplicates(doors);
    keeping(doors);
    files(doors);
}

/// What everybody on the staff opens first.
fn bench(doors: &mut Doors) {
    doors.page("/desk", SIGNED_IN, "工作台", bench_page::page).nav("工作台", "工作台", "");
    doors.page("/desk/inbox", SIGNED_IN, "待办", bench_page::inbox);
    doors.page("/desk/search", SIGNED_IN, "查找", search_page::page).sensitive();
    doors.form("/desk/search", SIGNED_IN, "查找（号码不留在地址里）", search_page::page);
    doors.page("/desk/keys", SIGNED_IN, "键盘快捷键", bench_page::keys);
}

/// The case file and what is done on it.
fn cases(doors: &mut Doors) {
    doors.page("/desk/applications", APPLICATION_SEE, "办件列表", list_page::page).nav("审核", "办件", "application");
    doors.page("/desk/applications/{id}", APPLICATION_SEE, "案卷", file_page::page).sensitive();
    doors.form("/desk/applications/{id}/ask-correction", APPLICATION_SEE, "一次性告知补正", act_page::ask_correction);
    doors.form("/desk/applications/{id}/not-accept", APPLICATION_TAKE, "不予受理", act_page::not_accept);
    doors.form("/desk/applications/{id}/propose", APPLICATION_DECIDE, "拟定决定", act_page::propose);
    doors.form("/desk/applications/{id}/sign", APPLICATION_SIGN, "签发或退回", act_page::sign);
    doors.form("/desk/applications/{id}/answer-reconsideration", APPLICATION_SIGN, "答复复核", act_page::answer);
    doors.form("/desk/applications/{id}/unmask", PERSON_UNMASK, "查看完整信息", act_page::reveal);
    doors.page("/desk/letters/{id}", APPLICATION_SEE, "文书", act_page::letter).sensitive();
    doors.form("/desk/letters/{id}/deliver", APPLICATION_SEE, "登记送达", act_page::deliver);
}

/// What the window does with a person before it.
fn window(doors: &mut Doors) {
    doors.page("/desk/intake", APPLICATION_TAKE, "窗口受理", intake_page::page).nav("受理", "窗口受理", "");
    doors.form("/desk/intake", APPLICATION_TAKE, "窗口开始受理", intake_page::form);
    doors.form("/desk/intake/look", APPLICATION_TAKE, "受理前核对", intake_look::live);
    doors.page("/desk/intake/{id}", APPLICATION_TAKE, "窗口办理中", intake_case_page::page).sensitive();
    doors.form("/desk/intake/{id}/contact", APPLICATION_TAKE, "窗口填写联系方式", intake_case_page::contact);
    doors.form("/desk/intake/{id}/members", APPLICATION_TAKE, "窗口增加成员", intake_case_page::add);
    doors.form("/desk/intake/{id}/members/known", APPLICATION_TAKE, "窗口增加登记上的家人", intake_case_page::add_known);
    doors.form("/desk/intake/{id}/members/remove", APPLICATION_TAKE, "窗口移出成员", intake_case_page::remove);
    doors.form("/desk/intake/{id}/sign", APPLICATION_TAKE, "成员在窗口签署", intake_case_page::sign);
    doors.form("/desk/intake/{id}/submit", APPLICATION_TAKE, "窗口提交申请", intake_case_page::hand_in);
    doors.form("/desk/intake/{id}/withdraw", APPLICATION_TAKE, "窗口撤回申请", intake_case_page::withdraw);
    doors.page("/desk/intake/{id}/receipt", APPLICATION_TAKE, "打印回执", intake_case_page::receipt).sensitive();
    doors.page("/desk/intake/{id}/correction", APPLICATION_TAKE, "打印补正告知书", intake_case_page::correction_letter).sensitive();
    doors.page("/desk/intake/{id}/not-accepted", APPLICATION_TAKE, "打印不予受理通知书", intake_case_page::not_accepted_letter).sensitive();
}

/// Lanes, visits and samples.
fn checks(doors: &mut Doors) {
    doors.page("/desk/lanes", LANE_SEE, "部门核查", queue_page::page).nav("审核", "部门核查", "check");
    doors.form("/desk/lanes/batch", LANE_SEE, "批量核验一致（任务）", batch_page::form);
    doors.page("/desk/lanes/batches/{id}", LANE_SEE, "批量核验的进度", batch_page::page);
    doors.page("/desk/lanes/{id}", LANE_SEE, "一条核查", queue_page::one).sensitive();
    doors.form("/desk/lanes/{id}", LANE_SEE, "核验结论", queue_page::form);
    doors.page("/desk/visits", VISIT_DO, "入户调查", visit_page::list).nav("审核", "入户调查", "visit");
    doors.page("/desk/visits/{id}", VISIT_DO, "一次入户调查", visit_page::page).sensitive();
    doors.form("/desk/visits/{id}", VISIT_DO, "提交调查表", visit_page::form);
    doors.page("/desk/visits/{id}/reassign", CASE_REASSIGN, "改派入户调查", visit_page::give);
    doors.form("/desk/visits/{id}/reassign", CASE_REASSIGN, "改派入户调查", visit_page::give_form);
    doors.page("/desk/samples", APPLICATION_SAMPLE, "抽查自动认定", sample_page::page).nav("审核", "抽查", "");
    doors.form("/desk/samples/{id}", APPLICATION_SAMPLE, "抽查结论", sample_page::form);
}

/// Notices, objections and the waiting list.
fn publicity(doors: &mut Doors) {
    doors.page("/desk/notices", NOTICE_SEE, "公示", desk_notice_page::list).nav("公示", "公示", "notice");
    doors.page("/desk/notices/{id}", NOTICE_SEE, "一份公示", desk_notice_page::page);
    doors.form("/desk/notices/{id}/release", NOTICE_RELEASE, "发布公示", desk_notice_page::release_form);
    doors.form("/desk/notices/{id}/discard", NOTICE_MAKE, "作废公示", desk_notice_page::discard_form);
    doors.page("/desk/objections", OBJECTION_HANDLE, "公示异议", desk_objection_page::list).nav("公示", "异议", "objection");
    doors.page("/desk/objections/{id}", OBJECTION_HANDLE, "一件异议", desk_objection_page::page).sensitive();
    doors.form("/desk/objections/{id}", OBJECTION_HANDLE, "异议结论", desk_objection_page::form);
    doors.page("/desk/complaints", COMPLAINT_HANDLE, "意见投诉", desk_complaint_page::list).nav("监督", "意见投诉", "complaint");
    doors.page("/desk/complaints/{id}", COMPLAINT_HANDLE, "一件投诉", desk_complaint_page::page).sensitive();
    doors.form("/desk/complaints/{id}", COMPLAINT_HANDLE, "办理投诉", desk_complaint_page::form);
    doors.page("/desk/waitlist", WAITLIST_SEE, "轮候册", waiting_page::page).nav("轮候", "轮候册", "");
    doors.page("/desk/waitlist/{id}", WAITLIST_SEE, "一户轮候", waiting_page::one);
    doors.form("/desk/waitlist/{id}/strike", WAITLIST_MANAGE, "退出轮候", waiting_page::strike);
    doors.page("/desk/must-cover", WAITLIST_MANAGE, "应保尽保", waiting_page::must_cover).nav("轮候", "应保尽保", "");
    doors.form("/desk/must-cover/{id}", WAITLIST_MANAGE, "指定应保尽保责任人", waiting_page::own_form);
}

/// Tables that come in and lists that go out.
fn tables(doors: &mut Doors) {
    doors.page("/desk/import", IMPORT_SEE, "导入历史轮候册", import_page::list).nav("轮候", "导入", "import");
    doors.download("/desk/import/template", IMPORT_DO, "下载导入模板", crate::import::template::download);
    doors.upload_form("/desk/import", IMPORT_DO, "上传轮候册", import_page::upload_form);
    doors.form("/desk/import/paste", IMPORT_DO, "粘贴轮候册", import_page::paste_form);
    doors.page("/desk/import/{id}", IMPORT_SEE, "一个导入批次", import_page::one);
    doors.download("/desk/import/{id}/errors", IMPORT_SEE, "下载带错误说明的表格", crate::import::report::download);
    doors.form("/desk/import/{id}/confirm", IMPORT_CONFIRM, "确认导入", import_page::confirm_form);
    doors.form("/desk/import/{id}/cancel", IMPORT_DO, "取消导入批次", import_page::cancel_form);
    doors.page("/desk/exports", SIGNED_IN, "导出", export_page::list).nav("工作台", "导出", "export");
    doors.page("/desk/exports/new", SIGNED_IN, "申请导出", export_page::begin);
    doors.form("/desk/exports", SIGNED_IN, "申请导出", export_page::form);
    doors.page("/desk/exports/{id}", SIGNED_IN, "一个导出", export_page::one);
    doors.form("/desk/exports/{id}/judge", SIGNED_IN, "审批导出", export_page::judge_form);
    doors.download("/desk/exports/{id}/file", SIGNED_IN, "下载导出的文件", crate::export::download);
}

/// What was handed in, for whoever decides and for the reviewer of the lane.
fn papers(doors: &mut Doors) {
    doors.page("/desk/applications/{id}/papers", APPLICATION_SEE, "办件的材料", desk_papers_page::page).sensitive();
    doors.upload_form("/desk/applications/{id}/papers", APPLICATION_TAKE, "窗口代为上传材料", desk_papers_page::form).prepare(photo::clean);
    doors.page("/desk/lanes/{id}/papers", LANE_SEE, "一条核查的材料", desk_papers_page::lane).sensitive();
    doors.download("/desk/papers/{id}", APPLICATION_SEE, "打开一份材料", desk_papers_page::file);
    doors.download("/desk/lane-papers/{id}", LANE_SEE, "打开一条核查的一份材料", desk_papers_page::file);
}

/// What households report, and what people ask for as of right.
fn people_ask(doors: &mut Doors) {
    doors.page("/desk/changes", APPLICATION_DECIDE, "情况变更", desk_change_page::list).nav("审核", "情况变更", "change");
    doors.page("/desk/changes/{id}", APPLICATION_DECIDE, "一项情况变更", desk_change_page::page).sensitive();
    doors.form("/desk/changes/{id}", APPLICATION_DECIDE, "情况变更的结论", desk_change_page::form);
    doors.page("/desk/rights", APPLICATION_SEE, "权利请求", desk_rights_page::list).nav("审核", "权利请求", "rights");
    doors.page("/desk/rights/{id}", APPLICATION_SEE, "一件权利请求", desk_rights_page::page).sensitive();
    doors.form("/desk/rights/{id}", APPLICATION_DECIDE, "答复权利请求", desk_rights_page::form);
    doors.form("/desk/rights/{id}/sign", APPLICATION_SIGN, "签批删除个人信息", desk_rights_page::sign_form);
}

/// Hits to be judged.
fn duplicates(doors: &mut Doors) {
    doors.page("/desk/duplicates", EVIDENCE_SEE, "查重", duplicate_page::page).nav("审核", "查重", "duplicate");
    doors.form("/desk/duplicates/run", APPLICATION_DECIDE, "全面查重", duplicate_page::run_form);
    doors.page("/desk/duplicates/{id}", EVIDENCE_SEE, "一条查重线索", duplicate_page::one).sensitive();
    doors.form("/desk/duplicates/{id}/judge", APPLICATION_DECIDE, "查重判断", duplicate_page::judge_form);
    doors.form("/desk/duplicates/{id}/request", APPLICATION_DECIDE, "请对方地区判断", duplicate_page::request_form);
}

/// The keeping of the queue.
fn keeping(doors: &mut Doors) {
    doors.page("/desk/waitlist/alerts", WAITLIST_SEE, "轮候预警", keeping_page::alerts_page).nav("轮候", "轮候预警", "");
    doors.page("/desk/waitlist/overtaking", WAITLIST_SEE, "越位报告", keeping_page::overtaking_page).nav("轮候", "越位报告", "");
    doors.page("/desk/waitlist/snapshots", WAITLIST_SEE, "轮候快照", keeping_page::snapshots).nav("轮候", "轮候快照", "");
    doors.form("/desk/waitlist/snapshots", WAITLIST_MANAGE, "冻结轮候册", keeping_page::freeze_form);
    doors.page("/desk/waitlist/snapshots/{id}", WAITLIST_SEE, "一份轮候快照", keeping_page::snapshot_page);
    doors.page("/desk/waitlist/snapshots/{id}/download", WAITLIST_SEE, "下载轮候快照", keeping_page::download);
    doors.form("/desk/waitlist/snapshots/{id}/verify", WAITLIST_SEE, "核验轮候快照", keeping_page::verify_form);
    doors.page("/desk/waitlist/concerns", WAITLIST_MANAGE, "轮候家庭变故", keeping_page::concerns).nav("轮候", "家庭变故", "waitlist_concern");
    doors.page("/desk/waitlist/concerns/{id}", WAITLIST_MANAGE, "一件轮候家庭变故", keeping_page::concern_page).sensitive();
    doors.form("/desk/waitlist/concerns/{id}", WAITLIST_MANAGE, "核实变故", keeping_page::conclude_form);
    doors.form("/desk/waitlist/{id}/recheck", WAITLIST_MANAGE, "再次向公安核实", keeping_page::recheck_form);
}

/// The case file, and whose work it is.
fn files(doors: &mut Doors) {
    doors.page("/desk/applications/{id}/compare", EVIDENCE_SEE, "对照证据和提交", compare_page::page).sensitive();
    doors.form("/desk/applications/{id}/hold", APPLICATION_DECIDE, "中止办理", act_page::hold);
    doors.form("/desk/applications/{id}/resume", APPLICATION_DECIDE, "恢复办理", act_page::resume);
    doors.form("/desk/applications/{id}/notes", APPLICATION_SEE, "添办案记录", act_page::add_note);
    doors.page("/desk/letters", APPLICATION_SEE, "送达登记簿", register_page::page).nav("审核", "送达登记簿", "");
    doors.page("/desk/samples/results", APPLICATION_SAMPLE, "抽查结果", sample_page::results_page);
    doors.page("/desk/handover", CASE_REASSIGN, "工作交接", handover_page::page).nav("工作台", "工作交接", "");
    doors.form("/desk/handover", CASE_REASSIGN, "工作交接", handover_page::form);
    doors.page("/desk/absences", SIGNED_IN, "休假代班", handover_page::absences_page).nav("工作台", "休假代班", "");
    doors.form("/desk/absences", SIGNED_IN, "登记休假", handover_page::away_form);
    doors.form("/desk/absences/{id}/end", SIGNED_IN, "提前结束休假", handover_page::end_form);
}
