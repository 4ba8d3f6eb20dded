//! 内存中的规则 — laws already read and sealed, held by what names their content.
//!
//! Both names are digests of content: a stamp of all confirmed revisions, or the digest of a kept
//! version. So several databases in one process never get each other's law, and nothing here can be stale.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use policy::Law;

/// More laws than this are not held; the oldest kinds are read again.
const LAWS_MOST: usize = 16;
/// Kept versions of one region each; small.
const VERSIONS_MOST: usize = 256;

static BUILTIN: LazyLock<Arc<Law>> = LazyLock::new(|| Arc::new(Law::builtin()));
static WITH_DEMO: LazyLock<Arc<Law>> = LazyLock::new(|| Arc::new(Law::with_demo()));
/// By whether the demonstration stands beside them, and by stamp.
type Laws = HashMap<(bool, String), Arc<Law>>;

static LAWS: LazyLock<Mutex<Laws>> = LazyLock::new(Mutex::default);
static VERSIONS: LazyLock<Mutex<HashMap<String, Arc<Law>>>> = LazyLock::new(Mutex::default);

/// What ships with the program.
pub(super) fn shipped(demo: bool) -> Arc<Law> {
    if demo { WITH_DEMO.clone() } else { BUILTIN.clone() }
}

/// The law of a stamp, if it has been read; the empty stamp is what ships.
pub(super) fn law(demo: bool, stamp: &str) -> Option<Arc<Law>> {
    if stamp.is_empty() {
        return Some(shipped(demo));
    }
    LAWS.lock().ok()?.get(&(demo, stamp.to_owned())).cloned()
}

/// Holds the law of a stamp.
pub(super) fn hold_law(demo: bool, stamp: &str, law: &Arc<Law>) {
    if let Ok(mut held) = LAWS.lock() {
        if LAWS_MOST <= held.len() {
            held.clear();
        }
        held.insert((demo, stamp.to_owned()), law.clone());
    }
}

/// A kept version, if it has been read.
pub(super) fn version(digest: &str) -> Option<Arc<Law>> {
    VERSIONS.lock().ok()?.get(digest).cloned()
}

/// Holds a kept version.
pub(super) fn hold_version(digest: &str, law: Law) -> Arc<Law> {
    let law = Arc::new(law);
    if let Ok(mut held) = VERSIONS.lock() {
        if VERSIONS_MOST <= held.len() {
            held.clear();
        }
        held.insert(digest.to_owned(), law.clone());
    }
    law
}
