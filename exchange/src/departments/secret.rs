//! 应用密钥 (application secret) — what signs the requests; lent by the platform for a while and fetched anew before it ends.
//!
//! POST `/sysapi/auth/refreshappsecret`, signed under the appkey, answers `{code:"0", message, data:{secret, secretEndTime}}`. The secret comes
//! encrypted under the appkey: AES-128-ECB with PKCS#5 padding, Base64, the AES key being what Java's SHA1PRNG makes of the appkey.

use super::connect::Link;
use super::sign;
use crate::reach::{Missed, Reach, TOTAL, under};
use crate::{Clock, strict_json};
use aes::Aes128;
use aes::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha1::{Digest, Sha1};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// A secret that ends sooner than this is fetched anew.
pub const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// Why there is no secret to sign with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("{0}")]
    Missed(#[from] Missed),
    #[error("平台没有发放密钥：{code} {message}。请核对 rid、sid 和 appkey。")]
    Refused { code: String, message: String },
    #[error("平台发放的密钥无法识别：{0}。请联系平台。")]
    Malformed(String),
}

/// A secret and the instant at which it ends.
#[derive(Clone, PartialEq, Eq)]
struct Secret {
    value: String,
    ends: Timestamp,
}

/// 密钥环 — the current secret of each requester at each platform. One caller fetches, the others wait for it.
#[derive(Default)]
pub struct SecretRing {
    held: Mutex<HashMap<String, Arc<Mutex<Option<Secret>>>>>,
}

impl SecretRing {
    /// The secret to sign with now; fetched when there is none or it ends within [`MARGIN`].
    ///
    /// While the old one still holds, a failed refresh is not an error.
    ///
    /// # Errors
    /// [`SecretError`] when there is no secret that holds and none could be had.
    pub async fn current(&self, reach: &Reach, link: &Link, clock: &Clock) -> Result<String, SecretError> {
        let slot = self.slot(link).await;
        let mut held = slot.lock().await;
        let now = clock();
        if let Some(secret) = held.as_ref().filter(|secret| secret.ends.duration_since(now) > MARGIN) {
            return Ok(secret.value.clone());
        }
        match refresh(reach, link, now).await {
            Ok(secret) => {
                let value = secret.value.clone();
                *held = Some(secret);
                Ok(value)
            }
            Err(e) => match held.as_ref().filter(|secret| secret.ends > now) {
                Some(secret) => {
                    tracing::warn!(department = %link.department, error = %e, "secret not refreshed, the old one still holds");
                    Ok(secret.value.clone())
                }
                None => Err(e),
            },
        }
    }

    /// Drops a secret that the platform no longer takes.
    pub async fn forget(&self, link: &Link) {
        *self.slot(link).await.lock().await = None;
    }

    async fn slot(&self, link: &Link) -> Arc<Mutex<Option<Secret>>> {
        let name = format!("{}|{}|{}", link.base, link.rid, link.sid);
        Arc::clone(self.held.lock().await.entry(name).or_default())
    }
}

async fn refresh(reach: &Reach, link: &Link, now: Timestamp) -> Result<Secret, SecretError> {
    let rtime = now.as_millisecond().to_string();
    let request = reach
        .request(http::Method::POST, under(&link.base, &["sysapi", "auth", "refreshappsecret"]))
        .header(sign::SIGN, sign::sign(&link.app_key, &link.sid, &link.rid, &rtime))
        .header(sign::RID, &link.rid)
        .header(sign::SID, &link.sid)
        .header(sign::RTIME, rtime)
        .json(&serde_json::json!({}));
    let arrived = reach.send(request, TOTAL).await?;
    if arrived.status >= 500 {
        return Err(Missed::Unreachable { why: format!("HTTP {}", arrived.status) }.into());
    }
    let reply = strict_json::parse(&arrived.body).map_err(SecretError::Malformed)?;
    read(&reply, &link.app_key)
}

/// Reads the platform's answer.
fn read(reply: &Value, app_key: &str) -> Result<Secret, SecretError> {
    let code = word(&reply["code"]);
    if code != "0" {
        return Err(SecretError::Refused { code, message: word(&reply["message"]) });
    }
    let data = &reply["data"];
    let wrapped = data["secret"].as_str().ok_or_else(|| SecretError::Malformed("缺少 secret".into()))?;
    let value = unwrap(app_key, wrapped).ok_or_else(|| SecretError::Malformed("secret 解不开".into()))?;
    let ends = end_time(&data["secretEndTime"]).ok_or_else(|| SecretError::Malformed("secretEndTime 不是时间".into()))?;
    Ok(Secret { value, ends })
}

/// A code may come as text or as a number.
pub(super) fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Platforms write the end as milliseconds, as an ISO instant, or as a local `yyyy-MM-dd HH:mm:ss`.
fn end_time(value: &Value) -> Option<Timestamp> {
    let text = word(value);
    if let Ok(ms) = text.parse::<i64>() {
        return Timestamp::from_millisecond(ms).ok();
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let local = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", &text).ok()?;
    jiff::tz::offset(8).to_timestamp(local).ok()
}

/// SHA1PRNG seeded with the appkey and asked for 16 bytes yields SHA1(SHA1(appkey)), cut.
fn cipher(app_key: &str) -> Aes128 {
    let drawn = Sha1::digest(Sha1::digest(app_key.as_bytes()));
    let mut key = [0u8; 16];
    key.copy_from_slice(&drawn[..16]);
    Aes128::new(&key.into())
}

/// Encrypts a secret under the appkey: the platform's side.
#[must_use]
pub fn wrap(app_key: &str, secret: &str) -> String {
    let cipher = cipher(app_key);
    let pad = 16 - secret.len() % 16;
    let mut bytes = secret.as_bytes().to_vec();
    bytes.resize(secret.len() + pad, pad as u8);
    for chunk in bytes.chunks_exact_mut(16) {
        let mut block = Block::<Aes128>::default();
        block.copy_from_slice(chunk);
        cipher.encrypt_block(&mut block);
        chunk.copy_from_slice(&block);
    }
    STANDARD.encode(bytes)
}

/// Decrypts a secret under the appkey; `None` when it was not encrypted under this one.
#[must_use]
pub fn unwrap(app_key: &str, wrapped: &str) -> Option<String> {
    let mut bytes = STANDARD.decode(wrapped).ok()?;
    if bytes.is_empty() || bytes.len() % 16 != 0 {
        return None;
    }
    let cipher = cipher(app_key);
    for chunk in bytes.chunks_exact_mut(16) {
        let mut block = Block::<Aes128>::default();
        block.copy_from_slice(chunk);
        cipher.decrypt_block(&mut block);
        chunk.copy_from_slice(&block);
    }
    let pad = usize::from(*bytes.last()?);
    let body = bytes.len().checked_sub(pad).filter(|_| (1..=16).contains(&pad))?;
    if bytes[body..].iter().any(|&b| usize::from(b) != pad) {
        return None;
    }
    bytes.truncate(body);
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // The expected value was made with OpenSSL: key = first 16 bytes of SHA1(SHA1(appkey)), aes-128-ecb.
    #[test]
    fn the_secret_is_wrapped_as_the_platform_wraps_it() {
        let (app_key, secret) = ("appkey-of-ganzhou", "0f1e2d3c4b5a69788796a5b4c3d2e1f0");
        let wrapped = "8sDgvIdPMNO+pkblT9oEDIB0+FMcfDmsxiMcEG9RNKMsXyfWoJEun/es6ne2e1po";
        assert_eq!(wrap(app_key, secret), wrapped);
        assert_eq!(unwrap(app_key, wrapped).as_deref(), Some(secret));
        for (key, text) in [("another", wrapped), (app_key, ""), (app_key, "AAAA"), (app_key, "?"), (app_key, &wrapped[..24])] {
            assert_eq!(unwrap(key, text), None, "{key} {text}");
        }
    }

    #[test]
    fn the_end_time_is_read_in_every_way_platforms_write_it() {
        let expected: Timestamp = "2026-06-01T04:00:00Z".parse().unwrap();
        for value in [json!(1_780_286_400_000_i64), json!("1780286400000"), json!("2026-06-01T12:00:00+08:00"), json!("2026-06-01 12:00:00")] {
            assert_eq!(end_time(&value), Some(expected), "{value}");
        }
        for value in [json!(null), json!("soon"), json!({}), json!("2026-13-01 00:00:00")] {
            assert_eq!(end_time(&value), None, "{value}");
        }
    }

    #[test]
    fn a_refused_or_broken_secret_is_an_error() {
        let good = json!({"code": "0", "message": "", "data": {"secret": wrap("k", "s"), "secretEndTime": 1_780_286_400_000_i64}});
        assert!(read(&good, "k").is_ok_and(|secret| secret.value == "s"));
        assert!(matches!(read(&good, "other"), Err(SecretError::Malformed(_))));
        assert!(matches!(read(&json!({"code": 1, "message": "no"}), "k"), Err(SecretError::Refused { .. })));
        assert!(matches!(read(&json!([]), "k"), Err(SecretError::Refused { .. })));
    }
}
