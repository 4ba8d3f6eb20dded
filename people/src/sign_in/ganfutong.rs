//! 赣服通登录 — out to the provider and back, with what must match kept on the server.
//!
//! The button opens a guest's session that holds state, nonce and verifier, sealed and used
//! once; the address of the way back belongs to that browser alone. The provider's word
//! is believed only after [`exchange::ganfutong`] has verified it (S-09).

use std::sync::{Arc, OnceLock};

use askama::Template;
use base::person_id::PersonId;
use base::phone::Phone;
use exchange::ganfutong::{Ganfutong, Pending, SignInError};
use kernel::act::Request;
use kernel::page::{Fault, Page};
use kernel::{Act, Actor, Code, Fail, Kernel, Reply, audit};
use serde::{Deserialize, Serialize};

use super::sms::AskCode;
use super::store;
use crate::person;
use crate::session::{self, Kind, Open};

/// 赣服通 is not set up here.
pub const NOT_CONNECTED: Code =
    Code {
        status: 503, code: "ganfutong.not_connected", title: "本系统尚未接通赣服通", next: "请用短信验证码登录，或到窗口办理。"
    };
/// 赣服通 did not vouch for the person.
pub const NOT_CONFIRMED: Code =
    Code {
        status: 422, code: "ganfutong.not_confirmed", title: "没有登录成功", next: "请返回重新登录；多次出现请到窗口办理。"
    };

/// The client, set once when the program is put together.
pub static GANFUTONG: OnceLock<Ganfutong> = OnceLock::new();

/// Name of the provider in `citizen_account`.
const ISSUER: &str = "ganfutong";

/// Where to go on after coming back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Depart {
    #[serde(default)]
    back: String,
}

/// What is kept while the person is away.
#[derive(Serialize, Deserialize)]
struct Away {
    pending: Pending,
    back: String,
}

#[derive(Template)]
#[template(path = "sign_in/depart.html")]
struct DepartPage {
    page: Page,
    url: String,
}

/// `POST /sign-in/ganfutong`. Answers with a page that leads on, because a form may not
/// lead to another site (`form-action 'self'`).
pub(super) async fn depart(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: Depart) -> Result<Reply, Fail> {
    let Some(client) = GANFUTONG.get() else { return trouble(&kernel, actor, request, &SignInTrouble::of(NOT_CONNECTED)).await };
    let departure = match client.start().await {
        Ok(departure) => departure,
        Err(error) => return trouble(&kernel, actor, request, &SignInTrouble::from(error)).await,
    };
    let mut act = Act::open(&kernel, Actor::stranger(), request.clone()).await?;
    let guest = session::open(&mut act, Open { kind: Kind::Guest, subject: "", name: "", how: ISSUER }).await?;
    let away = serde_json::to_string(&Away { pending: departure.pending, back: ask.back })?;
    session::keep_pending(&mut act, &guest.id, &away).await?;
    act.commit().await?;
    let mut act = Act::read(&kernel, Actor::stranger(), request).await?;
    let page = act.page("正在前往赣服通").await?;
    Ok(act.render(&DepartPage { page, url: departure.url.to_string() })?.cookie(guest.cookie(&kernel)))
}

/// What the provider sends back.
#[derive(Deserialize)]
pub(super) struct Arrive {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

/// `GET /sign-in/ganfutong/back`
pub(super) async fn arrive(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: Arrive) -> Result<Reply, Fail> {
    let Some(client) = GANFUTONG.get() else { return trouble(&kernel, actor, request, &SignInTrouble::of(NOT_CONNECTED)).await };
    let mut act = Act::open(&kernel, Actor::stranger(), request.clone()).await?;
    let kept = session::take_pending(&mut act).await?;
    act.commit().await?;
    let Some(away) = kept.and_then(|text| serde_json::from_str::<Away>(&text).ok()) else {
        return trouble(&kernel, actor, request, &SignInTrouble::from(SignInError::WrongState)).await;
    };
    let vouched = match client.finish(away.pending, &ask.state, &ask.code).await {
        Ok(vouched) => vouched,
        Err(error) => {
            let mut act = Act::open(&kernel, Actor::stranger(), request.clone()).await?;
            act.about("ganfutong", "", "36");
            act.audit("citizen.sign_in", audit::Result::Denied, NOT_CONFIRMED.code, serde_json::json!({})).await?;
            act.commit().await?;
            return trouble(&kernel, actor, request, &SignInTrouble::from(error)).await;
        }
    };
    let mut act = Act::open(&kernel, Actor::stranger(), request.clone()).await?;
    match receive(&mut act, &vouched).await {
        Ok(opened) => {
            act.commit().await?;
            Ok(Reply::back(&away.back, "/my").cookie(opened.cookie(&kernel)))
        }
        Err(fail) if fail.is_input() => {
            drop(act);
            let words = SignInTrouble { status: fail.code.status, words: format!("{}。{}", fail.sentence(), fail.code.next) };
            trouble(&kernel, actor, request, &words).await
        }
        Err(fail) => Err(fail),
    }
}

/// Registers whom the provider vouches for, and opens the session. An account at the provider
/// is one person for ever: should its ID number change hands, nobody is let in.
pub(super) async fn receive(act: &mut Act, vouched: &exchange::ganfutong::Person) -> Result<session::Opened, Fail> {
    let number = PersonId::parse(&vouched.id_number).map_err(|cause| Fail::with(NOT_CONFIRMED, cause.to_string()))?;
    let phone = vouched.phone.as_deref().and_then(|text| Phone::parse(text).ok());
    let person = person::register(act, &number, &vouched.name, phone.as_ref()).await?;
    match store::account(act, ISSUER, &vouched.subject).await? {
        Some(known) if known != person => return Err(Fail::with(NOT_CONFIRMED, "该赣服通账号已对应另一人")),
        Some(_) => {}
        None => store::insert_account(act, ISSUER, &vouched.subject, &person).await?,
    }
    super::welcome(act, &person, "ganfutong").await
}

/// What to say on the sign-in page.
struct SignInTrouble {
    status: u16,
    words: String,
}

impl SignInTrouble {
    fn of(code: Code) -> SignInTrouble {
        SignInTrouble { status: code.status, words: format!("{}。{}", code.title, code.next) }
    }
}

impl From<SignInError> for SignInTrouble {
    fn from(error: SignInError) -> SignInTrouble {
        tracing::warn!(cause = ?error, "sign-in through the provider failed");
        let status = if matches!(error, SignInError::Unreachable(_) | SignInError::Address(_)) { 503 } else { 422 };
        SignInTrouble { status, words: error.to_string() }
    }
}

async fn trouble(kernel: &Arc<Kernel>, actor: Actor, request: Request, trouble: &SignInTrouble) -> Result<Reply, Fail> {
    let mut act = Act::read(kernel, actor, request).await?;
    Ok(super::show(&mut act, AskCode::default(), Fault::none(), &trouble.words).await?.status(trouble.status))
}
