//! 一户一档的页面 — ask for a bundle, see how far it is, download it.

use askama::Template;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply};

use super::bundle::{self, AskBundle, Bundle, WhichBundle};
use crate::desk_page::{Bare, Here, fault, moment};

struct Row {
    bundle: Bundle,
    who: String,
    when: String,
}

#[derive(Template)]
#[template(path = "archive/archive_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: AskBundle,
    rows: Vec<Row>,
    key: String,
    full: bool,
}

/// `GET /desk/archive`
pub(crate) async fn page(act: &mut Act, _: Bare) -> Result<Reply, Fail> {
    render(act, AskBundle::default(), Fault::none()).await
}

async fn render(act: &mut Act, ask: AskBundle, fault: Fault) -> Result<Reply, Fail> {
    let bundles = bundle::list(act, ()).await?.bundles;
    let ids: Vec<String> = bundles.iter().map(|bundle| bundle.asked_by.clone()).collect();
    let names = people::staff::names(act, &ids).await?;
    let rows = bundles
        .into_iter()
        .map(|bundle| Row { who: names.get(&bundle.asked_by).cloned().unwrap_or_default(), when: moment(&bundle.asked_at), bundle })
        .collect();
    let mut page = act.page("一户一档").await?;
    page.faulty = !fault.is_empty();
    let (key, full) = (act.keys().signer().public().hex(), act.actor.may(people::perms::ARCHIVE_FULL));
    act.render(&View { page, fault, ask, rows, key, full })
}

/// `POST /desk/archive`
pub(crate) async fn form(act: &mut Act, ask: AskBundle) -> Result<Reply, Fail> {
    match bundle::ask(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go("/desk/archive?done=sent")),
        Err(fail) if fail.is_input() || fail.code == bundle::MASKED_ONLY => {
            let fault = fault(&fail, "complete");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/archive/{id}/file`
pub(crate) async fn file(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let (bundle, bytes) = bundle::open(act, WhichBundle { id: ask.id }).await?;
    Ok(Reply::file(&format!("anju-{}-{}.zip", bundle.region, bundle.id), "application/zip", bytes))
}
