//! 规则 — every kind of entry rule, one file each, and what they share.
//!
//! A rule kind is a typed condition whose numbers come from a pack. It answers
//! met, not met or unknown, and lists the values it used. Comparisons multiply
//! instead of dividing, so nobody loses a home to rounding.

mod ages;
mod assets;
mod benefits;
mod case;
mod homes;
mod hukou;
mod income;
mod kin;
mod kind;
mod live_and_work;
mod newcomer;
mod sanctions;
mod welfare;
mod who;
mod work;

pub use ages::AgeMin;
pub use assets::{DepositsPerCapita, NoPremises, NoVehicle};
pub use benefits::{MaxGuarantee, NotEnjoyed, Span};
pub use case::{Case, Inputs, Ruling};
pub use homes::{Counted, NoHome, PerCapitaArea};
pub use hukou::HukouMember;
pub use income::{IncomeAbsolute, IncomeCoefficient, PrintedLine, StatisticYear};
pub use kin::KinSupport;
pub use kind::{RuleKind, RuleName};
pub use live_and_work::{LegalTies, LiveAndWork, Needs};
pub use newcomer::{FirstJobWithin, Graduate};
pub use sanctions::NoSanction;
pub use welfare::ContinuousWelfare;
pub use who::Who;
pub use work::{BusinessLicence, InsuredMonths, ProvidentFundMonths, ResidencePermit, SocialInsurance, StableWork};
