//! 后台 — sends what waits in the outbox, advances cases, watches the dates, seals the record.
//!
//! Any number of workers may run. Each claims rows, talks to the outside without a
//! transaction open, and writes down what came of it in one.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use exchange::sms::{Message, Sent as SmsSent};
use futures::StreamExt;
use jiff::SignedDuration;
use kernel::audit::Sealer;
use kernel::job;
use kernel::outbox::{self, Item, Sent};
use kernel::{Act, Fail, Kernel};

use crate::outside::Outside;

/// Questions sent to departments at once.
const QUESTIONS_AT_ONCE: i64 = 64;
/// Cases advanced in one round.
const CASES_AT_ONCE: i64 = 32;
/// Longest pause when nothing rings.
const PAUSE: Duration = Duration::from_millis(500);
/// How often dates are looked at and the record is sealed.
const TIMERS_EVERY: Duration = Duration::from_secs(30);
/// Tries of a case or a message before it becomes a dead letter.
const TRIES_MOST: i64 = 48;

/// Works until the process ends: three lines side by side, so that a department that hangs
/// keeps no case and no message waiting.
pub async fn run(kernel: Arc<Kernel>, outside: Arc<Outside>, anchors: Option<PathBuf>) {
    let questions = line(&kernel, "departments", || asking(kernel.clone(), outside.clone()));
    let advancing = line(&kernel, "cases", || cases(&kernel));
    let sending = line(&kernel, "messages", || messages(&kernel, &outside));
    let working = line(&kernel, "jobs", || jobs(&kernel));
    let sealer = Sealer::new(anchors);
    let timers = async {
        let mut read = 0;
        loop {
            if let Err(fail) = receipts(&kernel, &outside, &mut read).await {
                tracing::error!(code = fail.code.code, cause = ?fail.cause, "receipts failed");
            }
            if let Err(fail) = tick(&kernel, &sealer).await {
                tracing::error!(code = fail.code.code, cause = ?fail.cause, "timer failed");
            }
            tokio::time::sleep(TIMERS_EVERY).await;
        }
    };
    tokio::join!(questions, advancing, sending, working, timers);
}

/// Repeats one kind of work; sleeps until the bell rings when there is none.
async fn line<Work, Running>(kernel: &Arc<Kernel>, name: &str, work: Work)
where
    Work: Fn() -> Running,
    Running: Future<Output = Result<usize, Fail>>,
{
    loop {
        let rung = kernel.bell.notified();
        let done = work().await.unwrap_or_else(|fail| {
            tracing::error!(line = name, code = fail.code.code, cause = ?fail.cause, "worker failed");
            0
        });
        if done == 0 {
            let _ = tokio::time::timeout(PAUSE, rung).await;
        }
    }
}

/// Claims questions and sends them in a task of their own.
async fn asking(kernel: Arc<Kernel>, outside: Arc<Outside>) -> Result<usize, Fail> {
    let items = claim(&kernel, entry::evidence::TOPIC, QUESTIONS_AT_ONCE).await?;
    let count = items.len();
    if 0 < count {
        tokio::spawn(async move {
            if let Err(fail) = ask(&kernel, &outside, &items).await {
                tracing::error!(code = fail.code.code, cause = ?fail.cause, "questions failed; they are asked again");
            }
        });
    }
    Ok(count)
}

/// One round over all topics; returns how many rows were handled.
pub async fn round(kernel: &Arc<Kernel>, outside: &Outside) -> Result<usize, Fail> {
    Ok(departments(kernel, outside).await? + cases(kernel).await? + messages(kernel, outside).await? + jobs(kernel).await?)
}

/// Rounds until nothing is left to do now.
pub async fn drain(kernel: &Arc<Kernel>, outside: &Outside) -> Result<usize, Fail> {
    let mut all = 0;
    loop {
        let done = round(kernel, outside).await?;
        all += done;
        if done == 0 {
            return Ok(all);
        }
    }
}

/// What happens because time passes.
pub async fn tick(kernel: &Arc<Kernel>, sealer: &Sealer) -> Result<(), Fail> {
    let mut act = Act::system(kernel, "timer").await?;
    entry::advance::by_date(&mut act).await?;
    kernel::doors::once::forget(&mut act).await?;
    kernel::file::sweep(&mut act).await?;
    people::session::forget(&mut act).await?;
    people::staff::retire_unused(&mut act).await?;
    act.commit().await?;
    sealer.run(&kernel.db, &kernel.keys, kernel.clock.real()).await?;
    Ok(())
}

async fn claim(kernel: &Arc<Kernel>, topic: &str, most: i64) -> Result<Vec<Item>, Fail> {
    let mut act = Act::read(kernel, kernel::Actor::system("worker"), kernel::Request::default()).await?;
    // Looking costs nothing; only when something is there is the writer taken.
    let waiting = outbox::waiting(&mut act, topic).await?;
    drop(act);
    if !waiting {
        return Ok(Vec::new());
    }
    let mut act = Act::system(kernel, "worker").await?;
    let items = outbox::claim(&mut act, topic, most).await?;
    act.commit().await?;
    Ok(items)
}

fn id_in(item: &Item, field: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(&item.payload).ok()?.get(field)?.as_str().map(str::to_owned)
}

async fn departments(kernel: &Arc<Kernel>, outside: &Outside) -> Result<usize, Fail> {
    let items = claim(kernel, entry::evidence::TOPIC, QUESTIONS_AT_ONCE).await?;
    if !items.is_empty() {
        ask(kernel, outside, &items).await?;
    }
    Ok(items.len())
}

/// Sends questions and writes each answer down as it comes.
async fn ask(kernel: &Arc<Kernel>, outside: &Outside, items: &[Item]) -> Result<(), Fail> {
    let mut act = Act::read(kernel, kernel::Actor::system("worker"), kernel::Request::default()).await?;
    let (mut asked, mut queries, mut stale) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        match id_in(item, "query") {
            Some(id) => match entry::evidence::to_send(&mut act, &id).await? {
                Some(query) => {
                    queries.push(query);
                    asked.push((item.clone(), id));
                }
                None => stale.push(item.id.clone()),
            },
            None => stale.push(item.id.clone()),
        }
    }
    drop(act);
    settle_stale(kernel, &stale).await?;
    // Each answer is written as it comes: a department that hangs holds up nobody else's.
    let answers = futures::stream::FuturesUnordered::new();
    for (at, query) in queries.iter().enumerate() {
        answers.push(async move { (at, outside.departments.ask(query).await) });
    }
    let mut ready = answers.ready_chunks(items.len().max(1));
    while let Some(batch) = ready.next().await {
        let mut act = Act::system(kernel, "worker").await?;
        let mut cases = BTreeSet::new();
        for (at, reply) in batch {
            let (item, id) = &asked[at];
            let sent = entry::evidence::received(&mut act, id, &reply, kernel.clock.real()).await?;
            outbox::settle(&mut act, &item.id, &sent).await?;
            cases.insert(queries[at].case_no.clone());
        }
        for case in cases {
            entry::application::nudge(&mut act, &case).await?;
        }
        act.commit().await?;
    }
    Ok(())
}

async fn settle_stale(kernel: &Arc<Kernel>, ids: &[String]) -> Result<(), Fail> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut act = Act::system(kernel, "worker").await?;
    for id in ids {
        outbox::settle(&mut act, id, &Sent::Done).await?;
    }
    act.commit().await
}

async fn cases(kernel: &Arc<Kernel>) -> Result<usize, Fail> {
    let items = claim(kernel, "advance", CASES_AT_ONCE).await?;
    for item in &items {
        let Some(id) = id_in(item, "application") else { continue };
        let mut act = Act::system(kernel, "worker").await?;
        match entry::advance::advance(&mut act, &id).await {
            Ok(()) => {
                outbox::settle(&mut act, &item.id, &Sent::Done).await?;
                act.commit().await?;
            }
            Err(fail) => {
                drop(act);
                put_off(kernel, item, &fail.to_string()).await?;
            }
        }
    }
    Ok(items.len())
}

async fn put_off(kernel: &Arc<Kernel>, item: &Item, why: &str) -> Result<(), Fail> {
    tracing::warn!(topic = item.topic, item = item.id, why, "put off");
    let mut act = Act::system(kernel, "worker").await?;
    let wait = SignedDuration::from_secs(2i64.saturating_pow(u32::try_from(item.tries.min(8)).unwrap_or(8)));
    let sent = if TRIES_MOST <= item.tries { Sent::Dead(why.into()) } else { Sent::Again(kernel.clock.real() + wait, why.into()) };
    outbox::settle(&mut act, &item.id, &sent).await?;
    act.commit().await
}

/// Does one job to its end, part by part, each in a transaction of its own.
async fn jobs(kernel: &Arc<Kernel>) -> Result<usize, Fail> {
    let mut act = Act::read(kernel, kernel::Actor::system("worker"), kernel::Request::default()).await?;
    if !job::waiting(&mut act).await? {
        return Ok(0);
    }
    drop(act);
    let mut act = Act::system(kernel, "worker").await?;
    let claimed = job::claim(&mut act).await?;
    act.commit().await?;
    let Some(mut it) = claimed else { return Ok(0) };
    loop {
        let mut act = Act::system(kernel, "worker").await?;
        let more = match it.kind.as_str() {
            entry::decision::replay_all::KIND => entry::decision::replay_all::part(&mut act, &it).await,
            entry::check::batch::KIND => entry::check::batch::part(&mut act, &it).await,
            law::pack::revision::impact::KIND => entry::case::rule_change::part(&mut act, &it).await,
            entry::import::check::KIND => entry::import::check::part(&mut act, &it).await,
            entry::import::run::KIND => entry::import::run::part(&mut act, &it).await,
            entry::export::produce::KIND => entry::export::produce::part(&mut act, &it).await,
            oversight::archive::bundle::KIND => oversight::archive::bundle::part(&mut act, &it).await,
            entry::duplicate::run::KIND => entry::duplicate::run::part(&mut act, &it).await,
            other => Err(Fail::bug(format!("no worker knows jobs of kind {other}"))),
        };
        match more {
            Ok(more) => {
                it = job::get(&mut act, &it.id).await?;
                act.commit().await?;
                if !more {
                    return Ok(1);
                }
            }
            Err(fail) => {
                drop(act);
                let mut act = Act::system(kernel, "worker").await?;
                job::finish(&mut act, &it.id, Err(fail.sentence())).await?;
                act.commit().await?;
                return Err(fail);
            }
        }
    }
}

async fn messages(kernel: &Arc<Kernel>, outside: &Outside) -> Result<usize, Fail> {
    let Some(gateway) = &outside.sms else { return Ok(0) };
    let items = claim(kernel, "sms", CASES_AT_ONCE).await?;
    for item in &items {
        let mut act = Act::system(kernel, "worker").await?;
        let letter = letter(&mut act, item).await?;
        act.commit().await?;
        let Some((phone, text)) = letter else {
            settle_stale(kernel, std::slice::from_ref(&item.id)).await?;
            continue;
        };
        let sent = gateway.send(&Message { message_id: item.id.clone(), phone, text }).await;
        match sent {
            SmsSent::Accepted { .. } => {
                let mut act = Act::system(kernel, "worker").await?;
                became(&mut act, item, "sent").await?;
                outbox::settle(&mut act, &item.id, &Sent::Done).await?;
                act.commit().await?;
            }
            SmsSent::Refused { code, message } => {
                let mut act = Act::system(kernel, "worker").await?;
                became(&mut act, item, "failed").await?;
                outbox::settle(&mut act, &item.id, &Sent::Dead(format!("{code} {message}"))).await?;
                act.commit().await?;
            }
            SmsSent::Unknown { why } => put_off(kernel, item, &why).await?,
        }
    }
    Ok(items.len())
}

/// Fetches the gateway's receipts after the last one read, and writes down what became of each SMS.
async fn receipts(kernel: &Arc<Kernel>, outside: &Outside, read: &mut u64) -> Result<(), Fail> {
    let Some(gateway) = &outside.sms else { return Ok(()) };
    let Ok(fetched) = gateway.receipts(*read).await else { return Ok(()) };
    if !fetched.receipts.is_empty() {
        let mut act = Act::system(kernel, "worker").await?;
        for receipt in &fetched.receipts {
            let state = if receipt.state == exchange::sms::Delivery::Delivered { "delivered" } else { "failed" };
            if let Some(item) = outbox::sent_item(&mut act, &receipt.message_id).await? {
                became(&mut act, &item, state).await?;
            }
        }
        act.commit().await?;
    }
    *read = fetched.next;
    Ok(())
}

/// Phone and words of an SMS; None when there is nobody to reach.
async fn letter(act: &mut Act, item: &Item) -> Result<Option<(String, String)>, Fail> {
    if let Some(code) = id_in(item, "sms_code_id") {
        return Ok(people::sign_in::letter(act, &code).await?.map(|letter| (letter.phone, letter.text)));
    }
    let Some(id) = id_in(item, "message") else { return Ok(None) };
    let Some((person, title, body)) = people::message::to_send(act, &id).await? else { return Ok(None) };
    let phone = people::person::private(act, &person).await?.phone;
    if phone.is_empty() {
        people::message::sms_became(act, &id, "failed").await?;
        return Ok(None);
    }
    Ok(Some((phone, format!("{title}：{body}"))))
}

async fn became(act: &mut Act, item: &Item, state: &str) -> Result<(), Fail> {
    if let Some(code) = id_in(item, "sms_code_id") {
        return people::sign_in::sent(act, &code).await;
    }
    match id_in(item, "message") {
        Some(id) => people::message::sms_became(act, &id, state).await,
        None => Ok(()),
    }
}
