//! 控制台 (control) — switches the faults, by page or by JSON, and shows what was called.

use super::Sim;
use super::board::{Board, Service};
use super::faults::{Faults, Malformation, TokenFault};
use super::page::{self, escape, page};
use axum::extract::{Form, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::SignedDuration;
use jiff::tz;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// A command for one service or, without a service, for all departments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    service: Option<String>,
    faults: Faults,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// How long a new secret holds.
    secret_seconds: Option<i64>,
    token_fault: Option<TokenFault>,
    /// Forget every secret handed out.
    #[serde(default)]
    forget_secrets: bool,
}

/// The page's form: a box that is not ticked is not sent.
#[derive(Deserialize)]
struct Switches {
    #[serde(default)]
    delay_ms: String,
    #[serde(default)]
    error_permille: String,
    #[serde(default)]
    stale_days: String,
    #[serde(default)]
    malformed: String,
    silent: Option<String>,
    contradictory: Option<String>,
    refused: Option<String>,
}

impl Switches {
    fn faults(&self) -> Faults {
        Faults {
            delay_ms: self.delay_ms.trim().parse().unwrap_or(0),
            error_permille: self.error_permille.trim().parse::<u32>().unwrap_or(0).min(1000),
            stale_days: self.stale_days.trim().parse().unwrap_or(0),
            malformed: Malformation::named(&self.malformed),
            silent: self.silent.is_some(),
            contradictory: self.contradictory.is_some(),
            refused: self.refused.is_some(),
        }
    }
}

/// The control page and the commands.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/", get(show))
        .route("/sim.css", get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE)))
        .route("/control/faults", post(command))
        .route("/control/settings", post(settings))
        .route("/control/heal", post(heal))
        .route("/control/state", get(state))
        .route("/control/form/{service}", post(switch))
        .route("/control/preset/{preset}", post(preset))
}

async fn command(State(sim): State<Arc<Sim>>, Json(command): Json<Command>) -> Response {
    let departments: Vec<String> = sim.catalogue.rows().iter().map(|row| row.code.clone()).collect();
    let codes = command.service.map_or(departments, |code| vec![code]);
    match set(&mut sim.board(), &codes, &command.faults) {
        true => Json(json!({"ok": true})).into_response(),
        false => (StatusCode::NOT_FOUND, Json(json!({"ok": false, "message": "没有这个服务，请核对代码"}))).into_response(),
    }
}

fn set(board: &mut Board, codes: &[String], faults: &Faults) -> bool {
    codes.iter().all(|code| board.service(code).map(|service| service.faults = faults.clone()).is_some())
}

async fn settings(State(sim): State<Arc<Sim>>, Json(settings): Json<Settings>) -> Json<Value> {
    if let Some(seconds) = settings.secret_seconds {
        sim.platform().lifetime = SignedDuration::from_secs(seconds);
    }
    if settings.forget_secrets {
        sim.platform().forget();
    }
    if let Some(fault) = settings.token_fault {
        sim.board().token_fault = fault;
    }
    Json(json!({"ok": true}))
}

async fn heal(State(sim): State<Arc<Sim>>) -> Json<Value> {
    sim.board().heal();
    Json(json!({"ok": true}))
}

async fn state(State(sim): State<Arc<Sim>>) -> Json<Value> {
    let refreshes = sim.platform().refreshes;
    Json(json!({"secret_refreshes": refreshes, "board": &*sim.board()}))
}

async fn switch(State(sim): State<Arc<Sim>>, Path(code): Path<String>, Form(switches): Form<Switches>) -> Response {
    match set(&mut sim.board(), std::slice::from_ref(&code), &switches.faults()) {
        true => Redirect::to("/").into_response(),
        false => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn preset(State(sim): State<Arc<Sim>>, Path(preset): Path<String>) -> Response {
    let faults = match preset.as_str() {
        "heal" => Faults::default(),
        "silent" => Faults { silent: true, ..Faults::default() },
        "slow" => Faults { delay_ms: 3_000, ..Faults::default() },
        "flaky" => Faults { error_permille: 500, ..Faults::default() },
        "stale" => Faults { stale_days: 500, ..Faults::default() },
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let codes: Vec<String> = sim.catalogue.rows().iter().map(|row| row.code.clone()).collect();
    let mut board = sim.board();
    if preset == "heal" {
        board.heal();
    }
    set(&mut board, &codes, &faults);
    Redirect::to("/").into_response()
}

async fn show(State(sim): State<Arc<Sim>>) -> Response {
    let board = sim.board();
    let mut body = String::from(r#"<p class="hint">让某个部门变慢、出错、沉默或答错，看安居怎样应对。</p><div class="bar">"#);
    for (preset, label) in
        [("heal", "全部恢复正常"), ("silent", "各部门都不答复"), ("slow", "各部门慢三秒"), ("flaky", "一半出错"), ("stale", "数据陈旧")]
    {
        let class = if preset == "heal" { "" } else { r#" class="second""# };
        let _ = write!(body, r#"<form class="row" method="post" action="/control/preset/{preset}"><button{class}>{label}</button></form>"#);
    }
    body.push_str(r#"</div><div class="scroll"><table><thead><tr><th>服务</th><th>现状</th><th class="number">调用</th><th>结果</th><th>故障</th></tr></thead><tbody>"#);
    for service in &board.services {
        row(&mut body, service);
    }
    body.push_str("</tbody></table></div>");
    messages(&mut body, &board);
    page("部门与故障", &body)
}

fn row(body: &mut String, service: &Service) {
    let healthy = service.faults == Faults::default();
    let class = if healthy { "good" } else { "bad" };
    let results: Vec<String> = service.results.iter().map(|(word, n)| format!("{word} {n}")).collect();
    let _ = write!(
        body,
        r#"<tr><td class="word">{}<br><code>{}</code></td><td><span class="{class}">{}</span></td><td class="number">{}</td><td>{}</td><td><details><summary>设置</summary>{}</details></td></tr>"#,
        escape(&service.name),
        escape(&service.code),
        escape(&service.faults.sentence()),
        service.calls,
        escape(&results.join("，")),
        form(service),
    );
}

fn form(service: &Service) -> String {
    let faults = &service.faults;
    let mut html =
        format!(r#"<form method="post" action="/control/form/{}"><fieldset><legend>{}的故障</legend>"#, escape(&service.code), escape(&service.name));
    for (name, label, value, max) in [
        ("delay_ms", "延迟（毫秒）", faults.delay_ms, 120_000),
        ("error_permille", "出错（千分之）", u64::from(faults.error_permille), 1_000),
        ("stale_days", "数据陈旧（天）", u64::from(faults.stale_days), 3_650),
    ] {
        let _ = write!(html, r#"<label>{label}<input type="number" name="{name}" min="0" max="{max}" value="{value}"></label>"#);
    }
    html.push_str(r#"<label>坏答复<select name="malformed"><option value="">没有</option>"#);
    for (kind, word, label) in Malformation::ALL {
        let chosen = if faults.malformed == Some(kind) { " selected" } else { "" };
        let _ = write!(html, r#"<option value="{word}"{chosen}>{label}</option>"#);
    }
    html.push_str("</select></label>");
    for (name, label, on) in
        [("silent", "不答复", faults.silent), ("contradictory", "答复与其他部门矛盾", faults.contradictory), ("refused", "拒绝", faults.refused)]
    {
        let ticked = if on { " checked" } else { "" };
        let _ = write!(html, r#"<label class="check"><input type="checkbox" name="{name}"{ticked}>{label}</label>"#);
    }
    html.push_str("</fieldset><p><button>应用</button></p></form>");
    html
}

fn messages(body: &mut String, board: &Board) {
    body.push_str("<h2>最近二十条往来</h2>");
    if board.messages.is_empty() {
        body.push_str(r#"<p class="hint">还没有人来查询。</p>"#);
        return;
    }
    body.push_str(
        r#"<div class="scroll"><table><thead><tr><th>时间</th><th>服务</th><th>对象</th><th>业务编号</th><th>结果</th></tr></thead><tbody>"#,
    );
    for line in &board.messages {
        let at = tz::offset(8).to_datetime(line.at).strftime("%m-%d %H:%M:%S").to_string();
        let name = board.services.iter().find(|service| service.code == line.service).map_or("", |service| service.name.as_str());
        let _ = write!(
            body,
            r#"<tr><td class="word">{at}</td><td class="word">{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>"#,
            escape(name),
            escape(&line.about),
            escape(&line.case_no),
            line.result,
        );
    }
    body.push_str("</tbody></table></div>");
}
