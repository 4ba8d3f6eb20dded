//! 问部门 (asking the departments).

use super::*;
use exchange::departments::sign;

// JX2019-4/3.2b: eight lanes and the departments by configuration, in parallel.
#[tokio::test]
async fn every_department_answers_about_everyone_in_the_cast() {
    let town = Town::open().await;
    for who in town.sim.population().cast().iter().filter(|who| who.key != "silence") {
        let codes: Vec<String> = town.departments.catalogue().rows().iter().map(|row| row.code.clone()).collect();
        let queries: Vec<Query> = codes.iter().map(|code| town.query(code, &who.id_number, &who.name)).collect();
        for reply in town.departments.ask_all(&queries).await {
            assert!(matches!(reply.outcome, Outcome::Answered { .. }), "{} {reply:?}", who.key);
            assert!(reply.response_digest.as_ref().is_some_and(|d| d.len() == 64) && reply.request_digest.len() == 64);
            assert!(reply.answered_at >= reply.asked_at);
        }
    }
}

#[tokio::test]
async fn ordinary_people_are_answered_about_without_a_malformed_answer() {
    let town = Town::open().await;
    for index in (300..1_000_000).step_by(40_003) {
        let person = town.sim.population().person(index).unwrap();
        let queries: Vec<Query> =
            town.departments.catalogue().rows().iter().map(|row| town.query(&row.code, &person.id_number, &person.name)).collect();
        for reply in town.departments.ask_all(&queries).await {
            assert_eq!(reply.outcome.word(), "answered", "{index} {reply:?}");
        }
    }
}

// each fault × each lane ends in its own outcome and never in an answer.
#[tokio::test]
async fn each_fault_of_each_lane_has_its_outcome() {
    let cases = [
        (json!({"silent": true}), "timed_out"),
        (json!({"delay_ms": 1500}), "timed_out"),
        (json!({"delay_ms": 50}), "answered"),
        (json!({"error_permille": 1000}), "unreachable"),
        (json!({"stale_days": 500}), "stale"),
        (json!({"refused": true}), "refused"),
        (json!({"malformed": "bad_json"}), "malformed"),
        (json!({"malformed": "wrong_schema"}), "malformed"),
        (json!({"malformed": "missing_field"}), "malformed"),
        (json!({"malformed": "duplicate_keys"}), "malformed"),
        (json!({"malformed": "too_deep"}), "malformed"),
        (json!({"malformed": "too_large"}), "malformed"),
        (json!({"malformed": "wrong_person"}), "malformed"),
        (json!({"malformed": "wrong_question"}), "malformed"),
        (json!({"malformed": "redirect"}), "malformed"),
    ];
    let town = Town::open().await;
    let who = town.actor("doctor");
    let lanes: Vec<Query> = town.departments.catalogue().lanes().map(|row| town.query(&row.code, &who.id_number, &who.name)).collect();
    assert_eq!(lanes.len(), 8);
    for (faults, expected) in cases {
        town.break_all(faults.clone()).await;
        for reply in town.departments.ask_all(&lanes).await {
            assert_eq!(reply.outcome.word(), expected, "{faults} {reply:?}");
            assert!(!reply.outcome.sentence("公安").is_empty());
        }
        town.command("/control/heal", json!({})).await;
        for reply in town.departments.ask_all(&lanes).await {
            assert_eq!(reply.outcome.word(), "answered", "healed after {faults}: {reply:?}");
        }
    }
}

#[tokio::test]
async fn a_fault_of_one_department_leaves_the_others_alone() {
    let town = Town::open().await;
    town.command("/control/faults", json!({"service": "minzheng", "faults": {"error_permille": 1000}})).await;
    assert_eq!(town.ask("minzheng", "elder").await.outcome.word(), "unreachable");
    assert_eq!(town.ask("gongan", "elder").await.outcome.word(), "answered");
}

#[tokio::test]
async fn a_contradictory_department_conflicts_with_another() {
    let town = Town::open().await;
    let answer = async |department: &str| match town.ask(department, "doctor").await.outcome {
        Outcome::Answered { answer, .. } => answer,
        other => panic!("{other:?}"),
    };
    let at_work = |answer: &Answer| matches!(answer, Answer::Labour(facts) if !facts.employments.is_empty());
    let alive = |answer: &Answer| matches!(answer, Answer::Police(facts) if facts.died_on.is_none());
    assert!(alive(&answer("gongan").await) && at_work(&answer("renshe").await));
    town.command("/control/faults", json!({"service": "gongan", "faults": {"contradictory": true}})).await;
    assert!(!alive(&answer("gongan").await), "dead at 公安");
    assert!(at_work(&answer("renshe").await), "at work at 人社");
}

// The cast's own contradiction needs no switch: 公安 says dead, 人社 says insured through last month.
#[tokio::test]
async fn the_wife_of_the_contradiction_is_dead_and_insured() {
    let town = Town::open().await;
    let population = town.sim.population();
    let wife = population.person(town.actor("contradiction").index + 1).unwrap();
    let ask = async |department: &str| town.departments.ask(&town.query(department, &wife.id_number, &wife.name)).await.outcome;
    match (ask("gongan").await, ask("renshe").await) {
        (Outcome::Answered { answer: Answer::Police(police), .. }, Outcome::Answered { answer: Answer::Labour(labour), .. }) => {
            assert!(police.died_on.is_some());
            assert!(labour.insurance.iter().any(|paid| Some(paid.through) > police.died_on));
        }
        other => panic!("{other:?}"),
    }
}

// T37: one department never answers about one person, whatever the switches say.
#[tokio::test]
async fn the_victim_of_silence_waits_for_one_department_only() {
    let town = Town::open().await;
    assert_eq!(town.ask("minzheng", "silence").await.outcome.word(), "timed_out");
    assert_eq!(town.ask("gongan", "silence").await.outcome.word(), "answered");
    assert_eq!(town.ask("minzheng", "doctor").await.outcome.word(), "answered");
}

// the circuit opens at the fifth failure, spares the department, probes after 60 s and closes.
#[tokio::test]
async fn a_failing_department_is_spared_and_found_again() {
    let town = Town::open().await;
    let calls = async || town.state().await["board"]["services"][1]["calls"].as_u64().unwrap();
    town.command("/control/faults", json!({"service": "minzheng", "faults": {"error_permille": 1000}})).await;
    for _ in 0..5 {
        assert_eq!(town.ask("minzheng", "elder").await.outcome.word(), "unreachable");
    }
    assert_eq!(town.ask("minzheng", "elder").await.outcome.word(), "paused");
    assert!(town.departments.is_paused("minzheng") && !town.departments.is_paused("gongan"));
    assert_eq!(calls().await, 5, "the sixth question was not sent");
    town.command("/control/heal", json!({})).await;
    assert_eq!(town.ask("minzheng", "elder").await.outcome.word(), "paused");
    town.pass(61);
    assert_eq!(town.ask("minzheng", "elder").await.outcome.word(), "answered");
    assert!(!town.departments.is_paused("minzheng"));
}

// regulation §3.6: the secret is refreshed before secretEndTime.
#[tokio::test]
async fn the_secret_is_refreshed_shortly_before_it_ends() {
    let town = Town::open().await;
    town.command("/control/settings", json!({"secret_seconds": 600})).await;
    let refreshes = async || town.state().await["secret_refreshes"].as_u64().unwrap();
    for (passes, expected) in [(0, 1), (240, 1), (70, 2), (240, 2), (3600, 3)] {
        town.pass(passes);
        assert_eq!(town.ask("gongan", "elder").await.outcome.word(), "answered");
        assert_eq!(refreshes().await, expected, "after {passes} s more");
    }
}

#[tokio::test]
async fn a_secret_that_the_platform_forgot_is_fetched_again_at_once() {
    let town = Town::open().await;
    assert_eq!(town.ask("gongan", "elder").await.outcome.word(), "answered");
    town.command("/control/settings", json!({"forget_secrets": true})).await;
    assert_eq!(town.ask("gongan", "elder").await.outcome.word(), "answered");
    assert_eq!(town.state().await["secret_refreshes"], 2);
}

// a backlog of 250 cases × 8 lanes is worked off without a lost or doubled answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backlog_is_worked_off_without_losing_an_answer() {
    let town = Town::waiting(60_000).await;
    let began = std::time::Instant::now();
    for chunk in (0..250u32).collect::<Vec<_>>().chunks(25) {
        let mut queries = Vec::new();
        for case in chunk {
            let person = town.sim.population().person(1_000 + case * 37).unwrap();
            queries.extend(town.departments.catalogue().lanes().map(|row| town.query(&row.code, &person.id_number, &person.name)));
        }
        for (query, reply) in queries.iter().zip(town.departments.ask_all(&queries).await) {
            assert_eq!((reply.department.as_str(), reply.outcome.word()), (query.department.as_str(), "answered"), "{reply:?}");
        }
    }
    println!("2,000 questions in {:?}", began.elapsed());
    let state = town.state().await;
    let calls: u64 = state["board"]["services"].as_array().unwrap().iter().filter_map(|service| service["calls"].as_u64()).sum();
    assert_eq!(calls, 2_000);
}

#[tokio::test]
async fn nobody_of_that_number_or_name_is_not_found() {
    let town = Town::open().await;
    let who = town.actor("elder");
    for (department, id_number, name, expected) in [
        ("ziran", "369900199001010010", "某人", "not_found"),
        ("gongan", "369900199001010010", "某人", "not_found"),
        ("ziran", who.id_number.as_str(), "别人", "not_found"),
        ("ziran", who.id_number.as_str(), who.name.as_str(), "answered"),
    ] {
        let reply = town.departments.ask(&town.query(department, id_number, name)).await;
        assert_eq!(reply.outcome.word(), expected, "{department} {id_number} {name}");
    }
    match town.departments.ask(&town.query("gongan", &who.id_number, "别人")).await.outcome {
        Outcome::Answered { answer: Answer::Police(facts), .. } => assert!(!facts.name_match),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_department_that_is_down_is_unreachable() {
    let town = Town::open().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let catalogue = Catalogue::default_rows().unwrap();
    let texts = links(&format!("http://{closed}"), &catalogue);
    let links = texts.into_iter().map(|text| Link::try_from(text).unwrap()).collect();
    let departments = Departments::new(catalogue, links, Arc::new(Timestamp::now)).unwrap();
    let who = town.actor("elder");
    let reply = departments.ask(&town.query("gongan", &who.id_number, &who.name)).await;
    assert_eq!((reply.outcome.word(), reply.response_digest), ("unreachable", None));
}

/// Sends a question with headers of one's own making and gives status and envelope code.
async fn forged(town: &Town, rid: &str, sid: &str, rtime: &str, signature: &str, body: &Value) -> (u16, String) {
    let request = town.http.post(format!("{}/sysapi/gongan/query", town.base_url)).json(body);
    let request = request.header(sign::RID, rid).header(sign::SID, sid).header(sign::RTIME, rtime).header(sign::SIGN, signature);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let envelope: Value = response.json().await.unwrap();
    (status, envelope["code"].as_str().unwrap_or_default().to_owned())
}

// regulation §3.6: the platform's side knows every wrong header; T33: a purpose is needed there too.
#[tokio::test]
async fn a_question_with_wrong_headers_or_without_purpose_is_turned_away() {
    let town = Town::open().await;
    let now = Timestamp::now().as_millisecond();
    let (rid, sid, rtime) = (super::super::lines::RID, "s_sim_gongan", now.to_string());
    let refresh = town.http.post(format!("{}/sysapi/auth/refreshappsecret", town.base_url));
    let app_key = super::super::lines::APP_KEY;
    let signature = sign::sign(app_key, sid, rid, &rtime);
    let refresh = refresh.header(sign::RID, rid).header(sign::SID, sid).header(sign::RTIME, &rtime).header(sign::SIGN, signature);
    let lent: Value = refresh.send().await.unwrap().json().await.unwrap();
    let secret = exchange::departments::secret::unwrap(app_key, lent["data"]["secret"].as_str().unwrap()).unwrap();

    let who = town.actor("elder");
    let good = serde_json::to_value(town.query("gongan", &who.id_number, &who.name)).unwrap();
    let mut aimless = good.clone();
    aimless["purpose"] = json!(" ");
    let old = (now - 301_000).to_string();
    let cases = [
        (rid, sid, rtime.as_str(), sign::sign(&secret, sid, rid, &rtime), &good, (200, "200")),
        (rid, sid, &rtime, sign::sign(&secret, rid, sid, &rtime), &good, (401, "api-005")),
        (rid, sid, &rtime, sign::sign(app_key, sid, rid, &rtime), &good, (401, "api-005")),
        ("else", sid, &rtime, sign::sign(&secret, sid, "else", &rtime), &good, (401, "api-002")),
        (rid, "s_sim_ziran", &rtime, sign::sign(&secret, "s_sim_ziran", rid, &rtime), &good, (401, "api-003")),
        (rid, sid, &old, sign::sign(&secret, sid, rid, &old), &good, (401, "api-004")),
        (rid, sid, "today", sign::sign(&secret, sid, rid, "today"), &good, (401, "api-001")),
        (rid, sid, &rtime, sign::sign(&secret, sid, rid, &rtime), &aimless, (200, "300")),
    ];
    for (rid, sid, rtime, signature, body, (status, code)) in cases {
        assert_eq!(forged(&town, rid, sid, rtime, &signature, body).await, (status, code.to_owned()), "{rid} {sid} {rtime}");
    }
}
