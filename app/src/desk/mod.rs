//! 系统与审计的工作台 — pages that look over all areas: the audit record, the lines to the outside, the jobs.

use kernel::Doors;
use kernel::actor::SIGNED_IN;
use people::perms::{AUDIT_SEE, SYSTEM_MANAGE};

mod audit;
mod exchange;
mod jobs;

/// Hangs the doors of this module.
pub fn doors(doors: &mut Doors) {
    doors.page("/desk/audit", AUDIT_SEE, "审计检索", audit::page).nav("审计", "审计检索", "").sensitive();
    doors.get("/api/v1/exchange", SYSTEM_MANAGE, "数据交换", exchange::see);
    doors.post("/api/v1/exchange/dead-letters/{id}/replay", SYSTEM_MANAGE, "重发一封放弃的信件", exchange::replay);
    doors.page("/desk/exchange", SYSTEM_MANAGE, "数据交换", exchange::page).nav("系统", "数据交换", "");
    doors.form("/desk/exchange/dead-letters/{id}", SYSTEM_MANAGE, "重发一封放弃的信件", exchange::replay_form);
    doors.get("/api/v1/jobs", SIGNED_IN, "任务", jobs::list);
    doors.page("/desk/jobs", SIGNED_IN, "任务中心", jobs::page).nav("工作台", "任务", "");
    doors.form("/desk/jobs/{id}/cancel", SIGNED_IN, "取消任务", jobs::cancel);
}
