//! 封存测试 — every entry is linked once, anchored in time, and the tail is watched (S-47, S-48, S-49).

use super::{Bench, minutes};
use crate::audit::{Entry, Fault, Freshness, STALE, Sealed, Tail, require_fresh, tail, write};
use crate::db::Dialect;

// Commit order, not clock order: an entry with an early id may become visible last.
#[tokio::test]
async fn entries_that_commit_late_are_linked_late_and_none_is_missed() {
    let bench = Bench::open().await;
    let late = bench.write("36", minutes(60)).await;
    bench.seal(minutes(61)).await;
    let early = bench.write("36", minutes(0)).await;
    assert!(early < late);
    let old_month = bench.write("36", minutes(-60 * 24 * 40)).await;
    bench.seal(minutes(62)).await;
    let order = [bench.entry_at("36", 1).await, bench.entry_at("36", 2).await, bench.entry_at("36", 3).await];
    assert_eq!(order, [late, old_month, early]);
    let report = bench.report().await;
    assert!(report.is_sound());
    assert_eq!((report.sealed, report.unsealed, report.unanchored), (3, 0, 3));
}

// A transaction that took its id first and commits after the sealer has passed; SQLite has one writer at a time.
#[tokio::test]
async fn a_slow_transaction_is_linked_after_it_commits() {
    let bench = Bench::open().await;
    let slow_entry = bench.entry("36", minutes(0));
    let mut slow = None;
    if bench.db.dialect() == Dialect::Postgres {
        let mut tx = bench.db.begin().await.unwrap();
        write(&mut tx, &slow_entry).await.unwrap();
        slow = Some(tx);
    }
    let quick = bench.write("36", minutes(1)).await;
    assert_eq!(bench.seal(minutes(20)).await.entries, 1);
    let tx = match slow {
        Some(tx) => tx,
        None => {
            let mut tx = bench.db.begin().await.unwrap();
            write(&mut tx, &slow_entry).await.unwrap();
            tx
        }
    };
    tx.commit().await.unwrap();
    assert_eq!(bench.seal(minutes(40)).await.entries, 1);
    assert_eq!([bench.entry_at("36", 1).await, bench.entry_at("36", 2).await], [quick, slow_entry.id]);
    assert!(bench.report().await.is_sound());
}

// S-47: at least every 10,000 entries or 10 minutes.
#[tokio::test]
async fn anchors_come_after_enough_entries_or_enough_time() {
    let mut bench = Bench::open().await;
    bench.sealer.rows = 5;
    for _ in 0..12 {
        bench.write("36", minutes(0)).await;
    }
    assert_eq!(bench.seal(minutes(0)).await, Sealed { entries: 12, anchors: 2 });
    assert_eq!(bench.report().await.unanchored, 2);
    assert_eq!(bench.seal(minutes(9)).await, Sealed::default());
    bench.write("36", minutes(9)).await;
    assert_eq!(bench.seal(minutes(9)).await, Sealed { entries: 1, anchors: 0 });
    assert_eq!(bench.seal(minutes(10)).await, Sealed { entries: 0, anchors: 1 });
    assert_eq!(bench.seal(minutes(30)).await, Sealed::default());
    let report = bench.report().await;
    assert!(report.is_sound());
    assert_eq!((report.regions, report.sealed, report.anchors, report.unanchored, report.unfiled), (1, 13, 3, 0, 0));
}

#[tokio::test]
async fn a_lost_file_is_written_again_from_the_database() {
    let bench = Bench::filled().await;
    let whole = std::fs::read(bench.file()).unwrap();
    std::fs::remove_file(bench.file()).unwrap();
    bench.seal(minutes(9000)).await;
    assert_eq!(std::fs::read(bench.file()).unwrap(), whole);
}

#[tokio::test]
async fn many_entries_and_many_sealers_make_one_chain() {
    let mut bench = Bench::open().await;
    bench.sealer.rows = 700;
    let mut tx = bench.db.begin().await.unwrap();
    for _ in 0..2_500 {
        write(&mut tx, &bench.entry("36", minutes(0))).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (a, b, c) = tokio::join!(bench.seal(minutes(1)), bench.seal(minutes(1)), bench.seal(minutes(1)));
    assert_eq!((a.entries + b.entries + c.entries, a.anchors + b.anchors + c.anchors), (2_500, 3));
    let report = bench.report().await;
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!((report.sealed, report.unsealed, report.unanchored), (2_500, 0, 400));
}

// A note put back by hand must not stop the sealing.
#[tokio::test]
async fn a_forged_note_cannot_stop_the_sealer() {
    let bench = Bench::filled().await;
    let mut tx = bench.db.begin().await.unwrap();
    sqlx::query("insert into audit_unsealed (region, month, id, at) select region, month, entry_id, '2026-11-23T04:00:00.000Z' from audit_seal where seq = 40")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bench.write("3607", minutes(9000)).await;
    assert_eq!(bench.seal(minutes(9001)).await.entries, 1);
    assert!(bench.report().await.is_sound());
}

// S-47: the age of the tail.
#[tokio::test]
async fn an_old_tail_raises_an_alarm_and_then_stops_sensitive_writes() {
    let bench = Bench::open().await;
    let look = async || {
        let mut tx = bench.db.read().await.unwrap();
        tail(&mut tx).await.unwrap()
    };
    assert_eq!(look().await, Tail { unsealed: 0, unanchored: 0, oldest: None });
    assert_eq!(look().await.state(minutes(10_000)), Freshness::Fresh);
    bench.write("36", minutes(0)).await;
    let waiting = look().await;
    assert_eq!(waiting, Tail { unsealed: 1, unanchored: 0, oldest: Some(minutes(0)) });
    let ages = [(0, Freshness::Fresh), (59, Freshness::Fresh), (60, Freshness::Late), (239, Freshness::Late), (240, Freshness::Stale)];
    for (age, state) in ages {
        assert_eq!(waiting.state(minutes(age)), state, "{age}");
    }
    let mut tx = bench.db.read().await.unwrap();
    assert!(require_fresh(&mut tx, minutes(239)).await.is_ok());
    assert_eq!(require_fresh(&mut tx, minutes(240)).await.unwrap_err().code, STALE);
    drop(tx);
    bench.seal(minutes(5)).await;
    assert_eq!(look().await, Tail { unsealed: 0, unanchored: 1, oldest: Some(minutes(5)) });
    bench.seal(minutes(15)).await;
    assert_eq!(look().await, Tail { unsealed: 0, unanchored: 0, oldest: None });
    let report = bench.report().await;
    assert_eq!((report.unsealed, report.oldest_unsealed), (0, None));
    bench.write("36", minutes(20)).await;
    let report = bench.report().await;
    assert_eq!((report.unsealed, report.oldest_unsealed, report.is_sound()), (1, Some(minutes(20)), true));
}

// S-48: entries, links and anchors are only ever added.
#[tokio::test]
async fn the_database_refuses_to_change_or_delete_what_was_recorded() {
    let bench = Bench::filled().await;
    let statements = [
        "update audit_entry set reason = 'x'",
        "delete from audit_entry",
        "update audit_seal set hash = 'x'",
        "delete from audit_seal",
        "update audit_anchor set line = 'x'",
        "delete from audit_anchor",
    ];
    for statement in statements {
        let mut tx = bench.db.begin().await.unwrap();
        let refused = sqlx::query(statement).execute(tx.conn()).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{statement}: {refused}");
        tx.rollback().await.unwrap();
    }
    assert!(bench.report().await.is_sound());
}

// S-49: the act and its entry happen together or not at all.
#[tokio::test]
async fn an_entry_lives_and_dies_with_its_transaction() {
    let bench = Bench::open().await;
    let mut tx = bench.db.begin().await.unwrap();
    write(&mut tx, &bench.entry("36", minutes(0))).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(bench.report().await.unsealed, 0);
    for (region, at) in [("", "2026-11-23T04:00:00.000Z"), ("36:1", "2026-11-23T04:00:00.000Z"), ("36", ""), ("36", "23.11.2026")] {
        let mut tx = bench.db.begin().await.unwrap();
        let entry = Entry { at: at.into(), ..bench.entry(region, minutes(0)) };
        assert!(write(&mut tx, &entry).await.is_err(), "{region} {at}");
    }
    let entry = bench.entry("36", minutes(0));
    let mut tx = bench.db.begin().await.unwrap();
    write(&mut tx, &entry).await.unwrap();
    assert!(write(&mut tx, &entry).await.is_err(), "the same id twice");
}

#[tokio::test]
async fn after_the_audit_key_rotates_old_and_new_anchors_verify() {
    let mut bench = Bench::filled().await;
    let old = bench.keys.public_keys();
    bench.keys = bench.keys.rotated(crate::crypto::Part::Audit);
    bench.write("36", minutes(9000)).await;
    bench.seal(minutes(9000)).await;
    assert_eq!(bench.seal(minutes(9010)).await.anchors, 1);
    assert!(bench.report().await.is_sound());
    let untrusted = bench.tampered_with(&[], Some(bench.file()), &old).await;
    assert_eq!(untrusted.faults, [Fault::AnchorForged { number: 6 }]);
}
