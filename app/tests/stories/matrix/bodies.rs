//! 提交内容 — what is sent to each door that takes a body: made from the schema of its input, or said here where a door
//! must be told more to come as far as asking whether the sender may.

use std::sync::{Arc, LazyLock};

use anju::compose;
use kernel::doors::{Door, Manner};
use serde_json::{Map, Value, json};

use super::places::{CITY, HOME, PACK, Place};

/// In which region something new is made through a door, if it is made in one.
pub fn made_in(door: &Door, place: &Place) -> Option<&'static str> {
    match (door.method, door.path) {
        ("POST", "/api/v1/packs/drafts" | "/api/v1/packs/statistics") => Some(CITY),
        ("POST", _) => (body(door, place)["region"] == HOME).then_some(HOME),
        _ => None,
    }
}

/// Fields whose name says what they hold.
fn by_name(name: &str, place: &Place) -> Option<Value> {
    Some(match name {
        "region" => json!(HOME),
        "from_on" | "until_on" | "to_on" | "due_on" => json!("2026-12-01"),
        "id_number" => json!("360102180001010018"),
        "phone" => json!("15400000009"),
        "reason" | "why" | "grounds" | "found" | "answer" => json!("已经核对有关材料"),
        "person_id" => json!(place.parts["person_id"]),
        "owner_id" | "to" => json!(place.things["staff"].id),
        _ => return None,
    })
}

/// What a door is sent. A form is sent what its fields' defaults leave out.
pub fn body(door: &Door, place: &Place) -> Value {
    match (door.method, door.path) {
        ("POST", "/api/v1/lanes/{id}/conclude" | "/desk/lanes/{id}") => json!({"result": "agree"}),
        ("POST", "/api/v1/applications/{id}/propose" | "/desk/applications/{id}/propose") => {
            json!({"proposal": "approve", "reason": "已经核实可以准予"})
        }
        ("POST", "/api/v1/applications/{id}/sign-decision" | "/desk/applications/{id}/sign") => json!({"verdict": "sign"}),
        ("POST", "/api/v1/applications/{id}/answer-reconsideration" | "/desk/applications/{id}/answer-reconsideration") => {
            json!({"outcome": "uphold", "answer": "经复核维持"})
        }
        ("POST", "/api/v1/visits/{id}/report") => json!({"opinion": "live_here", "found": "住在老屋", "persons_seen": 2}),
        ("POST", "/desk/visits/{id}") => json!({"opinion": "live_here", "found": "住在老屋", "persons_seen": "2"}),
        ("POST", "/desk/applications/{id}/unmask") => json!({"person_id": place.parts["applicant"], "reason": "核对收入证明"}),
        ("POST", "/api/v1/samples/{id}" | "/desk/samples/{id}") => json!({"result": "right"}),
        ("POST", "/api/v1/objections/{id}/conclude" | "/desk/objections/{id}") => json!({"outcome": "dismiss", "answer": "上门核实属实"}),
        ("POST", "/api/v1/letters/{id}/deliver") => json!({"delivery": "post", "proof": "EMS-1"}),
        ("POST", "/desk/letters/{id}/deliver") => json!({"application": place.things["refused"].id, "delivery": "post", "proof": "EMS-1"}),
        ("POST", "/api/v1/staff/{id}/roles" | "/desk/users/{id}/roles") => json!({"role": "community", "region": HOME}),
        ("POST", "/api/v1/sanctions" | "/desk/credit") => json!({"id_number": "360102180001010018", "name": "某人", "level": "minor",
            "measure": "watch_list", "basis": "令11号 35", "document": "决定2号", "region": HOME, "from_on": "2026-03-01", "until_on": "2027-03-01"}),
        ("POST", "/desk/people/{id}/act-for") => json!({"region": HOME, "reason": "本人到场核对身份证"}),
        ("POST", "/api/v1/applications") => {
            json!({"region": HOME, "programme": "either", "id_number": "360102180001010018", "name": "某人", "phone": "15400000009"})
        }
        ("POST", "/api/v1/staff") => json!({"account": "newcomer", "name": "新人", "organisation": "单位", "region": HOME}),
        ("POST", "/my/applications/{id}/wrong") => json!({"query": place.parts["query"], "why": "登记有误"}),
        ("POST", "/demo/clock") => json!({"days": 0}),
        ("POST", "/sign-in/demo") => json!({"who": 0}),
        ("POST", "/desk/sign-in/demo") => json!({"account": "leader"}),
        ("POST", "/api/v1/changes/{id}/decide" | "/desk/changes/{id}") => json!({"outcome": "keep", "reason": "已经核对有关材料"}),
        ("POST", "/api/v1/rights/{id}/decide" | "/desk/rights/{id}") => json!({"outcome": "answer", "reason": "已经核对有关材料"}),
        ("POST", "/api/v1/rights/{id}/sign-erasure" | "/desk/rights/{id}/sign") => json!({"outcome": "erase"}),
        ("POST", "/api/v1/complaints/{id}/handle" | "/desk/complaints/{id}") => json!({"step": "take"}),
        ("POST", "/api/v1/duplicates/{id}/judge" | "/desk/duplicates/{id}/judge") => {
            json!({"verdict": "different", "reason": "电话和登记均已核实"})
        }
        ("POST", "/api/v1/duplicates/{id}/request" | "/desk/duplicates/{id}/request") => json!({"words": "请核实是否仍在保障"}),
        ("POST", "/api/v1/exchange/dead-letters/{id}/replay" | "/desk/exchange/dead-letters/{id}") => json!({"reason": "网关已恢复"}),
        ("POST", "/api/v1/exports") => json!({"listing": "applications", "region": HOME, "purpose": "报市局统计"}),
        ("POST", "/desk/exports") => json!({"listing": "applications", "region": HOME, "purpose": "报市局统计"}),
        ("POST", "/api/v1/imports/paste") => json!({"region": HOME, "rows": "姓名\n张三"}),
        ("POST", "/api/v1/imports" | "/desk/import") => json!({"region": HOME}),
        ("POST", "/desk/applications/{id}/papers") => json!({"need": place.parts["need"]}),
        ("POST", _) if door.takes.is_some() => json!({}),
        ("POST", "/complaints") => json!({"number": place.parts["ticket"], "code": place.parts["ticket_code"]}),
        ("POST", "/desk/packs/drafts/{id}/item") => json!({"path": "notice_working_days", "value": "7", "reason": "按原文补全"}),
        ("POST", "/api/v1/waitlist/snapshots" | "/desk/waitlist/snapshots") => json!({"region": HOME, "reason": "年度配租"}),
        ("POST", "/api/v1/waitlist/concerns/{id}/conclude" | "/desk/waitlist/concerns/{id}") => {
            json!({"outcome": "dismiss", "reason": "公安和社区均已核实"})
        }
        ("POST", "/api/v1/audit-samples/{id}/rows/{seq}") => json!({"result": "right"}),
        ("POST", "/desk/audit-samples/{id}") => json!({"seq": "1", "result": "right"}),
        ("POST", "/desk/civil-lists/{id}") => json!({"seq": "1", "owner_id": "", "due_on": "2026-12-31", "next_step": "上门"}),
        ("POST", "/api/v1/packs/drafts") => json!({"pack": PACK, "why": "取得原文，补全并确认"}),
        ("POST", "/api/v1/packs/drafts/{id}/withdraw" | "/desk/packs/drafts/{id}/withdraw") => json!({"reason": "另行起草"}),
        ("POST", "/api/v1/packs/statistics") => json!({
            "area": CITY, "statistic": "urban_income", "year": "2025", "per": "year", "value": "45,210", "published_on": "2026-02-20",
            "act": "统计公报", "article": "人民生活", "url": "https://tjj.ganzhou.gov.cn/1.html", "grade": "A",
            "checked_on": "2026-03-01", "why": "公报已发布"}),
        ("POST", "/desk/credit/{id}/lift") => json!({"reason": "已经修复"}),
        ("POST", _) if door.manner == Manner::Api => from_schema(door, place),
        _ => json!({}),
    }
}

/// The smallest body that the schema of the door's input lets through.
fn from_schema(door: &Door, place: &Place) -> Value {
    static OPENAPI: LazyLock<Arc<Value>> = LazyLock::new(|| compose::doors(true).openapi);
    let openapi = &*OPENAPI;
    let operation = &openapi["paths"][door.path]["post"];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut body = Map::new();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        body.insert(name.to_owned(), by_name(name, place).unwrap_or_else(|| value(&schema["properties"][name], openapi)));
    }
    Value::Object(body)
}

fn value(schema: &Value, openapi: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return value(&openapi["components"]["schemas"][name], openapi);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(one) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
        return one.get("const").cloned().unwrap_or_else(|| value(one, openapi));
    }
    match schema["type"].as_str().or_else(|| schema["type"][0].as_str()) {
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        Some("array") => json!([value(&schema["items"], openapi)]),
        Some("object") => json!({}),
        _ => json!("已经核对"),
    }
}
