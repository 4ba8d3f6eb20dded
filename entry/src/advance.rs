//! 自动推进 — what the program does by itself between two acts of people.
//!
//! A worker calls [`advance`] for a case whenever something about it changed; it looks at
//! where the case stands and takes every step that needs no person. It can be called any
//! number of times: a case that waits for somebody stays where it is.

use kernel::flow::How;
use kernel::{Act, Fail, flow};
use people::message::{self, Tell};
use people::{consent, household};

use crate::application::{self, APPLICATION, Application};
use crate::check::{self, Standing};
use crate::{decision, duplicate, evidence, notice, visit, waitlist};

/// No case needs more steps in a row than this; more would be a loop.
const MOST_STEPS: usize = 12;

/// Takes every step of a case that needs no person.
pub async fn advance(act: &mut Act, id: &str) -> Result<(), Fail> {
    let it = application::get(act, id).await?;
    duplicate::refresh(act, &it).await?;
    for _ in 0..MOST_STEPS {
        let it = application::get(act, id).await?;
        let case = flow::get(act, &APPLICATION, id).await?;
        let moved = match case.state.as_str() {
            "submitted" => submitted(act, &it).await?,
            "authorising" => authorising(act, &it).await?,
            "checking" => checking(act, &it).await?,
            "suspended" => suspended(act, &it).await?,
            "approved" => {
                notice::collect(act, &it).await?;
                false
            }
            "noticing" => noticing(act, &it).await?,
            "waiting" => {
                waitlist::concern::look(act, &it).await?;
                false
            }
            "correcting" => {
                check::drop_all(act, id, "申请补正后重新核查").await?;
                false
            }
            _ if case.closed_on.is_some() => {
                ended(act, &it).await?;
                false
            }
            _ => false,
        };
        if !moved {
            return Ok(());
        }
    }
    Err(Fail::bug(format!("application {id} does not come to rest")))
}

async fn submitted(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    let members = household::members(act, &it.household_id).await?;
    let missing = consent::missing(act, &it.id, &members).await?;
    if missing.is_empty() {
        return accept(act, it).await;
    }
    flow::step(act, &APPLICATION, &it.id, "await", How::default()).await?;
    for person in missing {
        let href = format!("/my/applications/{}/sign", it.id);
        let tell = Tell {
            person: &person,
            region: &it.region,
            kind: "authorise",
            title: "请签署授权书",
            body: "您的家人申请了公共租赁住房，请登录签署查询授权书。",
            href: &href,
            sms: true,
        };
        message::tell(act, tell).await?;
    }
    Ok(false)
}

async fn authorising(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    let members = household::members(act, &it.household_id).await?;
    if consent::missing(act, &it.id, &members).await?.is_empty() { accept(act, it).await } else { Ok(false) }
}

/// Acceptance fixes the pack (T34) and opens the lanes; a silent department never stands in its way.
async fn accept(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    let rules = law::pack::fix(act, &it.region).await?;
    let id = rules.pack.as_ref().map_or(String::new(), |pack| pack.id().to_string());
    application::accepted(act, &it.id, &id, &rules.digest).await?;
    application::submit::question(act, it).await?;
    if check::of_application(act, &it.id).await?.is_empty() {
        check::open(act, it).await?
    } else {
        check::reopen(act, it).await?
    }
    application::stage::step(act, it, "accept", How::default()).await?;
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "accepted",
        title: "申请已受理",
        body: "您的申请已受理，各部门正在并联核查。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await?;
    Ok(true)
}

async fn checking(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    if check::of_application(act, &it.id).await?.is_empty() {
        check::open(act, it).await?;
    }
    match check::settle(act, it).await? {
        Standing::Waiting | Standing::Person => Ok(false),
        Standing::Contradiction => {
            let how = How { reason: "部门证据与申报或者相互之间有矛盾", ..How::default() };
            application::stage::step(act, it, "suspend", how).await?;
            Ok(false)
        }
        Standing::Done => {
            if visit_wanted(act, it).await? {
                return Ok(false);
            }
            let held = duplicate::held(act, &it.id).await?;
            decision::sign::by_program(act, it, &held).await?;
            Ok(true)
        }
    }
}

/// Opens the home visit where the pack asks for one of this household; true while it is still due.
async fn visit_wanted(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    if let Some(visit) = visit::of_application(act, &it.id).await? {
        return Ok(visit.opinion.is_empty());
    }
    let (_, decided) = decision::screen(act, it).await?;
    let wanted = matches!(&decided.outcome, policy::Outcome::Eligible(eligible) if eligible.visit_required == Some(true));
    if wanted {
        visit::open(act, it).await?;
    }
    Ok(wanted)
}

/// A suspended case goes on when reviewers have concluded every lane that contradicted.
async fn suspended(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    if check::settle(act, it).await? == Standing::Contradiction {
        return Ok(false);
    }
    application::stage::step(act, it, "resume", How { reason: "矛盾已由部门核实", ..How::default() }).await?;
    Ok(true)
}

/// Whose notice has run its days without an open objection enters the queue.
async fn noticing(act: &mut Act, it: &Application) -> Result<bool, Fail> {
    let Some(notice) = notice::of_application(act, &it.id).await? else { return Ok(false) };
    // Whoever may stand in two places waits for the person who concludes it (T08).
    if notice.ended_on.is_none() || !duplicate::held(act, &it.id).await?.is_empty() {
        return Ok(false);
    }
    flow::step(act, &APPLICATION, &it.id, "enter", How::default()).await?;
    waitlist::join(act, it).await?;
    Ok(true)
}

/// An ended case leaves nobody waiting for it.
async fn ended(act: &mut Act, it: &Application) -> Result<(), Fail> {
    check::drop_all(act, &it.id, "申请已终止").await?;
    visit::drop_open(act, &it.id).await?;
    notice::take_out(act, &it.id).await?;
    if flow::get(act, &APPLICATION, &it.id).await?.state == "withdrawn" {
        consent::conclude(act, &it.id, "expired", "申请已撤回").await?;
    }
    Ok(())
}

/// What the date alone brings about: silent departments, lapsed cases, notices that end.
/// Returns how many cases were touched. A timer calls it, and the demo when days pass.
pub async fn by_date(act: &mut Act) -> Result<usize, Fail> {
    let mut touched = Vec::new();
    touched.extend(evidence::overdue(act).await?);
    touched.extend(notice::take_down_due(act).await?);
    duplicate::run::nightly(act).await?;
    let today = act.today().to_string();
    let late: Vec<(String, String)> = sqlx::query_as(
        "select id, state from flow_case where flow = 'application' and closed_on is null and state in ('draft', 'authorising', 'correcting') and due_on is not null and due_on < $1 order by id limit 500",
    )
    .bind(today)
    .fetch_all(act.conn())
    .await?;
    for (id, _) in late {
        flow::step(act, &APPLICATION, &id, "lapse", How { reason: "逾期", ..How::default() }).await?;
        touched.push(id);
    }
    touched.sort_unstable();
    touched.dedup();
    for id in &touched {
        application::nudge(act, id).await?;
    }
    Ok(touched.len())
}
