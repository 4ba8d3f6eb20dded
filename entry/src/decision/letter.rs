//! 决定书 — made from the record, never typed beside it; numbered, with remedies and proof of delivery.

use kernel::crypto::{Aad, sm3_hex};
use kernel::fail::NOT_FOUND;
use kernel::page::date;
use kernel::{Act, Fail, number};
use people::perms::{APPLICATION_DECIDE, APPLICATION_SEE, APPLICATION_SIGN, APPLICATION_TAKE, VISIT_DO};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::Opened;
use crate::application::{self, Application};

/// Days within which reconsideration may be asked for have no source: it may be asked for
/// as long as the remedies before other bodies last (行政诉讼法 46: six months).
const REMEDIES: [&str; 3] = [
    "自收到本决定书之日起，可以向作出本决定的住房保障部门申请复核，复核结果在十五个工作日内书面告知（《公共租赁住房管理办法》第九条）；",
    "自收到本决定书之日起六十日内，可以依法申请行政复议（《行政复议法》第二十条）；",
    "自收到本决定书之日起六个月内，可以依法向人民法院提起行政诉讼（《行政诉讼法》第四十六条）。",
];

/// A letter on record.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Letter {
    /// Id.
    pub id: String,
    /// 文号.
    pub number: String,
    /// `refusal`, `reconsideration`.
    pub kind: String,
    /// Application.
    pub application_id: String,
    /// Issued.
    pub issued_on: String,
    /// SM3 of the words.
    pub digest: String,
    /// `site`, `sms`, `post`, `window`, `public`; empty while not delivered.
    pub delivery: String,
    /// Delivered.
    pub delivered_on: Option<String>,
    /// Who signed for it, tracking number or number of the public announcement.
    pub proof: String,
    /// Number of the paper receipt (送达回证); empty where there is none.
    pub receipt: String,
    /// Who handed it over or entered it.
    pub delivered_by: String,
}

impl Letter {
    /// 中文 of the way it was delivered.
    pub fn delivery_title(&self) -> &'static str {
        delivery_title(&self.delivery)
    }

    /// 中文 of what it is.
    pub fn kind_title(&self) -> &'static str {
        if self.kind == "refusal" { "不予登记决定书" } else { "复核结果通知" }
    }
}

/// 中文 of a way of delivery.
pub fn delivery_title(delivery: &str) -> &'static str {
    match delivery {
        "site" => "网上查看",
        "sms" => "短信",
        "post" => "邮寄",
        "window" => "窗口签收",
        "public" => "公告",
        _ => "未送达",
    }
}

/// A letter with its words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Read {
    /// The letter.
    pub letter: Letter,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Authority that issues it.
    pub authority: String,
}

/// Which letter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichLetter {
    /// `letter.id`.
    pub id: String,
}

/// How a letter reached the person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    /// `letter.id`.
    pub id: String,
    /// `post`, `window` or `public`.
    pub delivery: String,
    /// Who signed for it, tracking number or number of the public announcement.
    pub proof: String,
    /// Number of the paper receipt (送达回证), where there is one.
    #[serde(default)]
    pub receipt: String,
}

pub(super) const COLUMNS: &str = "id, number, kind, application_id, issued_on, digest, delivery, delivered_on, proof, receipt, delivered_by";

/// 不予登记决定书. Every failed rule with its sentence, numbers and clause; a person's own
/// ground where the rules left it open; then the remedies.
pub(super) async fn refusal(act: &mut Act, it: &Application, opened: &Opened) -> Result<String, Fail> {
    let name = person::private(act, &it.applicant_id).await?.name;
    let submitted = it.submitted_at.as_deref().unwrap_or(&it.started_at).parse::<jiff::Timestamp>().map_err(Fail::bug)?;
    let mut paragraphs = vec![
        format!("{name}："),
        format!(
            "您于{}提出的公共租赁住房申请（编号 {}），经审核，决定不予登记。理由和依据如下：",
            date(kernel::clock::date_of(submitted)),
            it.number()
        ),
    ];
    let mut at = 1;
    for finding in opened.decision.failed() {
        paragraphs.push(format!("{at}．{}。", finding.sentence_cited()));
        at += 1;
    }
    if !opened.record.reason.is_empty() {
        paragraphs.push(format!("{at}．审核认定：{}。", opened.record.reason.trim_end_matches('。')));
    }
    paragraphs.push("如不服本决定：".into());
    paragraphs.extend(REMEDIES.iter().enumerate().map(|(at, text)| format!("（{}）{text}", ["一", "二", "三"][at])));
    issue(act, it, "refusal", "不予登记", Some(&opened.record.id), &paragraphs).await
}

/// 复核结果通知.
pub(super) async fn reconsidered(act: &mut Act, it: &Application, upheld: bool, answer: &str) -> Result<String, Fail> {
    let name = person::private(act, &it.applicant_id).await?.name;
    let result = if upheld { "维持原决定" } else { "撤销原决定，重新审核" };
    let mut paragraphs =
        vec![format!("{name}："), format!("您对公共租赁住房申请（编号 {}）提出的复核，结果为：{result}。", it.number()), format!("理由：{answer}")];
    if upheld {
        paragraphs.push("如仍不服：".into());
        paragraphs.extend(REMEDIES[1..].iter().enumerate().map(|(at, text)| format!("（{}）{text}", ["一", "二"][at])));
    }
    issue(act, it, "reconsideration", "复核", None, &paragraphs).await
}

async fn issue(act: &mut Act, it: &Application, kind: &str, word: &str, decision: Option<&str>, paragraphs: &[String]) -> Result<String, Fail> {
    let county: String = it.region.chars().take(6).collect();
    let (year, seq) = number::next(act, &format!("letter.{kind}"), &county).await?;
    let number = format!("{county}住保{word}〔{year}〕{seq}号");
    let (id, today) = (act.new_id(), act.today().to_string());
    let body = serde_json::to_string(paragraphs)?;
    let sealed = person::seal(act, &it.sealed_under, Aad::new("letter", "body", &id), &body).await?;
    sqlx::query(
        "insert into letter (id, number, kind, application_id, decision_id, issued_on, body, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(number.clone())
    .bind(kind)
    .bind(it.id.clone())
    .bind(decision.map(str::to_owned))
    .bind(today)
    .bind(sealed)
    .bind(sm3_hex(body.as_bytes()))
    .execute(act.conn())
    .await?;
    Ok(number)
}

/// The letters of an application, oldest first.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Vec<Letter>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from letter where application_id = $1 order by id"));
    Ok(sqlx::query_as(statement).bind(application).fetch_all(act.conn()).await?)
}

async fn get(act: &mut Act, id: &str) -> Result<Letter, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from letter where id = $1"));
    let letter: Option<Letter> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    letter.ok_or_else(|| NOT_FOUND.into())
}

/// `GET /api/v1/letters/{id}` — the person's own, or a case one may see.
pub async fn read(act: &mut Act, ask: WhichLetter) -> Result<Read, Fail> {
    let letter = get(act, &ask.id).await?;
    let it = if act.actor.person().is_some() {
        application::mine(act, &letter.application_id).await?
    } else {
        application::seen(act, &letter.application_id).await?
    };
    let (sealed,): (String,) = sqlx::query_as("select body from letter where id = $1").bind(ask.id.clone()).fetch_one(act.conn()).await?;
    let body = person::open(act, &it.sealed_under, Aad::new("letter", "body", &ask.id), &sealed).await?;
    act.about("letter", &ask.id, &it.region);
    let authority = format!("{}住房保障部门", kernel::shell::region_name(&it.region.chars().take(6).collect::<String>()));
    Ok(Read { letter, paragraphs: serde_json::from_str(&body)?, authority })
}

/// `POST /api/v1/letters/{id}/deliver` — by whoever handed it over.
pub async fn deliver(act: &mut Act, ask: Deliver) -> Result<Letter, Fail> {
    let letter = get(act, &ask.id).await?;
    let it = application::get(act, &letter.application_id).await?;
    act.require(APPLICATION_SEE, &it.region)?;
    // Whoever works on cases hands letters over; whoever only looks on (audit) changes nothing.
    if ![APPLICATION_TAKE, APPLICATION_DECIDE, APPLICATION_SIGN, VISIT_DO].iter().any(|perm| act.scope(*perm).covers(&it.region)) {
        return Err(NOT_FOUND.into());
    }
    if !["post", "window", "public"].contains(&ask.delivery.as_str()) {
        return Err(Fail::field("delivery", "请选择邮寄、窗口或者公告送达"));
    }
    if ask.proof.trim().is_empty() {
        return Err(Fail::field("proof", "请填写签收人、邮件号或者公告编号"));
    }
    delivered(act, &letter, &ask.delivery, ask.proof.trim(), ask.receipt.trim()).await?;
    act.about("letter", &ask.id, &it.region);
    get(act, &ask.id).await
}

/// Reading it on one's own account is delivery (电子送达); the first time counts.
pub async fn opened_by_person(act: &mut Act, ask: WhichLetter) -> Result<Read, Fail> {
    let read = read(act, ask).await?;
    if read.letter.delivery.is_empty() && act.actor.person().is_some() {
        delivered(act, &read.letter, "site", "本人登录查看", "").await?;
    }
    Ok(read)
}

async fn delivered(act: &mut Act, letter: &Letter, delivery: &str, proof: &str, receipt: &str) -> Result<(), Fail> {
    let (today, by) = (act.today().to_string(), act.actor.name.clone());
    sqlx::query(
        "update letter set delivery = $1, delivered_on = $2, proof = $3, receipt = $4, delivered_by = $5 where id = $6 and delivered_on is null",
    )
    .bind(delivery)
    .bind(today)
    .bind(proof)
    .bind(receipt)
    .bind(by)
    .bind(letter.id.clone())
    .execute(act.conn())
    .await?;
    Ok(())
}
