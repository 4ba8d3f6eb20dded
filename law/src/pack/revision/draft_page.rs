//! 规则修订的页面 — what it changes, what the checks say, what would come of live cases, who confirmed.

use askama::Template;
use kernel::flow::Taken;
use kernel::page::{Fault, Page, Tone};
use kernel::{Act, Fail, Reply};
use people::perms::{PACK_CONFIRM, PACK_EDIT};
use serde::Deserialize;

use super::check::{ExampleLine, Which};
use super::compare::Change;
use super::confirm::{Confirm, Withdraw};
use super::edit::Expect;
use super::lines::{Section, Term, sections, terms};
use super::list::{self, Drafted};
use super::{PACK, Revision};
use crate::pack::desk_page::{Departure, departure};

/// Which revision; nothing but what the shell says besides.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Here {
    id: String,
    done: String,
}

/// A confirmation or withdrawal as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    id: String,
    reason: String,
    seen: String,
}

/// An explanation as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Explain {
    id: String,
    at: usize,
    why: String,
}

struct Row {
    it: Revision,
    tone: Tone,
    state: String,
    made: String,
}

#[derive(Template)]
#[template(path = "pack/revision/drafts_page.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
}

/// What the trial found, in words.
struct Trial {
    running: bool,
    done: i64,
    total: i64,
    sentence: String,
    rows: Vec<(String, i64, i64)>,
}

#[derive(Template)]
#[template(path = "pack/revision/draft_page.html")]
struct View {
    page: Page,
    fault: Fault,
    it: Revision,
    tone: Tone,
    state: String,
    place: String,
    reason: String,
    changes: Vec<Change>,
    errors: Vec<Departure>,
    others: Vec<Departure>,
    below: Vec<Departure>,
    failing: Vec<(usize, ExampleLine)>,
    explained: Vec<ExampleLine>,
    examples: usize,
    broken: Vec<String>,
    stale: bool,
    sound: bool,
    open: bool,
    trial: Option<Trial>,
    may_edit: bool,
    may_check: bool,
    may_confirm: bool,
    own: bool,
    confirm_word: &'static str,
    withdraw_word: &'static str,
    may_withdraw: bool,
    edit: String,
    sections: Vec<Section>,
    terms: Vec<Term>,
    story: Vec<(String, String, String)>,
}

/// What was refused, beside its field; a refusal about none stands at `field`.
pub(super) fn fault(fail: &Fail, field: &str) -> Fault {
    let mut fault = Fault::none();
    for wrong in &fail.fields {
        fault.add(wrong.field.clone(), wrong.message.clone());
    }
    if fault.is_empty() {
        fault.add(field, format!("{}。{}", fail.sentence().trim_end_matches('。'), fail.code.next));
    }
    fault
}

fn tone(state: &str) -> Tone {
    match state {
        "in_force" => Tone::Success,
        "withdrawn" => Tone::Plain,
        "draft" => Tone::Info,
        _ => Tone::Warning,
    }
}

fn at(instant: &str) -> String {
    instant.parse().map_or_else(|_| instant.to_owned(), kernel::page::instant)
}

/// `GET /desk/packs/drafts`
pub(super) async fn list(act: &mut Act, _: Here) -> Result<Reply, Fail> {
    let mut rows = Vec::new();
    for it in list::drafts(act, ()).await? {
        let state = kernel::flow::get(act, &PACK, &it.id).await?.state;
        let replaced = it.replaced_at.is_some();
        rows.push(Row {
            tone: if replaced { Tone::Plain } else { tone(&state) },
            state: if replaced { "已被替代".into() } else { PACK.title_of(&state) },
            made: at(&it.made_at),
            it,
        });
    }
    let page = act.page("规则修订").await?;
    act.render(&List { page, rows })
}

/// `GET /desk/packs/drafts/{id}`
pub(super) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    show(act, &ask.id, String::new(), Fault::none(), 200).await
}

async fn show(act: &mut Act, id: &str, reason: String, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let drafted = list::draft(act, list::Which { id: id.to_owned() }).await?;
    let trial = trial(act, &drafted).await?;
    let mut page = act.page(&format!("规则修订：{}", drafted.revision.title)).await?;
    page.back = Some("/desk/packs/drafts".into());
    page.demo_pack = drafted.document.as_ref().is_some_and(|document| document.demo);
    page.faulty = !fault.is_empty();
    let view = view(act, page, drafted, trial, reason, fault);
    Ok(act.render(&view)?.status(status))
}

fn view(act: &Act, page: Page, drafted: Drafted, trial: Option<Trial>, reason: String, fault: Fault) -> View {
    let Drafted { revision: it, state, document, report, sound, story, .. } = drafted;
    let (edits, confirms) = (act.scope(PACK_EDIT).covers(&it.region), act.scope(PACK_CONFIRM).covers(&it.region));
    let own = story.iter().any(|step| step.actor_id == act.actor.id && step.act != "decline");
    let may_edit = edits && it.kind == "pack" && ["draft", "checked"].contains(&state.as_str());
    let open = ["draft", "checked", "half"].contains(&state.as_str());
    let (errors, others): (Vec<_>, Vec<_>) = report.lint.into_iter().partition(|finding| finding.severity == policy::lint::Severity::Error);
    let examples = report.examples.len();
    let numbered: Vec<(usize, ExampleLine)> = report.examples.into_iter().enumerate().collect();
    let (fine, failing): (Vec<_>, Vec<_>) = numbered.into_iter().partition(|(_, line)| line.fine);
    let departures = |all: Vec<policy::lint::LintFinding>| all.into_iter().map(departure).collect();
    View {
        tone: tone(&state),
        state: PACK.title_of(&state),
        place: kernel::shell::region_name(&it.region),
        changes: report.changes,
        errors: departures(errors),
        others: departures(others),
        below: departures(report.below),
        failing,
        explained: fine.into_iter().map(|(_, line)| line).filter(|line| !line.explained.is_empty()).collect(),
        examples,
        broken: report.broken,
        stale: report.stale,
        sound,
        open,
        trial,
        may_edit,
        may_check: edits && state == "draft",
        may_confirm: confirms && !own && ["checked", "half"].contains(&state.as_str()),
        own: confirms && own && open,
        confirm_word: if state == "half" { "第二人确认，即时生效" } else { "第一人确认" },
        withdraw_word: if confirms { "不予确认" } else { "撤回修订" },
        may_withdraw: open && (edits || (confirms && state != "draft")),
        edit: if may_edit { format!("/desk/packs/drafts/{}/item?path=", it.id) } else { String::new() },
        sections: document.as_ref().map(sections).unwrap_or_default(),
        terms: document.as_ref().map(terms).unwrap_or_default(),
        story: story.iter().map(told).collect(),
        page,
        fault,
        reason,
        it,
    }
}

fn told(step: &Taken) -> (String, String, String) {
    let row = PACK.row(&step.from_state, &step.act).map_or("起草", |row| row.title);
    let who = if step.reason.is_empty() { step.actor_name.clone() } else { format!("{}：{}", step.actor_name, step.reason) };
    (at(&step.at), row.to_owned(), who)
}

/// The trial as far as it is; `None` before it was asked for.
async fn trial(act: &mut Act, drafted: &Drafted) -> Result<Option<Trial>, Fail> {
    let it = &drafted.revision;
    if let Some(found) = &drafted.report.impact {
        let sentence = format!(
            "按{}的情况试算：在办申请{}件、轮候家庭{}户，结论不同的{}件。{}",
            found.on,
            found.applications,
            found.waiting,
            found.changed(),
            if found.unread == 0 { String::new() } else { format!("另有{}件读不出事实。", found.unread) }
        );
        let rows = found.changes.iter().map(|(what, (one, other))| (what.clone(), *one, *other)).collect();
        return Ok(Some(Trial { running: false, done: 0, total: 0, sentence, rows }));
    }
    if it.impact_job.is_empty() || drafted.state == "draft" {
        return Ok(None);
    }
    let job = kernel::job::get(act, &it.impact_job).await?;
    let sentence = if job.state == "failed" { format!("试算没有完成：{}", job.result) } else { String::new() };
    Ok(Some(Trial { running: sentence.is_empty(), done: job.done, total: job.total.max(1), sentence, rows: Vec::new() }))
}

/// `POST /desk/packs/drafts/{id}/check`
pub(super) async fn check(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let came = super::check::check(act, Which { id: ask.id.clone() }).await.map(|_| "sent");
    after(act, &ask.id, String::new(), came).await
}

/// `POST /desk/packs/drafts/{id}/confirm`
pub(super) async fn confirm(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let order = Confirm { id: ask.id.clone(), reason: ask.reason.clone(), seen: Some(ask.seen).filter(|hash| !hash.is_empty()) };
    let came = super::confirm::confirm(act, order).await.map(|_| "decided");
    after(act, &ask.id, ask.reason, came).await
}

/// `POST /desk/packs/drafts/{id}/withdraw`
pub(super) async fn withdraw(act: &mut Act, ask: Typed) -> Result<Reply, Fail> {
    let came = super::confirm::withdraw(act, Withdraw { id: ask.id.clone(), reason: ask.reason.clone() }).await.map(|_| "ended");
    after(act, &ask.id, ask.reason, came).await
}

/// `POST /desk/packs/drafts/{id}/example`
pub(super) async fn expect(act: &mut Act, ask: Explain) -> Result<Reply, Fail> {
    let came = super::edit::expect(act, Expect { id: ask.id.clone(), at: ask.at, why: ask.why }).await.map(|_| "saved");
    after(act, &ask.id, String::new(), came).await
}

/// Back to the revision; on a refusal the page says why. A refused step leaves no trace: the page is
/// shown from what the database said before it.
async fn after(act: &mut Act, id: &str, reason: String, came: Result<&str, Fail>) -> Result<Reply, Fail> {
    match came {
        Ok(done) => Ok(Reply::go(format!("/desk/packs/drafts/{id}?done={done}"))),
        Err(fail) if fail.is_input() => show(act, id, reason, fault(&fail, "reason"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
