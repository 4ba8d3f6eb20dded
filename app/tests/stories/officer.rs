//! 经办与科长 — duplicates, the keeping of the queue, the case file, letters, samples.

use anju::town::Town;
use serde_json::{Value, json};

use crate::{apply, done, file, release, sign_own, state, town};

/// Applies alone in a county, whoever else the registers name.
async fn alone(town: &Town, number: &str, name: &str, region: &str) -> String {
    let me = town.person(number, name).await.unwrap();
    let started = done(me.post("/api/v1/applications", json!({"region": region, "programme": "home"})).await.unwrap());
    let id = started["id"].as_str().unwrap().to_owned();
    let address = format!("演示小区{}栋101室", &number[14..17]);
    done(me.post(&format!("/api/v1/applications/{id}/details"), json!({"phone": "15400000000", "address": address})).await.unwrap());
    sign_own(&me, &id, "authorisation").await;
    sign_own(&me, &id, "promise").await;
    town.work().await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
    id
}

/// The hits to be judged that this account sees in a county.
async fn hits(town: &Town, region: &str, state: &str) -> Vec<Value> {
    let officer = town.staff("officer").await.unwrap();
    let found = done(officer.get(&format!("/api/v1/duplicates?region={region}&state={state}")).await.unwrap());
    found["rows"].as_array().unwrap().clone()
}

async fn judge(town: &Town, side: &str, verdict: &str) -> Value {
    let officer = town.staff("officer").await.unwrap();
    let judged = done(
        officer.post(&format!("/api/v1/duplicates/{side}/judge"), json!({"verdict": verdict, "reason": "电话和调解书核实，已分居多年"})).await.unwrap(),
    );
    town.work().await.unwrap();
    judged
}

// T08, F024, H-03: a spouse who applies in another county is found there and here; both counties
// conclude; the verdict stays with its evidence and comes back only when the evidence changes.
#[tokio::test]
async fn a_spouse_who_applies_elsewhere_is_judged_by_both_counties_and_stays_judged() {
    let town = town().await;
    let cast = town.population.cast();
    let who = cast.iter().find(|it| it.key == "transferred_home").unwrap();
    let people = town.population.household(who.index).unwrap().members;
    let first = alone(&town, &people[0].id_number, &people[0].name, "360702").await;
    let second = alone(&town, &people[1].id_number, &people[1].name, "3607E1").await;
    let (here, there) = (hits(&town, "360702", "open").await, hits(&town, "3607E1", "open").await);
    assert_eq!((here.len(), there.len()), (1, 1), "{here:#?} {there:#?}");
    assert_eq!((here[0]["strong"].as_bool(), here[0]["other_region"].as_str()), (Some(true), Some("3607E1")));
    assert!(here[0]["words"].to_string().contains("登记的配偶"));
    let (mine, theirs) = (here[0]["id"].as_str().unwrap(), there[0]["id"].as_str().unwrap());

    // A verdict needs its words; the evidence seen must be the evidence there is.
    let officer = town.staff("officer").await.unwrap();
    let path = format!("/api/v1/duplicates/{mine}/judge");
    assert_eq!(officer.post(&path, json!({"verdict": "perhaps", "reason": ""})).await.unwrap().json()["fields"].as_array().unwrap().len(), 2);
    let stale = officer.post(&path, json!({"verdict": "same", "reason": "两人是夫妻", "digest": "0"})).await.unwrap();
    assert_eq!(stale.code(), "duplicate.changed");
    let chief = town.staff("chief").await.unwrap();
    assert_eq!(chief.post(&path, json!({"verdict": "same", "reason": "两人是夫妻"})).await.unwrap().status, 404, "a chief looks, an officer judges");
    done(officer.post(&format!("/api/v1/duplicates/{mine}/request"), json!({"words": "请核实妻子是否另行居住"})).await.unwrap());
    assert_eq!(hits(&town, "3607E1", "open").await[0]["asked"], true);

    judge(&town, mine, "different").await;
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    assert_eq!(entry::duplicate::held(&mut act, &first).await.unwrap().len(), 1, "the other county has not concluded");
    drop(act);
    judge(&town, theirs, "watched").await;
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    assert!(entry::duplicate::held(&mut act, &first).await.unwrap().is_empty());
    assert!(entry::duplicate::held(&mut act, &second).await.unwrap().is_empty());
    drop(act);

    // Nights pass and nothing changed: it never comes back.
    town.days(2).await.unwrap();
    assert!(hits(&town, "360702", "open").await.is_empty());
    assert_eq!(hits(&town, "360702", "judged").await.len(), 1);

    // A child named in both: the evidence is another, both are asked again.
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let number = base::person_id::PersonId::parse("360102180001010018").unwrap();
    let child = people::person::register(&mut act, &number, "演示", None).await.unwrap();
    let mut homes = Vec::new();
    for id in [&first, &second] {
        let home = entry::application::get(&mut act, id).await.unwrap().household_id;
        people::household::add(&mut act, &home, &child, people::household::Relation::Parent, "story").await.unwrap();
        homes.push(home);
    }
    act.commit().await.unwrap();
    let run = done(officer.post("/api/v1/duplicates/run", json!({"region": "360702"})).await.unwrap());
    town.work().await.unwrap();
    let job = done(officer.get(&format!("/api/v1/jobs/{}", run["job_id"].as_str().unwrap())).await.unwrap());
    assert_eq!((job["state"].as_str(), job["done"].as_i64()), (Some("done"), Some(1)));
    done(officer.post("/api/v1/duplicates/run", json!({"region": "3607E1"})).await.unwrap());
    town.work().await.unwrap();
    assert_eq!(hits(&town, "360702", "open").await.len(), 1, "the evidence changed");
    let seen = done(officer.get(&format!("/api/v1/duplicates/{mine}")).await.unwrap());
    assert_eq!((seen["stale"].as_bool(), seen["shared"].as_array().unwrap().len()), (Some(true), 3), "{:#}", seen["shared"]);
    // And back to what was judged: the verdict stands again by itself.
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    for home in &homes {
        people::household::remove(&mut act, home, &child).await.unwrap();
    }
    act.commit().await.unwrap();
    for region in ["360702", "3607E1"] {
        done(officer.post("/api/v1/duplicates/run", json!({"region": region})).await.unwrap());
    }
    town.work().await.unwrap();
    assert_eq!(hits(&town, "360702", "judged").await.len(), 1);

    // Who withdraws is nobody's rival.
    let wife = town.person(&people[1].id_number, &people[1].name).await.unwrap();
    done(wife.post(&format!("/api/v1/applications/{second}/withdraw"), json!({})).await.unwrap());
    town.work().await.unwrap();
    assert_eq!(hits(&town, "360702", "lifted").await.len(), 1);
}

// T08: a benefit that runs elsewhere holds the case as a named finding; beyond one's region there
// is only a hit; approval waits for one's own verdict, refusal does not, and nobody is refused by it.
#[tokio::test]
async fn a_benefit_elsewhere_holds_the_case_and_shows_nothing_of_the_other_county() {
    let town = town().await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let number = base::person_id::PersonId::parse(&who.id_number).unwrap();
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let person = people::person::register(&mut act, &number, &who.name, None).await.unwrap();
    let open = people::benefit::Open { household: "elsewhere", kind: "home", programme: "public_rental", region: "360102", source: "import" };
    people::benefit::open(&mut act, std::slice::from_ref(&person), open).await.unwrap();
    act.commit().await.unwrap();
    let id = apply(&town, "doctor").await;
    assert_eq!(state(&town, &id).await, "reviewing", "held, not refused");
    let case = file(&town, &id).await;
    assert!(case["story"].as_array().unwrap().iter().any(|step| step["reason"].as_str().unwrap().contains("查重")), "{:#}", case["story"]);
    let hit = hits(&town, "360702", "open").await.remove(0);
    let side = hit["id"].as_str().unwrap();
    let officer = town.staff("officer").await.unwrap();
    let seen = done(officer.get(&format!("/api/v1/duplicates/{side}")).await.unwrap());
    assert_eq!((seen["other"]["open"].as_bool(), seen["other"]["place"].as_str()), (Some(false), Some("南昌市东湖区")));
    assert!(seen["other"]["members"].as_array().unwrap().is_empty());
    let propose = format!("/api/v1/applications/{id}/propose");
    let early = officer.post(&propose, json!({"proposal": "approve", "reason": "已核实住房情况"})).await.unwrap();
    assert_eq!((early.status, early.code().as_str()), (409, "decision.duplicate_open"));
    judge(&town, side, "different").await;
    done(officer.post(&propose, json!({"proposal": "approve", "reason": "已核实，原保障登记有误"})).await.unwrap());
    // The benefit's own county has it on its own desk, and nothing of the applicant.
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let sides = entry::duplicate::see::of_application(&mut act, &id).await.unwrap();
    assert_eq!((sides.len(), sides[0].other_region.as_str()), (1, "360102"));
    drop(act);
    let page = officer.get(&format!("/desk/duplicates/{side}")).await.unwrap();
    assert!(page.status == 200 && page.text.contains("有命中") && page.text.contains("不显示"));
}
