//! 工作台 — staff work through pages: every page opens to whoever may, and a case is seen through on forms alone.

use anju::compose;
use anju::town::{Answer, Town, Visitor};
use serde_json::{Value, json};

use crate::{apply, file, release, state, town};

/// One account of every post of the demo.
const POSTS: [&str; 14] = [
    "window",
    "gongan",
    "zhujian",
    "community",
    "officer",
    "chief",
    "director",
    "releaser",
    "auditor",
    "leader",
    "sysadmin",
    "secadmin",
    "audadmin",
    "minzheng",
];

/// A page that opened, or the story ends with what was said instead.
#[track_caller]
fn shown(answer: Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.text.contains("</html>"), "{}", answer.text);
    answer.text
}

/// Where a form led, or the story ends with the page it came back with.
#[track_caller]
fn led(answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.location
}

async fn page(who: &Visitor<'_>, path: &str) -> String {
    let answer = who.get(path).await.unwrap();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    shown(answer)
}

async fn send(who: &Visitor<'_>, path: &str, body: Value) -> Answer {
    who.post(path, body).await.unwrap()
}

/// The value of an attribute that follows a text in a page.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let at = text.find(mark).unwrap_or_else(|| panic!("{mark} is not in {text}"));
    text[at + mark.len()..].split('"').next().unwrap()
}

fn card(town: &Town, key: &str) -> (String, String) {
    let cast = town.population.cast();
    let who = cast.iter().find(|it| it.key == key).unwrap();
    (who.id_number.clone(), who.name.clone())
}

// D-01, H-01: what stands in somebody's menu opens, with nothing in the house and with a case in it.
#[tokio::test]
async fn every_page_of_the_desk_opens_to_whoever_may_and_to_nobody_else() {
    let town = town().await;
    for round in 0..2 {
        if round == 1 {
            apply(&town, "doctor").await;
            apply(&town, "over_income").await;
            apply(&town, "veteran").await;
        }
        let table = compose::doors(true).doors;
        for account in POSTS {
            let actor = anju::demo::acting(&town.kernel, account).await.unwrap();
            let visitor = town.staff(account).await.unwrap();
            for door in table.iter().filter(|door| {
                door.method == "GET"
                    && door.path.starts_with("/desk")
                    && !door.path.contains('{')
                    && !door.path.contains("sign-in")
                    && !door.path.contains("start")
            }) {
                let answer = visitor.get(door.path).await.unwrap();
                let expected = actor.may(door.perm);
                assert_eq!(answer.status < 400, expected, "{} {}: {} {}", account, door.path, answer.status, answer.text);
            }
        }
    }
}

// H-02, 令11号 9: an officer reads the file, proposes, cannot sign; a chief signs on the form; the letter prints.
#[tokio::test]
async fn a_refusal_is_proposed_and_signed_on_the_case_page() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let (officer, chief) = (town.staff("officer").await.unwrap(), town.staff("chief").await.unwrap());
    for tab in ["overview", "lanes", "decision", "evidence", "letters", "story"] {
        let text = page(&officer, &format!("/desk/applications/{id}?tab={tab}")).await;
        assert!(text.contains("aria-current=\"page\""), "{tab}");
    }
    let decision = page(&officer, &format!("/desk/applications/{id}?tab=decision")).await;
    assert!(decision.contains("46,760.00元") && decision.contains("DEMO-GZ") && decision.contains("待人工认定"), "{decision}");
    let record = after(&decision, "tab=decision&amp;replay=").to_owned();
    let again = page(&officer, &format!("/desk/applications/{id}?tab=decision&replay={record}")).await;
    assert!(again.contains("复算一致"), "{again}");
    let (path, version) = (format!("/desk/applications/{id}/propose"), file(&town, &id).await["version"].clone());
    let short = send(&officer, &path, json!({"proposal": "refuse", "reason": "不", "version": version})).await;
    assert_eq!(short.status, 422);
    assert!(short.text.contains("请写明认定的理由") && short.text.contains("checked"), "what was chosen is kept");
    led(send(&officer, &path, json!({"proposal": "refuse", "reason": "家庭收入超过标准", "version": version})).await);
    assert!(!page(&officer, &format!("/desk/applications/{id}")).await.contains("签发不予登记决定书"));
    assert!(page(&chief, &format!("/desk/applications/{id}")).await.contains("家庭收入超过标准"));
    let back = send(&chief, &format!("/desk/applications/{id}/sign"), json!({"verdict": "send_back"})).await;
    assert_eq!(back.status, 422, "sending back needs a reason");
    led(send(&chief, &format!("/desk/applications/{id}/sign"), json!({"verdict": "sign"})).await);
    assert_eq!(state(&town, &id).await, "refused");
    let letter = file(&town, &id).await["letters"][0]["id"].as_str().unwrap().to_owned();
    assert!(page(&chief, &format!("/desk/letters/{letter}")).await.contains("不予登记决定书"));
    led(send(&officer, &format!("/desk/letters/{letter}/deliver"), json!({"application": id, "delivery": "post", "proof": "EMS-1"})).await);
    assert!(page(&officer, &format!("/desk/applications/{id}?tab=letters")).await.contains("EMS-1"));
}

// S-45: full details only with a reason, only of the household, once, and on record.
#[tokio::test]
async fn full_details_need_a_reason_and_stand_on_one_page_only() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    let (number, _) = card(&town, "doctor");
    let officer = town.staff("officer").await.unwrap();
    let file = file(&town, &id).await;
    let person = file["application"]["applicant_id"].clone();
    let path = format!("/desk/applications/{id}/unmask");
    assert_eq!(send(&officer, &path, json!({"person_id": person, "reason": "看"})).await.status, 422);
    assert_eq!(send(&officer, &path, json!({"person_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "reason": "核对收入证明"})).await.status, 404);
    assert!(shown(send(&officer, &path, json!({"person_id": person, "reason": "核对收入证明"})).await).contains(&number));
    assert!(!page(&officer, &format!("/desk/applications/{id}")).await.contains(&number));
    let community = town.staff("community").await.unwrap();
    assert!(send(&community, &path, json!({"person_id": person, "reason": "核对收入证明"})).await.status >= 400);
    let auditor = town.staff("audadmin").await.unwrap();
    assert!(page(&auditor, "/desk/audit?act=person.unmask").await.contains("核对收入证明"));
    assert!(page(&auditor, "/desk/audit?actor=officer&day=2026-03-02").await.contains("沈经办"));
}

// C-04, JX2019-4/3.1c: the window takes an application with the ID card alone and prints a receipt.
#[tokio::test]
async fn the_window_takes_an_application_and_prints_its_receipt() {
    let town = town().await;
    let clerk = town.staff("window").await.unwrap();
    let (number, name) = card(&town, "doctor");
    let form = page(&clerk, "/desk/intake").await;
    let authorisation = after(&form, "name=\"authorisation\" value=\"").to_owned();
    let promise = after(&form, "name=\"promise\" value=\"").to_owned();
    let typed = |ticks: bool| {
        let mut body = json!({"id_number": number, "name": name, "phone": "15400000001", "region": "360702", "programme": "either", "authorisation": authorisation, "promise": promise});
        if ticks {
            body["checked"] = json!("1");
            body["signed"] = json!("1");
        }
        body
    };
    let unchecked = send(&clerk, "/desk/intake", typed(false)).await;
    assert_eq!(unchecked.status, 422);
    assert!(unchecked.text.contains("请先核对申请人的身份证原件") && unchecked.text.contains(&name), "what was typed is kept");
    let there = led(send(&clerk, "/desk/intake", typed(true)).await);
    let at = there.split('?').next().unwrap().to_owned();
    town.work().await.unwrap();
    let found = page(&clerk, &at).await;
    assert!(found.contains("公安") && found.contains("户籍"), "{found}");
    assert_eq!(send(&clerk, &format!("{at}/members"), json!({"id_number": "1", "name": "某", "relation": "child"})).await.status, 422);
    led(send(
        &clerk,
        &format!("{at}/contact"),
        json!({"phone": "15400000001", "address": "解放街道演示路1号", "lives_in": "360702", "programme": "home"}),
    )
    .await);
    led(send(&clerk, &format!("{at}/submit"), json!({})).await);
    let receipt = page(&clerk, &format!("{at}/receipt")).await;
    assert!(receipt.contains("公共租赁住房申请回执") && receipt.contains("360702-2026-000001") && receipt.contains(&name));
    let once = led(clerk.get("/desk/search?q=360702-2026-000001").await.unwrap());
    assert!(once.starts_with("/desk/applications/"), "{once}");
    let elsewhere = page(&clerk, "/desk/search?q=360702-2026-999999").await;
    assert!(elsewhere.contains("没有符合的"));
}

// D-01, JX2019-4/3.2b: a reviewer sees one question, says a word with a reason, and is led on.
#[tokio::test]
async fn a_reviewer_concludes_a_lane_and_goes_on() {
    let town = town().await;
    town.fault("shuiwu", json!({"refused": true})).await.unwrap();
    let id = apply(&town, "doctor").await;
    let reviewer = town.staff("shuiwu").await.unwrap();
    assert!(page(&reviewer, "/desk/lanes").await.contains("税务核查"));
    let lanes = file(&town, &id).await["lanes"].clone();
    let lane =
        |department: &str| lanes.as_array().unwrap().iter().find(|lane| lane["department"] == department).unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/desk/lanes/{}", lane("shuiwu"));
    assert!(page(&reviewer, &path).await.contains("上一年度收入"));
    assert_eq!(reviewer.get(&format!("/desk/lanes/{}", lane("gongan"))).await.unwrap().status, 404, "another department's lane is not there");
    let unsaid = send(&reviewer, &path, json!({"result": "unable"})).await;
    assert_eq!((unsaid.status, unsaid.text.contains("请写明理由")), (422, true));
    assert_eq!(led(send(&reviewer, &path, json!({"result": "unable", "reason": "系统停机检修"})).await), "/desk/lanes?done=decided");
}

// 令11号 9, JX2019-4/2.2a: visit, notice with its days in the button, waiting list with its reason, must-cover with an owner.
#[tokio::test]
async fn a_household_comes_from_the_visit_to_the_waiting_list_on_pages() {
    let town = town().await;
    let id = apply(&town, "veteran").await;
    let visit = file(&town, &id).await["visit"]["id"].as_str().unwrap().to_owned();
    let (community, chief, officer) =
        (town.staff("community").await.unwrap(), town.staff("chief").await.unwrap(), town.staff("officer").await.unwrap());
    let give = page(&chief, &format!("/desk/visits/{visit}/reassign")).await;
    assert!(give.contains("蒋社区"), "{give}");
    let to = anju::demo::acting(&town.kernel, "community").await.unwrap().id;
    led(send(&chief, &format!("/desk/visits/{visit}/reassign"), json!({"to": to, "reason": "同事休假"})).await);
    assert!(page(&community, "/desk/inbox?view=mine").await.contains("入户调查"));
    assert!(page(&community, &format!("/desk/visits/{visit}")).await.contains("解放街道演示路1号"));
    assert_eq!(
        send(&community, &format!("/desk/visits/{visit}"), json!({"opinion": "live_here", "found": "在家", "persons_seen": "两个"})).await.status,
        422
    );
    led(send(&community, &format!("/desk/visits/{visit}"), json!({"opinion": "live_here", "found": "一家在住", "persons_seen": "2"})).await);
    town.work().await.unwrap();
    let reached = state(&town, &id).await;
    assert_eq!(reached, "approved");
    assert!(page(&chief, "/desk/samples").await.contains(&id));
    let releaser = town.staff("releaser").await.unwrap();
    let inbox = releaser.get("/api/v1/inbox?flow=notice&state=draft").await.unwrap().json();
    let notice = inbox[0]["id"].as_str().unwrap().to_owned();
    assert!(page(&releaser, &format!("/desk/notices/{notice}")).await.contains("公示 1 户，5 个工作日"));
    assert!(!page(&officer, &format!("/desk/notices/{notice}")).await.contains("公示 1 户，5 个工作日"), "an officer does not release");
    led(send(&releaser, &format!("/desk/notices/{notice}/release"), json!({})).await);
    release(&town).await;
    town.days(12).await.unwrap();
    assert_eq!(state(&town, &id).await, "waiting");
    // Twelve days end every session.
    let officer = town.staff("officer").await.unwrap();
    let queue = page(&officer, "/desk/waitlist?region=360702").await;
    let entry = after(&queue, "<a href=\"/desk/waitlist/0").to_owned();
    let entry = format!("0{entry}");
    assert!(page(&officer, &format!("/desk/waitlist/{entry}")).await.contains("共 1 户"));
    assert_eq!(send(&officer, &format!("/desk/waitlist/{entry}/strike"), json!({})).await.status, 422);
    page(&officer, "/desk/must-cover").await;
}

// T16: rules read as law, with what nobody states said to be so.
#[tokio::test]
async fn packs_are_read_as_law_and_departures_are_listed() {
    let town = town().await;
    let officer = town.staff("officer").await.unwrap();
    assert!(page(&officer, "/desk/packs").await.contains("DEMO-GZ"));
    for pack in policy::Law::with_demo().packs() {
        let text = page(&officer, &format!("/desk/packs/{}", pack.id())).await;
        assert!(text.contains("出处"), "{}", pack.id());
    }
    assert!(page(&officer, "/desk/packs/JX-2019-4").await.contains("未载明"));
    assert!(page(&officer, "/desk/packs/lint").await.contains("冲突"));
}
