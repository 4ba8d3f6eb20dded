//! 演示城区 — cases in every state, made by the program itself: real applications, real answers
//! from the simulator, decisions of real acts, on business dates of the last weeks.

use std::sync::Arc;

use entry::application::correction::{AskCorrection, ask as ask_correction};
use entry::application::details::{Confirm, Details, confirm, details};
use entry::application::members::{AddMember, add};
use entry::application::start::{Start, start};
use entry::application::submit::{SignText, Which, sign, submit, withdraw};
use entry::decision::reconsider::{Reconsider, ask as reconsider};
use entry::decision::sign::{Propose, SignAsk, propose, sign as sign_decision};
use entry::notice::object::{Object, object};
use entry::visit::{Report, report};
use exchange::departments::answer::WelfareKind;
use jiff::SignedDuration;
use kernel::flow::{InboxAsk, InboxItem, inbox};
use kernel::{Act, Actor, Fail, Kernel, Request};
use people::consent::{self, Kind};
use people::household::Relation;

use super::{assistant, staff};
use crate::outside::Outside;
use crate::{sim, work};

/// How far back the town's past reaches, days.
pub const PAST_DAYS: i64 = 60;

/// Where in the population the town's households begin; the cast keeps the first places.
const FIRST: u32 = 2_000;
/// So many households are looked at for one that fits; the rarest kind is one in some thousand.
const MOST_LOOKED_AT: usize = 20_000;
/// From one household looked at to the next: more than any household has members, and one more than the
/// population's blocks, so that every place within a block has its turn, people who live alone among them.
const STRIDE: u32 = 13;

/// Fills an empty demo.
///
/// # Errors
/// What the program itself refused on the way.
pub async fn settle(kernel: &Arc<Kernel>, outside: &Outside, population: &sim::Population) -> Result<(), Fail> {
    let clerk = staff::acting(kernel, "window").await?;
    let ahead = kernel.clock.ahead();
    let day = |days: i64| ahead - SignedDuration::from_hours(24 * days);
    let mut town = Town { kernel, outside, population, clerk, next: FIRST };
    // Six weeks ago: these have been through everything.
    kernel.clock.set_ahead(day(44));
    town.apply(Handed::In, &[(ON_DIBAO, 1), (ON_TEKUN, 1), (Drawn::Veteran, 1), (Drawn::Disabled, 1), (Drawn::Anyone, 8)]).await?;
    town.visit().await?;
    town.judge(2).await?;
    assistant::look(kernel).await?;
    kernel.clock.set_ahead(day(30));
    town.days_pass().await?;
    // Four weeks ago: refused, asked again.
    town.apply(Handed::In, &[(ON_DIBAO, 1), (POOR_BY_EXPENDITURE, 1), (Drawn::Anyone, 6)]).await?;
    town.visit().await?;
    town.refuse_some().await?;
    assistant::look(kernel).await?;
    kernel.clock.set_ahead(day(16));
    town.days_pass().await?;
    // Last days: in publicity, with an objection.
    kernel.clock.set_ahead(day(2));
    town.apply(Handed::In, &[(ON_DIBAO, 1), (Drawn::Disabled, 1), (Drawn::Anyone, 6)]).await?;
    town.visit().await?;
    assistant::look(kernel).await?;
    town.object().await?;
    // Today: drafts, corrections, families still signing, visits to make, people still to decide.
    kernel.clock.set_ahead(ahead);
    town.days_pass().await?;
    town.apply(Handed::Draft, &[(Drawn::Anyone, 3)]).await?;
    town.apply(Handed::Unsigned, &[(Drawn::Anyone, 3)]).await?;
    town.apply(Handed::Alone, &[(Drawn::Anyone, 2)]).await?;
    town.apply(Handed::In, &[(ON_DIBAO, 1), (Drawn::Anyone, 6)]).await?;
    town.correct_one().await?;
    town.withdraw_one().await?;
    Ok(())
}

/// How far a seeded application has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handed {
    /// Submitted with every signature.
    In,
    /// Submitted; another adult has not signed.
    Unsigned,
    /// Begun only.
    Draft,
    /// Submitted without the spouse whom the register names.
    Alone,
}

/// Which households come. What becomes of them the departments' answers decide.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// Half of them look as if they qualify; the rest is whoever comes.
    Anyone,
    /// All on this assistance, registered here and without a home.
    Assisted(WelfareKind),
    /// Modest, with a disabled person among them.
    Disabled,
    /// Modest, with a veteran among them.
    Veteran,
}

const ON_DIBAO: Drawn = Drawn::Assisted(WelfareKind::Dibao);
const ON_TEKUN: Drawn = Drawn::Assisted(WelfareKind::Tekun);
const POOR_BY_EXPENDITURE: Drawn = Drawn::Assisted(WelfareKind::ExpenditurePoor);

struct Town<'a> {
    kernel: &'a Arc<Kernel>,
    outside: &'a Outside,
    population: &'a sim::Population,
    clerk: Actor,
    next: u32,
}

impl Town<'_> {
    /// Takes so many households to the window in one transaction, lets the departments
    /// answer, and submits in a second one.
    async fn apply(&mut self, handed: Handed, drawn: &[(Drawn, usize)]) -> Result<(), Fail> {
        let mut act = self.at_window().await?;
        let mut begun = Vec::new();
        for &(drawn, count) in drawn {
            let enough = begun.len() + count;
            while begun.len() < enough {
                let Some(household) = self.household(handed, drawn) else { break };
                if let Some(id) = self.begin(&mut act, &household, handed).await? {
                    begun.push(id);
                }
            }
        }
        act.commit().await?;
        work::drain(self.kernel, self.outside).await?;
        if handed == Handed::Draft {
            return Ok(());
        }
        let mut act = self.at_window().await?;
        for id in &begun {
            confirm(&mut act, Confirm { id: id.clone(), right: vec!["all".into()], wrong: None, why: None }).await?;
            submit(&mut act, Which { id: id.clone() }).await?;
        }
        act.commit().await?;
        work::drain(self.kernel, self.outside).await?;
        Ok(())
    }

    /// The next household of the population that fits.
    fn household(&mut self, handed: Handed, drawn: Drawn) -> Option<sim::Household> {
        for _ in 0..MOST_LOOKED_AT {
            let household = self.population.household(self.next)?;
            self.next += STRIDE;
            let adults = household.members.iter().filter(|member| is_adult(member)).count();
            let alive = household.members.iter().all(|member| member.died_on.is_none());
            let married = household.members.first().is_some_and(|head| head.spouse.is_some());
            let fits = match handed {
                Handed::Unsigned => 1 < adults,
                Handed::Alone => married,
                Handed::In | Handed::Draft => match drawn {
                    Drawn::Anyone => (self.next / STRIDE).is_multiple_of(2) || modest(&household),
                    Drawn::Assisted(kind) => assisted(&household, kind),
                    Drawn::Disabled => ordinary(&household) && household.members.iter().any(|it| it.disability.is_some()),
                    Drawn::Veteran => ordinary(&household) && household.members.iter().any(|it| !it.veteran.is_empty()),
                },
            };
            if alive && fits {
                return Some(household);
            }
        }
        None
    }

    async fn begin(&self, act: &mut Act, household: &sim::Household, handed: Handed) -> Result<Option<String>, Fail> {
        let Some(head) = household.members.first() else { return Ok(None) };
        let region = head.hukou.region.clone();
        let region = if region.starts_with("360702") { region } else { "360702".into() };
        let ask = Start {
            region,
            programme: "either".into(),
            id_number: Some(head.id_number.clone()),
            name: Some(head.name.clone()),
            phone: Some(head.phone.clone()),
        };
        let id = match start(act, ask).await {
            Ok(started) => started.id,
            Err(fail) if fail.code.status == 409 => return Ok(None),
            Err(fail) => return Err(fail),
        };
        for member in household.members.iter().skip(1) {
            if handed == Handed::Alone && member.relation.starts_with('1') {
                continue;
            }
            let relation = match member.relation.as_bytes().first() {
                Some(b'1') => Relation::Spouse,
                Some(b'2' | b'3') => Relation::Child,
                Some(b'5') => Relation::Parent,
                _ => Relation::Other,
            };
            add(act, AddMember { id: id.clone(), id_number: member.id_number.clone(), name: member.name.clone(), relation }).await?;
        }
        let contact =
            Details { id: id.clone(), phone: Some(head.phone.clone()), address: Some("解放街道演示路1号".into()), ..Details::default() };
        details(act, contact).await?;
        self.sign_all(act, &id, handed).await?;
        Ok(Some(id))
    }

    async fn sign_all(&self, act: &mut Act, id: &str, handed: Handed) -> Result<(), Fail> {
        let it = entry::application::get(act, id).await?;
        let members = people::household::members(act, &it.household_id).await?;
        let authorisation = consent::text(act, Kind::Authorisation).await?.digest;
        let promise = consent::text(act, Kind::Promise).await?.digest;
        if handed == Handed::Draft {
            return Ok(());
        }
        sign(act, SignText { id: id.into(), kind: Kind::Promise, digest: promise, person_id: None }).await?;
        for (at, member) in members.iter().enumerate().filter(|(_, member)| member.adult) {
            if at == 0 || handed != Handed::Unsigned {
                sign(
                    act,
                    SignText { id: id.into(), kind: Kind::Authorisation, digest: authorisation.clone(), person_id: Some(member.person_id.clone()) },
                )
                .await?;
            }
        }
        Ok(())
    }

    async fn at_window(&self) -> Result<Act, Fail> {
        Act::open(self.kernel, self.clerk.clone(), Request::default()).await
    }

    async fn as_staff(&self, account: &str) -> Result<Act, Fail> {
        Act::open(self.kernel, staff::acting(self.kernel, account).await?, Request::default()).await
    }

    async fn waiting(&self, account: &str, flow: &str, state: &str) -> Result<Vec<InboxItem>, Fail> {
        let mut act = self.as_staff(account).await?;
        inbox(&mut act, InboxAsk { flow: Some(flow.into()), state: Some(state.into()), ..InboxAsk::default() }).await
    }

    /// The community worker makes every visit that is due, and finds people at home.
    async fn visit(&self) -> Result<(), Fail> {
        for item in self.waiting("community", "visit", "due").await? {
            let mut act = self.as_staff("community").await?;
            let found = "住在申报的住处，家中情况与申报一致".to_owned();
            report(&mut act, Report { id: item.id, opinion: "live_here".into(), found, persons_seen: 1 }).await?;
            act.commit().await?;
        }
        work::drain(self.kernel, self.outside).await?;
        Ok(())
    }

    /// An officer proposes approval for some of what waits for a person, and the chief signs.
    async fn judge(&self, most: usize) -> Result<(), Fail> {
        for item in self.waiting("officer", "application", "reviewing").await?.into_iter().take(most) {
            let mut act = self.as_staff("officer").await?;
            propose(&mut act, Propose { id: item.id.clone(), proposal: "approve".into(), reason: "已逐项核实，符合条件".into(), version: None })
                .await?;
            act.commit().await?;
            let mut act = self.as_staff("chief").await?;
            sign_decision(
                &mut act,
                SignAsk { id: item.id, verdict: "sign".into(), reason: String::new(), promise_refuted: String::new(), version: None },
            )
            .await?;
            act.commit().await?;
        }
        work::drain(self.kernel, self.outside).await?;
        Ok(())
    }

    /// Some are refused and signed, one of them asks for reconsideration; the last waits for signature.
    async fn refuse_some(&self) -> Result<(), Fail> {
        let mut waiting = self.waiting("officer", "application", "reviewing").await?;
        waiting.truncate(4);
        let last = waiting.len().saturating_sub(1);
        for (at, item) in waiting.into_iter().enumerate() {
            let mut act = self.as_staff("officer").await?;
            let reason = "经核实，家庭收入或者住房不符合规定标准".to_owned();
            propose(&mut act, Propose { id: item.id.clone(), proposal: "refuse".into(), reason, version: None }).await?;
            act.commit().await?;
            if 0 < at && at == last {
                continue;
            }
            let mut act = self.as_staff("chief").await?;
            sign_decision(
                &mut act,
                SignAsk { id: item.id.clone(), verdict: "sign".into(), reason: String::new(), promise_refuted: String::new(), version: None },
            )
            .await?;
            act.commit().await?;
            if at == 0 {
                let mut act = self.at_window().await?;
                reconsider(&mut act, Reconsider { id: item.id, grounds: "去年收入含一次性补偿，请重新计算。".into() }).await?;
                act.commit().await?;
            }
        }
        Ok(())
    }

    async fn object(&self) -> Result<(), Fail> {
        let mut act = Act::open(self.kernel, Actor::stranger(), Request::default()).await?;
        let notices = entry::notice::public::list(&mut act, entry::notice::public::Running::default()).await?.notices;
        if let Some((notice, row)) = notices.iter().find_map(|shown| Some((&shown.notice, shown.rows.first()?))) {
            let ask = Object {
                id: notice.id.clone(),
                number: row.number.clone(),
                name: "邻居".into(),
                phone: "15400000001".into(),
                why: "该户长期不在此居住，请核实。".into(),
            };
            object(&mut act, ask).await?;
            act.commit().await?;
        }
        Ok(())
    }

    async fn correct_one(&self) -> Result<(), Fail> {
        if let Some(item) = self.waiting("officer", "application", "reviewing").await?.pop() {
            let mut act = self.as_staff("officer").await?;
            ask_correction(&mut act, AskCorrection { id: item.id, defects: vec!["请说明父母是否共同居住".into(), "请补充现住房租赁合同".into()] })
                .await?;
            act.commit().await?;
        }
        Ok(())
    }

    async fn withdraw_one(&self) -> Result<(), Fail> {
        let found = self.waiting("officer", "application", "reviewing").await?;
        for item in found.into_iter().rev().take(1) {
            let mut act = self.at_window().await?;
            match withdraw(&mut act, Which { id: item.id }).await {
                Ok(_) => act.commit().await?,
                Err(fail) if fail.code.status == 404 => {}
                Err(fail) => return Err(fail),
            }
        }
        work::drain(self.kernel, self.outside).await?;
        Ok(())
    }

    async fn days_pass(&self) -> Result<(), Fail> {
        let mut act = Act::system(self.kernel, "timer").await?;
        entry::advance::by_date(&mut act).await?;
        act.commit().await?;
        work::drain(self.kernel, self.outside).await?;
        Ok(())
    }
}

/// Little income, little saved, no home: what most people who apply look like.
fn modest(household: &sim::Household) -> bool {
    let people = i64::try_from(household.members.len()).unwrap_or(1);
    let income: i64 =
        household.members.iter().map(|it| it.income.salary_fen + it.income.business_fen + it.income.property_fen + it.income.transfer_fen).sum();
    let saved: i64 = household.members.iter().map(|it| it.deposits_fen).sum();
    homeless(household) && income <= people * 4_500_000 && saved <= people * 3_800_000
}

/// All on this assistance, registered in the district, and without a home.
fn assisted(household: &sim::Household, kind: WelfareKind) -> bool {
    let on_it = |it: &sim::Person| it.welfare.as_ref().is_some_and(|welfare| welfare.kind == kind);
    homeless(household) && household.members.iter().all(|it| on_it(it) && it.hukou.region.starts_with("360702"))
}

/// Modest, and nobody on assistance.
fn ordinary(household: &sim::Household) -> bool {
    modest(household) && household.members.iter().all(|it| it.welfare.is_none())
}

fn homeless(household: &sim::Household) -> bool {
    household.members.iter().all(|it| it.titles.iter().all(|title| title.disposed_on.is_some()))
}

fn is_adult(member: &sim::Person) -> bool {
    people::household::is_adult(&member.birth.to_string(), jiff::civil::date(2026, 1, 1))
}
