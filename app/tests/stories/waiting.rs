//! 公示与轮候 — days that must run, objections, and a rank anyone can understand.

use serde_json::json;

use crate::{apply, done, file, release, state, town};

// 令11号 9, JX2019-4/2.3a: publicised for five working days, then in the queue with the day of
// the application as its date.
#[tokio::test]
async fn after_its_days_of_publicity_a_household_stands_in_the_queue() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    release(&town).await;
    assert_eq!(state(&town, &id).await, "noticing");
    let public = done(town.stranger().get("/api/v1/notices").await.unwrap());
    let notice = &public["notices"][0];
    assert_eq!(
        (notice["notice"]["from_on"].as_str(), notice["notice"]["until_on"].as_str(), notice["days_left"].as_u64()),
        (Some("2026-03-02"), Some("2026-03-09"), Some(5))
    );
    town.days(7).await.unwrap();
    assert_eq!(state(&town, &id).await, "noticing", "the last day still counts");
    town.days(1).await.unwrap();
    assert_eq!(state(&town, &id).await, "waiting");
    let me = town.citizen("doctor").await.unwrap();
    let rank = done(me.get(&format!("/api/v1/applications/{id}/rank")).await.unwrap());
    assert_eq!((rank["place"].as_i64(), rank["of"].as_i64()), (Some(1), Some(1)));
    assert_eq!(rank["entry"]["priority_on"], "2026-03-02", "the day of the application, not of the registration");
    assert_eq!(rank["entry"]["limit_on"], "2029-03-10", "36 months");
    assert!(done(town.stranger().get("/api/v1/notices").await.unwrap())["notices"].as_array().unwrap().is_empty(), "taken down on time");
}

// T33, S-63: what is public is masked; F046: anyone may object; it is looked into by a person.
#[tokio::test]
async fn an_objection_holds_the_case_until_it_is_concluded() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    release(&town).await;
    let public = town.stranger().get("/api/v1/notices").await.unwrap();
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    assert!(!public.text.contains(&who.id_number) && !public.text.contains(&who.name) && !public.text.contains(&who.phone), "{}", public.text);
    let notice = public.json()["notices"][0]["notice"]["id"].as_str().unwrap().to_owned();
    let number = public.json()["notices"][0]["rows"][0]["number"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/notices/{notice}/objections");
    let bad = town.stranger().post(&path, json!({"number": number, "name": "", "phone": "1", "why": ""})).await.unwrap();
    assert_eq!(bad.json()["fields"].as_array().unwrap().len(), 3);
    let objected =
        done(town.stranger().post(&path, json!({"number": number, "name": "邻居", "phone": "15400000001", "why": "不在本地居住"})).await.unwrap());
    assert_eq!(state(&town, &id).await, "objected");
    town.days(9).await.unwrap();
    assert_eq!(state(&town, &id).await, "objected", "days alone do not conclude it");
    let officer = town.staff("officer").await.unwrap();
    let objection = objected["id"].as_str().unwrap();
    done(
        officer
            .post(&format!("/api/v1/objections/{objection}/conclude"), json!({"outcome": "dismiss", "answer": "上门核实，确在本地居住"}))
            .await
            .unwrap(),
    );
    town.work().await.unwrap();
    assert_eq!(state(&town, &id).await, "waiting");
    assert_eq!(
        town.stranger().post(&path, json!({"number": number, "name": "邻居", "phone": "15400000001", "why": "还是不服"})).await.unwrap().code(),
        "objection.over"
    );
}

// 令11号 9: an upheld objection takes the household off the list and back to a person.
#[tokio::test]
async fn an_upheld_objection_goes_back_to_a_person() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    release(&town).await;
    let public = done(town.stranger().get("/api/v1/notices").await.unwrap());
    let notice = public["notices"][0]["notice"]["id"].as_str().unwrap().to_owned();
    let number = public["notices"][0]["rows"][0]["number"].clone();
    let objected = done(
        town.stranger()
            .post(
                &format!("/api/v1/notices/{notice}/objections"),
                json!({"number": number, "name": "邻居", "phone": "15400000001", "why": "名下另有住房"}),
            )
            .await
            .unwrap(),
    );
    let officer = town.staff("officer").await.unwrap();
    let objection = objected["id"].as_str().unwrap();
    done(officer.post(&format!("/api/v1/objections/{objection}/conclude"), json!({"outcome": "uphold", "answer": "查实另有住房"})).await.unwrap());
    town.work().await.unwrap();
    assert_eq!(state(&town, &id).await, "reviewing");
    assert!(done(town.stranger().get(&format!("/api/v1/notices/{notice}")).await.unwrap())["rows"].as_array().unwrap().is_empty());
    town.days(30).await.unwrap();
    assert_eq!(state(&town, &id).await, "reviewing", "time does not put it into the queue");
}

// JX2019-4/2.2a, 2.2b: must-cover first, with an owner and a date; nobody overtakes without a reason.
#[tokio::test]
async fn who_must_be_covered_goes_first_and_has_an_owner_and_a_date() {
    let town = town().await;
    let doctor = apply(&town, "doctor").await;
    town.days(1).await.unwrap();
    let veteran = apply(&town, "veteran").await;
    let visit = file(&town, &veteran).await["visit"]["id"].as_str().unwrap().to_owned();
    let community = town.staff("community").await.unwrap();
    done(
        community
            .post(&format!("/api/v1/visits/{visit}/report"), json!({"opinion": "live_here", "found": "住在老屋，情况属实", "persons_seen": 2}))
            .await
            .unwrap(),
    );
    town.work().await.unwrap();
    release(&town).await;
    town.days(10).await.unwrap();
    let officer = town.staff("officer").await.unwrap();
    let queue = done(officer.get("/api/v1/waitlist?region=360702").await.unwrap());
    let rows = queue["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{queue:#}");
    assert_eq!((rows[0]["entry"]["application_id"].as_str(), rows[0]["why"].as_str()), (Some(veteran.as_str()), Some("应保尽保")));
    assert!(!rows[0]["entry"]["owner_id"].as_str().unwrap().is_empty() && rows[0]["entry"]["owner_due_on"].is_string());
    let me = town.citizen("doctor").await.unwrap();
    let rank = done(me.get(&format!("/api/v1/applications/{doctor}/rank")).await.unwrap());
    assert_eq!(
        (rank["place"].as_i64(), rank["ahead"][0]["label"].as_str(), rank["ahead"][0]["count"].as_i64()),
        (Some(2), Some("应保尽保家庭"), Some(1))
    );
}

// T08: one person, one place: who waits, or belongs to a household that applies, cannot apply
// again anywhere in the province; who gave up may.
#[tokio::test]
async fn nobody_stands_in_two_queues() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    release(&town).await;
    town.days(9).await.unwrap();
    let me = town.citizen("doctor").await.unwrap();
    let again = json!({"region": "3607E1", "programme": "home"});
    assert_eq!(me.post("/api/v1/applications", again.clone()).await.unwrap().code(), "application.already");
    // Nor can another household take him along.
    let other = town.citizen("income_on_line").await.unwrap();
    let theirs = crate::begin(&other).await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let taken = other
        .post(&format!("/api/v1/applications/{theirs}/members"), json!({"id_number": who.id_number, "name": who.name, "relation": "other"}))
        .await
        .unwrap();
    assert_eq!(taken.code(), "application.already");
    let entry = file(&town, &id).await["waiting"]["id"].as_str().unwrap().to_owned();
    done(me.post(&format!("/api/v1/waitlist/{entry}/give-up"), json!({})).await.unwrap());
    assert_eq!(state(&town, &id).await, "left");
    done(me.post("/api/v1/applications", again).await.unwrap());
}

// T08: a benefit on our own register counts, whatever the department says.
#[tokio::test]
async fn a_running_benefit_in_another_county_is_found() {
    let town = town().await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let number = base::person_id::PersonId::parse(&who.id_number).unwrap();
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let person = people::person::register(&mut act, &number, &who.name, None).await.unwrap();
    let open = people::benefit::Open { household: "h", kind: "subsidy", programme: "public_rental", region: "360102", source: "import" };
    people::benefit::open(&mut act, std::slice::from_ref(&person), open).await.unwrap();
    assert_eq!(people::benefit::open(&mut act, &[person], open).await.err().map(|fail| fail.code.code), Some("benefit.double"));
    act.commit().await.unwrap();
    let id = apply(&town, "doctor").await;
    let file = file(&town, &id).await;
    assert_eq!(file["state"], "reviewing");
    assert!(
        file["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["verdict"] == "not_met" && line["sentence"].as_str().unwrap().contains("已享受待遇"))
    );
}

// P-07: by number, ID tail and surname; none of the three is told to be the wrong one.
#[tokio::test]
async fn a_rank_is_looked_up_by_three_things_that_belong_together() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    release(&town).await;
    town.days(9).await.unwrap();
    let number = file(&town, &id).await["waiting"]["number"].as_str().unwrap().to_owned();
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    let (tail, surname) = (&who.id_number[14..], who.name.chars().next().unwrap());
    let right = town.stranger().get(&format!("/api/v1/rank?number={number}&tail={tail}&surname={}", urlencode(surname))).await.unwrap();
    assert_eq!(done(right)["place"], 1);
    for query in [
        format!("number={number}&tail=0000&surname={}", urlencode(surname)),
        format!("number={number}&tail={tail}&surname={}", urlencode('错')),
        format!("number=LH360702-2026-999999&tail={tail}&surname={}", urlencode(surname)),
    ] {
        let answer = town.stranger().get(&format!("/api/v1/rank?{query}")).await.unwrap();
        assert_eq!((answer.status, answer.code().as_str()), (404, "rank.no_match"), "{query}");
    }
}

fn urlencode(letter: char) -> String {
    letter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect()
}
