//! 说明页 — privacy, accessibility, and how to be heard.

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};

#[derive(Template)]
#[template(path = "front/voice_page.html")]
struct Voice {
    page: Page,
}

#[derive(Template)]
#[template(path = "front/privacy_page.html")]
struct Privacy {
    page: Page,
    departments: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "front/accessibility_page.html")]
struct Accessibility {
    page: Page,
}

async fn bare(act: &mut Act, title: &str) -> Result<Page, Fail> {
    let mut page = act.page(title).await?;
    page.back = Some("/".into());
    Ok(page)
}

/// `GET /voice`
pub(crate) async fn voice(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let page = bare(act, "意见投诉").await?;
    act.render(&Voice { page })
}

/// `GET /privacy`
pub(crate) async fn privacy(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let page = bare(act, "隐私政策").await?;
    let departments = crate::evidence::catalogue().rows().iter().map(|row| (row.name.clone(), row.facts.join("、"))).collect();
    act.render(&Privacy { page, departments })
}

/// `GET /accessibility`
pub(crate) async fn accessibility(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let page = bare(act, "无障碍说明").await?;
    act.render(&Accessibility { page })
}
