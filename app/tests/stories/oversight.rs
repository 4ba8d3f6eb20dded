//! 监督 — figures with their limits, files for auditors, lists compared, complaints answered.

use kernel::Act;
use serde_json::json;

use crate::{apply, done, release, town};

// L-02: funnel, stages against their limits, departments, queue, must-cover and the share of the
// program, for the regions of the viewer; a small office sees its own only.
#[tokio::test]
async fn a_leader_sees_how_far_applications_came_and_how_long_each_stage_took() {
    let town = town().await;
    apply(&town, "doctor").await;
    apply(&town, "over_income").await;
    release(&town).await;
    town.days(9).await.unwrap();
    let leader = town.staff("leader").await.unwrap();
    let seen = done(leader.get("/api/v1/overview").await.unwrap());
    assert_eq!(seen["place"]["code"], "3607");
    let funnel: Vec<i64> = seen["funnel"].as_array().unwrap().iter().map(|row| row["count"].as_i64().unwrap()).collect();
    assert_eq!(funnel, [2, 2, 1, 1, 1], "two handed in, one decided and waiting");
    let notice = seen["stages"].as_array().unwrap().iter().find(|row| row["label"] == "公示").unwrap().clone();
    assert_eq!((notice["took"]["count"].as_i64(), notice["took"]["median"].as_i64()), (Some(1), Some(7)), "{notice}");
    assert_eq!((seen["decisions"]["total"].as_i64(), seen["decisions"]["share_permille"].as_i64()), (Some(1), Some(1000)));
    assert_eq!(seen["departments"].as_array().unwrap().len(), 8);
    assert!(seen["departments"].as_array().unwrap().iter().all(|row| row["share_permille"] == 1000), "{seen:#}");
    assert_eq!(seen["queue"][0]["total"], 1);
    let county = seen["below"].as_array().unwrap().iter().find(|row| row["place"]["code"] == "360702").unwrap().clone();
    assert_eq!((county["submitted"].as_i64(), county["waiting"].as_i64()), (Some(2), Some(1)));
    // Down to the county, where its pack gives the limits; not sideways, not to a period that is none.
    let down = done(leader.get("/api/v1/overview?region=360702&days=30").await.unwrap());
    let accepted = down["stages"].as_array().unwrap().iter().find(|row| row["label"] == "受理").unwrap().clone();
    assert_eq!(accepted["limit"], 5, "{accepted}");
    assert_eq!(leader.get("/api/v1/overview?region=3608").await.unwrap().status, 404);
    assert_eq!(leader.get("/api/v1/overview?region=99").await.unwrap().status, 404);
    assert_eq!(leader.get("/api/v1/overview?days=0").await.unwrap().json()["fields"][0]["field"], "days");
    assert_eq!(town.staff("window").await.unwrap().get("/api/v1/overview").await.unwrap().status, 404);
    let page = leader.get("/desk/overview").await.unwrap();
    assert!(page.text.contains("章贡区") && page.text.contains("charts.js"), "{}", page.text);
}

// P-08, S-63: anybody may count, nobody may point at a household.
#[tokio::test]
async fn the_public_figures_tell_no_count_under_five() {
    let town = town().await;
    apply(&town, "doctor").await;
    let told = done(town.stranger().get("/api/v1/statistics").await.unwrap());
    assert!(told["total"]["submitted"].is_null() && told["rows"].as_array().unwrap().iter().all(|row| row["submitted"].is_null()), "{told:#}");
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    for at in 0..9 {
        for region in ["360102", "360702"] {
            sqlx::query("insert into application (id, household_id, applicant_id, region, programme, channel, taken_by, started_at, submitted_at, sealed) values ($1, 'h', 'p', $2, 'home', 'self', 'x', $3, $3, '')")
                .bind(format!("{region}-{at}"))
                .bind(region)
                .bind("2026-02-01T01:00:00.000Z")
                .execute(act.conn())
                .await
                .unwrap();
        }
    }
    act.commit().await.unwrap();
    let told = done(town.stranger().get("/api/v1/statistics").await.unwrap());
    assert_eq!(told["total"]["submitted"], 19);
    let of = |code: &str| told["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()["submitted"].clone();
    assert_eq!((of("3607"), of("3608")), (json!(10), json!(null)));
    assert!(of("3601").is_null(), "the smallest told count is withheld so that the rest is not one by subtraction");
    assert_eq!(town.stranger().get("/api/v1/statistics?region=360702").await.unwrap().status, 404, "no county by street");
    let page = town.stranger().get("/statistics?region=3607").await.unwrap();
    assert!(page.text.contains("不公布") && !page.text.contains("何"), "{}", page.text);
}

/// The number of a household's application.
async fn number_of(town: &anju::town::Town, id: &str) -> String {
    crate::file(town, id).await["application"]["number"].as_str().unwrap().to_owned()
}

// U-01: the whole file of a household, masked, signed, checked offline; a change is named.
#[tokio::test]
async fn an_auditor_gets_a_household_as_one_signed_file_that_checks_offline() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let auditor = town.staff("auditor").await.unwrap();
    let number = number_of(&town, &id).await;
    let wrong = auditor.post("/api/v1/bundles", json!({"number": "没有", "reason": "年度审计"})).await.unwrap();
    assert_eq!((wrong.status, wrong.json()["fields"][0]["field"].as_str()), (422, Some("number")));
    assert_eq!(auditor.post("/api/v1/bundles", json!({"number": number})).await.unwrap().json()["fields"][0]["field"], "reason");
    assert_eq!(town.staff("officer").await.unwrap().post("/api/v1/bundles", json!({})).await.unwrap().status, 404);
    let asked = done(auditor.post("/api/v1/bundles", json!({"number": number, "reason": "年度审计抽查"})).await.unwrap());
    let path = format!("/desk/archive/{}/file", asked["id"].as_str().unwrap());
    assert_eq!(auditor.get(&path).await.unwrap().status, 409, "not made yet");
    town.work().await.unwrap();
    let jobs = done(auditor.get("/api/v1/jobs").await.unwrap());
    assert_eq!((jobs["jobs"][0]["state"].as_str(), jobs["jobs"][0]["kind"].as_str()), (Some("done"), Some("archive.bundle")));
    assert!(auditor.get("/desk/jobs").await.unwrap().text.contains(&path), "the file of one's own job");
    let bytes = bundle(&town, asked["id"].as_str().unwrap(), "auditor").await;
    let key = town.kernel.keys.signer().public().hex();
    let checked = oversight::archive::pack::check(&bytes, Some(&key));
    assert_eq!((checked.fault, checked.files), (None, 9), "household, index twice, audit, anchors, four of the application");
    // Masked: nothing of the person stands in it; the clause and the digests do.
    let who = town.population.cast().into_iter().find(|it| it.key == "over_income").unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    for secret in [&who.id_number, &who.name, &who.phone] {
        assert!(!text.contains(secret.as_str()), "{secret}");
    }
    assert!(text.contains("clause") && text.contains("response_digest") && text.contains("flow.accept") && text.contains("年度审计抽查"));
    let mut changed = bytes.clone();
    let at = changed.windows(8).position(|part| part == b"decision").unwrap();
    changed[at] = b'D';
    assert!(oversight::archive::pack::check(&changed, Some(&key)).fault.is_some());
    let mut tx = town.kernel.db.read().await.unwrap();
    let (made,): (i64,) =
        sqlx::query_as("select count(*) from audit_entry where act in ('archive.ask', 'archive.made')").fetch_one(tx.conn()).await.unwrap();
    assert_eq!(made, 2);
}

// S-47, U-01: full details need the right and a reason, and go to whoever asked, nobody else.
#[tokio::test]
async fn a_bundle_with_full_details_is_for_whoever_asked_for_it() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    let number = number_of(&town, &id).await;
    let auditor = town.staff("auditor").await.unwrap();
    let asked = done(auditor.post("/api/v1/bundles", json!({"number": number, "reason": "信访核查", "complete": "1"})).await.unwrap());
    town.work().await.unwrap();
    let bytes = bundle(&town, asked["id"].as_str().unwrap(), "auditor").await;
    let who = town.population.cast().into_iter().find(|it| it.key == "doctor").unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains(&who.id_number));
    let mut tx = town.kernel.db.read().await.unwrap();
    let (sealed,): (String,) = sqlx::query_as("select sealed from archive_bundle").fetch_one(tx.conn()).await.unwrap();
    assert!(!sealed.contains(&who.id_number));
}

/// The bytes of a bundle, for the account.
async fn bundle(town: &anju::town::Town, id: &str, account: &str) -> Vec<u8> {
    let actor = anju::demo::acting(&town.kernel, account).await.unwrap();
    let mut act = Act::read(&town.kernel, actor, kernel::Request::default()).await.unwrap();
    let ask = oversight::archive::bundle::WhichBundle { id: id.to_owned() };
    oversight::archive::bundle::open(&mut act, ask).await.unwrap().1
}

// U-01: the draw is on record with its seed and can be made again; a wrong decision needs words.
#[tokio::test]
async fn a_draw_can_be_repeated_with_its_seed() {
    let town = town().await;
    for key in ["doctor", "elder", "veteran"] {
        apply(&town, key).await;
    }
    let auditor = town.staff("auditor").await.unwrap();
    let ask = |seed: &str| json!({"region": "3607", "since_on": "2026-03-01", "until_on": "2026-03-31", "wanted": "1", "seed": seed});
    let path = "/api/v1/audit-samples";
    let first = done(auditor.post(path, ask("20260302")).await.unwrap());
    assert!(0 < first["sample"]["population"].as_i64().unwrap());
    let again = done(auditor.post(path, ask("20260302")).await.unwrap());
    assert_eq!(first["rows"][0]["decision_id"], again["rows"][0]["decision_id"]);
    let own = done(auditor.post(path, ask("")).await.unwrap());
    assert_eq!(own["sample"]["seed"].as_str().unwrap().len(), 22, "made by the program");
    let judge = format!("{path}/{}/rows/1", first["sample"]["id"].as_str().unwrap());
    assert_eq!(auditor.post(&judge, json!({"result": "wrong"})).await.unwrap().json()["fields"][0]["field"], "note");
    assert_eq!(done(auditor.post(&judge, json!({"result": "right"})).await.unwrap())["rows"][0]["result"], "right");
    assert_eq!(auditor.post(&judge, json!({"result": "right"})).await.unwrap().code(), "audit_sample.judged");
    let nothing = json!({"region": "3607", "since_on": "2020-03-01", "until_on": "2020-03-31", "wanted": "5"});
    assert_eq!(auditor.post(path, nothing).await.unwrap().code(), "audit_sample.none");
    assert_eq!(
        auditor.post(path, json!({"region": "3608", "since_on": "2026-03-01", "until_on": "2026-03-31", "wanted": "5"})).await.unwrap().status,
        422
    );
}

// JX2019-4/2.2: the remainder is nobody, or each has an owner, a date and a next step.
#[tokio::test]
async fn whom_civil_affairs_names_is_covered_waits_applies_or_has_an_owner() {
    let town = town().await;
    apply(&town, "doctor").await;
    let officer = town.staff("officer").await.unwrap();
    let card = |key: &str| {
        let who = town.population.cast().into_iter().find(|it| it.key == key).unwrap();
        (who.name.clone(), who.id_number.clone())
    };
    let ((doctor, one), (elder, other)) = (card("doctor"), card("elder"));
    let ask = json!({"region": "360702", "as_of": "2026-03-01", "source": "2026年3月低保名册", "csv": format!("类别,姓名,证件号码\n城镇低保,{doctor},{one}\n特困,{elder},{other}\n")});
    let bad = json!({"region": "360702", "as_of": "2026-03-01", "source": "x", "csv": "低保,王某,123"});
    assert!(officer.post("/api/v1/civil-lists", bad).await.unwrap().json()["fields"][0]["message"].as_str().unwrap().starts_with("第 1 行"));
    let seen = done(officer.post("/api/v1/civil-lists", ask).await.unwrap());
    assert_eq!((seen["applying"].as_i64(), seen["left"].as_i64()), (Some(1), Some(1)), "{seen:#}");
    let row = &seen["remainder"][0];
    assert!(!row["owner_id"].as_str().unwrap().is_empty() && row["due_on"].is_string() && !row["next_step"].as_str().unwrap().is_empty());
    assert!(row["name_mask"].as_str().unwrap().contains('*') && !seen.to_string().contains(&other), "masked");
    let mut tx = town.kernel.db.read().await.unwrap();
    let kept: Vec<(String,)> = sqlx::query_as("select number_index || name_mask || number_mask from civil_row").fetch_all(tx.conn()).await.unwrap();
    assert!(kept.iter().all(|(text,)| !text.contains(&one) && !text.contains(&other)));
    drop(tx);
    // Whoever was left out applies: nobody is left.
    apply(&town, "elder").await;
    let path = format!("/api/v1/civil-lists/{}", seen["list"]["id"].as_str().unwrap());
    assert_eq!(done(town.staff("leader").await.unwrap().get(&path).await.unwrap())["left"], 0);
    assert_eq!(town.staff("window").await.unwrap().post("/api/v1/civil-lists", json!({})).await.unwrap().status, 404);
}

// P-09: a ticket with number, term, state and answer, without an account; not by whoever had a part in the case.
#[tokio::test]
async fn a_complaint_has_a_number_a_term_and_an_answer_by_somebody_else() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let number = number_of(&town, &id).await;
    let (officer, chief, director) =
        (town.staff("officer").await.unwrap(), town.staff("chief").await.unwrap(), town.staff("director").await.unwrap());
    let version = crate::file(&town, &id).await["version"].clone();
    done(
        officer
            .post(&format!("/api/v1/applications/{id}/propose"), json!({"proposal": "refuse", "reason": "收入超标", "version": version}))
            .await
            .unwrap(),
    );
    done(chief.post(&format!("/api/v1/applications/{id}/sign-decision"), json!({"verdict": "sign"})).await.unwrap());
    let bad = town.stranger().post("/api/v1/complaints", json!({"region": "36", "phone": "1", "about": "X"})).await.unwrap();
    let fields: Vec<String> = bad.json()["fields"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fields, ["region", "topic", "words", "phone", "about"]);
    let ask = json!({"region": "360702", "topic": "unfair", "about": number, "name": "", "words": "窗口没有说明为什么不行"});
    let told = done(town.stranger().post("/api/v1/complaints", ask).await.unwrap());
    assert_eq!(told["due_on"], "2026-03-04", "two working days");
    let look = |code: &str| format!("/api/v1/complaints/look-up?number={}&code={code}", told["number"].as_str().unwrap());
    assert_eq!(town.stranger().get(&look("0000000000")).await.unwrap().code(), "complaint.no_match");
    let mine = look(told["code"].as_str().unwrap());
    assert_eq!(done(town.stranger().get(&mine).await.unwrap())["state"], "已收到");
    let inbox = done(director.get("/api/v1/inbox?flow=complaint").await.unwrap());
    let complaint = inbox[0]["id"].as_str().unwrap().to_owned();
    let handle = format!("/api/v1/complaints/{complaint}/handle");
    assert_eq!(chief.post(&handle, json!({"step": "take"})).await.unwrap().code(), "complaint.own_case");
    assert_eq!(officer.get(&format!("/api/v1/complaints/{complaint}")).await.unwrap().status, 404);
    assert_eq!(director.post(&handle, json!({"step": "answer", "answer": "已经核实"})).await.unwrap().code(), "flow.not_now");
    done(director.post(&handle, json!({"step": "take"})).await.unwrap());
    assert_eq!(director.post(&handle, json!({"step": "answer"})).await.unwrap().json()["fields"][0]["field"], "answer");
    done(director.post(&handle, json!({"step": "answer", "answer": "决定书写明了收入数额，已请窗口再作说明。"})).await.unwrap());
    let stands = done(town.stranger().get(&mine).await.unwrap());
    assert_eq!((stands["state"].as_str(), stands["closed"].as_bool()), (Some("已答复"), Some(true)));
    assert!(stands["answer"].as_str().unwrap().contains("决定书"));
    let mut tx = town.kernel.db.read().await.unwrap();
    let (sealed,): (String,) = sqlx::query_as("select sealed from complaint").fetch_one(tx.conn()).await.unwrap();
    assert!(!sealed.contains("窗口"));
}

// I-01: calls are counted by department and day; what was given up is sent again with a reason, on record.
#[tokio::test]
async fn calls_are_counted_and_a_dead_letter_is_sent_again_with_a_reason() {
    let town = town().await;
    apply(&town, "doctor").await;
    let system = town.staff("sysadmin").await.unwrap();
    let seen = done(system.get("/api/v1/exchange").await.unwrap());
    let police = seen["departments"].as_array().unwrap().iter().find(|row| row["department"] == "gongan").unwrap().clone();
    assert!(police["calls"] == 1 && police["answered_permille"] == 1000 && police["p95_ms"].is_i64() && police["paused_until"] == "", "{police}");
    assert_eq!(seen["days"].as_array().unwrap().len(), seen["departments"].as_array().unwrap().len());
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let dead = kernel::outbox::put(&mut act, "sms", "x", &json!({"message": "none"})).await.unwrap();
    kernel::outbox::settle(&mut act, &dead, &kernel::outbox::Sent::Dead("网关拒绝".into())).await.unwrap();
    let question = kernel::outbox::put(&mut act, entry::evidence::TOPIC, "y", &json!({"query": "none"})).await.unwrap();
    kernel::outbox::settle(&mut act, &question, &kernel::outbox::Sent::Dead("无答复".into())).await.unwrap();
    act.commit().await.unwrap();
    let again = format!("/api/v1/exchange/dead-letters/{dead}/replay");
    assert_eq!(system.post(&again, json!({})).await.unwrap().json()["fields"][0]["field"], "reason");
    assert_eq!(done(system.post(&again, json!({"reason": "网关已恢复"})).await.unwrap())["topic"], "sms");
    assert_eq!(system.post(&again, json!({"reason": "网关已恢复"})).await.unwrap().code(), "outbox.not_dead");
    let question = format!("/api/v1/exchange/dead-letters/{question}/replay");
    assert_eq!(system.post(&question, json!({"reason": "再问一次"})).await.unwrap().code(), "exchange.with_reviewer");
    let mut tx = town.kernel.db.read().await.unwrap();
    let (count,): (i64,) =
        sqlx::query_as("select count(*) from audit_entry where act = 'outbox.replay' and reason = '网关已恢复'").fetch_one(tx.conn()).await.unwrap();
    assert_eq!(count, 1);
}

// T-01, S-27: organisations bear a code that checks; a zone is an authority; who is away gets no new work.
#[tokio::test]
async fn organisations_have_codes_and_whoever_is_away_gets_no_new_work() {
    let town = town().await;
    let system = town.staff("sysadmin").await.unwrap();
    let ask = |code: &str, region: &str| json!({"code": code, "name": "赣州经济技术开发区住房保障中心", "kind": "authority", "region": region});
    let path = "/api/v1/organisations";
    let wrong = system.post(path, ask("91350100M000100Y44", "3601XX")).await.unwrap();
    let fields: Vec<String> = wrong.json()["fields"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fields, ["code", "region"]);
    let made = done(system.post(path, ask("91350100M000100Y43", "3607E1")).await.unwrap());
    assert_eq!(system.post(path, ask("91350100M000100Y43", "3607E2")).await.unwrap().code(), "organisation.taken");
    done(system.post(&format!("{path}/{}/end", made["id"].as_str().unwrap()), json!({})).await.unwrap());
    done(system.post(path, ask("91350100M000100Y43", "3607E2")).await.unwrap());
    let security = town.staff("secadmin").await.unwrap();
    assert_eq!(security.get(path).await.unwrap().status, 404, "whoever grants roles makes no organisation");
    let director = anju::demo::acting(&town.kernel, "director").await.unwrap().id;
    let chief = anju::demo::acting(&town.kernel, "chief").await.unwrap().id;
    let away = json!({"substitute_id": chief, "from_on": "2026-03-02", "to_on": "2026-03-06", "reason": "培训"});
    done(town.staff("director").await.unwrap().post("/api/v1/absences", away).await.unwrap());
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let held = people::staff::holding(&mut act, people::perms::APPLICATION_SIGN, "360702").await.unwrap();
    assert!(!held.contains(&director) && held.contains(&chief), "{held:?}");
    drop(act);
    let live = done(security.get(&format!("/api/v1/staff/{director}/sessions")).await.unwrap());
    assert_eq!(live["sessions"].as_array().unwrap().len(), 1);
    done(security.post(&format!("/api/v1/staff/{director}/sessions/end"), json!({})).await.unwrap());
    assert_eq!(done(security.get(&format!("/api/v1/staff/{director}/sessions")).await.unwrap())["sessions"].as_array().unwrap().len(), 0);
}
