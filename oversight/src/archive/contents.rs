//! 一户一档的内容 — what goes into the bundle of a household, masked or in full.

use std::collections::BTreeMap;

use askama::Template;
use entry::application::{self, Application};
use entry::case::file::{self, FileAsk};
use entry::decision::{self, letter};
use entry::{check, evidence};
use kernel::db::Query;
use kernel::page::{mask_name, mask_person_id};
use kernel::{Act, Fail};
use people::{household, person};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::FromRow;

use super::bundle::Bundle;

/// Files by their path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// An audit row with its seal.
#[derive(Debug, FromRow, Serialize)]
struct Sealed {
    id: String,
    at: String,
    region: String,
    actor_kind: String,
    actor_id: String,
    actor_role: String,
    act: String,
    object_kind: String,
    object_id: String,
    result: String,
    reason: String,
    detail: String,
    /// Place in the chain of its region; none while it waits.
    seq: Option<i64>,
    /// SM3 of the link, hexadecimal.
    seal: Option<String>,
}

#[derive(Template)]
#[template(path = "archive/index.html")]
struct Index<'a> {
    bundle: &'a Bundle,
    household: &'a str,
    files: Vec<(String, &'static str, usize)>,
    applications: Vec<(String, String)>,
    made_at: &'a str,
}

/// Every file of the bundle, with the readable index last.
pub(super) async fn of(act: &mut Act, bundle: &Bundle) -> Result<Files, Fail> {
    let mut files = Files::new();
    let mut about = vec![bundle.household_id.clone()];
    let members = household::members(act, &bundle.household_id).await?;
    put(&mut files, "household.json", &members)?;
    if bundle.complete == 1 {
        let mut private = Vec::new();
        for member in &members {
            private.push((member.person_id.clone(), person::private(act, &member.person_id).await?));
        }
        put(&mut files, "members-full.json", &private)?;
    }
    let mut applications = Vec::new();
    for id in applications_of(act, &bundle.household_id).await? {
        let it = application::get(act, &id).await?;
        about.push(id.clone());
        about.extend(one(act, bundle, &it, &mut files).await?);
        applications.push((it.number().to_owned(), id));
    }
    put(&mut files, "audit.json", &audited(act, &about).await?)?;
    put(&mut files, "anchors.json", &anchors(act).await?)?;
    let made_at = kernel::clock::text_of(act.kernel.clock.real());
    let index = json!({
        "format": "anju-bundle/1", "household": bundle.household_id, "region": bundle.region, "complete": bundle.complete == 1,
        "reason": bundle.reason, "asked_by": bundle.asked_by, "asked_at": bundle.asked_at, "made_at": made_at,
        "applications": applications, "files": files.keys().collect::<Vec<_>>(),
    });
    put(&mut files, "index.json", &index)?;
    let listed = files.iter().map(|(path, bytes)| (path.clone(), what(path), bytes.len())).collect();
    let head = members.iter().find(|member| member.relation == household::Relation::Oneself).map(|member| member.name.clone()).unwrap_or_default();
    let page = Index { bundle, household: &head, files: listed, applications, made_at: &made_at };
    files.insert("index.html".into(), page.render()?.into_bytes());
    Ok(files)
}

/// What a file is, for the readable index.
fn what(path: &str) -> &'static str {
    match path.rsplit('/').next().unwrap_or_default() {
        "household.json" => "家庭成员（遮蔽）",
        "members-full.json" => "家庭成员（完整信息）",
        "audit.json" => "审计记录和封存",
        "anchors.json" => "审计链的签名",
        "index.json" => "目录（机器可读）",
        "case.json" => "申请、核查、办理经过",
        "evidence.json" => "部门答复及其摘要",
        "decisions.json" => "历次认定，逐条依据",
        "letters.json" => "文书",
        _ => "",
    }
}

fn put(files: &mut Files, path: &str, value: &impl Serialize) -> Result<(), Fail> {
    files.insert(path.to_owned(), serde_json::to_vec_pretty(value)?);
    Ok(())
}

async fn applications_of(act: &mut Act, household: &str) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> =
        sqlx::query_as("select id from application where household_id = $1 order by id").bind(household).fetch_all(act.conn()).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The files of one application; returns ids whose audit rows belong to it.
async fn one(act: &mut Act, bundle: &Bundle, it: &Application, files: &mut Files) -> Result<Vec<String>, Fail> {
    let folder = format!("applications/{}", it.id);
    let case = file::see(act, FileAsk { id: it.id.clone() }).await?;
    let mut ids: Vec<String> = case.lanes.iter().map(|lane| lane.id.clone()).collect();
    put(files, &format!("{folder}/case.json"), &case)?;
    let evidence = answers(act, bundle, it).await?;
    put(files, &format!("{folder}/evidence.json"), &evidence)?;
    let mut decisions = Vec::new();
    for record in case.decisions {
        ids.push(record.id.clone());
        let opened = decision::open(act, record).await?;
        let facts = if bundle.complete == 1 { serde_json::to_value(&opened.facts)? } else { Value::Null };
        decisions.push(json!({"record": opened.record, "findings": file::lines(&opened.decision), "facts": facts}));
    }
    put(files, &format!("{folder}/decisions.json"), &decisions)?;
    let known = person::private(act, &it.applicant_id).await?;
    let mut letters = Vec::new();
    for kept in case.letters {
        ids.push(kept.id.clone());
        let read = letter::read(act, letter::WhichLetter { id: kept.id }).await?;
        let masked = |text: String| text.replace(&known.name, &mask_name(&known.name)).replace(&known.id_number, &mask_person_id(&known.id_number));
        let paragraphs: Vec<String> = if bundle.complete == 1 { read.paragraphs } else { read.paragraphs.into_iter().map(masked).collect() };
        letters.push(json!({"letter": read.letter, "authority": read.authority, "paragraphs": paragraphs}));
    }
    put(files, &format!("{folder}/letters.json"), &letters)?;
    Ok(ids)
}

/// Every question with the digest of its answer; the answer in masked words, or as it is.
async fn answers(act: &mut Act, bundle: &Bundle, it: &Application) -> Result<Vec<Value>, Fail> {
    let mut rows = Vec::new();
    for asked in evidence::of_case(act, &it.id).await? {
        let answer = match evidence::answer(act, &asked).await? {
            Some(answer) if bundle.complete == 1 => serde_json::to_value(&answer)?,
            Some(answer) => serde_json::to_value(check::see::in_words(&answer))?,
            None => Value::Null,
        };
        rows.push(json!({"question": asked, "department_name": asked.department_name(), "answer": answer}));
    }
    Ok(rows)
}

async fn audited(act: &mut Act, about: &[String]) -> Result<Vec<Sealed>, Fail> {
    Query::new(
        "select e.id, e.at, e.region, e.actor_kind, e.actor_id, e.actor_role, e.act, e.object_kind, e.object_id, e.result, e.reason, e.detail, s.seq, s.hash as seal
         from audit_entry e left join audit_seal s on s.region = e.region and s.month = e.month and s.entry_id = e.id where 1 = 1",
    )
    .and_in("e.object_id", about.iter().map(String::as_str))
    .sql("order by e.at, e.id")
    .all(&mut act.tx)
    .await
}

/// The newest signed anchors: with them and the chain each seal can be placed.
async fn anchors(act: &mut Act) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> = sqlx::query_as("select line from audit_anchor order by number desc limit 5").fetch_all(act.conn()).await?;
    Ok(rows.into_iter().map(|(line,)| line).collect())
}
