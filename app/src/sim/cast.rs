//! 演员表 (cast) — the named characters of the demo: each a household at a fixed number, with a story and what the 赣州 2023 rules should say.
//!
//! The lines the stories play with: central-district register, area per head ≤ 15.00 m², income per head ≤ 46,760.00 yuan a year, deposits per head
//! ≤ 39,275.00 yuan; without local register ≥ 6 months of steady work with pension insurance; 低保 tier: register ≥ 3 years and ≤ 18.00 m².

use super::facts;
use super::household::{Household, Member};
use super::population::{BLOCK, Population};
use serde::Serialize;

mod stories;

/// 预期结果 under the demo's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// 符合公租房条件.
    Eligible,
    /// 符合低保档 (廉租 tier).
    DibaoTier,
    /// 不符合.
    NotEligible,
    /// 转人工核查: facts contradict each other or a department is silent.
    ByHand,
}

impl Expected {
    /// In words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Eligible => "符合公租房条件",
            Self::DibaoTier => "符合低保家庭档",
            Self::NotEligible => "不符合条件",
            Self::ByHand => "转人工核查",
        }
    }
}

/// One person of a character's household, head first.
pub(super) struct Role {
    pub name: &'static str,
    pub female: bool,
    pub year: i16,
    /// GB/T 4761.
    pub relation: &'static str,
}

/// One character: the head of the household signs in and applies.
pub(super) struct Character {
    /// Stable word for tests and stories.
    pub key: &'static str,
    pub title: &'static str,
    pub story: &'static str,
    pub expected: Expected,
    /// Which rule decides, in words.
    pub because: &'static str,
    pub people: &'static [Role],
    /// Gives the blank members their facts.
    pub furnish: fn(&mut [Member]),
    /// A department that never answers about the head, whatever the switches say.
    pub silent_department: Option<&'static str>,
}

/// A character as shown to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appearance {
    pub key: &'static str,
    /// Number of the head in the population.
    pub index: u32,
    pub name: String,
    pub id_number: String,
    pub phone: String,
    pub title: &'static str,
    pub story: &'static str,
    pub expected: Expected,
    pub because: &'static str,
}

/// The character whose household begins at number `first`.
pub(super) fn at(first: u32) -> Option<&'static Character> {
    if first.is_multiple_of(BLOCK) { stories::CAST.get((first / BLOCK) as usize) } else { None }
}

/// The department that stays silent about the person with this number.
#[must_use]
pub fn silent_about(index: u32) -> Option<&'static str> {
    at(index).and_then(|character| character.silent_department)
}

/// Makes a character's household.
pub(super) fn household(population: &Population, character: &Character, first: u32) -> Household {
    let mut members: Vec<Member> = Vec::with_capacity(character.people.len());
    for (i, role) in character.people.iter().enumerate() {
        members.push(Member::blank(population, first + i as u32, role.name.into(), role.female, role.year, role.relation));
    }
    let mut household = Household { members };
    household.tie();
    (character.furnish)(&mut household.members);
    facts::widow(&mut household);
    household
}

/// Everyone in the cast.
pub(super) fn appearances(population: &Population) -> Vec<Appearance> {
    let mut list = Vec::with_capacity(stories::CAST.len());
    for (i, character) in stories::CAST.iter().enumerate() {
        let index = i as u32 * BLOCK;
        let Some(head) = population.person(index) else { continue };
        list.push(Appearance {
            key: character.key,
            index,
            name: head.name,
            id_number: head.id_number,
            phone: head.phone,
            title: character.title,
            story: character.story,
            expected: character.expected,
            because: character.because,
        });
    }
    list
}
