//! Stories of citizens who sign in.

use exchange::ganfutong::Person as Vouched;
use kernel::Fail;

use super::*;
use crate::stage::Stage;

const ZHANG: (&str, &str) = ("360702198506150014", "张三丰");
const LI: (&str, &str) = ("360702199512120051", "李四娘");
const PHONE: &str = "13800000001";

fn code_of<T>(outcome: Result<T, Fail>) -> &'static str {
    outcome.err().map_or("", |fail| fail.code.code)
}

fn ask_for((id_number, name): (&str, &str), phone: &str) -> AskCode {
    AskCode { id_number: id_number.into(), name: name.into(), phone: phone.into(), back: String::new() }
}

/// Asks for a code; returns ticket and, when an SMS is due, the code in it.
async fn ask(stage: &Stage, who: (&str, &str), phone: &str) -> Result<(String, Option<String>), Fail> {
    let mut act = stage.system().await;
    let asked = ask_code(&mut act, ask_for(who, phone)).await?;
    let items = kernel::outbox::claim(&mut act, "sms", 10).await?;
    let mut code = None;
    for item in items {
        let payload: serde_json::Value = serde_json::from_str(&item.payload)?;
        let id = payload["sms_code_id"].as_str().unwrap_or_default().to_owned();
        let text = letter(&mut act, &id).await?;
        code = text.map(|letter| {
            assert_eq!(letter.phone, phone);
            assert!(letter.text.chars().count() <= exchange::sms::MAX_CHARS, "{}", letter.text);
            letter.text.chars().filter(char::is_ascii_digit).take(6).collect()
        });
        sent(&mut act, &id).await?;
        kernel::outbox::settle(&mut act, &item.id, &kernel::outbox::Sent::Done).await?;
    }
    act.commit().await?;
    Ok((asked.ticket, code))
}

async fn enter(stage: &Stage, ticket: &str, code: &str) -> &'static str {
    code_of(sms::enter(&stage.kernel, &kernel::Request::default(), &sms::Enter::new(ticket, code)).await)
}

/// S-10: six digits by SMS; the first sign-in makes the person known.
#[tokio::test]
async fn a_code_by_sms_lets_a_person_in_once_and_makes_the_person_known() {
    let stage = Stage::new().await;
    let (ticket, code) = ask(&stage, ZHANG, PHONE).await.unwrap();
    let code = code.unwrap();
    assert_eq!(code.len(), 6);
    assert_eq!(stage.count("select count(*) from person").await, 0);
    assert_eq!(stage.count("select count(*) from sms_code where code_sealed <> ''").await, 0, "once sent the code itself is gone");
    let answer = stage.form("/sign-in/code", "", &[("ticket", &ticket), ("code", &code), ("back", "//evil.example")]).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/my"));
    let me = stage.api_get("/api/v1/me", &answer.token).await.json();
    assert_eq!((me["name"].as_str(), me["phone"].as_str()), (Some("张*丰"), Some("138****0001")));
    assert_eq!(enter(&stage, &ticket, &code).await, WRONG_CODE.code, "once");
    assert_eq!(stage.count("select count(*) from sms_code where sealed <> ''").await, 0);
}

/// S-10: five minutes, five tries, bound to whoever asked.
#[tokio::test]
async fn a_code_ends_after_five_minutes_or_five_wrong_tries_and_works_only_with_its_ticket() {
    let stage = Stage::new().await;
    let (ticket, code) = ask(&stage, ZHANG, PHONE).await.unwrap();
    let code = code.unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(enter(&stage, "another-ticket", &code).await, WRONG_CODE.code);
    for _ in 0..4 {
        assert_eq!(enter(&stage, &ticket, wrong).await, WRONG_CODE.code);
    }
    stage.pass(60);
    let (late_ticket, late) = ask(&stage, ZHANG, PHONE).await.unwrap();
    let late = late.unwrap();
    assert_eq!(enter(&stage, &late_ticket, &code).await, if code == late { "" } else { WRONG_CODE.code }, "the other ticket's code");
    assert_eq!(enter(&stage, &ticket, wrong).await, WRONG_CODE.code);
    assert_eq!(enter(&stage, &ticket, &code).await, WRONG_CODE.code, "the sixth try, although right");
    stage.pass(5 * 60 - 1);
    stage.pass(1);
    assert_eq!(enter(&stage, &late_ticket, &late).await, WRONG_CODE.code, "after five minutes");
    let (ticket, code) = ask(&stage, ZHANG, PHONE).await.unwrap();
    stage.pass(5 * 60 - 1);
    assert_eq!(enter(&stage, &ticket, &code.unwrap()).await, "", "a second before the end");
}

/// S-10: once a minute and ten times a day per phone.
#[tokio::test]
async fn a_phone_gets_a_code_once_a_minute_and_ten_times_a_day() {
    let stage = Stage::new().await;
    for _ in 0..10 {
        assert!(ask(&stage, ZHANG, PHONE).await.is_ok());
        stage.pass(59);
        assert_eq!(code_of(ask(&stage, ZHANG, PHONE).await), ASKED_TOO_OFTEN.code);
        stage.pass(1);
    }
    assert_eq!(code_of(ask(&stage, LI, PHONE).await), ASKED_TOO_OFTEN.code, "whoever asks for it");
    assert!(ask(&stage, LI, "13800000002").await.is_ok());
    stage.pass(24 * 3600);
    assert!(ask(&stage, ZHANG, PHONE).await.is_ok());
}

/// S-10: thirty times an hour per address.
#[tokio::test]
async fn an_address_gets_thirty_codes_an_hour() {
    let stage = Stage::new().await;
    for at in 0..30 {
        assert!(ask(&stage, ZHANG, &format!("138000001{at:02}")).await.is_ok());
    }
    assert_eq!(code_of(ask(&stage, ZHANG, "13800000999").await), ASKED_TOO_OFTEN.code);
    stage.pass(3600);
    assert!(ask(&stage, ZHANG, "13800000999").await.is_ok());
}

/// Nobody reaches a registered person's matters with another phone or name, nor learns of it.
#[tokio::test]
async fn a_registered_person_is_not_reached_through_another_phone_or_name() {
    let stage = Stage::new().await;
    let (ticket, code) = ask(&stage, ZHANG, PHONE).await.unwrap();
    assert_eq!(enter(&stage, &ticket, &code.unwrap()).await, "");
    for (name, phone) in [("张三丰", "13800000002"), ("张三", "13800000003")] {
        let (ticket, code) = ask(&stage, (ZHANG.0, name), phone).await.unwrap();
        assert!(code.is_none() && ticket.len() == 22, "the same answer, and no SMS");
        for guess in 0..5 {
            assert_eq!(enter(&stage, &ticket, &format!("{guess:06}")).await, WRONG_CODE.code);
        }
    }
    stage.pass(60);
    assert!(ask(&stage, ZHANG, PHONE).await.unwrap().1.is_some());
}

#[tokio::test]
async fn wrong_fields_are_all_named_and_what_was_typed_is_kept() {
    let stage = Stage::new().await;
    let answer = stage.form("/sign-in/sms", "", &[("id_number", "360702198506150015"), ("name", "张三丰"), ("phone", "1380000")]).await;
    assert_eq!(answer.status, 422);
    for words in ["末位校验不符", "手机号码应为11位", "360702198506150015", "张三丰"] {
        assert!(answer.body.contains(words), "{words}");
    }
    assert!(!answer.body.contains("请填写身份证上的姓名"));
}

fn vouched(subject: &str, who: (&str, &str)) -> Vouched {
    Vouched { subject: subject.into(), name: who.1.into(), id_number: who.0.into(), phone: Some(PHONE.into()) }
}

/// S-09: the account at the provider is one person for ever.
#[tokio::test]
async fn an_account_of_the_provider_is_one_person_for_ever() {
    let stage = Stage::new().await;
    let receive = |subject: &'static str, who: (&'static str, &'static str)| {
        let stage = &stage;
        async move {
            let mut act = stage.system().await;
            let outcome = ganfutong::receive(&mut act, &vouched(subject, who)).await;
            if outcome.is_ok() {
                act.commit().await.unwrap();
            }
            code_of(outcome)
        }
    };
    assert_eq!(receive("u1", ZHANG).await, "");
    assert_eq!(receive("u1", ZHANG).await, "");
    assert_eq!(receive("u1", LI).await, NOT_CONFIRMED.code);
    assert_eq!(receive("u2", ("360702198506150015", "张三丰")).await, NOT_CONFIRMED.code, "a number that cannot be");
    assert_eq!(receive("u2", (ZHANG.0, "张四")).await, "person.other_name");
    assert_eq!(stage.count("select count(*) from citizen_account").await, 1);
    assert_eq!(stage.count("select count(*) from person").await, 1);
    assert_eq!(stage.count("select count(*) from session where kind = 'citizen' and how = 'ganfutong' and name = '张*丰'").await, 2);
}

/// What must come back from the provider is kept sealed, for that browser, and used once.
#[tokio::test]
async fn what_a_guest_must_bring_back_is_sealed_and_read_once() {
    let stage = Stage::new().await;
    let mut act = stage.system().await;
    let guest = session::open(&mut act, Open { kind: Kind::Guest, subject: "", name: "", how: "ganfutong" }).await.unwrap();
    session::keep_pending(&mut act, &guest.id, "verifier-1").await.unwrap();
    act.commit().await.unwrap();
    assert_eq!(stage.count("select count(*) from session where pending like '%verifier%'").await, 0);
    let mut tx = stage.kernel.db.read().await.unwrap();
    let known = identify(&mut tx, &stage.kernel, &guest.token).await.unwrap().unwrap();
    drop(tx);
    assert!(!known.actor.may(kernel::actor::SIGNED_IN), "a guest is nobody");
    let mut act = stage.system().await;
    assert_eq!(session::take_pending(&mut act).await.unwrap(), None, "another browser has nothing");
    act.request.session = guest.id.clone();
    assert_eq!(session::take_pending(&mut act).await.unwrap().as_deref(), Some("verifier-1"));
    assert_eq!(session::take_pending(&mut act).await.unwrap(), None);
    assert_eq!(stage.get("/sign-in/ganfutong/back?state=x&code=y", &guest.token).await.status, 503, "not connected here");
}

/// The demo's cast is there in a demo only.
#[tokio::test]
async fn people_of_the_demo_can_be_chosen_in_the_demo_only() {
    DEMO_CAST.get_or_init(|| vec![DemoPerson { name: ZHANG.1.into(), story: "想申请公租房。".into(), id_number: ZHANG.0.into() }]);
    crate::staff::DEMO_STAFF.get_or_init(|| {
        vec![crate::staff::DemoStaff { account: "demo.window".into(), title: "李受理 · 窗口".into(), story: "受理申请。".into() }]
    });
    let real = Stage::new().await;
    assert!(!real.get("/sign-in", "").await.body.contains("演示"));
    assert_eq!(real.form("/sign-in/demo", "", &[("who", "0")]).await.status, 404);
    real.clerk("demo.window", &[]).await;
    assert_eq!(real.form("/desk/sign-in/demo", "", &[("account", "demo.window")]).await.status, 404);
    let demo = Stage::demo().await;
    assert!(demo.get("/sign-in", "").await.body.contains("以张三丰登录"));
    let entered = demo.form("/sign-in/demo", "", &[("who", "0")]).await;
    assert_eq!((entered.status, entered.location.as_str()), (303, "/my"));
    assert_eq!(demo.api_get("/api/v1/me", &entered.token).await.json()["name"], "张*丰");
    assert_eq!(demo.form("/sign-in/demo", "", &[("who", "1")]).await.status, 404);
    demo.clerk("demo.window", &[]).await;
    demo.clerk("not.listed", &[]).await;
    assert!(demo.get("/desk/sign-in", "").await.body.contains("李受理"));
    assert_eq!(demo.form("/desk/sign-in/demo", "", &[("account", "demo.window")]).await.location, "/desk");
    assert_eq!(demo.form("/desk/sign-in/demo", "", &[("account", "not.listed")]).await.status, 404);
}
