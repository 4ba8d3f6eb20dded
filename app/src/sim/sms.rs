//! 短信网关 (SMS gateway) — takes messages, delivers each number once, shows them on a page and gives receipts.

use super::board::{self, Line};
use super::page::{escape, page};
use super::{Sim, lines};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use exchange::sms::Delivery;
use jiff::Timestamp;
use jiff::tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Receipts given at once.
const PAGE: usize = 100;

/// What the gateway has taken, in the order of arrival.
#[derive(Default)]
pub struct Gateway {
    messages: Vec<Taken>,
    by_id: HashMap<String, usize>,
}

/// A message as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    #[serde(flatten)]
    message: Given,
    at: Timestamp,
    state: Delivery,
}

/// A message as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Given {
    message_id: String,
    phone: String,
    signature: String,
    text: String,
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: usize,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    phone: String,
}

impl Gateway {
    /// Takes a message; `Ok(true)` when its number was taken before with the same words.
    fn take(&mut self, message: Given, at: Timestamp, state: Delivery) -> Result<bool, &'static str> {
        if message.message_id.is_empty() || message.text.is_empty() || message.signature.is_empty() {
            return Err("缺少短信编号、签名或正文");
        }
        let phone = message.phone.as_bytes();
        if phone.len() != 11 || phone[0] != b'1' || !phone.iter().all(u8::is_ascii_digit) {
            return Err("手机号码有误");
        }
        match self.by_id.get(&message.message_id).and_then(|&i| self.messages.get(i)) {
            Some(taken) if taken.message == message => Ok(true),
            Some(_) => Err("短信编号已用于另一条短信"),
            None => {
                self.by_id.insert(message.message_id.clone(), self.messages.len());
                self.messages.push(Taken { message, at, state });
                Ok(false)
            }
        }
    }
}

/// The gateway's interfaces and its page.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/sms/v1/messages", post(send))
        .route("/sms/v1/receipts", get(receipts))
        .route("/sms", get(inbox))
        .route("/sms/messages.json", get(listing))
}

fn envelope(code: &str, message: &str, data: Value) -> Response {
    Json(json!({"code": code, "message": message, "data": data})).into_response()
}

/// Checks the key and meets the faults; `Some` is the answer to give instead.
async fn hindered(sim: &Sim, headers: &HeaderMap) -> Option<Response> {
    let (call, faults) = sim.board().called(board::SMS)?;
    tokio::time::sleep(std::time::Duration::from_millis(faults.delay_ms)).await;
    if faults.silent {
        std::future::pending::<()>().await;
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    if given != Some(lines::SMS_KEY) {
        return Some((StatusCode::UNAUTHORIZED, envelope("401", "密钥不正确", Value::Null)).into_response());
    }
    if sim.population.dice(8, call as u32).chance(faults.error_permille) {
        return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    faults.malformed.map(|_| (StatusCode::OK, "{\"code\":\"200\",").into_response())
}

async fn send(State(sim): State<Arc<Sim>>, headers: HeaderMap, Json(given): Json<Given>) -> Response {
    if let Some(response) = hindered(&sim, &headers).await {
        return response;
    }
    // A refused gateway still takes the message, but the phone never gets it.
    let undelivered = sim.board().service(board::SMS).is_some_and(|service| service.faults.refused);
    let state = if undelivered { Delivery::Failed } else { Delivery::Delivered };
    let now = (sim.clock)();
    let (id, about) = (given.message_id.clone(), given.phone.clone());
    let taken = sim.gateway().take(given, now, state);
    let result = match taken {
        Ok(false) => "已接收",
        Ok(true) => "重复",
        Err(_) => "拒收",
    };
    sim.board().ended(Line { at: now, service: board::SMS.into(), about, case_no: id.clone(), result });
    match taken {
        Ok(duplicate) => envelope("200", "成功", json!({"message_id": id, "duplicate": duplicate})),
        Err(why) => envelope("300", why, Value::Null),
    }
}

async fn receipts(State(sim): State<Arc<Sim>>, headers: HeaderMap, Query(from): Query<After>) -> Response {
    if let Some(response) = hindered(&sim, &headers).await {
        return response;
    }
    let gateway = sim.gateway();
    let receipt = |taken: &Taken| json!({"message_id": taken.message.message_id, "state": taken.state, "at": taken.at});
    let given: Vec<Value> = gateway.messages.iter().skip(from.after).take(PAGE).map(receipt).collect();
    let next = from.after + given.len();
    envelope("200", "成功", json!({"receipts": given, "next": next}))
}

async fn listing(State(sim): State<Arc<Sim>>, Query(chosen): Query<Chosen>) -> Json<Vec<Taken>> {
    let all = &sim.gateway().messages;
    Json(all.iter().filter(|taken| chosen.phone.is_empty() || taken.message.phone == chosen.phone).cloned().collect())
}

async fn inbox(State(sim): State<Arc<Sim>>, Query(chosen): Query<Chosen>) -> Response {
    let gateway = sim.gateway();
    let mut body = format!(
        r#"<form class="bar"><label>手机号<input name="phone" inputmode="numeric" value="{}"></label><button>查看</button></form>"#,
        escape(&chosen.phone)
    );
    let shown = gateway.messages.iter().rev().filter(|taken| chosen.phone.is_empty() || taken.message.phone == chosen.phone);
    let mut rows = String::new();
    for taken in shown.take(200) {
        let at = tz::offset(8).to_datetime(taken.at).strftime("%m-%d %H:%M:%S").to_string();
        let (word, class) = match taken.state {
            Delivery::Delivered => ("已送达", "good"),
            Delivery::Failed => ("未送达", "bad"),
        };
        let phone = escape(&taken.message.phone);
        let _ = write!(
            rows,
            r#"<tr><td class="word">{at}</td><td class="word"><a href="/sms?phone={phone}">{phone}</a></td><td>【{}】{}</td><td class="word"><span class="{class}">{word}</span></td></tr>"#,
            escape(&taken.message.signature),
            escape(&taken.message.text),
        );
    }
    if rows.is_empty() {
        body.push_str(r#"<p class="hint">还没有短信。安居发出的短信会出现在这里。</p>"#);
    } else {
        let _ = write!(
            body,
            r#"<div class="scroll"><table><thead><tr><th>时间</th><th>手机号</th><th>短信</th><th>回执</th></tr></thead><tbody>{rows}</tbody></table></div>"#
        );
    }
    page("短信", &body)
}
