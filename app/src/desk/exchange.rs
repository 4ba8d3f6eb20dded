//! 数据交换 — calls, success, p95 and circuit of each department, what waits, what was given up; a
//! message given up is sent again with a reason, on record (I-01).

use askama::Template;
use entry::evidence::calls::{self, Calls};
use entry::evidence::{self, Standing, TOPIC};
use jiff::{Timestamp, ToSpan};
use kernel::clock::{date_of, text_of};
use kernel::outbox::{self, DeadLetter};
use kernel::page::{Fault, Page, instant};
use kernel::{Act, Code, Fail, Reply, audit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days the departments' counts look back.
const LOOK_BACK_DAYS: i64 = 30;

/// A question given up is with a reviewer already.
pub const WITH_REVIEWER: Code =
    Code::conflict("exchange.with_reviewer", "这个查询已转人工核验，不能重发", "请由核查人员办理；案件需要时由窗口重新查询。");

/// The page takes no question but what the shell says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Ask {
    done: String,
}

/// Which message, and why again.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Replay {
    /// `outbox.id`.
    id: String,
    /// Why; kept on record.
    reason: String,
}

/// What was sent again.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Replayed {
    /// `outbox.id`.
    id: String,
    /// Which sender.
    topic: String,
}

/// Calls of a department, in all or on a day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Called {
    /// Code.
    department: String,
    /// 中文.
    name: String,
    /// Date; empty for the whole period.
    day: String,
    /// Calls.
    calls: i64,
    /// Answered, tenths of a percent.
    answered_permille: Option<i64>,
    /// Nineteen of twenty took no longer, milliseconds.
    p95_ms: Option<i64>,
    /// Until when calls are paused, real instant; empty while the circuit is closed.
    paused_until: String,
}

/// The exchange as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Exchange {
    /// By department.
    departments: Vec<Called>,
    /// By day and department, newest first.
    days: Vec<Called>,
    /// What waits by sender: `(topic, waiting, dead, oldest waiting)`.
    waiting: Vec<(String, i64, i64, Option<String>)>,
}

struct Topic {
    name: String,
    waiting: i64,
    dead: i64,
    oldest: String,
}

#[derive(Template)]
#[template(path = "desk/exchange.html")]
struct View {
    page: Page,
    fault: Fault,
    it: Exchange,
    topics: Vec<Topic>,
    letters: Vec<DeadLetter>,
    departments: Vec<Standing>,
    days: i64,
    reason: String,
}

impl View {
    fn moment(&self, stored: &str) -> String {
        shown(stored)
    }

    fn topic(&self, name: &str) -> String {
        title(name)
    }

    fn again(&self, letter: &DeadLetter) -> bool {
        letter.topic != TOPIC
    }

    fn share(&self, permille: &Option<i64>) -> String {
        permille.map_or_else(|| "无".into(), |value| format!("{}.{}%", value / 10, value % 10))
    }

    fn milliseconds(&self, ms: &Option<i64>) -> String {
        match ms {
            None => "无".into(),
            Some(i64::MAX) => "超过 60 秒".into(),
            Some(ms) if 1000 <= *ms => format!("≤ {} 秒", ms / 1000),
            Some(ms) => format!("≤ {ms} 毫秒"),
        }
    }
}

fn shown(stored: &str) -> String {
    stored.parse::<Timestamp>().map_or_else(|_| stored.to_owned(), instant)
}

fn title(topic: &str) -> String {
    match topic {
        "department" => "部门查询".into(),
        "sms" => "短信".into(),
        "advance" => "自动推进".into(),
        other => other.to_owned(),
    }
}

/// `GET /api/v1/exchange`
pub(super) async fn see(act: &mut Act, _: ()) -> Result<Exchange, Fail> {
    let real = act.kernel.clock.real();
    let since = date_of(real).saturating_sub(LOOK_BACK_DAYS.days()).to_string();
    let (whole, days) = calls::since(act, &since).await?;
    let now = text_of(real);
    let paused = calls::paused(act).await?;
    let called = |calls: Calls| Called {
        name: evidence::catalogue().get(&calls.department).map_or_else(|| calls.department.clone(), |row| row.name.clone()),
        answered_permille: (0 < calls.calls).then(|| calls.answered * 1000 / calls.calls),
        p95_ms: calls.p95,
        paused_until: match paused.iter().find(|(department, ..)| calls.day.is_empty() && *department == calls.department) {
            Some((_, _, until)) if now < *until => until.clone(),
            _ => String::new(),
        },
        department: calls.department,
        day: calls.day,
        calls: calls.calls,
    };
    Ok(Exchange {
        departments: whole.into_iter().map(called).collect(),
        days: days.into_iter().map(called).collect(),
        waiting: outbox::depth(act).await?,
    })
}

/// `POST /api/v1/exchange/dead-letters/{id}/replay`
pub(super) async fn replay(act: &mut Act, ask: Replay) -> Result<Replayed, Fail> {
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明重发的理由（至少 4 个字）"));
    }
    let topic = outbox::revive(act, &ask.id).await?;
    if topic == TOPIC {
        return Err(WITH_REVIEWER.into());
    }
    act.about("outbox", &ask.id, "");
    act.audit("outbox.replay", audit::Result::Done, ask.reason.trim(), serde_json::json!({"topic": topic})).await?;
    Ok(Replayed { id: ask.id, topic })
}

/// `GET /desk/exchange`
pub(super) async fn page(act: &mut Act, _: Ask) -> Result<Reply, Fail> {
    render(act, Fault::none(), String::new()).await
}

async fn render(act: &mut Act, fault: Fault, reason: String) -> Result<Reply, Fail> {
    let it = see(act, ()).await?;
    let topic = |(name, waiting, dead, oldest): &(String, i64, i64, Option<String>)| Topic {
        name: title(name),
        waiting: *waiting,
        dead: *dead,
        oldest: oldest.as_deref().map(shown).unwrap_or_default(),
    };
    let topics = it.waiting.iter().map(topic).collect();
    let letters = outbox::dead(act).await?;
    let departments = evidence::standing(act, LOOK_BACK_DAYS).await?;
    let mut page = act.page("数据交换").await?;
    page.faulty = !fault.is_empty();
    act.render(&View { page, fault, it, topics, letters, departments, days: LOOK_BACK_DAYS, reason })
}

/// `POST /desk/exchange/dead-letters/{id}`
pub(super) async fn replay_form(act: &mut Act, ask: Replay) -> Result<Reply, Fail> {
    match replay(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go("/desk/exchange?done=sent")),
        Err(fail) if fail.is_input() => {
            let mut fault = Fault::none();
            fault.add(format!("reason-{}", ask.id), fail.fields.first().map_or_else(|| fail.sentence(), |wrong| wrong.message.clone()));
            Ok(render(act, fault, ask.reason).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
