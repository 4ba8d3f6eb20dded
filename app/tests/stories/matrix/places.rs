//! 标本 — what stands behind the doors of the matrix: one real object of 360702 for every `{id}`, made by stories in one
//! town, and one table that says which door leads to which object.
//!
//! A new door with a `{…}` needs a line in [`PLACES`] (and, for a new kind of thing, an object in [`settle`]); a new
//! door that takes a body needs a line in [`bodies`](super::bodies) only if a body made from its schema says too little.

use std::collections::BTreeMap;

use anju::town::Town;
use kernel::actor::{Actor, Perm, SIGNED_IN};
use people::perms::*;
use serde_json::{Value, json};

use super::things;
use crate::{apply, begin, done, file, release, sign_own};

/// Where everything of the matrix lives, but the rules that the city makes for it.
pub const HOME: &str = "360702";
/// The city above, whose pack binds there.
pub const CITY: &str = "3607";
/// The pack that binds there.
pub const PACK: &str = "DEMO-GZ";
/// Who may look at papers.
pub const DECIDING: &[Perm] = &[APPLICATION_TAKE, APPLICATION_DECIDE, APPLICATION_SIGN];

/// Whom an object lets in, besides that the door's permission is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A case: staff by region; at doors of citizens its household, and the window clerk of its region.
    Case,
    /// Staff by region.
    Region,
    /// Staff who hold, besides, one of these in its region: a lane by its department's own permission, a paper by
    /// whoever takes, decides or signs.
    By(&'static [Perm]),
    /// Whoever holds this, wherever: it belongs to the whole installation (a job).
    Holder(Perm),
    /// One citizen and nobody else.
    Own,
    /// Its citizen, and this other one.
    Shared(&'static str),
    /// Somebody who does not walk in the matrix.
    Another,
    /// Whoever holds the permission; it is no one's (a pack of rules, a text).
    Open,
}

/// One object.
#[derive(Debug, Clone)]
pub struct Thing {
    /// What takes the place of `{id}`.
    pub id: String,
    /// Whom it lets in.
    pub reach: Reach,
    /// The character whose it is, if it is somebody's.
    pub owner: &'static str,
    /// Where it lies: the district, or the authority above it that makes rules for it.
    pub region: &'static str,
}

/// Everything that was made.
pub struct Place {
    /// Objects by name.
    pub things: BTreeMap<&'static str, Thing>,
    /// Other `{…}` of paths.
    pub parts: BTreeMap<&'static str, String>,
    /// Ids, numbers and masked names that nobody outside may read in any list.
    pub marks: Vec<String>,
}

/// Which door leads to which object: the longest beginning of the path counts.
pub const PLACES: &[(&str, &str)] = &[
    ("/api/v1/absences/{id}", "absence"),
    ("/api/v1/applications/{id}", "refused"),
    ("/api/v1/applications/{id}/answer-correction", "draft"),
    ("/api/v1/applications/{id}/confirm", "draft"),
    ("/api/v1/applications/{id}/details", "draft"),
    ("/api/v1/applications/{id}/found", "draft"),
    ("/api/v1/applications/{id}/members", "draft"),
    ("/api/v1/applications/{id}/papers", "corrected"),
    ("/api/v1/applications/{id}/rank", "waiting"),
    ("/api/v1/applications/{id}/sign", "draft"),
    ("/api/v1/applications/{id}/sign-decision", "refused"),
    ("/api/v1/applications/{id}/submit", "draft"),
    ("/api/v1/applications/{id}/withdraw", "draft"),
    ("/api/v1/audit-samples/{id}", "audit_sample"),
    ("/api/v1/changes/{id}", "change"),
    ("/api/v1/changes/{id}/withdraw", "own_change"),
    ("/api/v1/civil-lists/{id}", "civil_list"),
    ("/api/v1/complaints/{id}", "complaint"),
    ("/api/v1/consent-texts/{kind}", "consent_kind"),
    ("/api/v1/decisions/{id}", "decision"),
    ("/api/v1/duplicates/{id}", "duplicate"),
    ("/api/v1/exchange/dead-letters/{id}", "dead_letter"),
    ("/api/v1/exports/{id}", "export"),
    ("/api/v1/exports/{id}/file", "export_file"),
    ("/api/v1/imports/{id}", "import"),
    ("/api/v1/jobs/{id}", "job"),
    ("/api/v1/lanes/{id}", "lane"),
    ("/api/v1/letters/{id}", "letter"),
    ("/api/v1/my/applications/{id}", "draft"),
    ("/api/v1/my/helpers/{id}", "helper"),
    ("/api/v1/my/helping/{id}", "helping"),
    ("/api/v1/notices/{id}", "published"),
    ("/api/v1/notices/{id}/discard", "notice"),
    ("/api/v1/notices/{id}/preview", "notice"),
    ("/api/v1/notices/{id}/release", "notice"),
    ("/api/v1/objections/{id}", "objection"),
    ("/api/v1/organisations/{id}", "organisation"),
    ("/api/v1/packs/drafts/{id}", "pack_draft"),
    ("/api/v1/packs/{id}", "pack"),
    ("/api/v1/papers/{id}", "own_paper"),
    ("/api/v1/people/{id}", "person"),
    ("/api/v1/rights/{id}", "rights"),
    ("/api/v1/rights/{id}/withdraw", "own_rights"),
    ("/api/v1/samples/{id}", "decision"),
    ("/api/v1/sanctions/{id}", "sanction"),
    ("/api/v1/sessions/{id}", "session"),
    ("/api/v1/staff/{id}", "staff"),
    ("/api/v1/visits/{id}", "visit"),
    ("/api/v1/waitlist/concerns/{id}", "concern"),
    ("/api/v1/waitlist/snapshots/{id}", "snapshot"),
    ("/api/v1/waitlist/{id}", "entry"),
    ("/desk/absences/{id}", "absence"),
    ("/desk/applications/{id}", "refused"),
    ("/desk/archive/{id}", "bundle"),
    ("/desk/audit-samples/{id}", "audit_sample"),
    ("/desk/changes/{id}", "change"),
    ("/desk/civil-lists/{id}", "civil_list"),
    ("/desk/complaints/{id}", "complaint"),
    ("/desk/credit/{id}", "sanction"),
    ("/desk/duplicates/{id}", "duplicate"),
    ("/desk/exchange/dead-letters/{id}", "dead_letter"),
    ("/desk/exports/{id}", "export"),
    ("/desk/exports/{id}/file", "export_file"),
    ("/desk/import/{id}", "import"),
    ("/desk/intake/{id}", "refused"),
    ("/desk/intake/{id}/correction", "corrected"),
    ("/desk/intake/{id}/not-accepted", "declined"),
    ("/desk/jobs/{id}", "job"),
    ("/desk/lane-papers/{id}", "lane_paper"),
    ("/desk/lanes/batches/{id}", "job"),
    ("/desk/lanes/{id}", "lane"),
    ("/desk/letters/{id}", "letter"),
    ("/desk/must-cover/{id}", "entry"),
    ("/desk/notices/{id}", "notice"),
    ("/desk/objections/{id}", "objection"),
    ("/desk/organisations/{id}", "organisation"),
    ("/desk/packs/drafts/{id}", "pack_draft"),
    ("/desk/packs/{id}", "pack"),
    ("/desk/packs/{id}/edit", "pack_to_edit"),
    ("/desk/papers/{id}", "paper"),
    ("/desk/people/{id}", "person"),
    ("/desk/rights/{id}", "rights"),
    ("/desk/samples/{id}", "decision"),
    ("/desk/sessions/{id}", "session"),
    ("/desk/users/{id}", "staff"),
    ("/desk/visits/{id}", "visit"),
    ("/desk/waitlist/concerns/{id}", "concern"),
    ("/desk/waitlist/snapshots/{id}", "snapshot"),
    ("/desk/waitlist/{id}", "entry"),
    ("/guide/{region}", "open"),
    ("/my/applications/{id}", "draft"),
    ("/my/applications/{id}/correct", "corrected"),
    ("/my/applications/{id}/done", "refused"),
    ("/my/applications/{id}/give-up", "waiting"),
    ("/my/applications/{id}/papers", "corrected"),
    ("/my/applications/{id}/rank", "waiting"),
    ("/my/applications/{id}/reconsider", "refused"),
    ("/my/changes/{id}", "own_change"),
    ("/my/helpers/{id}", "helper"),
    ("/my/helping/{id}", "helping"),
    ("/my/letters/{id}", "letter"),
    ("/my/papers/{id}", "own_paper"),
    ("/my/rights/ask/{kind}", "rights_kind"),
    ("/my/rights/{id}", "own_rights"),
    ("/my/sessions/{id}", "session"),
    ("/notices/{id}", "published"),
    ("/policies/{id}", "pack"),
];

/// Doors of citizens that are for the person alone (by the end of their names): staff who act for nobody have no such page.
pub const PERSONAL: &[&str] = &[
    "/api/v1/me",
    "/api/v1/my/helpers",
    "/my/contact",
    "/api/v1/my/copy",
    "/my/rights",
    "/my/rights/ask/{kind}",
    "/my/rights/copy",
    "/my/rights/copy.json",
    "/my/rights/explain",
    "POST /my/applications/{id}/consent",
];

/// Doors of whoever is signed in that are for staff alone, by the end of their names.
pub const DESK_ONLY: &[&str] = &["/desk/me", "/desk/password", "/desk/prove", "/api/v1/prove", "POST /desk/absences", "POST /api/v1/absences"];

/// Lists that show a thing beyond its region to whoever holds the permission; every thing where none is named. Jobs and
/// letters to the outside are of the whole installation; colleagues of the district stand in for those of its streets.
pub const SHOWN: &[(&str, Perm, &str)] = &[
    ("/api/v1/jobs", SYSTEM_MANAGE, ""),
    ("/desk/jobs", SYSTEM_MANAGE, ""),
    ("/desk/exchange", SYSTEM_MANAGE, "dead_letter"),
    ("/desk/absences", SIGNED_IN, "staff"),
    ("/desk/handover", CASE_REASSIGN, "staff"),
];

/// Doors of whoever sees a case that need, besides, one of these: who only looks on (审计) changes nothing.
pub const WORKS_ON_IT: &[(&str, &[Perm])] = &[
    ("/letters/{id}/deliver", &[APPLICATION_TAKE, APPLICATION_DECIDE, APPLICATION_SIGN, VISIT_DO]),
    ("/applications/{id}/ask-correction", &[APPLICATION_TAKE, APPLICATION_DECIDE]),
    ("/applications/{id}/papers-given", DECIDING),
    ("/desk/applications/{id}/papers", DECIDING),
    ("/packs/drafts/{id}/withdraw", &[PACK_EDIT, PACK_CONFIRM]),
    ("POST /api/v1/exports", &[APPLICATION_SEE]),
    ("POST /desk/exports", &[APPLICATION_SEE]),
    ("GET /desk/exports/new", &[APPLICATION_SEE]),
];

/// Doors after which the object is gone: the first who may opens them, those after him find nothing.
pub const ENDS: &[&str] = &[
    "/roles/{role_id}/end",
    "/members/{person_id}/remove",
    "/papers/{id}/remove",
    "/helpers/{id}/withdraw",
    "/helping/{id}/start",
    "/give-up",
    "/prove",
    "/acting/end",
    "/sign-out",
];

/// The lists in which whoever holds the permission above 360702 must find an object of it.
pub const LISTS: &[(&str, &str)] = &[
    ("/api/v1/applications", "refused"),
    ("/api/v1/audit-samples", "audit_sample"),
    ("/api/v1/bundles", "bundle"),
    ("/api/v1/civil-lists", "civil_list"),
    ("/api/v1/duplicates", "duplicate"),
    ("/api/v1/imports", "import"),
    ("/api/v1/organisations", "organisation"),
    ("/api/v1/samples", "decision"),
    ("/api/v1/sanctions", "sanction"),
    ("/api/v1/staff?q=spare", "staff"),
    ("/api/v1/waitlist/concerns", "concern"),
    ("/api/v1/waitlist/snapshots", "snapshot"),
    ("/api/v1/waitlist?region=360702", "entry"),
    ("/desk/applications", "refused"),
    ("/desk/complaints", "complaint"),
    ("/desk/notices", "notice"),
    ("/desk/objections", "objection"),
    ("/desk/samples", "decision_case"),
    ("/desk/users?q=spare", "staff"),
    ("/desk/visits", "visit"),
    ("/desk/waitlist?region=360702", "entry"),
];

impl Place {
    /// The object a door leads to; `None` when its path has no `{…}`.
    ///
    /// # Panics
    /// When the path has one and [`PLACES`] has no line for it: a new door cannot be forgotten.
    pub fn behind(&self, path: &str) -> Option<&Thing> {
        if !path.contains('{') {
            return None;
        }
        let line = PLACES.iter().filter(|(start, _)| path == *start || path.starts_with(&format!("{start}/"))).max_by_key(|(start, _)| start.len());
        let (_, name) = line.unwrap_or_else(|| panic!("{path} leads to no object: add a line to PLACES in app/tests/stories/matrix/places.rs"));
        Some(self.things.get(name).unwrap_or_else(|| panic!("no object is called {name}: make it in settle()")))
    }

    /// May this person read the mark in this list though it is of another region?
    pub fn shown(&self, list: &str, actor: &Actor, mark: &str) -> bool {
        let names = |name: &str| name.is_empty() || self.things[name].id == mark;
        SHOWN.iter().any(|(path, perm, name)| *path == list && actor.may(*perm) && names(name))
    }

    /// The path with its `{…}` filled; `id` instead of the object's own where one is given.
    pub fn fill(&self, path: &str, id: Option<&str>) -> String {
        // Some pages say in their query what they are about.
        let mut filled = path.to_owned()
            + match path {
                "/my/applications/{id}/wrong" => "?query={query}",
                "/desk/packs/drafts/{id}/item" => "?path=notice_working_days",
                "/api/v1/complaints/look-up" => "?number={ticket}&code={ticket_code}",
                "/desk/exports/new" => "?listing=applications",
                _ => "",
            };
        if let Some(thing) = self.behind(path) {
            filled = filled.replace("{id}", id.unwrap_or(&thing.id)).replace("{kind}", &thing.id);
        }
        for (name, value) in &self.parts {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        assert!(!filled.contains('{'), "{filled}: add the part to `parts` in app/tests/stories/matrix/places.rs");
        filled
    }
}

/// The text of a field.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Tells the stories: a town with one thing of every kind, all of it in 360702.
pub async fn settle(town: &Town) -> Place {
    let mut things = BTreeMap::new();
    let mut put = |name: &'static str, id: String, reach: Reach, owner: &'static str| {
        assert!(!id.is_empty(), "{name} was not made");
        things.insert(name, Thing { id, reach, owner, region: HOME });
    };
    // In the queue; its decision, lane and entry.
    let waiting = apply(town, "income_on_line").await;
    release(town).await;
    town.days(9).await.unwrap();
    let seen = file(town, &waiting).await;
    let lane = seen["lanes"].as_array().unwrap().iter().find(|it| it["department"] == "gongan").unwrap();
    let (person, entry, entry_number) = (text(&seen["application"]["applicant_id"]), text(&seen["waiting"]["id"]), text(&seen["waiting"]["number"]));
    put("lane", text(&lane["id"]), Reach::By(&[CHECK_GONGAN]), "");
    put("decision", text(&seen["decisions"][0]["id"]), Reach::Region, "");
    put("decision_case", waiting.clone(), Reach::Region, "");
    put("entry", entry.clone(), Reach::Case, "income_on_line");
    put("person", person.clone(), Reach::Region, "");
    put("waiting", waiting.clone(), Reach::Case, "income_on_line");
    // Refused, with a letter.
    let refused = apply(town, "over_income").await;
    let (officer, chief) = (town.staff("officer").await.unwrap(), town.staff("chief").await.unwrap());
    let proposal = json!({"proposal": "refuse", "reason": "家庭收入超过标准"});
    done(officer.post(&format!("/api/v1/applications/{refused}/propose"), proposal).await.unwrap());
    done(chief.post(&format!("/api/v1/applications/{refused}/sign-decision"), json!({"verdict": "sign"})).await.unwrap());
    let seen = file(town, &refused).await;
    put("letter", text(&seen["letters"][0]["id"]), Reach::Case, "over_income");
    put("refused", refused.clone(), Reach::Case, "over_income");
    let (number, applicant) = (text(&seen["application"]["number"]), text(&seen["application"]["applicant_id"]));
    // A correction asked, and one not accepted at all.
    let corrected = apply(town, "owner").await;
    done(officer.post(&format!("/api/v1/applications/{corrected}/ask-correction"), json!({"defects": ["缺少租赁合同"]})).await.unwrap());
    put("corrected", corrected.clone(), Reach::Case, "owner");
    put("declined", declined(town).await, Reach::Case, "transferred_home");
    // A visit that waits.
    let visited = apply(town, "veteran").await;
    put("visit", text(&file(town, &visited).await["visit"]["id"]), Reach::Region, "");
    // On a notice, with an objection; and one drafted.
    apply(town, "doctor").await;
    release(town).await;
    let public = done(town.stranger().get("/api/v1/notices").await.unwrap());
    let notice = text(&public["notices"][0]["notice"]["id"]);
    let row = text(&public["notices"][0]["rows"][0]["number"]);
    let ask = json!({"number": row, "name": "邻居", "phone": "15400000001", "why": "不在本地居住"});
    let objected = done(town.stranger().post(&format!("/api/v1/notices/{notice}/objections"), ask).await.unwrap());
    put("objection", text(&objected["id"]), Reach::Region, "");
    put("published", notice, Reach::Open, "");
    apply(town, "deposits_on_line").await;
    let releaser = town.staff("releaser").await.unwrap();
    let drafts = done(releaser.get("/api/v1/inbox?flow=notice&state=draft").await.unwrap());
    put("notice", text(&drafts[0]["id"]), Reach::Region, "");
    // Begun only.
    let me = town.citizen("area_on_line").await.unwrap();
    let draft = begin(&me).await;
    sign_own(&me, &draft, "authorisation").await;
    let child = json!({"id_number": "360102180001010018", "name": "某人", "relation": "child"});
    done(me.post(&format!("/api/v1/applications/{draft}/members"), child).await.unwrap());
    let member = text(&done(me.get(&format!("/api/v1/my/applications/{draft}")).await.unwrap())["members"][1]["person_id"]);
    town.work().await.unwrap();
    let found = done(me.get(&format!("/api/v1/applications/{draft}/found")).await.unwrap());
    let query = text(&found["items"].as_array().unwrap().iter().find(|it| it["state"] == "answered").unwrap()["query"]);
    put("draft", draft.clone(), Reach::Case, "area_on_line");
    // A sanction, an account, somebody's helper, job and session.
    let who = |key: &str| town.population.cast().into_iter().find(|it| it.key == key).unwrap();
    let banned = who("double_benefit");
    let sanction = json!({"id_number": banned.id_number, "name": banned.name, "level": "minor", "measure": "watch_list", "basis": "令11号 35",
        "document": "决定1号", "region": HOME, "from_on": "2026-03-01", "until_on": "2027-03-01"});
    put("sanction", text(&done(officer.post("/api/v1/sanctions", sanction).await.unwrap())["id"]), Reach::Region, "");
    let (staff, role_id) = account(town).await;
    put("staff", staff.clone(), Reach::Region, "");
    let helper = json!({"name": who("area_on_line").name, "id_number": who("area_on_line").id_number, "until_on": "2026-06-01"});
    let principal = town.citizen("income_on_line").await.unwrap();
    let helper = text(&done(principal.post("/api/v1/my/helpers", helper).await.unwrap())["id"]);
    // A helper may give up what he was given.
    put("helper", helper.clone(), Reach::Shared("area_on_line"), "income_on_line");
    put("helping", helper, Reach::Own, "area_on_line");
    let auditor = town.staff("auditor").await.unwrap();
    put("job", text(&done(auditor.post("/api/v1/replays", json!({})).await.unwrap())["job_id"]), Reach::Holder(SYSTEM_MANAGE), "");
    let sessions = done(auditor.get("/api/v1/sessions").await.unwrap());
    put("session", text(&sessions["sessions"][0]["id"]), Reach::Another, "");
    put("open", "none".into(), Reach::Open, "");
    put("pack", PACK.into(), Reach::Open, "");
    things::asked(town, &waiting, &corrected, &mut put).await;
    things::doubtful(town, &mut put).await;
    let (ticket, ticket_code) = things::kept(town, &number, &staff, &mut put).await;
    things::queue(town, &entry, &person, &mut put).await;
    let parts = BTreeMap::from([
        ("person_id", member),
        ("applicant", applicant),
        ("role_id", role_id),
        ("region", HOME.into()),
        ("need", "correction.1".into()),
        ("query", query),
        ("seq", "1".into()),
        ("ticket", ticket),
        ("ticket_code", ticket_code),
    ]);
    for name in ["pack_draft", "pack_to_edit"] {
        things.get_mut(name).expect("a pack").region = CITY;
    }
    let mut marks = vec![number, entry_number, row];
    // A published notice is everybody's, and so is a pack; a session and a job are their owner's.
    marks.extend(things.iter().filter(|(_, thing)| !matches!(thing.reach, Reach::Open) && thing.id != PACK).map(|(_, thing)| thing.id.clone()));
    Place { things, parts, marks }
}

/// A submission that the window did not accept, made where the program has not yet looked at it.
async fn declined(town: &Town) -> String {
    let me = town.citizen("transferred_home").await.unwrap();
    let id = begin(&me).await;
    sign_own(&me, &id, "authorisation").await;
    sign_own(&me, &id, "promise").await;
    town.work().await.unwrap();
    done(me.post(&format!("/api/v1/applications/{id}/confirm"), json!({"right": ["all"]})).await.unwrap());
    done(me.post(&format!("/api/v1/applications/{id}/submit"), json!({})).await.unwrap());
    let clerk = town.staff("window").await.unwrap();
    done(
        clerk
            .post(&format!("/api/v1/applications/{id}/not-accept"), json!({"ground": "false_materials", "reason": "收入证明经核实系伪造"}))
            .await
            .unwrap(),
    );
    id
}

/// An account that nobody uses, with one role.
async fn account(town: &Town) -> (String, String) {
    let id = hire(town, "spare", "window", HOME).await;
    let keeper = town.staff("secadmin").await.unwrap();
    let seen = done(keeper.get(&format!("/api/v1/staff/{id}")).await.unwrap());
    let role = &seen["roles"][0];
    (id, text(&role["id"]))
}

/// A member of staff with one role in one region.
pub async fn hire(town: &Town, account: &str, role: &str, region: &str) -> String {
    let mut act = kernel::Act::system(&town.kernel, "story").await.unwrap();
    let employer = if role == "operator" { "operator" } else { "authority" };
    let add = people::staff::Add {
        account: account.into(),
        name: "岗位".into(),
        organisation: "单位".into(),
        employer: employer.into(),
        region: region.into(),
    };
    let id = people::staff::add(&mut act, add).await.unwrap().id;
    let grant = people::staff::GrantRole { id: id.clone(), role: role.into(), region: region.into(), from_on: None, to_on: None };
    people::staff::grant(&mut act, grant).await.unwrap();
    act.commit().await.unwrap();
    id
}
