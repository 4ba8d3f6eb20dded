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
    // Everything that is wrong is told in one round, the fields with the ticks.
    let all = send(&clerk, "/desk/intake", json!({"id_number": "360702194801010001", "phone": "12", "region": "1"})).await.text;
    for field in ["id_number", "name", "phone", "region", "programme", "checked", "signed"] {
        assert!(all.contains(&format!("id=\"{field}-error\"")), "{field}: {all}");
    }
    // A reader types the card; beside the form stands what the province knows.
    let card = format!("{name}|男|汉|19900101|江西省赣州市章贡区解放街道演示路1号|{number}|赣州市公安局");
    let read = send(&clerk, "/desk/intake/look", json!({"reader": card})).await.text;
    assert!(read.contains(&format!("value=\"{number}\"")) && read.contains("演示路1号") && read.contains("可以受理"), "{read}");
    let mut by_card = typed(true);
    for field in ["id_number", "name"] {
        by_card.as_object_mut().unwrap().remove(field);
    }
    by_card["reader"] = json!(card);
    let there = led(send(&clerk, "/desk/intake", by_card).await);
    let again = send(&clerk, "/desk/intake/look", json!({"id_number": number, "name": "别人"})).await.text;
    assert!(again.contains("重复申请") && again.contains("/desk/intake/") && again.contains("姓名不符"), "{again}");
    let at = there.split('?').next().unwrap().to_owned();
    town.work().await.unwrap();
    let found = page(&clerk, &at).await;
    assert!(found.contains("公安") && found.contains("户籍"), "{found}");
    // Dates are words wherever they are read.
    let id = at.rsplit('/').next().unwrap();
    let items = crate::done(clerk.get(&format!("/api/v1/applications/{id}/found")).await.unwrap())["items"].clone();
    let values = items.as_array().unwrap().iter().flat_map(|item| item["fields"].as_array().unwrap().clone()).map(|field| field[1].to_string());
    let values: Vec<String> = values.collect();
    assert!(
        values.iter().any(|value| value.contains('年')) && !values.iter().any(|value| value.contains("-0") || value.contains("-1")),
        "{values:?}"
    );
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

// W-02, T08: beyond the clerk's own region only that there is something, and whom to ask.
#[tokio::test]
async fn a_clerk_elsewhere_learns_that_there_is_something_and_whom_to_ask() {
    let town = town().await;
    let (number, name) = card(&town, "doctor");
    let me = town.citizen("doctor").await.unwrap();
    crate::done(me.post("/api/v1/applications", json!({"region": "3607E1", "programme": "either"})).await.unwrap());
    let clerk = town.staff("window").await.unwrap();
    let looked = clerk.post("/api/v1/intake/look", json!({"id_number": number, "name": name})).await.unwrap().json();
    let hit = &looked["hits"][0];
    assert!(hit["sentence"].as_str().unwrap().starts_with("外地有申请记录，请向") && hit["href"] == "", "{looked}");
    assert_eq!(looked["hits"][0]["kind"], "application", "{looked}");
    assert_eq!(looked["other_name"], false);
    assert_eq!(clerk.post("/api/v1/intake/look", json!({"id_number": "1"})).await.unwrap().status, 422);
}

// 令11号 8, W-03: what is most often missing is ticked, the rest written; one letter says all of it.
#[tokio::test]
async fn the_usual_defects_are_ticked_and_stand_in_one_letter() {
    let town = town().await;
    let me = town.citizen("doctor").await.unwrap();
    let id = crate::begin(&me).await;
    for kind in ["authorisation", "promise"] {
        crate::sign_own(&me, &id, kind).await;
    }
    crate::done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    let clerk = town.staff("window").await.unwrap();
    let path = format!("/desk/applications/{id}/ask-correction");
    assert!(send(&clerk, &path, json!({})).await.text.contains("请逐条写明缺什么"));
    let usual = "现住地址不完整，请写明街道、小区和门牌号";
    led(send(&clerk, &path, json!({"usual": [usual], "defects": "请补充劳动合同"})).await);
    let letter = page(&clerk, &format!("/desk/intake/{id}/correction")).await;
    assert!(letter.contains(&format!("1．{usual}")) && letter.contains("2．请补充劳动合同"), "{letter}");
}

// 令11号 8 35: not accepted on a ground of the list with its clause and the facts, and a letter that says so.
#[tokio::test]
async fn an_application_is_not_accepted_on_a_ground_with_its_clause() {
    let town = town().await;
    let me = town.citizen("doctor").await.unwrap();
    let id = crate::begin(&me).await;
    let tasks = page(&me, &format!("/my/applications/{id}")).await;
    assert!(tasks.contains("还没开始") && tasks.contains("暂不能办") && tasks.contains("已完成") && !tasks.contains("进行中"), "{tasks}");
    for kind in ["authorisation", "promise"] {
        crate::sign_own(&me, &id, kind).await;
    }
    assert_eq!(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap().status, 200);
    let clerk = town.staff("window").await.unwrap();
    assert!(page(&clerk, &format!("/desk/intake/{id}")).await.contains("《公共租赁住房管理办法》第三十五条"));
    assert!(page(&clerk, &format!("/desk/intake/{id}")).await.contains("name=\"usual\""), "what is most often missing is ticked");
    let path = format!("/desk/applications/{id}/not-accept");
    let bare = send(&clerk, &path, json!({})).await;
    assert_eq!(bare.status, 422);
    assert!(bare.text.contains("请选择不予受理的理由") && bare.text.contains("请写明所依据的事实"), "{}", bare.text);
    assert!(send(&clerk, &path, json!({"ground": "other", "facts": "就是不行呀"})).await.text.contains("写明依据的文件和条款"));
    led(send(&clerk, &path, json!({"ground": "false_materials", "facts": "收入证明经单位核实系伪造"})).await);
    let letter = page(&clerk, &format!("/desk/intake/{id}/not-accepted")).await;
    assert!(letter.contains("隐瞒有关情况或者提供虚假材料（《公共租赁住房管理办法》第三十五条）。收入证明经单位核实系伪造"), "{letter}");
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

// D-01: up to a hundred questions confirmed at once, each with its own result; a contradiction is none of them.
#[tokio::test]
async fn a_reviewer_confirms_many_questions_at_once_and_reads_what_became_of_each() {
    let town = town().await;
    town.fault("shuiwu", json!({"refused": true})).await.unwrap();
    let mut mine = Vec::new();
    let mut foreign = String::new();
    for key in ["doctor", "over_income"] {
        let id = apply(&town, key).await;
        let lanes = file(&town, &id).await["lanes"].clone();
        let lane = |department: &str| {
            lanes.as_array().unwrap().iter().find(|lane| lane["department"] == department).unwrap()["id"].as_str().unwrap().to_owned()
        };
        mine.push(lane("shuiwu"));
        foreign = lane("gongan");
    }
    let reviewer = town.staff("shuiwu").await.unwrap();
    let queue = page(&reviewer, "/desk/lanes").await;
    assert!(mine.iter().all(|lane| queue.contains(&format!("value=\"{lane}\" form=\"batch\""))) && queue.contains("部门没有答复"), "{queue}");
    let none = send(&reviewer, "/desk/lanes/batch", json!({})).await;
    assert!(none.status == 422 && none.text.contains("请先勾选核实一致的事项"), "{}", none.text);
    let many: Vec<String> = (0..101).map(|at| format!("{at}")).collect();
    assert_eq!(send(&reviewer, "/api/v1/lanes/agree", json!({"lanes": many})).await.status, 422);
    let asked = crate::done(send(&reviewer, "/api/v1/lanes/agree", json!({"lanes": [mine[0], mine[1], foreign, mine[0]]})).await);
    let there = format!("/desk/lanes/batches/{}", asked["job_id"].as_str().unwrap());
    assert!(page(&reviewer, &there).await.contains("hx-trigger"), "it is looked at again until it is done");
    town.work().await.unwrap();
    let told = page(&reviewer, &there).await;
    assert!(told.contains("3 件办完：一致 2 件，没有办理 1 件") && told.contains("不在您的职责内") && !told.contains("hx-trigger=\"every"), "{told}");
    assert_eq!(town.staff("gongan").await.unwrap().get(&there).await.unwrap().status, 404, "another's batch");
    assert!(!page(&reviewer, "/desk/lanes").await.contains(&mine[0]));
    let again = crate::done(send(&reviewer, "/api/v1/lanes/agree", json!({"lanes": [mine[0]]})).await);
    town.work().await.unwrap();
    let told = page(&reviewer, &format!("/desk/lanes/batches/{}", again["job_id"].as_str().unwrap())).await;
    assert!(told.contains("现在不能办理这一步"), "{told}");
}

// S-46, S-13: the auditor reads acts, objects and details in words, and searches by them.
#[tokio::test]
async fn the_record_is_read_and_searched_in_words() {
    let town = town().await;
    let id = apply(&town, "over_income").await;
    let officer = town.staff("officer").await.unwrap();
    page(&officer, &format!("/desk/applications/{id}")).await;
    assert_eq!(town.staff("window").await.unwrap().get("/desk/credit").await.unwrap().status, 404);
    let auditor = town.staff("audadmin").await.unwrap();
    let all = page(&auditor, "/desk/audit").await;
    assert!(
        !all.contains("已停用的操作") && all.contains("申请：转人工认定<br>") && all.contains("办理后的状态") && all.contains("待人工认定"),
        "{all}"
    );
    let found = page(&auditor, "/desk/audit?act=%E6%8B%92%E7%BB%9D").await;
    assert!(found.contains("没有这种操作"), "{found}");
    // 转人工 is part of the words of two steps, of the application and of the lanes.
    let part = page(&auditor, "/desk/audit?act=%E8%BD%AC%E4%BA%BA%E5%B7%A5").await;
    assert!(part.contains("申请：转人工认定<br>") && !part.contains("申请：受理<br>"), "{part}");
    let denied = page(&auditor, "/desk/audit?result=denied").await;
    assert!(denied.contains("没有“查看信用记录”的权限") && denied.contains("打开：失信记录"), "{denied}");
}

// H-01: the workbench opens with what is most urgent, and then says how much there is.
#[tokio::test]
async fn the_workbench_opens_with_the_ten_most_urgent() {
    let town = town().await;
    for key in ["over_income", "owner"] {
        apply(&town, key).await;
    }
    let officer = page(&town.staff("officer").await.unwrap(), "/desk").await;
    let (rows, counts) = (officer.find("最急的").unwrap(), officer.find("各有多少").unwrap());
    assert!(rows < counts && officer.contains("待人工认定"), "{officer}");
    assert!(page(&town.staff("releaser").await.unwrap(), "/desk").await.contains("现在没有"));
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
