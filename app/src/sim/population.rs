//! 模拟人口 (population) — a million people who do not exist, each a pure function of the seed and a number.
//!
//! Nothing is stored. A person's ID number carries their own number, so that finding someone by ID number costs one inversion. The region prefix
//! 3699xx was never issued: no number here can belong to a real person.

use super::cast;
use super::dice::Dice;
use super::household::{Household, Member};
use jiff::civil::Date;

/// People in the population: whole blocks of [`BLOCK`], just over a million.
pub const SIZE: u32 = 1_000_008;
/// People are dealt into households within blocks of this many numbers.
pub const BLOCK: u32 = 12;

/// Prefixes 369900 to 369999.
const PREFIXES: u32 = 100;
/// Sequence numbers of one sex on one day under one prefix: 1, 3 … 997 or 2, 4 … 998.
const SEQUENCES: u32 = 499;
/// Days of a year in use; 29 February is left out so that every year has the same room.
const DAYS: u32 = 365;
/// Room for people whose birth year is the same.
const ROOM: u64 = PREFIXES as u64 * SEQUENCES as u64 * DAYS as u64;
/// Odd, and no multiple of 5, 73 or 499: multiplying by it permutes the room.
const STRIDE: u64 = 7_368_787;
/// `STRIDE` × `BACK` = 1 (mod `ROOM`).
const BACK: u64 = inverse(STRIDE, ROOM);

/// How a block is dealt into households, by size.
const DEALS: [&[u8]; 8] = [
    &[3, 3, 3, 2, 1],
    &[4, 3, 2, 2, 1],
    &[1, 1, 1, 2, 3, 4],
    &[3, 3, 1, 2, 2, 1],
    &[5, 3, 2, 1, 1],
    &[4, 4, 2, 2],
    &[1, 2, 1, 3, 1, 3, 1],
    &[3, 4, 3, 2],
];

/// The population of one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Population {
    seed: u64,
}

impl Population {
    /// The population of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// How many people there are.
    #[must_use]
    pub fn size(&self) -> u32 {
        SIZE
    }

    /// Person `index`; `None` beyond the last.
    #[must_use]
    pub fn person(&self, index: u32) -> Option<Member> {
        let mut household = self.household(index)?;
        let place = household.members.iter().position(|member| member.index == index)?;
        Some(household.members.swap_remove(place))
    }

    /// The household in which person `index` lives.
    #[must_use]
    pub fn household(&self, index: u32) -> Option<Household> {
        if index >= SIZE {
            return None;
        }
        let (first, size) = self.dealt(index);
        Some(match cast::at(first) {
            Some(character) => cast::household(self, character, first),
            None => Household::made(self, first, size),
        })
    }

    /// The person with this ID number. Constant time: the number itself says who it is.
    #[must_use]
    pub fn find(&self, id_number: &str) -> Option<Member> {
        let index = decode(self.seed, id_number)?;
        self.person(index).filter(|member| member.id_number == id_number)
    }

    /// The named characters of the demo, in their order.
    #[must_use]
    pub fn cast(&self) -> Vec<cast::Appearance> {
        cast::appearances(self)
    }

    /// Dice for one purpose about one person or household.
    pub(super) fn dice(&self, purpose: u64, number: u32) -> Dice {
        Dice::new(self.seed, purpose, number)
    }

    /// ID number and birthday of person `index`, given the year of birth and the sex.
    pub(super) fn numbered(&self, index: u32, year: i16, female: bool) -> (String, Date) {
        let slot = ((u64::from(index) * STRIDE + shift(self.seed)) % ROOM) as u32;
        let (prefix, rest) = (slot % PREFIXES, slot / PREFIXES);
        let (sequence, day) = (rest % SEQUENCES, rest / SEQUENCES);
        let birth = day_of(year, day);
        let last = sequence * 2 + 1 + u32::from(female);
        let body = format!("3699{prefix:02}{:04}{:02}{:02}{last:03}", birth.year(), birth.month(), birth.day());
        let check = check_digit(&body);
        (format!("{body}{check}"), birth)
    }

    /// First number and size of the household of person `index`.
    fn dealt(&self, index: u32) -> (u32, u32) {
        let block = index / BLOCK;
        let within = index % BLOCK;
        let start = block * BLOCK;
        let mut taken = 0;
        if let Some(character) = cast::at(start) {
            taken = character.people.len() as u32;
            if within < taken {
                return (start, taken);
            }
            // What a character's household leaves of its block is dealt in pairs and one single.
            let first = taken + (within - taken) / 2 * 2;
            return (start + first, 2.min(BLOCK - first));
        }
        let deal = *self.dice(1, block).pick(&DEALS);
        for &size in deal {
            let size = u32::from(size);
            if within < taken + size {
                return (start + taken, size);
            }
            taken += size;
        }
        (index, 1)
    }
}

fn shift(seed: u64) -> u64 {
    Dice::new(seed, 2, 0).throw() % ROOM
}

/// The number that an ID number of this population carries; it must still be compared with the person found.
fn decode(seed: u64, id_number: &str) -> Option<u32> {
    if id_number.len() != 18 || !id_number.starts_with("3699") || !id_number.bytes().take(17).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| id_number[from..to].parse::<u32>().ok();
    let birth = Date::new(number(6, 10)? as i16, number(10, 12)? as i8, number(12, 14)? as i8).ok()?;
    let day = day_number(birth)?;
    let sequence = number(14, 17)?.checked_sub(1)? / 2;
    if sequence >= SEQUENCES {
        return None;
    }
    let slot = u64::from((day * SEQUENCES + sequence) * PREFIXES + number(4, 6)?);
    let moved = (slot + ROOM - shift(seed)) % ROOM;
    u32::try_from(u128::from(moved) * u128::from(BACK) % u128::from(ROOM)).ok()
}

/// Day 0 to 364 of a year, without 29 February.
fn day_of(year: i16, day: u32) -> Date {
    let first = Date::constant(2025, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day)));
    Date::new(year, first.month(), first.day()).unwrap_or(first)
}

fn day_number(birth: Date) -> Option<u32> {
    let same = Date::new(2025, birth.month(), birth.day()).ok()?;
    u32::try_from(same.day_of_year() - 1).ok()
}

/// GB 11643 check character.
#[must_use]
pub fn check_digit(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    CHECKS[(sum % 11) as usize]
}

/// The multiplicative inverse of `a` modulo `n`, by Euclid's extended algorithm.
const fn inverse(a: u64, n: u64) -> u64 {
    let (mut r0, mut r1) = (n as i128, a as i128);
    let (mut t0, mut t1) = (0_i128, 1_i128);
    while r1 != 0 {
        let q = r0 / r1;
        (r0, r1) = (r1, r0 - q * r1);
        (t0, t1) = (t1, t0 - q * t1);
    }
    t0.rem_euclid(n as i128) as u64
}

#[cfg(test)]
mod tests;
