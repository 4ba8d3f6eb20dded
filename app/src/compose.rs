//! 组装 — one kernel, all doors, all processes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use kernel::calendar::Calendar;
use kernel::clock::Clock;
use kernel::crypto::Keys;
use kernel::db::Db;
use kernel::doors::Table;
use kernel::id::Ids;
use kernel::{Act, Doors, Fail, Kernel, Settings};

use crate::config::Config;

/// What differs between an installation, the demo and a story.
pub struct Parts {
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
    /// Secret keys.
    pub keys: Keys,
    /// Folder of stored files.
    pub files: PathBuf,
    /// Time.
    pub clock: Clock,
    /// Ids.
    pub ids: Ids,
    /// Settings that pages need.
    pub settings: Settings,
}

/// Reads the key file, or makes it.
///
/// # Errors
/// A sentence when the file is not ours or may be read by others.
pub fn keys(path: &Path) -> anyhow::Result<Keys> {
    Ok(Keys::load_or_create(path)?)
}

/// The kernel of an installation or a demo: its own database and keys, the machine's time.
///
/// # Errors
/// What stands in the way of starting, as a sentence.
pub async fn installed(config: &Config, demo: bool) -> anyhow::Result<Arc<Kernel>> {
    let settings = Settings { public_url: config.public_url.clone(), demo, hotline: config.hotline.clone() };
    let (clock, ids) = (Clock::system(), Ids::system());
    let parts = Parts { database: config.database.clone(), keys: keys(&config.keys)?, files: config.files.clone(), clock, ids, settings };
    Ok(kernel(parts).await?)
}

/// Opens the database, brings it up to date, and hangs the doors.
///
/// # Errors
/// Refuses to serve on settings that could lose what was acknowledged.
pub async fn kernel(parts: Parts) -> Result<Arc<Kernel>, Fail> {
    let db = Db::open(&parts.database).await?;
    db.migrate().await?;
    let kernel = Arc::new(Kernel {
        db,
        clock: parts.clock,
        keys: parts.keys,
        files: kernel::file::Store::folder(&parts.files)?,
        calendar: Calendar::builtin(),
        ids: parts.ids,
        settings: parts.settings,
        identify: people::sign_in::identify,
        flows: &entry::FLOWS,
        doors: OnceLock::new(),
        bell: tokio::sync::Notify::new(),
    });
    let table = doors(kernel.settings.demo);
    // The kernel is new: nobody else can have set it.
    let _ = kernel.doors.set(table);
    let mut act = Act::system(&kernel, "start").await?;
    people::consent::publish_builtin(&mut act).await?;
    act.commit().await?;
    Ok(kernel)
}

/// Every door of the program; the demo has two more.
pub fn doors(demo: bool) -> Table {
    let mut doors = Doors::default();
    entry::doors(&mut doors);
    people::staff::doors(&mut doors);
    people::organisation::doors(&mut doors);
    people::session::doors(&mut doors);
    people::sign_in::doors(&mut doors);
    people::helping::doors(&mut doors);
    law::pack::doors(&mut doors);
    conduct::credit::doors(&mut doors);
    oversight::doors(&mut doors);
    crate::desk::doors(&mut doors);
    if demo {
        crate::demo::doors(&mut doors);
    }
    doors.finish()
}

/// The router of a kernel.
pub fn router(kernel: &Arc<Kernel>) -> axum::Router {
    let table = kernel.doors.get().cloned().unwrap_or_else(|| doors(kernel.settings.demo));
    kernel::doors::router(kernel.clone(), &table)
}
