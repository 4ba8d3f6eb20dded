//! 权限矩阵 — every door × everybody × every region answers exactly what its permission and its region say
//! (S-20, S-21; DESIGN: what you may not see does not exist).
//!
//! The doors come from the program's own table; the roles from the table of roles. What the object behind a `{id}` is,
//! and whom it lets in, stands in [`places`]; what is sent to a door in [`bodies`]. The rule itself is [`expected`].

mod bodies;
mod fields;
mod places;
mod processes;
mod things;

use std::collections::BTreeMap;

use anju::compose;
use anju::town::{Answer, Town, Visitor};
use futures::{StreamExt, stream};
use kernel::actor::{Actor, Kind, PUBLIC, Perm, SIGNED_IN};
use kernel::audit::Sealer;
use kernel::doors::{Door, Manner};
use people::perms::{APPLICATION_TAKE, OWN_APPLY, OWN_SEE};
use people::staff::roles::ROLES;

use places::{DESK_ONLY, ENDS, HOME, LISTS, PERSONAL, PLACES, Place, Reach, WORKS_ON_IT, hire, settle};
use things::PDF;

/// Where a role may lie, seen from 章贡区: and does it reach there?
const REGIONS: [(&str, bool); 6] = [
    (HOME, true),         // the district itself
    ("360703", false),    // a sibling
    ("3607", true),       // the city above
    ("36", true),         // the province
    ("3601", false),      // another city
    ("360702001", false), // a street below: a region reaches down, never up
];
/// An id that nobody has.
const ABSENT: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// Somebody at every door.
struct Walker<'a> {
    label: String,
    actor: Actor,
    /// The character, for citizens.
    key: &'static str,
    visitor: Visitor<'a>,
}

/// What a door must answer to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// It opens; what the operation then thinks of the moment and the form is its own matter.
    Opens,
    /// As if it did not exist.
    Absent,
    /// Sign in first.
    SignIn,
}

/// The whole table in one rule.
fn expected(door: &Door, place: &Place, walker: &Walker<'_>) -> Expected {
    let actor = &walker.actor;
    if door.perm == PUBLIC {
        return Expected::Opens;
    }
    if actor.kind == Kind::Stranger {
        return Expected::SignIn;
    }
    if !actor.may(door.perm) {
        return Expected::Absent;
    }
    let (own, staff) = (door.perm == OWN_APPLY || door.perm == OWN_SEE, actor.kind == Kind::Staff);
    let (name, listed) = (door.name(), |list: &[&str], name: &str| list.iter().any(|end| name.ends_with(end)));
    if staff && own && listed(PERSONAL, &name) {
        return Expected::Absent;
    }
    if !staff && listed(DESK_ONLY, &name) {
        return Expected::Absent;
    }
    let thing = place.behind(door.path);
    let region = thing.map_or(HOME, |thing| thing.region);
    let any = |perms: &[Perm]| perms.iter().any(|perm| actor.scope(*perm).covers(region));
    if WORKS_ON_IT.iter().any(|(end, perms)| name.ends_with(end) && !any(perms)) {
        return Expected::Absent;
    }
    let Some(thing) = thing else {
        // What is made in a region is made only by whoever reaches it.
        let elsewhere = staff && door.perm != SIGNED_IN && bodies::made_in(door, place).is_some_and(|region| !actor.scope(door.perm).covers(region));
        return if elsewhere { Expected::Absent } else { Expected::Opens };
    };
    let opens = match (thing.reach, actor.kind) {
        (Reach::Open, _) => true,
        (Reach::Another, _) => false,
        (Reach::Own, Kind::Citizen) => walker.key == thing.owner,
        (Reach::Shared(other), Kind::Citizen) => walker.key == thing.owner || walker.key == other,
        (Reach::Case, Kind::Citizen) => own && walker.key == thing.owner,
        (Reach::Case, _) if own => any(&[APPLICATION_TAKE]),
        (Reach::By(perms), Kind::Staff) => any(perms),
        (Reach::Holder(perm), Kind::Staff) => actor.may(perm),
        (Reach::Case | Reach::Region, Kind::Staff) => door.perm == SIGNED_IN || any(&[door.perm]),
        _ => false,
    };
    if opens { Expected::Opens } else { Expected::Absent }
}

/// Everybody: a stranger, two households, and every role in every region.
async fn everybody<'a>(town: &'a Town, place: &Place) -> Vec<Walker<'a>> {
    let mut walkers = vec![Walker { label: "stranger".into(), actor: Actor::stranger(), key: "", visitor: town.stranger() }];
    let mut owners: Vec<&'static str> = place.things.values().map(|thing| thing.owner).filter(|key| !key.is_empty()).collect();
    owners.sort_unstable();
    owners.dedup();
    for key in owners.into_iter().chain(["deposits_over_by_a_fen"]) {
        let who = town.population.cast().into_iter().find(|it| it.key == key).unwrap_or_else(|| panic!("nobody is called {key}"));
        let visitor = town.person(&who.id_number, &who.name).await.unwrap();
        walkers.push(Walker { label: format!("citizen {key}"), actor: people::sign_in::citizen(key, "某*"), key, visitor });
    }
    for role in ROLES {
        for (region, reaches) in REGIONS {
            let account = format!("m-{}-{region}", role.name.replace(['.', '_'], "-"));
            let id = hire(town, &account, role.name, region).await;
            let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
            let actor = people::staff::actor(&mut act.tx, &town.kernel, &id).await.unwrap().unwrap();
            drop(act);
            assert!(role.perms.iter().all(|perm| actor.scope(*perm).covers(HOME) == reaches), "{account}");
            let visitor = town.signed_in(&actor).await.unwrap();
            walkers.push(Walker { label: format!("{} in {region}", role.name), actor, key: "", visitor });
        }
    }
    walkers
}

/// Knocks.
async fn knock(walker: &Walker<'_>, door: &Door, place: &Place, id: Option<&str>) -> Answer {
    let path = place.fill(door.path, id);
    match door.method {
        "GET" => walker.visitor.get(&path).await.unwrap(),
        _ if door.takes.is_some() => {
            let fields = bodies::body(door, place);
            let fields: Vec<(&str, &str)> =
                fields.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
            walker.visitor.send_file(&path, &fields, "1.pdf", PDF).await.unwrap()
        }
        _ => walker.visitor.post(&path, bodies::body(door, place)).await.unwrap(),
    }
}

/// Does the answer say what is expected? Otherwise what is wrong with it.
fn wrong(expected: Expected, door: &Door, answer: &Answer) -> Option<String> {
    let html = door.manner != Manner::Api && !door.path.starts_with("/api/");
    let sent_to_sign_in = answer.status == 303 && answer.location.contains("sign-in?");
    // Refusals by name that say nothing about rights to the object.
    let by_rights = match answer.code().as_str() {
        "flow.same_person" | "consent.not_yours" | "rank.no_match" => false,
        _ => matches!(answer.status, 401 | 403 | 404),
    };
    let fine = match expected {
        Expected::SignIn if html => sent_to_sign_in,
        Expected::SignIn => answer.status == 401 && answer.code() == "sign_in",
        Expected::Absent if html => answer.status == 404,
        Expected::Absent => answer.status == 404 && answer.code() == "not_found",
        // Signing in asks the outside, which may be busy.
        Expected::Opens if door.path.starts_with("/sign-in/") && answer.status == 503 => true,
        Expected::Opens => answer.status < 500 && !by_rights && !(sent_to_sign_in && door.perm != PUBLIC),
    };
    let said: String = answer.text.chars().take(160).collect();
    (!fine).then(|| format!("{expected:?} expected, but {} {} {said}", answer.status, answer.location))
}

/// The text without what is different in every answer.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        bare.push_str(&if word.len() == 26 { part.replace(word, "#") } else { part.to_owned() });
    }
    bare
}

/// Every row of every table that is not the record of knocking itself.
async fn digest(town: &Town) -> BTreeMap<String, String> {
    const RECORD: [&str; 8] = ["audit_entry", "audit_unsealed", "audit_seal", "audit_head", "audit_anchor", "audit_entry_other", "session", "outbox"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let mut tables = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        tables.extend(text.lines().filter_map(|line| Some(line.strip_prefix("create table ")?.split([' ', '(']).next()?.to_owned())));
    }
    let mut tx = town.kernel.db.read().await.unwrap();
    let mut found = BTreeMap::new();
    for table in tables.into_iter().filter(|table| !RECORD.contains(&table.as_str())) {
        let columns = columns(&table);
        let joined = columns.iter().map(|name| format!("coalesce(cast({name} as text), '')")).collect::<Vec<_>>().join(" || '|' || ");
        let statement = sqlx::AssertSqlSafe(format!("select {joined} from {table}"));
        let mut rows: Vec<(String,)> = sqlx::query_as(statement).fetch_all(tx.conn()).await.unwrap();
        rows.sort();
        let text: String = rows.into_iter().map(|(row,)| row + "\n").collect();
        found.insert(table, kernel::crypto::sm3_hex(text.as_bytes()));
    }
    found
}

/// The columns of a table, as its migrations write them.
fn columns(table: &str) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    let mut columns = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with(&format!("create table {table} (")) {
                inside = true;
            } else if inside && line.starts_with(')') {
                inside = false;
            } else if inside {
                let word = line.split_whitespace().next().unwrap_or_default();
                if !word.is_empty()
                    && !matches!(word, "primary" | "unique" | "check" | "foreign" | "constraint" | "--")
                    && !columns.contains(&word.to_owned())
                {
                    columns.push(word.to_owned());
                }
            }
            if let Some(rest) = line.strip_prefix(&format!("alter table {table} add column ")) {
                columns.extend(rest.split_whitespace().next().map(str::to_owned));
            }
        }
    }
    assert!(!columns.is_empty(), "{table}");
    columns
}

/// Where the demo offers people to choose from; a story offers nobody.
const NOBODY: [&str; 2] = ["/sign-in/demo", "/desk/sign-in/demo"];

/// In which order doors are opened: what reads, what does, what changes the session of whoever opens it, what ends it.
fn turn(door: &Door) -> u8 {
    let ends = |list: &[&str]| list.iter().any(|end| door.path.ends_with(end));
    match door.method {
        "GET" => 0,
        _ if ends(&["/sign-out"]) => 4,
        _ if ends(&["/prove", "/password", "/helpers/{id}/withdraw"]) => 3,
        _ if ends(&["/act-for", "/start", "/acting/end"]) => 2,
        _ => 1,
    }
}

/// Who tries a door. Its permission is asked before any region, so that whoever lacks it is tried where his role reaches
/// furthest; at doors that ask nobody's permission one of each kind is enough; signing in is a stranger's.
fn at<'a, 'b>(door: &Door, walkers: &'b [Walker<'a>]) -> Vec<&'b Walker<'a>> {
    let tries = |walker: &&Walker<'_>| match walker.actor.kind {
        Kind::Stranger => true,
        _ if door.perm == PUBLIC && door.method == "POST" => false,
        Kind::Staff if door.perm == PUBLIC => walker.label == "officer in 36",
        Kind::Staff if door.method == "POST" && WORKS_ON_IT.iter().any(|(end, _)| door.name().ends_with(end)) => true,
        Kind::Staff if door.perm == SIGNED_IN && !door.path.contains('{') => walker.label.ends_with("in 36"),
        Kind::Staff => walker.actor.may(door.perm) || walker.label.ends_with("in 36"),
        _ => true,
    };
    walkers.iter().filter(tries).collect()
}

/// Many knocks side by side.
async fn knock_all<'a>(door: &'a Door, place: &'a Place, who: Vec<&'a Walker<'a>>) -> Vec<(&'a Walker<'a>, Answer)> {
    stream::iter(who).map(|walker| async move { (walker, knock(walker, door, place, None).await) }).buffer_unordered(8).collect().await
}

// S-20, S-21, DESIGN 3.1: every door × everybody × every region is exactly its table; a refused effect changes nothing;
// what lies outside one's region answers like what does not exist; lists hold nothing of another region.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_opens_to_exactly_whom_its_table_says() {
    let town = Town::new().await.unwrap();
    let place = settle(&town).await;
    let walkers = everybody(&town, &place).await;
    let table = compose::doors(true).doors;
    let mut holes: Vec<String> = Vec::new();
    let mut knocks = 0;

    // First the lists: nobody outside reads a mark of 360702.
    for door in table.iter().filter(|door| door.method == "GET" && !door.path.contains('{') && door.perm != PUBLIC) {
        for walker in walkers.iter().filter(|walker| walker.actor.kind == Kind::Staff || walker.key == "deposits_over_by_a_fen") {
            let reaches = walker.actor.grants.iter().any(|grant| HOME.starts_with(&grant.region));
            if !walker.actor.may(door.perm) || reaches || (door.perm == SIGNED_IN && walker.label.ends_with("in 3601")) {
                continue;
            }
            for path in [door.path.to_owned(), format!("{}?region={HOME}", door.path)] {
                let answer = walker.visitor.get(&path).await.unwrap();
                knocks += 1;
                let read: Vec<&String> =
                    place.marks.iter().filter(|mark| answer.text.contains(mark.as_str()) && !place.shown(door.path, &walker.actor, mark)).collect();
                if !read.is_empty() {
                    holes.push(format!("GET {path} × {} shows {read:?}", walker.label));
                }
            }
        }
    }
    for (path, name) in LISTS {
        let door = table.iter().find(|door| door.method == "GET" && door.path == path.split('?').next().unwrap()).expect("a list that is hung");
        for walker in walkers.iter().filter(|walker| walker.actor.scope(door.perm).covers(HOME)) {
            let answer = walker.visitor.get(path).await.unwrap();
            knocks += 1;
            if !answer.text.contains(&place.things[name].id) {
                holes.push(format!("GET {path} × {} does not show {name}", walker.label));
            }
        }
    }
    let before = digest(&town).await;
    // Then all who may not: nothing may change.
    for door in table.iter().filter(|door| door.perm != PUBLIC) {
        let outside = at(door, &walkers).into_iter().filter(|walker| expected(door, &place, walker) != Expected::Opens).collect();
        for (walker, answer) in knock_all(door, &place, outside).await {
            knocks += 1;
            holes.extend(wrong(expected(door, &place, walker), door, &answer).map(|why| format!("{} × {}: {why}", door.name(), walker.label)));
        }
    }
    let after = digest(&town).await;
    for (table, rows) in &before {
        if after.get(table) != Some(rows) {
            holes.push(format!("somebody without rights changed {table}"));
        }
    }
    // What is there and what is not answer alike to somebody with the permission elsewhere.
    for door in table.iter().filter(|door| door.path.contains("{id}") && door.perm != PUBLIC) {
        for walker in walkers.iter().filter(|walker| walker.actor.may(door.perm) && walker.label.ends_with("in 360703")) {
            if expected(door, &place, walker) == Expected::Absent {
                let (there, absent) = (knock(walker, door, &place, None).await, knock(walker, door, &place, Some(ABSENT)).await);
                knocks += 2;
                if (there.status, bare(&there.text)) != (absent.status, bare(&absent.text)) {
                    holes.push(format!("{} × {}: {} for what is there, {} for what is not", door.name(), walker.label, there.text, absent.text));
                }
            }
        }
    }
    // Last all who may: the door opens, whatever the operation then says of moment and form.
    Sealer::new(None).run(&town.kernel.db, &town.kernel.keys, town.kernel.clock.real()).await.unwrap();
    let mut inward: Vec<&Door> = table.iter().filter(|door| !NOBODY.contains(&door.path)).collect();
    inward.sort_by_key(|door| turn(door));
    let mut ended: BTreeMap<&str, bool> = BTreeMap::new();
    for door in inward {
        let inside = at(door, &walkers).into_iter().filter(|walker| expected(door, &place, walker) == Expected::Opens).collect();
        for (walker, answer) in knock_all(door, &place, inside).await {
            knocks += 1;
            let why = wrong(Expected::Opens, door, &answer);
            match ENDS.iter().find(|end| door.path.ends_with(*end)) {
                Some(end) => *ended.entry(end).or_default() |= why.is_none(),
                None => holes.extend(why.map(|why| format!("{} × {}: {why}", door.name(), walker.label))),
            }
        }
    }
    holes.extend(ended.into_iter().filter(|(_, opened)| !opened).map(|(end, _)| format!("nobody could {end}")));
    assert!(4_000 < knocks, "{knocks} knocks");
    assert!(holes.is_empty(), "{} holes in {knocks} knocks:\n{}", holes.len(), holes.join("\n"));
}

// S-21: no line of the table of places is left of a door that is gone.
#[test]
fn every_line_of_the_table_of_places_has_its_door() {
    let table = compose::doors(true).doors;
    for (start, _) in PLACES {
        assert!(table.iter().any(|door| door.path == *start || door.path.starts_with(&format!("{start}/"))), "{start}");
    }
}
