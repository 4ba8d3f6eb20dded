//! 运行看板 — where applications stand, how long each stage takes against its limit, who answers
//! in time, who waits and since when; for a region, with what lies below it (L-02).

use std::collections::BTreeMap;

use entry::application::APPLICATION;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use kernel::clock::text_of;
use kernel::{Act, Fail};
use people::perms::STATS_SEE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::counts;
use super::days::{Days, Took, shanghai};
use super::place::{Place, Within, below, children, within};

/// Days looked back when nothing else is asked for.
pub(super) const LOOK_BACK: i64 = 90;
/// The most one may look back.
const LOOK_BACK_MOST: i64 = 1096;

/// Which figures.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OverviewAsk {
    /// Region code; empty for the widest one may see.
    pub region: Option<String>,
    /// Days looked back, 1 to 1096; 90 when left out.
    pub days: Option<i64>,
}

/// A count with its word.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Counted {
    /// Stable name.
    pub key: String,
    /// 中文.
    pub label: String,
    /// How many.
    pub count: i64,
}

/// How long a stage took.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stage {
    /// 中文.
    pub label: String,
    /// Working days taken.
    pub took: Took,
    /// Limit in working days, where the rules of this region give one.
    pub limit: Option<i64>,
    /// Who gives the limit, 中文; empty for none.
    pub source: String,
}

/// How a department concluded its lanes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Timeliness {
    /// Code.
    pub department: String,
    /// 中文.
    pub name: String,
    /// Working days taken by the lanes concluded.
    pub took: Took,
    /// Of them in term.
    pub in_term: i64,
    /// Share in term, tenths of a percent; none when nothing was concluded.
    pub share_permille: Option<i64>,
    /// Not concluded.
    pub open: i64,
    /// Of them past their date.
    pub late: i64,
}

/// A class of the queue by how long its households have waited.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Waiting {
    /// Class.
    pub class: String,
    /// Under half a year, under one, under two, under three years, three years and more.
    pub ages: [i64; 5],
    /// In all.
    pub total: i64,
}

/// Must-cover households.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MustCover {
    /// Still waiting.
    pub open: i64,
    /// Of them past the date of their owner.
    pub late: i64,
    /// Of them without an owner.
    pub unowned: i64,
    /// No longer waiting.
    pub done: i64,
}

/// Binding decisions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Decided {
    /// In all.
    pub total: i64,
    /// By the program.
    pub automatic: i64,
    /// Share of the program, tenths of a percent; none without decisions.
    pub share_permille: Option<i64>,
    /// Looked at by a chief afterwards.
    pub sampled: i64,
    /// Of them found wrong.
    pub wrong: i64,
}

/// A region below.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Below {
    /// The region.
    pub place: Place,
    /// Applications submitted in the period.
    pub submitted: i64,
    /// Cases of all processes that are open.
    pub open: i64,
    /// Of them past their date.
    pub late: i64,
    /// Households waiting.
    pub waiting: i64,
    /// Of them must-cover.
    pub must_cover: i64,
}

/// The figures of a region.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Overview {
    /// The region.
    pub place: Place,
    /// Regions above it that the viewer may look at.
    pub above: Vec<Place>,
    /// The instant the figures speak for.
    pub as_of: String,
    /// First day of the period.
    pub since: String,
    /// Days in the period.
    pub days: i64,
    /// From the submission to the queue, of the applications submitted in the period.
    pub funnel: Vec<Counted>,
    /// Applications by state today.
    pub states: Vec<Counted>,
    /// How long each stage took.
    pub stages: Vec<Stage>,
    /// How each department concluded.
    pub departments: Vec<Timeliness>,
    /// The queue.
    pub queue: Vec<Waiting>,
    /// Must-cover households.
    pub must_cover: MustCover,
    /// Decisions.
    pub decisions: Decided,
    /// Regions below.
    pub below: Vec<Below>,
}

/// Stages, the states that make them up, and the name their limit has in a pack.
const STAGES: [(&str, &[&str], &str); 8] = [
    ("受理", &["submitted", "authorising"], "受理"),
    ("等补正", &["correcting"], ""),
    ("并联核查", &["checking", "suspended"], "并联审核"),
    ("人工认定", &["reviewing"], "并联审核"),
    ("签批", &["approving", "refusing"], "并联审核"),
    ("待公示", &["approved"], ""),
    // The days of a notice are the least it must run, not the most it may take.
    ("公示", &["noticing", "objected"], ""),
    ("复核", &["reconsidering"], "复核"),
];

/// `GET /api/v1/overview`
pub async fn see(act: &mut Act, ask: OverviewAsk) -> Result<Overview, Fail> {
    let days = ask.days.unwrap_or(LOOK_BACK);
    if !(1..=LOOK_BACK_MOST).contains(&days) {
        return Err(Fail::field("days", "请填写 1 到 1096 天"));
    }
    let Within { scope, place, above } = within(act, STATS_SEE, ask.region.as_deref())?;
    let (since, since_on) = (text_of(act.now - SignedDuration::from_hours(24 * days)), act.today().saturating_sub(days.days()));
    let (submitted, accepted, decided, eligible, waiting) = counts::funnel(act, &scope, &since).await?;
    let funnel = [
        ("submitted", "提交申请", submitted),
        ("accepted", "受理", accepted),
        ("decided", "作出认定", decided),
        ("eligible", "认定符合", eligible),
        ("waiting", "登记轮候", waiting),
    ];
    let (open, late, unowned, done) = counts::must_cover(act, &scope).await?;
    let (total, automatic, sampled, wrong) = counts::decisions(act, &scope, &since).await?;
    Ok(Overview {
        as_of: act.at(),
        since: since_on.to_string(),
        days,
        funnel: funnel.iter().map(|(key, label, count)| Counted { key: (*key).into(), label: (*label).into(), count: *count }).collect(),
        states: states(act, &scope).await?,
        stages: stages(act, &scope, &place, &since).await?,
        departments: departments(act, &scope, since_on).await?,
        queue: queue(act, &scope).await?,
        must_cover: MustCover { open, late, unowned, done },
        decisions: Decided { total, automatic, share_permille: permille(automatic, total), sampled, wrong },
        below: parts(act, &scope, &place, &since).await?,
        place,
        above,
    })
}

/// A share in tenths of a percent; none of nothing.
pub(super) fn permille(part: i64, whole: i64) -> Option<i64> {
    (0 < whole).then(|| (part * 1000 + whole / 2) / whole)
}

async fn states(act: &mut Act, scope: &kernel::Scope) -> Result<Vec<Counted>, Fail> {
    let found: BTreeMap<String, i64> = counts::states(act, scope).await?.into_iter().collect();
    let counted = |state: &kernel::flow::State| {
        let count = found.get(state.name).copied().filter(|count| 0 < *count)?;
        Some(Counted { key: state.name.into(), label: state.title.into(), count })
    };
    Ok(APPLICATION.states.iter().filter_map(counted).collect())
}

async fn stages(act: &mut Act, scope: &kernel::Scope, place: &Place, since: &str) -> Result<Vec<Stage>, Fail> {
    let mut days: BTreeMap<usize, Days> = BTreeMap::new();
    let calendar = act.kernel.calendar.clone();
    for (state, from, from_late, to, to_late, count) in counts::left(act, scope, since).await? {
        let Some(at) = STAGES.iter().position(|(_, states, _)| states.contains(&state.as_str())) else { continue };
        let (Some(from), Some(to)) = (shanghai(&from, from_late), shanghai(&to, to_late)) else { continue };
        days.entry(at).or_default().add(&calendar, from, to, count);
    }
    let pack = law::pack::binding(act, &place.code, act.today()).await?;
    let stage = |(at, days): (usize, Days)| {
        let (label, states, limit) = STAGES[at];
        let (limit, source) = limit_of(pack.as_deref(), states, limit).map_or((None, String::new()), |(days, source)| (Some(days), source));
        Stage { label: label.into(), took: days.took(), limit, source }
    };
    Ok(days.into_iter().map(stage).collect())
}

/// The limit of a stage: of the pack that binds the region, or of the process itself.
fn limit_of(pack: Option<&policy::Pack>, states: &[&str], name: &str) -> Option<(i64, String)> {
    if let Some(pack) = pack
        && let Some(limit) = pack.document().stage_limits.iter().find(|limit| limit.stage == name && limit.working)
    {
        return Some((i64::from(limit.days), pack.document().title.clone()));
    }
    match states.first().and_then(|state| APPLICATION.state(state)).and_then(|state| state.term)? {
        kernel::calendar::Term::WorkingDays(days) => Some((i64::from(days), "法定流程".into())),
        _ => None,
    }
}

async fn departments(act: &mut Act, scope: &kernel::Scope, since: Date) -> Result<Vec<Timeliness>, Fail> {
    let calendar = act.kernel.calendar.clone();
    let mut found: BTreeMap<String, (Days, i64, i64, i64)> = BTreeMap::new();
    for (department, opened, due, done, late, count) in counts::concluded(act, scope, since).await? {
        let (Ok(opened), Ok(due), Some(done)) = (opened.parse::<Date>(), due.parse::<Date>(), shanghai(&done, late)) else { continue };
        let row = found.entry(department).or_default();
        row.0.add(&calendar, opened, done, count);
        row.1 += if done <= due { count } else { 0 };
    }
    for (department, open, late) in counts::open_lanes(act, scope).await? {
        let row = found.entry(department).or_default();
        (row.2, row.3) = (open, late);
    }
    let row = |(department, (days, in_term, open, late)): (String, (Days, i64, i64, i64))| {
        let took = days.took();
        Timeliness { name: department_name(&department), share_permille: permille(in_term, took.count), department, in_term, open, late, took }
    };
    let mut rows: Vec<Timeliness> = found.into_iter().map(row).collect();
    rows.sort_by(|one, other| (one.share_permille, -one.late, &one.name).cmp(&(other.share_permille, -other.late, &other.name)));
    Ok(rows)
}

/// 中文 of a department's code.
pub(super) fn department_name(code: &str) -> String {
    entry::evidence::catalogue().rows().iter().find(|row| row.code == code).map_or_else(|| code.to_owned(), |row| row.name.clone())
}

async fn queue(act: &mut Act, scope: &kernel::Scope) -> Result<Vec<Waiting>, Fail> {
    let today = act.today();
    let bounds = [6.months(), 12.months(), 24.months(), 36.months()].map(|ago| today.saturating_sub(ago));
    let mut found: BTreeMap<String, [i64; 5]> = BTreeMap::new();
    for (class, age, count) in counts::queue(act, scope, &bounds).await? {
        let at = usize::try_from(age).unwrap_or(4).min(4);
        found.entry(class).or_default()[at] += count;
    }
    let mut rows: Vec<Waiting> = found.into_iter().map(|(class, ages)| Waiting { class, total: ages.iter().sum(), ages }).collect();
    rows.sort_by(|one, other| (one.class != "应保尽保", -one.total, &one.class).cmp(&(other.class != "应保尽保", -other.total, &other.class)));
    Ok(rows)
}

async fn parts(act: &mut Act, scope: &kernel::Scope, place: &Place, since: &str) -> Result<Vec<Below>, Fail> {
    let Some(length) = below(&place.code) else { return Ok(Vec::new()) };
    let submitted: BTreeMap<String, i64> = counts::submitted_by(act, scope, length, since).await?.into_iter().collect();
    let waiting = pairs(counts::waiting_by(act, scope, length).await?);
    let open = pairs(counts::open_by(act, scope, length).await?);
    let mine: Vec<String> = scope.regions().to_vec();
    let seen = |code: &str| mine.iter().any(|region| code.starts_with(region.as_str()) || region.starts_with(code));
    let row = |place: Place| {
        let ((waiting, must_cover), (open, late)) =
            (waiting.get(&place.code).copied().unwrap_or_default(), open.get(&place.code).copied().unwrap_or_default());
        Below { submitted: submitted.get(&place.code).copied().unwrap_or_default(), open, late, waiting, must_cover, place }
    };
    Ok(children(&place.code).into_iter().filter(|place| seen(&place.code)).map(row).collect())
}

fn pairs(rows: Vec<(String, i64, i64)>) -> BTreeMap<String, (i64, i64)> {
    rows.into_iter().map(|(region, one, other)| (region, (one, other))).collect()
}
