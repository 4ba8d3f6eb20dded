//! 首页 — six ways in, for anyone.

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};

use crate::notice::public::{self, Running};

#[derive(Template)]
#[template(path = "front/home_page.html")]
struct View {
    page: Page,
    notices: usize,
    demo: bool,
}

/// `GET /`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let notices = public::list(act, Running::default()).await?.notices;
    let mut page = act.page("公租房，在这里办").await?;
    page.demo_pack = notices.iter().any(|shown| shown.notice.demo == 1);
    let demo = act.kernel.settings.demo;
    act.render(&View { page, notices: notices.len(), demo })
}
