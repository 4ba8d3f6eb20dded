//! 情况汇总 — the departments' answers become the facts that rules ask about.
//!
//! A fact is known only when the department that supplies it has answered and its lane
//! stands: what nobody answered stays unknown, and an empty list is said only by a
//! department that said it. Each fact names its source, its date and its evidence.

use base::{Centi, Fen, RegionCode};
use exchange::departments::{Answer, answer as said};
use jiff::civil::Date;
use kernel::{Act, Fail};
use people::household::{self, Member as Person};
use policy::facts::{self, Facts, Member};
use policy::terms;

use super::across::same_person;
use super::words::{benefit_kind, disability_kind, industry, marital, sanction_kind, standing, vehicle_kind, welfare_kind};
use crate::application::{self, Application};
use crate::evidence::{self, Asked};

/// The facts of an application on the evidence there is. Departments named in `struck`
/// do not count: a person found their answer wrong or could not verify it.
pub async fn assemble(act: &mut Act, it: &Application, struck: &[String]) -> Result<Facts, Fail> {
    let people = household::members(act, &it.household_id).await?;
    let asked = evidence::of_case(act, &it.id).await?;
    let region = RegionCode::parse(&it.region).map_err(|_| Fail::bug("region of an application"))?;
    let applied_on = it.submitted_at.as_deref().unwrap_or(&it.started_at).parse::<jiff::Timestamp>().map_err(Fail::bug)?;
    let mut members = Vec::with_capacity(people.len());
    let mut book = Book {
        asked: &asked,
        struck,
        facts: Facts::household(region, kernel::clock::date_of(applied_on), Vec::new()),
        titles: Some(Vec::new()),
        benefits: Some(Vec::new()),
        works: Some(Vec::new()),
    };
    for (at, person) in people.iter().enumerate() {
        let member = book.member(act, at, person).await?;
        members.push(member);
    }
    book.ties(&mut members, &people, act).await?;
    let declared = application::declared(act, it).await?;
    let mut facts = book.facts;
    facts.members = members;
    facts.form = if people.len() == 1 { terms::Form::Single } else { terms::Form::Household };
    facts.homes = book.titles;
    facts.benefits = book.benefits;
    facts.works_in = book.works;
    facts.lives_in = RegionCode::parse(&declared.lives_in).ok().map(|region| vec![region]);
    if facts.lives_in.is_some() {
        facts
            .sources
            .insert("lives_in".into(), facts::FactSource { source: "申请人声明".into(), as_of: Some(facts.applied_on), evidence: None, hash: None });
    }
    Ok(facts)
}

struct Book<'a> {
    asked: &'a [Asked],
    struck: &'a [String],
    facts: Facts,
    titles: Option<Vec<facts::Home>>,
    benefits: Option<Vec<facts::EarlierBenefit>>,
    works: Option<Vec<RegionCode>>,
}

impl Book<'_> {
    /// A department's answer about one person, unless it is struck.
    async fn answer(&self, act: &mut Act, person: &str, department: &str) -> Result<Option<(Answer, Asked)>, Fail> {
        if self.struck.iter().any(|code| code == department) {
            return Ok(None);
        }
        let Some(asked) = evidence::newest(self.asked, person, department) else { return Ok(None) };
        Ok(evidence::answer(act, asked).await?.map(|answer| (answer, asked.clone())))
    }

    fn note(&mut self, path: String, asked: &Asked) {
        let source = facts::FactSource {
            source: asked.department_name(),
            as_of: asked.as_of.as_deref().and_then(|text| text.parse().ok()),
            evidence: Some(asked.id.clone()),
            hash: asked.response_digest.clone(),
        };
        self.facts.sources.insert(path, source);
    }

    async fn member(&mut self, act: &mut Act, at: usize, person: &Person) -> Result<Member, Fail> {
        let mut member = Member::new(relation(person.relation));
        member.birth = person.birth.parse().ok();
        member.sex = match person.sex.as_str() {
            "male" => Some(base::Sex::Male),
            "female" => Some(base::Sex::Female),
            _ => None,
        };
        let id = person.person_id.as_str();
        if let Some((Answer::Police(said), asked)) = self.answer(act, id, "gongan").await? {
            police(&mut member, &said);
            for fact in ["hukou", "permits", "vehicles", "alive"] {
                self.note(format!("members/{at}/{fact}"), &asked);
            }
        }
        if let Some((Answer::CivilAffairs(said), asked)) = self.answer(act, id, "minzheng").await? {
            civil(&mut member, &said);
            for fact in ["marital", "welfare", "deposits_fen"] {
                self.note(format!("members/{at}/{fact}"), &asked);
            }
        }
        self.property(act, at, id, &mut member).await?;
        self.work(act, at, id, &mut member).await?;
        self.standing(act, at, id, &mut member).await?;
        let on = self.facts.applied_on;
        let sanctions = conduct::credit::in_force(act, id, on).await?;
        member.sanctions = Some(sanctions.iter().filter_map(sanction_kind).collect());
        Ok(member)
    }

    async fn property(&mut self, act: &mut Act, at: usize, id: &str, member: &mut Member) -> Result<(), Fail> {
        let owner = u16::try_from(at).unwrap_or(u16::MAX);
        match self.answer(act, id, "ziran").await? {
            Some((Answer::RealEstate(said), asked)) => {
                let homes = said.titles.iter().filter(|title| title.usage == said::Usage::Residential).filter_map(|title| home(owner, title));
                self.titles = self.titles.take().map(|mut titles| {
                    titles.extend(homes);
                    titles
                });
                let other = |title: &&said::Title| title.usage != said::Usage::Residential && title.disposed_on.is_none();
                let premises = |title: &said::Title| if title.usage == said::Usage::Shop { terms::Premises::Shop } else { terms::Premises::Other };
                member.premises = Some(said.titles.iter().filter(other).map(premises).collect());
                self.note(format!("members/{at}/premises"), &asked);
                self.note("homes".into(), &asked);
            }
            _ => self.titles = None,
        }
        match self.answer(act, id, "zhujian").await? {
            Some((Answer::Housing(said), asked)) => {
                let mut found: Vec<_> = said.benefits.iter().map(earlier).collect();
                for own in people::benefit::of_person(act, id).await? {
                    found.push(facts::EarlierBenefit {
                        benefit: if own.kind == "home" { terms::Benefit::PublicRental } else { terms::Benefit::RentalSubsidy },
                        region: RegionCode::parse(&own.region).ok(),
                        from: own.from_on.parse().ok(),
                        until: own.to_on.as_deref().and_then(|day| day.parse().ok()),
                    });
                }
                self.benefits = self.benefits.take().map(|mut benefits| {
                    benefits.extend(found);
                    benefits
                });
                self.note("benefits".into(), &asked);
            }
            _ => self.benefits = None,
        }
        Ok(())
    }

    async fn work(&mut self, act: &mut Act, at: usize, id: &str, member: &mut Member) -> Result<(), Fail> {
        match self.answer(act, id, "renshe").await? {
            Some((Answer::Labour(said), asked)) => {
                let jobs: Vec<_> = said.employments.iter().filter_map(employment).collect();
                let today = self.facts.applied_on;
                let here = jobs.iter().filter(|job| job.until.is_none_or(|until| today < until)).map(|job| job.region);
                self.works = self.works.take().map(|mut works| {
                    works.extend(here);
                    works
                });
                let city = self.facts.region.as_str().get(..4).unwrap_or_default().to_owned();
                member.first_job_on = jobs.iter().filter(|job| job.region.as_str().starts_with(&city)).filter_map(|job| job.since).min();
                member.employments = Some(jobs);
                member.insurances = Some(said.insurance.iter().map(|row| insured(row, today)).collect());
                for fact in ["employments", "insurances", "first_job_on"] {
                    self.note(format!("members/{at}/{fact}"), &asked);
                }
            }
            _ => self.works = None,
        }
        if let Some((Answer::Tax(said), asked)) = self.answer(act, id, "shuiwu").await? {
            let income = [said.income.salary_fen, said.income.business_fen, said.income.property_fen, said.income.transfer_fen];
            member.income_fen = income.into_iter().try_fold(0i64, i64::checked_add).map(Fen);
            self.note(format!("members/{at}/income_fen"), &asked);
        }
        if let Some((Answer::ProvidentFund(said), asked)) = self.answer(act, id, "gongjijin").await? {
            member.provident_fund =
                Some(facts::ProvidentFund { months: months(said.months_total), continuous_months: Some(months(said.months_continuous)) });
            self.note(format!("members/{at}/provident_fund"), &asked);
        }
        if let Some((Answer::Market(said), asked)) = self.answer(act, id, "shijian").await? {
            let licence =
                |row: &said::Licence| Some(facts::Licence { region: RegionCode::parse(&row.region).ok()?, since: Some(row.since), until: None });
            member.licences = Some(said.licences.iter().filter_map(licence).collect());
            self.note(format!("members/{at}/licences"), &asked);
        }
        Ok(())
    }

    async fn standing(&mut self, act: &mut Act, at: usize, id: &str, member: &mut Member) -> Result<(), Fail> {
        if let Some((Answer::Disability(said), asked)) = self.answer(act, id, "canlian").await? {
            let row = said.certificate.as_ref().and_then(|it| Some(facts::Disabled { kind: disability_kind(&it.kind)?, level: it.level }));
            member.disabilities = Some(row.into_iter().collect());
            self.note(format!("members/{at}/disabilities"), &asked);
        }
        if let Some((Answer::Education(said), asked)) = self.answer(act, id, "jiaoyu").await? {
            member.graduations = Some(said.graduation.iter().map(|it| facts::Graduation { on: it.graduated_on, full_time: it.full_time }).collect());
            self.note(format!("members/{at}/graduations"), &asked);
        }
        let veterans = self.answer(act, id, "tuiyi").await?;
        let health = self.answer(act, id, "weijian").await?;
        let poor = self.answer(act, id, "nongye").await?;
        // Standing is known only when all three that grant it have spoken.
        if let (Some((Answer::Veterans(veterans), asked)), Some((Answer::Health(health), _)), Some((Answer::Agriculture(poor), _))) =
            (veterans, health, poor)
        {
            let mut found: Vec<terms::Standing> = veterans.kinds.iter().filter_map(|kind| standing(kind)).collect();
            if health.family_planning_hardship {
                found.push(terms::Standing::BirthPlanHardship);
            }
            if poor.registered_poor {
                found.push(terms::Standing::FormerPoor);
            }
            member.standings = Some(found);
            self.note(format!("members/{at}/standings"), &asked);
        }
        Ok(())
    }

    /// Who must care for whom by law, as the household register and the marriage register show it.
    async fn ties(&mut self, members: &mut [Member], people: &[Person], act: &mut Act) -> Result<(), Fail> {
        let Some(head) = people.first() else { return Ok(()) };
        let police = self.answer(act, &head.person_id, "gongan").await?;
        let civil = self.answer(act, &head.person_id, "minzheng").await?;
        for (at, (member, person)) in members.iter_mut().zip(people).enumerate() {
            if at == 0 {
                member.legal_tie = Some(true);
                continue;
            }
            let number = people::person::private(act, &person.person_id).await?.id_number;
            let married =
                civil.as_ref().map(|(answer, _)| matches!(answer, Answer::CivilAffairs(said) if said.spouse_id_number.as_deref().is_some_and(|spouse| same_person(spouse, &number))));
            let registered = police.as_ref().map(
                |(answer, _)| matches!(answer, Answer::Police(said) if said.register_members.iter().any(|row| same_person(&row.id_number, &number))),
            );
            member.legal_tie = match (person.relation, married, registered) {
                (household::Relation::Spouse, Some(married), _) => Some(married),
                (household::Relation::Child | household::Relation::Parent, _, Some(true)) => Some(true),
                // Not on the same register proves nothing: parents and children often live apart.
                _ => None,
            };
        }
        Ok(())
    }
}

fn relation(relation: household::Relation) -> terms::Relation {
    match relation {
        household::Relation::Oneself => terms::Relation::Applicant,
        household::Relation::Spouse => terms::Relation::Spouse,
        household::Relation::Child => terms::Relation::Child,
        household::Relation::Parent => terms::Relation::Parent,
        household::Relation::Other => terms::Relation::Other,
    }
}

fn police(member: &mut Member, said: &said::Police) {
    member.alive = Some(said.died_on.is_none());
    let kind = match said.hukou.kind {
        said::HukouKind::Urban => terms::HukouKind::Urban,
        said::HukouKind::Rural => terms::HukouKind::Rural,
    };
    member.hukou = RegionCode::parse(&said.hukou.region).ok().map(|region| facts::Hukou { region, kind: Some(kind), since: Some(said.hukou.since) });
    let permit = said
        .residence_permit
        .as_ref()
        .and_then(|row| Some(facts::Permit { region: RegionCode::parse(&row.region).ok()?, since: Some(row.since), until: None }));
    member.permits = Some(permit.into_iter().collect());
    member.vehicles = Some(said.vehicles.iter().map(|row| vehicle_kind(row.kind)).collect());
}

fn civil(member: &mut Member, said: &said::CivilAffairs) {
    member.marital = marital(&said.marital);
    member.welfare =
        Some(said.welfare.iter().map(|row| facts::WelfareSince { kind: welfare_kind(row.kind), since: Some(row.since), until: None }).collect());
    member.deposits_fen = Some(Fen(said.deposits_fen));
}

fn home(owner: u16, title: &said::Title) -> Option<facts::Home> {
    let region = RegionCode::parse(&title.region).ok()?;
    Some(facts::Home {
        owner,
        region,
        area: Some(Centi(title.area_centi)),
        holding: terms::Holding::Owned,
        acquired_on: Some(title.acquired_on),
        disposed_on: title.disposed_on,
    })
}

fn earlier(row: &said::Benefit) -> facts::EarlierBenefit {
    facts::EarlierBenefit { benefit: benefit_kind(row.kind), region: RegionCode::parse(&row.region).ok(), from: Some(row.from), until: row.to }
}

fn employment(row: &said::Employment) -> Option<facts::Employment> {
    Some(facts::Employment {
        region: RegionCode::parse(&row.region).ok()?,
        employer: Some(row.employer_uscc.clone()),
        since: Some(row.since),
        until: row.until,
        contract_months: row.contract_months.map(months),
        industry: Some(industry(&row.industry)),
    })
}

fn insured(row: &said::Insurance, today: Date) -> facts::Insured {
    let kind = match row.kind {
        said::InsuranceKind::Pension => terms::Insurance::WorkerPension,
        said::InsuranceKind::ResidentPension => terms::Insurance::ResidentPension,
        said::InsuranceKind::Medical => terms::Insurance::WorkerMedical,
        said::InsuranceKind::Unemployment => terms::Insurance::Unemployment,
        said::InsuranceKind::WorkInjury => terms::Insurance::WorkInjury,
    };
    // Months "up to now": the newest month may be two months behind, later it is a gap.
    let recent = today.checked_sub(jiff::Span::new().months(2)).unwrap_or(today) <= row.through;
    facts::Insured {
        kind,
        region: None,
        months: months(row.months_total),
        continuous_months: Some(if recent { months(row.months_continuous) } else { 0 }),
    }
}

fn months(count: u32) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
