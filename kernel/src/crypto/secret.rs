//! 密钥材料 — bytes that are wiped when dropped and never printed.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::random;

/// `N` secret bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// Fresh random bytes.
    pub fn generate() -> Self {
        let mut secret = Secret([0; N]);
        random::fill(&mut secret.0);
        secret
    }

    /// Takes bytes over.
    pub fn from_bytes(bytes: [u8; N]) -> Self {
        Secret(bytes)
    }

    /// Reads exactly `2 * N` hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut secret = Secret([0; N]);
        hex::decode_to_slice(text.trim(), &mut secret.0).ok()?;
        Some(secret)
    }

    /// Hexadecimal digits, wiped when dropped.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0))
    }

    /// The bytes, for a cipher.
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-45.
    #[test]
    fn a_secret_prints_nothing_and_reads_back_from_its_hexadecimal_text() {
        let secret = Secret::<16>::generate();
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        assert_eq!(Secret::<16>::from_hex(&secret.to_hex()).unwrap().expose(), secret.expose());
        for wrong in ["", "00", "zz", &"0".repeat(31), &"0".repeat(33), &"0".repeat(34)] {
            assert!(Secret::<16>::from_hex(wrong).is_none(), "{wrong}");
        }
    }
}
