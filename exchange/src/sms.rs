//! 短信 (SMS) — hands a message to the gateway and fetches its receipts.
//!
//! Our message number goes along, so that a message sent again after a lost answer is delivered once.

use crate::reach::{AddressError, Arrived, Missed, Reach, TOTAL, address, under};
use crate::strict_json;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// Longest text of one message, characters.
pub const MAX_CHARS: usize = 70;

/// How the gateway is reached.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsText {
    pub base_url: String,
    /// Access key, sent as a bearer token.
    pub key: String,
    /// 短信签名, e.g. 章贡住保; the gateway prints it before the text.
    pub signature: String,
    /// Allows plain HTTP to another machine.
    #[serde(default)]
    pub plain_http: bool,
}

/// The gateway's client.
pub struct Sms {
    base: Url,
    key: String,
    signature: String,
    reach: Reach,
}

/// One message to one phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Our number: the gateway delivers each number once.
    pub message_id: String,
    /// Mainland mobile number, 11 digits.
    pub phone: String,
    /// At most [`MAX_CHARS`] characters, without ID numbers.
    pub text: String,
}

/// What became of handing over one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The gateway has it; `duplicate` when it had it before.
    Accepted { duplicate: bool },
    /// It will not be taken; sending it again is of no use.
    Refused { code: String, message: String },
    /// Not known to have arrived: send it again with the same number.
    Unknown { why: String },
}

/// 回执 of one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub message_id: String,
    pub state: Delivery,
    pub at: Timestamp,
}

/// 送达状态.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Delivered,
    Failed,
}

/// A page of receipts; ask again after `next`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipts {
    pub receipts: Vec<Receipt>,
    pub next: u64,
}

#[derive(Deserialize)]
struct Envelope<T> {
    code: String,
    message: String,
    data: Option<T>,
}

#[derive(Deserialize)]
struct Taken {
    message_id: String,
    duplicate: bool,
}

impl Sms {
    /// Connects to the gateway.
    ///
    /// # Errors
    /// [`AddressError`] when the address is not usable.
    pub fn new(text: SmsText) -> Result<Self, AddressError> {
        Ok(Self { base: address(&text.base_url, text.plain_http)?, key: text.key, signature: text.signature, reach: Reach::new()? })
    }

    /// Hands over one message. Never fails: what is not known to have arrived is [`Sent::Unknown`].
    pub async fn send(&self, message: &Message) -> Sent {
        if let Err((code, sentence)) = message.check() {
            return Sent::Refused { code: code.into(), message: sentence.into() };
        }
        let request =
            self.reach.request(http::Method::POST, under(&self.base, &["sms", "v1", "messages"])).bearer_auth(&self.key).json(
                &serde_json::json!({"message_id": message.message_id, "phone": message.phone, "signature": self.signature, "text": message.text}),
            );
        match self.reach.send(request, TOTAL).await.map_err(|e| e.to_string()).and_then(|arrived| read::<Taken>(&arrived)) {
            Ok(Ok(taken)) if taken.message_id == message.message_id => Sent::Accepted { duplicate: taken.duplicate },
            Ok(Ok(_)) => Sent::Unknown { why: "the answer is about another message".into() },
            Ok(Err((code, message))) => Sent::Refused { code, message },
            Err(why) => Sent::Unknown { why },
        }
    }

    /// Fetches the receipts that came after the cursor `after` (0 at first).
    ///
    /// # Errors
    /// [`Missed`] when the gateway gave none; ask again later with the same cursor.
    pub async fn receipts(&self, after: u64) -> Result<Receipts, Missed> {
        let url = under(&self.base, &["sms", "v1", "receipts"]);
        let request = self.reach.request(http::Method::GET, url).query(&[("after", after)]).bearer_auth(&self.key);
        let arrived = self.reach.send(request, TOTAL).await?;
        match read::<Receipts>(&arrived) {
            Ok(Ok(page)) if page.next >= after => Ok(page),
            Ok(Ok(page)) => Err(Missed::Unreachable { why: format!("the cursor went back from {after} to {}", page.next) }),
            Ok(Err((code, message))) => Err(Missed::Unreachable { why: format!("{code} {message}") }),
            Err(why) => Err(Missed::Unreachable { why }),
        }
    }
}

/// `Ok(Err(..))` is the gateway's refusal, `Err` is nonsense or a failing server.
fn read<T: for<'de> Deserialize<'de>>(arrived: &Arrived) -> Result<Result<T, (String, String)>, String> {
    if arrived.status >= 500 {
        return Err(format!("HTTP {}", arrived.status));
    }
    let envelope: Envelope<T> = serde_json::from_value(strict_json::parse(&arrived.body)?).map_err(|e| e.to_string())?;
    match envelope.data {
        Some(data) if envelope.code == "200" => Ok(Ok(data)),
        None if envelope.code == "200" => Err("data is missing".into()),
        _ => Ok(Err((envelope.code, envelope.message))),
    }
}

impl Message {
    /// Refuses a message that must not leave.
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let phone = self.phone.as_bytes();
        if phone.len() != 11 || phone[0] != b'1' || !(b'3'..=b'9').contains(&phone[1]) || !phone.iter().all(u8::is_ascii_digit) {
            return Err(("phone_invalid", "手机号码不是 11 位，请更正后再发"));
        }
        if self.message_id.is_empty() {
            return Err(("message_id_missing", "缺少短信编号，请重新生成"));
        }
        let chars = self.text.chars().count();
        if chars == 0 || chars > MAX_CHARS {
            return Err(("text_length", "短信应在 1 到 70 个字之间，请删改后再发"));
        }
        if carries_id_number(&self.text) {
            return Err(("text_carries_id_number", "短信里有证件号码，请删去后再发"));
        }
        Ok(())
    }
}

/// Seventeen digits in a row, with whatever follows, may be an ID number.
fn carries_id_number(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|c| {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        run >= 17
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(phone: &str, text: &str) -> Message {
        Message { message_id: "M1".into(), phone: phone.into(), text: text.into() }
    }

    // quality §3.7: at most 70 characters, no ID number.
    #[test]
    fn a_message_that_must_not_leave_is_refused() {
        let seventy = "字".repeat(70);
        let cases = [
            ("15400000000", "您的申请已受理。", None),
            ("15400000000", seventy.as_str(), None),
            ("15400000000", &"字".repeat(71), Some("text_length")),
            ("15400000000", "", Some("text_length")),
            ("1540000000", "a", Some("phone_invalid")),
            ("12400000000", "a", Some("phone_invalid")),
            ("1540000000a", "a", Some("phone_invalid")),
            ("15400000000", "证件36990119900101001X", Some("text_carries_id_number")),
            ("15400000000", "编号2026060112345678", None),
        ];
        for (phone, text, refused) in cases {
            assert_eq!(message(phone, text).check().err().map(|(code, _)| code), refused, "{phone} {text}");
        }
    }

    #[test]
    fn an_answer_is_read_as_data_refusal_or_nonsense() {
        let read = |status, body: &str| read::<Taken>(&Arrived { status, body: body.into() });
        assert!(matches!(read(200, r#"{"code":"200","message":"","data":{"message_id":"M1","duplicate":false}}"#), Ok(Ok(_))));
        assert!(matches!(read(200, r#"{"code":"300","message":"黑名单","data":null}"#), Ok(Err(_))));
        assert!(read(200, r#"{"code":"200","message":"","data":null}"#).is_err());
        assert!(read(502, "{}").is_err());
        assert!(read(200, "<html>").is_err());
    }
}
