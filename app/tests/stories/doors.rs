//! 门 — no stranger gets in, regions hold, the table of doors is what it was, docs are what the program says.

use anju::compose;
use kernel::actor::PUBLIC;

use crate::{apply, town};

// S-20: every door, with the handle of a stranger.
#[tokio::test]
async fn no_door_lets_a_stranger_in() {
    let town = town().await;
    for door in compose::doors(true).doors.iter().filter(|door| door.perm != PUBLIC) {
        let path = door
            .path
            .replace("{id}", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
            .replace("{person_id}", "x")
            .replace("{need}", "x")
            .replace("{kind}", "erase")
            .replace("{role_id}", "x")
            .replace("{region}", "360702");
        let body = (door.method == "POST").then(|| "{}".to_owned());
        let answer = town.stranger().send(door.method, &path, body, "k-1").await.unwrap();
        let sent_to_sign_in = answer.status == 303 && answer.location.contains("sign-in");
        assert!(
            answer.status == 401 || sent_to_sign_in,
            "{} let a stranger in: {} {}",
            door.name(),
            answer.status,
            answer.text.chars().take(200).collect::<String>()
        );
    }
}

// S-21: what lies in another region answers exactly as what does not exist.
#[tokio::test]
async fn another_district_is_not_there() {
    let town = town().await;
    let id = apply(&town, "doctor").await;
    let nothing = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    let elsewhere = town.citizen("sanitation").await.unwrap();
    for path in ["/api/v1/my/applications/{}", "/api/v1/applications/{}/found", "/api/v1/applications/{}/rank"] {
        let theirs = elsewhere.get(&path.replace("{}", &id)).await.unwrap();
        let absent = elsewhere.get(&path.replace("{}", nothing)).await.unwrap();
        assert_eq!((theirs.status, theirs.code()), (404, "not_found".to_owned()), "{path}");
        assert_eq!(absent.status, 404);
    }
    let officer = anju::demo::acting(&town.kernel, "officer").await.unwrap();
    let mut act = kernel::Act::open(
        &town.kernel,
        kernel::Actor {
            grants: officer.grants.iter().map(|grant| kernel::actor::Grant { region: "360703".into(), ..grant.clone() }).collect(),
            ..officer
        },
        kernel::Request::default(),
    )
    .await
    .unwrap();
    let sibling = entry::case::file::see(&mut act, entry::case::file::FileAsk { id: id.clone() }).await;
    assert_eq!(sibling.err().map(|fail| fail.code.code), Some("not_found"));
    let listed = entry::case::list::list(&mut act, Default::default()).await.unwrap();
    assert!(listed.rows.is_empty());
    drop(act);
    // S-46: reaching for it is on record.
    let clerk = town.staff("window").await.unwrap();
    assert_eq!(clerk.get(&format!("/api/v1/applications/{nothing}")).await.unwrap().status, 404);
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let (denied,): (i64,) = sqlx::query_as("select count(*) from audit_entry where result = 'denied' and act = 'GET /api/v1/applications/{id}'")
        .fetch_one(act.conn())
        .await
        .unwrap();
    assert_eq!(denied, 1);
}

// S-20: the table of doors; a change shows in review.
#[test]
fn the_table_of_doors_is_known() {
    let mut table: Vec<String> = compose::doors(true)
        .doors
        .iter()
        .map(|door| format!("{:4} {} {}{}", door.method, door.path, door.perm.0, if door.sensitive { " *" } else { "" }))
        .collect();
    table.sort();
    insta::assert_snapshot!(table.join("\n"));
}

// JX2019-4/3.2b: every process is sound, and the docs show what the program does.
#[test]
fn processes_have_no_dead_ends_and_the_docs_show_them() {
    for flow in entry::FLOWS {
        assert_eq!(flow.flaws(), Vec::<String>::new());
    }
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/flows.md")).unwrap();
    assert_eq!(docs, anju::cli::flows(), "run `cargo run -- flows > docs/flows.md`");
}

// 3.3e, F114: the description of the interface is complete and well-formed.
#[test]
fn every_door_for_programs_is_described() {
    let table = compose::doors(false);
    let openapi = &table.openapi;
    assert_eq!(openapi["openapi"], "3.1.0");
    for door in table.doors.iter().filter(|door| door.manner == kernel::doors::Manner::Api) {
        let operation = &openapi["paths"][door.path][door.method.to_lowercase()];
        assert!(operation["summary"].is_string() && operation["responses"]["200"].is_object(), "{}", door.name());
        for part in door.path.split('/').filter(|part| part.starts_with('{')) {
            let name = part.trim_matches(['{', '}']);
            assert!(
                operation["parameters"].as_array().unwrap().iter().any(|it| it["name"] == name && it["in"] == "path"),
                "{} lacks {name}",
                door.name()
            );
        }
    }
    let text = openapi.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let name = reference.trim_start_matches("#/components/schemas/");
        assert!(openapi["components"]["schemas"][name].is_object(), "{reference} leads nowhere");
    }
}
