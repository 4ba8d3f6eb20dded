//! 篡改测试 — whatever is changed in the record, verification names the first bad row.

use sqlx::AssertSqlSafe;

use super::{Bench, REGIONS, disarm, minutes};
use crate::audit::{Fault, anchor, chain};
use crate::crypto::Keys;
use crate::id::Ids;

/// Twenty places: in every chain the first, the last and others drawn by seed. Each chain has 40 entries.
fn places() -> Vec<(&'static str, i64)> {
    let ids = Ids::seeded(36);
    let mut places: Vec<_> = REGIONS.iter().flat_map(|region| [(*region, 1), (*region, 40)]).collect();
    places.extend((0..14).map(|n| (REGIONS[n % 3], 2 + i64::from(ids.below(38)))));
    places
}

fn changed(region: &str, seq: i64, entry: &str) -> Fault {
    Fault::Changed { region: region.into(), seq, entry: entry.into() }
}

// R-02 flip one byte, in every column of an entry and in the link.
#[tokio::test]
async fn a_flipped_byte_is_named() {
    let bench = Bench::filled().await;
    let columns = ["at", "actor_kind", "actor_id", "actor_role", "ip", "request_id", "act", "object_kind", "object_id", "reason", "detail"];
    for (n, (region, seq)) in places().into_iter().enumerate() {
        let id = bench.entry_at(region, seq).await;
        let column = columns[n % columns.len()];
        let flip = format!("update audit_entry set {column} = 'x' || substr({column}, 2) where id = '{id}'");
        assert_eq!(bench.tampered(&[flip]).await.faults, [changed(region, seq, &id)], "{region} {seq} {column}");
        let other = format!("update audit_entry set result = 'denied', on_behalf = coalesce(on_behalf, '') || 'x' where id = '{id}'");
        assert_eq!(bench.tampered(&[other]).await.faults, [changed(region, seq, &id)], "{region} {seq}");
        let link = format!("update audit_seal set hash = '0000' || substr(hash, 5) where region = '{region}' and seq = {seq}");
        assert_eq!(bench.tampered(&[link]).await.faults.first(), Some(&changed(region, seq, &id)), "{region} {seq}");
    }
}

#[tokio::test]
async fn an_absent_value_and_an_empty_one_are_not_the_same() {
    let bench = Bench::filled().await;
    let mut tx = bench.db.read().await.unwrap();
    let (id, region): (String, String) =
        sqlx::query_as("select id, region from audit_entry where on_behalf is null order by id limit 1").fetch_one(tx.conn()).await.unwrap();
    drop(tx);
    let report = bench.tampered(&[format!("update audit_entry set on_behalf = '' where id = '{id}'")]).await;
    assert!(matches!(&report.faults[..], [Fault::Changed { region: at, entry, .. }] if *at == region && *entry == id), "{report:?}");
}

// R-02 delete a row: the entry; the link; both; both with everything after renumbered.
#[tokio::test]
async fn a_deleted_row_is_named() {
    let bench = Bench::filled().await;
    for (region, seq) in places() {
        let id = bench.entry_at(region, seq).await;
        let entry = format!("delete from audit_entry where id = '{id}'");
        let link = format!("delete from audit_seal where entry_id = '{id}'");
        let gone = Fault::EntryMissing { region: region.into(), seq, entry: id.clone() };
        assert_eq!(bench.tampered(std::slice::from_ref(&entry)).await.faults, [gone], "{region} {seq}");
        let hole = Fault::LinksMissing { region: region.into(), from: seq, to: seq };
        let stray = Fault::Stray { region: region.into(), entry: id };
        assert_eq!(bench.tampered(std::slice::from_ref(&link)).await.faults, [hole.clone(), stray], "{region} {seq}");
        assert_eq!(bench.tampered(&[entry.clone(), link.clone()]).await.faults, [hole], "{region} {seq}");
        if seq < 40 {
            let next = bench.entry_at(region, seq + 1).await;
            let mut closed = vec![entry, link];
            closed.extend((seq + 1..=40).map(|at| format!("update audit_seal set seq = {} where region = '{region}' and seq = {at}", at - 1)));
            assert_eq!(bench.tampered(&closed).await.faults.first(), Some(&changed(region, seq, &next)), "{region} {seq}");
        }
    }
}

// R-02 swap two rows: their contents, and their places in the chain.
#[tokio::test]
async fn swapped_rows_are_named() {
    let bench = Bench::filled().await;
    for (n, (region, seq)) in places().into_iter().enumerate() {
        let other = 1 + (seq + n as i64 * 7) % 40;
        let (first, second) = (seq.min(other), seq.max(other));
        if first == second {
            continue;
        }
        let (a, b) = (bench.entry_at(region, first).await, bench.entry_at(region, second).await);
        let ids = [("x", &a), (a.as_str(), &b), (b.as_str(), &"x".to_owned())]
            .map(|(to, from)| format!("update audit_entry set id = '{to}' where id = '{from}'"));
        assert_eq!(bench.tampered(&ids).await.faults, [changed(region, first, &a), changed(region, second, &b)], "{region} {first} {second}");
        let seqs = [(0, first), (first, second), (second, 0)]
            .map(|(to, from)| format!("update audit_seal set seq = {to} where region = '{region}' and seq = {from}"));
        assert_eq!(bench.tampered(&seqs).await.faults.first(), Some(&changed(region, first, &b)), "{region} {first} {second}");
    }
}

// R-02 truncate the tail: with the database's anchors left, and with them cut as well, which only the file shows.
#[tokio::test]
async fn a_truncated_tail_is_named() {
    let bench = Bench::filled().await;
    for (region, seq) in places() {
        let cut = Fault::LinksMissing { region: region.into(), from: seq, to: 40 };
        let rows = vec![
            format!("delete from audit_entry where id in (select entry_id from audit_seal where region = '{region}' and seq >= {seq})"),
            format!("delete from audit_seal where region = '{region}' and seq >= {seq}"),
        ];
        let without_file = bench.tampered_with(&rows, None, &bench.keys.public_keys()).await;
        assert_eq!(without_file.faults, std::slice::from_ref(&cut), "{region} {seq}");
        // Each chain grows by 8 a day and each day has its anchor.
        let first_anchor = (seq - 1) / 8 + 1;
        let all = [rows, vec![format!("delete from audit_anchor where number >= {first_anchor}")]].concat();
        let report = bench.tampered(&all).await;
        assert_eq!(report.faults.first(), Some(&cut), "{region} {seq}");
        assert!(report.faults.contains(&Fault::AnchorMissing { number: first_anchor }), "{region} {seq}");
    }
}

/// Statements that change one entry and make the chain fit again from there to `to`.
async fn rehashed(bench: &Bench, region: &str, seq: i64, to: i64) -> Vec<String> {
    let id = bench.entry_at(region, seq).await;
    let change = format!("update audit_entry set reason = '改' where id = '{id}'");
    let mut statements = vec![change.clone()];
    let mut tx = bench.db.begin().await.unwrap();
    disarm(&mut tx).await;
    sqlx::query(AssertSqlSafe(change)).execute(tx.conn()).await.unwrap();
    let rows = sqlx::query(concat!(
        "select s.seq, ",
        chain::entry_columns!(),
        " from audit_seal s join audit_entry e on e.id = s.entry_id where s.region = $1 order by s.seq"
    ))
    .bind(region)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    let mut hash = chain::genesis(region);
    for (row, at) in rows.iter().zip(1i64..) {
        hash = chain::link(&hash, row, 1).unwrap();
        if (seq..=to).contains(&at) {
            statements.push(format!("update audit_seal set hash = '{}' where region = '{region}' and seq = {at}", hex::encode(hash)));
        }
    }
    tx.rollback().await.unwrap();
    statements
}

// R-02 replace a whole day by a chain that is consistent in itself, and everything to the end as well.
#[tokio::test]
async fn a_rehashed_stretch_is_named_by_the_anchor_that_disagrees() {
    let bench = Bench::filled().await;
    for (region, seq) in places() {
        let day = (seq - 1) / 8;
        let (from, to) = (day * 8 + 1, day * 8 + 8);
        let replaced = Fault::Replaced { region: region.into(), from, to, anchor: day + 1 };
        for end in [to, 40] {
            let report = bench.tampered(&rehashed(&bench, region, seq, end).await).await;
            assert_eq!(report.faults.first(), Some(&replaced), "{region} {seq} to {end}");
            assert!((from..=to).contains(&seq));
        }
    }
}

// R-02 edit an anchor: any byte, taken away, or signed again with another key.
#[tokio::test]
async fn an_edited_anchor_is_named() {
    let bench = Bench::filled().await;
    let ids = Ids::seeded(7);
    let mut tx = bench.db.read().await.unwrap();
    let lines: Vec<(String,)> = sqlx::query_as("select line from audit_anchor order by number").fetch_all(tx.conn()).await.unwrap();
    drop(tx);
    for n in 0..20 {
        let number = n % 5 + 1;
        let line = &lines[n % 5].0;
        let mut bytes = line.clone().into_bytes();
        let at = ids.below(line.len() as u32) as usize;
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        let edit = format!("update audit_anchor set line = '{}' where number = {number}", String::from_utf8(bytes).unwrap());
        let forged = Fault::AnchorForged { number: number as i64 };
        assert_eq!(bench.tampered(std::slice::from_ref(&edit)).await.faults, std::slice::from_ref(&forged), "{number} {at}");
        let without_file = bench.tampered_with(&[edit], None, &bench.keys.public_keys()).await;
        assert_eq!(without_file.faults.first(), Some(&forged), "{number} {at}");
    }
    for number in 1..=5 {
        let gone = [format!("delete from audit_anchor where number = {number}")];
        assert_eq!(bench.tampered(&gone).await.faults.first(), Some(&Fault::AnchorMissing { number }), "{number}");
        let stranger = Keys::generate();
        let heads = anchor::Anchor::parse(&lines[number as usize - 1].0).unwrap().heads;
        let before = if number == 1 { anchor::NO_LINE.to_owned() } else { anchor::name_of(&lines[number as usize - 2].0) };
        let line = anchor::line(number, minutes(0), &before, &heads, stranger.signer()).unwrap();
        let resigned = [format!("update audit_anchor set line = '{line}' where number = {number}")];
        assert_eq!(bench.tampered(&resigned).await.faults, [Fault::AnchorForged { number }], "{number}");
        // Even a line signed with the right key is not what the file holds.
        let line = anchor::line(number, minutes(0), &before, &heads, bench.keys.signer()).unwrap();
        let signed = [format!("update audit_anchor set line = '{line}' where number = {number}")];
        assert_eq!(bench.tampered(&signed).await.faults, [Fault::AnchorDiffers { number }], "{number}");
    }
}

// R-02 the file itself: edited, cut, or gone.
#[tokio::test]
async fn an_edited_anchor_file_is_told_from_one_that_only_lags() {
    let bench = Bench::filled().await;
    let whole = std::fs::read_to_string(bench.file()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let other = bench.folder.path().join("other");
    let check = async |text: String| {
        std::fs::write(&other, text).unwrap();
        bench.tampered_with(&[], Some(&other), &bench.keys.public_keys()).await
    };
    let lagging = check(lines[..3].join("\n")).await;
    assert!(lagging.is_sound() && lagging.unfiled == 2, "{lagging:?}");
    let holed = check([&lines[..2], &lines[3..]].concat().join("\n")).await;
    assert_eq!(holed.faults, [Fault::AnchorDiffers { number: 3 }]);
    let edited = check(whole.replacen("360102:8:", "360102:9:", 1)).await;
    assert!(edited.faults.contains(&Fault::AnchorDiffers { number: 1 }), "{edited:?}");
    let nonsense = check(format!("{whole}nonsense\n")).await;
    assert_eq!(nonsense.faults, [Fault::AnchorDiffers { number: 6 }]);
    let absent = bench.tampered_with(&[], Some(&bench.folder.path().join("none")), &bench.keys.public_keys()).await;
    assert!(matches!(absent.faults[..], [Fault::FileUnreadable { .. }]), "{absent:?}");
}

#[tokio::test]
async fn a_whole_chain_or_a_waiting_entry_that_vanishes_is_named() {
    let bench = Bench::filled().await;
    for region in REGIONS {
        let all = [format!("delete from audit_seal where region = '{region}'"), format!("delete from audit_entry where region = '{region}'")];
        assert_eq!(bench.tampered(&all).await.faults, [Fault::LinksMissing { region: region.into(), from: 1, to: 40 }]);
    }
    let entry = bench.write("3607", minutes(9000)).await;
    let (region, entry) = ("3607".to_owned(), entry);
    let gone = bench.tampered(&[format!("delete from audit_entry where id = '{entry}'")]).await;
    assert_eq!(gone.faults, [Fault::WaitingMissing { region: region.clone(), entry: entry.clone() }]);
    let hidden = bench.tampered(&[format!("delete from audit_unsealed where id = '{entry}'")]).await;
    assert_eq!(hidden.faults, [Fault::Stray { region, entry }]);
}
