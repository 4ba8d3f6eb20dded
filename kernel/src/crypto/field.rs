//! 字段加密 — SM4-GCM for single fields, bound to their place, under a key of their person.
//!
//! Each person has a data key, stored wrapped by the key-encryption key. Destroying the wrapped key makes all of that
//! person's sealed fields unreadable at once, also in places that must not be rewritten (个人信息保护法 47). The row
//! a field belongs to is authenticated with it: a ciphertext copied to another row, column or person does not open.

use std::fmt;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use sm4::Sm4;
use zeroize::Zeroizing;

use super::{CryptoError, Secret, hmac_sm3, random};

/// SM4 in GCM mode with a 96-bit nonce and a 128-bit tag, as in RFC 8998.
type Sm4Gcm = AesGcm<Sm4, U12>;

const NONCE: usize = 12;

/// First part of every sealed text: SM4-GCM, nonce before ciphertext and tag.
const FORMAT: &str = "1.";

/// Where a sealed value lives; it opens only there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aad<'a> {
    /// Table name.
    pub table: &'a str,
    /// Column name.
    pub column: &'a str,
    /// Id of the row.
    pub row: &'a str,
}

impl<'a> Aad<'a> {
    /// The place of one field.
    pub const fn new(table: &'a str, column: &'a str, row: &'a str) -> Self {
        Aad { table, column, row }
    }

    /// Table, column, row and key, each with its length before it so that no two places read alike.
    fn bytes(&self, key_id: &str) -> Vec<u8> {
        let parts = [self.table, self.column, self.row, key_id];
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// 个人数据密钥 — the key of one person (or of one table and year), in the clear. Keep it no longer than the act.
#[derive(Clone)]
pub struct DataKey {
    subject: String,
    secret: Secret<16>,
}

impl DataKey {
    /// A new key for a subject, such as a person's id.
    pub fn generate(subject: &str) -> DataKey {
        DataKey { subject: subject.to_owned(), secret: Secret::generate() }
    }

    pub(super) fn from_parts(subject: &str, secret: Secret<16>) -> DataKey {
        DataKey { subject: subject.to_owned(), secret }
    }

    pub(super) fn secret(&self) -> &Secret<16> {
        &self.secret
    }

    /// Whose key this is.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// A digest of a personal value for records that are never erased, such as the audit trail: HMAC-SM3 under this
    /// person's key, so that it can be checked while the key exists and tells nothing afterwards.
    pub fn digest(&self, value: &str) -> String {
        let mut key = Zeroizing::new([0u8; 32]);
        key[..16].copy_from_slice(self.secret.expose());
        hex::encode(hmac_sm3(&key, &[b"anju digest 1\n", value.as_bytes()]))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// Seals one field as text: `1.` and the base64 of nonce, ciphertext and tag.
///
/// # Errors
/// [`CryptoError::TooLong`] beyond 64 GiB.
pub fn seal(key: &DataKey, aad: Aad<'_>, plaintext: &str) -> Result<String, CryptoError> {
    let sealed = seal_bytes(key, aad, plaintext.as_bytes())?;
    Ok(format!("{FORMAT}{}", BASE64.encode(sealed)))
}

/// Opens what [`seal`] made for the same place and key.
///
/// # Errors
/// [`CryptoError::Unsealable`] when the text was changed, moved, or sealed under another key.
pub fn open(key: &DataKey, aad: Aad<'_>, sealed: &str) -> Result<Zeroizing<String>, CryptoError> {
    let text = sealed.strip_prefix(FORMAT).ok_or(CryptoError::Unsealable)?;
    let bytes = BASE64.decode(text).map_err(|_| CryptoError::Unsealable)?;
    let plaintext = open_bytes(key, aad, &bytes)?;
    let text = std::str::from_utf8(&plaintext).map_err(|_| CryptoError::Unsealable)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Seals a document: nonce, ciphertext and tag. About 60 MB/s, so larger files belong on a blocking thread.
///
/// # Errors
/// [`CryptoError::TooLong`] beyond 64 GiB.
pub fn seal_bytes(key: &DataKey, aad: Aad<'_>, plaintext: &[u8]) -> Result<Vec<u8>, CryptoError> {
    seal_with(key.secret(), random::bytes(), &aad.bytes(key.subject()), plaintext)
}

/// Opens what [`seal_bytes`] made for the same place and key.
///
/// # Errors
/// [`CryptoError::Unsealable`] when the bytes were changed, moved, or sealed under another key.
pub fn open_bytes(key: &DataKey, aad: Aad<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    open_with(key.secret(), &aad.bytes(key.subject()), sealed)
}

pub(super) fn seal_with(key: &Secret<16>, nonce: [u8; NONCE], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let payload = Payload { msg: plaintext, aad };
    let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload).map_err(|_| CryptoError::TooLong)?;
    Ok([&nonce[..], &sealed].concat())
}

pub(super) fn open_with(key: &Secret<16>, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let (nonce, msg) = sealed.split_first_chunk::<NONCE>().ok_or(CryptoError::Unsealable)?;
    let plaintext = cipher(key).decrypt(&Nonce::from(*nonce), Payload { msg, aad });
    plaintext.map(Zeroizing::new).map_err(|_| CryptoError::Unsealable)
}

fn cipher(key: &Secret<16>) -> Sm4Gcm {
    Sm4Gcm::new(&(*key.expose()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLACE: Aad<'static> = Aad::new("person", "id_number", "01J");

    // RFC 8998 appendix A.1, M e (GB/T 39786).
    #[test]
    fn sm4_gcm_agrees_with_the_example_of_rfc_8998() {
        let key = Secret::from_hex("0123456789abcdeffedcba9876543210").unwrap();
        let nonce: [u8; 12] = hex::decode("00001234567800000000abcd").unwrap().try_into().unwrap();
        let aad = hex::decode("feedfacedeadbeeffeedfacedeadbeefabaddad2").unwrap();
        let plaintext = hex::decode(concat!(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd",
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
        ))
        .unwrap();
        let sealed = seal_with(&key, nonce, &aad, &plaintext).unwrap();
        let expected = concat!(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735",
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
            "83de3541e4c2b58177e065a9bf7b62ec"
        );
        assert_eq!(hex::encode(&sealed[12..]), expected);
        assert_eq!(*open_with(&key, &aad, &sealed).unwrap(), plaintext);
    }

    // S-41: a ciphertext moved to another table, column, row or person does not open.
    #[test]
    fn a_sealed_field_opens_only_in_its_own_place_under_its_own_key() {
        let key = DataKey::generate("01P");
        let sealed = seal(&key, PLACE, "360102180001010018").unwrap();
        assert_eq!(*open(&key, PLACE, &sealed).unwrap(), "360102180001010018");
        let elsewhere = [
            Aad::new("staff", "id_number", "01J"),
            Aad::new("person", "phone", "01J"),
            Aad::new("person", "id_number", "01K"),
            Aad::new("person", "id_number0", "1J"),
        ];
        for place in elsewhere {
            assert!(matches!(open(&key, place, &sealed), Err(CryptoError::Unsealable)), "{place:?}");
        }
        let same_bytes_other_person = DataKey::from_parts("01Q", key.secret().clone());
        assert!(open(&same_bytes_other_person, PLACE, &sealed).is_err());
        assert!(open(&DataKey::generate("01P"), PLACE, &sealed).is_err());
    }

    // S-41: random nonce.
    #[test]
    fn the_same_value_never_seals_to_the_same_text() {
        let key = DataKey::generate("01P");
        let (a, b) = (seal(&key, PLACE, "x").unwrap(), seal(&key, PLACE, "x").unwrap());
        assert!(a.starts_with("1.") && b.starts_with("1."));
        assert_ne!(a, b);
    }

    #[test]
    fn text_that_was_never_sealed_is_refused_without_a_panic() {
        let key = DataKey::generate("01P");
        let wrong = ["", "1.", "1.AAAA", "2.AAAA", "1.!!!!", "360102180001010018", "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"];
        for text in wrong {
            assert!(matches!(open(&key, PLACE, text), Err(CryptoError::Unsealable)), "{text}");
        }
    }

    // 2.2: audit rows keep digests that mean nothing once the person's key is destroyed.
    #[test]
    fn digests_are_equal_for_one_person_and_unrelated_between_persons() {
        let (a, b) = (DataKey::generate("01P"), DataKey::generate("01P"));
        assert_eq!(a.digest("13800000000"), a.digest("13800000000"));
        assert_ne!(a.digest("13800000000"), a.digest("13800000001"));
        assert_ne!(a.digest("13800000000"), b.digest("13800000000"));
    }

    // S-45.
    #[test]
    fn a_data_key_prints_its_subject_and_nothing_else() {
        assert_eq!(format!("{:?}", DataKey::generate("01P")), "DataKey { subject: \"01P\", .. }");
    }

    proptest! {
        #[test]
        fn whatever_is_sealed_opens_and_no_flipped_bit_does(text in ".{0,200}", at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let key = DataKey::generate("01P");
            let sealed = seal_bytes(&key, PLACE, text.as_bytes()).unwrap();
            prop_assert_eq!(&open_bytes(&key, PLACE, &sealed).unwrap()[..], text.as_bytes());
            let mut flipped = sealed.clone();
            flipped[at.index(sealed.len())] ^= 1 << bit;
            prop_assert!(open_bytes(&key, PLACE, &flipped).is_err());
            prop_assert!(open_bytes(&key, PLACE, &sealed[..sealed.len() - 1]).is_err());
        }
    }
}
