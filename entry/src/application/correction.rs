//! 一次性补正 — all defects in one letter, once (令11号 8); and the refusal to accept.

use kernel::fail::{FieldError, NOT_FOUND};
use kernel::flow::How;
use kernel::page::Choice;
use kernel::{Act, Code, Fail, flow};
use people::message::{self, Tell};
use people::perms::{APPLICATION_DECIDE, APPLICATION_TAKE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::members::changeable;
use super::{APPLICATION, declared, seen, set_declared, stage, store};

/// Corrections are asked once, with everything.
pub const ONCE: Code = Code::conflict("correction.once", "补正只能一次性告知", "已经告知过补正；现有材料不足以认定的，请转人工认定。");

/// What is missing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskCorrection {
    /// `application.id`.
    pub id: String,
    /// All defects, one sentence each; a form sends one per line.
    pub defects: Vec<String>,
}

/// The correction as it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Correction {
    /// All defects.
    pub defects: Vec<String>,
    /// Asked.
    pub asked_on: String,
    /// To be answered by.
    pub due_on: String,
    /// Answered.
    pub answered_on: Option<String>,
}

/// What the applicant adds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `application.id`.
    pub id: String,
    /// His answer, in words.
    pub answer: String,
}

/// Why it is not accepted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAccept {
    /// `application.id`.
    pub id: String,
    /// One of [`GROUNDS`]: `false_materials`, `not_corrected`, `ban`; `other` with the clause in the reason.
    pub ground: String,
    /// The facts the ground rests on, in words.
    pub reason: String,
}

/// What is most often missing, as the letter says it.
pub(crate) const USUAL: [&str; 5] = [
    "共同申请的成年家庭成员没有签署授权书，请本人用手机签署，或者带身份证到窗口签署",
    "留下的电话无法接通，请提供能联系到本人的电话",
    "现住地址不完整，请写明街道、小区和门牌号",
    "申请的家庭成员与户籍登记不一致，请说明情况，或者调整共同申请人",
    "对部门查到的情况有异议，请写明哪里不对，并提供能够证明的材料",
];

/// A ground on which an application is not accepted.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    /// Stable name.
    pub name: &'static str,
    /// The ground as the letter says it.
    pub sentence: &'static str,
    /// The clause it rests on.
    pub clause: &'static str,
}

/// The grounds that the measures themselves name (住房和城乡建设部令第11号).
pub const GROUNDS: [Ground; 3] = [
    Ground {
        name: "false_materials", sentence: "隐瞒有关情况或者提供虚假材料", clause: "《公共租赁住房管理办法》第三十五条"
    },
    Ground {
        name: "not_corrected", sentence: "材料不齐全，经一次性书面告知后仍未补正", clause: "《公共租赁住房管理办法》第八条"
    },
    Ground { name: "ban", sentence: "在五年内不得再次申请的期限内", clause: "《公共租赁住房管理办法》第三十五条" },
];

/// The grounds to choose from, each with its clause.
pub(crate) fn grounds() -> Vec<Choice> {
    let named = GROUNDS.iter().map(|ground| (ground.name, format!("{}（{}）", ground.sentence, ground.clause)));
    Choice::list(named.chain([("other", "其他（在说明中写明依据的条款）".to_owned())]))
}

/// The refusal in words: ground, clause, facts.
///
/// # Errors
/// Every field that is wrong: an unknown ground, facts too short, another ground without its clause.
fn in_words(ask: &NotAccept) -> Result<String, Fail> {
    let mut wrong = Vec::new();
    let ground = GROUNDS.iter().find(|ground| ground.name == ask.ground);
    if ground.is_none() && ask.ground != "other" {
        wrong.push(FieldError { field: "ground".into(), message: "请选择不予受理的理由".into() });
    }
    let facts = ask.reason.trim();
    if facts.chars().count() < 4 {
        wrong.push(FieldError { field: "facts".into(), message: "请写明所依据的事实".into() });
    } else if ask.ground == "other" && !facts.contains('条') {
        wrong.push(FieldError { field: "facts".into(), message: "选择“其他”的，请写明依据的文件和条款".into() });
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    Ok(ground.map_or_else(|| facts.to_owned(), |ground| format!("{}（{}）。{facts}", ground.sentence, ground.clause)))
}

/// `POST /api/v1/applications/{id}/ask-correction`
pub async fn ask(act: &mut Act, ask: AskCorrection) -> Result<Correction, Fail> {
    let it = seen(act, &ask.id).await?;
    // Asked before the state is looked at: to who only looks on, the door is not there.
    if ![APPLICATION_TAKE, APPLICATION_DECIDE].iter().any(|perm| act.scope(*perm).covers(&it.region)) {
        return Err(NOT_FOUND.into());
    }
    let defects: Vec<String> =
        ask.defects.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if defects.is_empty() {
        return Err(Fail::field("defects", "请逐条写明缺什么，每行一条"));
    }
    if 0 < it.asked_over {
        return Err(ONCE.into());
    }
    let reason = defects.join("；");
    let case = stage::step(act, &it, "ask_correction", How { reason: &reason, ..How::default() }).await?;
    let due = case.due_on.ok_or_else(|| Fail::bug("a correction without a term"))?;
    store::insert_correction(act, &it.id, &defects, &due).await?;
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "correction",
        title: "请补正申请",
        body: "您的申请有内容需要补正，请在期限内完成。",
        href: &format!("/my/applications/{}", it.id),
        sms: true,
    };
    message::tell(act, tell).await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it.id).await?.ok_or_else(|| Fail::bug("correction not written"))
}

/// The newest correction of an application.
pub async fn of_application(act: &mut Act, id: &str) -> Result<Option<Correction>, Fail> {
    let row = store::correction(act, id).await?;
    Ok(row.map(|row| Correction {
        defects: serde_json::from_str(&row.defects).unwrap_or_default(),
        asked_on: row.asked_on,
        due_on: row.due_on,
        answered_on: row.answered_on,
    }))
}

/// `POST /api/v1/applications/{id}/answer-correction`
pub async fn answer(act: &mut Act, ask: Answer) -> Result<Correction, Fail> {
    let it = changeable(act, &ask.id).await?;
    if ask.answer.trim().is_empty() {
        return Err(Fail::field("answer", "请写明补充的内容"));
    }
    let mut kept = declared(act, &it).await?;
    kept.answers.push(ask.answer.trim().chars().take(1000).collect());
    set_declared(act, &it, &kept).await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it.id).await?.ok_or_else(|| kernel::fail::NOT_FOUND.into())
}

/// `POST /api/v1/applications/{id}/not-accept`
pub async fn not_accept(act: &mut Act, ask: NotAccept) -> Result<super::details::Saved, Fail> {
    let it = seen(act, &ask.id).await?;
    let reason = in_words(&ask)?;
    flow::step(act, &APPLICATION, &it.id, "not_accept", How { reason: &reason, ..How::default() }).await?;
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "not_accepted",
        title: "申请不予受理",
        body: "您的申请不予受理，理由见办件详情；不服的可以申请行政复议或者提起行政诉讼。",
        href: &format!("/my/applications/{}", it.id),
        sms: true,
    };
    message::tell(act, tell).await?;
    act.about("application", &it.id, &it.region);
    Ok(super::details::Saved { id: it.id })
}
