//! 文书的打印页 — a letter, a receipt or a notice to the applicant on one A4 page.

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};

use super::letter::Read;
use crate::desk_page::day;

/// A paper to be printed; empty text is not shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paper {
    /// Its title.
    pub title: String,
    /// 文号 or 申请编号.
    pub number: String,
    /// To whom.
    pub to: String,
    /// Its words.
    pub paragraphs: Vec<String>,
    /// Who issues it.
    pub authority: String,
    /// When.
    pub on: String,
    /// How to check it.
    pub verify: String,
    /// Where the back link leads.
    pub back: String,
    /// Under a demonstration pack.
    pub demo: bool,
}

#[derive(Template)]
#[template(path = "decision/paper_page.html")]
struct View {
    page: Page,
    paper: Paper,
}

/// Renders a paper.
pub(crate) async fn render(act: &mut Act, paper: Paper) -> Result<Reply, Fail> {
    let mut page = act.page(&paper.title).await?;
    page.back = Some(paper.back.clone());
    page.demo_pack = paper.demo;
    act.render(&View { page, paper })
}

/// A letter on record as it is printed.
pub(crate) async fn letter(act: &mut Act, read: Read, back: &str) -> Result<Reply, Fail> {
    let title = if read.letter.kind == "refusal" { "不予登记决定书" } else { "复核结果通知" };
    let mut paragraphs = read.paragraphs;
    let to = if paragraphs.is_empty() { String::new() } else { paragraphs.remove(0) };
    let paper = Paper {
        title: title.into(),
        number: read.letter.number.clone(),
        to,
        paragraphs,
        authority: read.authority,
        on: day(&read.letter.issued_on),
        verify: format!("核验码 SM3：{}", read.letter.digest),
        back: back.to_owned(),
        demo: false,
    };
    render(act, paper).await
}
