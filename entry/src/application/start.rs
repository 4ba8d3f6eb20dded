//! 开始申请 — with nothing but the ID card; the rest is fetched after consent (JX2019-4/3.1c).

use base::person_id::PersonId;
use base::phone::Phone;
use kernel::actor::Kind;
use kernel::fail::FieldError;
use kernel::{Act, Fail, flow};
use people::perms::APPLICATION_TAKE;
use people::{household, person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{APPLICATION, Application, Declared, store};

/// Who applies, where, for what.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Region code applied to: a county, district or zone, or a street in it.
    pub region: String,
    /// `home`, `subsidy` or `either`.
    pub programme: String,
    /// At the window only: ID number of the applicant.
    pub id_number: Option<String>,
    /// At the window only: name of the applicant.
    pub name: Option<String>,
    /// At the window only: mobile number of the applicant.
    pub phone: Option<String>,
}

/// The application begun.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Started {
    /// `application.id`.
    pub id: String,
}

/// `POST /api/v1/applications`
pub async fn start(act: &mut Act, ask: Start) -> Result<Started, Fail> {
    let wrong = wrong(&ask, act.actor.person().is_none());
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let region = region_of(&ask.region)?;
    let (applicant, channel) = applicant(act, &ask, &region).await?;
    super::refuse_second(act, &applicant, "").await?;
    let household = household::found(act, &applicant, &region).await?;
    let it = Application {
        id: act.new_id(),
        number: None,
        household_id: household.id,
        applicant_id: applicant.clone(),
        region: region.clone(),
        programme: ask.programme,
        channel: channel.into(),
        taken_by: act.actor.id.clone(),
        started_at: act.at(),
        submitted_at: None,
        accepted_on: None,
        pack_id: None,
        pack_digest: None,
        confirmed: "[]".into(),
        asked_over: 0,
        sealed_under: applicant.clone(),
    };
    store::insert(act, &it).await?;
    let known = person::private(act, &applicant).await?;
    store::set_declared(act, &it, &Declared { phone: known.phone, address: known.address, lives_in: region.clone(), ..Declared::default() }).await?;
    let name = person::get(act, &applicant).await?.name;
    flow::open(act, &APPLICATION, &it.id, &region, &name).await?;
    act.about("application", &it.id, &region);
    Ok(Started { id: it.id })
}

/// Every field that cannot be right, in the order of the form; told all at once.
pub(crate) fn wrong(ask: &Start, at_window: bool) -> Vec<FieldError> {
    let mut wrong: Vec<Fail> = Vec::new();
    if at_window {
        wrong.extend(number_of(ask).err());
        wrong.extend(name_of(ask).err());
        wrong.extend(phone_of(ask).err());
    }
    wrong.extend(region_of(&ask.region).err());
    if !["home", "subsidy", "either"].contains(&ask.programme.as_str()) {
        wrong.push(Fail::field("programme", "请选择实物配租、租赁补贴，或者两者均可"));
    }
    wrong.into_iter().flat_map(|fail| fail.fields).collect()
}

fn number_of(ask: &Start) -> Result<PersonId, Fail> {
    PersonId::parse(ask.id_number.as_deref().unwrap_or_default()).map_err(|why| Fail::field("id_number", why.to_string()))
}

fn name_of(ask: &Start) -> Result<&str, Fail> {
    ask.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).ok_or_else(|| Fail::field("name", "请填写姓名"))
}

fn phone_of(ask: &Start) -> Result<Option<Phone>, Fail> {
    let given = ask.phone.as_deref().filter(|phone| !phone.is_empty());
    given.map(Phone::parse).transpose().map_err(|_| Fail::field("phone", "手机号应为 11 位数字，以 1 开头"))
}

/// A region in which one can apply: today's code, county level or below.
fn region_of(text: &str) -> Result<String, Fail> {
    let wrong = || Fail::field("region", "请选择要申请的区、县（市）");
    let code = base::region::RegionCode::parse(text.trim()).map_err(|_| wrong())?.current();
    let known = base::region::book().resolve(&code).ok_or_else(wrong)?;
    if code.as_str().len() < 6 { Err(wrong()) } else { Ok(known.region().code.as_str().to_owned()) }
}

async fn applicant(act: &mut Act, ask: &Start, region: &str) -> Result<(String, &'static str), Fail> {
    if let Some(person) = act.actor.person().map(str::to_owned) {
        let channel = match (act.actor.kind, &act.actor.on_behalf) {
            (Kind::Staff, _) => "window",
            (_, Some(_)) => "helper",
            (_, None) => "self",
        };
        return Ok((person, channel));
    }
    act.require(APPLICATION_TAKE, region)?;
    let (number, name, phone) = (number_of(ask)?, name_of(ask)?, phone_of(ask)?);
    Ok((person::register(act, &number, name, phone.as_ref()).await?, "window"))
}
