//! 整洁 — what a reader may rely on in every file: a module doc, a size, an owner for each
//! table, one place that reads the time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;
const CRATES: [&str; 12] = ["base", "policy", "assets", "kernel", "exchange", "people", "law", "conduct", "entry", "oversight", "app", "xtask"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = CRATES.iter().map(|name| root().join(name).join("src")).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The text before the tests of a file; a file of tests has none.
fn without_tests<'a>(name: &str, text: &'a str) -> &'a str {
    if name.contains("/tests") || name.ends_with("tests.rs") || name.contains("/stage.rs") {
        return "";
    }
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn say(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_readable() {
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        if !text.starts_with("//!") {
            complaints.push(format!("{name} does not open with a module doc"));
        }
        let lines = without_tests(&name, &text).lines().count();
        if FILE_LINES < lines {
            complaints.push(format!("{name} has {lines} lines without its tests"));
        }
    }
    say(complaints);
}

#[test]
fn functions_fit_on_a_screen() {
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        let mut open: Option<(usize, String, usize)> = None;
        for (at, line) in without_tests(&name, &text).lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let starts =
                ["fn ", "pub fn ", "async fn ", "pub async fn ", "pub(crate) fn ", "pub(super) fn ", "pub(super) async fn ", "pub(crate) async fn "];
            if open.is_none() && starts.iter().any(|start| line.trim_start().starts_with(start)) && !line.trim_end().ends_with([';', '}']) {
                open = Some((at, line.trim().chars().take(60).collect(), indent));
            } else if let Some((from, first, depth)) = &open
                && indent == *depth
                && line.trim() == "}"
            {
                if FUNCTION_LINES < at - from {
                    complaints.push(format!("{name}:{}: {} lines: {first}", from + 1, at - from));
                }
                open = None;
            }
        }
    }
    say(complaints);
}

#[test]
fn time_is_read_in_one_place() {
    // The simulator and its tests play the outside world, which has its own clock.
    let allowed = ["kernel/src/clock.rs", "app/src/outside.rs", "app/src/cli/"];
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        let text = without_tests(&name, &text);
        if !allowed.iter().any(|prefix| name.starts_with(prefix))
            && !name.starts_with("app/src/sim/")
            && (text.contains("Timestamp::now()") || text.contains("SystemTime::now"))
        {
            complaints.push(format!("{name} reads the time"));
        }
    }
    say(complaints);
}

#[test]
fn nothing_is_left_open_in_the_code() {
    let marks = ["todo!(", "unimplemented!(", concat!("FIX", "ME"), concat!("XX", "X")];
    let found =
        sources().into_iter().filter_map(|(name, text)| marks.iter().find(|mark| text.contains(**mark)).map(|mark| format!("{name} holds {mark}")));
    say(found.collect());
}

/// `-- owner: entry::notice` above each `create table`.
fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("migrations")).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let mut owner = String::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("-- owner: ") {
                owner = name.trim().to_owned();
            }
            if let Some(rest) = line.trim().strip_prefix("create table ") {
                let table = rest.trim_start_matches("if not exists ").split([' ', '(']).next().unwrap().to_owned();
                owners.insert(table, owner.clone());
            }
        }
    }
    owners
}

/// Reads across slices that are meant: pages and lists over several tables, each with its reason.
const MEANT: [(&str, &str); 20] = [
    ("entry/src/application/store.rs", "household_member"),   // whose household applies
    ("entry/src/application/store.rs", "flow_case"),          // which applications are under way
    ("entry/src/decision/mod.rs", "application"),             // whose key opens the findings
    ("entry/src/decision/letter_register.rs", "application"), // letters of one's regions
    ("entry/src/notice/mod.rs", "flow_case"),                 // the open draft of a county
    ("entry/src/advance.rs", "flow_case"),                    // what lapses by date
    ("entry/src/case/list.rs", "application"),                // the list over case and application
    ("entry/src/case/list.rs", "flow_case"),
    ("entry/src/case/list.rs", "household_member"),
    ("kernel/src/act.rs", "flow_case"), // the region of a step's audit row
    ("app/src/demo/", "demo_clock"),
    ("entry/src/notice/", "flow_case"),
    ("entry/src/waitlist/", "flow_case"),
    ("entry/src/check/", "flow_case"),
    ("entry/src/case/listing.rs", "application"), // the same list, as it is exported
    ("entry/src/case/listing.rs", "flow_case"),
    ("entry/src/import/", "flow_case"),
    ("entry/src/export/", "flow_case"),
    ("entry/src/complaint/", "flow_case"), // the list with its due dates
    ("entry/src/duplicate/", "flow_case"), // hits with their state
];

#[test]
fn each_table_is_touched_by_its_owner_only() {
    let owners = owners();
    assert!(20 < owners.len());
    let mut complaints = Vec::new();
    for (name, text) in sources() {
        let text = without_tests(&name, &text);
        // 监督 reads every table and writes only its own.
        let reads_all = name.starts_with("oversight/src/");
        for (table, owner) in &owners {
            let mut parts = owner.split("::");
            let (area, slice) = (parts.next().unwrap(), parts.next().unwrap_or_default());
            let home = match area {
                "kernel" => "kernel/src/".to_owned(),
                "demo" => "app/src/demo/".to_owned(),
                _ => format!("{area}/src/{slice}"),
            };
            let verbs: &[&str] = if reads_all { &["into ", "update ", "delete from "] } else { &["from ", "into ", "update ", "join "] };
            let touched =
                verbs.iter().any(|verb| text.split(&format!("{verb}{table}")).skip(1).any(|rest| rest.starts_with([' ', '\n', '"', '(', ')'])));
            let meant = MEANT.iter().any(|(file, meant)| name.starts_with(file) && table == meant);
            if touched && !name.starts_with(&home) && !meant {
                complaints.push(format!("{name} touches {table}, which belongs to {owner}"));
            }
        }
    }
    say(complaints);
}

#[test]
fn slices_use_only_those_above_them() {
    let order = |area: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root().join(area).join("src/lib.rs")).unwrap();
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
    };
    let mut complaints = Vec::new();
    for area in ["people", "entry", "oversight"] {
        let order = order(area);
        for (name, text) in sources() {
            let Some(rest) = name.strip_prefix(&format!("{area}/src/")) else { continue };
            let Some(mine) = order.iter().position(|slice| rest == format!("{slice}.rs") || rest.starts_with(&format!("{slice}/"))) else { continue };
            let text = without_tests(&name, &text);
            for below in &order[mine + 1..] {
                if text.contains(&format!("crate::{below}::")) || text.contains(&format!("use crate::{below};")) {
                    complaints.push(format!("{name} uses {below}, which stands below it"));
                }
            }
        }
    }
    say(complaints);
}
