//! 随机数 — bytes and tokens from the operating system.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Fills `bytes` from the operating system's generator.
///
/// Without randomness no key or token is safe, so the program stops rather than go on with a guess.
pub(crate) fn fill(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        std::process::abort();
    }
}

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// A token of 128 random bits in 22 characters that need no escaping in a URL.
pub fn token_128() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<16>())
}

/// A token of 256 random bits in 43 characters that need no escaping in a URL.
pub fn token_256() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn tokens_have_their_length_and_alphabet_and_never_repeat() {
        let mut seen = HashSet::new();
        for _ in 0..1000 {
            for (token, length) in [(token_128(), 22), (token_256(), 43)] {
                assert_eq!(token.len(), length);
                assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
                assert!(seen.insert(token));
            }
        }
    }
}
