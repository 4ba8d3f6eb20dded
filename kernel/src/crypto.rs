//! 国密 — encryption, blind indexes, signatures, passwords and one-time codes.
//!
//! SM4-GCM seals fields (GB/T 32907, RFC 8998), SM3 hashes (GB/T 32905), SM2 signs (GB/T 32918). The implementation
//! is software from RustCrypto; [`PROVIDER`] names it wherever something is signed, so that records made by a
//! certified module later can be told apart.
//!
//! Secrets are never drawn from a seeded source, unlike identifiers: whoever knows a story's seed must not be able
//! to recompute a key. Everything here therefore takes its randomness from the operating system.

use hmac::{Hmac, KeyInit, Mac};
use sm3::{Digest, Sm3};

use crate::fail::Fail;

mod field;
mod key_file;
mod keys;
mod password;
mod random;
mod secret;
mod sign;
mod totp;

pub use field::{Aad, DataKey, open, open_bytes, seal, seal_bytes};
pub use keys::{Field, Keys, Part};
pub use password::{hash_password, needs_rehash, verify_nobody, verify_password};
pub use random::{token_128, token_256};
pub use secret::Secret;
pub use sign::{PublicKey, Signer};
pub use totp::TotpSecret;

/// Which implementation of the ciphers made a signature or ciphertext.
pub const PROVIDER: &str = "software";

/// What can go wrong with keys and sealed values. Never holds a key or a plaintext.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// The sealed text is damaged, belongs to another row, or was sealed under another key.
    #[error("密文无法打开：已损坏、被移到别的行，或密钥不符")]
    Unsealable,
    /// The value names a key that is not in the key file.
    #[error("密钥文件中没有编号为{0}的密钥，请换回包含它的密钥文件")]
    UnknownKey(String),
    /// The value is too long to encrypt.
    #[error("内容过长，无法加密")]
    TooLong,
    /// A stored password hash is not one of ours.
    #[error("口令摘要格式不正确，请重置该账号的口令")]
    PasswordHash,
    /// A secret or name does not fit a one-time-code app.
    #[error("动态口令设置不正确：{0}")]
    Totp(String),
    /// A public key or signature is not SM2 in the expected form.
    #[error("SM2公钥或签名格式不正确")]
    Sm2,
    /// The key file may be read by others.
    #[error("密钥文件{0}的权限过宽，请改为仅所有者可读写（chmod 600）")]
    Permissions(String),
    /// The key file is not one of ours; the text says where.
    #[error("密钥文件{path}无法读取：{why}")]
    KeyFile {
        /// Which file.
        path: String,
        /// What is wrong, without values.
        why: String,
    },
    /// The disk refused.
    #[error("密钥文件{path}读写失败：{cause}")]
    Io {
        /// Which file.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A thread that computes hashes was lost.
    #[error("口令计算被中断，请重试")]
    Interrupted,
}

impl From<CryptoError> for Fail {
    fn from(cause: CryptoError) -> Fail {
        Fail::bug(cause)
    }
}

/// SM3 digest, 64 lower-case hexadecimal digits (GB/T 32905).
pub fn sm3_hex(bytes: &[u8]) -> String {
    hex::encode(Sm3::digest(bytes))
}

/// HMAC-SM3 over the parts in turn (GB/T 15852.2).
pub(crate) fn hmac_sm3(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    keyed(key, parts).finalize().into_bytes().into()
}

/// Compares an HMAC-SM3 tag in constant time.
pub(crate) fn hmac_sm3_matches(key: &[u8; 32], parts: &[&[u8]], tag: &[u8]) -> bool {
    keyed(key, parts).verify_slice(tag).is_ok()
}

fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sm3> {
    // A 256-bit key fits the 512-bit block of SM3, so it can be padded by hand and construction cannot fail.
    let mut block = hmac::digest::Key::<Hmac<Sm3>>::default();
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sm3> as KeyInit>::new(&block);
    parts.iter().for_each(|part| mac.update(part));
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    // GB/T 32905 appendix A.
    #[test]
    fn sm3_agrees_with_the_examples_of_the_standard() {
        assert_eq!(sm3_hex(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        let long = "abcd".repeat(16);
        assert_eq!(sm3_hex(long.as_bytes()), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    }

    #[test]
    fn hmac_sm3_is_the_inner_and_outer_hash_of_the_padded_key() {
        let key = [7u8; 32];
        let pad = |byte: u8| -> Vec<u8> { (0..64).map(|at| if at < 32 { 7 ^ byte } else { byte }).collect() };
        let inner = Sm3::digest([pad(0x36), b"message".to_vec()].concat());
        let outer = Sm3::digest([pad(0x5c), inner.to_vec()].concat());
        assert_eq!(hmac_sm3(&key, &[b"mess", b"age"])[..], outer[..]);
        assert!(hmac_sm3_matches(&key, &[b"message"], &outer));
        assert!(!hmac_sm3_matches(&key, &[b"messagf"], &outer));
        assert!(!hmac_sm3_matches(&key, &[b"message"], &outer[..31]));
    }
}
