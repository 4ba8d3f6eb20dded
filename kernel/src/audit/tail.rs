//! 尾部 — what no anchor protects yet, and how long it has been so.

use jiff::{SignedDuration, Timestamp};

use crate::db::Tx;
use crate::fail::{Code, Fail};

/// Sensitive writes are refused until the record is anchored again.
pub const STALE: Code = Code {
    status: 503,
    code: "audit.stale",
    title: "审计记录超过4小时未能封存，暂停敏感操作",
    next: "请联系系统管理员检查后台任务与锚文件所在磁盘，恢复后再试。",
};

/// From this age on an alarm is due (S-47).
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// From this age on sensitive writes are refused (S-47).
const STALE_AFTER: SignedDuration = SignedDuration::from_hours(4);

/// Entries that no anchor protects yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// Entries not yet in a chain.
    pub unsealed: u64,
    /// Entries in a chain but not yet under an anchor.
    pub unanchored: u64,
    /// Since when the oldest of them has been waiting.
    pub oldest: Option<Timestamp>,
}

/// How well the record keeps up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// As it should be.
    Fresh,
    /// Waiting for an hour or more: raise an alarm.
    Late,
    /// Waiting for four hours or more: refuse sensitive writes.
    Stale,
}

impl Tail {
    /// How well the record keeps up at `now`, real time.
    pub fn state(&self, now: Timestamp) -> Freshness {
        match self.oldest.map(|oldest| now.duration_since(oldest)) {
            Some(age) if age >= STALE_AFTER => Freshness::Stale,
            Some(age) if age >= LATE_AFTER => Freshness::Late,
            _ => Freshness::Fresh,
        }
    }
}

/// Counts what no anchor protects yet; reads only what waits.
///
/// # Errors
/// What the database says.
pub async fn tail(tx: &mut Tx) -> Result<Tail, Fail> {
    let (unsealed, written): (i64, Option<String>) =
        sqlx::query_as("select cast(count(*) as bigint), min(at) from audit_unsealed").fetch_one(tx.conn()).await?;
    let (unanchored, linked): (i64, Option<String>) =
        sqlx::query_as("select cast(coalesce(sum(seq - anchored), 0) as bigint), min(waiting_since) from audit_head where seq > anchored")
            .fetch_one(tx.conn())
            .await?;
    let oldest = [written, linked].into_iter().flatten().filter_map(|text| text.parse().ok()).min();
    Ok(Tail { unsealed: unsealed.unsigned_abs(), unanchored: unanchored.unsigned_abs(), oldest })
}

/// Asked before a sensitive write, at real time.
///
/// # Errors
/// [`STALE`] when entries have waited for an anchor for four hours.
pub async fn require_fresh(tx: &mut Tx, now: Timestamp) -> Result<(), Fail> {
    match tail(tx).await?.state(now) {
        Freshness::Stale => Err(STALE.into()),
        Freshness::Late | Freshness::Fresh => Ok(()),
    }
}
