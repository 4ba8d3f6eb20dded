//! 群众的门牌 — the pages of citizens and of the public, hung in one place.

use kernel::Doors;
use kernel::actor::PUBLIC;
use people::perms::{OWN_APPLY, OWN_SEE};

use crate::application::{contact_page, correct_page, sign_page, start_page};
use crate::case::{case_page, check_page, found_page, members_page, messages_page, my_page, queries_page};
use crate::change::{change_page, contact_page as reach_page};
use crate::complaint::complain_page;
use crate::decision::{letter_page, reconsider_page};
use crate::front::{care, home_page, texts_page};
use crate::notice::{notice_page, object_page};
use crate::paper::{papers_page, photo};
use crate::rights::{copy_page, rights_page};
use crate::waitlist::{look_up_page, rank_page};

/// Hangs the pages for people without a desk.
pub(crate) fn citizen(doors: &mut Doors) {
    open(doors);
    own(doors);
    draft(doors);
    later(doors);
    papers(doors);
    rights(doors);
    law::pack::guide::doors(doors);
}

/// What anyone may look at.
fn open(doors: &mut Doors) {
    doors.page("/", PUBLIC, "首页", home_page::page);
    doors.page("/care", PUBLIC, "关怀版开关", care::care);
    doors.page("/notices", PUBLIC, "正在公示", notice_page::list);
    doors.page("/notices/{id}", PUBLIC, "一份公示", notice_page::one);
    doors.page("/notices/{id}/object", PUBLIC, "提出异议", object_page::page);
    doors.form("/notices/{id}/object", PUBLIC, "提出异议", object_page::form);
    doors.page("/rank", PUBLIC, "查位次", look_up_page::page);
    doors.form("/rank", PUBLIC, "查位次", look_up_page::form);
    doors.page("/voice", PUBLIC, "意见投诉", texts_page::voice);
    doors.page("/complaints", PUBLIC, "查投诉", complain_page::look);
    doors.form("/complaints", PUBLIC, "查投诉", complain_page::look_form);
    doors.page("/complaints/new", PUBLIC, "意见投诉", complain_page::page);
    doors.form("/complaints/new", PUBLIC, "提交投诉", complain_page::form);
    doors.page("/privacy", PUBLIC, "隐私政策", texts_page::privacy);
    doors.page("/accessibility", PUBLIC, "无障碍说明", texts_page::accessibility);
}

/// The person's own shelf.
fn own(doors: &mut Doors) {
    doors.page("/my", OWN_SEE, "我的", my_page::page);
    doors.page("/my/messages", OWN_SEE, "我的消息", messages_page::page);
    doors.form("/my/messages/read", OWN_SEE, "消息全部标为已读", messages_page::read);
    doors.page("/my/queries", OWN_SEE, "谁查询过我", queries_page::page);
    doors.page("/my/letters/{id}", OWN_SEE, "打开文书", letter_page::page).sensitive();
}

/// From the first tap to the submitted application.
fn draft(doors: &mut Doors) {
    doors.page("/my/apply", OWN_APPLY, "申请前：会发生什么", start_page::page);
    doors.page("/my/apply/region", OWN_APPLY, "申请：选地区", start_page::region);
    doors.page("/my/apply/programme", OWN_APPLY, "申请：选保障方式", start_page::programme);
    doors.form("/my/apply", OWN_APPLY, "开始申请", start_page::form);
    doors.page("/my/applications/{id}/authorise", OWN_APPLY, "授权书", sign_page::authorise).sensitive();
    // Messages already sent lead here.
    doors.page("/my/applications/{id}/sign", OWN_APPLY, "授权书", sign_page::authorise).sensitive();
    doors.form("/my/applications/{id}/authorise", OWN_APPLY, "签署授权书", sign_page::authorise_form);
    doors.page("/my/applications/{id}/promise", OWN_APPLY, "承诺书", sign_page::promise).sensitive();
    doors.form("/my/applications/{id}/promise", OWN_APPLY, "签署承诺书", sign_page::promise_form);
    doors.page("/my/applications/{id}/found", OWN_SEE, "系统查到的情况", found_page::page).sensitive();
    doors.form("/my/applications/{id}/found", OWN_APPLY, "确认查到的情况", found_page::form);
    doors.page("/my/applications/{id}/wrong", OWN_APPLY, "说明哪里不对", found_page::wrong).sensitive();
    doors.form("/my/applications/{id}/wrong", OWN_APPLY, "说明哪里不对", found_page::wrong_form);
    doors.page("/my/applications/{id}/members", OWN_APPLY, "家庭成员", members_page::page).sensitive();
    doors.form("/my/applications/{id}/members", OWN_APPLY, "添加家庭成员", members_page::form);
    doors.form("/my/applications/{id}/members/found", OWN_APPLY, "添加查到的家人", members_page::found_form);
    doors.form("/my/applications/{id}/members/remove", OWN_APPLY, "移出家庭成员", members_page::remove_form);
    doors.page("/my/applications/{id}/contact", OWN_APPLY, "联系方式和住址", contact_page::page).sensitive();
    doors.form("/my/applications/{id}/contact", OWN_APPLY, "保存联系方式和住址", contact_page::form);
    doors.page("/my/applications/{id}/check", OWN_APPLY, "核对并提交", check_page::page).sensitive();
    doors.form("/my/applications/{id}/submit", OWN_APPLY, "提交申请", check_page::form);
    doors.page("/my/applications/{id}/done", OWN_SEE, "申请已提交", check_page::done);
}

/// What follows the submission.
fn later(doors: &mut Doors) {
    doors.page("/my/applications/{id}", OWN_SEE, "我的一个办件", case_page::page).sensitive();
    doors.page("/my/applications/{id}/withdraw", OWN_APPLY, "撤回申请", case_page::withdraw);
    doors.form("/my/applications/{id}/withdraw", OWN_APPLY, "撤回申请", case_page::withdraw_form);
    doors.page("/my/applications/{id}/correct", OWN_APPLY, "补正", correct_page::page).sensitive();
    doors.form("/my/applications/{id}/correct", OWN_APPLY, "提交补正", correct_page::form);
    doors.page("/my/applications/{id}/reconsider", OWN_APPLY, "申请复核", reconsider_page::page);
    doors.form("/my/applications/{id}/reconsider", OWN_APPLY, "申请复核", reconsider_page::form);
    doors.page("/my/applications/{id}/rank", OWN_SEE, "我的位次", rank_page::page);
    doors.page("/my/applications/{id}/give-up", OWN_APPLY, "放弃轮候", rank_page::give_up);
    doors.form("/my/applications/{id}/give-up", OWN_APPLY, "放弃轮候", rank_page::give_up_form);
}

/// Photos of what is missing.
fn papers(doors: &mut Doors) {
    doors.page("/my/applications/{id}/papers", OWN_SEE, "材料", papers_page::page).sensitive();
    doors.page("/my/applications/{id}/papers/{need}", OWN_APPLY, "一份材料", papers_page::one).sensitive();
    doors.upload_form("/my/applications/{id}/papers/{need}", OWN_APPLY, "上传材料", papers_page::form).prepare(photo::clean);
    doors.download("/my/papers/{id}", OWN_SEE, "打开自己的材料", papers_page::file);
    doors.form("/my/papers/{id}/remove", OWN_APPLY, "删除一份材料", papers_page::remove_form);
}

/// What changed, how to be reached, and what one may ask for as of right.
fn rights(doors: &mut Doors) {
    doors.page("/my/applications/{id}/changes", OWN_SEE, "报告过的变化", change_page::page).sensitive();
    doors.page("/my/applications/{id}/change", OWN_APPLY, "报告变化", change_page::new).sensitive();
    doors.form("/my/applications/{id}/change", OWN_APPLY, "报告变化", change_page::form);
    doors.form("/my/changes/{id}/withdraw", OWN_APPLY, "撤回报告的变化", change_page::withdraw_form);
    doors.page("/my/contact", OWN_APPLY, "联系方式", reach_page::page).sensitive();
    doors.form("/my/contact", OWN_APPLY, "修改联系方式", reach_page::form);
    doors.page("/my/rights", OWN_SEE, "我的信息和权利", rights_page::page).sensitive();
    doors.page("/my/rights/copy", OWN_SEE, "我的信息副本", copy_page::page).sensitive();
    doors.download("/my/rights/copy.json", OWN_SEE, "下载我的信息副本", copy_page::file);
    doors.page("/my/rights/explain", OWN_SEE, "为什么这样决定", copy_page::explain).sensitive();
    doors.page("/my/rights/ask/{kind}", OWN_APPLY, "提出权利请求", rights_page::new);
    doors.form("/my/rights/ask/{kind}", OWN_APPLY, "提出权利请求", rights_page::form);
    doors.form("/my/rights/{id}/withdraw", OWN_APPLY, "撤回权利请求", rights_page::withdraw_form);
    doors.page("/my/applications/{id}/consent", OWN_SEE, "收回授权", rights_page::consent);
    doors.form("/my/applications/{id}/consent", OWN_APPLY, "收回授权", rights_page::consent_form);
}
