//! 读答复 (reading answers), case by case; the same over real HTTP is tested against the simulator.

use super::*;
use serde_json::json;

fn department(code: &str) -> Department {
    Catalogue::default_rows().unwrap().get(code).unwrap().clone()
}

fn query(department: &str) -> Query {
    Query {
        department: department.into(),
        query_no: "Q1".into(),
        id_number: "369901199001010019".into(),
        name: "张三".into(),
        purpose: "GZF-ZR".into(),
        case_no: "C1".into(),
        consent_no: "A1".into(),
        operator: "李审核".into(),
        business_date: "2026-06-30".parse().unwrap(),
    }
}

fn fund(as_of: &str) -> Value {
    json!({"code": "200", "message": "", "data": {"cert_num": "369901199001010019", "as_of": as_of,
        "record": {"months_continuous": 7, "months_total": 9, "balance_fen": 120, "note": "unknown fields are tolerated"}}})
}

fn outcome(department_code: &str, status: u16, body: &Value) -> Outcome {
    read(&department(department_code), &query(department_code), &Arrived { status, body: serde_json::to_vec(body).unwrap() })
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

fn without(mut body: Value, object: &str, field: &str) -> Value {
    body.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(field);
    body
}

// T37, R-08: each way an answer can fail has its own outcome, and none becomes an answer.
#[test]
fn every_doubtful_answer_is_named() {
    let good = || fund("2026-06-01");
    let cases = [
        (200, good(), "answered"),
        (200, with(good(), "/code", json!(200)), "answered"),
        (200, with(good(), "/data/record", Value::Null), "not_found"),
        (200, without(good(), "/data", "record"), "malformed"),
        (200, without(good(), "/data", "cert_num"), "malformed"),
        (200, without(good(), "/data", "as_of"), "malformed"),
        (200, with(good(), "/data/cert_num", json!("369901199001010027")), "malformed"),
        (200, with(good(), "/data/as_of", json!("2026-02-30")), "malformed"),
        (200, with(good(), "/data/as_of", json!("2026-07-01")), "malformed"),
        (200, without(good(), "/data/record", "balance_fen"), "malformed"),
        (200, with(good(), "/data/record/balance_fen", json!(-1)), "malformed"),
        (200, with(good(), "/data/record/balance_fen", json!(1.5)), "malformed"),
        (200, with(good(), "/data/record/balance_fen", json!("120")), "malformed"),
        (200, with(good(), "/data/record/months_continuous", json!(10)), "malformed"),
        (200, with(good(), "/code", json!("300")), "refused"),
        (403, good(), "refused"),
        (200, without(good(), "", "code"), "malformed"),
        (200, json!([]), "malformed"),
        (302, good(), "malformed"),
        (500, good(), "unreachable"),
        (503, json!({}), "unreachable"),
    ];
    for (status, body, expected) in cases {
        assert_eq!(outcome("gongjijin", status, &body).word(), expected, "{status} {body}");
    }
}

#[test]
fn an_answer_to_another_question_is_malformed() {
    let mut body = fund("2026-06-01");
    body["data"]["query_no"] = json!("Q1");
    assert_eq!(outcome("gongjijin", 200, &body).word(), "answered");
    body["data"]["query_no"] = json!("Q2");
    assert_eq!(outcome("gongjijin", 200, &body).word(), "malformed");
}

// Stale data is no answer: the row of 公积金 allows 60 days.
#[test]
fn the_oldest_data_allowed_still_counts() {
    assert_eq!(outcome("gongjijin", 200, &fund("2026-05-01")).word(), "answered");
    assert_eq!(outcome("gongjijin", 200, &fund("2026-04-30")).word(), "stale");
}

// «Not known to be alive» must never read as «alive».
#[test]
fn an_absent_field_is_not_a_null_field() {
    let record = json!({"name_match": true, "sex": "1", "birth": "1990-01-01", "died_on": null,
        "hukou": {"region": "360702001", "kind": "urban", "since": "1990-01-01", "register_no": "1"},
        "register_members": [], "residence_permit": null, "vehicles": []});
    let as_of: Date = "2026-06-01".parse().unwrap();
    let shape = department("gongan").shape;
    assert!(shape.read(record.clone(), as_of).is_ok());
    for field in ["died_on", "residence_permit", "vehicles", "hukou", "name_match"] {
        assert!(shape.read(without(record.clone(), "", field), as_of).is_err(), "{field}");
    }
    let wrong = [
        ("/sex", json!("3")),
        ("/died_on", json!("1989-01-01")),
        ("/birth", json!("2026-06-02")),
        ("/hukou/region", json!("36070")),
        ("/hukou/kind", json!("sea")),
    ];
    for (pointer, value) in wrong {
        assert!(shape.read(with(record.clone(), pointer, value), as_of).is_err(), "{pointer}");
    }
}

fn departments() -> Departments {
    Departments::new(Catalogue::default_rows().unwrap(), Vec::new(), std::sync::Arc::new(jiff::Timestamp::now)).unwrap()
}

// T33: a query without purpose, case or consent is refused before it leaves; an unconnected department is said to be so.
#[tokio::test]
async fn nothing_is_asked_without_authority_or_link() {
    let departments = departments();
    assert_eq!(departments.ask(&query("gongan")).await.outcome, Outcome::NotConnected);
    assert_eq!(departments.ask(&query("nobody")).await.outcome, Outcome::NotConnected);
    let blank = |change: fn(&mut Query)| {
        let mut asked = query("gongan");
        change(&mut asked);
        asked
    };
    let cases = [
        (blank(|q| q.purpose.clear()), "purpose_missing"),
        (blank(|q| q.case_no = " ".into()), "case_missing"),
        (blank(|q| q.consent_no.clear()), "consent_missing"),
        (blank(|q| q.operator.clear()), "operator_missing"),
    ];
    for (asked, expected) in cases {
        match departments.ask(&asked).await.outcome {
            Outcome::Refused { code, .. } => assert_eq!(code, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn every_row_of_the_catalogue_reads_its_own_shape_only() {
    let catalogue = Catalogue::default_rows().unwrap();
    let record = json!({"months_continuous": 1, "months_total": 1, "balance_fen": 0});
    let read: Vec<_> = catalogue.rows().iter().filter(|d| d.shape.read(record.clone(), Date::MAX).is_ok()).map(|d| d.code.as_str()).collect();
    assert_eq!(read, ["gongjijin"]);
}

// Storage of evidence keeps a reply as JSON.
#[test]
fn a_reply_survives_being_stored() {
    let outcome = outcome("gongjijin", 200, &fund("2026-06-01"));
    let text = serde_json::to_string(&outcome).unwrap();
    assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), outcome);
    assert!(text.contains(r#""outcome":"answered""#) && text.contains(r#""shape":"provident_fund""#), "{text}");
}
