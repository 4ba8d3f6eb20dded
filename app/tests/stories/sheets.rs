//! 表格 — an old queue comes in from a file; lists go out for a purpose (quality 3.6, S-33, S-35, S-52).

use std::io::Cursor;

use kernel::sheet::{Column, Format, Kind, Limits, Writer, open, reveal};
use serde_json::{Value, json};

use crate::{done, town};
use anju::town::{Town, Visitor};

const HEAD: [&str; 12] =
    ["姓名", "证件号码", "手机号", "保障方式", "家庭类别", "申请日期", "应保尽保", "原轮候号", "备注", "成员1姓名", "成员1证件号码", "成员1关系"];

/// A number that fits its check character.
fn number(day: u32, seq: u32) -> String {
    let digits = format!("36070219{:02}{:02}{:02}{seq:03}", 50 + day % 40, 1 + day % 12, 1 + day % 28);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

fn row(name: &str, seq: u32, applied: &str, old: &str) -> Vec<String> {
    let cells = [name, &number(seq, seq), "", "实物配租", "城镇低收入住房困难家庭", applied, "否", old, "", "", "", ""];
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn csv(rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|row| row.join("\t"));
    std::iter::once(HEAD.join("\t")).chain(lines).collect::<Vec<_>>().join("\n")
}

async fn paste(town: &Town, officer: &Visitor<'_>, rows: &[Vec<String>]) -> Value {
    let sent = done(officer.post("/api/v1/imports/paste", json!({"region": "360702", "rows": csv(rows)})).await.unwrap());
    town.work().await.unwrap();
    batch(officer, sent["id"].as_str().unwrap()).await
}

async fn batch(officer: &Visitor<'_>, id: &str) -> Value {
    done(officer.get(&format!("/api/v1/imports/{id}")).await.unwrap())
}

// JX2019-4/2.3a, 2.2b: the old date and the old order are kept; what was entered is marked and decides nothing;
// the same file again changes nothing and says so.
#[tokio::test]
async fn an_old_queue_is_checked_confirmed_by_another_and_entered_once() {
    let town = town().await;
    let officer = town.staff("officer").await.unwrap();
    let mut rows = vec![row("钟一", 1, "2021-05-06", "10"), row("钟二", 2, "2019/3/5", "7"), row("钟三", 3, "2021年5月6日", "9")];
    (rows[0][9], rows[0][10], rows[0][11]) = ("钟四".into(), number(4, 4), "配偶".into());
    rows[1][6] = "是".into();
    let it = paste(&town, &officer, &rows).await;
    assert_eq!((it["state"].as_str(), it["fresh"].as_i64(), it["wrong"].as_i64()), (Some("checked"), Some(3), Some(0)), "{it}");
    let id = it["id"].as_str().unwrap();
    // Nothing was entered by the check, and whoever brought it does not confirm it.
    let queue = done(officer.get("/api/v1/waitlist?region=360702").await.unwrap());
    assert_eq!(queue["total"], 0);
    assert_eq!(officer.post(&format!("/api/v1/imports/{id}/confirm"), json!({})).await.unwrap().status, 404);
    let chief = town.staff("chief").await.unwrap();
    done(chief.post(&format!("/api/v1/imports/{id}/confirm"), json!({})).await.unwrap());
    town.work().await.unwrap();
    let it = batch(&officer, id).await;
    assert_eq!((it["state"].as_str(), it["entered"].as_i64()), (Some("done"), Some(3)), "{it}");
    let queue = done(officer.get("/api/v1/waitlist?region=360702").await.unwrap());
    let places: Vec<_> =
        queue["rows"].as_array().unwrap().iter().map(|row| (row["name"].as_str().unwrap(), row["entry"]["priority_on"].as_str().unwrap())).collect();
    assert_eq!(places.iter().map(|(_, day)| *day).collect::<Vec<_>>(), ["2019-03-05", "2021-05-06", "2021-05-06"]);
    let second = queue["rows"][1]["entry"]["application_id"].as_str().unwrap();
    let file = done(officer.get(&format!("/api/v1/applications/{second}")).await.unwrap());
    assert_eq!((file["state"].as_str(), file["application"]["channel"].as_str()), (Some("waiting"), Some("legacy")), "{file}");
    // Again: nothing changes, and it says so.
    let again = paste(&town, &officer, &rows).await;
    assert_eq!((again["state"].as_str(), again["same"].as_i64()), (Some("same"), Some(3)), "{again}");
    assert!(again["note"].as_str().unwrap().contains("没有变化"));
    let queue = done(officer.get("/api/v1/waitlist?region=360702").await.unwrap());
    assert_eq!(queue["total"], 3);
}

// S-31, T08: each wrong cell is named; who is known elsewhere is only a hit; the mended file goes through.
#[tokio::test]
async fn what_is_wrong_is_told_by_cell_and_the_rest_can_be_entered() {
    let town = town().await;
    crate::apply(&town, "doctor").await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let officer = town.staff("officer").await.unwrap();
    let mut rows = vec![
        row("钟一", 1, "2021-02-30", "1"),
        row("钟二", 2, "2021-01-01", "2"),
        row("钟二", 2, "2021-01-01", "3"),
        row(&who.name, 5, "2021-01-01", "4"),
    ];
    rows[3][1] = who.id_number.clone();
    let it = paste(&town, &officer, &rows).await;
    assert_eq!((it["fresh"].as_i64(), it["wrong"].as_i64()), (Some(1), Some(3)), "{it}");
    let id = it["id"].as_str().unwrap();
    let faults = done(officer.get(&format!("/api/v1/imports/{id}/faults")).await.unwrap());
    let told: Vec<_> = faults
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["line"].as_i64().unwrap(), it["faults"][0]["cell"].as_str().unwrap(), it["faults"][0]["message"].as_str().unwrap()))
        .collect();
    assert_eq!((told[0].0, told[0].1), (2, "F2"));
    assert!(told[1].2.contains("第 3 行是同一个人") && told[2].2.contains("全省已有"), "{told:?}");
    assert!(!faults.to_string().contains(&who.id_number));
    let book = officer.bytes(&format!("/api/v1/imports/{id}/errors")).await.unwrap();
    let opened = open(Cursor::new(book), Limits::DOOR).unwrap();
    assert_eq!(opened.head.last().map(String::as_str), Some("错误"));
    let lines: Vec<_> = opened.rows.map(|line| line.unwrap().cells).collect();
    assert!(lines.len() == 4 && lines[0].last().unwrap().contains("F2 申请日期"), "{lines:?}");
    // Another region's officer has no such batch.
    assert_eq!(town.staff("gongan").await.unwrap().get(&format!("/api/v1/imports/{id}")).await.unwrap().status, 404);
}

// quality 3.6: what is exported in full can be imported again without a difference.
#[tokio::test]
async fn the_queue_goes_out_and_comes_in_again_without_a_difference() {
    let town = town().await;
    let officer = town.staff("officer").await.unwrap();
    let mut rows = vec![row("欧阳·娜娜", 1, "2021-05-06", "=7"), row("𠮷野", 2, "2019-03-05", "-8"), row("Anna Lee", 3, "2020-01-01", "@9")];
    (rows[0][8], rows[1][8], rows[2][8]) = ("+86 说明".into(), "'单引号".into(), "=HYPERLINK(1)".into());
    (rows[0][9], rows[0][10], rows[0][11]) = ("钟四".into(), number(4, 4), "子女".into());
    let it = paste(&town, &officer, &rows).await;
    let chief = town.staff("chief").await.unwrap();
    done(chief.post(&format!("/api/v1/imports/{}/confirm", it["id"].as_str().unwrap()), json!({})).await.unwrap());
    town.work().await.unwrap();
    for format in ["xlsx", "csv"] {
        let ask = json!({"listing": "waitlist-template", "region": "360702", "purpose": "核对历史轮候册", "format": format, "full": true, "full_why": "重新导入核对"});
        let asked = done(officer.post("/api/v1/exports", ask).await.unwrap());
        town.work().await.unwrap();
        let id = asked["id"].as_str().unwrap();
        let bytes = officer.bytes(&format!("/api/v1/exports/{id}/file")).await.unwrap();
        let again = done(officer.send_file("/api/v1/imports", &[("region", "360702")], &format!("queue.{format}"), &bytes).await.unwrap());
        town.work().await.unwrap();
        let again = batch(&officer, again["id"].as_str().unwrap()).await;
        let faults = officer.get(&format!("/api/v1/imports/{}/faults", again["id"].as_str().unwrap())).await.unwrap().text;
        assert_eq!(
            (again["state"].as_str(), again["same"].as_i64(), again["wrong"].as_i64()),
            (Some("same"), Some(3), Some(0)),
            "{format} {again} {faults}"
        );
    }
}

// S-33, quality 3.6: a bomb, a picture, a missing heading: told, and no failure of the program. GBK is read.
#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_and_gbk_can() {
    let town = town().await;
    let officer = town.staff("officer").await.unwrap();
    let mut bomb = Writer::new(Format::Xlsx, &[Column::new("姓名", Kind::Text, 9)], "", &[], None).unwrap();
    for _ in 0..3_000 {
        bomb.row(&["一".repeat(1_500)]).unwrap();
    }
    let gbk: Vec<u8> = [0xd0, 0xd5, 0xc3, 0xfb, b'\n', 0xd5, 0xc5, b'\n'].to_vec();
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("bomb.xlsx", bomb.finish().unwrap(), "压缩"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "编码"),
        ("old.xls", vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], "旧的 .xls"),
        ("gbk.csv", gbk, "缺少这些列名：证件号码"),
    ];
    for (name, bytes, said) in cases {
        let sent = done(officer.send_file("/api/v1/imports", &[("region", "360702")], name, &bytes).await.unwrap());
        town.work().await.unwrap();
        let it = batch(&officer, sent["id"].as_str().unwrap()).await;
        assert_eq!(it["state"], "unread", "{name}");
        assert!(it["note"].as_str().unwrap().contains(said), "{name}: {it}");
    }
}

// S-52, S-51: a purpose, masked unless a reason is given, marked, above a thousand rows another person approves.
#[tokio::test]
async fn a_list_goes_out_for_a_purpose_and_a_large_one_by_two_persons() {
    let town = town().await;
    crate::apply(&town, "doctor").await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let officer = town.staff("officer").await.unwrap();
    let bad = officer.post("/api/v1/exports", json!({"listing": "applications", "region": "360702", "purpose": "x", "full": true})).await.unwrap();
    assert_eq!(bad.json()["fields"].as_array().unwrap().len(), 2, "{}", bad.text);
    assert_eq!(officer.post("/api/v1/exports", json!({"listing": "audit", "region": "36", "purpose": "看看审计"})).await.unwrap().status, 404);
    let asked = done(
        officer
            .post("/api/v1/exports", json!({"listing": "applications", "region": "360702", "purpose": "报市局统计", "format": "csv"}))
            .await
            .unwrap(),
    );
    town.work().await.unwrap();
    let id = asked["id"].as_str().unwrap();
    let path = format!("/api/v1/exports/{id}/file");
    let text = String::from_utf8(officer.bytes(&path).await.unwrap()).unwrap();
    assert!(!text.contains(&who.id_number) && !text.contains(&who.name), "masked");
    assert_eq!(reveal(&text).as_deref(), Some(id), "the hidden mark leads back to the request");
    assert!(text.contains("报市局统计"));
    assert_eq!(town.staff("chief").await.unwrap().get(&path).await.unwrap().status, 404, "only who asked fetches it");
    town.days(2).await.unwrap();
    let officer = town.staff("officer").await.unwrap();
    assert_eq!(officer.get(&path).await.unwrap().status, 410, "kept for a day");
    // The audit record is long: the one audit administrator cannot approve his own.
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    for _ in 0..1001 {
        act.audit("story.fill", kernel::audit::Result::Done, "", json!({})).await.unwrap();
    }
    act.commit().await.unwrap();
    let keeper = town.staff("audadmin").await.unwrap();
    let asked = done(keeper.post("/api/v1/exports", json!({"listing": "audit", "region": "36", "purpose": "年度审计备查"})).await.unwrap());
    town.work().await.unwrap();
    let id = asked["id"].as_str().unwrap();
    let it = done(keeper.get(&format!("/api/v1/exports/{id}")).await.unwrap());
    assert_eq!(it["state"], "approving_audit", "{it}");
    let own = keeper.post(&format!("/api/v1/exports/{id}/judge"), json!({"approve": true})).await.unwrap();
    assert_eq!(own.code(), "flow.same_person");
}
