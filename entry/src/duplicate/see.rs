//! 看线索 — what is shared and with whom; beyond one's region only that there is a hit, and whom to ask.

use kernel::db::Query;
use kernel::{Act, Fail, flow};
use people::perms::{APPLICATION_DECIDE, EVIDENCE_SEE};
use people::{household, person, staff};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::matching::{Role, Signal};
use super::{DUPLICATE, Pair, Side, store};
use crate::application;

/// Which hits.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAsk {
    /// `open`, `hint`, `judged`, `lifted`; empty for what is to be judged.
    pub state: Option<String>,
    /// Region code.
    pub region: Option<String>,
}

/// Which hit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichSide {
    /// `duplicate_side.id`.
    pub id: String,
}

/// A hit in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Listed {
    /// `duplicate_side.id`.
    pub id: String,
    /// County.
    pub region: String,
    /// State of its process.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// Masked name of the own applicant.
    pub subject: String,
    /// Since when, instant.
    pub since: String,
    /// Holds the case.
    pub strong: bool,
    /// What is shared.
    pub words: Vec<String>,
    /// County of the other side; the same one where both are here.
    pub other_region: String,
    /// Asked by the other county and not concluded.
    pub asked: bool,
    /// Verdict, empty while open.
    pub verdict: String,
}

/// Hits within one's regions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hits {
    /// At most 200, the oldest first.
    pub rows: Vec<Listed>,
}

/// A case on one side of a hit, as far as one may see it.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct CaseSide {
    /// `application.id`; empty beyond one's region.
    pub application_id: String,
    /// 申请编号; empty beyond one's region.
    pub number: String,
    /// Region name.
    pub place: String,
    /// Programme; empty beyond one's region.
    pub programme: String,
    /// State; empty beyond one's region.
    pub state: String,
    /// Submitted, instant; empty beyond one's region.
    pub submitted_at: String,
    /// Masked members: name, number, relation. Empty beyond one's region.
    pub members: Vec<(String, String, String)>,
    /// One may see it.
    pub open: bool,
    /// Whom to ask: officers of that county, where one may not see.
    pub ask_whom: Vec<String>,
    /// It is a benefit, not an application.
    pub benefit: bool,
}

/// One thing shared, in words.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Shared {
    /// By what.
    pub signal: String,
    /// Holds the case.
    pub strong: bool,
    /// Who it is about on one's own side, masked.
    pub own: String,
    /// Who on the other side, masked; empty beyond one's region.
    pub other: String,
}

/// A hit with all one may see.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Seen {
    /// One's own side.
    pub side: Side,
    /// State of its process.
    pub state: String,
    /// 中文 of the state.
    pub state_title: String,
    /// Found on.
    pub found_on: String,
    /// Digest of the evidence, to be sent back with a verdict.
    pub digest: String,
    /// The verdict on record was given on other evidence.
    pub stale: bool,
    /// What is shared.
    pub shared: Vec<Shared>,
    /// One's own case.
    pub own: CaseSide,
    /// The other.
    pub other: CaseSide,
    /// What the other county concluded, where there is one.
    pub other_side: Option<Side>,
    /// One may judge it.
    pub may_judge: bool,
    /// Steps, oldest first.
    pub story: Vec<flow::Taken>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    pair_id: String,
    region: String,
    verdict: String,
    asked_at: Option<String>,
    state: String,
    subject: String,
    since: String,
    strong: i64,
    signals: String,
    low_id: String,
    application_id: String,
}

/// `GET /api/v1/duplicates`
pub async fn list(act: &mut Act, ask: ListAsk) -> Result<Hits, Fail> {
    let scope = match ask.region.as_deref().filter(|region| !region.is_empty()) {
        Some(region) => {
            act.require(EVIDENCE_SEE, region)?;
            kernel::Scope::of(region)
        }
        None => act.scope(EVIDENCE_SEE),
    };
    let state = ask.state.clone().filter(|state| !state.is_empty()).unwrap_or_else(|| "open".into());
    let rows: Vec<Row> = Query::new(
        "select s.id, s.pair_id, s.region, s.verdict, s.asked_at, c.state, c.subject, c.since, p.strong, p.signals, p.low_id, s.application_id
         from duplicate_side s join duplicate_pair p on p.id = s.pair_id join flow_case c on c.flow = 'duplicate' and c.id = s.id where 1 = 1",
    )
    .and_eq("c.state", Some(&state))
    .and_scope("s.region", &scope)
    .sql("order by c.since, s.id limit 200")
    .all(&mut act.tx)
    .await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let signals: Vec<Signal> = serde_json::from_str(&row.signals).unwrap_or_default();
        let turned = row.application_id != row.low_id;
        let mut words: Vec<String> =
            signals.iter().cloned().map(|it| if turned { it.turned() } else { it }).map(|it| it.words().to_owned()).collect();
        words.sort();
        words.dedup();
        let other = store::sides(act, &row.pair_id).await?.into_iter().find(|side| side.id != row.id);
        listed.push(Listed {
            state_title: DUPLICATE.title_of(&row.state),
            other_region: other.map_or_else(|| row.region.clone(), |side| side.region),
            asked: row.asked_at.is_some() && row.state != "judged",
            strong: row.strong == 1,
            id: row.id,
            region: row.region,
            state: row.state,
            subject: row.subject,
            since: row.since,
            verdict: row.verdict,
            words,
        });
    }
    Ok(Hits { rows: listed })
}

/// `GET /api/v1/duplicates/{id}`
pub async fn see(act: &mut Act, ask: WhichSide) -> Result<Seen, Fail> {
    let side = store::side(act, &ask.id).await?;
    act.require(EVIDENCE_SEE, &side.region)?;
    let pair = store::pair(act, &side.pair_id).await?;
    let case = flow::get(act, &DUPLICATE, &side.id).await?;
    let other_side = store::sides(act, &pair.id).await?.into_iter().find(|other| other.id != side.id);
    // A benefit's own county sees the benefit as its own side.
    let own_is_low = side.application_id == pair.low_id;
    let (own_id, other_id) = if own_is_low { (&pair.low_id, &pair.high_id) } else { (&pair.high_id, &pair.low_id) };
    let other_region = other_side.as_ref().map_or_else(|| side.region.clone(), |other| other.region.clone());
    let own = case_side(act, &pair, own_id, &side.region).await?;
    let other = case_side(act, &pair, other_id, &other_region).await?;
    let mut shared = Vec::new();
    for signal in pair.signals() {
        let strong = signal.strong();
        let it = if own_is_low { signal } else { signal.turned() };
        let benefit_is_own = pair.kind == "benefit" && !own_is_low;
        shared.push(Shared {
            strong,
            own: if own.open && !benefit_is_own { who(act, it.low, &it.low_person).await? } else { String::new() },
            other: if other.open && (pair.kind == "case" || benefit_is_own) { who(act, it.high, &it.high_person).await? } else { String::new() },
            signal: it.words().to_owned(),
        });
    }
    act.about("duplicate", &side.id, &side.region);
    Ok(Seen {
        state_title: DUPLICATE.title_of(&case.state),
        stale: !side.verdict.is_empty() && !side.holds(&pair.digest),
        may_judge: pair.gone_on.is_none() && act.scope(APPLICATION_DECIDE).covers(&side.region),
        story: flow::story(act, &DUPLICATE, &side.id).await?,
        state: case.state,
        found_on: pair.found_on,
        digest: pair.digest,
        shared,
        own,
        other,
        other_side: other_side.map(|other| {
            if act.scope(EVIDENCE_SEE).covers(&other.region) {
                other
            } else {
                Side { reason: String::new(), by_name: String::new(), application_id: String::new(), ..other }
            }
        }),
        side,
    })
}

async fn who(act: &mut Act, role: Role, id: &str) -> Result<String, Fail> {
    let name = person::get(act, id).await?.name;
    Ok(match role {
        Role::Spouse => format!("{name}登记的配偶"),
        Role::Minor => format!("{name}（未成年）"),
        _ => name,
    })
}

/// What one may see of a side: everything masked in one's region, beyond it only where it is.
async fn case_side(act: &mut Act, pair: &Pair, id: &str, region: &str) -> Result<CaseSide, Fail> {
    let benefit = pair.kind == "benefit" && id == pair.high_id;
    let open = act.scope(EVIDENCE_SEE).covers(region);
    let mut shown = CaseSide { place: kernel::shell::region_name(region), benefit, open, ..CaseSide::default() };
    if !open {
        let officers = staff::holding(act, APPLICATION_DECIDE, region).await?;
        shown.ask_whom = staff::names(act, &officers).await?.into_values().collect();
        return Ok(shown);
    }
    if benefit {
        return Ok(shown);
    }
    let it = application::get(act, id).await?;
    let state = flow::get(act, &application::APPLICATION, &it.id).await?.state;
    let members = household::members(act, &it.household_id).await?;
    Ok(CaseSide {
        number: it.number().to_owned(),
        programme: it.programme_title().to_owned(),
        state: application::APPLICATION.title_of(&state),
        submitted_at: it.submitted_at.clone().unwrap_or_default(),
        members: members.into_iter().map(|member| (member.name, member.number, member.relation.title().to_owned())).collect(),
        application_id: it.id,
        ..shown
    })
}

/// The hits of one case, for its file: id, sentence, state in words, strong.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Vec<Listed>, Fail> {
    let region: String = application::get(act, application).await?.region.chars().take(6).collect();
    let mut found = Vec::new();
    for pair in store::pairs_of(act, application).await? {
        let sides = store::sides(act, &pair.id).await?;
        let Some(own) = sides.iter().find(|side| side.region == region) else { continue };
        let case = flow::get(act, &DUPLICATE, &own.id).await?;
        let turned = pair.low_id != application;
        found.push(Listed {
            id: own.id.clone(),
            region: own.region.clone(),
            state_title: DUPLICATE.title_of(&case.state),
            state: case.state,
            subject: case.subject,
            since: case.since,
            strong: pair.strong == 1,
            words: pair.signals().into_iter().map(|it| if turned { it.turned() } else { it }.words().to_owned()).collect(),
            other_region: sides.iter().find(|side| side.id != own.id).map_or_else(|| own.region.clone(), |side| side.region.clone()),
            asked: own.asked_at.is_some(),
            verdict: own.verdict.clone(),
        });
    }
    Ok(found)
}
