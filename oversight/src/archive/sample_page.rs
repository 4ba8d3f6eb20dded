//! 审计抽样的页面 — draw, look, write down what was found.

use askama::Template;
use kernel::page::{Choice, Fault, Page, Tone};
use kernel::{Act, Fail, Reply};
use people::perms::AUDIT_SAMPLE;

use super::sample::{self, Draw, Drawn, Judge, Sample, Seen, WhichSample};
use crate::desk_page::{Bare, Here, day, fault, moment, regions};

struct Row {
    sample: Sample,
    place: String,
    who: String,
    when: String,
}

#[derive(Template)]
#[template(path = "archive/samples_page.html")]
struct List {
    page: Page,
    fault: Fault,
    ask: Draw,
    regions: Vec<Choice>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "archive/sample_page.html")]
struct One {
    page: Page,
    fault: Fault,
    seen: Seen,
    place: String,
    period: String,
}

impl One {
    fn outcome(&self, row: &Drawn) -> (Tone, &'static str) {
        if row.outcome == "eligible" { (Tone::Success, "符合") } else { (Tone::Danger, "不符合") }
    }

    fn day(&self, stored: &str) -> String {
        day(stored)
    }
}

/// `GET /desk/audit-samples`
pub(crate) async fn page(act: &mut Act, _: Bare) -> Result<Reply, Fail> {
    let today = act.today();
    let ask = Draw {
        region: act.scope(AUDIT_SAMPLE).regions().first().cloned().unwrap_or_default(),
        since_on: today.saturating_sub(jiff::Span::new().days(30)).to_string(),
        until_on: today.to_string(),
        wanted: "10".into(),
        seed: String::new(),
    };
    render(act, ask, Fault::none()).await
}

async fn render(act: &mut Act, ask: Draw, fault: Fault) -> Result<Reply, Fail> {
    let samples = sample::list(act, ()).await?.samples;
    let ids: Vec<String> = samples.iter().map(|sample| sample.drawn_by.clone()).collect();
    let names = people::staff::names(act, &ids).await?;
    let rows = samples
        .into_iter()
        .map(|sample| Row {
            place: kernel::shell::region_name(&sample.region),
            who: names.get(&sample.drawn_by).cloned().unwrap_or_default(),
            when: moment(&sample.drawn_at),
            sample,
        })
        .collect();
    let mut page = act.page("审计抽样").await?;
    page.faulty = !fault.is_empty();
    let regions = regions(&act.scope(AUDIT_SAMPLE));
    act.render(&List { page, fault, ask, regions, rows })
}

/// `POST /desk/audit-samples`
pub(crate) async fn form(act: &mut Act, ask: Draw) -> Result<Reply, Fail> {
    match sample::draw(act, ask.clone()).await {
        Ok(seen) => Ok(Reply::go(format!("/desk/audit-samples/{}?done=saved", seen.sample.id))),
        Err(fail) if fail.is_input() || fail.code == sample::NONE || fail.code == sample::TOO_MANY => {
            let fault = fault(&fail, "since_on");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/audit-samples/{id}`
pub(crate) async fn one(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, ask.id, Fault::none()).await
}

async fn show(act: &mut Act, id: String, fault: Fault) -> Result<Reply, Fail> {
    let seen = sample::see(act, WhichSample { id }).await?;
    let mut page = act.page("一次审计抽样").await?;
    page.back = Some("/desk/audit-samples".into());
    page.faulty = !fault.is_empty();
    let place = kernel::shell::region_name(&seen.sample.region);
    let period = format!("{} 至 {}", day(&seen.sample.since_on), day(&seen.sample.until_on));
    act.render(&One { page, fault, place, period, seen })
}

/// `POST /desk/audit-samples/{id}`
pub(crate) async fn judge(act: &mut Act, ask: Judge) -> Result<Reply, Fail> {
    match sample::judge(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go(format!("/desk/audit-samples/{}?done=saved", ask.id))),
        Err(fail) if fail.is_input() => {
            let mut fault = fault(&fail, "result");
            for wrong in &mut fault.errors {
                wrong.field = format!("{}-{}", wrong.field, ask.seq);
            }
            Ok(show(act, ask.id, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
