//! 查重 — cases that look like one person or one household, across counties and programmes (T08, F024).
//!
//! Candidates are found whenever a case changes and once a night over all; a person
//! concludes, and the verdict stays bound to the evidence it was given on: it comes back only
//! when the evidence changes. Blank keys never match. A strong hit holds the case for a
//! person; it never refuses. Owns `duplicate_key`, `duplicate_pair`, `duplicate_side`,
//! `duplicate_run`.

use kernel::flow::{Flow, How, State, Step};
use kernel::{Act, Fail, Perm, flow};
use people::perms::APPLICATION_DECIDE;
use people::{benefit, household, person};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::application::flow::PROGRAM;
use crate::application::{self, APPLICATION, Application};

pub(crate) mod duplicate_page;
pub mod judge;
mod keys;
pub mod matching;
pub mod run;
pub mod see;
mod store;

use matching::{Kind, Role, Signal};

const fn step(from: &'static str, act: &'static str, title: &'static str, to: &'static str, who: Perm) -> Step {
    Step { from, act, title, to, who, not_by: None, reasoned: false, needed: false, clause: "JX2019-4/3.1b" }
}

/// 查重线索, one for each county concerned.
pub static DUPLICATE: Flow = Flow {
    name: "duplicate",
    title: "查重线索",
    page: "/desk/duplicates/{id}",
    states: &[
        State { name: "hint", title: "线索（一般）", term: None, end: false },
        State { name: "open", title: "待判断（暂缓办理）", term: None, end: false },
        State { name: "judged", title: "已判断", term: None, end: false },
        State { name: "lifted", title: "依据已消失", term: None, end: false },
    ],
    steps: &[
        step("hint", "raise", "线索加强，暂缓办理", "open", PROGRAM),
        step("open", "lower", "线索减弱", "hint", PROGRAM),
        Step { reasoned: true, ..step("hint", "judge", "判断", "judged", APPLICATION_DECIDE) },
        Step { reasoned: true, needed: true, ..step("open", "judge", "判断", "judged", APPLICATION_DECIDE) },
        Step { reasoned: true, ..step("judged", "judge", "改变判断", "judged", APPLICATION_DECIDE) },
        step("judged", "return", "依据变了，重新判断", "hint", PROGRAM),
        step("hint", "lift", "依据已消失", "lifted", PROGRAM),
        step("open", "lift", "依据已消失", "lifted", PROGRAM),
        step("judged", "lift", "依据已消失", "lifted", PROGRAM),
        step("lifted", "return", "依据再次出现", "hint", PROGRAM),
        step("lifted", "restore", "依据再次出现，与判断时相同", "judged", PROGRAM),
        step("hint", "restore", "依据与判断时相同", "judged", PROGRAM),
        step("open", "restore", "依据与判断时相同", "judged", PROGRAM),
    ],
};

/// Two things that look like one.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Pair {
    pub id: String,
    pub kind: String,
    pub low_id: String,
    pub high_id: String,
    pub strong: i64,
    pub signals: String,
    pub digest: String,
    pub found_on: String,
    pub gone_on: Option<String>,
}

impl Pair {
    fn signals(&self) -> Vec<Signal> {
        serde_json::from_str(&self.signals).unwrap_or_default()
    }
}

/// What one county concluded about a pair.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Side {
    /// Id; also of its process.
    pub id: String,
    /// Pair.
    pub pair_id: String,
    /// Case of this county; empty for a benefit.
    pub application_id: String,
    /// County.
    pub region: String,
    /// `same`, `different`, `watched`; empty while open.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// Who concluded.
    pub by_name: String,
    /// When.
    pub judged_at: Option<String>,
    /// Digest of the evidence it was given on.
    pub on_digest: String,
    /// When the other county asked for a conclusion.
    pub asked_at: Option<String>,
    /// Who asked.
    pub asked_name: String,
    /// What was asked.
    pub asked_words: String,
}

impl Side {
    fn holds(&self, digest: &str) -> bool {
        matching::holds(&self.verdict, &self.on_digest, digest)
    }
}

/// 中文 of a verdict.
pub fn verdict_title(verdict: &str) -> &'static str {
    match verdict {
        "same" => "是同一人或同一家庭",
        "different" => "不是同一人、同一家庭",
        "watched" => "继续关注",
        _ => "未判断",
    }
}

/// A strong hit that somebody has to conclude before the case may be approved.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Held {
    /// `duplicate_side.id` of this case's county.
    pub id: String,
    /// What it is, in a sentence.
    pub sentence: String,
    /// This county has concluded; the other one has not, or they differ, or it is the same.
    pub own_done: bool,
}

fn county(region: &str) -> String {
    region.chars().take(6).collect()
}

/// Draft, refused and ended cases are nobody's rivals.
async fn under_way(act: &mut Act, id: &str) -> Result<bool, Fail> {
    let case = flow::get(act, &APPLICATION, id).await?;
    Ok(case.closed_on.is_none() && case.state != "draft" && case.state != "refused")
}

/// Looks at a case anew: its marks, whom it meets, and what became of earlier pairs. The
/// program calls it whenever something about the case changed, and every night.
pub async fn refresh(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let marks = if under_way(act, &it.id).await? { keys::of(act, it).await? } else { Vec::new() };
    if store::keys(act, &it.id).await? != marks {
        store::set_keys(act, it, &marks).await?;
    }
    let mut others = store::meeting(act, &it.id).await?;
    let meeting = others.clone();
    let known = store::pairs_of(act, &it.id).await?;
    others.extend(
        known.iter().filter(|pair| pair.kind == "case").map(|pair| if pair.low_id == it.id { pair.high_id.clone() } else { pair.low_id.clone() }),
    );
    others.sort();
    others.dedup();
    for other in others {
        let (low, high) = if it.id < other { (it.id.as_str(), other.as_str()) } else { (other.as_str(), it.id.as_str()) };
        let signals = match meeting.contains(&other) {
            true => matching::compare(&store::keys(act, low).await?, &store::keys(act, high).await?),
            false => Vec::new(),
        };
        let high_region = application::get(act, high).await?.region;
        let low_region = application::get(act, low).await?.region;
        settle(act, Found { kind: "case", low, low_region: &low_region, high, high_region: &high_region, signals }).await?;
    }
    benefits(act, it, &known, !marks.is_empty()).await
}

/// A live benefit of a member in another household is a pair of its own.
async fn benefits(act: &mut Act, it: &Application, known: &[Pair], live: bool) -> Result<(), Fail> {
    let mut found: Vec<(benefit::Benefit, Signal)> = Vec::new();
    if live {
        for member in household::members(act, &it.household_id).await? {
            let Some(held) = benefit::live(act, &member.person_id).await?.filter(|held| held.household_id != it.household_id) else { continue };
            let low = if member.adult { Role::Adult } else { Role::Minor };
            let signal = Signal {
                kind: Kind::Benefit,
                low,
                high: Role::Thing,
                low_person: member.person_id,
                high_person: held.id.clone(),
                index: String::new(),
            };
            found.push((held, signal));
        }
    }
    for (held, signal) in &found {
        let find =
            Found { kind: "benefit", low: &it.id, low_region: &it.region, high: &held.id, high_region: &held.region, signals: vec![signal.clone()] };
        settle(act, find).await?;
    }
    for pair in known.iter().filter(|pair| pair.kind == "benefit" && !found.iter().any(|(held, _)| held.id == pair.high_id)) {
        let find = Found { kind: "benefit", low: &it.id, low_region: &it.region, high: &pair.high_id, high_region: "", signals: Vec::new() };
        settle(act, find).await?;
    }
    Ok(())
}

struct Found<'a> {
    kind: &'a str,
    low: &'a str,
    low_region: &'a str,
    high: &'a str,
    high_region: &'a str,
    signals: Vec<Signal>,
}

/// Puts what two cases share on record and moves each side where it belongs.
async fn settle(act: &mut Act, found: Found<'_>) -> Result<(), Fail> {
    let before = store::pair_of(act, found.low, found.high).await?;
    let (digest, strong) = (matching::digest(&found.signals), i64::from(found.signals.iter().any(Signal::strong)));
    let text = serde_json::to_string(&found.signals)?;
    let pair = match before {
        None if found.signals.is_empty() => return Ok(()),
        None => {
            let (id, found_on) = (act.new_id(), act.today().to_string());
            let pair = Pair {
                id,
                kind: found.kind.into(),
                low_id: found.low.into(),
                high_id: found.high.into(),
                strong,
                signals: text,
                digest,
                found_on,
                gone_on: None,
            };
            store::insert_pair(act, &pair).await?;
            sides_of(act, &pair, &found).await?;
            pair
        }
        Some(pair) if found.signals.is_empty() => {
            if pair.gone_on.is_none() {
                store::gone(act, &pair.id).await?;
                for side in store::sides(act, &pair.id).await? {
                    by_program(act, &side.id, "lift").await?;
                }
            }
            return Ok(());
        }
        Some(pair) if pair.digest == digest && pair.gone_on.is_none() => return Ok(()),
        Some(pair) => {
            store::set_pair(act, &pair.id, strong, &text, &digest).await?;
            store::pair(act, &pair.id).await?
        }
    };
    for side in store::sides(act, &pair.id).await? {
        place(act, &pair, &side).await?;
    }
    Ok(())
}

/// One side for each county concerned, with its own process and its own officer.
async fn sides_of(act: &mut Act, pair: &Pair, found: &Found<'_>) -> Result<(), Fail> {
    let (low, high) = (county(found.low_region), county(found.high_region));
    let high_case = if found.kind == "case" { found.high } else { "" };
    let mut sides = vec![(found.low, low.clone())];
    if high != low {
        sides.push((high_case, high));
    }
    for (case, region) in sides {
        let id = act.new_id();
        let subject = match case {
            "" => "正在享受保障的家庭".to_owned(),
            case => {
                let applicant = application::get(act, case).await?.applicant_id;
                person::get(act, &applicant).await?.name
            }
        };
        store::insert_side(act, &id, &pair.id, case, &region).await?;
        flow::open(act, &DUPLICATE, &id, &region, &subject).await?;
    }
    Ok(())
}

/// Moves a side to where the evidence and its verdict put it: a verdict on the same evidence stays.
async fn place(act: &mut Act, pair: &Pair, side: &Side) -> Result<(), Fail> {
    let state = flow::get(act, &DUPLICATE, &side.id).await?.state;
    match (state.as_str(), side.holds(&pair.digest)) {
        ("judged", true) => return Ok(()),
        (_, true) => return by_program(act, &side.id, "restore").await,
        ("judged" | "lifted", false) => by_program(act, &side.id, "return").await?,
        _ => {}
    }
    match (flow::get(act, &DUPLICATE, &side.id).await?.state.as_str(), pair.strong) {
        ("hint", 1) => by_program(act, &side.id, "raise").await,
        ("open", 0) => by_program(act, &side.id, "lower").await,
        _ => Ok(()),
    }
}

async fn by_program(act: &mut Act, id: &str, verb: &str) -> Result<(), Fail> {
    let who = std::mem::replace(&mut act.actor, kernel::Actor::system("duplicate"));
    let moved = flow::step(act, &DUPLICATE, id, verb, How::default()).await;
    act.actor = who;
    moved.map(|_| ())
}

/// The strong hits of a case that are not cleared: every county concerned has to say, on the
/// evidence of today, that it is another or merely to be watched.
pub async fn held(act: &mut Act, application: &str) -> Result<Vec<Held>, Fail> {
    let mut held = Vec::new();
    for pair in store::pairs_of(act, application).await?.into_iter().filter(|pair| pair.strong == 1 && pair.gone_on.is_none()) {
        let sides = store::sides(act, &pair.id).await?;
        let cleared = |side: &Side| side.holds(&pair.digest) && side.verdict != "same";
        if sides.iter().all(cleared) {
            continue;
        }
        let own_county = county(&application::get(act, application).await?.region);
        let Some(own) = sides.iter().find(|side| side.application_id == application || side.region == own_county) else { continue };
        let what = pair.signals().iter().find(|it| it.strong()).map_or("查重线索", Signal::words);
        let stands = match (own.holds(&pair.digest), sides.iter().any(|side| side.holds(&pair.digest) && side.verdict == "same")) {
            (false, _) => "待判断",
            (true, true) => "判断为同一人或同一家庭",
            (true, false) => "等对方地区判断",
        };
        held.push(Held { id: own.id.clone(), sentence: format!("查重：{what}，{stands}"), own_done: own.holds(&pair.digest) });
    }
    Ok(held)
}
