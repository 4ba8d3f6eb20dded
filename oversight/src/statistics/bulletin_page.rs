//! 统计公报的页面 — for anybody, printable, without a name and without a small number.

use askama::Template;
use kernel::page::Page;
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

use super::bulletin::{Bulletin, BulletinAsk, see};

/// Which region, as in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    region: String,
}

#[derive(Template)]
#[template(path = "statistics/bulletin_page.html")]
struct View {
    page: Page,
    it: Bulletin,
    as_of: String,
    /// The rows lead further down.
    deeper: bool,
}

impl View {
    fn told(&self, count: &Option<i64>) -> String {
        count.map_or_else(|| "不公布".to_owned(), |count| count.to_string())
    }
}

/// `GET /statistics`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let it = see(act, BulletinAsk { region: Some(ask.region) }).await?;
    let mut page = act.page(&format!("{}公租房统计", it.place.name)).await?;
    page.back = Some(if it.place.code == "36" { "/".into() } else { "/statistics".into() });
    let as_of = it.as_of.parse().map_or_else(|_| it.as_of.clone(), kernel::page::instant);
    let deeper = it.place.code.len() == 2;
    act.render(&View { page, as_of, deeper, it })
}
