//! 命令行 — the commands as a script would use them: output, refusals, exit codes.

use std::process::{Command, Output};

use serde_json::Value;

fn anju(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_anju")).args(words).output().unwrap()
}

fn json(words: &[&str]) -> Value {
    let output = anju(words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn facts() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/household.example.json").to_owned()
}

// T01–T06: a decision for every pack, on a day each is in force, with its packs and findings.
#[test]
fn a_household_is_decided_under_every_pack() {
    let cases = [
        ("360102", "2020-06-01", "NC-2014"),
        ("360102", "2024-06-01", "NC-2024"),
        ("360702", "2024-01-15", "GZ-2023"),
        ("3607E1", "2024-01-15", "GZ-2023"),
        ("360704", "2024-06-01", "GX-2024"),
        ("360781001", "2024-01-15", "RJ-2023"),
        ("360402", "2024-01-15", "JJ-2022"),
        ("361002", "2024-01-15", "FZ-2023"),
        ("360902001", "2024-01-15", "YC-2023"),
        ("360202", "2025-01-15", "JDZ-2024"),
        ("361102", "2026-01-15", "SR-2025"),
    ];
    for (region, on, pack) in cases {
        let decision = json(&["policy", "decide", "--region", region, "--on", on, "--facts", &facts(), "--json"]);
        let used = decision["packs"][0]["id"].as_str().unwrap_or_default();
        assert!(used.ends_with(pack), "{region} {on}: {used}");
        assert!(!decision["findings"].as_array().unwrap().is_empty(), "{region}");
        assert!(decision["outcome"].get("not_eligible").is_none(), "{region}: an unconfirmed pack refuses nobody");
    }
    // A county outside a city's named districts does not inherit the city's numbers.
    let none = json(&["policy", "decide", "--region", "360722", "--on", "2024-01-15", "--facts", &facts(), "--json"]);
    assert!(none["outcome"].get("needs_person").is_some(), "{none}");
    let demo = json(&["policy", "decide", "--region", "360702", "--on", "2026-03-02", "--facts", &facts(), "--demo", "--json"]);
    assert_eq!((demo["demo"].as_bool(), demo["outcome"].get("eligible").is_some()), (Some(true), true));
}

// regulation 2.7: the ten conflicts are shown.
#[test]
fn packs_check_and_the_ten_conflicts_are_listed() {
    let checked = json(&["policy", "check", "--json"]);
    assert_eq!((checked["unreadable"].as_array().unwrap().len(), checked["wrong"].as_array().unwrap().len()), (0, 0));
    assert!(100 < checked["examples"].as_u64().unwrap());
    let found = json(&["policy", "lint", "--json"]);
    let numbers: std::collections::BTreeSet<u64> = found.as_array().unwrap().iter().filter_map(|it| it["number"].as_u64()).collect();
    assert_eq!(numbers, (1..=10).collect());
}

#[test]
fn the_schema_of_a_household_describes_every_field() {
    let schema = json(&["policy", "facts-schema"]);
    let members = &schema["properties"]["members"];
    assert!(members["description"].is_string());
    for (name, field) in schema["properties"].as_object().unwrap() {
        assert!(field["description"].is_string() || field["$ref"].is_string(), "{name} is not described");
    }
}

#[test]
fn what_cannot_be_asked_exits_with_two() {
    let nowhere = anju(&["policy", "decide", "--region", "nowhere", "--on", "2024-01-15", "--facts", &facts()]);
    assert_eq!(nowhere.status.code(), Some(2));
    let absent = anju(&["policy", "decide", "--region", "360702", "--on", "2024-01-15", "--facts", "/absent.json"]);
    assert_eq!(absent.status.code(), Some(2));
    assert_eq!(anju(&["policy", "decide", "--region", "360702", "--on", "2024-02-30", "--facts", &facts()]).status.code(), Some(2));
    assert_eq!(anju(&["replay"]).status.code(), Some(2));
}

// R-02, S-01: an empty installation has no account, migrates once, and its record verifies.
#[test]
fn an_empty_installation_starts_with_nobody_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("anju.toml");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(&config, format!("database = \"sqlite:{}\"\nkeys = \"{}\"\nanchors = \"{}\"\n", path("a.db"), path("a.keys"), path("a.anchors")))
        .unwrap();
    let config = config.display().to_string();
    let first = json(&["--config", &config, "--json", "migrate"]);
    assert!(5 < first["done"].as_array().unwrap().len());
    assert!(json(&["--config", &config, "--json", "migrate"])["done"].as_array().unwrap().is_empty());
    let issued = json(&[
        "--config",
        &config,
        "--json",
        "user",
        "add",
        "xu.an",
        "--name",
        "许安全",
        "--organisation",
        "信息中心",
        "--region",
        "36",
        "--role",
        "security_admin@36",
    ]);
    assert!(16 <= issued["code"].as_str().unwrap().len());
    let two = anju(&[
        "--config",
        &config,
        "user",
        "add",
        "qian.duo",
        "--name",
        "钱多",
        "--organisation",
        "信息中心",
        "--region",
        "36",
        "--role",
        "security_admin@36",
        "--role",
        "audit_admin@36",
    ]);
    assert!(!two.status.success(), "three administrators are three persons (S-27)");
    let replayed = json(&["--config", &config, "--json", "replay", "--all"]);
    assert_eq!(replayed["differs"], 0);
    let verified = anju(&["--config", &config, "--json", "audit", "verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
