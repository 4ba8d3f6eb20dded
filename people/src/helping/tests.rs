//! Stories of acting for another person.

use base::person_id::PersonId;
use kernel::Fail;
use kernel::act::Session;
use kernel::fail::NOT_FOUND;

use super::*;
use crate::session::{self, Kind, Open};
use crate::stage::Stage;

const MOTHER: (&str, &str) = ("36072119770707004X", "王桂兰");
const SON: (&str, &str) = ("360702199512120051", "李小明");
const OTHER: (&str, &str) = ("360702199009090035", "陈大力");

fn code_of<T>(outcome: Result<T, Fail>) -> &'static str {
    outcome.err().map_or("", |fail| fail.code.code)
}

/// Registers somebody and signs in; returns person and token.
async fn citizen(stage: &Stage, who: (&str, &str)) -> (String, String) {
    let mut act = stage.system().await;
    let id = person::register(&mut act, &PersonId::parse(who.0).unwrap(), who.1, None).await.unwrap();
    let name = person::get(&mut act, &id).await.unwrap().name;
    let opened = session::open(&mut act, Open { kind: Kind::Citizen, subject: &id, name: &name, how: "sms" }).await.unwrap();
    act.commit().await.unwrap();
    (id, opened.token)
}

async fn known(stage: &Stage, token: &str) -> Session {
    let mut tx = stage.kernel.db.read().await.unwrap();
    crate::sign_in::identify(&mut tx, &stage.kernel, token).await.unwrap().unwrap()
}

async fn acting(stage: &Stage, token: &str) -> kernel::Act {
    let session = known(stage, token).await;
    let mut act = stage.acting(session.actor).await;
    act.request.session = session.id;
    act
}

fn son(until: &str) -> Authorise {
    Authorise { name: SON.1.into(), id_number: SON.0.into(), until_on: until.parse().unwrap() }
}

/// A mother lets her son act for her until a date; every step carries both names.
#[tokio::test]
async fn a_son_acts_for_his_mother_until_the_last_date_and_stops_when_she_says_so() {
    let stage = Stage::new().await;
    let (mother, mother_token) = citizen(&stage, MOTHER).await;
    let (son_id, son_token) = citizen(&stage, SON).await;
    let mut act = acting(&stage, &mother_token).await;
    let given = authorise(&mut act, son("2026-11-24")).await.unwrap();
    act.commit().await.unwrap();
    assert_eq!(given.text_hash.len(), 64);
    let mut act = acting(&stage, &son_token).await;
    assert_eq!(take_up(&mut act, TakeUp { id: given.id.clone() }).await.unwrap().name, "王*兰");
    assert_eq!(act.actor.person(), Some(mother.as_str()), "in the act itself already");
    act.commit().await.unwrap();
    let helper = known(&stage, &son_token).await.actor;
    assert_eq!((helper.id.as_str(), helper.person()), (son_id.as_str(), Some(mother.as_str())));
    let page = stage.get("/my/helping", &son_token).await;
    assert!(page.status == 200 && page.body.contains("王*兰") && page.body.contains("结束代办"), "{}", page.body);
    let mut act = acting(&stage, &mother_token).await;
    withdraw(&mut act, Withdraw { id: given.id.clone() }).await.unwrap();
    act.commit().await.unwrap();
    assert_eq!(known(&stage, &son_token).await.actor.person(), Some(son_id.as_str()));
    let mut act = acting(&stage, &son_token).await;
    assert_eq!(code_of(take_up(&mut act, TakeUp { id: given.id }).await), NOT_FOUND.code);
    drop(act);
    assert_eq!(stage.count("select count(*) from helper_grant where withdrawn_at is not null").await, 1);
}

/// The authority ends with its last date by itself, also for a session that acts by it.
#[tokio::test]
async fn authority_ends_after_its_last_date() {
    let stage = Stage::new().await;
    let (mother, mother_token) = citizen(&stage, MOTHER).await;
    let (_, son_token) = citizen(&stage, SON).await;
    let mut act = acting(&stage, &mother_token).await;
    let given = authorise(&mut act, son("2026-11-23")).await.unwrap();
    act.commit().await.unwrap();
    let mut act = acting(&stage, &son_token).await;
    take_up(&mut act, TakeUp { id: given.id.clone() }).await.unwrap();
    act.commit().await.unwrap();
    assert_eq!(known(&stage, &son_token).await.actor.person(), Some(mother.as_str()));
    stage.kernel.clock.set_ahead(jiff::SignedDuration::from_hours(24));
    assert_ne!(known(&stage, &son_token).await.actor.person(), Some(mother.as_str()));
    let mut act = acting(&stage, &son_token).await;
    assert_eq!(code_of(take_up(&mut act, TakeUp { id: given.id }).await), NOT_FOUND.code);
}

/// Nobody helps without authority, authorises oneself, or passes authority on.
#[tokio::test]
async fn authority_is_needed_is_not_for_oneself_and_is_not_passed_on() {
    let stage = Stage::new().await;
    let (_, mother_token) = citizen(&stage, MOTHER).await;
    let (_, son_token) = citizen(&stage, SON).await;
    let (_, other_token) = citizen(&stage, OTHER).await;
    let mut act = acting(&stage, &mother_token).await;
    let oneself = Authorise { name: MOTHER.1.into(), id_number: MOTHER.0.into(), until_on: "2026-12-01".parse().unwrap() };
    assert_eq!(code_of(authorise(&mut act, oneself).await), NOT_ONESELF.code);
    for (until, fine) in [("2026-11-22", false), ("2026-11-23", true), ("2027-11-23", true), ("2027-11-24", false)] {
        assert_eq!(authorise(&mut act, son(until)).await.is_ok(), fine, "{until}");
    }
    let given = authorise(&mut act, son("2026-12-01")).await.unwrap();
    act.commit().await.unwrap();
    let mut act = acting(&stage, &other_token).await;
    assert_eq!(code_of(take_up(&mut act, TakeUp { id: given.id.clone() }).await), NOT_FOUND.code);
    assert_eq!(code_of(withdraw(&mut act, Withdraw { id: given.id.clone() }).await), NOT_FOUND.code);
    drop(act);
    let mut act = acting(&stage, &son_token).await;
    take_up(&mut act, TakeUp { id: given.id }).await.unwrap();
    let further = Authorise { name: OTHER.1.into(), id_number: OTHER.0.into(), until_on: "2026-12-01".parse().unwrap() };
    assert_eq!(code_of(authorise(&mut act, further).await), NOT_THROUGH_A_HELPER.code);
}

/// A clerk acts for whoever stands at the window: in the own region, with a reason, that day.
#[tokio::test]
async fn a_clerk_acts_for_a_person_at_the_window_that_day_only() {
    let stage = Stage::new().await;
    let (mother, _) = citizen(&stage, MOTHER).await;
    let window = stage.clerk("wang.li", &[("window", "360702")]).await;
    let leader = stage.clerk("zhao.ling", &[("leader", "360702")]).await;
    let token = stage.sign_in(&window).await.token;
    let ask = |region: &str, reason: &str| ActFor { id: mother.clone(), region: region.into(), reason: reason.into(), back: String::new() };
    let mut act = acting(&stage, &token).await;
    assert_eq!(code_of(act_for(&mut act, ask("360703", "本人到场，已核对身份证")).await), NOT_FOUND.code);
    assert_eq!(code_of(act_for(&mut act, ask("360702", "")).await), "input.malformed");
    assert_eq!(act_for(&mut act, ask("360702", "本人到场，已核对身份证")).await.unwrap().name, "王*兰");
    act.commit().await.unwrap();
    let clerk = known(&stage, &token).await.actor;
    assert_eq!((clerk.id.as_str(), clerk.person()), (window.id.as_str(), Some(mother.as_str())));
    assert!(clerk.may(crate::perms::OWN_APPLY), "a clerk may then what the person may");
    assert_eq!(stage.api_get("/api/v1/me", &token).await.json()["name"], "王*兰");
    let given = stage.api("/api/v1/my/helpers", &token, serde_json::json!({"name": SON.1, "id_number": SON.0, "until_on": "2026-12-01"})).await;
    assert_eq!(given.status, 200, "on paper at the window: {}", given.body);
    assert_eq!(stage.count("select count(*) from helper_grant where how = 'window' and helper_kind = 'citizen'").await, 1);
    assert_eq!(stage.form("/my/acting/end", &token, &[]).await.location, "/desk");
    let clerk = known(&stage, &token).await.actor;
    assert!(clerk.person().is_none() && !clerk.scope(crate::perms::OWN_APPLY).covers("360703"), "own counter only");
    let other = stage.sign_in(&leader).await.token;
    assert_eq!(
        stage
            .api(&format!("/api/v1/people/{mother}/act-for"), &other, serde_json::json!({"region": "360702", "reason": "本人到场核对"}))
            .await
            .status,
        404
    );
}
