//! 规则包 — the rules of one authority from one day on, as data.
//!
//! A pack binds exactly the areas it names. Its [`PackDocument`] is what is written,
//! stored and confirmed; a [`Pack`] is a document whose citations have been resolved
//! and whose content hash is fixed, so that a decision can name what it applied.

mod content_hash;
mod document;
mod maybe;
mod parameters;
mod refusal;
mod sealed;

pub use document::{ClassRule, FundUse, Intake, Lane, PackDocument, Rank, Route, Rule, ScoreItem, StageLimit, Status, Tier};
pub use maybe::Maybe;
pub use parameters::{Contract, DwellingSize, Lottery, LotteryMode, PayCycle, Ranker, RentBand, RentRate, SubsidyAmount, SubsidyRate};
pub use refusal::PackError;
pub(crate) use sealed::Compiled;
pub use sealed::{Binding, Pack, PackRef};
