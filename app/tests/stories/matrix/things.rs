//! 其他标本 — what officers, auditors and administrators keep beside a case: lists, hits, requests, jobs; one of each.
//!
//! How each comes about is told by its own story; here it is only made, as cheaply as it can be.

use anju::town::Town;
use kernel::{Act, flow, outbox};
use people::perms::*;
use serde_json::{Value, json};

use super::places::{DECIDING, HOME, PACK, Reach, text};
use crate::{apply, done};

/// Writes an object down: name, id, whom it lets in, whose it is.
pub type Put<'a> = dyn FnMut(&'static str, String, Reach, &'static str) + Send + 'a;

/// The smallest paper.
pub const PDF: &[u8] = b"%PDF-1.7\n%%EOF";

/// What a household asks for beside its case: a change, a right, a paper.
pub async fn asked(town: &Town, waiting: &str, corrected: &str, put: &mut Put<'_>) {
    let me = town.citizen("income_on_line").await.unwrap();
    let change = json!({"kind": "other", "happened_on": "2026-03-01", "what": "换了电话"});
    let change = text(&done(me.post(&format!("/api/v1/applications/{waiting}/changes"), change).await.unwrap())["id"]);
    put("change", change.clone(), Reach::Region, "");
    put("own_change", change, Reach::Case, "income_on_line");
    let me = town.citizen("over_income").await.unwrap();
    let right = json!({"kind": "explain", "words": "请再解释为什么不予保障"});
    let right = text(&done(me.post("/api/v1/my/rights", right).await.unwrap())["id"]);
    put("rights", right.clone(), Reach::By(&[APPLICATION_DECIDE, APPLICATION_SIGN]), "");
    put("own_rights", right, Reach::Own, "over_income");
    let me = town.citizen("owner").await.unwrap();
    let path = format!("/api/v1/applications/{corrected}/papers/correction.1");
    let given = done(me.upload(&path, "k-paper", &[("photo", "1.pdf", PDF)]).await.unwrap());
    let sheet = text(&given["papers"][0]["files"][0]["id"]);
    put("own_paper", sheet.clone(), Reach::Case, "owner");
    put("paper", sheet, Reach::By(DECIDING), "");
    put("rights_kind", "correct".into(), Reach::Open, "");
    put("consent_kind", "promise".into(), Reach::Open, "");
}

/// A case in which the tax office was silent, of somebody who is housed in another city: a paper of one lane, and a hit.
pub async fn doubtful(town: &Town, put: &mut Put<'_>) {
    let who = town.population.cast().into_iter().find(|it| it.key == "rare_name").unwrap();
    let number = base::person_id::PersonId::parse(&who.id_number).unwrap();
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let person = people::person::register(&mut act, &number, &who.name, None).await.unwrap();
    let elsewhere = people::benefit::Open { household: "elsewhere", kind: "home", programme: "public_rental", region: "360102", source: "import" };
    people::benefit::open(&mut act, std::slice::from_ref(&person), elsewhere).await.unwrap();
    act.commit().await.unwrap();
    town.fault("shuiwu", json!({"refused": true})).await.unwrap();
    let id = apply(town, "rare_name").await;
    town.fault("shuiwu", json!({"refused": false})).await.unwrap();
    let me = town.citizen("rare_name").await.unwrap();
    let needed = done(me.get(&format!("/api/v1/applications/{id}/papers")).await.unwrap());
    let path = format!("/api/v1/applications/{id}/papers/{}", text(&needed["papers"][0]["key"]));
    let given = done(me.upload(&path, "k-lane-paper", &[("photo", "1.pdf", PDF)]).await.unwrap());
    put("lane_paper", text(&given["papers"][0]["files"][0]["id"]), Reach::By(&[CHECK_SHUIWU]), "");
    let officer = town.staff("officer").await.unwrap();
    done(officer.post("/api/v1/duplicates/run", json!({"region": HOME})).await.unwrap());
    town.work().await.unwrap();
    let hits = done(officer.get(&format!("/api/v1/duplicates?region={HOME}")).await.unwrap());
    put("duplicate", text(&hits["rows"][0]["id"]), Reach::Region, "");
}

/// What is kept about the queue: a frozen list, a concern, a list of civil affairs, an old queue that comes in.
pub async fn queue(town: &Town, entry: &str, person: &str, put: &mut Put<'_>) {
    let officer = town.staff("officer").await.unwrap();
    let frozen = done(officer.post("/api/v1/waitlist/snapshots", json!({"region": HOME, "reason": "年度配租"})).await.unwrap());
    put("snapshot", text(&frozen["id"]), Reach::Region, "");
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let concern = act.new_id();
    sqlx::query(
        "insert into waitlist_concern (id, entry_id, region, kind, person_id, query_id, said_on) values ($1, $2, $3, 'moved', $4, '', '2026-03-01')",
    )
    .bind(concern.clone())
    .bind(entry.to_owned())
    .bind(HOME)
    .bind(person.to_owned())
    .execute(act.conn())
    .await
    .unwrap();
    flow::open(&mut act, &entry::waitlist::concern::CONCERN, &concern, HOME, "轮候").await.unwrap();
    act.commit().await.unwrap();
    put("concern", concern, Reach::Region, "");
    let who = town.population.cast().into_iter().find(|it| it.key == "shop").unwrap();
    let names = format!("类别,姓名,证件号码\n城镇低保,{},{}\n", who.name, who.id_number);
    let civil = json!({"region": HOME, "as_of": "2026-03-01", "source": "2026年3月低保名册", "csv": names});
    put("civil_list", text(&done(officer.post("/api/v1/civil-lists", civil).await.unwrap())["list"]["id"]), Reach::Region, "");
    let rows = format!(
        "姓名\t证件号码\t手机号\t保障方式\t家庭类别\t申请日期\t应保尽保\t原轮候号\t备注\n{0}\t{1}\t\t实物配租\t城镇低收入住房困难家庭\t2021-05-06\t否\t10\t\n{0}\t{1}\t\t实物配租\t城镇低收入住房困难家庭\t2021-02-30\t否\t11\t\n",
        who.name, who.id_number
    );
    let import = done(officer.post("/api/v1/imports/paste", json!({"region": HOME, "rows": rows})).await.unwrap());
    put("import", text(&import["id"]), Reach::Region, "");
    town.work().await.unwrap();
    let export = json!({"listing": "applications", "region": HOME, "purpose": "报市局统计"});
    let export = text(&done(officer.post("/api/v1/exports", export).await.unwrap())["id"]);
    // As if it had more than a thousand rows.
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let process = entry::FLOWS.iter().find(|flow| flow.name == "export").unwrap();
    flow::step(&mut act, process, &export, "need_business", flow::How::default()).await.unwrap();
    act.commit().await.unwrap();
    put("export", export.clone(), Reach::By(&[EXPORT_APPROVE]), "");
    put("export_file", export, Reach::Another, "");
}

/// What those who look on and those who run it keep; and the rules that the city is changing.
/// Gives number and code of the complaint.
pub async fn kept(town: &Town, number: &str, staff: &str, put: &mut Put<'_>) -> (String, String) {
    let (auditor, chief, system) = (town.staff("auditor").await.unwrap(), town.staff("chief").await.unwrap(), town.staff("sysadmin").await.unwrap());
    let bundle = done(auditor.post("/api/v1/bundles", json!({"number": number, "reason": "年度审计抽查"})).await.unwrap());
    town.work().await.unwrap();
    put("bundle", text(&bundle["id"]), Reach::Region, "");
    let draw = json!({"region": HOME, "since_on": "2026-03-01", "until_on": "2026-03-31", "wanted": "1"});
    put("audit_sample", text(&done(auditor.post("/api/v1/audit-samples", draw).await.unwrap())["sample"]["id"]), Reach::Region, "");
    let words = json!({"region": HOME, "topic": "delay", "words": "窗口排队太久"});
    let told = done(town.stranger().post("/api/v1/complaints", words).await.unwrap());
    let inbox = done(chief.get("/api/v1/inbox?flow=complaint").await.unwrap());
    put("complaint", text(&inbox[0]["id"]), Reach::Region, "");
    let substitute = anju::demo::acting(&town.kernel, "window").await.unwrap().id;
    let away = json!({"staff_id": staff, "substitute_id": substitute, "from_on": "2026-04-01", "to_on": "2026-04-03", "reason": "培训"});
    put("absence", text(&done(chief.post("/api/v1/absences", away).await.unwrap())["id"]), Reach::By(&[CASE_REASSIGN]), "");
    let office = json!({"code": "91350100M000100Y43", "name": "章贡区住房保障中心", "kind": "authority", "region": HOME});
    put("organisation", text(&done(system.post("/api/v1/organisations", office).await.unwrap())["id"]), Reach::Region, "");
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let letter = outbox::put(&mut act, "sms", "x", &json!({"message": "none"})).await.unwrap();
    outbox::settle(&mut act, &letter, &outbox::Sent::Dead("网关拒绝".into())).await.unwrap();
    act.commit().await.unwrap();
    put("dead_letter", letter, Reach::Holder(SYSTEM_MANAGE), "");
    let author = town.staff("rules").await.unwrap();
    let draft: Value = done(author.post("/api/v1/packs/drafts", json!({"pack": PACK, "why": "取得原文，补全并确认"})).await.unwrap());
    put("pack_draft", text(&draft["id"]), Reach::Region, "");
    put("pack_to_edit", PACK.into(), Reach::Region, "");
    (text(&told["number"]), text(&told["code"]))
}
