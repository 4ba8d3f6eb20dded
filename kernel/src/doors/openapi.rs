//! 接口说明 — the OpenAPI 3.1 document, made from the doors (JSON Schema 2020-12 fits as it is).

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{Door, Manner};

/// The document for all doors that speak JSON.
pub fn describe(doors: &[Door], schemas: &mut SchemaGenerator) -> Value {
    let definitions = schemas.take_definitions(true);
    let mut paths = Map::new();
    for door in doors.iter().filter(|door| door.manner == Manner::Api) {
        let entry = paths.entry(door.path.to_owned()).or_insert_with(|| json!({}));
        if let Some(methods) = entry.as_object_mut() {
            methods.insert(door.method.to_lowercase(), operation(door, &definitions));
        }
    }
    let mut components = definitions;
    components.insert("Problem".into(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "安居 — 公共租赁住房",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "江西省公共租赁住房的申请、审核、公示与轮候。每个有后果的请求都要带 Idempotency-Key；被拒绝时返回 application/problem+json，其 code 不会改变。",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer", "description": "登录后得到的会话令牌"}},
        },
    })
}

fn operation(door: &Door, definitions: &Map<String, Value>) -> Value {
    let in_path: Vec<&str> = door.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    let ask = door.ask.as_ref().map(|schema| resolve(schema, definitions)).unwrap_or_default();
    let mut parameters: Vec<Value> =
        in_path.iter().map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})).collect();
    let mut described = json!({
        "operationId": operation_id(door),
        "summary": door.summary,
        "x-permission": door.perm.0,
        "responses": {
            "200": {"description": "成功", "content": {"application/json": {"schema": door.reply.clone().map(Schema::to_value)}}},
            "default": {"description": "被拒绝", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        },
    });
    if door.perm != crate::actor::PUBLIC {
        described["security"] = json!([{"session": []}]);
    }
    if door.method == "GET" {
        let required: Vec<&str> = ask["required"].as_array().map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
        for (name, schema) in ask["properties"].as_object().into_iter().flatten().filter(|(name, _)| !in_path.contains(&name.as_str())) {
            parameters.push(json!({"name": name, "in": "query", "required": required.contains(&name.as_str()), "schema": schema}));
        }
    } else {
        parameters.push(
            json!({"name": "Idempotency-Key", "in": "header", "required": true, "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,255}$"}}),
        );
        let mut body = without(ask, &in_path);
        let mut kind = "application/json";
        if let Some(limits) = door.takes {
            kind = "multipart/form-data";
            let file = json!({"type": "string", "format": "binary", "description": format!("每个最多 {} MB", limits.file >> 20)});
            body["properties"]["file"] = json!({"type": "array", "maxItems": limits.files, "items": file});
        }
        described["requestBody"] = json!({"required": true, "content": {kind: {"schema": body}}});
    }
    described["parameters"] = Value::Array(parameters);
    described
}

/// The input's own schema, with a reference followed one step.
fn resolve(schema: &Schema, definitions: &Map<String, Value>) -> Value {
    let value = schema.clone().to_value();
    let name = value["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    name.and_then(|name| definitions.get(name)).cloned().unwrap_or(value)
}

/// What comes in the path does not come again in the body.
fn without(mut schema: Value, names: &[&str]) -> Value {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| !names.contains(&name.as_str()));
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_none_or(|name| !names.contains(&name)));
    }
    schema
}

fn operation_id(door: &Door) -> String {
    let words = door.path.trim_start_matches("/api/v1/").split(['/', '-']).map(|part| part.trim_matches(['{', '}']));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}_{}", door.method.to_lowercase(), words.join("_"))
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "code", "next", "request_id"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string", "description": "给人看的一句话"},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "稳定的代码"},
            "detail": {"type": ["string", "null"]},
            "next": {"type": "string", "description": "接下来怎么办"},
            "fields": {"type": "array", "items": {"type": "object", "required": ["field", "message"], "properties": {"field": {"type": "string"}, "message": {"type": "string"}}}},
            "request_id": {"type": "string"},
        },
    })
}
