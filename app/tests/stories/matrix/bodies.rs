//! 提交内容 — what is sent to each door that takes a body: made from the schema of its input, or said here where a door
//! must be told more to come as far as asking whether the sender may.

use anju::compose;
use kernel::doors::{Door, Manner};
use serde_json::{Map, Value, json};

use super::places::{HOME, Place};

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
        ("POST", "/desk/credit/{id}/lift") => json!({"reason": "已经修复"}),
        ("POST", _) if door.manner == Manner::Api => from_schema(door, place),
        _ => json!({}),
    }
}

/// The smallest body that the schema of the door's input lets through.
fn from_schema(door: &Door, place: &Place) -> Value {
    let openapi = compose::doors(true).openapi;
    let operation = &openapi["paths"][door.path]["post"];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut body = Map::new();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        body.insert(name.to_owned(), by_name(name, place).unwrap_or_else(|| value(&schema["properties"][name], &openapi)));
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
