//! 系统与审计的工作台 — pages that look over all areas: the audit record, and the lines to the outside.

use kernel::Doors;
use people::perms::{AUDIT_SEE, SYSTEM_MANAGE};

mod audit;
mod exchange;

/// Hangs the doors of this module.
pub fn doors(doors: &mut Doors) {
    doors.page("/desk/audit", AUDIT_SEE, "审计检索", audit::page).nav("审计", "审计检索", "").sensitive();
    doors.page("/desk/exchange", SYSTEM_MANAGE, "数据交换", exchange::page).nav("系统", "数据交换", "");
}
