//! 只做一次 — an effect happens once per key, also across crashes and double clicks.
//!
//! The key's row is written in the same transaction as the effect, with the answer;
//! a second request with the key waits for the first (the row's primary key, or
//! SQLite's one writer, holds it back) and receives the same answer. Keys are kept 24 h.
//! Owns `idempotency`.

use crate::act::Act;
use crate::clock::text_of;
use crate::crypto::{Aad, DataKey, open_bytes, seal_bytes, sm3_hex};
use crate::doors::Reply;
use crate::fail::{Fail, KEY_REUSED};

const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// What the key says.
pub enum Before {
    /// Never seen: go on, and [`remember`].
    Fresh,
    /// Done before: this was the answer.
    Done(Box<Reply>),
}

/// Identifies one effect: who, through which door, with which key.
pub fn key_of(act: &Act, door: &str, key: &str) -> String {
    // A stranger's key is bound to its address so that nobody is given another's answer.
    let who = if act.actor.id.is_empty() { &act.request.ip } else { &act.actor.id };
    sm3_hex(format!("{}|{who}|{door}|{key}", act.actor.kind.name()).as_bytes())
}

/// Looks for the key and, if it is fresh, claims it within this transaction.
///
/// # Errors
/// [`KEY_REUSED`] when the key came before with another body.
pub async fn claim(act: &mut Act, key: &str, digest: &str) -> Result<Before, Fail> {
    let at = text_of(act.kernel.clock.real());
    act.tx.lock(key).await?;
    let old = text_of(act.kernel.clock.real() - KEPT);
    sqlx::query("delete from idempotency where id = $1 and at < $2").bind(key).bind(old).execute(act.conn()).await?;
    let found: Option<(String, i64, String, String, Option<String>)> =
        sqlx::query_as("select digest, status, mime, body, location from idempotency where id = $1").bind(key).fetch_optional(act.conn()).await?;
    match found {
        Some((was, ..)) if was != digest => Err(KEY_REUSED.into()),
        Some((_, status, mime, body, location)) => {
            let body = open(act, key, &body)?;
            let status = u16::try_from(status).unwrap_or(200);
            Ok(Before::Done(Box::new(Reply { status, mime, body, location, cookies: Vec::new(), file_name: None })))
        }
        None => {
            sqlx::query("insert into idempotency (id, digest, at, status, mime, body, location) values ($1, $2, $3, 0, '', '', null)")
                .bind(key)
                .bind(digest)
                .bind(at)
                .execute(act.conn())
                .await?;
            Ok(Before::Fresh)
        }
    }
}

/// Keeps the answer for the same key.
pub async fn remember(act: &mut Act, key: &str, reply: &Reply) -> Result<(), Fail> {
    let body = seal(act, key, &reply.body)?;
    sqlx::query("update idempotency set status = $1, mime = $2, body = $3, location = $4 where id = $5")
        .bind(i64::from(reply.status))
        .bind(reply.mime.clone())
        .bind(body)
        .bind(reply.location.clone())
        .bind(key)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// An answer may show a person's details: it lies sealed under a key of its own row.
fn seal(act: &Act, key: &str, body: &[u8]) -> Result<String, Fail> {
    let own = DataKey::generate(key);
    let sealed = seal_bytes(&own, Aad::new("idempotency", "body", key), body)?;
    Ok(format!("{}|{}", act.keys().wrap(&own)?, hex::encode(sealed)))
}

fn open(act: &Act, key: &str, stored: &str) -> Result<Vec<u8>, Fail> {
    let Some((wrapped, sealed)) = stored.split_once('|') else { return Ok(Vec::new()) };
    let own = act.keys().unwrap(wrapped, key)?;
    let sealed = hex::decode(sealed).map_err(Fail::bug)?;
    Ok(open_bytes(&own, Aad::new("idempotency", "body", key), &sealed)?.to_vec())
}

/// Forgets keys older than 24 h; a timer calls it.
pub async fn forget(act: &mut Act) -> Result<u64, Fail> {
    let old = text_of(act.kernel.clock.real() - KEPT);
    Ok(sqlx::query("delete from idempotency where at < $1").bind(old).execute(act.conn()).await?.rows_affected())
}
