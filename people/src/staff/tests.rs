//! Stories of accounts, roles and sign-in.

use kernel::fail::NOT_FOUND;
use kernel::{Actor, Fail};

use super::*;
use crate::stage::{PASSWORD, Stage};

fn code_of<T>(outcome: Result<T, Fail>) -> &'static str {
    outcome.err().map_or("", |fail| fail.code.code)
}

async fn actor_of(stage: &Stage, id: &str) -> Actor {
    let mut tx = stage.kernel.db.read().await.unwrap();
    actor(&mut tx, &stage.kernel, id).await.unwrap().unwrap()
}

/// S-01: the first start makes no account; S-06: nobody gets in with a guess.
#[tokio::test]
async fn an_empty_installation_has_no_account_and_lets_nobody_in() {
    let stage = Stage::new().await;
    assert_eq!(stage.count("select count(*) from staff").await, 0);
    for account in ["admin", "root", "anju", "system"] {
        assert_eq!(stage.sign_in_with(account, account, "000000", "127.0.0.1").await.status, 422);
    }
}

/// S-01: a start code is good for 24 hours and once. S-13: only the owner learns the password.
#[tokio::test]
async fn a_start_code_lasts_a_day_works_once_and_is_kept_only_as_a_digest() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    let mut act = stage.system().await;
    let issued = start_code(&mut act, StartCode { id: clerk.id.clone(), device: "1".into() }).await.unwrap();
    act.commit().await.unwrap();
    assert_eq!((issued.code.len(), issued.code.split('-').count()), (24, 5));
    let begin = |code: String| {
        let stage = &stage;
        async move { stage.api("/api/v1/desk/start", "", serde_json::json!({"account": "wang.li", "start": code})).await.status }
    };
    assert_eq!(begin("0000-0000-0000-0000-0000".into()).await, 422);
    assert_eq!(begin(issued.code.to_uppercase().replace('-', " ")).await, 200);
    stage.pass(24 * 3600 - 1);
    assert_eq!(begin(issued.code.clone()).await, 200);
    stage.pass(1);
    assert_eq!(begin(issued.code.clone()).await, 422);
    let mut act = stage.system().await;
    let issued = start_code(&mut act, StartCode { id: clerk.id.clone(), device: String::new() }).await.unwrap();
    act.commit().await.unwrap();
    stage.start("wang.li", &issued.code, "Another9-heron!").await;
    assert_eq!(begin(issued.code.clone()).await, 422);
    assert_eq!(stage.count("select count(*) from staff where start_hash is not null").await, 0);
}

/// S-13: a code told through the door is not kept with the answers repeated for a key.
#[tokio::test]
async fn a_start_code_told_to_an_administrator_is_nowhere_in_the_database() {
    let stage = Stage::new().await;
    let admin = stage.clerk("admin.liu", &[("security_admin", "360702")]).await;
    let other = stage.clerk("chen.hua", &[]).await;
    let token = stage.sign_in(&admin).await.token;
    let told = stage.api(&format!("/api/v1/staff/{}/start-code", other.id), &token, serde_json::json!({})).await;
    assert_eq!(told.status, 200, "{}", told.body);
    assert_eq!(told.json()["account"], "chen.hua");
    let code: String = told.json()["code"].as_str().unwrap().bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut tx = stage.kernel.db.read().await.unwrap();
    let answers: Vec<(String,)> = sqlx::query_as("select body from idempotency").fetch_all(tx.conn()).await.unwrap();
    drop(tx);
    assert!(answers.iter().all(|(body,)| !body.contains(&code)));
    // The password of before no longer works: whoever asked may have lost it to somebody.
    assert_eq!(stage.sign_in(&other).await.status, 422);
}

/// S-06: two factors in one form, the code once; no path with only one of them.
#[tokio::test]
async fn signing_in_takes_password_and_code_and_the_code_only_once() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[("window", "360702")]).await;
    let code = clerk.secret.code(stage.kernel.clock.real());
    for (password, code) in [(PASSWORD, ""), ("", code.as_str()), (PASSWORD, "000000"), ("Kx7#plover-marsH", code.as_str())] {
        let body = serde_json::json!({"account": "wang.li", "password": password, "code": code});
        assert_eq!(stage.api("/api/v1/desk/sign-in", "", body).await.status, 422);
    }
    let body = serde_json::json!({"account": "Ｗang.Li", "password": PASSWORD, "code": code});
    let signed_in = stage.api("/api/v1/desk/sign-in", "", body.clone()).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.body);
    assert_eq!(signed_in.json()["token"].as_str().map(str::len), Some(43));
    assert_eq!(signed_in.json()["password_due"], false);
    assert_eq!(stage.api("/api/v1/desk/sign-in", "", body).await.status, 422, "the same code again");
    assert_eq!(stage.form("/desk/sign-in/demo", "", &[("account", "wang.li")]).await.status, 404, "no demo here");
}

/// S-06: the code of the moment lets in one of two who come at once.
#[tokio::test]
async fn two_sign_ins_at_once_with_one_code_let_one_in() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    let ask =
        SignIn { account: "wang.li".into(), password: PASSWORD.into(), code: clerk.secret.code(stage.kernel.clock.real()), back: String::new() };
    let request = kernel::Request::default;
    let (one, other) = tokio::join!(sign_in(&stage.kernel, request(), &ask), sign_in(&stage.kernel, request(), &ask));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
}

/// S-05: the answer tells nothing about what was wrong.
#[tokio::test]
async fn every_failed_sign_in_looks_the_same() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    let closed = stage.clerk("chen.hua", &[]).await;
    let mut act = stage.system().await;
    disable(&mut act, Disable { id: closed.id.clone(), reason: "调离".into() }).await.unwrap();
    act.commit().await.unwrap();
    let code = clerk.secret.code(stage.kernel.clock.real());
    let mut seen = Vec::new();
    for (account, password) in [("nobody", PASSWORD), ("wang.li", "wrong-Password9"), ("chen.hua", PASSWORD)] {
        let answer = stage.sign_in_with(account, password, &code, "10.0.0.1").await;
        seen.push((answer.status, answer.stable().replace(account, "")));
    }
    for _ in 0..5 {
        stage.sign_in_with("wang.li", "wrong-Password9", "000000", "10.0.0.1").await;
    }
    let locked = stage.sign_in_with("wang.li", PASSWORD, &clerk.secret.code(stage.kernel.clock.real()), "10.0.0.1").await;
    seen.push((locked.status, locked.stable().replace("wang.li", "")));
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:#?}");
    assert_eq!(seen[0].0, 422);
}

/// S-05: nor does the time it takes. Medians over many tries, with room for a busy machine.
#[tokio::test]
async fn a_failed_sign_in_takes_as_long_for_nobody_as_for_somebody() {
    let stage = Stage::new().await;
    stage.clerk("wang.li", &[]).await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..40_u8 {
        for (place, account) in ["wang.li", "nobody"].iter().enumerate() {
            let began = std::time::Instant::now();
            stage.sign_in_with(account, "wrong-Password9", "000000", &format!("10.0.{round}.1")).await;
            times[place].push(began.elapsed().as_micros());
        }
        // Twenty failures lock the account, which must look the same: it stays in the sample.
    }
    let median = |list: &mut Vec<u128>| {
        list.sort_unstable();
        list[list.len() / 2]
    };
    let [mut known, mut unknown] = times;
    let (known, unknown) = (median(&mut known), median(&mut unknown));
    let (low, high) = (known.min(unknown), known.max(unknown));
    assert!(high * 100 <= low * 140, "{known} µs for an account, {unknown} µs for none");
}

/// S-04: whoever guesses locks out himself; the owner elsewhere still gets in.
#[tokio::test]
async fn five_failures_lock_the_pair_for_fifteen_minutes_and_nobody_else() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    for _ in 0..5 {
        stage.sign_in_with("wang.li", "wrong-Password9", "000000", "10.0.0.9").await;
    }
    let try_from = |ip: &'static str| {
        let (stage, clerk) = (&stage, &clerk);
        async move { stage.sign_in_with("wang.li", PASSWORD, &clerk.secret.code(stage.kernel.clock.real()), ip).await.status }
    };
    assert_eq!(try_from("10.0.0.200").await, 422, "the same block");
    assert_eq!(try_from("10.0.1.1").await, 303, "the owner elsewhere");
    stage.pass(15 * 60);
    assert_eq!(try_from("10.0.0.9").await, 303);
    assert_eq!(stage.count("select count(*) from sign_in_failure where who like '%wang%'").await, 0, "accounts are kept as digests");
}

/// S-04: twenty failures in a day close the account until a security administrator opens it.
#[tokio::test]
async fn twenty_failures_in_a_day_need_an_administrator() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    let token = stage.sign_in(&clerk).await.token;
    for at in 0..20 {
        let here = stage.get("/desk/me", &token).await.status;
        assert_eq!(here, 200, "signed in before the attack, failure {at}");
        stage.sign_in_with("wang.li", "wrong-Password9", "000000", &format!("10.0.{at}.9")).await;
    }
    assert_eq!(stage.sign_in(&clerk).await.status, 422);
    assert_eq!(stage.get("/desk/me", &token).await.status, 303);
    let mut act = stage.system().await;
    unlock(&mut act, Unlock { id: clerk.id.clone() }).await.unwrap();
    act.commit().await.unwrap();
    assert_eq!(stage.sign_in(&clerk).await.status, 303);
    assert_eq!(stage.count("select count(*) from audit_entry where act = 'staff.sign_in' and result = 'denied'").await, 21);
}

/// S-27: three administrators, three persons, none of them with a role beside.
#[tokio::test]
async fn nobody_is_given_two_administrators_roles_or_one_beside_business() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    let mut act = stage.system().await;
    let role = |role: &str, region: &str| GrantRole { id: clerk.id.clone(), role: role.into(), region: region.into(), from_on: None, to_on: None };
    let held = grant(&mut act, role("system_admin", "360702")).await.unwrap();
    grant(&mut act, role("system_admin", "360703")).await.unwrap();
    for other in ["security_admin", "audit_admin", "window", "officer", "auditor", "leader"] {
        assert_eq!(code_of(grant(&mut act, role(other, "360702")).await), "staff.not_together", "{other}");
    }
    // A role that only begins later counts already.
    revoke(&mut act, Revoke { id: clerk.id.clone(), role_id: held.id }).await.unwrap();
    assert_eq!(code_of(grant(&mut act, role("window", "360702")).await), "staff.not_together");
    let held = store::roles_of(&mut act, &clerk.id, false).await.unwrap();
    revoke(&mut act, Revoke { id: clerk.id.clone(), role_id: held[0].id.clone() }).await.unwrap();
    grant(&mut act, role("window", "360702")).await.unwrap();
    grant(&mut act, role("community", "360702001")).await.unwrap();
    assert_eq!(code_of(grant(&mut act, role("window", "360702")).await), "staff.granted_before");
    assert_eq!(code_of(grant(&mut act, role("security_admin", "360702")).await), "staff.not_together");
    assert_eq!(code_of(grant(&mut act, role("nobody", "360702")).await), "input.malformed");
}

/// T26, 建保〔2018〕92号: staff of a bought-in service can be given nothing that decides.
#[tokio::test]
async fn staff_of_an_operator_get_operator_roles_only() {
    let stage = Stage::new().await;
    let mut act = stage.system().await;
    let ask = Add {
        account: "wuye".into(),
        name: "吴业".into(),
        organisation: "某物业服务公司".into(),
        employer: "operator".into(),
        region: "360702".into(),
    };
    let id = add(&mut act, ask).await.unwrap().id;
    for role in roles::ROLES {
        let outcome =
            grant(&mut act, GrantRole { id: id.clone(), role: role.name.into(), region: "360702".into(), from_on: None, to_on: None }).await;
        let expected = if role.name == "operator" { "" } else { "staff.not_for_operator" };
        assert_eq!(code_of(outcome), expected, "{}", role.name);
    }
}

/// S-15: closing an account and changing its roles ends its sessions at once.
#[tokio::test]
async fn a_closed_account_or_a_changed_role_is_out_at_once() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[("window", "360702")]).await;
    let token = stage.sign_in(&clerk).await.token;
    assert_eq!(stage.get("/desk/me", &token).await.status, 200);
    let mut act = stage.system().await;
    grant(&mut act, GrantRole { id: clerk.id.clone(), role: "community".into(), region: "360702".into(), from_on: None, to_on: None }).await.unwrap();
    act.commit().await.unwrap();
    assert_eq!(stage.get("/desk/me", &token).await.status, 303);
    let token = stage.sign_in(&clerk).await.token;
    let mut act = stage.system().await;
    assert_eq!(disable(&mut act, Disable { id: clerk.id.clone(), reason: "退休".into() }).await.unwrap().sessions_ended, 1);
    act.commit().await.unwrap();
    assert_eq!(stage.get("/desk/me", &token).await.status, 303);
    assert_eq!(stage.sign_in(&clerk).await.status, 422);
}

/// Roles are effective-dated: in force from the first day, out on the last, kept for the record.
#[tokio::test]
async fn a_role_is_in_force_from_its_first_day_until_the_day_before_its_last() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[]).await;
    let mut act = stage.system().await;
    let ask = GrantRole {
        id: clerk.id.clone(),
        role: "window".into(),
        region: "360702".into(),
        from_on: "2026-11-24".parse().ok(),
        to_on: "2026-11-26".parse().ok(),
    };
    grant(&mut act, ask.clone()).await.unwrap();
    let backwards = GrantRole { from_on: "2026-11-22".parse().ok(), role: "community".into(), ..ask };
    assert_eq!(code_of(grant(&mut act, backwards).await), "input.malformed");
    act.commit().await.unwrap();
    for (held, day) in [(0, 23), (1, 24), (1, 25), (0, 26)] {
        assert_eq!(actor_of(&stage, &clerk.id).await.grants.len(), held, "November {day}");
        stage.pass(24 * 3600);
    }
    assert_eq!(stage.count("select count(*) from staff_role").await, 1);
}

/// Accounts are kept region by region, and nobody keeps the own.
#[tokio::test]
async fn an_administrator_keeps_only_accounts_of_the_own_region_and_never_the_own() {
    let stage = Stage::new().await;
    let here = stage.clerk("admin.liu", &[("security_admin", "360702")]).await;
    let far = stage.clerk("admin.far", &[("security_admin", "360121")]).await;
    let other = stage.clerk("wang.li", &[("window", "360702")]).await;
    let far = actor_of(&stage, &far.id).await;
    let mut act = stage.acting(far).await;
    assert_eq!(list(&mut act, List::default()).await.unwrap().accounts.len(), 0);
    assert_eq!(code_of(account(&mut act, Look { id: other.id.clone() }).await), NOT_FOUND.code);
    assert_eq!(code_of(disable(&mut act, Disable { id: other.id.clone(), reason: "试试".into() }).await), NOT_FOUND.code);
    drop(act);
    let mut act = stage.acting(actor_of(&stage, &here.id).await).await;
    assert_eq!(list(&mut act, List::default()).await.unwrap().accounts.len(), 3);
    let role = |id: &str, region: &str| GrantRole { id: id.into(), role: "community".into(), region: region.into(), from_on: None, to_on: None };
    assert_eq!(code_of(grant(&mut act, role(&other.id, "3607")).await), NOT_FOUND.code, "wider than one's own");
    assert_eq!(code_of(grant(&mut act, role(&here.id, "360702")).await), "staff.own_account");
    assert_eq!(code_of(start_code(&mut act, StartCode { id: here.id.clone(), device: String::new() }).await), "staff.own_account");
    assert!(grant(&mut act, role(&other.id, "360702001")).await.is_ok());
}

/// 等保 8.1.4.1 a: after 90 days a new password is due, and until then there are no roles.
#[tokio::test]
async fn a_password_that_is_due_takes_the_roles_away_until_it_is_changed() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[("window", "360702")]).await;
    let first = stage.sign_in(&clerk).await;
    assert_eq!(first.location, "/desk");
    stage.pass(90 * 24 * 3600);
    assert!(actor_of(&stage, &clerk.id).await.grants.is_empty());
    let signed_in = stage.sign_in(&clerk).await;
    assert_eq!(signed_in.location, "/desk/password");
    let elsewhere = stage.sign_in_with("wang.li", PASSWORD, &clerk.secret.code(stage.kernel.clock.real()), "10.9.9.9").await.token;
    let change = |current: &'static str, password: &'static str| {
        let (stage, clerk, token) = (&stage, &clerk, signed_in.token.clone());
        async move {
            let code = clerk.secret.code(stage.kernel.clock.real());
            let answer =
                stage.form("/desk/password", &token, &[("current", current), ("password", password), ("again", password), ("code", &code)]).await;
            stage.pass(30);
            answer.status
        }
    };
    assert_eq!(change(PASSWORD, PASSWORD).await, 422, "the same again");
    assert_eq!(change(PASSWORD, "short").await, 422);
    assert_eq!(change("wrong-Password9", "Heron7-meadow!").await, 422);
    assert_eq!(change(PASSWORD, "Heron7-meadow!").await, 303);
    assert_eq!(actor_of(&stage, &clerk.id).await.grants.len(), 1);
    assert_eq!(stage.get("/desk/me", &signed_in.token).await.status, 200);
    assert_eq!(stage.get("/desk/me", &elsewhere).await.status, 303, "other devices are out");
    assert_eq!(stage.sign_in(&clerk).await.status, 422, "the old password");
}

/// A password somebody may know still lets its owner in, to choose another and nothing else.
#[tokio::test]
async fn an_administrator_can_ask_for_a_new_password() {
    let stage = Stage::new().await;
    let clerk = stage.clerk("wang.li", &[("window", "360702")]).await;
    let token = stage.sign_in(&clerk).await.token;
    let mut act = stage.system().await;
    assert_eq!(password_due(&mut act, PasswordDue { id: clerk.id.clone() }).await.unwrap().sessions_ended, 1);
    act.commit().await.unwrap();
    assert_eq!(stage.get("/desk/me", &token).await.status, 303);
    let again = stage.sign_in(&clerk).await;
    assert_eq!(again.location, "/desk/password");
    assert!(stage.get("/desk/password", &again.token).await.body.contains("已到更换期限"));
    assert!(actor_of(&stage, &clerk.id).await.grants.is_empty());
}

/// S-01: the first administrator comes from the command line, with a code and no password.
#[tokio::test]
async fn the_command_line_makes_resets_and_unlocks_an_account_on_record() {
    let stage = Stage::new().await;
    let ask =
        Add { account: "admin.liu".into(), name: "刘安".into(), organisation: "省住建厅".into(), employer: String::new(), region: "36".into() };
    let issued = add_user(&stage.kernel, ask.clone(), &[("security_admin".into(), "36".into())]).await.unwrap();
    let secret = stage.start("admin.liu", &issued.code, PASSWORD).await;
    let code = secret.code(stage.kernel.clock.real());
    assert_eq!(stage.sign_in_with("admin.liu", PASSWORD, &code, "127.0.0.1").await.status, 303);
    assert_eq!(code_of(add_user(&stage.kernel, ask.clone(), &[]).await), ACCOUNT_TAKEN.code);
    let two = [("security_admin".to_owned(), "36".to_owned()), ("audit_admin".to_owned(), "36".to_owned())];
    assert_eq!(code_of(add_user(&stage.kernel, Add { account: "admin.two".into(), ..ask }, &two).await), NOT_TOGETHER.code);
    assert_eq!(stage.count("select count(*) from staff").await, 1, "all or nothing");
    let again = reset_user(&stage.kernel, "Admin.Liu", true).await.unwrap();
    let renewed = stage.start("admin.liu", &again.code, "Heron7-meadow!").await;
    assert_ne!(renewed.base32(), secret.base32());
    unlock_user(&stage.kernel, "admin.liu").await.unwrap();
    assert_eq!(code_of(unlock_user(&stage.kernel, "nobody").await), NOT_FOUND.code);
    let recorded =
        "select count(*) from audit_entry where act in ('staff.add', 'staff.grant', 'staff.start_code', 'staff.unlock') and actor_kind = 'system'";
    assert_eq!(stage.count(recorded).await, 5);
}

/// S-11: accounts unused for 90 days are closed.
#[tokio::test]
async fn an_account_unused_for_ninety_days_is_closed_and_one_in_use_is_not() {
    let stage = Stage::new().await;
    let idle = stage.clerk("idle.one", &[]).await;
    stage.pass(80 * 24 * 3600);
    let busy = stage.clerk("busy.one", &[]).await;
    assert_eq!(stage.sign_in(&busy).await.status, 303);
    stage.pass(11 * 24 * 3600);
    let mut act = stage.system().await;
    assert_eq!(retire_unused(&mut act).await.unwrap(), 1);
    assert_eq!(account(&mut act, Look { id: idle.id.clone() }).await.unwrap().account.state, "disabled");
    enable(&mut act, Enable { id: idle.id }).await.unwrap();
    assert_eq!(retire_unused(&mut act).await.unwrap(), 0);
}

#[tokio::test]
async fn an_account_name_is_spelled_plainly_and_given_once() {
    let stage = Stage::new().await;
    let mut act = stage.system().await;
    let ask = |account: &str| Add {
        account: account.into(),
        name: "王丽".into(),
        organisation: "章贡区住保中心".into(),
        employer: String::new(),
        region: "360702".into(),
    };
    for wrong in ["", "ab", "王丽", "wang li", &"a".repeat(33)] {
        assert_eq!(code_of(add(&mut act, ask(wrong)).await), "input.malformed", "{wrong}");
    }
    assert!(add(&mut act, ask("Wang.Li")).await.is_ok());
    assert_eq!(code_of(add(&mut act, ask("wang.li")).await), "staff.account_taken");
    let elsewhere = Add { region: "江西".into(), ..ask("chen") };
    assert_eq!(code_of(add(&mut act, elsewhere).await), "input.malformed");
}

/// The pages render for whoever may see them.
#[tokio::test]
async fn the_pages_of_accounts_open_for_the_security_administrator_only() {
    let stage = Stage::new().await;
    let admin = stage.clerk("admin.liu", &[("security_admin", "360702")]).await;
    let clerk = stage.clerk("wang.li", &[("window", "360702")]).await;
    let (admin_token, clerk_token) = (stage.sign_in(&admin).await.token, stage.sign_in(&clerk).await.token);
    let one = format!("/desk/users/{}", clerk.id);
    for (path, words) in [("/desk/users", "岗wang.li"), (one.as_str(), "窗口受理"), ("/desk/me", "安全管理员"), ("/desk/password", "新口令")]
    {
        let answer = stage.get(path, &admin_token).await;
        assert!(answer.status == 200 && answer.body.contains(words), "{path} {}", answer.status);
    }
    // S-27: whoever grants roles makes no account, and the other way round.
    let system = stage.clerk("admin.you", &[("system_admin", "360702")]).await;
    let system_token = stage.sign_in(&system).await.token;
    assert_eq!(stage.get("/desk/users/add", &admin_token).await.status, 404);
    assert!(stage.get("/desk/users/add", &system_token).await.body.contains("新增账号"));
    assert_eq!(stage.get("/desk/users", &system_token).await.status, 404);
    assert_eq!(stage.get("/desk/users", &clerk_token).await.status, 404);
    assert_eq!(stage.get("/desk/users", "").await.location, "/desk/sign-in?back=%2Fdesk%2Fusers");
    for (path, words) in [("/desk/sign-in", "动态口令"), ("/desk/start", "启用码")] {
        let answer = stage.get(path, "").await;
        assert!(answer.status == 200 && answer.body.contains(words), "{path}");
    }
    let refused = stage.form(&format!("{one}/roles"), &admin_token, &[("role", "system_admin"), ("region", "360702")]).await;
    assert!(refused.status == 409 && refused.body.contains("不能再授予"), "{} {}", refused.status, refused.body);
    let granted = stage.form(&format!("{one}/roles"), &admin_token, &[("role", "community"), ("region", "360702001")]).await;
    assert_eq!(granted.status, 303);
}
