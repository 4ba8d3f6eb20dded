//! 故事 — people apply, are checked, are decided, are publicised and wait, through the HTTP door.
//!
//! Each story names the clause or case it covers. They run on SQLite, and on PostgreSQL when
//! `ANJU_TEST_POSTGRES` names a server.

mod applying;
mod deciding;
mod desk;
mod doors;
mod matrix;
mod officer;
mod once;
mod papers;
mod oversight;
mod record;
mod rights;
mod rules;
mod settled;
mod sheets;
mod waiting;

use anju::town::{Answer, Town, Visitor};
use serde_json::{Value, json};

/// A new town.
async fn town() -> Town {
    Town::new().await.expect("a town")
}

/// The answer's JSON, or the story ends here with what was said instead.
#[track_caller]
fn done(answer: Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// A character applies with the ID card alone: reads, signs, looks at what was found, submits.
/// The relatives whom the registers name are taken along and sign on their own phones.
async fn apply(town: &Town, key: &str) -> String {
    let me = town.citizen(key).await.unwrap();
    let id = begin(&me).await;
    let cast = town.population.cast();
    let who = cast.iter().find(|it| it.key == key).unwrap();
    let household = town.population.household(who.index).unwrap();
    for relative in household.members.iter().skip(1) {
        let relation = match relative.relation.as_bytes()[0] {
            b'1' => "spouse",
            b'2' | b'3' => "child",
            b'5' => "parent",
            _ => "other",
        };
        done(
            me.post(
                &format!("/api/v1/applications/{id}/members"),
                json!({"id_number": relative.id_number, "name": relative.name, "relation": relation}),
            )
            .await
            .unwrap(),
        );
    }
    sign_own(&me, &id, "authorisation").await;
    sign_own(&me, &id, "promise").await;
    town.work().await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/confirm"), json!({"right": ["all"]})).await.unwrap());
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
    for relative in household.members.iter().skip(1).filter(|it| people::household::is_adult(&it.birth.to_string(), town.kernel.clock.today())) {
        let they = town.person(&relative.id_number, &relative.name).await.unwrap();
        sign_own(&they, &id, "authorisation").await;
    }
    town.work().await.unwrap();
    id
}

/// Starts an application in 章贡区.
async fn begin(me: &Visitor<'_>) -> String {
    let started = done(me.post("/api/v1/applications", json!({"region": "360702", "programme": "either"})).await.unwrap());
    let id = started["id"].as_str().unwrap().to_owned();
    done(me.post(&format!("/api/v1/applications/{id}/details"), json!({"phone": "15400000000", "address": "解放街道演示路1号"})).await.unwrap());
    id
}

/// Signs a text on one's own phone.
async fn sign_own(me: &Visitor<'_>, id: &str, kind: &str) {
    let text = match kind {
        "promise" => include_str!("../../../people/src/consent/texts/promise.1.txt"),
        _ => include_str!("../../../people/src/consent/texts/authorisation.1.txt"),
    };
    let digest = kernel::crypto::sm3_hex(text.trim().as_bytes());
    done(me.post(&format!("/api/v1/applications/{id}/sign"), json!({"kind": kind, "digest": digest})).await.unwrap());
}

/// The state a case is in, as the officer sees it.
async fn state(town: &Town, id: &str) -> String {
    file(town, id).await["state"].as_str().unwrap().to_owned()
}

/// The officer's file of a case.
async fn file(town: &Town, id: &str) -> Value {
    let officer = town.staff("officer").await.unwrap();
    done(officer.get(&format!("/api/v1/applications/{id}")).await.unwrap())
}

/// The releaser releases every draft notice.
async fn release(town: &Town) {
    let releaser = town.staff("releaser").await.unwrap();
    let inbox = done(releaser.get("/api/v1/inbox?flow=notice&state=draft").await.unwrap());
    for item in inbox.as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        done(releaser.post(&format!("/api/v1/notices/{id}/release"), json!({})).await.unwrap());
    }
    town.work().await.unwrap();
}
