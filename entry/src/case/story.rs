//! 全程记录 — everything that happened to a case as one story: its own steps, lanes, visit, notice, letters, hits, queue, notes.

use kernel::flow::{self, Flow};
use kernel::{Act, Fail};
use people::perms::EVIDENCE_SEE;
use schemars::JsonSchema;
use serde::Serialize;

use super::file::FileAsk;
use super::note;
use crate::application::{self, APPLICATION, Application};
use crate::check::{self, CHECKS};
use crate::decision::letter;
use crate::duplicate::{self, DUPLICATE};
use crate::evidence;
use crate::notice::{self, NOTICE};
use crate::visit::{self, VISIT};
use crate::waitlist::{self, WAITLIST};

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Told {
    /// Instant or date, as stored.
    pub at: String,
    /// Which part of the case: 申请, 公安核查, 文书 ….
    pub part: String,
    /// What happened.
    pub what: String,
    /// Who; 系统 for the program.
    pub who: String,
    /// Why, and the clause.
    pub why: String,
}

/// `GET /api/v1/applications/{id}/story`
pub async fn story(act: &mut Act, ask: FileAsk) -> Result<Vec<Told>, Fail> {
    let it = application::seen(act, &ask.id).await?;
    act.about("application", &it.id, &it.region);
    let mut told = steps(act, &APPLICATION, &it.id, "申请").await?;
    for lane in check::of_application(act, &it.id).await? {
        let Some(process) = CHECKS.iter().find(|flow| flow.name.ends_with(&lane.department)) else { continue };
        told.extend(steps(act, process, &lane.id, &format!("{}核查", lane.department_name())).await?);
    }
    if let Some(visit) = visit::of_application(act, &it.id).await? {
        told.extend(steps(act, &VISIT, &visit.id, "入户调查").await?);
    }
    if let Some(notice) = notice::of_application(act, &it.id).await? {
        told.extend(steps(act, &NOTICE, &notice.id, "公示").await?);
    }
    if let Some(entry) = waitlist::of_application(act, &it.id).await? {
        told.extend(steps(act, &WAITLIST, &entry.id, "轮候").await?);
    }
    if act.scope(EVIDENCE_SEE).covers(&it.region) {
        for hit in duplicate::see::of_application(act, &it.id).await? {
            told.extend(steps(act, &DUPLICATE, &hit.id, "查重").await?);
        }
        told.extend(answers(act, &it).await?);
    }
    for letter in letter::of_application(act, &it.id).await? {
        let line = |at: String, what: String, why: String| Told { at, part: "文书".into(), what, who: String::new(), why };
        told.push(line(letter.issued_on.clone(), format!("制发 {}", letter.number), String::new()));
        if let Some(on) = letter.delivered_on.clone() {
            told.push(line(on, format!("送达 {}", letter.number), letter.proof.clone()));
        }
    }
    for note in note::of_application(act, &it).await? {
        told.push(Told { at: note.at, part: "记录".into(), what: "办案记录".into(), who: note.by_name, why: note.words });
    }
    told.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(told)
}

/// The steps of one process in words.
async fn steps(act: &mut Act, process: &'static Flow, id: &str, part: &str) -> Result<Vec<Told>, Fail> {
    let title = |from: &str, verb: &str| match verb {
        "open" => "开始".to_owned(),
        "assign" => "指定经办".to_owned(),
        verb => process.row(from, verb).map_or_else(|| verb.to_owned(), |row| row.title.to_owned()),
    };
    let taken = flow::story(act, process, id).await?;
    Ok(taken
        .into_iter()
        .map(|step| Told {
            what: title(&step.from_state, &step.act),
            who: if step.actor_kind == "system" || step.actor_name.is_empty() { "系统".into() } else { step.actor_name },
            why: [step.reason.as_str(), step.clause.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
            part: part.to_owned(),
            at: step.at,
        })
        .collect())
}

/// Answers of departments, those of one instant in one line.
async fn answers(act: &mut Act, it: &Application) -> Result<Vec<Told>, Fail> {
    let mut at_once: std::collections::BTreeMap<(String, String), Vec<String>> = Default::default();
    for asked in evidence::of_case(act, &it.id).await? {
        let name = asked.department_name();
        at_once.entry((asked.asked_at.clone(), "查询".into())).or_default().push(name.clone());
        if let Some(at) = asked.answered_at.clone() {
            at_once.entry((at, "答复".into())).or_default().push(name);
        }
    }
    let line = |((at, what), mut names): ((String, String), Vec<String>)| {
        names.sort();
        names.dedup();
        Told { at, part: "部门数据".into(), what: format!("{} 个部门{what}", names.len()), who: "系统".into(), why: names.join("、") }
    };
    Ok(at_once.into_iter().map(line).collect())
}
