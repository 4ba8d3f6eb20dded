//! 骰子 (dice) — a tiny deterministic generator: the same seed, purpose and number always throw the same.

/// SplitMix64: well mixed, one word of state, and cheap enough to start anew for every fact.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Dice for one purpose about one number.
    #[must_use]
    pub fn new(seed: u64, purpose: u64, number: u32) -> Self {
        let mut dice = Self { state: seed ^ purpose.wrapping_mul(0xA076_1D64_78BD_642F) };
        let mixed = dice.throw() ^ u64::from(number).wrapping_mul(0xE703_7ED1_A0B4_28DB);
        Self { state: mixed }
    }

    /// The next 64 bits.
    pub fn throw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound` − 1; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u128::from(self.throw()) * u128::from(bound)) >> 64) as u32
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::from(self.below(u32::try_from(high - low + 1).unwrap_or(u32::MAX)))
    }

    /// True in `thousandths` of 1000 throws.
    pub fn chance(&mut self, thousandths: u32) -> bool {
        self.below(1000) < thousandths
    }

    /// One of several, none of which is preferred.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len() as u32) as usize]
    }
}
