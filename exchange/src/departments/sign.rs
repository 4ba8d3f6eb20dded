//! 签名 (signature) of the national exchange platform: Base64(HMAC-SHA256(secret, sid + rid + rtime)).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Header with the requester's number (请求者标识).
pub const RID: &str = "gjgxjhpt_rid";
/// Header with the service's number (服务标识): each interface has its own.
pub const SID: &str = "gjgxjhpt_sid";
/// Header with the request's instant in milliseconds.
pub const RTIME: &str = "gjgxjhpt_rtime";
/// Header with the signature.
pub const SIGN: &str = "gjgxjhpt_sign";

/// Signs one request. The order sid, rid, rtime is the platform's; any other order is another signature.
#[must_use]
pub fn sign(secret: &str, sid: &str, rid: &str, rtime: &str) -> String {
    STANDARD.encode(mac(secret, sid, rid, rtime).finalize().into_bytes())
}

/// Is `signature` the right one? Compared in constant time.
#[must_use]
pub fn verify(secret: &str, sid: &str, rid: &str, rtime: &str, signature: &str) -> bool {
    STANDARD.decode(signature).is_ok_and(|raw| mac(secret, sid, rid, rtime).verify_slice(&raw).is_ok())
}

fn mac(secret: &str, sid: &str, rid: &str, rtime: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    for part in [sid, rid, rtime] {
        mac.update(part.as_bytes());
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    const SID_: &str = "s_3607000000000_0001";
    const RID_: &str = "anju-360700";
    const RTIME_: &str = "1767225600000";

    // regulation §3.6; the expected value was computed with OpenSSL, not with this code.
    #[test]
    fn the_signature_is_hmac_over_sid_rid_rtime_in_that_order() {
        assert_eq!(sign(SECRET, SID_, RID_, RTIME_), "EENvTHEu5KiYSzKNjtfeaaVD2QlROLxvFFqFOjoOM8w=");
    }

    #[test]
    fn any_other_order_or_value_fails() {
        let good = sign(SECRET, SID_, RID_, RTIME_);
        assert!(verify(SECRET, SID_, RID_, RTIME_, &good));
        let wrong = [
            sign(SECRET, RID_, SID_, RTIME_),
            sign(SECRET, RTIME_, SID_, RID_),
            sign(SECRET, SID_, RTIME_, RID_),
            sign("other", SID_, RID_, RTIME_),
            sign(SECRET, SID_, RID_, "1767225600001"),
            String::new(),
            "not base64 !".into(),
        ];
        for signature in wrong {
            assert!(!verify(SECRET, SID_, RID_, RTIME_, &signature), "{signature}");
        }
    }
}
