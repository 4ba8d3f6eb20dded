//! 锚 — a signed line that says where the chains stood.
//!
//! One line of text, fields apart by spaces: `anju-anchor-1`, number, time, SM3 of the line before (zeros for the
//! first), provider of the ciphers, name of the key, heads as `region:seq:hash` joined by commas, and the SM2
//! signature over everything before its space. Only regions whose chain grew since the anchor before are named.
//! Nothing but the line and a public key is needed to check it, so it can be copied, mailed or printed.

use jiff::Timestamp;

use super::chain::{Hash, parse as parse_hash};
use crate::clock::text_of;
use crate::crypto::{CryptoError, PROVIDER, PublicKey, Signer, sm3_hex};

pub(super) const MAGIC: &str = "anju-anchor-1";

/// What the first anchor names as the line before it.
pub(super) const NO_LINE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where one chain stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) region: String,
    pub(super) seq: i64,
    pub(super) hash: Hash,
}

/// A line taken apart; says nothing about its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor<'a> {
    pub(super) number: i64,
    pub(super) before: &'a str,
    key: &'a str,
    pub(super) heads: Vec<Head>,
    signed: &'a str,
    signature: &'a str,
}

/// Writes and signs a line.
pub(super) fn line(number: i64, at: Timestamp, before: &str, heads: &[Head], signer: &Signer) -> Result<String, CryptoError> {
    let heads: Vec<String> = heads.iter().map(|head| format!("{}:{}:{}", head.region, head.seq, hex::encode(head.hash))).collect();
    let key = signer.public().id();
    let signed = format!("{MAGIC} {number} {} {before} {PROVIDER} {key} {}", text_of(at), heads.join(","));
    let signature = signer.sign(signed.as_bytes())?;
    Ok(format!("{signed} {signature}"))
}

/// What the next anchor names as the line before it.
pub(super) fn name_of(line: &str) -> String {
    sm3_hex(line.as_bytes())
}

impl<'a> Anchor<'a> {
    /// Takes a line apart; none when it is not an anchor.
    pub(super) fn parse(line: &'a str) -> Option<Anchor<'a>> {
        let (signed, signature) = line.rsplit_once(' ')?;
        let mut fields = signed.split(' ');
        if fields.next()? != MAGIC {
            return None;
        }
        let number = fields.next()?.parse().ok()?;
        let _at: Timestamp = fields.next()?.parse().ok()?;
        let before = fields.next()?;
        let _provider = fields.next()?;
        let key = fields.next()?;
        let heads = fields.next()?.split(',').map(Head::parse).collect::<Option<Vec<_>>>()?;
        fields.next().is_none().then_some(Anchor { number, before, key, heads, signed, signature })
    }

    /// Whether one of the trusted keys signed it.
    pub(super) fn is_signed(&self, trusted: &[PublicKey]) -> bool {
        let mut named = trusted.iter().filter(|public| public.id() == self.key);
        named.any(|public| public.verify(self.signed.as_bytes(), self.signature))
    }
}

impl Head {
    fn parse(text: &str) -> Option<Head> {
        let mut parts = text.split(':');
        let region = parts.next().filter(|region| !region.is_empty())?.to_owned();
        let seq = parts.next()?.parse().ok()?;
        let hash = parse_hash(parts.next()?)?;
        parts.next().is_none().then_some(Head { region, seq, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Keys;

    #[test]
    fn a_line_reads_back_and_no_changed_byte_keeps_its_signature() {
        let keys = Keys::generate();
        let heads = [Head { region: "360702".into(), seq: 7, hash: [0xab; 32] }, Head { region: "3607E1".into(), seq: 1, hash: [0x01; 32] }];
        let line = line(3, Timestamp::UNIX_EPOCH, NO_LINE, &heads, keys.signer()).unwrap();
        let anchor = Anchor::parse(&line).unwrap();
        assert_eq!((anchor.number, anchor.before, &anchor.heads[..]), (3, NO_LINE, &heads[..]));
        assert!(anchor.is_signed(&keys.public_keys()));
        assert!(!anchor.is_signed(&Keys::generate().public_keys()));
        assert!(!anchor.is_signed(&[]));
        for place in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            let accepted = Anchor::parse(&changed).is_some_and(|anchor| anchor.is_signed(&keys.public_keys()));
            assert!(!accepted, "byte {place}");
        }
    }

    #[test]
    fn text_that_is_no_anchor_is_refused_without_a_panic() {
        let wrong = [
            "",
            " ",
            "anju-anchor-1",
            "anju-anchor-1 1",
            "anju-anchor-1 x y z p k h s",
            "anju-anchor-2 1 2026-01-01T00:00:00.000Z 0 software k 36:1:00 s",
            "anju-anchor-1 1 2026-01-01T00:00:00.000Z 0 software k 36:1:00 s",
        ];
        for text in wrong {
            assert!(Anchor::parse(text).is_none(), "{text}");
        }
    }
}
