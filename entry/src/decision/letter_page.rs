//! 文书的页面 — the letter on A4 as it was issued; opening it is its delivery.

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};

use super::letter::{Read, WhichLetter, opened_by_person};
use crate::application;
use crate::citizen_page::{self, Here, day};

#[derive(Template)]
#[template(path = "decision/letter_page.html")]
struct View {
    page: Page,
    number: String,
    to: String,
    paragraphs: Vec<String>,
    authority: String,
    issued: String,
    digest: String,
}

/// `GET /my/letters/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let Read { letter, mut paragraphs, authority } = opened_by_person(act, WhichLetter { id: ask.id }).await?;
    let it = application::mine(act, &letter.application_id).await?;
    let title = if letter.kind == "refusal" { "不予登记决定书" } else { "复核结果通知" };
    let page = citizen_page::of_case(act, &it, title).await?;
    // The first paragraph is the addressee.
    let to = if paragraphs.is_empty() { String::new() } else { paragraphs.remove(0) };
    act.about("letter", &letter.id, &it.region);
    act.render(&View { page, number: letter.number, to, paragraphs, authority, issued: day(&letter.issued_on), digest: letter.digest })
}
