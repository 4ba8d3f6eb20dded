//! 副本和解释的页面 — my data to print or to save, and every decision with its reasons.

use askama::Template;
use kernel::page::{Finding, Page, Tone};
use kernel::{Act, Fail, Reply};

use super::copy::{Copy, copy};
use super::me;
use crate::citizen_page::{self, day, moment};
use crate::{application, decision};

#[derive(Template)]
#[template(path = "rights/copy_page.html")]
struct CopyView {
    page: Page,
    copy: Copy,
    made: String,
}

impl CopyView {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }
}

/// A decision in words.
struct Explained {
    number: String,
    on: String,
    tone: Tone,
    word: &'static str,
    by: &'static str,
    reason: String,
    pack: String,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "rights/explain_page.html")]
struct ExplainView {
    page: Page,
    decisions: Vec<Explained>,
}

/// `GET /my/rights/copy`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let copy = copy(act, ()).await?;
    let page = citizen_page::own(act, "我的信息副本", "/my/rights").await?;
    let made = day(&copy.made_on);
    act.render(&CopyView { page, copy, made })
}

/// `GET /my/rights/copy.json`
pub(crate) async fn file(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let copy = copy(act, ()).await?;
    Ok(Reply::file(&format!("我的信息-{}.json", copy.made_on), "application/json", serde_json::to_vec_pretty(&copy)?))
}

/// `GET /my/rights/explain`
pub(crate) async fn explain(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let person = me(act)?;
    let mut decisions = Vec::new();
    for it in application::of_person(act, &person).await? {
        for record in decision::of_application(act, &it.id).await?.into_iter().filter(|record| record.binding == 1) {
            let opened = decision::open(act, record).await?;
            let record = opened.record;
            let (tone, word) = match record.outcome.as_str() {
                "eligible" => (Tone::Success, "符合条件"),
                "not_eligible" => (Tone::Danger, "不符合条件"),
                _ => (Tone::Warning, "由工作人员认定"),
            };
            decisions.push(Explained {
                number: it.number().to_owned(),
                on: day(&record.decided_on),
                tone,
                word,
                by: if record.by_kind == "system" {
                    "按规则自动认定，工作人员会抽查"
                } else {
                    "由工作人员认定、另一人签发"
                },
                pack: if record.pack_id.is_empty() { String::new() } else { format!("/policies/{}", record.pack_id) },
                reason: record.reason,
                findings: law::pack::guide::relevant(&opened.decision),
            });
        }
    }
    act.about("person", &person, "");
    let page = citizen_page::own(act, "为什么这样决定", "/my/rights").await?;
    act.render(&ExplainView { page, decisions })
}
