//! 群众登录 — citizens sign in through 赣服通, or by a code sent to their phone.
//!
//! There is no password. Whoever signs in for the first time becomes known by name and
//! ID number. 赣服通 vouches for both (S-09); a code by SMS vouches for the phone only, and
//! never opens the matters of a person who is registered with another phone or name.
//! Owns `citizen_account`, `sms_code`.

use askama::Template;
use kernel::actor::PUBLIC;
use kernel::page::{Fault, Page};
use kernel::{Act, Doors, Fail, Reply, audit};
use serde::Deserialize;

use crate::session::{self, Kind, Open, Opened};
use crate::{perms::OWN_SEE, person};

mod demo;
mod ganfutong;
mod identify;
mod sms;
mod store;

pub use demo::{DEMO_CAST, DemoPerson};
pub use ganfutong::{GANFUTONG, NOT_CONFIRMED, NOT_CONNECTED};
pub use identify::{citizen, identify};
pub use sms::{ASKED_TOO_OFTEN, AskCode, Asked, Letter, WRONG_CODE, ask_code, letter, sent};

/// Opens a citizen's session once it is proved who it is.
async fn welcome(act: &mut Act, person_id: &str, how: &str) -> Result<Opened, Fail> {
    let known = person::get(act, person_id).await?;
    let opened = session::open(act, Open { kind: Kind::Citizen, subject: person_id, name: &known.name, how }).await?;
    act.actor = citizen(person_id, &known.name);
    act.about("person", person_id, "36");
    act.audit("citizen.sign_in", audit::Result::Done, how, serde_json::json!({"session": opened.id})).await?;
    Ok(opened)
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage {
    page: Page,
    fault: Fault,
    back: String,
    ask: AskCode,
    ganfutong: bool,
    trouble: String,
    cast: &'static [DemoPerson],
}

/// What the address may carry.
#[derive(Deserialize)]
struct Arrive {
    #[serde(default)]
    back: String,
}

/// `GET /sign-in`
async fn page(act: &mut Act, ask: Arrive) -> Result<Reply, Fail> {
    show(act, AskCode { back: ask.back, ..AskCode::default() }, Fault::none(), "").await
}

/// The page, with the form for a code as it was filled in and what went wrong elsewhere.
async fn show(act: &mut Act, ask: AskCode, fault: Fault, trouble: &str) -> Result<Reply, Fail> {
    let mut page = act.page("登录").await?;
    page.faulty = !fault.is_empty() || !trouble.is_empty();
    let cast = demo::cast(&act.kernel);
    let view = SignInPage { page, fault, back: ask.back.clone(), ask, ganfutong: GANFUTONG.get().is_some(), trouble: trouble.to_owned(), cast };
    act.render(&view)
}

/// Hangs the doors of this slice.
pub fn doors(doors: &mut Doors) {
    doors.page("/sign-in", PUBLIC, "登录", page);
    doors.raw("POST", "/sign-in/ganfutong", PUBLIC, "用赣服通登录", ganfutong::depart);
    doors.raw("GET", "/sign-in/ganfutong/back", PUBLIC, "从赣服通返回", ganfutong::arrive);
    doors.form("/sign-in/sms", PUBLIC, "发送短信验证码", sms::ask_form);
    doors.page("/sign-in/code", PUBLIC, "输入短信验证码", sms::code_page);
    doors.raw("POST", "/sign-in/code", PUBLIC, "用短信验证码登录", sms::enter_door);
    doors.form("/sign-in/demo", PUBLIC, "演示人物登录", demo::enter);
    doors.post("/api/v1/sign-in/sms", PUBLIC, "发送短信验证码", sms::ask_code);
    doors.raw("POST", "/api/v1/sign-in/code", PUBLIC, "用短信验证码登录", sms::enter_door);
    doors.get("/api/v1/me", OWN_SEE, "本人", demo::me);
}

#[cfg(test)]
mod tests;
