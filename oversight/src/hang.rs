//! 门牌 — the doors of oversight, hung in one place.

use kernel::Doors;
use kernel::actor::PUBLIC;
use people::perms::{ARCHIVE_MAKE, AUDIT_SAMPLE, STATS_SEE, WAITLIST_MANAGE, WAITLIST_SEE};

use crate::archive::{archive_page, bundle, sample, sample_page};
use crate::civil::{self, civil_page};
use crate::statistics::{bulletin, bulletin_page, overview, overview_page};

/// Hangs the doors of this area.
pub fn doors(doors: &mut Doors) {
    figures(doors);
    archive(doors);
    civil(doors);
}

/// What everybody may count, and what leaders count.
fn figures(doors: &mut Doors) {
    doors.get("/api/v1/overview", STATS_SEE, "运行看板", overview::see);
    doors.get("/api/v1/statistics", PUBLIC, "统计公报", bulletin::see);
    doors.page("/desk/overview", STATS_SEE, "运行看板", overview_page::page).nav("监督", "运行看板", "");
    doors.page("/statistics", PUBLIC, "统计公报", bulletin_page::page);
}

/// What auditors ask for.
fn archive(doors: &mut Doors) {
    doors.get("/api/v1/bundles", ARCHIVE_MAKE, "一户一档", bundle::list);
    doors.post("/api/v1/bundles", ARCHIVE_MAKE, "制作一户一档（任务）", bundle::ask);
    doors.get("/api/v1/audit-samples", AUDIT_SAMPLE, "审计抽样", sample::list);
    doors.post("/api/v1/audit-samples", AUDIT_SAMPLE, "抽样", sample::draw);
    doors.get("/api/v1/audit-samples/{id}", AUDIT_SAMPLE, "一次审计抽样", sample::see);
    doors.post("/api/v1/audit-samples/{id}/rows/{seq}", AUDIT_SAMPLE, "抽样结论", sample::judge);
    doors.page("/desk/archive", ARCHIVE_MAKE, "一户一档", archive_page::page).nav("审计", "一户一档", "");
    doors.form("/desk/archive", ARCHIVE_MAKE, "制作一户一档", archive_page::form);
    doors.page("/desk/archive/{id}/file", ARCHIVE_MAKE, "下载一户一档", archive_page::file).sensitive();
    doors.page("/desk/audit-samples", AUDIT_SAMPLE, "审计抽样", sample_page::page).nav("审计", "审计抽样", "");
    doors.form("/desk/audit-samples", AUDIT_SAMPLE, "抽样", sample_page::form);
    doors.page("/desk/audit-samples/{id}", AUDIT_SAMPLE, "一次审计抽样", sample_page::one);
    doors.form("/desk/audit-samples/{id}", AUDIT_SAMPLE, "抽样结论", sample_page::judge);
}

/// Whom civil affairs names, and who is left out.
fn civil(doors: &mut Doors) {
    doors.get("/api/v1/civil-lists", WAITLIST_SEE, "民政名单", civil::list);
    doors.post("/api/v1/civil-lists", WAITLIST_MANAGE, "交来民政名单并比对", civil::take);
    doors.get("/api/v1/civil-lists/{id}", WAITLIST_SEE, "一份民政名单的比对", civil::compare);
    doors.post("/api/v1/civil-lists/{id}/rows/{seq}/owner", WAITLIST_MANAGE, "指定应保未保的责任人", civil::own);
    doors.page("/desk/civil-lists", WAITLIST_SEE, "民政名单比对", civil_page::page).nav("轮候", "民政名单", "");
    doors.form("/desk/civil-lists", WAITLIST_MANAGE, "交来民政名单", civil_page::form);
    doors.page("/desk/civil-lists/{id}", WAITLIST_SEE, "一份民政名单", civil_page::one);
    doors.form("/desk/civil-lists/{id}", WAITLIST_MANAGE, "指定应保未保的责任人", civil_page::own_form);
}
