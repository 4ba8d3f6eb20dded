//! 审计检索 — who did what to which row on which day, and how far the record is sealed.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::audit::{Freshness, Hit, Search, last_anchor, search, tail};
use kernel::page::{Choice, Fault, Page, Pager, Tone, fold_width, instant};
use kernel::{Act, Fail, Reply};
use people::perms::AUDIT_SEE;
use serde::Deserialize;

mod words;

/// What is looked for, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Ask {
    act: String,
    actor: String,
    object: String,
    result: String,
    day: String,
    after: String,
}

struct Row {
    hit: Hit,
    /// What was done, in words.
    act: String,
    /// What kind of thing it was done to, in words.
    object: &'static str,
    /// Why, in words; empty when the reason is words already.
    reason: String,
    details: Vec<(&'static str, String)>,
    when: String,
    who: String,
    place: String,
    tone: Tone,
    word: &'static str,
    sealed: &'static str,
    sealed_tone: Tone,
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Ask,
    results: Vec<Choice>,
    words: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    chain: Vec<(&'static str, String)>,
    fresh: Tone,
    fresh_word: &'static str,
}

/// `GET /desk/audit`
pub(super) async fn page(act: &mut Act, ask: Ask) -> Result<Reply, Fail> {
    let mut fault = Fault::none();
    let wanted = wanted(act, &ask, &mut fault).await?;
    let scope = act.scope(AUDIT_SEE);
    let hits = if fault.is_empty() { search(act, &scope, &wanted).await? } else { Vec::new() };
    let after = hits.last().filter(|_| hits.len() == 100).map(|hit| next(&ask, &format!("{}_{}", hit.at, hit.id))).transpose()?;
    let before = (!ask.after.is_empty()).then(|| next(&ask, "")).transpose()?;
    let rows = rows(act, hits).await?;
    let (chain, fresh, fresh_word) = chain(act).await?;
    let mut page = act.page("审计检索").await?;
    page.faulty = !fault.is_empty();
    let results = Choice::list([("done", "成功"), ("denied", "拒绝"), ("failed", "失败")]);
    let pager = Pager { shown: rows.len(), total: None, before, after };
    let words = words::acts(&act.kernel).into_keys().collect();
    act.render(&View { page, fault, ask, results, words, rows, pager, chain, fresh, fresh_word })
}

async fn wanted(act: &mut Act, ask: &Ask, fault: &mut Fault) -> Result<Search, Fail> {
    let day = match ask.day.as_str() {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(day) => Some(day),
            Err(_) => {
                fault.add("day", "请填写日期，如 2026-11-23");
                None
            }
        },
    };
    let actors = match fold_width(&ask.actor).as_str() {
        "" => None,
        // An account, a name, or an id as it stands in the record.
        word => {
            let mut ids = people::staff::called(act, word).await?;
            ids.push(word.to_owned());
            Some(ids)
        }
    };
    let after = ask.after.split_once('_').map(|(at, id)| (at.to_owned(), id.to_owned()));
    let (begins, acts) = acts(act, &fold_width(&ask.act), fault);
    Ok(Search { act: begins, acts, actors, object: fold_width(&ask.object), result: ask.result.clone(), day, after })
}

/// Acts as typed: a word of the list or a part of one, or the beginning of a code.
fn acts(act: &Act, typed: &str, fault: &mut Fault) -> (String, Option<Vec<String>>) {
    if typed.is_ascii() {
        return (typed.to_owned(), None);
    }
    let all = words::acts(&act.kernel);
    let codes: Vec<String> = match all.get(typed) {
        Some(codes) => codes.clone(),
        None => all.into_iter().filter(|(word, _)| word.contains(typed)).flat_map(|(_, codes)| codes).collect(),
    };
    if codes.is_empty() {
        fault.add("act", "没有这种操作，请从列表中选择，或者填写代码的开头");
    }
    (String::new(), Some(codes))
}

/// The same search further on.
fn next(ask: &Ask, after: &str) -> Result<String, Fail> {
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in
        [("act", &*ask.act), ("actor", &*ask.actor), ("object", &*ask.object), ("result", &*ask.result), ("day", &*ask.day), ("after", after)]
    {
        if !value.is_empty() {
            address.append_pair(name, value);
        }
    }
    Ok(format!("?{}", address.finish()))
}

async fn rows(act: &mut Act, hits: Vec<Hit>) -> Result<Vec<Row>, Fail> {
    let ids: Vec<String> = hits.iter().filter(|hit| hit.actor_kind == "staff").map(|hit| hit.actor_id.clone()).collect();
    let names = people::staff::names(act, &ids).await?;
    let kernel = act.kernel.clone();
    let row = |hit: Hit| {
        let role = people::staff::roles::title(&hit.actor_role).to_owned();
        let who = match hit.actor_kind.as_str() {
            "staff" => format!("{} {role}", names.get(&hit.actor_id).map_or(hit.actor_id.as_str(), String::as_str)),
            "citizen" => format!("群众 {}", hit.actor_id),
            "system" => format!("系统（{}）", words::part(&hit.actor_id)),
            _ => "未登录".to_owned(),
        };
        let (tone, word) = match hit.result.as_str() {
            "done" => (Tone::Success, "成功"),
            "denied" => (Tone::Warning, "拒绝"),
            _ => (Tone::Danger, "失败"),
        };
        let (sealed_tone, sealed) = match (hit.seq, hit.is_anchored()) {
            (Some(_), true) => (Tone::Success, "已签名"),
            (Some(_), false) => (Tone::Info, "已入链"),
            (None, _) => (Tone::Plain, "待入链"),
        };
        Row {
            when: shown(&hit.at),
            act: words::act(&kernel, &hit.act, &hit.object_kind).unwrap_or_else(|| "已停用的操作".to_owned()),
            object: words::object(&kernel, &hit.object_kind).unwrap_or_default(),
            reason: words::reason(&hit.reason).unwrap_or_default(),
            details: words::details(&kernel, &hit.object_kind, &hit.detail),
            who,
            place: kernel::shell::region_name(&hit.region),
            tone,
            word,
            sealed,
            sealed_tone,
            hit,
        }
    };
    Ok(hits.into_iter().map(row).collect())
}

fn shown(at: &str) -> String {
    at.parse::<Timestamp>().map_or_else(|_| at.to_owned(), instant)
}

/// Where the record stands: what no signature protects yet, and since when.
async fn chain(act: &mut Act) -> Result<(Vec<(&'static str, String)>, Tone, &'static str), Fail> {
    let tail = tail(&mut act.tx).await?;
    let anchor = last_anchor(act).await?;
    let rows = vec![
        ("待入链", format!("{} 条", tail.unsealed)),
        ("已入链、待签名", format!("{} 条", tail.unanchored)),
        ("最早的等候自", tail.oldest.map_or("没有等候的".into(), instant)),
        ("最近一次签名", anchor.map_or("还没有".into(), |anchor| format!("第 {} 号，{}", anchor.number, shown(&anchor.at)))),
    ];
    let (tone, word) = match tail.state(act.kernel.clock.real()) {
        Freshness::Fresh => (Tone::Success, "及时"),
        Freshness::Late => (Tone::Warning, "超过 1 小时没有签名"),
        Freshness::Stale => (Tone::Danger, "超过 4 小时没有签名，敏感操作已暂停"),
    };
    Ok((rows, tone, word))
}
