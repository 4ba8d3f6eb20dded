//! 位次 — a place, who is ahead by class, what could change it, and when the waiting limit ends.

use base::person_id::PersonId;
use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Entry, WAITLIST, get, of_application};
use crate::application;

/// Number, ID tail and name do not belong together, or nobody waits under them.
pub const NO_MATCH: Code =
    Code { status: 404, code: "rank.no_match", title: "没有查到", next: "请核对轮候编号、证件号码后四位和姓氏。" };

/// Whose rank.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyRank {
    /// `application.id`.
    pub id: String,
}

/// Whose rank, for anyone who knows the number.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookUp {
    /// 轮候编号.
    #[serde(default)]
    pub number: String,
    /// Last four characters of the ID number.
    #[serde(default)]
    pub tail: String,
    /// First character of the name.
    #[serde(default)]
    pub surname: String,
}

/// A place in the queue, explained.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rank {
    /// The entry.
    pub entry: Entry,
    /// The place, counted from 1.
    pub place: i64,
    /// Households in this queue.
    pub of: i64,
    /// Who is ahead, by class: label and count.
    pub ahead: Vec<Ahead>,
    /// What could change the place.
    pub changes: Vec<String>,
}

/// Some of those ahead.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ahead {
    /// Why they are ahead.
    pub label: String,
    /// How many.
    pub count: i64,
}

/// Gives up the place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// `waitlist_entry.id`.
    pub id: String,
    /// Why; needed when staff strikes an entry.
    #[serde(default)]
    pub reason: String,
}

/// The rank of an entry among all that wait in its queue today.
pub async fn of(act: &mut Act, entry: Entry) -> Result<Rank, Fail> {
    let region = entry.region.clone();
    let measure: String = entry.rank_key.chars().take(super::MEASURE).collect();
    let (must, class, ranked, earlier, all): (i64, i64, i64, i64, i64) = sqlx::query_as(
        "select cast(coalesce(sum(case when must_cover < $2 then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when must_cover = $2 and class_order < $3 then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when must_cover = $2 and class_order = $3 and rank_key < $6 then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when must_cover = $2 and class_order = $3 and $6 <= rank_key and (rank_key < $4 or (rank_key = $4 and id < $5)) then 1 else 0 end), 0) as bigint),
                count(*)
         from waitlist_entry where region = $1 and left_on is null",
    )
    .bind(region)
    .bind(entry.must_cover)
    .bind(entry.class_order)
    .bind(entry.rank_key.clone())
    .bind(entry.id.clone())
    .bind(measure)
    .fetch_one(act.conn())
    .await?;
    let groups = [("应保尽保家庭", must), ("优先保障家庭", class), ("评分或摇号在前", ranked), ("同类中申请在先", earlier)];
    let ahead = groups.into_iter().filter(|(_, count)| 0 < *count).map(|(label, count)| Ahead { label: label.into(), count }).collect();
    Ok(Rank { place: must + class + ranked + earlier + 1, of: all, ahead, changes: changes(&entry), entry })
}

fn changes(entry: &Entry) -> Vec<String> {
    let mut changes = vec![
        "前面的家庭得到保障、放弃或者退出，位次会提前。".to_owned(),
        "新登记的应保尽保家庭、优先保障家庭按政策排在前面，位次可能后移。".to_owned(),
        format!(
            "您的申请日期（{}）固定不变，申请在后的同类家庭不会排到您前面。",
            entry.priority_on.parse().map_or_else(|_| entry.priority_on.clone(), kernel::page::date)
        ),
    ];
    if entry.class_name.is_empty() && entry.must_cover == 1 {
        changes.push("取得低保、特困等身份，或者属于优先对象的，更新信息后位次会提前。".into());
    }
    changes
}

/// `GET /api/v1/applications/{id}/rank`
pub async fn mine(act: &mut Act, ask: MyRank) -> Result<Rank, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let entry = of_application(act, &it.id).await?.ok_or(NO_MATCH)?;
    of(act, entry).await
}

/// `GET /api/v1/rank` — by number, ID tail and surname; never tells which of the three was wrong.
pub async fn look_up(act: &mut Act, ask: LookUp) -> Result<Rank, Fail> {
    let number = kernel::page::fold_width(&ask.number).to_uppercase();
    let statement = sqlx::AssertSqlSafe(format!("select {} from waitlist_entry where number = $1 and left_on is null", super::COLUMNS));
    let entry: Option<Entry> = sqlx::query_as(statement).bind(number).fetch_optional(act.conn()).await?;
    let entry = entry.ok_or(NO_MATCH)?;
    let it = application::get(act, &entry.application_id).await?;
    let known = people::person::private(act, &it.applicant_id).await?;
    let tail = kernel::page::fold_width(&ask.tail).to_uppercase();
    let number = PersonId::parse(&known.id_number).map(|id| id.reveal().to_owned()).unwrap_or(known.id_number);
    let right = tail.chars().count() == 4 && number.ends_with(&tail) && known.name.chars().next() == ask.surname.trim().chars().next();
    if right { of(act, entry).await } else { Err(NO_MATCH.into()) }
}

/// `POST /api/v1/waitlist/{id}/leave` — the household gives up, or staff strikes it with a reason.
pub async fn leave(act: &mut Act, ask: Leave) -> Result<Entry, Fail> {
    let entry = get(act, &ask.id).await?;
    let own = act.actor.person().is_some();
    if own {
        application::mine(act, &entry.application_id).await?;
    }
    let verb = if own { "give_up" } else { "strike" };
    flow::step(act, &WAITLIST, &entry.id, verb, How { reason: ask.reason.trim(), ..How::default() }).await?;
    let today = act.today().to_string();
    let why = if own { "家庭放弃".to_owned() } else { ask.reason.trim().to_owned() };
    sqlx::query("update waitlist_entry set left_on = $1, left_why = $2 where id = $3")
        .bind(today)
        .bind(why)
        .bind(entry.id.clone())
        .execute(act.conn())
        .await?;
    application::by_program(act, &entry.application_id, "leave", How::default()).await?;
    act.about("waitlist_entry", &entry.id, &entry.region);
    Ok(entry)
}
