//! 字段 — which fields each role is given, by name, and that no number, phone or name stands unmasked in them (S-22).

use std::collections::{BTreeMap, BTreeSet};

use anju::compose;
use people::staff::roles::ROLES;
use serde_json::Value;

use super::places::{HOME, hire, settle};
use crate::town;

/// Made to show a person's own data in full, and to which roles: the window's printed papers and pages for the person
/// before it, the letter as it is signed and handed over, the address to visit. To everybody else they are masked.
const IN_FULL: &[(&str, &[&str])] = &[
    ("/api/v1/my/applications/{id}", &["window"]),
    ("/desk/intake/{id}/receipt", &["window"]),
    ("/my/applications/{id}/contact", &["window"]),
    ("/my/letters/{id}", &["window"]),
    ("/api/v1/letters/{id}", &["window", "officer", "chief"]),
    ("/desk/letters/{id}", &["window", "officer", "chief"]),
    ("/desk/visits/{id}", &["community"]),
];

/// Shown in full to whoever sees the case, though he hands nothing over: a letter has no masked form. A shorter list is a
/// better one.
const NO_MASKED_FORM: &[(&str, &[&str])] = &[("/api/v1/letters/{id}", &["community", "auditor"]), ("/desk/letters/{id}", &["community", "auditor"])];

/// The names of all fields, `a.b[].c`.
fn names(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let here = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                found.insert(here.clone());
                names(value, &here, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| names(value, &format!("{at}[]"), found)),
        _ => {}
    }
}

// S-22: each role is given exactly these fields of a case, a lane and a place in the queue, and nobody reads a full
// number, phone or name without unmasking.
#[tokio::test]
async fn each_role_is_given_exactly_its_fields_and_nothing_unmasked() {
    let town = town().await;
    let place = settle(&town).await;
    let cast = town.population.cast();
    let secrets: Vec<String> = ["over_income", "income_on_line", "area_on_line", "doctor"]
        .iter()
        .flat_map(|key| {
            let who = cast.iter().find(|it| it.key == *key).unwrap();
            [who.id_number.clone(), who.name.clone(), who.phone.clone()]
        })
        .chain(["15400000000".to_owned()])
        .collect();
    let asked = [
        ("案卷", place.fill("/api/v1/applications/{id}", None)),
        ("一条核查", place.fill("/api/v1/lanes/{id}", None)),
        ("轮候册", format!("/api/v1/waitlist?region={HOME}")),
    ];
    let mut given: BTreeMap<(usize, Vec<String>), Vec<&str>> = BTreeMap::new();
    let mut unmasked = BTreeSet::new();
    for (at, role) in ROLES.iter().enumerate() {
        let id = hire(&town, &format!("f-{at}"), role.name, HOME).await;
        let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
        let actor = people::staff::actor(&mut act.tx, &town.kernel, &id).await.unwrap().unwrap();
        drop(act);
        let visitor = town.signed_in(&actor).await.unwrap();
        for (nth, (_, path)) in asked.iter().enumerate() {
            let answer = visitor.get(path).await.unwrap();
            let mut found = BTreeSet::new();
            if answer.status == 200 {
                names(&answer.json(), "", &mut found);
            }
            given.entry((nth, found.into_iter().collect())).or_default().push(role.name);
        }
        for door in compose::doors(true).doors.iter().filter(|door| door.method == "GET" && actor.may(door.perm)) {
            let answer = visitor.get(&place.fill(door.path, None)).await.unwrap();
            if answer.status == 200 && secrets.iter().any(|secret| answer.text.contains(secret.as_str())) {
                unmasked.insert((door.path, role.name));
            }
        }
    }
    let mut table = String::new();
    for ((nth, names), roles) in &given {
        let what = if names.is_empty() { "nothing".to_owned() } else { names.join("\n  ") };
        table.push_str(&format!("{} → {}\n  {what}\n", asked[*nth].0, roles.join(", ")));
    }
    insta::assert_snapshot!(table);
    let known = IN_FULL.iter().chain(NO_MASKED_FORM).flat_map(|(path, roles)| roles.iter().map(|role| (*path, *role))).collect();
    assert_eq!(unmasked, known, "exactly these pages show somebody in full, to exactly these roles");
}
