//! 变更与权利 — a report changes nothing by itself; a copy at once; an erasure by two persons, and nothing opens after.

use anju::town::Town;
use serde_json::{Value, json};

use crate::{apply, done, release, state, town};

/// A household in the queue.
async fn waiting(town: &Town, key: &str) -> String {
    let id = apply(town, key).await;
    release(town).await;
    for _ in 0..3 {
        town.days(8).await.unwrap();
    }
    assert_eq!(state(town, &id).await, "waiting");
    id
}

async fn place(town: &Town, key: &str, id: &str) -> Value {
    let me = town.citizen(key).await.unwrap();
    done(me.get(&format!("/api/v1/applications/{id}/rank")).await.unwrap())["place"].clone()
}

// C-24: reported while waiting, asked anew about that person, decided with a reason; the place never moves by itself.
#[tokio::test]
async fn a_change_in_the_queue_is_asked_about_and_decided_and_the_place_stays() {
    let town = town().await;
    let id = waiting(&town, "income_on_line").await;
    let before = place(&town, "income_on_line", &id).await;
    let me = town.citizen("income_on_line").await.unwrap();
    let path = format!("/api/v1/applications/{id}/changes");
    let asked_before = done(me.get("/api/v1/my/queries").await.unwrap())["queries"].as_array().unwrap().len();
    let ask = json!({"kind": "income", "happened_on": "2026-03-01", "what": "换了工作，收入少了"});
    let reported = done(me.post(&path, ask.clone()).await.unwrap());
    assert_eq!((reported["state"].as_str(), reported["asked"].as_i64()), (Some("reported"), Some(2)));
    town.work().await.unwrap();
    let asked = done(me.get("/api/v1/my/queries").await.unwrap())["queries"].as_array().unwrap().len();
    assert_eq!(asked, asked_before + 2, "tax and labour are asked again, nobody else");
    assert_eq!(me.post(&path, ask).await.unwrap().code(), "change.already");
    assert_eq!(place(&town, "income_on_line", &id).await, before);
    let officer = town.staff("officer").await.unwrap();
    let change = reported["id"].as_str().unwrap();
    let decide = format!("/api/v1/changes/{change}/decide");
    assert_eq!(officer.post(&decide, json!({"outcome": "take", "reason": " "})).await.unwrap().code(), "flow.reason_missing");
    assert_eq!(town.staff("releaser").await.unwrap().post(&decide, json!({"outcome": "take", "reason": "x"})).await.unwrap().status, 404);
    done(officer.post(&decide, json!({"outcome": "keep", "reason": "收入仍在标准以内"})).await.unwrap());
    let told = done(me.get(&path).await.unwrap());
    assert_eq!((told[0]["state"].as_str(), told[0]["reason"].as_str()), (Some("kept"), Some("收入仍在标准以内")));
    assert_eq!(place(&town, "income_on_line", &id).await, before);
    assert_eq!(state(&town, &id).await, "waiting");
    // Bad input is named, all at once.
    let wrong = me.post(&path, json!({"kind": "lottery", "happened_on": "2099-01-01", "what": "", "person_id": "x"})).await.unwrap();
    let fields: Vec<String> = wrong.json()["fields"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fields, ["kind", "person_id", "happened_on", "what"]);
    // A birth that is taken adds the child to the household.
    let child = json!({"kind": "birth", "happened_on": "2026-03-05", "what": "生了女儿", "id_number": "360702202603050022", "name": "小小"});
    let born = done(me.post(&path, child).await.unwrap());
    done(
        officer
            .post(&format!("/api/v1/changes/{}/decide", born["id"].as_str().unwrap()), json!({"outcome": "take", "reason": "已看出生证明"}))
            .await
            .unwrap(),
    );
    let case = done(me.get(&format!("/api/v1/my/applications/{id}")).await.unwrap());
    assert_eq!(case["members"].as_array().unwrap().len(), 2);
    assert_eq!(place(&town, "income_on_line", &id).await, before);
}

// S-62: a copy of everything at once, readable and to be saved, of nobody else.
#[tokio::test]
async fn everybody_gets_a_copy_of_everything_at_once() {
    let town = town().await;
    let id = apply(&town, "income_on_line").await;
    let who = town.population.cast().into_iter().find(|it| it.key == "income_on_line").unwrap();
    let me = town.citizen("income_on_line").await.unwrap();
    let copy = done(me.get("/api/v1/my/copy").await.unwrap());
    assert_eq!(copy["about"]["id_number"], who.id_number.as_str());
    assert_eq!(copy["applications"][0]["application"]["id"], id.as_str());
    assert!(!copy["applications"][0]["decisions"][0]["lines"][0]["clause"].as_str().unwrap().is_empty(), "every decision with its clauses");
    assert_eq!(copy["asked"].as_array().unwrap().len(), 13);
    assert!(copy["asked"].as_array().unwrap().iter().any(|asked| !asked["fields"].as_array().unwrap().is_empty()));
    let saved = me.get("/my/rights/copy.json").await.unwrap();
    assert!(saved.headers["content-disposition"].to_str().unwrap().contains("attachment"));
    assert_eq!(saved.json()["about"], copy["about"]);
    for page in ["/my/rights", "/my/rights/copy", "/my/rights/explain", "/my/contact", "/my/rights/ask/erase", "/my/rights/ask/correct"] {
        assert_eq!(me.get(page).await.unwrap().status, 200, "{page}");
    }
    done(me.post("/api/v1/my/contact", json!({"phone": "15400000009", "other_contact": "姐姐 15400000008"})).await.unwrap());
    assert_eq!(done(me.get("/api/v1/my/copy").await.unwrap())["applications"][0]["declared"]["other_contact"], "姐姐 15400000008");
    let done_page = me.get(&format!("/my/applications/{id}/done")).await.unwrap();
    assert!(done_page.text.contains("2026年3月2日提交") && done_page.text.contains("360702-2026-"), "the receipt opens again");
}

// S-62, 个人信息保护法 47, 50: held while the law needs the data; two persons; then nothing opens and the record stays.
#[tokio::test]
async fn an_erasure_takes_two_persons_and_then_nothing_opens_but_the_record_stays() {
    let town = town().await;
    let id = apply(&town, "income_on_line").await;
    let me = town.citizen("income_on_line").await.unwrap();
    let ask = json!({"kind": "erase", "words": "不再申请了，请删除"});
    let held = me.post("/api/v1/my/rights", ask.clone()).await.unwrap();
    assert_eq!(held.code(), "rights.held");
    assert!(held.json()["detail"].as_str().unwrap().contains("还没有办结"));
    done(me.post(&format!("/api/v1/applications/{id}/withdraw"), json!({})).await.unwrap());
    town.work().await.unwrap();
    let request = done(me.post("/api/v1/my/rights", ask.clone()).await.unwrap());
    assert_eq!(request["due_on"], "2026-03-23", "15 working days");
    assert_eq!(me.post("/api/v1/my/rights", ask).await.unwrap().code(), "rights.already");
    let request = request["id"].as_str().unwrap().to_owned();
    let (decide, sign) = (format!("/api/v1/rights/{request}/decide"), format!("/api/v1/rights/{request}/sign-erasure"));
    let officer = town.staff("officer").await.unwrap();
    let chief = town.staff("chief").await.unwrap();
    assert_eq!(officer.post(&decide, json!({"outcome": "answer", "reason": "好"})).await.unwrap().status, 422, "an erasure is not answered in words");
    assert_eq!(chief.post(&sign, json!({"outcome": "erase"})).await.unwrap().code(), "flow.not_now");
    done(officer.post(&decide, json!({"outcome": "propose_erasure", "reason": "申请已撤回，没有依法保留的情形"})).await.unwrap());
    assert_eq!(officer.post(&sign, json!({"outcome": "erase"})).await.unwrap().status, 404, "who proposes does not sign");
    let decision = crate::file(&town, &id).await["decisions"][0]["id"].as_str().unwrap().to_owned();
    let erased = done(chief.post(&sign, json!({"outcome": "erase"})).await.unwrap());
    assert_eq!((erased["state"].as_str(), erased["words"].as_str(), erased["person"].as_str()), (Some("erased"), Some(""), Some("（已删除）")));
    // The session has ended, the decision answers erased, the record of it all stays.
    assert_eq!(me.get("/api/v1/my/copy").await.unwrap().status, 401);
    let replayed = done(officer.get(&format!("/api/v1/decisions/{decision}/replay")).await.unwrap());
    assert_eq!(replayed["result"], "erased");
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let kept: Vec<(String,)> = sqlx::query_as("select act from audit_entry where act = 'person.erase'").fetch_all(act.conn()).await.unwrap();
    assert_eq!(kept.len(), 1);
    drop(act);
    // Who comes back is a new person to the program.
    let again = town.citizen("income_on_line").await.unwrap();
    assert!(done(again.get("/api/v1/my/applications").await.unwrap())["cases"].as_array().unwrap().is_empty());
}
