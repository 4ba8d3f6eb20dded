//! 信息副本 — everything kept about a person, in one piece, at once (个人信息保护法 45).

use kernel::{Act, Fail};
use people::{consent, household, message, person};
use schemars::JsonSchema;
use serde::Serialize;

use super::me;
use crate::application::{self, Declared};
use crate::case::file::{Line, lines};
use crate::paper::{self, Sheet};
use crate::{change, check, decision, evidence};

/// A copy of all data about one person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Copy {
    /// Date it was made.
    pub made_on: String,
    /// Who.
    pub about: About,
    /// Applications, newest first.
    pub applications: Vec<OneApplication>,
    /// What departments were asked about the person, by whom, why, and what they said.
    pub asked: Vec<Answered>,
    /// Papers handed in about the person; the files are opened one by one.
    pub papers: Vec<Sheet>,
    /// Messages sent.
    pub messages: Vec<message::Message>,
}

/// The person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct About {
    /// Full name.
    pub name: String,
    /// Full ID number.
    pub id_number: String,
    /// Mobile number.
    pub phone: String,
    /// Bank card.
    pub card: String,
    /// Address.
    pub address: String,
}

/// One application.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OneApplication {
    /// The application.
    pub application: application::Application,
    /// Region in words.
    pub place: String,
    /// What was declared; only the applicant's own.
    pub declared: Option<Declared>,
    /// Members, masked: they are other people.
    pub members: Vec<household::Member>,
    /// Texts the person signed.
    pub signed: Vec<consent::Consent>,
    /// Binding decisions with every reason.
    pub decisions: Vec<Decided>,
    /// Changes reported.
    pub changes: Vec<change::Change>,
}

/// A decision, explained.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Decided {
    /// Date.
    pub on: String,
    /// 中文 of the outcome.
    pub outcome: String,
    /// The program by the rules, or a person.
    pub by: String,
    /// A person's own words.
    pub reason: String,
    /// Rules applied.
    pub pack: String,
    /// Every rule with its numbers and clause.
    pub lines: Vec<Line>,
}

/// A question to a department with its answer in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Answered {
    /// Department.
    pub department: String,
    /// What for.
    pub purpose: String,
    /// When asked, instant.
    pub asked_at: String,
    /// The date the answer speaks for.
    pub as_of: Option<String>,
    /// `waiting`, `answered`, `silent`.
    pub state: String,
    /// Label and value of each field.
    pub fields: Vec<(String, String)>,
}

/// `GET /api/v1/my/copy`
pub async fn copy(act: &mut Act, _: ()) -> Result<Copy, Fail> {
    let me = me(act)?;
    let kept = person::private(act, &me).await?;
    act.about("person", &me, "");
    let mut applications = Vec::new();
    for it in application::of_person(act, &me).await? {
        applications.push(one(act, it, &me).await?);
    }
    let mut asked = Vec::new();
    for question in evidence::about(act, &me).await? {
        let fields = evidence::answer(act, &question).await?.map(|answer| check::see::in_words(&answer)).unwrap_or_default();
        asked.push(Answered {
            department: question.department_name(),
            purpose: question.purpose.clone(),
            asked_at: question.asked_at.clone(),
            as_of: question.as_of.clone(),
            state: question.state.clone(),
            fields,
        });
    }
    Ok(Copy {
        made_on: act.today().to_string(),
        about: About { name: kept.name, id_number: kept.id_number, phone: kept.phone, card: kept.card, address: kept.address },
        applications,
        asked,
        papers: paper::about(act, &me).await?,
        messages: message::newest(act, &me).await?,
    })
}

async fn one(act: &mut Act, it: application::Application, me: &str) -> Result<OneApplication, Fail> {
    let mut signed = consent::of_case(act, &it.id).await?;
    signed.retain(|given| given.person_id == me);
    let declared = if it.applicant_id == me { Some(application::declared(act, &it).await?) } else { None };
    Ok(OneApplication {
        place: kernel::shell::region_name(&it.region),
        declared,
        members: household::members(act, &it.household_id).await?,
        signed,
        decisions: decided(act, &it.id).await?,
        changes: change::list(act, change::Which { id: it.id.clone() }).await?,
        application: it,
    })
}

/// Every binding decision of an application, with why.
pub async fn decided(act: &mut Act, application: &str) -> Result<Vec<Decided>, Fail> {
    let mut all = Vec::new();
    for record in decision::of_application(act, application).await?.into_iter().filter(|record| record.binding == 1) {
        let opened = decision::open(act, record).await?;
        let record = opened.record;
        all.push(Decided {
            on: record.decided_on,
            outcome: match record.outcome.as_str() {
                "eligible" => "符合条件",
                "not_eligible" => "不符合条件",
                _ => "由工作人员认定",
            }
            .into(),
            by: if record.by_kind == "system" { "按规则自动认定" } else { "工作人员认定，另一人签发" }.into(),
            reason: record.reason,
            pack: record.pack_id,
            lines: lines(&opened.decision),
        });
    }
    Ok(all)
}
