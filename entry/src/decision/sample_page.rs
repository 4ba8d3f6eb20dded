//! 抽查的页面 — the program's approvals of one's regions; a chief says right or wrong.

use askama::Template;
use kernel::page::{Fault, Page};
use kernel::{Act, Fail, Reply};
use people::person;
use serde::Deserialize;

use super::sample::{Rate, Results, SampleAsk, Sampled, list, results, sample};
use crate::application;
use crate::desk_page::{fault, moment};

/// Which approvals, or a word about one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SamplePage {
    /// Also those sampled before.
    all: String,
    id: String,
    result: String,
    reason: String,
    rule: String,
    done: String,
}

/// An automatic approval.
struct Row {
    id: String,
    application: String,
    number: String,
    name: String,
    place: String,
    decided: String,
    pack: String,
    result: String,
    /// Clauses of its findings, to say which went wrong.
    rules: Vec<String>,
}

#[derive(Template)]
#[template(path = "decision/sample_page.html")]
struct View {
    page: Page,
    fault: Fault,
    all: bool,
    rows: Vec<Row>,
}

/// `GET /desk/samples`
pub(crate) async fn page(act: &mut Act, ask: SamplePage) -> Result<Reply, Fail> {
    render(act, !ask.all.is_empty(), Fault::none()).await
}

async fn render(act: &mut Act, all: bool, fault: Fault) -> Result<Reply, Fail> {
    let mut rows = Vec::new();
    for record in list(act, SampleAsk { all: all.then(|| "1".into()) }).await?.decisions {
        let it = application::get(act, &record.application_id).await?;
        let opened = super::open(act, record.clone()).await?;
        let mut rules: Vec<String> = opened.decision.findings.iter().map(|finding| finding.citation.to_string()).collect();
        rules.sort();
        rules.dedup();
        let name = person::get(act, &it.applicant_id).await?.name;
        rows.push(Row {
            number: it.number().to_owned(),
            name,
            place: kernel::shell::region_name(&record.region),
            decided: moment(&record.decided_at),
            id: record.id,
            application: it.id,
            pack: record.pack_id,
            result: record.sample_result,
            rules,
        });
    }
    let mut page = act.page("抽查自动认定").await?;
    page.faulty = !fault.is_empty();
    act.render(&View { page, fault, all, rows })
}

/// `POST /desk/samples/{id}`
pub(crate) async fn form(act: &mut Act, ask: SamplePage) -> Result<Reply, Fail> {
    let field = format!("reason-{}", ask.id);
    match sample(act, Sampled { id: ask.id, result: ask.result, reason: ask.reason, rule: ask.rule }).await {
        Ok(_) => Ok(Reply::go("/desk/samples?done=decided")),
        Err(fail) if fail.is_input() => Ok(render(act, false, fault(&fail, &field)).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}

#[derive(Template)]
#[template(path = "decision/sample_results_page.html")]
struct Came {
    page: Page,
    found: Results,
}

impl Came {
    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }

    /// A rate in words: 12.50%.
    fn percent(&self, rate: &Rate) -> String {
        rate.wrong_rate.map_or_else(|| "还没有抽查".into(), |rate| format!("{}.{:02}%", rate / 100, rate % 100))
    }
}

/// `GET /desk/samples/results`
pub(crate) async fn results_page(act: &mut Act, _: crate::desk_page::Here) -> Result<Reply, Fail> {
    let found = results(act, ()).await?;
    let mut page = act.page("抽查结果").await?;
    page.back = Some("/desk/samples".into());
    act.render(&Came { page, found })
}
