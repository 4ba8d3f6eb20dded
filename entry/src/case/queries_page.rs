//! 谁查询过我 — which department was asked about me, when, what for, on which word of mine, and what came.

use askama::Template;
use kernel::page::{Page, Tone};
use kernel::{Act, Fail, Reply};

use super::my;
use crate::citizen_page::{self, day, moment};
use crate::evidence::Asked;

struct Line {
    department: String,
    what: String,
    at: String,
    purpose: String,
    tone: Tone,
    outcome: &'static str,
    as_of: String,
    id: String,
    case: String,
}

#[derive(Template)]
#[template(path = "case/queries_page.html")]
struct View {
    page: Page,
    lines: Vec<Line>,
}

fn line(it: Asked) -> Line {
    let (tone, outcome) = match it.state.as_str() {
        "answered" => (Tone::Success, "已答复"),
        "waiting" => (Tone::Info, "等待答复"),
        _ => (Tone::Warning, "没有答复"),
    };
    let what = crate::evidence::catalogue().get(&it.department).map(|row| row.facts.join("、")).unwrap_or_default();
    Line {
        department: it.department_name(),
        what,
        at: moment(&it.asked_at),
        purpose: it.purpose,
        tone,
        outcome,
        as_of: it.as_of.as_deref().map(day).unwrap_or_default(),
        id: it.id,
        case: it.case_id,
    }
}

/// `GET /my/queries` (个人信息保护法 44, 45)
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let asked = my::queries(act, ()).await?.queries;
    let page = citizen_page::own(act, "谁查询过我", "/my").await?;
    act.render(&View { page, lines: asked.into_iter().map(line).collect() })
}
