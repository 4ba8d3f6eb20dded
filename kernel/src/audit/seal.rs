//! 封存 — puts new entries into the chains and signs where the chains stand.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::anchor::{self, Head};
use super::anchor_file;
use super::chain::{self, Hash, ID, entry_columns};
use crate::clock::text_of;
use crate::crypto::Keys;
use crate::db::{Db, Tx};
use crate::fail::Fail;

/// Most entries linked in one transaction; a writer on SQLite waits no longer than that takes.
const BATCH: i64 = 1_000;

/// Links written by one statement.
const LINKS: usize = 200;

/// Name of the lock under which chains grow, so that sealers in several processes take turns.
const LOCK: &str = "anju audit seal";

/// 封存器 — seals and anchors; run every minute or so, in as many processes as one likes.
#[derive(Debug, Clone)]
pub struct Sealer {
    /// File outside the database that anchors are appended to.
    pub file: Option<PathBuf>,
    /// An anchor is signed when this many entries wait for one.
    pub rows: i64,
    /// An anchor is signed when the oldest sealed entry has waited this long for one.
    pub every: SignedDuration,
}

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sealed {
    /// Entries put into chains.
    pub entries: u64,
    /// Anchors signed.
    pub anchors: u64,
}

impl Sealer {
    /// Anchors after 10,000 entries or 10 minutes, whichever comes first (S-47).
    pub fn new(file: Option<PathBuf>) -> Sealer {
        Sealer { file, rows: 10_000, every: SignedDuration::from_mins(10) }
    }

    /// Seals what waits, anchors when it is time, and brings the file up to date.
    ///
    /// `now` is real time. Stopped at any point, nothing is lost and the next run goes on.
    ///
    /// # Errors
    /// What the database says, or that the file cannot be written.
    pub async fn run(&self, db: &Db, keys: &Keys, now: Timestamp) -> Result<Sealed, Fail> {
        let mut done = Sealed::default();
        loop {
            let mut tx = db.begin().await?;
            tx.lock(LOCK).await?;
            let waiting = waiting(&mut tx).await?;
            let limit = BATCH.min(self.rows - waiting.entries).max(0);
            let linked = link_batch(&mut tx, limit, now).await?;
            let due = self.is_due(waiting.entries + linked, waiting.since.or((linked > 0).then_some(now)), now);
            if due {
                sign_anchor(&mut tx, keys, now).await?;
            }
            tx.commit().await?;
            done.entries += linked.unsigned_abs();
            done.anchors += u64::from(due);
            if linked < limit || limit == 0 && !due {
                break;
            }
        }
        if let Some(path) = &self.file {
            copy_anchors(db, path).await?;
        }
        Ok(done)
    }

    fn is_due(&self, entries: i64, since: Option<Timestamp>, now: Timestamp) -> bool {
        let old = since.is_some_and(|since| now.duration_since(since) >= self.every);
        entries > 0 && (entries >= self.rows || old)
    }
}

struct Waiting {
    entries: i64,
    since: Option<Timestamp>,
}

/// Links that no anchor covers yet.
async fn waiting(tx: &mut Tx) -> Result<Waiting, Fail> {
    let (entries, since): (i64, Option<String>) =
        sqlx::query_as("select cast(coalesce(sum(seq - anchored), 0) as bigint), min(waiting_since) from audit_head where seq > anchored")
            .fetch_one(tx.conn())
            .await?;
    Ok(Waiting { entries, since: since.and_then(|text| text.parse().ok()) })
}

/// Links up to `limit` entries that are visible and not yet linked; returns how many.
async fn link_batch(tx: &mut Tx, limit: i64, now: Timestamp) -> Result<i64, Fail> {
    // A note whose entry is already linked is stale or forged; it is skipped so that it cannot stop the sealing.
    let rows = sqlx::query(concat!(
        "select ",
        entry_columns!(),
        " from audit_unsealed u join audit_entry e on e.region = u.region and e.month = u.month and e.id = u.id \
         where not exists (select 1 from audit_seal s where s.region = u.region and s.month = u.month and s.entry_id = u.id) \
         order by u.region, u.month, u.id limit $1"
    ))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    for chain in rows.chunk_by(|a, b| region_of(a) == region_of(b)) {
        link_region(tx, chain, now).await?;
    }
    Ok(rows.len() as i64)
}

fn region_of(row: &AnyRow) -> Option<&str> {
    row.try_get(0).ok()
}

/// Appends entries of one region to its chain.
async fn link_region(tx: &mut Tx, rows: &[AnyRow], now: Timestamp) -> Result<(), Fail> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
    let region: &str = first.try_get(0)?;
    let mut head = head_of(tx, region).await?;
    let mut links = Vec::with_capacity(rows.len());
    for row in rows {
        let hash = chain::link(&head.hash, row, 0)?;
        head = Head { seq: head.seq + 1, hash, ..head };
        links.push(Link { seq: head.seq, month: row.try_get(1)?, entry: row.try_get(ID)?, hash });
    }
    for part in links.chunks(LINKS) {
        insert_links(tx, region, part).await?;
    }
    sqlx::query(
        "insert into audit_head (region, seq, hash, anchored, waiting_since) values ($1, $2, $3, 0, $4) \
         on conflict (region) do update set seq = excluded.seq, hash = excluded.hash, \
         waiting_since = coalesce(audit_head.waiting_since, excluded.waiting_since)",
    )
    .bind(region)
    .bind(head.seq)
    .bind(hex::encode(head.hash))
    .bind(text_of(now))
    .execute(tx.conn())
    .await?;
    let (month, id): (&str, &str) = (last.try_get(1)?, last.try_get(ID)?);
    drop_notes(tx, region, month, id).await
}

/// Takes away the notes of linked entries. An entry that became visible meanwhile keeps its note: it has no link.
async fn drop_notes(tx: &mut Tx, region: &str, month: &str, id: &str) -> Result<(), Fail> {
    sqlx::query(
        "delete from audit_unsealed where region = $1 and (month, id) <= ($2, $3) and exists (select 1 from audit_seal s \
         where s.region = audit_unsealed.region and s.month = audit_unsealed.month and s.entry_id = audit_unsealed.id)",
    )
    .bind(region)
    .bind(month)
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn head_of(tx: &mut Tx, region: &str) -> Result<Head, Fail> {
    let stored: Option<(i64, String)> =
        sqlx::query_as("select seq, hash from audit_head where region = $1").bind(region).fetch_optional(tx.conn()).await?;
    let (seq, hash) = match stored {
        Some((seq, hash)) => (seq, chain::parse(&hash).ok_or_else(|| Fail::bug(format!("audit_head of {region} is damaged")))?),
        None => (0, chain::genesis(region)),
    };
    Ok(Head { region: region.to_owned(), seq, hash })
}

struct Link<'a> {
    seq: i64,
    month: &'a str,
    entry: &'a str,
    hash: Hash,
}

async fn insert_links(tx: &mut Tx, region: &str, links: &[Link<'_>]) -> Result<(), Fail> {
    let mut text = String::from("insert into audit_seal (region, seq, month, entry_id, hash) values ");
    for at in 0..links.len() {
        let first = at * 4 + 2;
        let comma = if at == 0 { "" } else { ", " };
        text.push_str(&format!("{comma}($1, ${}, ${}, ${}, ${})", first, first + 1, first + 2, first + 3));
    }
    // Only placeholders were added to the text.
    let mut insert = sqlx::query(AssertSqlSafe(text)).bind(region);
    for link in links {
        insert = insert.bind(link.seq).bind(link.month).bind(link.entry).bind(hex::encode(link.hash));
    }
    insert.execute(tx.conn()).await?;
    Ok(())
}

/// Signs where every chain stands that grew since the last anchor.
async fn sign_anchor(tx: &mut Tx, keys: &Keys, now: Timestamp) -> Result<(), Fail> {
    let rows: Vec<(String, i64, String)> =
        sqlx::query_as("select region, seq, hash from audit_head where seq > anchored order by region").fetch_all(tx.conn()).await?;
    let mut heads = Vec::with_capacity(rows.len());
    for (region, seq, hash) in rows {
        let hash = chain::parse(&hash).ok_or_else(|| Fail::bug(format!("audit_head of {region} is damaged")))?;
        heads.push(Head { region, seq, hash });
    }
    let last: Option<(i64, String)> =
        sqlx::query_as("select number, line from audit_anchor order by number desc limit 1").fetch_optional(tx.conn()).await?;
    let (number, before) = last.map_or((1, anchor::NO_LINE.to_owned()), |(number, line)| (number + 1, anchor::name_of(&line)));
    let line = anchor::line(number, now, &before, &heads, keys.signer())?;
    sqlx::query("insert into audit_anchor (number, at, line) values ($1, $2, $3)")
        .bind(number)
        .bind(text_of(now))
        .bind(line)
        .execute(tx.conn())
        .await?;
    sqlx::query("update audit_head set anchored = seq, waiting_since = null where seq > anchored").execute(tx.conn()).await?;
    Ok(())
}

/// Appends the anchors the file does not have yet. Done after their commit: an anchor in the file that the database
/// lost is then always a sign of tampering, never of a transaction that failed.
async fn copy_anchors(db: &Db, path: &Path) -> Result<(), Fail> {
    let mut tx = db.begin().await?;
    tx.lock(LOCK).await?;
    let mut filed = in_background(path, anchor_file::last_number).await?;
    loop {
        let anchors: Vec<(i64, String)> = sqlx::query_as("select number, line from audit_anchor where number > $1 order by number limit 100")
            .bind(filed)
            .fetch_all(tx.conn())
            .await?;
        let Some((newest, _)) = anchors.last() else { break };
        filed = *newest;
        let lines: Vec<String> = anchors.into_iter().map(|(_, line)| line).collect();
        in_background(path, move |path| anchor_file::append(path, &lines)).await?;
    }
    tx.commit().await
}

async fn in_background<T: Send + 'static>(path: &Path, work: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static) -> Result<T, Fail> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || work(&path)).await.map_err(Fail::bug)?.map_err(Fail::bug)
}
