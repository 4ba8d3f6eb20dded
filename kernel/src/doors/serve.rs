//! 开门 — from a request to an answer: who, may they, is it theirs to send, once, commit.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, RawPathParams, Request as HttpRequest};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::input::Input;
use super::once::{self, Before};
use super::{Door, Handler, Manner, Reply, Table};
use crate::act::{Act, Kernel, Request, Session};
use crate::actor::{Actor, PUBLIC, SIGNED_IN};
use crate::audit;
use crate::fail::{CROSS_SITE, Code, Fail, KEY_MISSING, NOT_FOUND, SIGN_IN};

/// Name of the session cookie.
pub const COOKIE: &str = "anju";
/// Name of the cookie that asks for large type.
pub const CARE: &str = "anju_care";
const BODY_MAX: usize = 1024 * 1024;
const TOO_LARGE: Code = Code { status: 413, code: "input.too_large", title: "提交的内容太大", next: "请分几次提交。" };

/// The router of all doors, with the headers every answer carries.
pub fn router(kernel: Arc<Kernel>, table: &Table) -> Router {
    let mut router = Router::new();
    for door in table.doors.iter() {
        let filter = if door.method == "GET" { MethodFilter::GET } else { MethodFilter::POST };
        let (kernel, door) = (kernel.clone(), Arc::new(door.clone()));
        let path = door.path;
        let handler = move |params: RawPathParams, request: HttpRequest| {
            let (kernel, door) = (kernel.clone(), door.clone());
            let params: Vec<(String, String)> = params.iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            async move { knock(kernel, door, params, request).await }
        };
        router = router.route(path, on(filter, handler));
    }
    let openapi = table.openapi.clone();
    router
        .route("/api/openapi.json", axum::routing::get(move || async move { axum::Json((*openapi).clone()) }))
        .route("/assets/{*path}", axum::routing::get(asset))
        .fallback(move |request: HttpRequest| async move { lost(&request) })
        .layer(axum::middleware::map_response(harden))
        .layer(tower_http::compression::CompressionLayer::new())
}

async fn asset(axum::extract::Path(path): axum::extract::Path<String>, headers: HeaderMap) -> Response {
    let Some(found) = assets::get(&path) else { return refuse(&NOT_FOUND.into(), true, "") };
    let zipped = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("gzip"));
    let mut response = Response::new(Body::from(if zipped { found.gzip } else { found.bytes }));
    let headers = response.headers_mut();
    if zipped {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(found.mime));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(found.cache));
    response
}

fn lost(request: &HttpRequest) -> Response {
    refuse(&NOT_FOUND.into(), !request.uri().path().starts_with("/api/"), "")
}

async fn knock(kernel: Arc<Kernel>, door: Arc<Door>, path: Vec<(String, String)>, http: HttpRequest) -> Response {
    let (parts, body) = http.into_parts();
    let ip = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(|| "127.0.0.1".to_owned(), |info| info.0.ip().to_string());
    let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut request = Request {
        id: kernel.ids.ulid(kernel.clock.real()),
        ip,
        agent: text(header::USER_AGENT).chars().take(200).collect(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        care: cookie_of(&parts.headers, CARE).is_some_and(|value| value == "1"),
        door: door.name(),
        ..Request::default()
    };
    let html = door.manner != Manner::Api && !request.path.starts_with("/api/");
    let id = request.id.clone();
    let outcome = async {
        let session = session_of(&kernel, &parts.headers).await?;
        let may = session.as_ref().map_or(door.perm == PUBLIC, |(session, _)| session.actor.may(door.perm));
        let empty = Input { path, query: request.query.clone(), ..Input::default() };
        let input = read(&door, may, body, &text(header::CONTENT_TYPE), empty).await?;
        let actor = admit(&kernel, &door, &mut request, &input, &parts.headers, session).await?;
        let input = prepare(&door, input).await?;
        let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let knocked = (actor.clone(), request.clone());
        let outcome = pass(&kernel, &door, actor, request, input, key).await;
        if let Err(fail) = &outcome {
            note_denial(&kernel, &door, knocked, fail).await;
        }
        outcome
    }
    .await;
    match outcome {
        Ok(reply) => reply.into_response(),
        Err(fail) => {
            log(&fail, &door, &id);
            if html && fail.code == SIGN_IN { sign_in_first(&parts.uri) } else { refuse(&fail, html, &id) }
        }
    }
}

/// The body as the door takes it. Files are read only for somebody who may bring them.
async fn read(door: &Door, may: bool, body: Body, content_type: &str, empty: Input) -> Result<Input, Fail> {
    match door.takes {
        Some(limits) if may => super::upload::read(body, content_type, limits, empty).await,
        Some(_) => Ok(empty),
        None => {
            let body = to_bytes(body, BODY_MAX).await.map_err(|_| Fail::from(TOO_LARGE))?;
            let json = content_type.starts_with("application/json") || (door.manner == Manner::Api && door.method == "POST");
            Ok(Input { body: body.to_vec(), json, ..empty })
        }
    }
}

/// Decoding takes memory: only so many at once, the others wait.
static PREPARING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Lets the door's own preparation see the files, before any transaction is open.
async fn prepare(door: &Door, mut input: Input) -> Result<Input, Fail> {
    if let Some(prepare) = door.prepare
        && !input.files.is_empty()
    {
        let _turn = PREPARING.acquire().await.map_err(Fail::bug)?;
        let files = std::mem::take(&mut input.files);
        input.digest = Some(Input { files: files.clone(), ..input.clone() }.digest());
        input.files = tokio::task::spawn_blocking(move || prepare(files)).await.map_err(Fail::bug)??;
    }
    Ok(input)
}

/// Who knocks, may they, and does the request come from our own pages?
async fn admit(
    kernel: &Arc<Kernel>,
    door: &Door,
    request: &mut Request,
    input: &Input,
    headers: &HeaderMap,
    session: Option<(Session, bool)>,
) -> Result<Actor, Fail> {
    let by_cookie = session.as_ref().is_some_and(|(_, by_cookie)| *by_cookie);
    let actor = match session {
        Some((session, _)) => {
            request.csrf = session.csrf;
            request.session = session.id;
            request.acting_for = session.acting_for;
            session.actor
        }
        None => Actor::stranger(),
    };
    let read = door.takes.is_none() || actor.may(door.perm);
    if door.method == "POST" && read && !own_page(door, headers, input, by_cookie, &request.csrf) {
        return Err(CROSS_SITE.into());
    }
    if actor.may(door.perm) {
        return Ok(actor);
    }
    if !actor.may(SIGNED_IN) {
        return Err(SIGN_IN.into());
    }
    // A denial is itself on record (S-46); what may not be seen answers as what is not there.
    let mut act = Act::open(kernel, actor, request.clone()).await?;
    act.audit(&door.name(), audit::Result::Denied, door.perm.0, serde_json::json!({})).await?;
    act.commit().await?;
    Err(NOT_FOUND.into())
}

/// S-16: the browser's own word where it gives one, and the session's token in every form.
fn own_page(door: &Door, headers: &HeaderMap, input: &Input, by_cookie: bool, csrf: &str) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if said("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    if door.perm == PUBLIC || !by_cookie {
        // Nothing is done in the session's name; a bearer token cannot be sent by another site.
        return true;
    }
    let token = said("x-csrf-token").map(str::to_owned).or_else(|| input.own("_csrf"));
    token.is_some_and(|token| !csrf.is_empty() && token == csrf)
}

async fn session_of(kernel: &Arc<Kernel>, headers: &HeaderMap) -> Result<Option<(Session, bool)>, Fail> {
    let bearer =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let (token, by_cookie) = match (bearer, cookie_of(headers, COOKIE)) {
        (Some(token), _) => (token, false),
        (None, Some(token)) => (token, true),
        (None, None) => return Ok(None),
    };
    let mut tx = kernel.db.read().await?;
    let session = (kernel.identify)(&mut tx, kernel, &token).await?;
    Ok(session.map(|session| (session, by_cookie)))
}

/// Runs the operation in a transaction that is committed only if it said yes.
async fn pass(kernel: &Arc<Kernel>, door: &Door, actor: Actor, request: Request, input: Input, key: Option<String>) -> Result<Reply, Fail> {
    let handler = match &door.handler {
        Handler::Raw(handler) => return handler(kernel.clone(), actor, request, input).await,
        Handler::Act(handler) => handler,
    };
    if door.method == "GET" && !door.sensitive {
        let mut act = Act::read(kernel, actor, request).await?;
        return handler(&mut act, input).await;
    }
    let mut act = Act::open(kernel, actor, request).await?;
    if door.method == "GET" {
        let reply = handler(&mut act, input).await?;
        act.audit(&door.name(), audit::Result::Done, "", serde_json::json!({})).await?;
        act.commit().await?;
        return Ok(reply);
    }
    let key = match (door.manner, key) {
        (Manner::Api, None) => return Err(KEY_MISSING.into()),
        (Manner::Api, Some(key)) if !well_formed(&key) => return Err(Fail::with(KEY_MISSING, "应为 1–255 个字母、数字或连字符")),
        (_, Some(key)) => Some(key),
        (_, None) => input.own("_once"),
    };
    let key = key.map(|key| once::key_of(&act, &door.name(), &format!("{key}|{}", act.request.path)));
    if let Some(key) = &key
        && let Before::Done(reply) = once::claim(&mut act, key, &input.digest()).await?
    {
        return Ok(*reply);
    }
    let reply = handler(&mut act, input).await?;
    if 400 <= reply.status {
        return Ok(reply);
    }
    act.audit(&door.name(), audit::Result::Done, "", serde_json::json!({})).await?;
    if let Some(key) = &key {
        once::remember(&mut act, key, &reply).await?;
    }
    act.commit().await?;
    Ok(reply)
}

/// Staff who reach for what lies outside their regions is on record too (S-46); whether it
/// exists stays untold. A denial that cannot be written is no reason to answer otherwise.
async fn note_denial(kernel: &Arc<Kernel>, door: &Door, (actor, request): (Actor, Request), fail: &Fail) {
    if fail.code != NOT_FOUND || actor.kind != crate::actor::Kind::Staff {
        return;
    }
    let written = async {
        let path = serde_json::json!({"path": request.path});
        let mut act = Act::open(kernel, actor, request).await?;
        act.audit(&door.name(), audit::Result::Denied, "not_found", path).await?;
        act.commit().await
    };
    if let Err(fail) = written.await {
        tracing::error!(code = fail.code.code, cause = ?fail.cause, "denial not written");
    }
}

fn well_formed(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn cookie_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

fn sign_in_first(uri: &http::Uri) -> Response {
    let back = uri.path_and_query().map_or("/", |path| path.as_str());
    let to = if back.starts_with("/desk") { "/desk/sign-in" } else { "/sign-in" };
    let back = serde_html_form::to_string([("back", back)]).unwrap_or_default();
    Reply::go(format!("{to}?{back}")).into_response()
}

fn refuse(fail: &Fail, html: bool, request_id: &str) -> Response {
    let reply = if html {
        crate::shell::refusal(fail.code.status, &fail.sentence(), fail.code.next, request_id)
    } else {
        let body = serde_json::to_vec(&fail.problem(request_id)).unwrap_or_default();
        Reply { mime: "application/problem+json".into(), ..Reply::html(String::new()) }.with_body(body)
    };
    reply.status(fail.code.status).into_response()
}

fn log(fail: &Fail, door: &Door, request_id: &str) {
    if 500 <= fail.code.status {
        tracing::error!(request_id, door = door.path, code = fail.code.code, cause = ?fail.cause, "refused");
    } else {
        tracing::info!(request_id, door = door.path, code = fail.code.code, "refused");
    }
}

/// S-17, S-18: the same strict headers on every answer.
async fn harden(mut response: Response) -> Response {
    let fixed = [
        (
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if headers.contains_key(header::CONTENT_DISPOSITION) {
        // S-34: a stored file is somebody else's content; opened by itself it may do nothing.
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
