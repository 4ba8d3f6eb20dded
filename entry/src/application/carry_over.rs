//! 历史数据 — an application that stood in an old queue before this program: it waits with its old date, and
//! nothing about it has been verified.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use kernel::flow::How;
use kernel::{Act, Fail, flow, number};

use super::{APPLICATION, Application, Declared, by_program, store};

/// The channel of what was carried over.
pub const LEGACY: &str = "legacy";

/// What the old record says.
#[derive(Debug, Clone, Copy)]
pub struct Carried<'a> {
    /// Household.
    pub household: &'a str,
    /// `person.id`.
    pub applicant: &'a str,
    /// Region applied to.
    pub region: &'a str,
    /// `home`, `subsidy` or `either`.
    pub programme: &'a str,
    /// Day of the application: the priority date, kept.
    pub applied_on: Date,
    /// Mobile number.
    pub phone: &'a str,
    /// Address.
    pub address: &'a str,
}

/// Midnight in China.
///
/// # Errors
/// A date beyond time.
pub(crate) fn midnight(day: Date) -> Result<jiff::Timestamp, Fail> {
    TimeZone::fixed(Offset::constant(8)).to_timestamp(day.at(0, 0, 0, 0)).map_err(Fail::bug)
}

/// Writes the application down as waiting; the queue's entry is the waiting list's to make.
pub async fn carry_over(act: &mut Act, ask: Carried<'_>) -> Result<Application, Fail> {
    let submitted = kernel::clock::text_of(midnight(ask.applied_on)?);
    let it = Application {
        id: act.new_id(),
        number: None,
        household_id: ask.household.into(),
        applicant_id: ask.applicant.into(),
        region: ask.region.into(),
        programme: ask.programme.into(),
        channel: LEGACY.into(),
        taken_by: act.actor.id.clone(),
        started_at: submitted.clone(),
        submitted_at: None,
        accepted_on: None,
        pack_id: None,
        pack_digest: None,
        confirmed: "[]".into(),
        asked_over: 0,
        sealed_under: ask.applicant.into(),
    };
    store::insert(act, &it).await?;
    let declared = Declared { phone: ask.phone.into(), address: ask.address.into(), lives_in: ask.region.into(), ..Declared::default() };
    store::set_declared(act, &it, &declared).await?;
    let county: String = ask.region.chars().take(6).collect();
    let (year, seq) = number::next(act, "申请", &county).await?;
    store::submitted_at(act, &it.id, &format!("{county}-{year}-{seq:06}"), &submitted).await?;
    let name = people::person::get(act, ask.applicant).await?.name;
    flow::open(act, &APPLICATION, &it.id, ask.region, &name).await?;
    by_program(act, &it.id, "carry_over", How { reason: "历史轮候册导入，未核验", ..How::default() }).await?;
    super::get(act, &it.id).await
}
