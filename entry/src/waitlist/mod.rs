//! 轮候 — households that qualify, in the order they will be housed; nobody is overtaken without a reason.
//!
//! Must-cover first, then priority class, then the pack's own order (JX2019-4/2.2a, 2.2b,
//! 2.3a). The priority date is the day of the application and never moves; a constraint
//! allows one open entry per household. Owns `waitlist_entry`, `waitlist_concern`, `queue_snapshot`.

use jiff::civil::Date;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, State, Step};
use kernel::{Act, Code, Fail, flow, number};
use people::message::{self, Tell};
use people::perms::{OWN_APPLY, WAITLIST_MANAGE, WAITLIST_SEE};
use policy::pack::Ranker;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::application::Application;
use crate::decision;

pub mod carry_over;
pub mod ageing;
pub mod concern;
pub(crate) mod keeping_page;
pub mod list;
pub mod listing;
pub mod must_cover;
pub mod overtaking;
pub(crate) mod queue_page;
pub mod rank;
pub mod snapshot;

pub(crate) mod look_up_page;
pub(crate) mod rank_page;

/// 轮候.
pub static WAITLIST: Flow = Flow {
    name: "waitlist",
    title: "轮候",
    page: "/desk/waitlist/{id}",
    states: &[State { name: "waiting", title: "轮候中", term: None, end: false }, State { name: "left", title: "已退出轮候", term: None, end: true }],
    steps: &[
        Step {
            from: "waiting",
            act: "give_up",
            title: "放弃轮候",
            to: "left",
            who: OWN_APPLY,
            not_by: None,
            reasoned: false,
            needed: false,
            clause: "令11号 9",
        },
        Step {
            from: "waiting",
            act: "strike",
            title: "退出轮候",
            to: "left",
            who: WAITLIST_MANAGE,
            not_by: None,
            reasoned: true,
            needed: false,
            clause: "令11号 35",
        },
    ],
};

/// The household waits already.
pub const ALREADY: Code = Code::conflict("waitlist.already_waiting", "该家庭已在轮候", "一个家庭只能有一个轮候位次。");

/// An entry as it stands.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Entry {
    /// Id; also of its process.
    pub id: String,
    /// 轮候编号.
    pub number: String,
    /// Application.
    pub application_id: String,
    /// Household.
    pub household_id: String,
    /// County or zone whose queue this is.
    pub region: String,
    /// `home`, `subsidy` or `either`.
    pub programme: String,
    /// Category.
    pub category: String,
    /// Tier.
    pub tier: String,
    /// 0: must be covered; 1: waits its turn.
    pub must_cover: i64,
    /// Priority class, lower goes first.
    pub class_order: i64,
    /// Its name; empty for none.
    pub class_name: String,
    /// The pack's own measure and the instant of the application, as text that sorts.
    pub rank_key: String,
    /// Day of the application: never moves.
    pub priority_on: String,
    /// Registered.
    pub joined_on: String,
    /// End of the waiting period.
    pub limit_on: Option<String>,
    /// Must-cover: who is responsible.
    pub owner_id: String,
    /// Must-cover: by when.
    pub owner_due_on: Option<String>,
    /// Decision it rests on.
    pub decision_id: String,
}

pub(crate) const COLUMNS: &str = "id, number, application_id, household_id, region, programme, category, tier, must_cover, class_order, class_name, rank_key, priority_on, joined_on, limit_on, owner_id, owner_due_on, decision_id";

/// Puts a household on the list on the strength of its decision.
///
/// # Errors
/// [`ALREADY`] when it waits already.
pub async fn join(act: &mut Act, it: &Application) -> Result<Entry, Fail> {
    if of_household(act, &it.household_id).await?.is_some() {
        return Err(ALREADY.into());
    }
    let record = decision::of_application(act, &it.id)
        .await?
        .into_iter()
        .rev()
        .find(|record| record.binding == 1 && record.outcome == "eligible")
        .ok_or(NOT_FOUND)?;
    let decision_id = record.id.clone();
    let opened = decision::open(act, record).await?;
    // Departments that grant priority may have answered after the approval: the place is
    // taken from what is known today, and that screening is kept beside the decision.
    let (facts, fresh) = decision::screen(act, it).await?;
    decision::keep(act, it, &facts, &fresh, decision::Keep { reason: "登记轮候时确定位次", ..Default::default() }).await?;
    let place = Place::of(&opened.decision, &fresh.classes);
    let county: String = it.region.chars().take(6).collect();
    let (year, seq) = number::next(act, "waitlist", &county).await?;
    let submitted: jiff::Timestamp = it.submitted_at.as_deref().unwrap_or(&it.started_at).parse().map_err(Fail::bug)?;
    let (today, rules) = (act.today(), crate::application::rules(act, it).await?);
    let entry = Entry {
        id: act.new_id(),
        number: format!("LH{county}-{year}-{seq:06}"),
        application_id: it.id.clone(),
        household_id: it.household_id.clone(),
        region: county,
        programme: it.programme.clone(),
        category: place.category,
        tier: place.tier,
        must_cover: i64::from(!place.must_cover),
        class_order: place.class_order,
        class_name: place.class_name,
        // The pack's own measure, then who applied earlier; at the same instant the entry's id decides.
        rank_key: rank_key(place.ranker, place.score, submitted),
        priority_on: kernel::clock::date_of(submitted).to_string(),
        joined_on: today.to_string(),
        limit_on: limit(rules.pack.as_deref(), today).map(|day| day.to_string()),
        owner_id: String::new(),
        owner_due_on: None,
        decision_id,
    };
    insert(act, &entry).await?;
    flow::open(act, &WAITLIST, &entry.id, &entry.region, &entry.number).await?;
    if place.must_cover {
        must_cover::assign(act, &entry).await?;
    }
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "waiting",
        title: "已登记轮候",
        body: "您的家庭已登记轮候，可以随时查看位次。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await?;
    get(act, &entry.id).await
}

struct Place {
    category: String,
    tier: String,
    must_cover: bool,
    class_order: i64,
    class_name: String,
    ranker: Option<Ranker>,
    score: i64,
}

/// Length of the pack's measure in a `rank_key`, as [`policy::rank::key`] makes it.
pub(crate) const MEASURE: usize = 21;

/// Where an entry stands within its class. Nobody is drawn before a draw: until then those of a
/// queue that draws wait in order of application.
fn rank_key(ranker: Option<Ranker>, score: i64, submitted: jiff::Timestamp) -> String {
    format!("{}-{}", policy::rank::key(ranker.unwrap_or(Ranker::RegisteredOn), score, None), kernel::clock::text_of(submitted))
}

impl Place {
    fn of(decision: &policy::Decision, classes: &policy::decide::Classes) -> Place {
        let (class_order, class_name) = match &classes.priority {
            Some(class) => (i64::from(class.place), class.title.clone()),
            None => (i64::from(classes.priority_classes), String::new()),
        };
        let (category, tier) = match &decision.outcome {
            policy::Outcome::Eligible(eligible) => (eligible.category.chinese().to_owned(), eligible.tier.to_string()),
            _ => ("经人工认定".to_owned(), String::new()),
        };
        let (ranker, score) = (classes.ranker, classes.score);
        Place { category, tier, must_cover: classes.must_cover.is_some(), class_order, class_name, ranker, score }
    }
}

/// The end of the waiting period, where the pack gives one.
fn limit(pack: Option<&policy::Pack>, from: Date) -> Option<Date> {
    let pack = pack?;
    let months = *pack.document().waiting_max_months.known()?;
    from.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

async fn insert(act: &mut Act, it: &Entry) -> Result<(), Fail> {
    sqlx::query(
        "insert into waitlist_entry (id, number, application_id, household_id, region, programme, category, tier, must_cover, class_order, class_name, rank_key, priority_on, joined_on, limit_on, decision_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(it.id.clone())
    .bind(it.number.clone())
    .bind(it.application_id.clone())
    .bind(it.household_id.clone())
    .bind(it.region.clone())
    .bind(it.programme.clone())
    .bind(it.category.clone())
    .bind(it.tier.clone())
    .bind(it.must_cover)
    .bind(it.class_order)
    .bind(it.class_name.clone())
    .bind(it.rank_key.clone())
    .bind(it.priority_on.clone())
    .bind(it.joined_on.clone())
    .bind(it.limit_on.clone())
    .bind(it.decision_id.clone())
    .execute(act.conn())
    .await?;
    Ok(())
}

/// The whole queue of a region in its order, without a check of rights.
pub(crate) async fn in_order(act: &mut Act, region: &str) -> Result<Vec<Entry>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from waitlist_entry where region = $1 and left_on is null order by must_cover, class_order, rank_key, id"
    ));
    Ok(sqlx::query_as(statement).bind(region).fetch_all(act.conn()).await?)
}

/// An entry, without a check of rights.
pub async fn get(act: &mut Act, id: &str) -> Result<Entry, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from waitlist_entry where id = $1"));
    let entry: Option<Entry> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    entry.ok_or_else(|| NOT_FOUND.into())
}

/// An entry within the actor's regions.
pub async fn seen(act: &mut Act, id: &str) -> Result<Entry, Fail> {
    let entry = get(act, id).await?;
    act.require(WAITLIST_SEE, &entry.region)?;
    Ok(entry)
}

/// The entry by its 轮候编号, without a check of rights.
pub async fn by_number(act: &mut Act, number: &str) -> Result<Option<Entry>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from waitlist_entry where number = $1"));
    Ok(sqlx::query_as(statement).bind(number).fetch_optional(act.conn()).await?)
}

/// Ids and decisions of open entries in a region and below it, after one, in order.
pub async fn open_in(act: &mut Act, region: &str, after: &str, most: i64) -> Result<Vec<(String, String)>, Fail> {
    kernel::db::Query::new("select id, decision_id from waitlist_entry where left_on is null and id >")
        .bind(after)
        .and_scope("region", &kernel::Scope::of(region))
        .sql("order by id limit")
        .bind_int(most)
        .all(&mut act.tx)
        .await
}

/// The open entry of a household.
pub async fn of_household(act: &mut Act, household: &str) -> Result<Option<Entry>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from waitlist_entry where household_id = $1 and left_on is null"));
    Ok(sqlx::query_as(statement).bind(household).fetch_optional(act.conn()).await?)
}

/// The open entry of an application.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Option<Entry>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from waitlist_entry where application_id = $1 and left_on is null"));
    Ok(sqlx::query_as(statement).bind(application).fetch_optional(act.conn()).await?)
}
