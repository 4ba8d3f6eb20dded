//! 一座住着人的城 — departments that contradict each other, children of others, stages with an end, a queue with everybody in it.

use anju::town::Town;
use serde_json::{Value, json};

use crate::{apply, begin, done, file, sign_own, state, town};

/// The open lanes, each with what was compared.
async fn compared(town: &Town, id: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for lane in file(town, id).await["lanes"].as_array().unwrap().iter().filter(|lane| lane["result"] == "") {
        let department = lane["department"].as_str().unwrap();
        let reviewer = town.staff(department).await.unwrap();
        let seen = done(reviewer.get(&format!("/api/v1/lanes/{}", lane["id"].as_str().unwrap())).await.unwrap());
        found.push((department.to_owned(), seen["compared"].to_string()));
    }
    found
}

async fn conclude(town: &Town, id: &str, department: &str, how: Value) {
    let file = file(town, id).await;
    let lane = file["lanes"].as_array().unwrap().iter().find(|lane| lane["department"] == department).unwrap()["id"].as_str().unwrap().to_owned();
    done(town.staff(department).await.unwrap().post(&format!("/api/v1/lanes/{lane}/conclude"), how).await.unwrap());
    town.work().await.unwrap();
}

/// Signs, confirms everything and submits, alone.
async fn submit_alone(town: &Town, key: &str, id: &str) {
    let me = town.citizen(key).await.unwrap();
    sign_own(&me, id, "authorisation").await;
    sign_own(&me, id, "promise").await;
    town.work().await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/confirm"), json!({"right": ["all"]})).await.unwrap());
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
}

// F026, JX2019-4/3.1b: with the ID card alone, two departments contradict each other; both look.
#[tokio::test]
async fn departments_that_contradict_each_other_suspend_a_case_without_anybodys_word() {
    let town = town().await;
    let id = begin(&town.citizen("contradiction").await.unwrap()).await;
    submit_alone(&town, "contradiction", &id).await;
    assert_eq!(state(&town, &id).await, "suspended");
    let open = compared(&town, &id).await;
    let lanes: std::collections::BTreeSet<_> = open.iter().map(|(department, _)| department.as_str()).collect();
    assert_eq!(lanes, ["gongan", "minzheng"].into());
    assert!(open.iter().all(|(_, said)| said.contains("户口簿上有配偶")), "{open:?}");
    conclude(&town, &id, "gongan", json!({"result": "agree"})).await;
    assert_eq!(state(&town, &id).await, "suspended", "the other department has not looked yet");
    conclude(&town, &id, "minzheng", json!({"result": "agree"})).await;
    assert_ne!(state(&town, &id).await, "suspended");
}

// JX2019-4/3.1b: with the wife added, 公安 says dead and 人社 says insured: both lanes are marked.
#[tokio::test]
async fn who_is_dead_for_one_department_and_insured_with_another_is_looked_at_by_both() {
    let town = town().await;
    let id = apply(&town, "contradiction").await;
    let open = compared(&town, &id).await;
    for lane in ["gongan", "renshe"] {
        assert!(open.iter().any(|(department, said)| department == lane && said.contains("死亡以后仍在参保")), "{lane}: {open:?}");
    }
}

// 个人信息保护法 31: a parent signs for his children; whether the child is his, a register says, or a person.
#[tokio::test]
async fn a_child_whom_no_register_shows_as_the_applicants_is_looked_at_by_a_person() {
    let town = town().await;
    let cast = town.population.cast();
    let others = cast.iter().find(|it| it.key == "sanitation").unwrap();
    let child = town.population.person(others.index + 3).unwrap();
    let me = town.citizen("income_on_line").await.unwrap();
    let id = begin(&me).await;
    let path = format!("/api/v1/applications/{id}/members");
    done(me.post(&path, json!({"id_number": child.id_number, "name": child.name, "relation": "child"})).await.unwrap());
    submit_alone(&town, "income_on_line", &id).await;
    assert_eq!(state(&town, &id).await, "checking", "nothing is refused, nothing suspended");
    let open = compared(&town, &id).await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].0 == "gongan" && open[0].1.contains("请核实监护关系"), "{open:?}");
    // The guardian's paper at the window takes the place of the applicant's word.
    let window = town.staff("window").await.unwrap();
    let person = file(&town, &id).await["members"].as_array().unwrap().iter().find(|it| it["relation"] == "child").unwrap()["person_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = done(window.get("/api/v1/consent-texts/authorisation").await.unwrap());
    let sign = json!({"kind": "authorisation", "digest": text["digest"], "person_id": person});
    done(window.post(&format!("/api/v1/applications/{id}/sign"), sign).await.unwrap());
    town.work().await.unwrap();
    assert!(compared(&town, &id).await.is_empty(), "nothing left to look at");
    assert_ne!(state(&town, &id).await, "checking");
}

// 个人信息保护法 31: one's own children on one's own register need no reviewer.
#[tokio::test]
async fn children_on_the_register_are_covered_by_their_parents_word() {
    let town = town().await;
    let id = apply(&town, "sanitation").await;
    assert_eq!(state(&town, &id).await, "approved");
}

// 令11号 8, 9; the pack's stage limits: one stage, one limit, counted from its first day.
#[tokio::test]
async fn a_stage_ends_when_the_pack_says_whoever_has_the_case() {
    let town = town().await;
    town.fault("shuiwu", json!({"refused": true})).await.unwrap();
    let id = apply(&town, "doctor").await;
    let due = async |state: &str| {
        let file = file(&town, &id).await;
        assert_eq!(file["state"], state);
        file["due_on"].as_str().unwrap_or("none").to_owned()
    };
    assert_eq!(due("checking").await, "2026-03-23", "并联审核: 15 working days from acceptance");
    town.days(7).await.unwrap();
    conclude(&town, &id, "shuiwu", json!({"result": "unable", "reason": "系统停机检修"})).await;
    assert_eq!(due("reviewing").await, "2026-03-23", "the same stage goes on");
    town.days(1).await.unwrap();
    let officer = town.staff("officer").await.unwrap();
    done(officer.post(&format!("/api/v1/applications/{id}/propose"), json!({"proposal": "refuse", "reason": "收入无法核实"})).await.unwrap());
    assert_eq!(due("refusing").await, "2026-03-23");
    let chief = town.staff("chief").await.unwrap();
    done(chief.post(&format!("/api/v1/applications/{id}/sign-decision"), json!({"verdict": "sign"})).await.unwrap());
    assert_eq!(due("refused").await, "none");
    let me = town.citizen("doctor").await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/reconsider"), json!({"grounds": "收入可以核实"})).await.unwrap());
    assert_eq!(due("reconsidering").await, "2026-03-31", "复核: 15 working days from 2026-03-10");
    let director = town.staff("director").await.unwrap();
    let answer = json!({"outcome": "overturn", "answer": "重新核实收入"});
    done(director.post(&format!("/api/v1/applications/{id}/answer-reconsideration"), answer).await.unwrap());
    assert_eq!(due("reviewing").await, "2026-03-31", "a new review has its own fifteen days");
    // Where the pack has no limit for a stage, the flow's own term counts.
    done(officer.post(&format!("/api/v1/applications/{id}/ask-correction"), json!({"defects": ["请补充收入证明"]})).await.unwrap());
    assert_eq!(due("correcting").await, "2026-04-09", "30 days");
}

// JX2019-4/2.2a, 2.2b: the demo's queue holds those who must be covered, priority classes and ordinary
// households, each because of what the departments answered.
#[tokio::test]
async fn the_demos_queue_has_must_cover_priority_and_ordinary_households() {
    let town = Town::settled().await.unwrap();
    let officer = town.staff("officer").await.unwrap();
    let list = done(officer.get("/api/v1/waitlist?region=360702").await.unwrap());
    let entries: Vec<&Value> = list["rows"].as_array().unwrap().iter().map(|row| &row["entry"]).collect();
    let must: Vec<_> = entries.iter().filter(|it| it["must_cover"] == 0).collect();
    assert!(3 <= must.len(), "{list:#}");
    for entry in &must {
        assert!(!entry["owner_id"].as_str().unwrap().is_empty() && entry["owner_due_on"].is_string(), "{entry}");
    }
    let classes: std::collections::BTreeSet<_> = entries.iter().map(|it| it["class_name"].as_str().unwrap()).collect();
    assert!(3 <= classes.len() && classes.contains(""), "{classes:?}");
    assert!(entries.iter().any(|it| it["must_cover"] == 1 && it["class_name"] == ""), "ordinary households too");
    let page = officer.get("/desk/must-cover").await.unwrap();
    assert!(page.status == 200 && page.text.contains("/desk/must-cover/"), "{}", page.text);
}
