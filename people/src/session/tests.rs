//! Stories of sessions.

use super::*;
use crate::stage::{Answer, Clerk, Stage};

async fn signed_in(stage: &Stage) -> (Clerk, String) {
    let clerk = stage.clerk("wang.li", &[("window", "360702")]).await;
    let token = stage.sign_in(&clerk).await.token;
    (clerk, token)
}

async fn citizen_token(stage: &Stage) -> String {
    let mut act = stage.system().await;
    let number = base::person_id::PersonId::parse("360702198506150014").unwrap();
    let person = crate::person::register(&mut act, &number, "张三丰", None).await.unwrap();
    let opened = open(&mut act, Open { kind: Kind::Citizen, subject: &person, name: "张*丰", how: "sms" }).await.unwrap();
    act.commit().await.unwrap();
    opened.token
}

/// What is noted in the background is waited for, with a limit.
async fn noted(stage: &Stage, sql: &'static str) -> bool {
    for _ in 0..200 {
        if stage.count(sql).await == 1 {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    false
}

async fn alive(stage: &Stage, token: &str) -> bool {
    stage.api_get("/api/v1/sessions", token).await.status == 200
}

/// S-15: staff 15 minutes idle, citizens 30.
#[tokio::test]
async fn an_unused_session_ends_after_its_idle_time() {
    for (staff, idle) in [(true, 15 * 60), (false, 30 * 60)] {
        let stage = Stage::new().await;
        let token = if staff { signed_in(&stage).await.1 } else { citizen_token(&stage).await };
        // Signing in let half a minute pass for the next code.
        stage.pass(idle - 31);
        let before = stage.count("select count(*) from session where last_at > created_at").await;
        assert_eq!(before, 0);
        let mut tx = stage.kernel.db.read().await.unwrap();
        let row = store::by_token(&mut tx, &sm3_hex(token.as_bytes())).await.unwrap().unwrap();
        drop(tx);
        let now = stage.kernel.clock.real();
        let kind = Kind::of(&row.kind);
        assert!(row.last_at > text_of(now - kind.idle()));
        stage.pass(31);
        assert!(!alive(&stage, &token).await, "staff: {staff}");
    }
}

/// S-15: eight hours and twelve hours, however busy.
#[tokio::test]
async fn a_session_in_use_goes_on_until_its_full_length() {
    for (staff, hours) in [(true, 8), (false, 12)] {
        let stage = Stage::new().await;
        let token = if staff { signed_in(&stage).await.1 } else { citizen_token(&stage).await };
        let spent = if staff { 30 } else { 0 };
        let mut left = hours * 3600 - spent - 1;
        while left > 0 {
            let step = left.min(600);
            stage.pass(step);
            left -= step;
            assert!(alive(&stage, &token).await, "{left} s before the end");
            touched(&stage, &token).await;
        }
        stage.pass(1);
        assert!(!alive(&stage, &token).await);
    }
}

/// Waits until the use just made is written down.
async fn touched(stage: &Stage, token: &str) {
    let now = text_of(stage.kernel.clock.real() - TOUCH_EVERY);
    for _ in 0..200 {
        let mut tx = stage.kernel.db.read().await.unwrap();
        let row = store::by_token(&mut tx, &sm3_hex(token.as_bytes())).await.unwrap().unwrap();
        drop(tx);
        if row.last_at > now {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("use was not noted");
}

/// Reading pages writes at most once a minute.
#[tokio::test]
async fn use_is_written_down_once_a_minute_and_not_oftener() {
    let stage = Stage::new().await;
    let token = citizen_token(&stage).await;
    stage.pass(59);
    assert!(alive(&stage, &token).await);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(stage.count("select count(*) from session where last_at > created_at").await, 0);
    stage.pass(1);
    assert!(alive(&stage, &token).await);
    assert!(noted(&stage, "select count(*) from session where last_at > created_at").await);
}

/// S-14: the token is long, random, and kept only as a digest.
#[tokio::test]
async fn the_database_does_not_hold_the_token() {
    let stage = Stage::new().await;
    let token = citizen_token(&stage).await;
    assert_eq!(token.len(), 43);
    let mut tx = stage.kernel.db.read().await.unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as("select token_hash, csrf from session").fetch_all(tx.conn()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].0, sm3_hex(token.as_bytes()));
    assert!(!rows[0].0.contains(&token) && rows[0].1.len() == 22);
    drop(tx);
    assert!(!alive(&stage, "").await && !alive(&stage, &token[..42]).await && !alive(&stage, &sm3_hex(token.as_bytes())).await);
}

/// S-15: one sees one's own devices, ends any of them, and never another's.
#[tokio::test]
async fn one_sees_and_ends_ones_own_devices_only() {
    let stage = Stage::new().await;
    let (clerk, here) = signed_in(&stage).await;
    let there = stage.sign_in(&clerk).await.token;
    let stranger = citizen_token(&stage).await;
    let seen = stage.api_get("/api/v1/sessions", &here).await.json();
    let sessions = seen["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|one| one["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(stage.api(&format!("/api/v1/sessions/{other}/end"), &stranger, serde_json::json!({})).await.status, 404);
    let page = stage.get("/desk/sessions", &here).await;
    assert!(page.status == 200 && page.body.contains("口令和动态口令") && page.body.contains("本机"));
    assert!(stage.get("/my/sessions", &stranger).await.body.contains("短信验证码"));
    assert_eq!(stage.form(&format!("/desk/sessions/{other}/end"), &here, &[]).await.location, "/desk/sessions");
    assert!(!alive(&stage, &there).await && alive(&stage, &here).await);
}

/// S-18, S-15: signing out ends the session on the server and clears the cookie.
#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let stage = Stage::new().await;
    let (_, token) = signed_in(&stage).await;
    assert_eq!(stage.form("/sign-out", &token, &[]).await.location, "/desk/sign-in");
    assert!(!alive(&stage, &token).await);
    let token = citizen_token(&stage).await;
    assert_eq!(stage.api("/api/v1/sign-out", &token, serde_json::json!({})).await.json()["ended"], 1);
    assert!(!alive(&stage, &token).await);
}

/// S-08: what cannot be taken back asks for a factor at most five minutes old; S-14: the token changes.
#[tokio::test]
async fn changing_roles_asks_for_a_fresh_code_and_changes_the_token() {
    let stage = Stage::new().await;
    let other = stage.clerk("wang.li", &[]).await;
    let admin = stage.clerk("admin.liu", &[("security_admin", "360702")]).await;
    let token = stage.sign_in(&admin).await.token;
    let grant = |token: String, region: &'static str| {
        let (stage, id) = (&stage, other.id.clone());
        async move { stage.api(&format!("/api/v1/staff/{id}/roles"), &token, serde_json::json!({"role": "community", "region": region})).await }
    };
    stage.pass(5 * 60 - 30);
    assert_eq!(grant(token.clone(), "360702001").await.status, 200, "five minutes are fresh");
    touched(&stage, &token).await;
    stage.pass(1);
    assert_eq!(grant(token.clone(), "360702002").await.json()["code"], PROVE_FIRST.code);
    let prove = |token: String, code: String| {
        let stage = &stage;
        async move { stage.form("/desk/prove", &token, &[("code", code.as_str()), ("back", "/desk/users")]).await }
    };
    let wrong: Answer = prove(token.clone(), "000000".into()).await;
    assert!(wrong.status == 422 && wrong.body.contains("动态口令不正确"));
    let proved = prove(token.clone(), admin.secret.code(stage.kernel.clock.real())).await;
    assert_eq!((proved.status, proved.location.as_str()), (303, "/desk/users"));
    assert!(!alive(&stage, &token).await, "the old token is worth nothing");
    assert_eq!(grant(proved.token.clone(), "360702002").await.status, 200);
    stage.pass(60);
    for _ in 0..5 {
        prove(proved.token.clone(), "000000".into()).await;
    }
    assert!(!alive(&stage, &proved.token).await, "guessing ends the session");
}

/// S-16: a form without the session's token does nothing.
#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let stage = Stage::new().await;
    let (_, token) = signed_in(&stage).await;
    let csrf = stage.csrf(&token).await;
    assert_eq!(csrf.len(), 22);
    let other = citizen_token(&stage).await;
    assert_ne!(stage.csrf(&other).await, csrf);
    assert_eq!(stage.form_with_csrf("/sign-out", &token, "").await.status, 403);
    let theirs = stage.csrf(&other).await;
    assert_eq!(stage.form_with_csrf("/sign-out", &token, &theirs).await.status, 403);
    assert!(alive(&stage, &token).await);
}

#[tokio::test]
async fn sessions_long_over_are_forgotten() {
    let stage = Stage::new().await;
    citizen_token(&stage).await;
    stage.pass(91 * 24 * 3600);
    let mut act = stage.system().await;
    assert_eq!(forget(&mut act).await.unwrap(), 1);
}
