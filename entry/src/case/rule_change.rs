//! 规则修订的影响 — what would come of live cases under a changed law; a job that only reads.
//!
//! Applications under way are taken with the facts known today, waiting households with the facts
//! of their decision. Both are screened by the law in force and by the law with the revision, as if
//! they were accepted today. Nothing of them changes: each keeps the version it was accepted under.

use jiff::civil::Date;
use kernel::job::{self, Job};
use kernel::{Act, Fail};
use law::pack::revision::{self, impact};
use policy::decide::{WouldBe, screen};
use policy::{Facts, Law};
use serde::{Deserialize, Serialize};

use crate::{application, check, decision, waitlist};

/// Cases looked at in one part.
const AT_ONCE: i64 = 100;

/// What was asked.
#[derive(Debug, Deserialize)]
struct Ask {
    revision: String,
    hash: String,
}

/// Where the job is; kept in its cursor so that another worker goes on from there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Cursor {
    queue: bool,
    last: String,
    found: impact::Impact,
}

/// Does the next part of the job; answers whether there is more.
pub async fn part(act: &mut Act, it: &Job) -> Result<bool, Fail> {
    let ask: Ask = serde_json::from_str(&it.ask)?;
    let changed = revision::get(act, &ask.revision).await?;
    if changed.hash != ask.hash {
        job::finish(act, &it.id, Ok(serde_json::json!({"stale": true}))).await?;
        return Ok(false);
    }
    let today = act.today();
    let before = law::pack::in_force(act).await?;
    let after = changed.candidate(&before)?;
    let mut at: Cursor = serde_json::from_str(&it.cursor).unwrap_or_default();
    at.found.on = kernel::page::date(today);
    let read = if at.queue {
        waiting(act, &changed.region, &mut at, &before, &after).await?
    } else {
        under_way(act, &changed.region, &mut at, &before, &after).await?
    };
    let over = read == 0 && at.queue;
    if read == 0 {
        (at.queue, at.last) = (true, String::new());
    }
    let done = at.found.applications + at.found.waiting;
    let goes_on = job::progress(act, &it.id, done, done, &serde_json::to_string(&at)?).await?;
    if goes_on && over {
        impact::found(act, &changed.id, &changed.hash, &at.found).await?;
        job::finish(act, &it.id, Ok(serde_json::to_value(&at.found)?)).await?;
        return Ok(false);
    }
    Ok(goes_on)
}

async fn under_way(act: &mut Act, region: &str, at: &mut Cursor, before: &Law, after: &Law) -> Result<usize, Fail> {
    let ids = application::under_way(act, region, &at.last, AT_ONCE).await?;
    for id in &ids {
        at.last.clone_from(id);
        at.found.applications += 1;
        let it = application::get(act, id).await?;
        let lanes = check::of_application(act, id).await?;
        match check::assemble(act, &it, &check::struck(&lanes)).await {
            Ok(facts) => {
                if let Some(word) = compare(&facts, act.today(), before, after) {
                    at.found.changes.entry(word).or_default().0 += 1;
                }
            }
            Err(_) => at.found.unread += 1,
        }
    }
    Ok(ids.len())
}

async fn waiting(act: &mut Act, region: &str, at: &mut Cursor, before: &Law, after: &Law) -> Result<usize, Fail> {
    let entries = waitlist::open_in(act, region, &at.last, AT_ONCE).await?;
    for (id, decided) in &entries {
        at.last.clone_from(id);
        at.found.waiting += 1;
        let record = decision::get(act, decided).await?;
        match decision::open(act, record).await {
            Ok(opened) => {
                if let Some(word) = compare(&opened.facts, act.today(), before, after) {
                    at.found.changes.entry(word).or_default().1 += 1;
                }
            }
            // Erased by right: there is nothing to screen.
            Err(_) => at.found.unread += 1,
        }
    }
    Ok(entries.len())
}

/// The two outcomes in words, if they differ.
fn compare(facts: &Facts, today: Date, before: &Law, after: &Law) -> Option<String> {
    let (was, is) = (word(facts, today, before), word(facts, today, after));
    (was != is).then(|| format!("{was} → {is}"))
}

fn word(facts: &Facts, today: Date, law: &Law) -> String {
    let screened = screen(facts, today, law);
    match screened.outcome {
        WouldBe::NotEligible => "不符合条件".to_owned(),
        WouldBe::NeedsPerson => "由人工认定".to_owned(),
        WouldBe::Eligible => {
            let pack = law.pack_in_force(&facts.region, today).ok();
            let tier = pack.zip(screened.tier).and_then(|(pack, at)| pack.document().tiers.get(usize::from(at)));
            format!("符合条件（{}）", tier.map_or("", |tier| tier.title.as_str()))
        }
    }
}
