//! 令牌 (ID token) — a compact JWS signed with ES256, and the key set that verifies it.

use super::SimError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

/// The provider's key, made at start and never kept.
pub struct Key {
    signing: SigningKey,
    /// Names the key in tokens and in the key set.
    id: String,
}

impl Key {
    /// Makes a key.
    pub fn new() -> Result<Self, SimError> {
        let signing = SigningKey::from_slice(&super::random::<32>()?).map_err(|_| SimError::Random)?;
        Ok(Self { signing, id: hex::encode(super::random::<8>()?) })
    }

    /// The key set (RFC 7517) with the public half.
    pub fn set(&self) -> Value {
        let point = self.signing.verifying_key().to_sec1_point(false);
        let coordinate = |from: usize| BASE64.encode(point.as_bytes().get(from..from + 32).unwrap_or_default());
        json!({"keys": [{"kty": "EC", "use": "sig", "alg": "ES256", "kid": self.id, "crv": "P-256", "x": coordinate(1), "y": coordinate(33)}]})
    }

    /// A signed token with these claims (RFC 7515).
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": self.id});
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let signature: Signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}
