//! 消息 — what a person is told, on the site always and by SMS at the legal moments.
//!
//! A message holds no full name, number or amount. The SMS goes through the outbox
//! with its receipt kept here. Owns `message`.

use kernel::{Act, Fail, outbox};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

/// A message.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Message {
    /// Id.
    pub id: String,
    /// Kind, such as `accepted`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub body: String,
    /// Page it is about.
    pub href: String,
    /// Instant.
    pub at: String,
    /// Instant it was read.
    pub read_at: Option<String>,
    /// `queued`, `sent`, `delivered`, `failed`, or empty when no SMS was due.
    pub sms: String,
}

/// A message to be told.
#[derive(Debug, Clone, Copy)]
pub struct Tell<'a> {
    /// To whom, `person.id`.
    pub person: &'a str,
    /// Region whose signature the SMS carries.
    pub region: &'a str,
    /// Kind.
    pub kind: &'a str,
    /// Title.
    pub title: &'a str,
    /// The words.
    pub body: &'a str,
    /// Page it is about.
    pub href: &'a str,
    /// Also by SMS.
    pub sms: bool,
}

/// Writes the message, and the SMS to be sent, in the caller's transaction.
pub async fn tell(act: &mut Act, ask: Tell<'_>) -> Result<(), Fail> {
    let (id, at) = (act.new_id(), act.at());
    sqlx::query(
        "insert into message (region, month, id, person_id, kind, title, body, href, at, sms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(ask.region)
    .bind(at[..7].to_owned())
    .bind(id.clone())
    .bind(ask.person)
    .bind(ask.kind)
    .bind(ask.title)
    .bind(ask.body)
    .bind(ask.href)
    .bind(at.clone())
    .bind(if ask.sms { "queued" } else { "" })
    .execute(act.conn())
    .await?;
    if ask.sms {
        outbox::put(act, "sms", ask.person, &serde_json::json!({"message": id})).await?;
    }
    Ok(())
}

/// What a worker needs to send: `(person, title, body)`.
pub async fn to_send(act: &mut Act, id: &str) -> Result<Option<(String, String, String)>, Fail> {
    Ok(sqlx::query_as("select person_id, title, body from message where id = $1").bind(id).fetch_optional(act.conn()).await?)
}

/// Writes down what became of the SMS.
pub async fn sms_became(act: &mut Act, id: &str, state: &str) -> Result<(), Fail> {
    sqlx::query("update message set sms = $1 where id = $2").bind(state).bind(id).execute(act.conn()).await?;
    Ok(())
}

/// The newest messages of a person.
pub async fn newest(act: &mut Act, person: &str) -> Result<Vec<Message>, Fail> {
    Ok(sqlx::query_as("select id, kind, title, body, href, at, read_at, sms from message where person_id = $1 order by id desc limit 100")
        .bind(person)
        .fetch_all(act.conn())
        .await?)
}

/// Marks everything told so far as read.
pub async fn read_all(act: &mut Act, person: &str) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query("update message set read_at = $1 where person_id = $2 and read_at is null").bind(at).bind(person).execute(act.conn()).await?;
    Ok(())
}
