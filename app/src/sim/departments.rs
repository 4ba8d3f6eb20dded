//! 部门数据服务 (departments' data services) — `/sysapi/<department>/query`, answered from the population, disturbed as switched.

use super::board::{Line, masked};
use super::faults::{Faults, Malformation};
use super::{Sim, answers, cast, contradict, lines};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use exchange::departments::{Answer, Shape};
use exchange::strict_json;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// One question as it arrives.
#[derive(Deserialize)]
struct Asked {
    query_no: String,
    cert_num: String,
    name: String,
    purpose: String,
    case_no: String,
    consent_no: String,
    business_date: Date,
}

/// The query interfaces.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new().route("/sysapi/{department}/query", post(query))
}

async fn query(State(sim): State<Arc<Sim>>, Path(code): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let Some((call, faults)) = sim.board().called(&code) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(shape) = sim.catalogue.get(&code).map(|row| row.shape) else { return StatusCode::NOT_FOUND.into_response() };
    let now = (sim.clock)();
    let asked = strict_json::parse(&body).ok().and_then(|value| serde_json::from_value::<Asked>(value).ok());
    let (about, case_no) = asked.as_ref().map_or(("—".into(), String::new()), |asked| (masked(&asked.cert_num), asked.case_no.clone()));
    let note = |result| sim.board().ended(Line { at: now, service: code.clone(), about: about.clone(), case_no: case_no.clone(), result });
    let admitted = sim.platform().admit(&headers, &lines::sid(&code), now);
    if let Err(turned) = admitted {
        note("未通过验签");
        let (code, message) = turned.words();
        return envelope(StatusCode::UNAUTHORIZED, code, message, Value::Null);
    }
    let Some(asked) = asked else {
        note("请求有误");
        return envelope(StatusCode::OK, "300", "请求体有误", Value::Null);
    };
    if [&asked.purpose, &asked.case_no, &asked.consent_no].iter().any(|field| field.trim().is_empty()) {
        note("缺少授权");
        return envelope(StatusCode::OK, "300", "缺少查询用途、业务编号或授权书编号", Value::Null);
    }
    if disturbed(&sim, &code, call, &faults, &asked, &note).await {
        return envelope(StatusCode::INTERNAL_SERVER_ERROR, "db-001", "数据库异常", Value::Null);
    }
    if faults.refused {
        note("拒绝");
        return envelope(StatusCode::OK, "300", "该事项未获数据提供部门同意", Value::Null);
    }
    let reply = answered(&sim, shape, &faults, &asked);
    note(match (faults.malformed, reply["record"].is_null()) {
        (Some(_), _) => "坏答复",
        (None, true) => "查无此人",
        (None, false) => "已答复",
    });
    match faults.malformed {
        Some(kind) => malformed(kind, reply),
        None => envelope(StatusCode::OK, "200", "成功", reply),
    }
}

/// Waits, hangs or fails as switched; true when the call is to fail.
async fn disturbed(sim: &Sim, code: &str, call: u64, faults: &Faults, asked: &Asked, note: &impl Fn(&'static str)) -> bool {
    if faults.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(faults.delay_ms)).await;
    }
    let victim = || sim.population.find(&asked.cert_num).is_some_and(|member| cast::silent_about(member.index) == Some(code));
    if faults.silent || victim() {
        note("不答复");
        std::future::pending::<()>().await;
    }
    let fails = sim.population.dice(6, call as u32).chance(faults.error_permille);
    if fails {
        note("出错");
    }
    fails
}

/// The data of the envelope.
fn answered(sim: &Sim, shape: Shape, faults: &Faults, asked: &Asked) -> Value {
    let as_of = asked.business_date.saturating_sub(i64::from(faults.stale_days).days());
    let found = answers::find(&sim.population, &asked.cert_num).and_then(|found| answers::answer(shape, &found, &asked.name, as_of));
    let record = found.map(|answer| if faults.contradictory { contradict::bend(answer, as_of) } else { answer });
    json!({"cert_num": asked.cert_num, "query_no": asked.query_no, "as_of": as_of, "record": record.map_or(Value::Null, |answer| facts_of(&answer))})
}

/// The bare facts: over the wire the shape goes without saying.
fn facts_of(answer: &Answer) -> Value {
    serde_json::to_value(answer).ok().and_then(|mut tagged| tagged.get_mut("facts").map(Value::take)).unwrap_or(Value::Null)
}

fn envelope(status: StatusCode, code: &str, message: &str, data: Value) -> Response {
    raw(status, json!({"code": code, "message": message, "data": data}).to_string())
}

fn raw(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// A right answer, spoilt.
fn malformed(kind: Malformation, mut data: Value) -> Response {
    let whole = |data: Value| json!({"code": "200", "message": "成功", "data": data}).to_string();
    let body = match kind {
        Malformation::BadJson => {
            let mut text = whole(data);
            text.truncate(24);
            text
        }
        Malformation::WrongSchema => {
            spoil(&mut data["record"], |field| *field = json!({"value": field.take()}));
            whole(data)
        }
        Malformation::MissingField => {
            if let Some(first) = data["record"].as_object().and_then(|record| record.keys().next().cloned()) {
                data["record"].as_object_mut().and_then(|record| record.remove(&first));
            }
            whole(data)
        }
        Malformation::DuplicateKeys => whole(data).replacen("{\"code\":\"200\",", "{\"code\":\"300\",\"code\":\"200\",", 1),
        Malformation::TooDeep => format!("{{\"code\":\"200\",\"data\":{}{}}}", "[".repeat(1000), "]".repeat(1000)),
        Malformation::TooLarge => format!("{{\"code\":\"200\",\"message\":\"{}\"}}", "x".repeat(1_100_000)),
        Malformation::WrongPerson => {
            data["cert_num"] = json!("369900200001010012");
            whole(data)
        }
        Malformation::WrongQuestion => {
            data["query_no"] = json!("another");
            whole(data)
        }
        Malformation::Redirect => return (StatusCode::FOUND, [(header::LOCATION, "/")]).into_response(),
    };
    raw(StatusCode::OK, body)
}

fn spoil(record: &mut Value, change: impl Fn(&mut Value)) {
    if let Some(first) = record.as_object_mut().and_then(|record| record.values_mut().next()) {
        change(first);
    }
}
