//! 申请 — with one ID card, any day, however the name is written.

use serde_json::json;

use crate::{apply, begin, done, file, sign_own, state, town};

// JX2019-4/3.1c, 3.2a, 3.2b: the ID card alone; approval within the same minute.
#[tokio::test]
async fn with_one_id_card_a_single_person_is_approved_at_once() {
    let town = town().await;
    let id = apply(&town, "income_on_line").await;
    let file = file(&town, &id).await;
    assert_eq!(file["state"], "approved", "{file:#}");
    assert_eq!(file["lanes"].as_array().unwrap().len(), 8);
    assert!(file["lanes"].as_array().unwrap().iter().all(|lane| lane["result"] == "agree" && lane["by_kind"] == "system"));
    assert!(
        file["findings"].as_array().unwrap().iter().any(|line| line["sentence"].as_str().unwrap().contains("46,760.00")),
        "T05: the line itself passes"
    );
    assert!(file["findings"].as_array().unwrap().iter().all(|line| !line["clause"].as_str().unwrap().is_empty()), "every finding cites");
}

// JX2019-4/3.1a: every adult authorises for himself before anything is asked about him.
#[tokio::test]
async fn nobody_is_asked_about_before_he_has_signed_and_the_case_waits_with_a_clock() {
    let town = town().await;
    let me = town.citizen("sanitation").await.unwrap();
    let id = begin(&me).await;
    let who = town.population.cast().into_iter().find(|it| it.key == "sanitation").unwrap();
    let spouse = town.population.household(who.index).unwrap().members[1].clone();
    done(
        me.post(&format!("/api/v1/applications/{id}/members"), json!({"id_number": spouse.id_number, "name": spouse.name, "relation": "spouse"}))
            .await
            .unwrap(),
    );
    sign_own(&me, &id, "authorisation").await;
    sign_own(&me, &id, "promise").await;
    town.work().await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
    let waiting = file(&town, &id).await;
    assert_eq!(waiting["state"], "authorising");
    assert_eq!(waiting["due_on"], "2026-04-01", "30 days");
    let spouse_visitor = town.person(&spouse.id_number, &spouse.name).await.unwrap();
    let mine = done(spouse_visitor.get("/api/v1/my/queries").await.unwrap());
    assert_eq!(mine["queries"].as_array().unwrap().len(), 0, "nobody asked about the spouse");
    // Nobody signs for another adult on his own phone.
    let digest = kernel::crypto::sm3_hex(include_str!("../../../people/src/consent/texts/authorisation.1.txt").trim().as_bytes());
    let members = done(me.get(&format!("/api/v1/my/applications/{id}")).await.unwrap());
    let spouse_id = members["members"][1]["person_id"].as_str().unwrap().to_owned();
    let refused = me
        .post(&format!("/api/v1/applications/{id}/sign"), json!({"kind": "authorisation", "digest": digest, "person_id": spouse_id}))
        .await
        .unwrap();
    assert_eq!((refused.status, refused.code().as_str()), (403, "consent.not_yours"));
    // 31 days later it has lapsed, not been refused.
    town.days(31).await.unwrap();
    assert_eq!(state(&town, &id).await, "lapsed");
}

// T40: minority names, rare characters.
#[tokio::test]
async fn names_of_any_length_and_any_character_go_through() {
    let town = town().await;
    for key in ["long_name", "rare_name"] {
        let id = apply(&town, key).await;
        let me = town.citizen(key).await.unwrap();
        let case = done(me.get(&format!("/api/v1/my/applications/{id}")).await.unwrap());
        assert!(case["brief"]["application"]["number"].as_str().is_some_and(|number| number.starts_with("360702-2026-")), "{case:#}");
    }
}

// 令11号 8: all defects at once, once.
#[tokio::test]
async fn a_correction_is_asked_once_with_everything() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    assert_eq!(state(&town, &id).await, "reviewing");
    let officer = town.staff("officer").await.unwrap();
    let path = format!("/api/v1/applications/{id}/ask-correction");
    let asked = done(officer.post(&path, json!({"defects": ["缺少租赁合同", "缺少学生证明"]})).await.unwrap());
    assert_eq!(asked["defects"].as_array().unwrap().len(), 2);
    assert_eq!(state(&town, &id).await, "correcting");
    let me = town.citizen("over_income").await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/answer-correction"), json!({"answer": "已补充"})).await.unwrap());
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
    assert_eq!(state(&town, &id).await, "reviewing");
    let again = officer.post(&path, json!({"defects": ["还有一项"]})).await.unwrap();
    assert_eq!(again.code(), "correction.once");
}

// JX2019-4/3.2a: a household has one application under way; after withdrawing it may start anew.
#[tokio::test]
async fn a_household_applies_once_at_a_time_and_may_withdraw() {
    let town = town().await;
    let me = town.citizen("doctor").await.unwrap();
    let id = begin(&me).await;
    let second = me.post("/api/v1/applications", json!({"region": "3607E1", "programme": "home"})).await.unwrap();
    assert_eq!(second.code(), "application.already");
    done(me.post(&format!("/api/v1/applications/{id}/withdraw"), json!({})).await.unwrap());
    town.work().await.unwrap();
    let third = done(me.post("/api/v1/applications", json!({"region": "3607E1", "programme": "home"})).await.unwrap());
    assert!(third["id"].is_string());
}

// JX2019-4/3.2b: at the window the clerk does the same for a person who has no phone.
#[tokio::test]
async fn at_the_window_a_clerk_takes_the_application_and_is_named_in_it() {
    let town = town().await;
    let clerk = town.staff("window").await.unwrap();
    let who = town.population.cast().into_iter().find(|it| it.key == "income_on_line").unwrap();
    let ask = json!({"region": "360702", "programme": "either", "id_number": who.id_number, "name": who.name, "phone": who.phone});
    let id = done(clerk.post("/api/v1/applications", ask).await.unwrap())["id"].as_str().unwrap().to_owned();
    sign_own(&clerk, &id, "authorisation").await;
    sign_own(&clerk, &id, "promise").await;
    town.work().await.unwrap();
    done(clerk.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
    let file = file(&town, &id).await;
    assert_eq!((file["application"]["channel"].as_str(), file["state"].as_str()), (Some("window"), Some("approved")));
    assert_eq!(file["story"][1]["actor_kind"], "staff");
    // In another district the clerk's counter does not reach.
    let other = json!({"region": "3607E1", "programme": "either", "id_number": who.id_number, "name": who.name});
    assert_eq!(clerk.post("/api/v1/applications", other).await.unwrap().status, 404);
}

// S-31, T06: bad input gets a clear named refusal.
#[tokio::test]
async fn what_cannot_be_right_is_refused_by_name() {
    let town = town().await;
    let me = town.citizen("doctor").await.unwrap();
    let id = begin(&me).await;
    let members = format!("/api/v1/applications/{id}/members");
    let cases = [
        (json!({"id_number": "360113180002290014", "name": "某人", "relation": "child"}), "id_number"),
        (json!({"id_number": "36010218000101001", "name": "某人", "relation": "child"}), "id_number"),
        (json!({"id_number": "360102180001010018", "name": " ", "relation": "child"}), "name"),
        (json!({"id_number": "360102180001010018", "name": "某人", "relation": "self"}), "relation"),
        (json!({"id_number": "360102180001010018", "name": "某人", "relation": "child", "role": "admin"}), "role"),
    ];
    for (ask, field) in cases {
        let refused = me.post(&members, ask.clone()).await.unwrap();
        assert_eq!(refused.status, 422, "{ask} {}", refused.text);
        assert_eq!(refused.json()["fields"][0]["field"], field, "{ask}");
        assert!(!refused.json()["next"].as_str().unwrap().is_empty());
    }
    let nowhere = me.post("/api/v1/applications", json!({"region": "999999", "programme": "home"})).await.unwrap();
    assert_eq!(nowhere.json()["fields"][0]["field"], "region");
}
