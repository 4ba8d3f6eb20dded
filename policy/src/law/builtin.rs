//! 内置规则包 — the packs that ship with the program.

use std::sync::{Arc, LazyLock};

use super::Law;
use crate::pack::{Pack, PackError};
use crate::statistic::Statistics;

/// Files of packs; national and provincial first.
const FILES: &[&str] = &[
    include_str!("../../packs/cn.toml"),
    include_str!("../../packs/jx-2019-4.toml"),
    include_str!("../../packs/jx-2025-12.toml"),
    include_str!("../../packs/nc-2014.toml"),
    include_str!("../../packs/nc-2024.toml"),
    include_str!("../../packs/jdz-2024.toml"),
    include_str!("../../packs/jj-2022.toml"),
    include_str!("../../packs/gz-2023.toml"),
    include_str!("../../packs/gx-2024.toml"),
    include_str!("../../packs/rj-2023.toml"),
    include_str!("../../packs/yc-2023.toml"),
    include_str!("../../packs/fz-2023.toml"),
    include_str!("../../packs/sr-2025.toml"),
];
const DEMO: &str = include_str!("../../packs/demo-gz.toml");
const STATISTICS: &str = include_str!("../../packs/statistics.toml");

static BUILTIN: LazyLock<Law> = LazyLock::new(|| {
    let mut law = Law::default();
    for text in FILES.iter().chain([&DEMO]) {
        match Pack::from_toml(text) {
            Ok(pack) => law.packs.push(Arc::new(pack)),
            Err(error) => law.unreadable.push(error),
        }
    }
    match toml::from_str::<Statistics>(STATISTICS) {
        Ok(statistics) => law.statistics = Arc::new(statistics),
        Err(error) => law.unreadable.push(PackError::Unreadable { why: error.to_string() }),
    }
    law
});

/// The built-in law, with or without its demonstration packs.
pub(super) fn law(demo: bool) -> Law {
    let mut law = BUILTIN.clone();
    law.demo = demo;
    if !demo {
        law.packs.retain(|pack| !pack.document().demo);
    }
    law
}
