//! 门牌 — the doors of oversight, hung in one place.

use kernel::Doors;
use kernel::actor::PUBLIC;
use people::perms::STATS_SEE;

use crate::statistics::{bulletin, bulletin_page, overview, overview_page};

/// Hangs the doors of this area.
pub fn doors(doors: &mut Doors) {
    figures(doors);
}

/// What everybody may count, and what leaders count.
fn figures(doors: &mut Doors) {
    doors.get("/api/v1/overview", STATS_SEE, "运行看板", overview::see);
    doors.get("/api/v1/statistics", PUBLIC, "统计公报", bulletin::see);
    doors.page("/desk/overview", STATS_SEE, "运行看板", overview_page::page).nav("监督", "运行看板", "");
    doors.page("/statistics", PUBLIC, "统计公报", bulletin_page::page);
}
