//! 轮候快照 — the queue frozen on a day: a canonical list with its SM3, to be downloaded and verified (F057, F058).
//!
//! The list is masked and built from fixed columns. A later snapshot never replaces an
//! earlier one: what an allocation was made from can be shown years later.

use kernel::crypto::sm3_hex;
use kernel::db::Query;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail};
use people::perms::{WAITLIST_MANAGE, WAITLIST_SEE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Freeze it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// Region code of the queue.
    #[serde(default)]
    pub region: String,
    /// What for.
    #[serde(default)]
    pub reason: String,
}

/// Which queue.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SnapshotsAsk {
    /// Region code; everything visible if left out.
    pub region: Option<String>,
}

/// Which snapshot.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichSnapshot {
    /// `queue_snapshot.id`.
    pub id: String,
}

/// A text to be held against a snapshot.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// `queue_snapshot.id`.
    pub id: String,
    /// The text somebody holds; empty checks the stored one alone.
    #[serde(default)]
    pub text: String,
}

/// A snapshot without its lines.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Id.
    pub id: String,
    /// Region.
    pub region: String,
    /// Taken, instant.
    pub taken_at: String,
    /// Business date.
    pub taken_on: String,
    /// Who took it.
    pub taken_name: String,
    /// What for.
    pub reason: String,
    /// Households on it.
    pub households: i64,
    /// SM3 of the list.
    pub digest: String,
}

/// A snapshot with its list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Frozen {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// The list, one line a household.
    pub body: String,
}

/// What verifying came to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verified {
    /// The stored list still has its digest.
    pub stored: bool,
    /// The text given is the list; null when none was given.
    pub given: Option<bool>,
    /// SM3 on record.
    pub digest: String,
    /// First line that differs, counted from 1.
    pub differs_at: Option<i64>,
}

const COLUMNS: &str = "id, region, taken_at, taken_on, taken_name, reason, households, digest";

/// `POST /api/v1/waitlist/snapshots`
pub async fn freeze(act: &mut Act, ask: Freeze) -> Result<Snapshot, Fail> {
    act.require(WAITLIST_MANAGE, &ask.region)?;
    if ask.reason.trim().chars().count() < 2 {
        return Err(Fail::field("reason", "请写明用途，如“2026年第一批配租”"));
    }
    let body = canonical(act, &ask.region).await?;
    let households = i64::try_from(body.lines().count().saturating_sub(2)).unwrap_or(0);
    let (id, at, today, by, name) = (act.new_id(), act.at(), act.today().to_string(), act.actor.id.clone(), act.actor.name.clone());
    sqlx::query(
        "insert into queue_snapshot (id, region, taken_at, taken_on, taken_by, taken_name, reason, households, body, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.clone())
    .bind(ask.region.clone())
    .bind(at)
    .bind(today)
    .bind(by)
    .bind(name)
    .bind(ask.reason.trim())
    .bind(households)
    .bind(body.clone())
    .bind(sm3_hex(body.as_bytes()))
    .execute(act.conn())
    .await?;
    act.about("queue_snapshot", &id, &ask.region);
    Ok(open(act, WhichSnapshot { id }).await?.snapshot)
}

/// One line a household, tab-separated, in the queue's order: the same queue gives the same text.
async fn canonical(act: &mut Act, region: &str) -> Result<String, Fail> {
    let mut body = format!("轮候册\t{region}\t{}\n位次\t轮候编号\t申请人\t类别\t应保尽保\t优先类别\t申请日期\t排序值\n", act.today());
    for (at, entry) in super::in_order(act, region).await?.into_iter().enumerate() {
        let applicant = crate::application::get(act, &entry.application_id).await?.applicant_id;
        let name = people::person::get(act, &applicant).await?.name;
        let must = if entry.must_cover == 0 { "是" } else { "否" };
        let class = if entry.class_name.is_empty() { "无" } else { &entry.class_name };
        let cells = [&(at + 1).to_string(), &entry.number, &name, &entry.category, must, class, &entry.priority_on, &entry.rank_key]
            .map(|cell| cell.replace(['\t', '\n'], " "));
        body.push_str(&cells.join("\t"));
        body.push('\n');
    }
    Ok(body)
}

/// `GET /api/v1/waitlist/snapshots`
pub async fn list(act: &mut Act, ask: SnapshotsAsk) -> Result<Vec<Snapshot>, Fail> {
    let scope = match ask.region.as_deref().filter(|region| !region.is_empty()) {
        Some(region) => {
            act.require(WAITLIST_SEE, region)?;
            kernel::Scope::of(region)
        }
        None => act.scope(WAITLIST_SEE),
    };
    Query::new("select id, region, taken_at, taken_on, taken_name, reason, households, digest from queue_snapshot where 1 = 1")
        .and_scope("region", &scope)
        .sql("order by id desc limit 100")
        .all(&mut act.tx)
        .await
}

/// `GET /api/v1/waitlist/snapshots/{id}`
pub async fn open(act: &mut Act, ask: WhichSnapshot) -> Result<Frozen, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from queue_snapshot where id = $1"));
    let found: Option<Snapshot> = sqlx::query_as(statement).bind(ask.id.clone()).fetch_optional(act.conn()).await?;
    let snapshot = found.ok_or(NOT_FOUND)?;
    act.require(WAITLIST_SEE, &snapshot.region)?;
    let (body,): (String,) = sqlx::query_as("select body from queue_snapshot where id = $1").bind(ask.id).fetch_one(act.conn()).await?;
    Ok(Frozen { snapshot, body })
}

/// `POST /api/v1/waitlist/snapshots/{id}/verify`
pub async fn verify(act: &mut Act, ask: Verify) -> Result<Verified, Fail> {
    let kept = open(act, WhichSnapshot { id: ask.id }).await?;
    // A form turns line ends, an editor drops the last one: neither changes the list.
    let same = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    let (stored, given) = (same(&kept.body), same(&ask.text));
    let differs = stored.lines().zip(given.lines()).position(|(a, b)| a != b).unwrap_or(stored.lines().count().min(given.lines().count()));
    let given = if given.is_empty() { None } else { Some(given == stored) };
    Ok(Verified {
        stored: sm3_hex(kept.body.as_bytes()) == kept.snapshot.digest,
        differs_at: if given == Some(false) { i64::try_from(differs + 1).ok() } else { None },
        given,
        digest: kept.snapshot.digest,
    })
}
