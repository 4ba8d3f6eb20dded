//! 步骤与分权 — no step of any process out of turn, none by the same hand twice, none without its permission, its region
//! or its reason; and no combination of posts that would make two people of one (S-25, S-27, T26).

use anju::town::Town;
use kernel::actor::{Grant, Kind, Perm};
use kernel::fail::NOT_FOUND;
use kernel::flow::{self, Flow, How, NOT_NOW, REASON_MISSING, SAME_PERSON, Step};
use kernel::{Act, Actor, Fail};
use people::perms::{ELIGIBILITY, PENALTY};
use people::staff::roles::{Class, ROLES};
use people::staff::{GrantRole, MAKER_AND_CHECKER, NOT_FOR_OPERATOR, NOT_TOGETHER};
use serde_json::json;

use super::places::{HOME, hire};
use crate::{done, town};

const REASON: How<'static> = How { reason: "写明的理由", due: None, version: None };

/// Somebody on the staff who holds exactly these permissions in a region.
fn staff(id: &str, region: &str, perms: &[Perm]) -> Actor {
    let perms: &'static [Perm] = Box::leak(perms.to_vec().into_boxed_slice());
    let grants = vec![Grant { role: "officer".into(), title: "岗位".into(), region: region.into(), perms }];
    Actor { kind: Kind::Staff, id: id.into(), name: "某".into(), grants, on_behalf: None }
}

/// Puts the case where the test needs it; the program itself has no such way.
async fn put(act: &mut Act, flow: &Flow, id: &str, state: &str) {
    let moved = sqlx::query("update flow_case set state = $1 where flow = $2 and id = $3").bind(state.to_owned()).bind(flow.name).bind(id.to_owned());
    assert_eq!(moved.execute(act.conn()).await.unwrap().rows_affected(), 1);
}

async fn open(act: &mut Act, flow: &Flow) -> String {
    let id = act.new_id();
    flow::open(act, flow, &id, HOME, "张*").await.unwrap();
    id
}

async fn steps_of(act: &mut Act, flow: &Flow, id: &str) -> usize {
    flow::story(act, flow, id).await.unwrap().len()
}

fn code<T>(result: Result<T, Fail>) -> &'static str {
    result.err().map_or("done", |fail| fail.code.code)
}

// S-25: every act of every process from every state that has no row for it.
#[tokio::test]
async fn no_step_of_any_process_can_be_taken_from_a_state_that_does_not_allow_it() {
    let town = town().await;
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let mut tried = 0;
    for flow in entry::FLOWS {
        let mut acts: Vec<&str> = flow.steps.iter().map(|step| step.act).collect();
        acts.sort_unstable();
        acts.dedup();
        acts.extend(["open", "assign", "no_such_act", ""]);
        let id = open(&mut act, flow).await;
        for state in flow.states {
            put(&mut act, flow, &id, state.name).await;
            for verb in acts.iter().filter(|verb| flow.row(state.name, verb).is_none()) {
                assert_eq!(code(flow::step(&mut act, flow, &id, verb, REASON).await), NOT_NOW.code, "{} {} {verb}", flow.name, state.name);
                tried += 1;
            }
        }
        assert_eq!(steps_of(&mut act, flow, &id).await, 1, "{}: nothing was written but the opening", flow.name);
        assert!(flow.states.iter().filter(|state| state.end).all(|state| flow.steps.iter().all(|step| step.from != state.name)), "{}", flow.name);
    }
    assert!(300 < tried, "{tried}");
}

// S-27: wherever a row names the maker, the maker's own hand is refused and another's is not.
#[tokio::test]
async fn whoever_made_it_does_not_check_it() {
    let town = town().await;
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let mut rows = 0;
    for flow in entry::FLOWS {
        for row in flow.steps.iter().filter(|step| step.not_by.is_some()) {
            let maker = row.not_by.unwrap();
            let makes: Vec<&Step> = flow.steps.iter().filter(|step| step.act == maker).collect();
            assert!(maker == "open" || !makes.is_empty(), "{}: {maker} is no act of it", flow.name);
            let perms: Vec<Perm> = makes.iter().map(|step| step.who).chain([row.who]).collect();
            let (one, other) = (staff("one", HOME, &perms), staff("other", HOME, &perms));
            act.actor = one.clone();
            let id = open(&mut act, flow).await;
            if let Some(make) = makes.first() {
                put(&mut act, flow, &id, make.from).await;
                flow::step(&mut act, flow, &id, make.act, REASON).await.unwrap();
            }
            put(&mut act, flow, &id, row.from).await;
            assert_eq!(code(flow::step(&mut act, flow, &id, row.act, REASON).await), SAME_PERSON.code, "{} {}", flow.name, row.act);
            act.actor = other;
            assert_eq!(code(flow::step(&mut act, flow, &id, row.act, REASON).await), "done", "{} {}", flow.name, row.act);
            rows += 1;
        }
    }
    assert!(5 <= rows, "{rows}");
}

// S-20, S-25: every step of every process needs its permission, its region and, where the row says so, its reason.
#[tokio::test]
async fn every_step_needs_its_permission_its_region_and_its_reason() {
    let town = town().await;
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    for flow in entry::FLOWS {
        for row in flow.steps {
            act.actor = Actor::system("story");
            let id = open(&mut act, flow).await;
            put(&mut act, flow, &id, row.from).await;
            for actor in
                [staff("x", HOME, &[]), staff("x", "360703", &[row.who]), staff("x", "3601", &[row.who]), staff("x", "360702001", &[row.who])]
            {
                act.actor = actor;
                assert_eq!(code(flow::step(&mut act, flow, &id, row.act, REASON).await), NOT_FOUND.code, "{} {}", flow.name, row.act);
            }
            act.actor = staff("x", "3607", &[row.who]);
            if row.reasoned {
                assert_eq!(code(flow::step(&mut act, flow, &id, row.act, How::default()).await), REASON_MISSING.code, "{} {}", flow.name, row.act);
            }
            assert_eq!(code(flow::step(&mut act, flow, &id, row.act, REASON).await), "done", "{} {}", flow.name, row.act);
        }
    }
}

async fn grant(town: &Town, id: &str, role: &str, region: &str) -> &'static str {
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    let given =
        people::staff::grant(&mut act, GrantRole { id: id.into(), role: role.into(), region: region.into(), from_on: None, to_on: None }).await;
    code(given)
}

// S-27: the three administrators hold nothing else, and nobody is given two of them, wherever and in whatever order.
#[tokio::test]
async fn an_administrator_is_given_no_second_post() {
    let town = town().await;
    for (at, one) in ROLES.iter().enumerate().filter(|(_, role)| role.class == Class::Administrator) {
        let id = hire(&town, &format!("one-{at}"), one.name, "36").await;
        for other in ROLES.iter().filter(|other| other.name != one.name && other.class != Class::Operator) {
            for region in ["36", HOME] {
                assert_eq!(grant(&town, &id, other.name, region).await, NOT_TOGETHER.code, "{} {}", one.name, other.name);
            }
        }
    }
    for (at, one) in ROLES.iter().enumerate().filter(|(_, role)| matches!(role.class, Class::Business | Class::Watch)) {
        let id = hire(&town, &format!("two-{at}"), one.name, HOME).await;
        for other in ROLES.iter().filter(|other| other.class == Class::Administrator) {
            assert_eq!(grant(&town, &id, other.name, "3601").await, NOT_TOGETHER.code, "{} {}", one.name, other.name);
        }
    }
}

// T26, 建保〔2018〕92号: no way leads from a bought-in service to a permission that decides entitlement or penalty.
#[tokio::test]
async fn an_operator_is_never_given_what_decides_entitlement_or_penalty() {
    let town = town().await;
    let id = hire(&town, "service", "operator", HOME).await;
    for role in ROLES.iter().filter(|role| role.name != "operator") {
        assert_eq!(grant(&town, &id, role.name, HOME).await, NOT_FOR_OPERATOR.code, "{}", role.name);
    }
    let actor = anju::demo::acting(&town.kernel, "service").await.unwrap();
    for perm in ELIGIBILITY.iter().chain(&PENALTY) {
        assert!(!actor.may(*perm), "{}", perm.0);
    }
    // Every permission of a step that staff take in a process decides about somebody: none is an operator's.
    for step in entry::FLOWS.iter().flat_map(|flow| flow.steps) {
        assert!(!actor.may(step.who), "{} {}", step.act, step.who.0);
    }
    // And nobody of an authority becomes an operator beside.
    let officer = hire(&town, "authority", "officer", HOME).await;
    assert_eq!(grant(&town, &officer, "operator", HOME).await, NOT_FOR_OPERATOR.code);
}

// S-27: what one makes another checks, also where no case knows yet who made it.
#[tokio::test]
async fn nobody_both_makes_and_checks_in_one_region() {
    let town = town().await;
    let apart = [("officer", "releaser"), ("officer", "chief")];
    let mut at = 0;
    for (one, other) in apart.into_iter().chain(apart.map(|(one, other)| (other, one))) {
        for (held, asked, wanted) in [
            (HOME, HOME, MAKER_AND_CHECKER.code),
            ("3607", HOME, MAKER_AND_CHECKER.code),
            (HOME, "36", MAKER_AND_CHECKER.code),
            (HOME, "3607E1", "done"),
        ] {
            at += 1;
            let id = hire(&town, &format!("both-{at}"), one, held).await;
            assert_eq!(grant(&town, &id, other, asked).await, wanted, "{one} in {held}, {other} in {asked}");
        }
    }
    // On screen it is a sentence that says what to do.
    let keeper = town.staff("secadmin").await.unwrap();
    let id = hire(&town, "both", "officer", HOME).await;
    let refused = keeper.post(&format!("/api/v1/staff/{id}/roles"), json!({"role": "releaser", "region": HOME})).await.unwrap();
    assert_eq!((refused.status, refused.code().as_str()), (409, MAKER_AND_CHECKER.code), "{}", refused.text);
    done(keeper.post(&format!("/api/v1/staff/{id}/roles"), json!({"role": "releaser", "region": "360703"})).await.unwrap());
}
