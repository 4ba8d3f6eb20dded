//! 动态口令 — time-based one-time codes (RFC 6238) for the second factor.
//!
//! Thirty-second steps, six digits, HMAC-SHA1: what every phone app supports. A code is good in its own step and
//! one step to either side, and only once: the step that was used is kept and nothing at or before it is taken again.

use std::fmt;

use jiff::Timestamp;
use totp_rs::{Builder, Totp};

use super::{CryptoError, Secret};

/// Length of a step, seconds.
const STEP: u64 = 30;

/// The secret shared with one person's app, 160 bits.
#[derive(Clone)]
pub struct TotpSecret(Secret<20>);

impl TotpSecret {
    /// A fresh secret.
    pub fn generate() -> TotpSecret {
        TotpSecret(Secret::generate())
    }

    /// Reads 32 base32 characters, as stored (sealed) or typed.
    ///
    /// # Errors
    /// [`CryptoError::Totp`] when it is not 160 bits of base32.
    pub fn from_base32(text: &str) -> Result<TotpSecret, CryptoError> {
        let refused = || CryptoError::Totp("密钥应为32位Base32字符".to_owned());
        let secret = totp_rs::Secret::try_from_base32(text.trim()).map_err(|_| refused())?;
        let bytes: [u8; 20] = secret.as_ref().try_into().map_err(|_| refused())?;
        Ok(TotpSecret(Secret::from_bytes(bytes)))
    }

    /// 32 base32 characters, for typing into an app and for storing sealed.
    pub fn base32(&self) -> String {
        totp_rs::Secret::from(*self.0.expose()).to_base32()
    }

    /// The `otpauth://` address to show as a QR code.
    ///
    /// # Errors
    /// [`CryptoError::Totp`] when a name is empty or contains a colon.
    pub fn url(&self, issuer: &str, account: &str) -> Result<String, CryptoError> {
        let builder = self.builder().with_issuer(Some(issuer)).with_account_name(account);
        let totp = builder.build().map_err(|cause| CryptoError::Totp(cause.to_string()))?;
        totp.to_url().map_err(|cause| CryptoError::Totp(cause.to_string()))
    }

    /// The code an app shows at that instant.
    pub fn code(&self, now: Timestamp) -> String {
        self.totp().generate(seconds(now)).to_string()
    }

    /// The step a typed code belongs to, to be stored as used; none when the code is wrong, too old, too new, or not
    /// after `last_used`.
    pub fn check(&self, code: &str, now: Timestamp, last_used: Option<i64>) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let step = i64::try_from(self.totp().check(&code, seconds(now))?).ok()?;
        (last_used.is_none_or(|used| step > used)).then_some(step)
    }

    fn builder(&self) -> Builder {
        Builder::new().with_skew(1).with_digits(6).with_step_duration(STEP).with_secret(*self.0.expose())
    }

    fn totp(&self) -> Totp {
        // Digits, step and secret length are constants that the rules of RFC 6238 allow.
        self.builder().build_noncompliant()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_second()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn rfc_secret() -> TotpSecret {
        TotpSecret(Secret::from_bytes(*b"12345678901234567890"))
    }

    // RFC 6238 appendix B, SHA-1, last six digits.
    #[test]
    fn codes_agree_with_the_table_of_rfc_6238() {
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (second, code) in table {
            assert_eq!(rfc_secret().code(at(second)), code);
            assert_eq!(rfc_secret().check(code, at(second), None), Some(second / 30));
        }
    }

    // S-06: one step to either side.
    #[test]
    fn a_code_is_good_one_step_early_or_late_and_no_further() {
        let secret = rfc_secret();
        let code = secret.code(at(3000)); // step 100
        for (second, good) in [(2969, false), (2970, true), (2999, true), (3000, true), (3059, true), (3060, false)] {
            assert_eq!(secret.check(&code, at(second), None).is_some(), good, "{second}");
        }
    }

    // S-06: single use.
    #[test]
    fn a_used_step_and_anything_before_it_is_refused() {
        let secret = rfc_secret();
        let step = secret.check(&secret.code(at(3000)), at(3000), None).unwrap();
        assert_eq!(secret.check(&secret.code(at(3000)), at(3010), Some(step)), None);
        assert_eq!(secret.check(&secret.code(at(2970)), at(3000), Some(step)), None);
        assert_eq!(secret.check(&secret.code(at(3030)), at(3030), Some(step)), Some(step + 1));
    }

    #[test]
    fn codes_may_be_typed_with_spaces_but_nothing_else() {
        assert_eq!(rfc_secret().check(" 287 082 ", at(59), None), Some(1));
        for code in ["", "28708", "2870822", "28708a", "２８７０８２", "-87082"] {
            assert_eq!(rfc_secret().check(code, at(59), None), None, "{code}");
        }
    }

    #[test]
    fn a_secret_travels_as_base32_and_as_an_address_for_apps() {
        let secret = TotpSecret::generate();
        assert_eq!(secret.base32().len(), 32);
        let again = TotpSecret::from_base32(&secret.base32()).unwrap();
        assert_eq!(again.code(at(59)), secret.code(at(59)));
        let url = secret.url("安居", "wang.li").unwrap();
        assert!(url.starts_with("otpauth://totp/%E5%AE%89%E5%B1%85:wang.li?secret="), "{url}");
        assert!(url.contains(&secret.base32()) && url.contains("issuer=%E5%AE%89%E5%B1%85"), "{url}");
        assert!(secret.url("安居:1", "wang").is_err() && secret.url("安居", "").is_err());
        assert!(TotpSecret::from_base32("MZXW6").is_err() && TotpSecret::from_base32("!").is_err());
        assert_eq!(format!("{secret:?}"), "TotpSecret(..)");
    }
}
