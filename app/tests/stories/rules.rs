//! 规则 — a pack is filled in with citations, confirmed by two persons, and decides from then on.

use anju::town::Town;
use kernel::Act;
use people::staff::{Add, GrantRole};
use serde_json::{Value, json};

use crate::{apply, done, file};

const GZ: &str = "CN-360700-GZ-2023";
const INCOME: &str = "tiers/1/rules/1/test/income_absolute/max_fen";
const AREA: &str = "tiers/1/rules/0/test/per_capita_area/max";

fn cited(path: &str, value: &str) -> Value {
    json!({
        "path": path, "value": value, "reason": "按原文补全",
        "act": "赣州市中心城区公共租赁住房准入标准", "article": "第二条", "doc_no": "赣市住保字〔2026〕1号",
        "url": "https://www.ganzhou.gov.cn/zfbz/1.html", "grade": "A", "checked_on": "2026-03-01",
    })
}

/// Begins a revision.
async fn draft(town: &Town, who: &str, pack: &str) -> String {
    let officer = town.staff(who).await.unwrap();
    let it = done(officer.post("/api/v1/packs/drafts", json!({"pack": pack, "why": "取得原文，补全并确认"})).await.unwrap());
    it["id"].as_str().unwrap().to_owned()
}

/// Fills one field in.
async fn edit(town: &Town, who: &str, id: &str, body: Value) -> anju::town::Answer {
    town.staff(who).await.unwrap().post(&format!("/api/v1/packs/drafts/{id}/item"), body).await.unwrap()
}

/// Declares a comparison with a higher pack done.
async fn recheck(town: &Town, who: &str, id: &str) {
    done(edit(town, who, id, json!({"path": "needs_recheck_against/0", "reason": "逐条比对，本市条件不严于省定条件"})).await);
}

async fn check(town: &Town, who: &str, id: &str) {
    done(town.staff(who).await.unwrap().post(&format!("/api/v1/packs/drafts/{id}/check"), json!({})).await.unwrap());
    town.work().await.unwrap();
}

async fn confirm(town: &Town, who: &str, id: &str) -> anju::town::Answer {
    let body = json!({"reason": "已与原文逐条核对，试算结果可以接受"});
    town.staff(who).await.unwrap().post(&format!("/api/v1/packs/drafts/{id}/confirm"), body).await.unwrap()
}

/// Both persons confirm.
async fn both(town: &Town, prefix: &str, id: &str) {
    assert_eq!(done(confirm(town, &format!("{prefix}.chief"), id).await)["state"], "half");
    assert_eq!(done(confirm(town, &format!("{prefix}.director"), id).await)["state"], "in_force");
}

/// The provincial and the city pack as their authorities would confirm them.
async fn confirm_both_packs(town: &Town) -> (String, String) {
    let province = draft(town, "province", "JX-2025-12").await;
    check(town, "province", &province).await;
    both(town, "province", &province).await;
    let city = draft(town, "rules", GZ).await;
    done(edit(town, "rules", &city, cited("notice_working_days", "7")).await);
    recheck(town, "rules", &city).await;
    check(town, "rules", &city).await;
    both(town, "rules", &city).await;
    (province, city)
}

async fn someone_in(town: &Town, region: &str, role: &str) {
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let account = format!("{role}.{region}");
    let add = Add { account, name: "别处的人".into(), organisation: "别处".into(), employer: "authority".into(), region: region.into() };
    let id = people::staff::add(&mut act, add).await.unwrap().id;
    let grant = GrantRole { id, role: role.into(), region: region.into(), from_on: None, to_on: None };
    people::staff::grant(&mut act, grant).await.unwrap();
    act.commit().await.unwrap();
}

// H-07, T34, CLAUSES 2.x: an unconfirmed pack asks a person; confirmed by two, it decides the next
// application by itself; the earlier case keeps its version; all of them replay.
#[tokio::test]
async fn a_pack_decides_by_itself_once_two_persons_of_its_authority_have_confirmed_it() {
    let town = Town::real().await.unwrap();
    let before = apply(&town, "doctor").await;
    let early = file(&town, &before).await;
    assert_eq!(early["state"], "reviewing", "{:#}", early["findings"]);
    let (_, city) = confirm_both_packs(&town).await;
    let after = apply(&town, "income_on_line").await;
    let late = file(&town, &after).await;
    assert_eq!(late["state"], "approved", "{:#}", late["findings"]);
    // The earlier case is still asked of a person, by the version it was accepted under.
    let officer = town.staff("officer").await.unwrap();
    let proposal = json!({"proposal": "approve", "reason": "核对原件，符合第七条"});
    done(officer.post(&format!("/api/v1/applications/{before}/propose"), proposal).await.unwrap());
    let chief = town.staff("chief").await.unwrap();
    done(chief.post(&format!("/api/v1/applications/{before}/sign-decision"), json!({"verdict": "sign"})).await.unwrap());
    let signed = file(&town, &before).await;
    let decisions = signed["decisions"].as_array().unwrap();
    assert!(decisions.len() >= 2 && decisions.iter().all(|it| it["pack_digest"] == decisions[0]["pack_digest"]), "one version throughout");
    assert_ne!(decisions[0]["pack_digest"], late["decisions"][0]["pack_digest"]);
    // Old and new decisions are taken again bit for bit.
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let ids = entry::decision::replay::after(&mut act, "").await.unwrap();
    assert!(3 <= ids.len());
    for id in ids {
        let record = entry::decision::get(&mut act, &id).await.unwrap();
        assert_eq!(entry::decision::replay::one(&mut act, record).await.unwrap().result, "same");
    }
    drop(act);
    // What was confirmed stands for everybody, and says where it comes from.
    let listed = done(officer.get("/api/v1/packs").await.unwrap());
    let row = listed.as_array().unwrap().iter().find(|row| row["id"] == GZ).unwrap().clone();
    assert_eq!((row["status"].as_str(), row["revision"].as_str()), (Some("已确认"), Some(city.as_str())));
    let guide = town.stranger().get(&format!("/policies/{GZ}")).await.unwrap();
    assert!(guide.text.contains("7个工作日"), "the public page shows what is in force");
}

// H-07: two persons, neither of them the author; what is in force cannot be confirmed again.
#[tokio::test]
async fn the_same_person_cannot_confirm_twice_and_an_author_not_at_all() {
    let town = Town::real().await.unwrap();
    let id = draft(&town, "rules", GZ).await;
    assert_eq!(confirm(&town, "rules.chief", &id).await.code(), "flow.not_now", "nobody has handed it in");
    check(&town, "rules", &id).await;
    assert_eq!(confirm(&town, "rules", &id).await.status, 404, "an officer confirms nothing");
    let short = town.staff("rules.chief").await.unwrap().post(&format!("/api/v1/packs/drafts/{id}/confirm"), json!({"reason": "好"})).await.unwrap();
    assert_eq!((short.status, short.json()["fields"][0]["field"].as_str().map(str::to_owned)), (422, Some("reason".to_owned())));
    done(confirm(&town, "rules.chief", &id).await);
    assert_eq!(confirm(&town, "rules.chief", &id).await.code(), "flow.same_person");
    // After one confirmation the text stands still.
    assert_eq!(edit(&town, "rules", &id, cited(INCOME, "48000")).await.code(), "pack.closed");
    done(confirm(&town, "rules.director", &id).await);
    assert_eq!(confirm(&town, "rules.director", &id).await.code(), "flow.not_now");
    // Who wrote a part of it and has become a chief since does not confirm it.
    let next = draft(&town, "rules", GZ).await;
    done(edit(&town, "rules", &next, cited("notice_working_days", "7")).await);
    check(&town, "rules", &next).await;
    let author = anju::demo::acting(&town.kernel, "rules").await.unwrap();
    let chief = anju::demo::acting(&town.kernel, "rules.chief").await.unwrap();
    let promoted = kernel::Actor { grants: chief.grants, ..author };
    let mut act = Act::open(&town.kernel, promoted, kernel::Request::default()).await.unwrap();
    let ask = law::pack::revision::confirm::Confirm { id: next, reason: "已逐条核对".into(), seen: None };
    let refused = law::pack::revision::confirm::confirm(&mut act, ask).await;
    assert_eq!(refused.err().map(|fail| fail.code.code), Some("flow.same_person"));
}

// S-21: rules are made by their own authority; to all others a draft does not exist.
#[tokio::test]
async fn a_person_of_another_city_finds_nothing_and_a_district_does_not_reach_up() {
    let town = Town::real().await.unwrap();
    someone_in(&town, "3608", "chief").await;
    someone_in(&town, "3608", "officer").await;
    let id = draft(&town, "rules", GZ).await;
    check(&town, "rules", &id).await;
    let elsewhere = town.staff("chief.3608").await.unwrap();
    assert_eq!(elsewhere.get(&format!("/api/v1/packs/drafts/{id}")).await.unwrap().status, 404);
    assert_eq!(elsewhere.get(&format!("/desk/packs/drafts/{id}")).await.unwrap().status, 404);
    assert_eq!(confirm(&town, "chief.3608", &id).await.status, 404);
    assert!(done(elsewhere.get("/api/v1/packs/drafts").await.unwrap()).as_array().unwrap().is_empty());
    for (who, pack) in [("officer.3608", GZ), ("officer", GZ), ("rules", "JX-2025-12"), ("rules", "CN")] {
        let answer = town.staff(who).await.unwrap().post("/api/v1/packs/drafts", json!({"pack": pack, "why": "想改一改"})).await.unwrap();
        assert_eq!(answer.status, 404, "{who} {pack}");
    }
    // A city cannot make rules for another's districts, nor replace another's pack.
    let rules = town.staff("rules").await.unwrap();
    let mut document = done(rules.get(&format!("/api/v1/packs/{GZ}")).await.unwrap())["document"].clone();
    done(rules.post(&format!("/api/v1/packs/drafts/{id}/withdraw"), json!({"reason": "改用全文起草"})).await.unwrap());
    document["areas"] = json!(["360702", "360802"]);
    let outside = rules.post("/api/v1/packs/drafts", json!({"pack": GZ, "why": "扩大适用区域", "document": document})).await.unwrap();
    assert_eq!(outside.code(), "pack.areas_outside");
    document["areas"] = json!(["360702"]);
    document["supersedes"] = json!(["JX-2025-12"]);
    let other = rules.post("/api/v1/packs/drafts", json!({"pack": GZ, "why": "替代省里的规则", "document": document})).await.unwrap();
    assert_eq!(other.code(), "pack.supersedes_other");
}

// CLAUSES 2.x: no number without a citation; no impossible number; a stricter rule is told and not confirmed.
#[tokio::test]
async fn numbers_need_sources_and_a_rule_stricter_than_the_province_is_not_confirmed() {
    let town = Town::real().await.unwrap();
    let id = draft(&town, "rules", GZ).await;
    let bare = edit(&town, "rules", &id, json!({"path": INCOME, "value": "48000", "reason": "按新标准"})).await;
    assert_eq!((bare.status, bare.code()), (422, "pack.uncited".to_owned()));
    let wild = edit(&town, "rules", &id, cited(INCOME, "-5")).await;
    assert_eq!((wild.status, wild.json()["fields"][0]["field"].as_str().map(str::to_owned)), (422, Some("value".to_owned())));
    let nowhere = edit(&town, "rules", &id, cited("tiers/9/rules/9/test/x/max", "1")).await;
    assert_eq!(nowhere.status, 422);
    // 18 is the province's age; 28 is stricter.
    done(edit(&town, "rules", &id, cited("tiers/1/rules/3/test/age_min/male", "28")).await);
    let rules = town.staff("rules").await.unwrap();
    let seen = done(rules.get(&format!("/api/v1/packs/drafts/{id}")).await.unwrap());
    assert_eq!(seen["sound"], false);
    let stricter = seen["report"]["lint"].as_array().unwrap().iter().any(|it| it["code"] == "age_above_province" && it["severity"] == "error");
    assert!(stricter, "{:#}", seen["report"]["lint"]);
    let checked = rules.post(&format!("/api/v1/packs/drafts/{id}/check"), json!({})).await.unwrap();
    assert_eq!((checked.status, checked.code()), (409, "pack.lint_error".to_owned()));
    done(edit(&town, "rules", &id, cited("tiers/1/rules/3/test/age_min/male", "18")).await);
    // A smaller area is a warning: it is shown, and the examples at the line say what it does.
    done(edit(&town, "rules", &id, cited(AREA, "13")).await);
    let seen = done(rules.get(&format!("/api/v1/packs/drafts/{id}")).await.unwrap());
    let warned = seen["report"]["lint"].as_array().unwrap().iter().any(|it| it["code"] == "area_below_province" && it["severity"] == "warning");
    assert!(warned);
    let checked = rules.post(&format!("/api/v1/packs/drafts/{id}/check"), json!({})).await.unwrap();
    assert_eq!(checked.code(), "pack.example_fails");
    // Whoever means the change says so, example by example; those who confirm read it.
    for (at, line) in seen["report"]["examples"].as_array().unwrap().iter().enumerate().filter(|(_, line)| line["fine"] == false) {
        let why = json!({"at": at, "why": format!("新标准为13平方米：{}", line["title"].as_str().unwrap())});
        done(rules.post(&format!("/api/v1/packs/drafts/{id}/example"), why).await.unwrap());
    }
    check(&town, "rules", &id).await;
    both(&town, "rules", &id).await;
    let now = done(rules.get(&format!("/api/v1/packs/{GZ}")).await.unwrap());
    let area = now["items"].as_array().unwrap().iter().find(|item| item["path"] == AREA).unwrap().clone();
    assert_eq!(area["words"], "13.00㎡");
    assert_eq!(now["document"]["citations"][area["cite"].as_str().unwrap()]["doc_no"], "赣市住保字〔2026〕1号");
}

// T34, F: a successor takes the place of the old pack on its day, and never two bind at once.
#[tokio::test]
async fn exactly_one_pack_binds_on_every_day_or_the_revision_is_refused() {
    let town = Town::real().await.unwrap();
    let rules = town.staff("rules").await.unwrap();
    let mut document = done(rules.get(&format!("/api/v1/packs/{GZ}")).await.unwrap())["document"].clone();
    document["effective_to"] = json!("2026-06-30");
    let gap = done(rules.post("/api/v1/packs/drafts", json!({"pack": GZ, "why": "年中到期", "document": document})).await.unwrap());
    let path = format!("/api/v1/packs/drafts/{}", gap["id"].as_str().unwrap());
    assert_eq!(rules.post(&format!("{path}/check"), json!({})).await.unwrap().code(), "pack.not_exactly_one", "nothing would follow it");
    let second = rules.post("/api/v1/packs/drafts", json!({"pack": GZ, "why": "再起草一件"})).await.unwrap();
    assert_eq!(second.code(), "pack.draft_open");
    done(rules.post(&format!("{path}/withdraw"), json!({"reason": "应由新规则包替代"})).await.unwrap());
    document["effective_to"] = Value::Null;
    document["pack_id"] = json!("CN-360700-GZ-X");
    let twin = done(rules.post("/api/v1/packs/drafts", json!({"pack": GZ, "why": "另发一份", "document": document})).await.unwrap());
    let path = format!("/api/v1/packs/drafts/{}", twin["id"].as_str().unwrap());
    assert_eq!(rules.post(&format!("{path}/check"), json!({})).await.unwrap().code(), "pack.not_exactly_one", "two would bind");
    // The right way: a successor from a day on.
    let next = json!({"pack": GZ, "why": "新文件七月一日起施行", "new_id": "CN-360700-GZ-2026", "effective_from": "2026-07-01"});
    let next = done(rules.post("/api/v1/packs/drafts", next).await.unwrap());
    let id = next["id"].as_str().unwrap();
    check(&town, "rules", id).await;
    both(&town, "rules", id).await;
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let law = law::pack::in_force(&mut act).await.unwrap();
    let region = base::RegionCode::parse("360702").unwrap();
    let bound = |day: &str| law.pack_in_force(&region, day.parse().unwrap()).map(|pack| pack.id().to_string()).unwrap();
    assert_eq!((bound("2026-06-30").as_str(), bound("2026-07-01").as_str()), (GZ, "CN-360700-GZ-2026"));
}

// 2.x: a figure of statistics is confirmed like a pack, and is dated; a trial counts live cases and changes none.
#[tokio::test]
async fn a_figure_is_confirmed_by_two_and_the_trial_counts_live_cases_without_touching_them() {
    let town = Town::real().await.unwrap();
    let case = apply(&town, "doctor").await;
    let rules = town.staff("rules").await.unwrap();
    let figure = json!({
        "area": "3607", "statistic": "urban_income", "year": "2025", "per": "year", "value": "45,210", "published_on": "2026-02-20",
        "act": "赣州市国民经济和社会发展统计公报", "article": "十、人民生活", "url": "https://tjj.ganzhou.gov.cn/1.html", "grade": "A",
        "checked_on": "2026-03-01", "why": "公报已发布",
    });
    let mut wrong = figure.clone();
    wrong["year"] = json!("2031");
    wrong["grade"] = json!("");
    let refused = rules.post("/api/v1/packs/statistics", wrong).await.unwrap();
    assert_eq!((refused.status, refused.json()["fields"].as_array().unwrap().len()), (422, 2));
    let id = done(rules.post("/api/v1/packs/statistics", figure).await.unwrap())["id"].as_str().unwrap().to_owned();
    check(&town, "rules", &id).await;
    both(&town, "rules", &id).await;
    let all = done(rules.get("/api/v1/packs/statistics").await.unwrap());
    assert!(all.as_array().unwrap().iter().any(|it| it["area"] == "3607" && it["value"] == 4_521_000));
    // The province confirms; then the city's trial finds the doctor among those who would be approved.
    let province = draft(&town, "province", "JX-2025-12").await;
    check(&town, "province", &province).await;
    both(&town, "province", &province).await;
    let city = draft(&town, "rules", GZ).await;
    recheck(&town, "rules", &city).await;
    let state = file(&town, &case).await["state"].clone();
    done(rules.post(&format!("/api/v1/packs/drafts/{city}/check"), json!({})).await.unwrap());
    assert_eq!(confirm(&town, "rules.chief", &city).await.code(), "pack.impact_missing");
    town.work().await.unwrap();
    let seen = done(rules.get(&format!("/api/v1/packs/drafts/{city}")).await.unwrap());
    let impact = &seen["report"]["impact"];
    assert_eq!((impact["applications"].as_i64(), impact["waiting"].as_i64(), impact["unread"].as_i64()), (Some(1), Some(0), Some(0)), "{impact:#}");
    assert_eq!(impact["changes"]["由人工认定 → 符合条件（公共租赁住房）"], json!([1, 0]), "{impact:#}");
    assert_eq!(file(&town, &case).await["state"], state);
    // A number that changes afterwards asks for a new trial.
    done(edit(&town, "rules", &city, cited(INCOME, "46760")).await);
    check(&town, "rules", &city).await;
    both(&town, "rules", &city).await;
}

// 3.2: the pages say what an officer and a chief need, and refuse with the form as typed.
#[tokio::test]
async fn the_rules_desk_reads_as_law_and_keeps_what_was_typed() {
    let town = Town::real().await.unwrap();
    let rules = town.staff("rules").await.unwrap();
    let page = rules.get(&format!("/desk/packs/{GZ}")).await.unwrap();
    assert_eq!(page.status, 200);
    for words in ["家庭人均年收入不超过46,760.00元", "补全", "未知", "起草修订"] {
        assert!(page.text.contains(words), "{words}");
    }
    let id = draft(&town, "rules", GZ).await;
    let form = rules.get(&format!("/desk/packs/drafts/{id}/item?path={INCOME}")).await.unwrap();
    assert!(form.status == 200 && form.text.contains("value=\"46,760.00\"") || form.text.contains("value=\"46760.00\""), "{}", form.text);
    done(edit(&town, "rules", &id, cited(INCOME, "46760")).await);
    recheck(&town, "rules", &id).await;
    let page = rules.get(&format!("/desk/packs/drafts/{id}")).await.unwrap();
    for words in ["改了什么", "赣市住保字〔2026〕1号", "检查并提交确认", "没有与上级规定的冲突", "已与JX-2025-12复核"]
    {
        assert!(page.text.contains(words), "{words}");
    }
    check(&town, "rules", &id).await;
    let chief = town.staff("rules.chief").await.unwrap();
    let page = chief.get(&format!("/desk/packs/drafts/{id}")).await.unwrap();
    assert!(page.text.contains("第一人确认") && page.text.contains("对在办事项的影响") && page.text.contains("不予确认"));
    assert!(done(chief.get("/api/v1/inbox?flow=pack").await.unwrap()).as_array().unwrap().len() == 1, "it waits for a chief");
    for path in ["/desk/packs", "/desk/packs/lint", "/desk/packs/statistics", "/desk/packs/drafts", "/desk/packs/CN/edit"] {
        let wanted = if path.ends_with("CN/edit") { 404 } else { 200 };
        assert_eq!(rules.get(path).await.unwrap().status, wanted, "{path}");
    }
}
