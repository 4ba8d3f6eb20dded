//! 核验 — walks the whole record again and says what is not as it was.
//!
//! Everything is streamed: memory holds one row at a time and 48 bytes for each chain named by each anchor.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use futures::TryStreamExt as _;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::anchor::{self, Anchor};
use super::anchor_file::Lines;
use super::chain::{self, Hash, entry_columns};
use super::fault::{Fault, Report};
use crate::crypto::PublicKey;
use crate::db::Tx;
use crate::fail::Fail;

/// Verifies chains, entries and anchors, and the anchors against their file when there is one.
///
/// `tx` should be a read transaction, so that everything is seen at one moment; `trusted` are the public halves of
/// the audit keys, kept apart from the database. Takes as long as reading the record and blocks on reading the file.
///
/// # Errors
/// What the database says. What the record says is in the report.
pub async fn verify(tx: &mut Tx, file: Option<&Path>, trusted: &[PublicKey]) -> Result<Report, Fail> {
    let mut report = Report::default();
    let mut anchors = Anchors { trusted, checkpoints: BTreeMap::new(), faults: Vec::new(), last: 0, before: anchor::NO_LINE.to_owned() };
    anchors.walk(tx, file, &mut report).await?;
    walk_chains(tx, anchors.checkpoints, &mut report).await?;
    walk_waiting(tx, &mut report).await?;
    anchors.faults.into_iter().for_each(|fault| report.add(fault));
    Ok(report)
}

/// Where a signed anchor says a chain stood.
struct Checkpoint {
    seq: i64,
    hash: Hash,
    anchor: i64,
}

/// By region, in the order of anchors.
type Checkpoints = BTreeMap<String, Vec<Checkpoint>>;

struct Anchors<'a> {
    trusted: &'a [PublicKey],
    checkpoints: Checkpoints,
    faults: Vec<Fault>,
    /// Number of the last anchor looked at.
    last: i64,
    /// What the next anchor must name as the line before it.
    before: String,
}

impl Anchors<'_> {
    /// Walks the database's anchors and the file's side by side, by number.
    async fn walk(&mut self, tx: &mut Tx, file: Option<&Path>, report: &mut Report) -> Result<(), Fail> {
        let mut filed = Filed::open(file);
        let mut rows = sqlx::query_as::<_, (i64, String)>("select number, line from audit_anchor order by number").fetch(tx.conn());
        while let Some((number, line)) = rows.try_next().await? {
            report.anchors += 1;
            while let Some((missing, line)) = filed.take_before(number) {
                self.faults.push(Fault::AnchorMissing { number: missing });
                self.look_at(missing, &line);
            }
            match filed.take_exactly(number) {
                Some(original) if original != line => {
                    let signed = is_anchor(number, &line, self.trusted);
                    self.faults.push(if signed { Fault::AnchorDiffers { number } } else { Fault::AnchorForged { number } });
                    self.look_at(number, &original);
                }
                Some(_) => self.look_at(number, &line),
                None => {
                    if filed.has_more() {
                        self.faults.push(Fault::AnchorDiffers { number });
                    }
                    report.unfiled += u64::from(file.is_some());
                    self.look_at(number, &line);
                }
            }
        }
        while let Some((missing, line)) = filed.take_before(i64::MAX) {
            self.faults.push(Fault::AnchorMissing { number: missing });
            self.look_at(missing, &line);
        }
        // Before the first anchor there is no file yet.
        let premature = filed.absent && report.anchors == 0;
        self.faults.extend(filed.faults.into_iter().filter(|_| !premature));
        Ok(())
    }

    /// Checks one anchor and remembers where it says the chains stood.
    fn look_at(&mut self, number: i64, line: &str) {
        let anchor = Anchor::parse(line).filter(|anchor| anchor.number == number && anchor.is_signed(self.trusted));
        (self.last + 1..number).take(10).for_each(|number| self.faults.push(Fault::AnchorMissing { number }));
        match anchor {
            None => self.faults.push(Fault::AnchorForged { number }),
            Some(anchor) => {
                if number == self.last + 1 && anchor.before != self.before {
                    self.faults.push(Fault::AnchorOutOfLine { number });
                }
                for head in anchor.heads {
                    let known = self.checkpoints.entry(head.region).or_default();
                    known.push(Checkpoint { seq: head.seq, hash: head.hash, anchor: number });
                }
            }
        }
        self.last = number;
        self.before = anchor::name_of(line);
    }
}

fn is_anchor(number: i64, line: &str, trusted: &[PublicKey]) -> bool {
    Anchor::parse(line).is_some_and(|anchor| anchor.number == number && anchor.is_signed(trusted))
}

/// The file's anchors, one ahead.
struct Filed {
    lines: Option<Lines>,
    next: Option<(i64, String)>,
    absent: bool,
    faults: Vec<Fault>,
}

impl Filed {
    fn open(file: Option<&Path>) -> Filed {
        let mut filed = Filed { lines: None, next: None, absent: false, faults: Vec::new() };
        match file.map(Lines::open) {
            Some(Ok(lines)) => filed.lines = Some(lines),
            Some(Err(cause)) => {
                filed.absent = cause.kind() == ErrorKind::NotFound;
                filed.faults.push(Fault::FileUnreadable { why: cause.to_string() });
            }
            None => {}
        }
        filed.advance(0);
        filed
    }

    fn advance(&mut self, last: i64) {
        self.next = None;
        while let Some(lines) = &mut self.lines {
            match lines.take() {
                Ok(Some(line)) => match Anchor::parse(&line).map(|anchor| anchor.number).filter(|number| *number > last) {
                    Some(number) => {
                        self.next = Some((number, line));
                        return;
                    }
                    None => self.faults.push(Fault::AnchorDiffers { number: last + 1 }),
                },
                Ok(None) => self.lines = None,
                Err(cause) => {
                    self.faults.push(Fault::FileUnreadable { why: cause.to_string() });
                    self.lines = None;
                }
            }
        }
    }

    fn has_more(&self) -> bool {
        self.next.is_some()
    }

    fn take_before(&mut self, number: i64) -> Option<(i64, String)> {
        let taken = self.next.take_if(|(next, _)| *next < number)?;
        self.advance(taken.0);
        Some(taken)
    }

    fn take_exactly(&mut self, number: i64) -> Option<String> {
        let taken = self.next.take_if(|(next, _)| *next == number)?;
        self.advance(taken.0);
        Some(taken.1)
    }
}

/// Walks every chain from its beginning, entry by entry.
async fn walk_chains(tx: &mut Tx, mut checkpoints: Checkpoints, report: &mut Report) -> Result<(), Fail> {
    let mut rows = sqlx::query(concat!(
        "select s.region, s.seq, s.hash, s.entry_id, ",
        entry_columns!(),
        " from audit_seal s left join audit_entry e on e.region = s.region and e.month = s.month and e.id = s.entry_id \
         order by s.region, s.seq"
    ))
    .fetch(tx.conn());
    let mut walk: Option<Walk> = None;
    while let Some(row) = rows.try_next().await? {
        let region: &str = row.try_get(0)?;
        if walk.as_ref().is_none_or(|walk| walk.region != region) {
            if let Some(done) = walk.take() {
                done.end(report);
            }
            report_lost_chains(&mut checkpoints, Some(region), report);
            walk = Some(Walk::start(region, checkpoints.remove(region).unwrap_or_default()));
            report.regions += 1;
        }
        if let Some(walk) = &mut walk {
            walk.step(&row, report)?;
        }
    }
    if let Some(done) = walk {
        done.end(report);
    }
    report_lost_chains(&mut checkpoints, None, report);
    Ok(())
}

/// Chains that anchors know and the database no longer has, up to a region.
fn report_lost_chains(checkpoints: &mut Checkpoints, up_to: Option<&str>, report: &mut Report) {
    while let Some(first) = checkpoints.first_entry() {
        if up_to.is_some_and(|region| first.key().as_str() >= region) {
            return;
        }
        let (region, known) = first.remove_entry();
        if let Some(to) = known.iter().map(|checkpoint| checkpoint.seq).max() {
            report.add(Fault::LinksMissing { region, from: 1, to });
        }
    }
}

/// One chain being walked.
struct Walk {
    region: String,
    hash: Hash,
    seq: i64,
    /// What anchors say, in the order of places; `next` is the first not yet reached.
    known: Vec<Checkpoint>,
    next: usize,
    /// Last place that agreed with an anchor.
    agreed: i64,
}

impl Walk {
    fn start(region: &str, mut known: Vec<Checkpoint>) -> Walk {
        known.sort_by_key(|checkpoint| checkpoint.seq);
        Walk { region: region.to_owned(), hash: chain::genesis(region), seq: 0, known, next: 0, agreed: 0 }
    }

    /// Checks one link. After a bad one the stored link is taken as it is, so that only bad rows are named.
    fn step(&mut self, row: &AnyRow, report: &mut Report) -> Result<(), Fail> {
        let (seq, stored, entry): (i64, &str, &str) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let stored = chain::parse(stored);
        let follows = seq == self.seq + 1;
        if !follows {
            report.add(Fault::LinksMissing { region: self.region.clone(), from: self.seq + 1, to: seq - 1 });
        }
        let (region, entry) = (self.region.clone(), entry.to_owned());
        if row.try_get::<Option<&str>, _>(4)?.is_none() {
            report.add(Fault::EntryMissing { region, seq, entry });
        } else if follows && stored != Some(chain::link(&self.hash, row, 4)?) {
            report.add(Fault::Changed { region, seq, entry });
        }
        report.sealed += 1;
        self.seq = seq;
        self.hash = stored.unwrap_or_default();
        self.compare(report);
        Ok(())
    }

    /// Compares the link just walked with what anchors say of its place.
    fn compare(&mut self, report: &mut Report) {
        while let Some(checkpoint) = self.known.get(self.next).filter(|checkpoint| checkpoint.seq <= self.seq) {
            if checkpoint.seq == self.seq && checkpoint.hash == self.hash {
                self.agreed = self.seq;
            } else if checkpoint.seq == self.seq {
                let (from, to) = (self.agreed + 1, self.seq);
                report.add(Fault::Replaced { region: self.region.clone(), from, to, anchor: checkpoint.anchor });
            }
            self.next += 1;
        }
    }

    /// What anchors know of beyond the last link has been cut off.
    fn end(self, report: &mut Report) {
        let known = self.known.last().map_or(0, |checkpoint| checkpoint.seq);
        if known > self.seq {
            report.add(Fault::LinksMissing { region: self.region, from: self.seq + 1, to: known });
        } else {
            report.unanchored += (self.seq - known).unsigned_abs();
        }
    }
}

/// Looks at what no chain protects yet.
async fn walk_waiting(tx: &mut Tx, report: &mut Report) -> Result<(), Fail> {
    let mut rows = sqlx::query_as::<_, (String, String)>(
        "select u.region, u.id from audit_unsealed u where not exists (select 1 from audit_entry e \
         where e.region = u.region and e.month = u.month and e.id = u.id) order by u.region, u.month, u.id",
    )
    .fetch(tx.conn());
    while let Some((region, entry)) = rows.try_next().await? {
        report.add(Fault::WaitingMissing { region, entry });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (String, String, String, i64)>(
        "select e.region, e.id, e.at, cast(case when exists (select 1 from audit_unsealed u \
         where u.region = e.region and u.month = e.month and u.id = e.id) then 1 else 0 end as bigint) \
         from audit_entry e where not exists (select 1 from audit_seal s \
         where s.region = e.region and s.month = e.month and s.entry_id = e.id) order by e.region, e.month, e.id",
    )
    .fetch(tx.conn());
    while let Some((region, entry, at, waits)) = rows.try_next().await? {
        report.unsealed += 1;
        if let Ok(at) = at.parse() {
            report.oldest_unsealed = Some(report.oldest_unsealed.map_or(at, |oldest| oldest.min(at)));
        }
        if waits == 0 {
            report.add(Fault::Stray { region, entry });
        }
    }
    Ok(())
}
