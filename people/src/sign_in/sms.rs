//! 短信验证码 — for those without 赣服通 (S-10): six digits, five minutes, five tries.
//!
//! A code is bound to the browser that asked by a ticket; a phone may ask once a minute and
//! ten times a day, an address thirty times an hour. The answer is the same whether or
//! not anything was sent, so that nobody can ask whose phone belongs to whom.

use std::sync::Arc;

use askama::Template;
use base::person_id::PersonId;
use base::phone::Phone;
use jiff::{SignedDuration, Timestamp};
use kernel::act::Request;
use kernel::clock::text_of;
use kernel::crypto::{Aad, DataKey, Field, open, seal, sm3_hex, token_128};
use kernel::fail::FieldError;
use kernel::page::{Fault, Page};
use kernel::{Act, Actor, Code, Fail, Kernel, Reply, audit, outbox};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, CodeRow, NewCode};
use crate::person;

/// The phone or the address asked too often.
pub const ASKED_TOO_OFTEN: Code =
    Code {
        status: 429, code: "sms.too_often", title: "获取验证码过于频繁", next: "每分钟可获取一次，每天最多10次；请稍后再试，或用赣服通登录。"
    };
/// The code does not open anything.
pub const WRONG_CODE: Code = Code::invalid(
    "sms.wrong_code",
    "验证码不正确或已失效",
    "请核对短信；验证码5分钟内有效，输错5次后要重新获取。没有收到短信的，可用赣服通登录，或带身份证到窗口核对手机号码。",
);

/// How long a code lasts.
const LASTS: SignedDuration = SignedDuration::from_mins(5);
/// Wrong tries that end it.
const TRIES: i64 = 5;
const PER_DAY: i64 = 10;
const PER_HOUR_AND_IP: i64 = 30;

/// Who asks for a code. Never printed (S-45).
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskCode {
    /// Citizen number.
    #[serde(default)]
    pub id_number: String,
    /// Name as on the card.
    #[serde(default)]
    pub name: String,
    /// Mobile number.
    #[serde(default)]
    pub phone: String,
    /// Local page to go on with.
    #[serde(default)]
    pub back: String,
}

/// A code was asked for; the same answer whether or not one was sent.
#[derive(Serialize, JsonSchema)]
pub struct Asked {
    /// Goes back with the code; binds it to whoever asked.
    pub ticket: String,
    /// Seconds the code lasts.
    pub seconds: i64,
}

/// What is kept sealed with a code.
#[derive(Serialize, Deserialize)]
struct Who {
    id_number: String,
    name: String,
    phone: String,
}

/// An SMS to send.
pub struct Letter {
    /// To which phone.
    pub phone: String,
    /// The words.
    pub text: String,
}

/// `POST /api/v1/sign-in/sms`
///
/// # Errors
/// Fields that cannot be right; [`ASKED_TOO_OFTEN`].
pub async fn ask_code(act: &mut Act, ask: AskCode) -> Result<Asked, Fail> {
    let (number, name, phone) = checked(&ask)?;
    let now = act.kernel.clock.real();
    let phone_index = act.keys().index(Field::Phone, phone.reveal());
    act.tx.lock(&format!("sms code {phone_index}")).await?;
    limit(act, &phone_index, now).await?;
    let silent = !fits(act, &number, &name, &phone).await?;
    let (id, ticket) = (act.kernel.ids.ulid(now), token_128());
    let code = format!("{:06}", act.kernel.ids.below(1_000_000));
    let key = DataKey::generate(&id);
    let who = Who { id_number: number.reveal().into(), name, phone: phone.reveal().into() };
    let new = NewCode {
        id: &id,
        ticket_hash: &sm3_hex(ticket.as_bytes()),
        phone_index: &phone_index,
        key_wrapped: &act.keys().wrap(&key)?,
        sealed: &seal(&key, Aad::new("sms_code", "sealed", &id), &serde_json::to_string(&who)?)?,
        code_sealed: &seal(&key, Aad::new("sms_code", "code_sealed", &id), &code)?,
        code_tag: &tag(act, &id, &code),
        until: &text_of(now + LASTS),
        silent,
    };
    store::insert_code(act, &new).await?;
    if !silent {
        outbox::put(act, "sms", &id, &serde_json::json!({"sms_code_id": id})).await?;
    }
    Ok(Asked { ticket, seconds: LASTS.as_secs() })
}

fn tag(act: &Act, id: &str, code: &str) -> String {
    act.keys().session_tag(&message(id, code))
}

fn message(id: &str, code: &str) -> String {
    format!("sms code\n{id}\n{code}")
}

fn checked(ask: &AskCode) -> Result<(PersonId, String, Phone), Fail> {
    let mut wrong = Vec::new();
    let number =
        PersonId::parse(&ask.id_number).map_err(|cause| wrong.push(FieldError { field: "id_number".into(), message: cause.to_string() })).ok();
    let name = ask.name.trim().to_owned();
    if !(2..=40).contains(&name.chars().count()) {
        wrong.push(FieldError { field: "name".into(), message: "请填写身份证上的姓名".into() });
    }
    let phone = Phone::parse(&ask.phone).map_err(|cause| wrong.push(FieldError { field: "phone".into(), message: cause.to_string() })).ok();
    match (number, phone) {
        (Some(number), Some(phone)) if wrong.is_empty() => Ok((number, name, phone)),
        _ => Err(Fail::fields(wrong)),
    }
}

async fn limit(act: &mut Act, phone_index: &str, now: Timestamp) -> Result<(), Fail> {
    let ago = |time: SignedDuration| text_of(now - time);
    store::forget_codes(act, &ago(SignedDuration::from_hours(48))).await?;
    let minute = store::asked_by_phone(act, phone_index, &ago(SignedDuration::from_mins(1))).await?;
    let day = store::asked_by_phone(act, phone_index, &ago(SignedDuration::from_hours(24))).await?;
    let hour = store::asked_by_ip(act, &ago(SignedDuration::from_hours(1))).await?;
    if 0 < minute || PER_DAY <= day || PER_HOUR_AND_IP <= hour { Err(ASKED_TOO_OFTEN.into()) } else { Ok(()) }
}

/// Nobody is known by this number yet, or the person is known by just this name and phone.
async fn fits(act: &mut Act, number: &PersonId, name: &str, phone: &Phone) -> Result<bool, Fail> {
    let Some(id) = person::find(act, number).await? else { return Ok(true) };
    let known = person::private(act, &id).await?;
    Ok(known.name == name && known.phone == phone.reveal())
}

/// The SMS for a code, made when it is sent; `None` when it is over or was used.
pub async fn letter(act: &mut Act, sms_code_id: &str) -> Result<Option<Letter>, Fail> {
    let now = text_of(act.kernel.clock.real());
    let Some(row) = store::code_by_id(act, sms_code_id).await? else { return Ok(None) };
    if row.done_at.is_some() || row.silent_at.is_some() || row.code_sealed.is_empty() || row.until <= now {
        return Ok(None);
    }
    let key = act.keys().unwrap(&row.key_wrapped, &row.id)?;
    let code = open(&key, Aad::new("sms_code", "code_sealed", &row.id), &row.code_sealed)?;
    let who = who(act, &row)?;
    let text = format!("登录验证码{}，5分钟内有效。工作人员不会向您索要，请勿告诉他人。", code.as_str());
    Ok(Some(Letter { phone: who.phone, text }))
}

/// The gateway has taken the SMS: the code itself is wiped.
pub async fn sent(act: &mut Act, sms_code_id: &str) -> Result<(), Fail> {
    store::wipe_code(act, sms_code_id).await
}

fn who(act: &Act, row: &CodeRow) -> Result<Who, Fail> {
    let key = act.keys().unwrap(&row.key_wrapped, &row.id)?;
    let text = open(&key, Aad::new("sms_code", "sealed", &row.id), &row.sealed)?;
    Ok(serde_json::from_str(&text)?)
}

/// A ticket and the code that came. Never printed (S-45).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enter {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    page: Page,
    fault: Fault,
    ticket: String,
    back: String,
}

/// `POST /sign-in/sms`
pub(super) async fn ask_form(act: &mut Act, ask: AskCode) -> Result<Reply, Fail> {
    match ask_code(act, ask.clone()).await {
        Ok(asked) => {
            let query = serde_html_form::to_string([("ticket", asked.ticket.as_str()), ("back", ask.back.as_str())]).map_err(Fail::bug)?;
            Ok(Reply::go(format!("/sign-in/code?{query}")))
        }
        Err(fail) if !fail.fields.is_empty() => {
            let mut fault = Fault::none();
            for error in &fail.fields {
                fault.add(error.field.clone(), error.message.clone());
            }
            Ok(super::show(act, ask, fault, "").await?.status(fail.code.status))
        }
        Err(fail) if fail.code == ASKED_TOO_OFTEN => {
            let trouble = format!("{}。{}", ASKED_TOO_OFTEN.title, ASKED_TOO_OFTEN.next);
            Ok(super::show(act, ask, Fault::none(), &trouble).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// What the address carries to the second page.
#[derive(Deserialize)]
pub(super) struct Arrive {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    back: String,
}

/// `GET /sign-in/code`
pub(super) async fn code_page(act: &mut Act, ask: Arrive) -> Result<Reply, Fail> {
    show(act, ask.ticket, ask.back, Fault::none()).await
}

async fn show(act: &mut Act, ticket: String, back: String, fault: Fault) -> Result<Reply, Fail> {
    let mut page = act.page("短信验证码是多少？").await?;
    page.back = Some("/sign-in".into());
    page.faulty = !fault.is_empty();
    act.render(&CodePage { page, fault, ticket, back })
}

/// `POST /sign-in/code`, `POST /api/v1/sign-in/code`. A wrong try is counted although the act is
/// refused, so this door commits by itself.
pub(super) async fn enter_door(kernel: Arc<Kernel>, actor: Actor, request: Request, ask: Enter) -> Result<Reply, Fail> {
    let api = request.path.starts_with("/api/");
    match enter(&kernel, &request, &ask).await {
        Ok(opened) if api => Reply::json(&serde_json::json!({"token": opened.token, "ends_at": text_of(opened.ends_at)})),
        Ok(opened) => Ok(Reply::back(&ask.back, "/my").cookie(opened.cookie(&kernel))),
        Err(fail) if fail.code == WRONG_CODE && !api => {
            let mut act = Act::read(&kernel, actor, request).await?;
            let mut fault = Fault::none();
            fault.add("code", format!("{}。{}", WRONG_CODE.title, WRONG_CODE.next));
            Ok(show(&mut act, ask.ticket, ask.back, fault).await?.status(WRONG_CODE.status))
        }
        Err(fail) => Err(fail),
    }
}

/// Signs in with a code.
///
/// # Errors
/// [`WRONG_CODE`], whatever the reason.
pub(super) async fn enter(kernel: &Arc<Kernel>, request: &Request, ask: &Enter) -> Result<crate::session::Opened, Fail> {
    let mut act = Act::open(kernel, Actor::stranger(), request.clone()).await?;
    let hash = sm3_hex(ask.ticket.as_bytes());
    act.tx.lock(&format!("sms ticket {hash}")).await?;
    let row = store::code_by_ticket(&mut act, &hash).await?;
    let (now, code) = (text_of(kernel.clock.real()), kernel::page::fold_width(&ask.code));
    let Some(row) = row.filter(|row| row.done_at.is_none() && now < row.until && row.tries < TRIES) else {
        return Err(WRONG_CODE.into());
    };
    let right = act.keys().session_tag_matches(&message(&row.id, &code), &row.code_tag);
    if !right || row.silent_at.is_some() {
        store::count_try(&mut act, &row.id).await?;
        act.about("sms_code", &row.id, "36");
        act.audit("citizen.sign_in", audit::Result::Denied, WRONG_CODE.code, serde_json::json!({"tries": row.tries + 1})).await?;
        act.commit().await?;
        return Err(WRONG_CODE.into());
    }
    let who = who(&act, &row)?;
    let (number, phone) = (PersonId::parse(&who.id_number).map_err(Fail::bug)?, Phone::parse(&who.phone).map_err(Fail::bug)?);
    // Between asking and entering somebody may have been registered differently.
    if !fits(&mut act, &number, &who.name, &phone).await? || !store::done(&mut act, &row.id).await? {
        return Err(WRONG_CODE.into());
    }
    let person = person::register(&mut act, &number, &who.name, Some(&phone)).await?;
    let opened = super::welcome(&mut act, &person, "sms").await?;
    act.commit().await?;
    Ok(opened)
}

impl Enter {
    /// For stories of this slice.
    #[cfg(test)]
    pub(super) fn new(ticket: &str, code: &str) -> Enter {
        Enter { ticket: ticket.into(), code: code.into(), back: String::new() }
    }
}
