//! 只做一次 — an effect happens once per key, however often it is sent.

use futures::future::join_all;
use serde_json::json;

use crate::{done, town};

// R-05 a, b
#[tokio::test]
async fn fifty_copies_of_one_request_start_one_application() {
    let town = town().await;
    let me = town.citizen("doctor").await.unwrap();
    let ask = json!({"region": "360702", "programme": "home"});
    let copies = join_all((0..50).map(|_| me.post_once("/api/v1/applications", "the-same-key", ask.clone()))).await;
    let ids: std::collections::BTreeSet<String> = copies.into_iter().map(|answer| done(answer.unwrap())["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 1);
    let other = me.post_once("/api/v1/applications", "the-same-key", json!({"region": "3607E1", "programme": "home"})).await.unwrap();
    assert_eq!((other.status, other.code().as_str()), (422, "idempotency.reused"));
    let none = me.send("POST", "/api/v1/applications", Some(ask.to_string()), "").await.unwrap();
    assert_eq!((none.status, none.code().as_str()), (400, "idempotency.missing"));
    let mine = done(me.get("/api/v1/my/applications").await.unwrap());
    assert_eq!(mine["cases"].as_array().unwrap().len(), 1);
}

// another person's key is another key.
#[tokio::test]
async fn two_people_may_use_the_same_key() {
    let town = town().await;
    let ask = json!({"region": "360702", "programme": "home"});
    let mut ids = Vec::new();
    for key in ["doctor", "sanitation"] {
        let me = town.citizen(key).await.unwrap();
        ids.push(done(me.post_once("/api/v1/applications", "k", ask.clone()).await.unwrap())["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

// two officers on one case: the second is told, nothing is overwritten.
#[tokio::test]
async fn the_second_of_two_people_on_one_case_is_told() {
    let town = town().await;
    let id = crate::apply(&town, "over_income").await;
    let officer = town.staff("officer").await.unwrap();
    let version = crate::file(&town, &id).await["version"].clone();
    let path = format!("/api/v1/applications/{id}/propose");
    let (one, two) = futures::join!(
        officer.post(&path, json!({"proposal": "refuse", "reason": "收入超过标准", "version": version})),
        officer.post(&path, json!({"proposal": "approve", "reason": "已核实可以准予", "version": version})),
    );
    let mut statuses = [one.unwrap().status, two.unwrap().status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}
