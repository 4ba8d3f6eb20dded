//! 查重台 — what is to be judged, two cases side by side, and the verdict with its reason.

use askama::Template;
use kernel::page::{Choice, Fault, Page, Tone};
use kernel::{Act, Fail, Reply};
use people::perms::{APPLICATION_DECIDE, EVIDENCE_SEE};
use serde::Deserialize;

use super::judge::{AskOther, Judge, judge, request};
use super::run::{self, Run};
use super::see::{CaseSide, ListAsk, Listed, Seen, WhichSide, list, see};
use super::{DUPLICATE, verdict_title};
use crate::desk_page::{Here, counties, day, fault, moment};

/// Which hits.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    state: String,
    region: String,
    done: String,
}

/// A form of the page of one hit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typed {
    id: String,
    verdict: String,
    reason: String,
    digest: String,
    words: String,
}

#[derive(Template)]
#[template(path = "duplicate/duplicates_page.html")]
struct List {
    page: Page,
    fault: Fault,
    ask: Look,
    states: Vec<Choice>,
    regions: Vec<Choice>,
    rows: Vec<Listed>,
    may_run: bool,
    run_region: String,
}

impl List {
    fn place(&self, region: &str) -> String {
        kernel::shell::region_name(region)
    }

    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn verdict(&self, verdict: &str) -> &'static str {
        verdict_title(verdict)
    }
}

#[derive(Template)]
#[template(path = "duplicate/duplicate_page.html")]
struct One {
    page: Page,
    fault: Fault,
    seen: Seen,
    typed: Typed,
    tone: Tone,
    verdicts: Vec<Choice>,
    both: [(&'static str, CaseSide); 2],
}

impl One {
    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }

    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn verdict(&self, verdict: &str) -> &'static str {
        verdict_title(verdict)
    }

    fn title(&self, from: &str, verb: &str) -> String {
        match verb {
            "open" => "发现线索".into(),
            "assign" => "指定经办".into(),
            verb => DUPLICATE.row(from, verb).map_or_else(|| verb.to_owned(), |row| row.title.to_owned()),
        }
    }
}

/// `GET /desk/duplicates`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let rows = list(act, ListAsk { state: given(&ask.state), region: given(&ask.region) }).await?.rows;
    let states = Choice::list(DUPLICATE.states.iter().filter(|state| state.name != "open").map(|state| (state.name, state.title)));
    let regions = counties(&act.scope(EVIDENCE_SEE));
    let run_region = act.scope(APPLICATION_DECIDE).regions().iter().min().cloned().unwrap_or_default();
    let page = act.page("查重").await?;
    let may_run = !run_region.is_empty();
    act.render(&List {
        page,
        fault: Fault::none(),
        run_region: if ask.region.is_empty() { run_region } else { ask.region.clone() },
        ask,
        states,
        regions,
        rows,
        may_run,
    })
}

/// `GET /desk/duplicates/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, Typed { id: ask.id, ..Typed::default() }, Fault::none()).await
}

async fn render(act: &mut Act, typed: Typed, fault: Fault) -> Result<Reply, Fail> {
    let seen = see(act, WhichSide { id: typed.id.clone() }).await?;
    let tone = match seen.state.as_str() {
        "open" => Tone::Warning,
        "judged" => Tone::Success,
        "hint" => Tone::Info,
        _ => Tone::Plain,
    };
    let mut page = act.page("一条查重线索").await?;
    page.back = Some("/desk/duplicates".into());
    page.faulty = !fault.is_empty();
    let verdicts = Choice::list([("same", verdict_title("same")), ("different", verdict_title("different")), ("watched", verdict_title("watched"))]);
    let both = [("本方", seen.own.clone()), ("另一方", seen.other.clone())];
    act.render(&One { page, fault, seen, typed, tone, verdicts, both })
}

/// `POST /desk/duplicates/{id}/judge`
pub(crate) async fn judge_form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let given = Judge { id: ask.id.clone(), verdict: ask.verdict.clone(), reason: ask.reason.clone(), digest: ask.digest.clone() };
    let came = judge(act, given).await.map(|_| ());
    answer(act, ask, came, "reason").await
}

/// `POST /desk/duplicates/{id}/request`
pub(crate) async fn request_form(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let came = request(act, AskOther { id: ask.id.clone(), words: ask.words.clone() }).await.map(|_| ());
    answer(act, ask, came, "words").await
}

async fn answer(act: &mut Act, ask: Typed, came: Result<(), Fail>, field: &str) -> Result<Reply, Fail> {
    match came {
        Ok(()) => Ok(Reply::go(format!("/desk/duplicates/{}?done=decided", ask.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, field);
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/duplicates/run`
pub(crate) async fn run_form(act: &mut Act, ask: Run) -> Result<Reply, Fail> {
    run::ask(act, ask).await?;
    Ok(Reply::go("/desk/duplicates?done=sent"))
}
