//! 数据格式 — the schemas say what serde accepts.

use policy::schema;

#[test]
fn the_facts_schema_names_every_field_and_describes_it() {
    let schema = serde_json::to_value(schema::facts()).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    let member = &schema["$defs"]["Member"]["properties"];
    let fields = member.as_object().unwrap();
    assert!(fields.len() >= 22, "{}", fields.len());
    for (name, field) in fields {
        assert!(field["description"].is_string(), "{name} is not described");
    }
    assert_eq!(schema["properties"]["applied_on"]["format"], "date");
}

#[test]
fn an_unknown_field_is_refused_rather_than_ignored() {
    let text = r#"{"region":"360702","applied_on":"2026-06-01","form":"single","members":[],"income":1}"#;
    assert!(serde_json::from_str::<policy::Facts>(text).unwrap_err().to_string().contains("income"));
}

#[test]
fn the_pack_schema_and_the_decision_schema_are_objects() {
    for schema in [schema::pack(), schema::decision()] {
        assert_eq!(schema.get("type").and_then(|kind| kind.as_str()), Some("object"));
    }
}
