//! 赣服通 (provincial app) — its sign-in as an OpenID Connect provider: one chooses who one is, and nobody asks for a password.

use super::faults::{Faults, TokenFault};
use super::household::Member;
use super::jwt::Key;
use super::page::{escape, plain};
use super::{Sim, SimError, board, lines};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use url::{Host, Url};

/// A code is good for this long.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// Tokens are good for this long.
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The provider's key and what it handed out.
pub struct Provider {
    key: Key,
    codes: Mutex<HashMap<String, Granted>>,
    tokens: Mutex<HashMap<String, (u32, Timestamp)>>,
}

/// What a code stands for.
struct Granted {
    ask: Ask,
    person: u32,
    ends: Timestamp,
}

/// An authorization request (OpenID Connect Core 3.1.2.1).
#[derive(Debug, Clone, Deserialize)]
struct Ask {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    code_challenge_method: String,
}

/// The page's form: the request again, and who signs in.
#[derive(Debug, Deserialize)]
struct Choice {
    #[serde(flatten)]
    ask: Ask,
    id_number: String,
}

#[derive(Debug, Deserialize)]
struct TokenAsk {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    client_id: Option<String>,
    client_secret: Option<String>,
}

impl Provider {
    /// A provider with a new key.
    pub fn new() -> Result<Self, SimError> {
        Ok(Self { key: Key::new()?, codes: Mutex::default(), tokens: Mutex::default() })
    }

    fn grant(&self, granted: Granted) -> Result<String, SimError> {
        let code = hex::encode(super::random::<16>()?);
        self.codes.lock().unwrap_or_else(PoisonError::into_inner).insert(code.clone(), granted);
        Ok(code)
    }

    /// A code is taken once, whatever comes of it.
    fn redeem(&self, code: &str, now: Timestamp) -> Option<Granted> {
        let granted = self.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(code)?;
        (granted.ends > now).then_some(granted)
    }
}

/// The provider's interfaces and its page.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/ganfutong/.well-known/openid-configuration", get(describe))
        .route("/ganfutong/jwks", get(async |State(sim): State<Arc<Sim>>| Json(sim.ganfutong.key.set())))
        .route("/ganfutong/authorize", get(choose).post(chosen))
        .route("/ganfutong/token", post(token))
        .route("/ganfutong/userinfo", get(userinfo))
}

fn issuer(sim: &Sim) -> String {
    format!("{}/ganfutong", sim.base_url)
}

async fn describe(State(sim): State<Arc<Sim>>) -> Response {
    let Some((call, faults)) = sim.board().called(board::GANFUTONG) else { return StatusCode::NOT_FOUND.into_response() };
    if disturbed(&sim, call, &faults).await {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let issuer = issuer(&sim);
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "phone"],
        "claims_supported": ["sub", "name", "id_number", "phone_number"],
    }))
    .into_response()
}

async fn disturbed(sim: &Sim, call: u64, faults: &Faults) -> bool {
    tokio::time::sleep(std::time::Duration::from_millis(faults.delay_ms)).await;
    if faults.silent {
        std::future::pending::<()>().await;
    }
    sim.population.dice(7, call as u32).chance(faults.error_permille)
}

impl Ask {
    /// Checks a request; what is wrong is shown to the person, never sent to an address that was not checked.
    fn check(&self) -> Result<Url, &'static str> {
        let back = Url::parse(&self.redirect_uri).map_err(|_| "返回地址无法识别")?;
        let local = match back.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        match () {
            () if self.client_id != lines::CLIENT_ID => Err("应用没有登记"),
            () if !local || back.scheme() != "http" => Err("返回地址只能在本机"),
            () if self.response_type != "code" => Err("只支持授权码方式"),
            () if !self.scope.split(' ').any(|scope| scope == "openid") => Err("缺少 openid 范围"),
            () if self.state.is_empty() => Err("缺少 state"),
            () if self.code_challenge.is_empty() || self.code_challenge_method != "S256" => Err("缺少 PKCE（S256）"),
            () => Ok(back),
        }
    }

    /// The request as hidden fields.
    fn fields(&self) -> String {
        let mut html = String::new();
        for (name, value) in [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ] {
            let _ = write!(html, r#"<input type="hidden" name="{name}" value="{}">"#, escape(value));
        }
        html
    }
}

async fn choose(State(sim): State<Arc<Sim>>, Query(ask): Query<Ask>) -> Response {
    match ask.check() {
        Ok(_) => choices(&sim, &ask, ""),
        Err(why) => refused(why),
    }
}

fn refused(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, plain("无法登录", &format!(r#"<p class="error">{}。请回到原来的页面重试。</p>"#, escape(why)))).into_response()
}

fn choices(sim: &Sim, ask: &Ask, error: &str) -> Response {
    let fields = ask.fields();
    let mut body = String::from("<p>请选择以谁的身份登录。安居将得到姓名、身份证号和手机号。</p>");
    if !error.is_empty() {
        let _ = write!(body, r#"<p class="error" role="alert">{}</p>"#, escape(error));
    }
    body.push_str(r#"<ul class="choices">"#);
    for who in sim.population.cast() {
        let _ = write!(
            body,
            r#"<li><form method="post">{fields}<input type="hidden" name="id_number" value="{}"><button><strong>{} · {}</strong><span>{}</span><small>预期：{}</small></button></form></li>"#,
            escape(&who.id_number),
            escape(&who.name),
            escape(who.title),
            escape(who.story),
            escape(who.expected.sentence()),
        );
    }
    let _ = write!(
        body,
        r#"</ul><h2>其他人</h2><form method="post" class="bar">{fields}<label>身份证号<input name="id_number" inputmode="text" maxlength="18" autocomplete="off" required></label><button>登录</button></form>"#
    );
    plain("赣服通登录", &body)
}

async fn chosen(State(sim): State<Arc<Sim>>, Form(choice): Form<Choice>) -> Response {
    let mut back = match choice.ask.check() {
        Ok(back) => back,
        Err(why) => return refused(why),
    };
    let Some(member) = sim.population.find(choice.id_number.trim()) else {
        return choices(&sim, &choice.ask, "没有这个身份证号的人，请从人物页复制后再试。");
    };
    let ends = (sim.clock)().checked_add(CODE_LIFETIME).unwrap_or(Timestamp::MAX);
    let state = choice.ask.state.clone();
    let Ok(code) = sim.ganfutong.grant(Granted { ask: choice.ask, person: member.index, ends }) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &state);
    Redirect::to(back.as_str()).into_response()
}

/// Client authentication by header or by form (RFC 6749 2.3.1).
fn authenticated(headers: &HeaderMap, ask: &TokenAsk) -> bool {
    let basic = || {
        let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
        String::from_utf8(STANDARD.decode(given).ok()?).ok()
    };
    let expected = (Some(lines::CLIENT_ID), Some(lines::CLIENT_SECRET));
    basic().is_some_and(|given| given.split_once(':') == Some((lines::CLIENT_ID, lines::CLIENT_SECRET)))
        || (ask.client_id.as_deref(), ask.client_secret.as_deref()) == expected
}

async fn token(State(sim): State<Arc<Sim>>, headers: HeaderMap, Form(ask): Form<TokenAsk>) -> Response {
    let Some((call, faults)) = sim.board().called(board::GANFUTONG) else { return StatusCode::NOT_FOUND.into_response() };
    if disturbed(&sim, call, &faults).await {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let fail = |status, error: &str| (status, Json(json!({"error": error}))).into_response();
    if !authenticated(&headers, &ask) {
        return fail(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if ask.grant_type != "authorization_code" {
        return fail(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let now = (sim.clock)();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&ask.code_verifier));
    let granted = sim.ganfutong.redeem(&ask.code, now).filter(|granted| granted.ask.redirect_uri == ask.redirect_uri);
    let Some(granted) = granted.filter(|granted| granted.ask.code_challenge == challenge) else {
        return fail(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let (Some(member), Ok(bytes)) = (sim.population.person(granted.person), super::random::<16>()) else {
        return fail(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
    };
    let ends = now.checked_add(TOKEN_LIFETIME).unwrap_or(Timestamp::MAX);
    let access = hex::encode(bytes);
    sim.ganfutong.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(access.clone(), (granted.person, ends));
    let id_token = id_token(&sim, &granted.ask, &member, now);
    sim.board().ended(board::Line {
        at: now,
        service: board::GANFUTONG.into(),
        about: board::masked(&member.id_number),
        case_no: String::new(),
        result: "已登录",
    });
    let expires_in = TOKEN_LIFETIME.as_secs();
    Json(json!({"access_token": access, "token_type": "Bearer", "expires_in": expires_in, "id_token": id_token})).into_response()
}

fn claims(member: &Member) -> Value {
    json!({
        "sub": format!("gft-{:08}", member.index),
        "name": member.name,
        "id_number": member.id_number,
        "phone_number": member.phone,
        "phone_number_verified": true,
    })
}

fn id_token(sim: &Sim, ask: &Ask, member: &Member, now: Timestamp) -> String {
    let fault = sim.board().token_fault;
    let begins = if fault == TokenFault::Expired { now.saturating_sub(SignedDuration::from_hours(2)) } else { Ok(now) };
    let begins = begins.unwrap_or(now).as_second();
    let mut token = claims(member);
    token["iss"] = json!(if fault == TokenFault::WrongIssuer { "http://127.0.0.1:1/ganfutong".into() } else { issuer(sim) });
    token["aud"] = json!(if fault == TokenFault::WrongAudience { "somebody-else" } else { lines::CLIENT_ID });
    token["iat"] = json!(begins);
    token["exp"] = json!(begins + TOKEN_LIFETIME.as_secs());
    if !ask.nonce.is_empty() {
        token["nonce"] = json!(if fault == TokenFault::WrongNonce { "another" } else { &ask.nonce });
    }
    if fault == TokenFault::NoRealName {
        token["id_number"] = Value::Null;
    }
    let mut signed = sim.ganfutong.key.sign(&token);
    if fault == TokenFault::BadSignature {
        token["name"] = json!("冒名者");
        let forged = sim.ganfutong.key.sign(&token);
        let parts = (forged.rsplit_once('.'), signed.rsplit_once('.'));
        if let (Some((body, _)), Some((_, signature))) = parts {
            signed = format!("{body}.{signature}");
        }
    }
    signed
}

async fn userinfo(State(sim): State<Arc<Sim>>, headers: HeaderMap) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let now = (sim.clock)();
    let held = |token: &str| sim.ganfutong.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied();
    match bearer.and_then(held).filter(|(_, ends)| *ends > now).and_then(|(index, _)| sim.population.person(index)) {
        Some(member) => Json(claims(&member)).into_response(),
        None => (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")]).into_response(),
    }
}
