//! 记录 — every decision replays, and the audit chain holds.

use kernel::Act;
use kernel::audit::{self, Sealer};
use serde_json::json;

use crate::{apply, done, file, town};

// F035, DESIGN 4: bit for bit.
#[tokio::test]
async fn every_decision_replays_bit_for_bit() {
    let town = town().await;
    for key in ["doctor", "over_income", "elder", "owner"] {
        apply(&town, key).await;
    }
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let ids = entry::decision::replay::after(&mut act, "").await.unwrap();
    assert!(3 <= ids.len());
    for id in ids {
        let record = entry::decision::get(&mut act, &id).await.unwrap();
        assert_eq!(entry::decision::replay::one(&mut act, record).await.unwrap().result, "same");
    }
    // Facts that were changed afterwards are found out.
    let (id,): (String,) = sqlx::query_as("select id from decision order by id limit 1").fetch_one(act.conn()).await.unwrap();
    sqlx::query("update decision set result_digest = 'x' where id = $1").bind(id.clone()).execute(act.conn()).await.unwrap();
    let record = entry::decision::get(&mut act, &id).await.unwrap();
    assert_eq!(entry::decision::replay::one(&mut act, record).await.unwrap().result, "differs");
}

// DESIGN 3.7, F035: the auditor has everything taken again as a job, and watches it.
#[tokio::test]
async fn an_auditor_has_everything_taken_again_and_may_cancel_it() {
    let town = town().await;
    for key in ["doctor", "over_income"] {
        apply(&town, key).await;
    }
    let auditor = town.staff("auditor").await.unwrap();
    let asked = done(auditor.post("/api/v1/replays", json!({})).await.unwrap());
    let path = format!("/api/v1/jobs/{}", asked["job_id"].as_str().unwrap());
    assert_eq!(done(auditor.get(&path).await.unwrap())["state"], "queued");
    assert_eq!(town.staff("officer").await.unwrap().get(&path).await.unwrap().status, 404, "another's job");
    town.work().await.unwrap();
    let job = done(auditor.get(&path).await.unwrap());
    assert_eq!((job["state"].as_str(), job["done"].as_i64(), job["total"].as_i64()), (Some("done"), Some(2), Some(2)));
    assert_eq!(job["result"], r#"{"same":2,"erased":0,"differs":[]}"#);
    let second = done(auditor.post("/api/v1/replays", json!({})).await.unwrap());
    let second = format!("/api/v1/jobs/{}", second["job_id"].as_str().unwrap());
    assert_eq!(done(auditor.post(&format!("{second}/cancel"), json!({})).await.unwrap())["state"], "cancelled");
    town.work().await.unwrap();
    assert_eq!(done(auditor.get(&second).await.unwrap())["done"], 0);
}

// S-46, S-47: state changes, denials, unmasking and sensitive reads are on record; the chain verifies.
#[tokio::test]
async fn what_was_done_and_what_was_denied_is_on_record() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    let officer = town.staff("officer").await.unwrap();
    let applicant = file(&town, &id).await["application"]["applicant_id"].as_str().unwrap().to_owned();
    let unmask = format!("/api/v1/people/{applicant}/unmask");
    assert_eq!(officer.post(&unmask, json!({"reason": "看"})).await.unwrap().status, 422, "a reason in words");
    let shown = done(officer.post(&unmask, json!({"reason": "核对申请材料"})).await.unwrap());
    assert!(shown["id_number"].as_str().unwrap().len() == 18);
    let window = town.staff("window").await.unwrap();
    assert_eq!(window.post(&unmask, json!({"reason": "核对申请材料"})).await.unwrap().status, 404);
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    for (what, wanted) in [
        ("person.unmask", "done"),
        ("POST /api/v1/people/{id}/unmask", "denied"),
        ("GET /api/v1/applications/{id}", "done"),
        ("flow.approve", "done"),
    ] {
        let (count,): (i64,) = sqlx::query_as("select count(*) from audit_entry where act = $1 and result = $2")
            .bind(what)
            .bind(wanted)
            .fetch_one(act.conn())
            .await
            .unwrap();
        assert!(0 < count, "{what} {wanted}");
    }
    act.commit().await.unwrap();
    Sealer::new(None).run(&town.kernel.db, &town.kernel.keys, town.kernel.clock.real()).await.unwrap();
    let mut tx = town.kernel.db.read().await.unwrap();
    let report = audit::verify(&mut tx, None, &town.kernel.keys.public_keys()).await.unwrap();
    assert!(report.is_sound() && 0 < report.sealed, "{report:?}");
}

// S-41, S-44: nothing personal stands readable in the tables.
#[tokio::test]
async fn no_number_and_no_name_stands_readable_in_the_database() {
    let town = town().await;
    apply(&town, "doctor").await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let mut tx = town.kernel.db.read().await.unwrap();
    let tables = [
        ("person", "id || sealed || name_mask || number_mask || phone_mask || coalesce(phone_index, '')"),
        ("application", "id || coalesce(number, '') || sealed || confirmed"),
        ("department_query", "id || why || coalesce(sealed, '')"),
        ("decision", "id || facts || findings || reason"),
        ("flow_case", "id || subject"),
        ("flow_step", "case_id || actor_name || reason"),
        ("outbox", "id || payload || error"),
        ("message", "id || title || body"),
        ("audit_entry", "id || reason || detail"),
        ("idempotency", "id || body"),
    ];
    for (table, columns) in tables {
        let rows: Vec<(String,)> = sqlx::query_as(sqlx::AssertSqlSafe(format!("select {columns} from {table}"))).fetch_all(tx.conn()).await.unwrap();
        for (text,) in rows {
            for secret in [&who.id_number, &who.name, &who.phone] {
                assert!(!text.contains(secret.as_str()), "{table}: {text}");
                assert!(!text.contains(&hex::encode(secret)), "{table}: {text}");
            }
        }
    }
}
