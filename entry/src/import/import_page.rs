//! 导入的页面 — upload or paste, what the check found, confirmation by another person, progress and report.

use askama::Template;
use kernel::doors::Uploaded;
use kernel::flow;
use kernel::page::{Choice, Fault as Faults, Page, Tone};
use kernel::{Act, Fail, Reply};
use people::perms::{IMPORT_CONFIRM, IMPORT_DO};
use serde::Deserialize;

use super::upload::{Paste, Whose, paste, upload};
use super::{FaultsAsk, IMPORT, Standing, Which, Wrong, cancel, confirm, faults, list as batches, see};
use crate::desk_page::{Here, counties, fault, moment};

/// What was typed beside the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UploadForm {
    region: String,
}

/// What was pasted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PasteForm {
    region: String,
    rows: String,
}

/// A batch in one line.
struct Row {
    it: Standing,
    place: String,
    at: String,
    tone: Tone,
}

#[derive(Template)]
#[template(path = "import/list_page.html")]
struct List {
    page: Page,
    fault: Faults,
    ask: PasteForm,
    regions: Vec<Choice>,
    may: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "import/batch_page.html")]
struct One {
    page: Page,
    row: Row,
    wrong: Vec<Wrong>,
    more_wrong: bool,
    may_confirm: bool,
    own: bool,
    may_cancel: bool,
    working: bool,
    story: Vec<(String, String, String)>,
}

fn tone(state: &str) -> Tone {
    match state {
        "checking" | "importing" => Tone::Info,
        "checked" => Tone::Warning,
        "done" | "same" => Tone::Success,
        "unread" => Tone::Danger,
        _ => Tone::Plain,
    }
}

fn row(it: Standing) -> Row {
    Row { place: kernel::shell::region_name(&it.batch.region), at: moment(&it.batch.at), tone: tone(&it.state), it }
}

/// `GET /desk/import`
pub(crate) async fn list(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    render(act, PasteForm::default(), Faults::none()).await
}

async fn render(act: &mut Act, ask: PasteForm, fault: Faults) -> Result<Reply, Fail> {
    let rows = batches(act, ()).await?.into_iter().map(row).collect();
    let scope = act.scope(IMPORT_DO);
    let (regions, may) = (counties(&scope), !scope.is_empty());
    let mut page = act.page("导入历史轮候册").await?;
    page.faulty = !fault.is_empty();
    act.render(&List { page, fault, ask, regions, may, rows })
}

/// `POST /desk/import`
pub(crate) async fn upload_form(act: &mut Act, sent: Uploaded<UploadForm>) -> Result<Reply, Fail> {
    let region = sent.ask.region;
    match upload(act, Uploaded { ask: Whose { region: region.clone() }, files: sent.files }).await {
        Ok(it) => Ok(Reply::go(format!("/desk/import/{}?done=sent", it.batch.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "file");
            Ok(render(act, PasteForm { region, rows: String::new() }, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/import/paste`
pub(crate) async fn paste_form(act: &mut Act, ask: PasteForm) -> Result<Reply, Fail> {
    match paste(act, Paste { region: ask.region.clone(), rows: ask.rows.clone() }).await {
        Ok(it) => Ok(Reply::go(format!("/desk/import/{}?done=sent", it.batch.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "rows");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/import/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = see(act, Which { id: ask.id.clone() }).await?;
    let wrong = faults(act, FaultsAsk { id: ask.id.clone(), after: None }).await?;
    let story = flow::story(act, &IMPORT, &ask.id).await?;
    let own = it.batch.by_id == act.actor.id;
    let waits = it.state == "checked";
    let may_confirm = waits && !own && 0 < it.batch.fresh && act.scope(IMPORT_CONFIRM).covers(&it.batch.region);
    let may_cancel = (waits || it.state == "checking") && act.scope(IMPORT_DO).covers(&it.batch.region);
    let said = |step: &flow::Taken| {
        let title = IMPORT.row(&step.from_state, &step.act).map_or("上传", |row| row.title);
        (title.to_owned(), format!("{} {}", step.actor_name, moment(&step.at)), step.reason.clone())
    };
    let story = story.iter().map(said).collect();
    let working = ["checking", "importing"].contains(&it.state.as_str());
    let mut page = act.page("导入批次").await?;
    page.back = Some("/desk/import".into());
    let more_wrong = i64::try_from(wrong.len()).unwrap_or(0) < it.batch.wrong;
    act.render(&One { page, row: row(it), wrong, more_wrong, may_confirm, own: own && waits, may_cancel, working, story })
}

/// `POST /desk/import/{id}/confirm`
pub(crate) async fn confirm_form(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let id = confirm(act, ask).await?.batch.id;
    Ok(Reply::go(format!("/desk/import/{id}?done=decided")))
}

/// `POST /desk/import/{id}/cancel`
pub(crate) async fn cancel_form(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let id = cancel(act, ask).await?.batch.id;
    Ok(Reply::go(format!("/desk/import/{id}?done=ended")))
}
