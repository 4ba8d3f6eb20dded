//! 数据交换 — how much waits to be sent, what was given up, and how each department answers.

use askama::Template;
use entry::evidence::{self, Standing};
use jiff::Timestamp;
use kernel::outbox::{self, DeadLetter};
use kernel::page::{Page, instant};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

/// Days the departments' counts look back.
const LOOK_BACK_DAYS: i64 = 30;

/// The page takes no question but what the shell says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Ask {
    done: String,
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
    topics: Vec<Topic>,
    letters: Vec<DeadLetter>,
    departments: Vec<Standing>,
    days: i64,
}

impl View {
    fn moment(&self, stored: &str) -> String {
        shown(stored)
    }

    fn topic(&self, name: &str) -> String {
        title(name)
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

/// `GET /desk/exchange`
pub(super) async fn page(act: &mut Act, _: Ask) -> Result<Reply, Fail> {
    let topic = |(name, waiting, dead, oldest): (String, i64, i64, Option<String>)| Topic {
        name: title(&name),
        waiting,
        dead,
        oldest: oldest.as_deref().map(shown).unwrap_or_default(),
    };
    let topics = outbox::depth(act).await?.into_iter().map(topic).collect();
    let letters = outbox::dead(act).await?;
    let departments = evidence::standing(act, LOOK_BACK_DAYS).await?;
    let page = act.page("数据交换").await?;
    act.render(&View { page, topics, letters, departments, days: LOOK_BACK_DAYS })
}
