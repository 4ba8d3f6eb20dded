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
        officer
            .post(&format!("/api/v1/duplicates/{side}/judge"), json!({"verdict": verdict, "reason": "电话和调解书核实，已分居多年"}))
            .await
            .unwrap(),
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
    let officer = town.staff("officer").await.unwrap();
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
    assert_eq!((seen["stale"].as_bool(), seen["shared"].as_array().unwrap().len()), (Some(true), 4), "{:#}", seen["shared"]);
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

/// Two households wait: one as a couple.
async fn two_wait(town: &Town) -> (String, String) {
    let single = apply(town, "doctor").await;
    let couple = apply(town, "transferred_home").await;
    release(town).await;
    town.days(9).await.unwrap();
    assert_eq!((state(town, &single).await.as_str(), state(town, &couple).await.as_str()), ("waiting", "waiting"));
    (single, couple)
}

/// 公安 answers about somebody anew; `change` edits what the register says.
async fn police_say(town: &Town, id: &str, person: &str, change: impl Fn(&mut exchange::departments::answer::Police)) {
    use exchange::departments::{Answer, Outcome, Reply};
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let asked = entry::evidence::of_person(&mut act, id, person).await.unwrap();
    let before = asked.iter().rev().find(|it| it.department == "gongan" && it.answered()).unwrap().clone();
    let Some(Answer::Police(mut said)) = entry::evidence::answer(&mut act, &before).await.unwrap() else { panic!("no police answer") };
    change(&mut said);
    let police = entry::evidence::catalogue().get("gongan").unwrap();
    let region = before.region.clone();
    entry::evidence::ask(&mut act, id, &region, person, &[police]).await.unwrap();
    let query = entry::evidence::of_person(&mut act, id, person).await.unwrap().pop().unwrap();
    assert_eq!(query.state, "waiting", "the old answer has grown old");
    let reply = Reply {
        department: "gongan".into(),
        outcome: Outcome::Answered { answer: Answer::Police(said), as_of: act.today() },
        asked_at: act.now,
        answered_at: act.now,
        request_digest: "0".into(),
        response_digest: Some("0".into()),
    };
    let now = act.now;
    entry::evidence::received(&mut act, &query.id, &reply, now).await.unwrap();
    entry::application::nudge(&mut act, id).await.unwrap();
    act.commit().await.unwrap();
    town.work().await.unwrap();
}

// F052, F057, F065, H-05: nobody stands before an earlier one without a named reason; the queue is
// frozen as a list that can be verified, and a changed line is found.
#[tokio::test]
async fn the_queue_is_frozen_verified_and_nobody_is_overtaken_without_a_reason() {
    let town = town().await;
    two_wait(&town).await;
    let officer = town.staff("officer").await.unwrap();
    let report = done(officer.get("/api/v1/waitlist/overtaking?region=360702").await.unwrap());
    assert_eq!((report["households"].as_i64(), report["alarms"].as_i64()), (Some(2), Some(0)), "{report:#}");
    let path = "/api/v1/waitlist/snapshots";
    assert_eq!(officer.post(path, json!({"region": "360702"})).await.unwrap().status, 422);
    assert_eq!(officer.post(path, json!({"region": "360103", "reason": "年度配租"})).await.unwrap().status, 404, "not his region");
    let leader = town.staff("leader").await.unwrap();
    assert_eq!(leader.post(path, json!({"region": "360702", "reason": "年度配租"})).await.unwrap().status, 404, "who looks on freezes nothing");
    let taken = done(officer.post(path, json!({"region": "360702", "reason": "2026年第一批配租"})).await.unwrap());
    let id = taken["id"].as_str().unwrap();
    let file = officer.get(&format!("/desk/waitlist/snapshots/{id}/download")).await.unwrap();
    assert_eq!(kernel::crypto::sm3_hex(file.text.as_bytes()), taken["digest"].as_str().unwrap(), "anybody can verify the download");
    assert_eq!(file.text.lines().count(), 4);
    let cast = town.population.cast();
    assert!(cast.iter().all(|who| !file.text.contains(&who.id_number) && !file.text.contains(&who.name)));
    let verify = format!("/api/v1/waitlist/snapshots/{id}/verify");
    let right = done(officer.post(&verify, json!({"text": file.text})).await.unwrap());
    assert_eq!((right["stored"].as_bool(), right["given"].as_bool()), (Some(true), Some(true)));
    let wrong = done(officer.post(&verify, json!({"text": file.text.replacen("LH", "LX", 1)})).await.unwrap());
    assert_eq!((wrong["given"].as_bool(), wrong["differs_at"].as_i64()), (Some(false), Some(3)));
    // Alerts: half of 36 months have passed, then four fifths, then all.
    assert!(done(officer.get("/api/v1/waitlist/alerts").await.unwrap())["rows"].as_array().unwrap().is_empty());
    for (days, level) in [(550, 50), (330, 80), (240, 100)] {
        town.days(days).await.unwrap();
        let officer = town.staff("officer").await.unwrap();
        let found = done(officer.get("/api/v1/waitlist/alerts?region=360702").await.unwrap());
        assert_eq!(found["rows"][0]["level"], level, "{found:#}");
    }
    for page in ["/desk/waitlist/alerts", "/desk/waitlist/overtaking", "/desk/waitlist/snapshots"] {
        let officer = town.staff("officer").await.unwrap();
        assert_eq!(officer.get(page).await.unwrap().status, 200, "{page}");
    }
}

// JX2019-4/2.3a, H-05: the applicant died, the spouse goes on and keeps the date; a household of which
// nobody is left leaves by an officer's reasoned act, never by itself.
#[tokio::test]
async fn a_death_is_put_to_an_officer_and_the_spouse_keeps_the_date() {
    let town = town().await;
    let (single, couple) = two_wait(&town).await;
    town.days(200).await.unwrap();
    let before = file(&town, &couple).await;
    let applicant = before["application"]["applicant_id"].as_str().unwrap().to_owned();
    let on = "2026-08-01".parse().unwrap();
    police_say(&town, &couple, &applicant, |said| said.died_on = Some(on)).await;
    let alone = file(&town, &single).await["application"]["applicant_id"].as_str().unwrap().to_owned();
    police_say(&town, &single, &alone, |said| said.died_on = Some(on)).await;
    assert_eq!((state(&town, &single).await.as_str(), state(&town, &couple).await.as_str()), ("waiting", "waiting"), "nothing happens by itself");
    let officer = town.staff("officer").await.unwrap();
    let found = done(officer.get("/api/v1/waitlist/concerns").await.unwrap());
    let kinds: Vec<_> = found.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 2, "{found:#}");
    let of = |kind: &str| found.as_array().unwrap().iter().find(|it| it["kind"] == kind).unwrap()["id"].as_str().unwrap().to_owned();
    let (died, out) = (of("died"), of("died_out"));
    let seen = done(officer.get(&format!("/api/v1/waitlist/concerns/{died}")).await.unwrap());
    let heir = seen["successors"][0][0].as_str().unwrap().to_owned();
    assert!(seen["successors"][0][1].as_str().unwrap().contains("配偶") && seen["said"].to_string().contains("2026"), "{seen:#}");
    let conclude = format!("/api/v1/waitlist/concerns/{died}/conclude");
    assert_eq!(officer.post(&conclude, json!({"outcome": "succeed", "successor_id": heir})).await.unwrap().status, 422, "a reason is needed");
    let wrong = officer.post(&conclude, json!({"outcome": "succeed", "successor_id": applicant, "reason": "核对户籍和死亡证明"})).await.unwrap();
    assert_eq!(wrong.code(), "concern.not_a_successor");
    done(officer.post(&conclude, json!({"outcome": "succeed", "successor_id": heir, "reason": "核对户籍和死亡证明"})).await.unwrap());
    let after = file(&town, &couple).await;
    assert_eq!((after["state"].as_str(), after["application"]["applicant_id"].as_str()), (Some("waiting"), Some(heir.as_str())));
    assert_eq!(after["waiting"]["priority_on"], before["waiting"]["priority_on"], "the date never moves");
    assert!(after["findings"].as_array().is_some_and(|lines| !lines.is_empty()), "what was sealed can still be read");
    let done_before = done(
        officer
            .post(&format!("/api/v1/waitlist/concerns/{out}/conclude"), json!({"outcome": "retire", "reason": "公安和社区均已核实"}))
            .await
            .unwrap(),
    );
    assert_eq!(done_before["outcome"], "retired");
    assert_eq!(state(&town, &single).await, "left");
    for page in ["/desk/waitlist/concerns".to_owned(), format!("/desk/waitlist/concerns/{died}")] {
        assert_eq!(officer.get(&page).await.unwrap().status, 200, "{page}");
    }
}

// H-02: held with a reason and a date, the clock stands still, and what was left is left still; the
// file reads as one story; a correction shows field by field what changed.
#[tokio::test]
async fn a_held_case_stands_still_and_its_file_reads_as_one_story() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let officer = town.staff("officer").await.unwrap();
    let before = file(&town, &id).await["due_on"].clone();
    let hold = format!("/api/v1/applications/{id}/hold");
    for wrong in [
        json!({"until_on": "2026-03-20"}),
        json!({"until_on": "2026-03-02", "reason": "等补充证明"}),
        json!({"until_on": "2027-03-02", "reason": "等补充证明"}),
    ] {
        assert_eq!(officer.post(&hold, wrong).await.unwrap().status, 422);
    }
    done(officer.post(&hold, json!({"until_on": "2026-03-20", "reason": "等单位出具一次性补偿证明"})).await.unwrap());
    let held = file(&town, &id).await;
    assert_eq!((held["state"].as_str(), held["due_on"].as_str()), (Some("held"), Some("2026-03-20")));
    assert_eq!(
        officer.post(&format!("/api/v1/applications/{id}/propose"), json!({"proposal": "refuse", "reason": "收入超过标准"})).await.unwrap().code(),
        "flow.not_now"
    );
    done(officer.post(&format!("/api/v1/applications/{id}/notes"), json!({"words": "已电话联系单位人事"})).await.unwrap());
    town.days(7).await.unwrap();
    let officer = town.staff("officer").await.unwrap();
    let page = officer.get(&format!("/desk/applications/{id}")).await.unwrap();
    assert!(page.text.contains("计时已停止") && page.text.contains("已电话联系单位人事"));
    assert_eq!(officer.post(&format!("/api/v1/applications/{id}/resume"), json!({})).await.unwrap().code(), "flow.reason_missing");
    let resumed = done(officer.post(&format!("/api/v1/applications/{id}/resume"), json!({"reason": "证明已收到"})).await.unwrap());
    assert_eq!(resumed["resumed_on"], "2026-03-09");
    let after = file(&town, &id).await;
    assert_eq!(after["state"], "reviewing");
    if let Some(before) = before.as_str() {
        assert!(before < after["due_on"].as_str().unwrap(), "seven days later by as much as it stood still");
    }
    // A correction: one field is another.
    done(officer.post(&format!("/api/v1/applications/{id}/ask-correction"), json!({"defects": ["写明现住址的门牌号"]})).await.unwrap());
    let me = town.citizen("over_income").await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/details"), json!({"phone": "15400000000", "address": "解放街道演示路8号"})).await.unwrap());
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    town.work().await.unwrap();
    let compare = officer.get(&format!("/desk/applications/{id}/compare?left=shuiwu&right=renshe")).await.unwrap();
    assert!(
        compare.status == 200 && compare.text.contains("演示路1号") && compare.text.contains("演示路8号") && compare.text.contains("有工作"),
        "{}",
        compare.text
    );
    let beside = done(officer.get(&format!("/api/v1/applications/{id}/beside?left=shuiwu&right=renshe")).await.unwrap());
    assert_eq!(beside[0]["points"][0]["about"], "有工作");
    assert_eq!(officer.get(&format!("/api/v1/applications/{id}/beside?left=shuiwu&right=nobody")).await.unwrap().status, 422);
    let story = done(officer.get(&format!("/api/v1/applications/{id}/story")).await.unwrap());
    let told: Vec<String> =
        story.as_array().unwrap().iter().map(|it| format!("{}{}", it["part"].as_str().unwrap(), it["what"].as_str().unwrap())).collect();
    for part in ["申请提交申请", "申请中止办理", "申请恢复办理", "记录办案记录", "税务核查", "部门数据"] {
        assert!(told.iter().any(|line| line.contains(part)), "{part} in {told:#?}");
    }
    let at: Vec<&str> = story.as_array().unwrap().iter().map(|it| it["at"].as_str().unwrap()).collect();
    assert!(at.windows(2).all(|pair| pair[0] <= pair[1]), "in the order of time");
    assert_eq!(town.staff("shuiwu").await.unwrap().get(&format!("/api/v1/applications/{id}/story")).await.unwrap().status, 404);
}

// H-01, CASE_REASSIGN: an absent colleague's work goes to another with a reason; while away the inbox
// of who stands in shows it.
#[tokio::test]
async fn an_absent_colleagues_work_is_given_on_and_shows_with_who_stands_in() {
    let town = town().await;
    let id = apply(&town, "veteran").await;
    let visit = file(&town, &id).await["visit"]["id"].as_str().unwrap().to_owned();
    let of = |account: &'static str| anju::demo::acting(&town.kernel, account);
    let (community, officer, chief, director) =
        (of("community").await.unwrap().id, of("officer").await.unwrap().id, of("chief").await.unwrap().id, of("director").await.unwrap().id);
    let boss = town.staff("chief").await.unwrap();
    done(boss.post(&format!("/api/v1/visits/{visit}/reassign"), json!({"to": community, "reason": "所在社区"})).await.unwrap());
    let path = "/api/v1/handovers";
    let held = done(boss.get(&format!("{path}?staff_id={community}")).await.unwrap());
    assert_eq!(held[0]["key"], format!("visit/{visit}"));
    let give = |to: &str, reason: &str| json!({"from": community, "to": to, "reason": reason});
    assert_eq!(town.staff("officer").await.unwrap().post(path, give(&officer, "休假")).await.unwrap().status, 404, "an officer gives no work");
    assert_eq!(boss.post(path, give(&community, "休假")).await.unwrap().code(), "handover.same");
    assert_eq!(boss.post(path, give(&officer, "")).await.unwrap().status, 422);
    assert_eq!(boss.post(path, give(&officer, "休假")).await.unwrap().code(), "handover.not_his", "who may not visit gets no visit");
    // Away: the director stands in for the chief.
    let away = "/api/v1/absences";
    let wrong = boss.post(away, json!({"substitute_id": chief, "from_on": "x", "to_on": "y"})).await.unwrap();
    assert_eq!(wrong.json()["fields"].as_array().unwrap().len(), 3, "{}", wrong.text);
    done(boss.post(away, json!({"substitute_id": director, "from_on": "2026-03-02", "to_on": "2026-03-06", "reason": "年休假"})).await.unwrap());
    assert_eq!(
        boss.post(away, json!({"substitute_id": officer, "from_on": "2026-03-05", "to_on": "2026-03-09"})).await.unwrap().code(),
        "absence.overlaps"
    );
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    assert_eq!(kernel::flow::absence::works_for(&mut act, &director).await.unwrap(), [director.clone(), chief.clone()]);
    drop(act);
    let refused = apply(&town, "over_income").await;
    let proposer = town.staff("officer").await.unwrap();
    done(
        proposer.post(&format!("/api/v1/applications/{refused}/propose"), json!({"proposal": "refuse", "reason": "家庭收入超过标准"})).await.unwrap(),
    );
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    kernel::flow::assign(&mut act, &entry::application::APPLICATION, &refused, Some(&chief), "经办").await.unwrap();
    act.commit().await.unwrap();
    let mine = |account: &'static str| {
        let town = &town;
        async move {
            let items = done(town.staff(account).await.unwrap().get("/api/v1/inbox?view=mine").await.unwrap());
            items.as_array().unwrap().len()
        }
    };
    assert_eq!((mine("chief").await, mine("director").await), (1, 1), "seen by who stands in");
    let given =
        done(boss.post(path, json!({"from": chief, "to": director, "items": [format!("application/{refused}")], "reason": "年休假"})).await.unwrap());
    assert_eq!(given["cases"], 1);
    assert_eq!(mine("chief").await, 0);
    town.days(5).await.unwrap();
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    assert_eq!(kernel::flow::absence::works_for(&mut act, &director).await.unwrap(), std::slice::from_ref(&director), "back at work");
    drop(act);
    for page in ["/desk/handover".to_owned(), format!("/desk/handover?from={director}"), "/desk/absences".to_owned()] {
        let boss = town.staff("chief").await.unwrap();
        assert_eq!(boss.get(&page).await.unwrap().status, 200, "{page}");
    }
}

// 令11号 9, H-01: what has not reached anybody stands in the register with its age; proof of delivery
// names how, when, by whom and the number of the paper receipt.
#[tokio::test]
async fn a_letter_stands_in_the_register_until_somebody_has_received_it() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let officer = town.staff("officer").await.unwrap();
    done(officer.post(&format!("/api/v1/applications/{id}/propose"), json!({"proposal": "refuse", "reason": "家庭收入超过标准"})).await.unwrap());
    let chief = town.staff("chief").await.unwrap();
    done(chief.post(&format!("/api/v1/applications/{id}/sign-decision"), json!({"verdict": "sign"})).await.unwrap());
    town.days(4).await.unwrap();
    let officer = town.staff("officer").await.unwrap();
    let rows = done(officer.get("/api/v1/letters").await.unwrap());
    assert_eq!((rows[0]["age_days"].as_i64(), rows.as_array().unwrap().len()), (Some(4), 1));
    let letter = rows[0]["letter"]["id"].as_str().unwrap();
    let deliver = format!("/api/v1/letters/{letter}/deliver");
    assert_eq!(officer.post(&deliver, json!({"delivery": "pigeon", "proof": "签收"})).await.unwrap().status, 422);
    let kept = done(officer.post(&deliver, json!({"delivery": "window", "proof": "本人签收", "receipt": "回证2026-018"})).await.unwrap());
    assert_eq!(
        (kept["receipt"].as_str(), kept["delivered_by"].as_str(), kept["delivered_on"].as_str()),
        (Some("回证2026-018"), Some("沈经办"), Some("2026-03-06"))
    );
    assert!(done(officer.get("/api/v1/letters").await.unwrap()).as_array().unwrap().is_empty());
    let page = officer.get("/desk/letters?view=all").await.unwrap();
    assert!(page.status == 200 && page.text.contains("回证2026-018") && page.text.contains("窗口签收"));
    assert!(officer.get(&format!("/desk/letters/{letter}")).await.unwrap().text.contains("此处盖章"));
}

// 抽查: what samples found is kept, by pack and by clause.
#[tokio::test]
async fn samples_are_counted_by_pack_and_by_clause() {
    let town = town().await;
    let (right, wrong) = (apply(&town, "doctor").await, apply(&town, "income_on_line").await);
    let chief = town.staff("chief").await.unwrap();
    let samples = done(chief.get("/api/v1/samples").await.unwrap());
    let of =
        |id: &str| samples["decisions"].as_array().unwrap().iter().find(|it| it["application_id"] == id).unwrap()["id"].as_str().unwrap().to_owned();
    let none = done(chief.get("/api/v1/samples/results").await.unwrap());
    assert_eq!(
        (none["packs"][0]["approvals"].as_i64(), none["packs"][0]["wrong_rate"].as_i64()),
        (Some(2), None),
        "nothing sampled is no rate of zero"
    );
    done(chief.post(&format!("/api/v1/samples/{}", of(&right)), json!({"result": "right"})).await.unwrap());
    done(
        chief
            .post(&format!("/api/v1/samples/{}", of(&wrong)), json!({"result": "wrong", "reason": "收入口径需要核实", "rule": "演示规则 第一条"}))
            .await
            .unwrap(),
    );
    let found = done(chief.get("/api/v1/samples/results").await.unwrap());
    assert_eq!(
        (found["packs"][0]["sampled"].as_i64(), found["packs"][0]["wrong"].as_i64(), found["packs"][0]["wrong_rate"].as_i64()),
        (Some(2), Some(1), Some(5000))
    );
    assert_eq!((found["rules"][0]["rule"].as_str(), found["sampled"].as_array().unwrap().len()), (Some("演示规则 第一条"), 2));
    for page in ["/desk/samples", "/desk/samples/results"] {
        assert_eq!(chief.get(page).await.unwrap().status, 200, "{page}");
    }
}

// S-63, H-04: an address that slipped into a notice stops its release, with the place.
#[tokio::test]
async fn what_slips_into_a_notice_stops_its_release_with_the_place() {
    let town = town().await;
    apply(&town, "doctor").await;
    let releaser = town.staff("releaser").await.unwrap();
    let inbox = done(releaser.get("/api/v1/inbox?flow=notice&state=draft").await.unwrap());
    let id = inbox[0]["id"].as_str().unwrap();
    let clean = done(releaser.get(&format!("/api/v1/notices/{id}/preview")).await.unwrap());
    assert!(clean["leaks"].as_array().unwrap().is_empty(), "{:#}", clean["leaks"]);
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    sqlx::query("update notice_row set street = '解放街道文清路12号'").execute(act.conn()).await.unwrap();
    act.commit().await.unwrap();
    let stopped = releaser.post(&format!("/api/v1/notices/{id}/release"), json!({})).await.unwrap();
    assert_eq!(stopped.code(), "notice.leaks");
    assert!(stopped.text.contains("第 1 行 街道：门牌号"), "{}", stopped.text);
}
