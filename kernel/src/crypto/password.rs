//! 口令 — Argon2id over HMAC-SM3 with a pepper that is not in the database.
//!
//! The national algorithm keys the password, the memory-hard one makes guessing dear (S-02). The number of the pepper
//! is written into the hash as its `keyid`, so that peppers can rotate. Hashing takes 19 MiB and tens of milliseconds;
//! only a few run at once, on threads that may block.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version};
use tokio::sync::Semaphore;

use super::{CryptoError, Keys, hmac_sm3, random};

/// Memory in KiB, passes and lanes of new hashes.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Bounds on what a stored hash may ask of us, against rows made to exhaust memory.
const MOST_MEMORY: u32 = 262_144;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 8;

/// How many hashes are computed at once; a flood of sign-ins waits instead of filling memory.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Hashes a new password into PHC text.
///
/// # Errors
/// [`CryptoError::Interrupted`] when the computing thread is lost.
pub async fn hash_password(keys: &Keys, password: &str) -> Result<String, CryptoError> {
    let (id, pepper) = keys.pepper();
    let peppered = hmac_sm3(pepper.expose(), &[password.as_bytes()]);
    in_turn(move || hash(id, &peppered)).await?
}

/// Whether `password` is the one behind a stored hash.
///
/// # Errors
/// [`CryptoError::PasswordHash`] when the stored text is not a hash of ours, [`CryptoError::UnknownKey`] when its
/// pepper is gone.
pub async fn verify_password(keys: &Keys, password: &str, stored: &str) -> Result<bool, CryptoError> {
    let stored = Stored::parse(stored)?;
    let pepper = keys.pepper_of(stored.pepper).ok_or_else(|| CryptoError::UnknownKey(format!("pepper {}", stored.pepper)))?;
    let peppered = hmac_sm3(pepper.expose(), &[password.as_bytes()]);
    in_turn(move || Argon2::default().verify_password(&peppered, &stored.hash).is_ok()).await
}

/// Takes as long as verifying and is never right: for accounts that do not exist (S-05).
///
/// # Errors
/// [`CryptoError::Interrupted`] when the computing thread is lost.
pub async fn verify_nobody(keys: &Keys, password: &str) -> Result<bool, CryptoError> {
    hash_password(keys, password).await.map(|_| false)
}

/// True when a stored hash should be made anew at the next sign-in: weaker than today's setting, or an old pepper.
pub fn needs_rehash(keys: &Keys, stored: &str) -> bool {
    Stored::parse(stored).map_or(true, |stored| {
        let params = &stored.params;
        let weak = params.m_cost() < MEMORY || params.t_cost() < PASSES || params.p_cost() < LANES;
        weak || stored.pepper != keys.pepper().0
    })
}

struct Stored {
    hash: PasswordHash,
    params: Params,
    pepper: u16,
}

impl Stored {
    fn parse(text: &str) -> Result<Stored, CryptoError> {
        let hash = PasswordHash::new(text).map_err(|_| CryptoError::PasswordHash)?;
        let params = Params::try_from(&hash).map_err(|_| CryptoError::PasswordHash)?;
        let bearable = params.m_cost() <= MOST_MEMORY && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES;
        let complete = hash.algorithm.as_str() == "argon2id" && hash.salt.is_some() && hash.hash.is_some();
        if !bearable || !complete {
            return Err(CryptoError::PasswordHash);
        }
        let pepper = std::str::from_utf8(params.keyid()).ok().and_then(|id| id.parse().ok());
        Ok(Stored { pepper: pepper.ok_or(CryptoError::PasswordHash)?, hash, params })
    }
}

fn hash(pepper: u16, peppered: &[u8; 32]) -> Result<String, CryptoError> {
    let salt: [u8; 16] = random::bytes();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params(pepper)?);
    let hash = argon2.hash_password_with_salt(peppered, &salt).map_err(|_| CryptoError::PasswordHash)?;
    Ok(hash.to_string())
}

fn params(pepper: u16) -> Result<Params, CryptoError> {
    let keyid = KeyId::new(pepper.to_string().as_bytes()).map_err(|_| CryptoError::PasswordHash)?;
    let mut builder = ParamsBuilder::new();
    builder.m_cost(MEMORY).t_cost(PASSES).p_cost(LANES).keyid(keyid);
    builder.build().map_err(|_| CryptoError::PasswordHash)
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CryptoError> {
    let _turn = TURNS.acquire().await.map_err(|_| CryptoError::Interrupted)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| CryptoError::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Part;

    // S-02.
    #[tokio::test]
    async fn a_password_verifies_against_its_hash_and_no_other_does() {
        let keys = Keys::generate();
        let stored = hash_password(&keys, "安居2026!门").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1,keyid="), "{stored}");
        assert!(verify_password(&keys, "安居2026!门", &stored).await.unwrap());
        for wrong in ["安居2026!們", "", "安居2026!门 "] {
            assert!(!verify_password(&keys, wrong, &stored).await.unwrap(), "{wrong}");
        }
        assert!(!verify_nobody(&keys, "安居2026!门").await.unwrap());
        assert!(!needs_rehash(&keys, &stored));
    }

    // S-02: the pepper is not in the database; without it a hash is worthless.
    #[tokio::test]
    async fn the_same_password_and_hash_under_another_pepper_do_not_match() {
        let stored = hash_password(&Keys::generate(), "correct horse").await.unwrap();
        assert!(!verify_password(&Keys::generate(), "correct horse", &stored).await.unwrap());
    }

    #[tokio::test]
    async fn after_a_pepper_rotates_old_hashes_verify_and_ask_to_be_renewed() {
        let old = Keys::generate();
        let stored = hash_password(&old, "correct horse").await.unwrap();
        let new = old.rotated(Part::Pepper);
        assert!(verify_password(&new, "correct horse", &stored).await.unwrap());
        assert!(needs_rehash(&new, &stored));
        let gone = verify_password(&new.retired(Part::Pepper), "correct horse", &stored).await;
        assert!(matches!(gone, Err(CryptoError::UnknownKey(_))));
    }

    #[tokio::test]
    async fn weaker_hashes_are_renewed_and_monstrous_or_foreign_ones_refused() {
        let keys = Keys::generate();
        let good = hash_password(&keys, "x").await.unwrap();
        for weak in ["m=19455,t=2", "m=19456,t=1"] {
            assert!(needs_rehash(&keys, &good.replace("m=19456,t=2", weak)), "{weak}");
        }
        let refused = [
            String::new(),
            "x".to_owned(),
            good.replace("argon2id", "argon2i"),
            good.replace("m=19456", "m=4194304"),
            good.replace("t=2", "t=4000000"),
            good.replace("p=1", "p=64"),
            good.rsplit_once('$').unwrap().0.to_owned(),
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        ];
        for text in refused {
            assert!(matches!(verify_password(&keys, "x", &text).await, Err(CryptoError::PasswordHash)), "{text}");
            assert!(needs_rehash(&keys, &text));
        }
    }
}
