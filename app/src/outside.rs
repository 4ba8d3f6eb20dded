//! 外部系统 — the clients of everything outside, as this installation is connected.

use std::sync::Arc;

use anyhow::Context;
use exchange::Clock;
use exchange::departments::{Catalogue, Departments, Link};
use exchange::ganfutong::Ganfutong;
use exchange::sms::Sms;

use crate::config::Config;

/// The clients.
pub struct Outside {
    /// Departments' data services.
    pub departments: Departments,
    /// SMS gateway, where there is one.
    pub sms: Option<Sms>,
}

/// Real time, for signatures and tokens.
pub fn real_time() -> Clock {
    Arc::new(jiff::Timestamp::now)
}

impl Outside {
    /// Connects as configured; nothing is called yet.
    ///
    /// # Errors
    /// A sentence that names the address or key that cannot be right.
    pub fn connect(config: &Config) -> anyhow::Result<Outside> {
        let mut catalogue = Catalogue::default_rows()?;
        if let Some(path) = &config.departments {
            let text = std::fs::read_to_string(path).with_context(|| format!("部门目录 {} 读不出", path.display()))?;
            catalogue = catalogue.overlaid(&text)?;
        }
        entry::evidence::set_catalogue(catalogue.clone());
        let links = config.links.iter().cloned().map(Link::try_from).collect::<Result<Vec<_>, _>>()?;
        let departments = Departments::new(catalogue, links, real_time())?;
        let sms = config.sms.clone().map(Sms::new).transpose()?;
        if let Some(text) = config.ganfutong.clone() {
            // One provider for a process; a second start in the same process keeps the first.
            let _ = people::sign_in::GANFUTONG.set(Ganfutong::new(text)?);
        }
        Ok(Outside { departments, sms })
    }
}
