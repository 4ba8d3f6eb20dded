//! 签名 — SM2 signatures over audit anchors and documents (GB/T 32918.2).
//!
//! Signatures are deterministic: the nonce is derived from key and message, so that a weak generator cannot leak the
//! key. The signer's distinguishing identifier is the default one of GM/T 0009.

use std::fmt;

use sm2::SecretKey;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::pkcs8::{EncodePublicKey, LineEnding};

use super::{CryptoError, Secret, sm3_hex};

/// Default distinguishing identifier, GM/T 0009-2012 section 10.
const USER_ID: &str = "1234567812345678";

/// A private key that signs.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
    public: PublicKey,
}

impl Signer {
    /// A signer from a private scalar.
    ///
    /// # Errors
    /// [`CryptoError::Sm2`] when the scalar is not between 1 and the order of the group less 2.
    pub fn new(secret: &Secret<32>) -> Result<Signer, CryptoError> {
        let key = SigningKey::from_slice(USER_ID, secret.expose()).map_err(|_| CryptoError::Sm2)?;
        let public = PublicKey::new(key.verifying_key().clone());
        Ok(Signer { key, public })
    }

    /// A fresh private scalar.
    pub(super) fn generate_secret() -> Secret<32> {
        loop {
            let secret = Secret::<32>::generate();
            // One in 2^32 draws lies above the order of the group.
            if SecretKey::from_slice(secret.expose()).is_ok() && Signer::new(&secret).is_ok() {
                return secret;
            }
        }
    }

    /// Signs a message: 128 hexadecimal digits, r before s.
    ///
    /// # Errors
    /// [`CryptoError::Sm2`] with a chance of 2^-256.
    pub fn sign(&self, message: &[u8]) -> Result<String, CryptoError> {
        let signature: Signature = self.key.try_sign(message).map_err(|_| CryptoError::Sm2)?;
        Ok(hex::encode(signature.to_bytes()))
    }

    /// The key that verifies.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("id", &self.public.id).finish_non_exhaustive()
    }
}

/// A public key that verifies.
#[derive(Clone)]
pub struct PublicKey {
    id: String,
    key: VerifyingKey,
}

impl PublicKey {
    fn new(key: VerifyingKey) -> PublicKey {
        let digest = sm3_hex(&key.to_sec1_bytes());
        PublicKey { id: digest[..16].to_owned(), key }
    }

    /// Reads an uncompressed or compressed point in hexadecimal.
    ///
    /// # Errors
    /// [`CryptoError::Sm2`] when it is not a point on the curve.
    pub fn from_hex(text: &str) -> Result<PublicKey, CryptoError> {
        let bytes = hex::decode(text.trim()).map_err(|_| CryptoError::Sm2)?;
        let key = VerifyingKey::from_sec1_bytes(USER_ID, &bytes).map_err(|_| CryptoError::Sm2)?;
        Ok(PublicKey::new(key))
    }

    /// First 16 hexadecimal digits of the SM3 of the point: names the key in anchors.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The uncompressed point, 130 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex::encode(self.key.to_sec1_bytes())
    }

    /// The key as SubjectPublicKeyInfo in PEM, for other tools.
    ///
    /// # Errors
    /// [`CryptoError::Sm2`] when it cannot be encoded.
    pub fn pem(&self) -> Result<String, CryptoError> {
        self.key.to_public_key_pem(LineEnding::LF).map_err(|_| CryptoError::Sm2)
    }

    /// Whether `signature` (128 hexadecimal digits) was made over `message` by the private half.
    pub fn verify(&self, message: &[u8], signature: &str) -> bool {
        let mut bytes = [0u8; 64];
        if hex::decode_to_slice(signature, &mut bytes).is_err() {
            return false;
        }
        Signature::from_bytes(&bytes.into()).is_ok_and(|signature| self.key.verify(message, &signature).is_ok())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB/T 32918.5-2017 appendix A.2.
    const SECRET: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    const PUBLIC: &str = concat!(
        "04",
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020",
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    );
    const SIGNATURE: &str = concat!(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    );

    #[test]
    fn the_signature_of_the_standards_example_verifies() {
        let signer = Signer::new(&Secret::from_hex(SECRET).unwrap()).unwrap();
        assert_eq!(signer.public().hex(), PUBLIC);
        let public = PublicKey::from_hex(PUBLIC).unwrap();
        assert!(public.verify(b"message digest", SIGNATURE));
        assert!(!public.verify(b"message digesu", SIGNATURE));
    }

    #[test]
    fn signatures_are_repeatable_and_fail_on_any_change() {
        let signer = Signer::new(&Signer::generate_secret()).unwrap();
        let signature = signer.sign(b"anchor").unwrap();
        assert_eq!(signature, signer.sign(b"anchor").unwrap());
        assert!(signer.public().verify(b"anchor", &signature));
        let other = Signer::new(&Signer::generate_secret()).unwrap();
        assert!(!other.public().verify(b"anchor", &signature));
        assert_ne!(other.public().id(), signer.public().id());
        for at in [0, 40, 64, 100, 127] {
            let mut digits: Vec<u8> = signature.bytes().collect();
            digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
            assert!(!signer.public().verify(b"anchor", std::str::from_utf8(&digits).unwrap()));
        }
    }

    #[test]
    fn malformed_keys_and_signatures_are_refused_without_a_panic() {
        let public = PublicKey::from_hex(PUBLIC).unwrap();
        for text in ["", "00", "zz", &"0".repeat(128), &"f".repeat(128), &SIGNATURE[..126]] {
            assert!(!public.verify(b"message digest", text), "{text}");
        }
        for text in ["", "04", "zz", &PUBLIC[..128], &PUBLIC.replace("13", "14")] {
            assert!(matches!(PublicKey::from_hex(text), Err(CryptoError::Sm2)), "{text}");
        }
        for scalar in [[0u8; 32], [0xff; 32]] {
            assert!(matches!(Signer::new(&Secret::from_bytes(scalar)), Err(CryptoError::Sm2)));
        }
    }

    #[test]
    fn a_public_key_travels_as_hexadecimal_and_as_pem() {
        let public = PublicKey::from_hex(PUBLIC).unwrap();
        assert_eq!(PublicKey::from_hex(&public.hex()).unwrap().id(), public.id());
        assert!(public.pem().unwrap().starts_with("-----BEGIN PUBLIC KEY-----\n"));
    }

    // S-45.
    #[test]
    fn a_signer_prints_only_the_name_of_its_key() {
        let signer = Signer::new(&Secret::from_hex(SECRET).unwrap()).unwrap();
        assert_eq!(format!("{signer:?}"), format!("Signer {{ id: \"{}\", .. }}", signer.public().id()));
    }
}
