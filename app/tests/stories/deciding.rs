//! 决定 — approval by the program, refusal only by two persons, silence by nobody.

use serde_json::json;

use crate::{apply, done, file, state, town};

// T01, T04, T05, T06, T08: the cast at, below and above every line of the demo pack.
#[tokio::test]
async fn each_character_comes_where_the_rules_say() {
    let town = town().await;
    let cases = [
        ("doctor", "approved"),
        ("income_on_line", "approved"),
        ("deposits_on_line", "approved"),
        ("area_on_line", "approved"),
        ("transferred_home", "approved"),
        ("over_income", "reviewing"),
        ("owner", "reviewing"),
        ("deposits_over_by_a_fen", "reviewing"),
        ("double_benefit", "reviewing"),
        ("contradiction", "suspended"),
    ];
    for (key, expected) in cases {
        let id = apply(&town, key).await;
        let file = file(&town, &id).await;
        assert_eq!(file["state"], expected, "{key}: {:#}", file["findings"]);
        if expected == "reviewing" {
            let failed: Vec<_> = file["findings"].as_array().unwrap().iter().filter(|line| line["verdict"] == "not_met").collect();
            assert!(!failed.is_empty(), "{key} names what failed");
            assert_eq!(file["decisions"][0]["final"], 0, "{key}: the program never refuses");
        }
    }
}

// T37: a department that is silent never blocks acceptance and never decides.
#[tokio::test]
async fn a_silent_department_leaves_the_case_to_a_person() {
    let town = town().await;
    town.fault("shuiwu", json!({"refused": true})).await.unwrap();
    let id = apply(&town, "doctor").await;
    let waiting = file(&town, &id).await;
    assert_eq!(waiting["state"], "checking");
    assert!(waiting["application"]["accepted_on"].is_string(), "acceptance did not wait");
    let lane = waiting["lanes"].as_array().unwrap().iter().find(|lane| lane["department"] == "shuiwu").unwrap().clone();
    assert_eq!(lane["result"], "");
    // The reviewer cannot verify either: the officer decides on what he has, nobody is refused by a silence.
    let reviewer = town.staff("shuiwu").await.unwrap();
    let lane_id = lane["id"].as_str().unwrap();
    let no_reason = reviewer.post(&format!("/api/v1/lanes/{lane_id}/conclude"), json!({"result": "unable"})).await.unwrap();
    assert_eq!(no_reason.code(), "flow.reason_missing");
    done(reviewer.post(&format!("/api/v1/lanes/{lane_id}/conclude"), json!({"result": "unable", "reason": "系统停机检修"})).await.unwrap());
    town.work().await.unwrap();
    let file = file(&town, &id).await;
    assert_eq!(file["state"], "reviewing");
    assert!(file["findings"].as_array().unwrap().iter().any(|line| line["verdict"] == "unknown"));
    assert_eq!(file["decisions"][0]["outcome"], "needs_person");
}

// 令11号 9, features row 19: a refusal is proposed by one, signed by another, and its letter
// is made from the record with remedies and terms.
#[tokio::test]
async fn a_refusal_takes_two_persons_and_its_letter_names_clauses_and_remedies() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let officer = town.staff("officer").await.unwrap();
    let chief = town.staff("chief").await.unwrap();
    let propose = format!("/api/v1/applications/{id}/propose");
    let sign = format!("/api/v1/applications/{id}/sign-decision");
    assert_eq!(officer.post(&propose, json!({"proposal": "refuse", "reason": ""})).await.unwrap().status, 422);
    assert_eq!(chief.post(&propose, json!({"proposal": "refuse", "reason": "收入超过标准"})).await.unwrap().status, 404, "a chief does not propose");
    done(officer.post(&propose, json!({"proposal": "refuse", "reason": "家庭收入超过标准"})).await.unwrap());
    assert_eq!(officer.post(&sign, json!({"verdict": "sign"})).await.unwrap().status, 404, "an officer does not sign");
    let signed = done(chief.post(&sign, json!({"verdict": "sign", "promise_refuted": "1"})).await.unwrap());
    assert_eq!(signed["state"], "refused");
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let pledges = people::consent::of_case(&mut act, &id).await.unwrap();
    assert!(pledges.iter().any(|it| it.text_id.starts_with("promise") && it.outcome == "refuted"), "a promise ends confirmed, refuted or expired");
    drop(act);
    let number = signed["letter"].as_str().unwrap();
    assert_eq!(number, "360702住保不予登记〔2026〕1号");
    let me = town.citizen("over_income").await.unwrap();
    let case = done(me.get(&format!("/api/v1/my/applications/{id}")).await.unwrap());
    let letter = case["letters"][0]["id"].as_str().unwrap().to_owned();
    let read = done(me.post(&format!("/api/v1/letters/{letter}/open"), json!({})).await.unwrap());
    let words = read["paragraphs"].to_string();
    for needed in ["复核", "十五个工作日", "行政复议", "六十日", "行政诉讼", "六个月", "46,760.00元", "依据《"] {
        assert!(words.contains(needed), "{needed} in {words}");
    }
    let file = file(&town, &id).await;
    assert_eq!(file["letters"][0]["delivery"], "site", "opening it on one's own account is delivery");
    // 复核: fifteen working days, answered by somebody else than who signed.
    let asked = done(me.post(&format!("/api/v1/applications/{id}/reconsider"), json!({"grounds": "去年收入含一次性补偿"})).await.unwrap());
    assert_eq!(asked["due_on"], "2026-03-23");
    let answer = format!("/api/v1/applications/{id}/answer-reconsideration");
    let same = chief.post(&answer, json!({"outcome": "uphold", "answer": "经复核维持"})).await.unwrap();
    assert_eq!(same.code(), "flow.same_person");
}

// T34: the pack is fixed at acceptance; S-25: a step cannot be taken twice or out of turn.
#[tokio::test]
async fn steps_out_of_turn_are_refused_and_the_pack_stays_what_it_was() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    let officer = town.staff("officer").await.unwrap();
    let late = officer.post(&format!("/api/v1/applications/{id}/propose"), json!({"proposal": "refuse", "reason": "没有理由的理由"})).await.unwrap();
    assert_eq!((late.status, late.code().as_str()), (409, "flow.not_now"));
    let file = file(&town, &id).await;
    assert_eq!(file["application"]["pack_id"], "DEMO-GZ");
    assert_eq!(file["application"]["accepted_on"], "2026-03-02");
    assert_eq!(file["demo"], true, "what a demonstration pack decided says so");
}

// 抽查: a chief samples what the program approved; a wrong one goes back to a person.
#[tokio::test]
async fn a_chief_samples_and_a_wrong_approval_goes_back() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    let chief = town.staff("chief").await.unwrap();
    let samples = done(chief.get("/api/v1/samples").await.unwrap());
    let sample =
        samples["decisions"].as_array().unwrap().iter().find(|it| it["application_id"] == id.as_str()).unwrap()["id"].as_str().unwrap().to_owned();
    done(chief.post(&format!("/api/v1/samples/{sample}"), json!({"result": "wrong", "reason": "居住情况需要核实"})).await.unwrap());
    assert_eq!(state(&town, &id).await, "reviewing");
    assert_eq!(chief.post(&format!("/api/v1/samples/{sample}"), json!({"result": "right"})).await.unwrap().code(), "sample.done");
    // It stood alone on the draft notice: nothing is left to release, and nobody is publicised.
    let releaser = town.staff("releaser").await.unwrap();
    let inbox = done(releaser.get("/api/v1/inbox?flow=notice&state=draft").await.unwrap());
    let notice = inbox[0]["id"].as_str().unwrap();
    assert_eq!(releaser.post(&format!("/api/v1/notices/{notice}/release"), json!({})).await.unwrap().code(), "notice.empty");
    assert_eq!(state(&town, &id).await, "reviewing", "it is not publicised");
}

// JX2019-4/2.2a, 入户调查: where the pack asks for a visit, the decision waits for it.
#[tokio::test]
async fn where_the_pack_asks_for_a_visit_the_decision_waits_for_it() {
    let town = town().await;
    let id = apply(&town, "veteran").await;
    let before = file(&town, &id).await;
    assert_eq!((before["state"].as_str(), before["visit"]["opinion"].as_str()), (Some("checking"), Some("")), "{:#}", before["findings"]);
    let visit = before["visit"]["id"].as_str().unwrap();
    let community = town.staff("community").await.unwrap();
    let report = format!("/api/v1/visits/{visit}/report");
    let wrong = community.post(&report, json!({"opinion": "maybe", "found": "", "persons_seen": 99})).await.unwrap();
    assert_eq!(wrong.json()["fields"].as_array().unwrap().len(), 3, "all at once");
    done(community.post(&report, json!({"opinion": "live_here", "found": "住在老屋，情况属实", "persons_seen": 2})).await.unwrap());
    town.work().await.unwrap();
    assert_eq!(state(&town, &id).await, "approved");
}

// F026: conflicting evidence suspends; reviewers resolve it; the case goes on.
#[tokio::test]
async fn contradicting_evidence_suspends_until_the_departments_have_looked() {
    let town = town().await;
    let id = apply(&town, "contradiction").await;
    let suspended = file(&town, &id).await;
    assert_eq!(suspended["state"], "suspended");
    for lane in suspended["lanes"].as_array().unwrap().iter().filter(|lane| lane["result"] == "") {
        let department = lane["department"].as_str().unwrap();
        let reviewer = town.staff(department).await.unwrap();
        let lane_id = lane["id"].as_str().unwrap();
        let seen = done(reviewer.get(&format!("/api/v1/lanes/{lane_id}")).await.unwrap());
        assert!(!seen["compared"].as_array().unwrap().is_empty(), "the comparison says what contradicts");
        done(
            reviewer.post(&format!("/api/v1/lanes/{lane_id}/conclude"), json!({"result": "disagree", "reason": "登记有误，正在更正"})).await.unwrap(),
        );
    }
    town.work().await.unwrap();
    assert_eq!(state(&town, &id).await, "reviewing", "what was struck is unknown, not held against anybody");
}
