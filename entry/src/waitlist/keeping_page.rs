//! 轮候管理的页面 — alerts, the overtaking report, snapshots, and households something happened to.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::{WAITLIST_MANAGE, WAITLIST_SEE};
use serde::Deserialize;

use super::ageing::{Ageing, AgeingAsk, alerts};
use super::concern::{self, Concern, Conclude, Recheck, Seen, WhichConcern};
use super::overtaking::{OvertakingAsk, Report, report};
use super::snapshot::{self, Freeze, Frozen, Snapshot, SnapshotsAsk, Verified, Verify, WhichSnapshot};
use crate::desk_page::{Here, counties, day, fault, moment};

/// Which queue.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    region: String,
    done: String,
}

#[derive(Template)]
#[template(path = "waitlist/alerts_page.html")]
struct Alerts {
    page: Page,
    fault: Fault,
    ask: Look,
    regions: Vec<Choice>,
    found: Ageing,
}

#[derive(Template)]
#[template(path = "waitlist/overtaking_page.html")]
struct Overtakings {
    page: Page,
    fault: Fault,
    regions: Vec<Choice>,
    found: Report,
    place: String,
}

#[derive(Template)]
#[template(path = "waitlist/snapshots_page.html")]
struct Snapshots {
    page: Page,
    fault: Fault,
    typed: Freeze,
    regions: Vec<Choice>,
    rows: Vec<Snapshot>,
}

#[derive(Template)]
#[template(path = "waitlist/snapshot_page.html")]
struct One {
    page: Page,
    fault: Fault,
    kept: Frozen,
    lines: Vec<Vec<String>>,
    verified: Option<Verified>,
    text: String,
}

#[derive(Template)]
#[template(path = "waitlist/concerns_page.html")]
struct Concerns {
    page: Page,
    rows: Vec<(Concern, String)>,
}

#[derive(Template)]
#[template(path = "waitlist/concern_page.html")]
struct ConcernView {
    page: Page,
    fault: Fault,
    seen: Seen,
    typed: Conclude,
    outcomes: Vec<Choice>,
    heirs: Vec<Choice>,
    may: bool,
}

/// What every view of this file says in words.
trait Said {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }

    fn place_of(&self, region: &str) -> String {
        kernel::shell::region_name(region)
    }
}
impl Said for Alerts {}
impl Said for Overtakings {}
impl Said for Snapshots {}
impl Said for One {}
impl Said for Concerns {}
impl Said for ConcernView {}

fn first_of(act: &Act, region: &str) -> String {
    if region.is_empty() { counties(&act.scope(WAITLIST_SEE)).first().map(|it| it.key.to_string()).unwrap_or_default() } else { region.to_owned() }
}

/// `GET /desk/waitlist/alerts`
pub(crate) async fn alerts_page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let found = alerts(act, AgeingAsk { region: Some(ask.region.clone()) }).await?;
    let mut page = act.page("轮候预警").await?;
    page.back = Some("/desk/waitlist".into());
    act.render(&Alerts { page, fault: Fault::none(), regions: counties(&act.scope(WAITLIST_SEE)), ask, found })
}

/// `GET /desk/waitlist/overtaking`
pub(crate) async fn overtaking_page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let region = first_of(act, &ask.region);
    let found = report(act, OvertakingAsk { region: region.clone() }).await?;
    let mut page = act.page("越位报告").await?;
    page.back = Some("/desk/waitlist".into());
    act.render(&Overtakings {
        page,
        fault: Fault::none(),
        regions: counties(&act.scope(WAITLIST_SEE)),
        place: kernel::shell::region_name(&region),
        found,
    })
}

/// `GET /desk/waitlist/snapshots`
pub(crate) async fn snapshots(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let region = first_of(act, &ask.region);
    snapshots_render(act, Freeze { region, reason: String::new() }, Fault::none()).await
}

async fn snapshots_render(act: &mut Act, typed: Freeze, fault: Fault) -> Result<Reply, Fail> {
    let rows = snapshot::list(act, SnapshotsAsk::default()).await?;
    let mut page = act.page("轮候快照").await?;
    page.back = Some("/desk/waitlist".into());
    page.faulty = !fault.is_empty();
    act.render(&Snapshots { page, fault, regions: counties(&act.scope(WAITLIST_MANAGE)), typed, rows })
}

/// `POST /desk/waitlist/snapshots`
pub(crate) async fn freeze_form(act: &mut Act, ask: Freeze) -> Result<Reply, Fail> {
    match snapshot::freeze(act, ask.clone()).await {
        Ok(taken) => Ok(Reply::go(format!("/desk/waitlist/snapshots/{}?done=saved", taken.id))),
        Err(fail) if fail.is_input() => Ok(snapshots_render(act, ask, fault(&fail, "reason")).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}

/// `GET /desk/waitlist/snapshots/{id}`
pub(crate) async fn snapshot_page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    one(act, Verify { id: ask.id, text: String::new() }, false).await
}

/// `POST /desk/waitlist/snapshots/{id}/verify`
pub(crate) async fn verify_form(act: &mut Act, ask: Verify) -> Result<Reply, Fail> {
    one(act, ask, true).await
}

async fn one(act: &mut Act, ask: Verify, check: bool) -> Result<Reply, Fail> {
    let kept = snapshot::open(act, WhichSnapshot { id: ask.id.clone() }).await?;
    let verified = if check { Some(snapshot::verify(act, ask.clone()).await?) } else { None };
    let lines = kept.body.lines().skip(2).map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    let mut page = act.page(&format!("轮候快照 {}", kept.snapshot.taken_on)).await?;
    page.back = Some("/desk/waitlist/snapshots".into());
    act.render(&One { page, fault: Fault::none(), kept, lines, verified, text: ask.text })
}

/// `GET /desk/waitlist/snapshots/{id}/download`
pub(crate) async fn download(act: &mut Act, ask: WhichSnapshot) -> Result<Reply, Fail> {
    let kept = snapshot::open(act, ask).await?;
    let name =
        format!("queue-{}-{}-{}.txt", kept.snapshot.region, kept.snapshot.taken_on, &kept.snapshot.digest[..8.min(kept.snapshot.digest.len())]);
    Ok(Reply::file(&name, "text/plain; charset=utf-8", kept.body.into_bytes()))
}

/// `GET /desk/waitlist/concerns`
pub(crate) async fn concerns(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let mut rows = Vec::new();
    for it in concern::list(act, ()).await? {
        let number = super::get(act, &it.entry_id).await?.number;
        rows.push((it, number));
    }
    let page = act.page("轮候家庭变故").await?;
    act.render(&Concerns { page, rows })
}

/// `GET /desk/waitlist/concerns/{id}`
pub(crate) async fn concern_page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    concern_render(act, Conclude { id: ask.id, ..Conclude::default() }, Fault::none()).await
}

async fn concern_render(act: &mut Act, typed: Conclude, fault: Fault) -> Result<Reply, Fail> {
    let seen = concern::see(act, WhichConcern { id: typed.id.clone() }).await?;
    let mut page = act.page(&format!("轮候家庭变故 {}", seen.entry.number)).await?;
    page.back = Some("/desk/waitlist/concerns".into());
    page.faulty = !fault.is_empty();
    let mut outcomes = Vec::new();
    if seen.concern.kind == "died" && !seen.successors.is_empty() {
        outcomes.push(("succeed", "由家庭成员承继，申请日期不变"));
    }
    outcomes.extend([("retire", "退出轮候"), ("dismiss", "情况不属实，继续轮候")]);
    let may = seen.concern.outcome.is_empty() && act.scope(WAITLIST_MANAGE).covers(&seen.concern.region);
    let heirs = Choice::list(seen.successors.clone());
    act.render(&ConcernView { page, fault, outcomes: Choice::list(outcomes), heirs, may, seen, typed })
}

/// `POST /desk/waitlist/concerns/{id}`
pub(crate) async fn conclude_form(act: &mut Act, ask: Conclude) -> Result<Reply, Fail> {
    match concern::conclude(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go(format!("/desk/waitlist/concerns/{}?done=decided", ask.id))),
        Err(fail) if fail.is_input() => Ok(concern_render(act, ask, fault(&fail, "successor_id")).await?.status(fail.code.status)),
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/waitlist/{id}/recheck`
pub(crate) async fn recheck_form(act: &mut Act, ask: Recheck) -> Result<Reply, Fail> {
    concern::recheck(act, ask.clone()).await?;
    Ok(Reply::go(format!("/desk/waitlist/{}?done=sent", ask.id)))
}
