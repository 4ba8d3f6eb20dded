//! 编号 — ULID identifiers made by the server.
//!
//! A client never chooses an id: it sends an `Idempotency-Key` instead. The
//! random part comes from a source handed in, so that stories replay by seed.

use std::sync::Mutex;

use jiff::Timestamp;
use ulid::Ulid;

/// Source of new identifiers and of ordinary randomness (not of keys).
#[derive(Debug)]
pub struct Ids(Source);

#[derive(Debug)]
enum Source {
    System,
    /// splitmix64 state: repeatable, for stories and simulation only.
    Seeded(Mutex<u64>),
}

impl Ids {
    /// Randomness of the operating system.
    pub fn system() -> Ids {
        Ids(Source::System)
    }

    /// Repeatable identifiers for stories: same seed, same ids.
    pub fn seeded(seed: u64) -> Ids {
        Ids(Source::Seeded(Mutex::new(seed)))
    }

    /// 64 random bits.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Source::System => getrandom::u64().unwrap_or_else(|_| std::process::abort()),
            Source::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(|e| e.into_inner());
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = *state;
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                z ^ (z >> 31)
            }
        }
    }

    /// A new ULID, 26 characters, sortable by the instant given.
    pub fn ulid(&self, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let random = (u128::from(self.bits()) << 64) | u128::from(self.bits());
        Ulid::from_parts(millis, random & ((1u128 << 80) - 1)).to_string()
    }

    /// A number in `0..bound`, for codes a person types (bound at most 2^32).
    pub fn below(&self, bound: u32) -> u32 {
        let wide = (self.bits() >> 32) * u64::from(bound.max(1));
        u32::try_from(wide >> 32).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_no_id_twice() {
        let (a, b) = (Ids::seeded(7), Ids::seeded(7));
        let mut seen = std::collections::HashSet::new();
        for _ in 0..1000 {
            let id = a.ulid(Timestamp::UNIX_EPOCH);
            assert_eq!(id, b.ulid(Timestamp::UNIX_EPOCH));
            assert_eq!(id.len(), 26);
            assert!(seen.insert(id));
        }
    }

    #[test]
    fn codes_stay_below_their_bound() {
        let ids = Ids::seeded(1);
        assert!((0..10_000).all(|_| ids.below(1_000_000) < 1_000_000));
    }
}
