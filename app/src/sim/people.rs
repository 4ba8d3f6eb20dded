//! 人物 (people) — the cast with their stories, and whoever else is looked up.

use super::page::{escape, page};
use super::{Appearance, Sim, answers};
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use jiff::civil::Date;
use serde::Deserialize;
use std::fmt::Write as _;
use std::sync::Arc;

#[derive(Deserialize)]
struct Sought {
    #[serde(default)]
    q: String,
}

/// The pages of people.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new().route("/people", get(people)).route("/cast.json", get(cast))
}

async fn cast(State(sim): State<Arc<Sim>>) -> Json<Vec<Appearance>> {
    Json(sim.population.cast())
}

async fn people(State(sim): State<Arc<Sim>>, Query(sought): Query<Sought>) -> Response {
    let asked = sought.q.trim();
    let mut body = format!(
        r#"<form class="bar"><label>身份证号或序号<input name="q" maxlength="18" value="{}"></label><button>查找</button><span class="hint">全体 {} 人，序号 0 到 {}</span></form>"#,
        escape(asked),
        sim.population.size(),
        sim.population.size() - 1,
    );
    if !asked.is_empty() {
        body.push_str(&found(&sim, asked));
    }
    body.push_str(r#"<h2>演示人物</h2><div class="scroll"><table><thead><tr><th>姓名</th><th>身份证号</th><th>故事</th><th>按赣州 2023 规则</th></tr></thead><tbody>"#);
    for who in sim.population.cast() {
        let _ = write!(
            body,
            r#"<tr><td>{}<br><span class="hint">{}</span></td><td><a href="/people?q={id}"><code>{id}</code></a><br><span class="hint">{}</span></td><td>{}</td><td><strong>{}</strong><br>{}</td></tr>"#,
            escape(&who.name),
            escape(who.title),
            escape(&who.phone),
            escape(who.story),
            escape(who.expected.sentence()),
            escape(who.because),
            id = escape(&who.id_number),
        );
    }
    body.push_str("</tbody></table></div>");
    page("人物", &body)
}

/// Everything every department would say, as it stands today.
fn found(sim: &Sim, asked: &str) -> String {
    let by_number = asked.parse::<u32>().ok().and_then(|index| sim.population.person(index)).map(|member| member.id_number);
    let id_number = by_number.unwrap_or_else(|| asked.to_owned());
    let Some(found) = answers::find(&sim.population, &id_number) else {
        return r#"<p class="error" role="alert">没有这个人，请核对身份证号，或输入一个序号。</p>"#.into();
    };
    let day = jiff::tz::offset(8).to_datetime((sim.clock)()).date().max(Date::constant(2026, 1, 1));
    let mut html = format!("<h2>{} {}</h2>", escape(&found.member.name), escape(&found.member.id_number));
    for row in sim.catalogue.rows() {
        let facts = answers::answer(row.shape, &found, &found.member.name, day).and_then(|answer| serde_json::to_value(answer).ok());
        let text = facts.and_then(|value| serde_json::to_string_pretty(&value["facts"]).ok()).unwrap_or_default();
        let _ = write!(html, "<details><summary>{}</summary><pre>{}</pre></details>", escape(&row.name), escape(&text));
    }
    html
}
