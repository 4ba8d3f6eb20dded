//! 规则修订 — a pack changed by its own authority: drafted, checked, confirmed by two persons, in force.
//!
//! A revision is a whole document made from the version that decides now. Numbers come with
//! their citation ([`edit`]); lint, examples and a trial on live cases run before ([`check`]);
//! two persons who did not write it confirm it ([`confirm`]). From then on it decides newly
//! accepted cases, in every process at once.

use std::sync::Arc;

use base::RegionCode;
use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, State, Step};
use kernel::{Act, Code, Doors, Fail, Perm, flow};
use people::perms::{PACK_CONFIRM, PACK_EDIT, PACK_SEE};
use policy::pack::Rank;
use policy::statistic::StatisticValue;
use policy::{Law, Pack, PackDocument};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

pub mod check;
pub mod compare;
pub mod confirm;
pub mod draft;
pub mod edit;
pub mod impact;
pub mod item;
pub(in crate::pack) mod lines;
pub mod list;
pub mod statistic;

mod draft_page;
mod item_page;
mod start_page;
mod statistic_page;

/// Somebody already changes this pack.
pub const DRAFT_OPEN: Code = Code::conflict("pack.draft_open", "这个规则包已有修订在办理", "请在原修订上继续，或者先撤回它。");
/// The version it was made from no longer decides.
pub const STALE: Code = Code::conflict("pack.stale", "起草所依据的版本已被新版本替代", "请撤回本修订，按现行版本重新起草。");
/// What was confirmed or handed on no longer changes.
pub const CLOSED: Code = Code::conflict("pack.closed", "本修订现在不能修改", "已有人确认的修订要先撤回，再重新起草。");

/// 规则修订.
pub static PACK: Flow = Flow {
    name: "pack",
    title: "规则修订",
    page: "/desk/packs/drafts/{id}",
    states: &[
        State { name: "draft", title: "起草中", term: None, end: false },
        State { name: "checked", title: "待第一人确认", term: None, end: false },
        State { name: "half", title: "待第二人确认", term: None, end: false },
        State { name: "in_force", title: "已生效", term: None, end: true },
        State { name: "withdrawn", title: "已撤回", term: None, end: true },
    ],
    steps: &[
        step("draft", "edit", "修改一项", "draft", PACK_EDIT, None, true, false),
        step("draft", "check", "提交确认", "checked", PACK_EDIT, None, false, true),
        step("draft", "withdraw", "撤回", "withdrawn", PACK_EDIT, None, true, false),
        step("checked", "edit", "修改一项", "draft", PACK_EDIT, None, true, false),
        step("checked", "confirm", "第一人确认", "half", PACK_CONFIRM, Some("check"), true, true),
        step("checked", "withdraw", "撤回", "withdrawn", PACK_EDIT, None, true, false),
        step("checked", "decline", "不予确认", "withdrawn", PACK_CONFIRM, None, true, false),
        step("half", "confirm_again", "第二人确认", "in_force", PACK_CONFIRM, Some("confirm"), true, true),
        step("half", "withdraw", "撤回", "withdrawn", PACK_EDIT, None, true, false),
        step("half", "decline", "不予确认", "withdrawn", PACK_CONFIRM, None, true, false),
    ],
};

#[expect(clippy::too_many_arguments, reason = "one row of one table, read as a row")]
const fn step(
    from: &'static str,
    act: &'static str,
    title: &'static str,
    to: &'static str,
    who: Perm,
    not_by: Option<&'static str>,
    reasoned: bool,
    needed: bool,
) -> Step {
    Step { from, act, title, to, who, not_by, reasoned, needed, clause: "赣建字〔2019〕4号 二(四)" }
}

/// One revision, without its document.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Revision {
    /// Id.
    pub id: String,
    /// `pack`, or `statistic` for one figure.
    pub kind: String,
    /// The pack it becomes; `area/statistic/year/day` of a figure.
    pub pack_id: String,
    /// The pack it was made from.
    pub base_pack: String,
    /// SHA-256 of the version it was made from; empty for a figure.
    pub base_hash: String,
    /// Region of the authority.
    pub region: String,
    /// Title.
    pub title: String,
    /// The whole document.
    #[serde(skip)]
    pub body: String,
    /// SM3 of the document.
    pub hash: String,
    /// Examples meant to change, JSON.
    #[serde(skip)]
    pub expected: String,
    /// What would change for live cases, JSON.
    #[serde(skip)]
    pub impact: String,
    /// Hash the impact was computed for.
    #[serde(skip)]
    pub impact_of: String,
    /// Job that computes it.
    pub impact_job: String,
    /// Why it was drafted.
    pub why: String,
    /// Who drafted it, `staff.id`.
    pub author_id: String,
    /// Who drafted it.
    pub author_name: String,
    /// When, instant.
    pub made_at: String,
    /// From when it decides, instant.
    pub in_force_at: Option<String>,
    /// When a later version took its place, instant.
    pub replaced_at: Option<String>,
    /// When it was withdrawn or declined, instant.
    pub ended_at: Option<String>,
}

const COLUMNS: &str = "id, kind, pack_id, base_pack, base_hash, region, title, body, hash, expected, impact, impact_of, impact_job, why, author_id, author_name, made_at, in_force_at, replaced_at, ended_at";

impl Revision {
    /// The document, if it is one of a pack.
    pub fn document(&self) -> Result<PackDocument, Fail> {
        Ok(serde_json::from_str(&self.body)?)
    }

    /// The figure, if it is one of statistics.
    pub fn figure(&self) -> Result<StatisticValue, Fail> {
        Ok(serde_json::from_str(&self.body)?)
    }

    /// The law as it would be with this revision in force.
    pub fn candidate(&self, law: &Law) -> Result<Law, Fail> {
        if self.kind == "statistic" {
            return Ok(law.clone().with_statistic(self.figure()?));
        }
        let pack = Pack::seal(self.document()?).map_err(|why| edit::unreadable(&why))?;
        Ok(law.clone().with_packs([Arc::new(pack)]))
    }
}

/// Region whose staff may change a pack: the province, the city, or the county of its authority.
pub fn region_of(document: &PackDocument) -> String {
    let first = document.areas.first().map(RegionCode::current);
    let code = first.as_ref().map_or("36", RegionCode::as_str);
    let length = match document.rank {
        Rank::National | Rank::Province => 2,
        Rank::City => 4,
        Rank::County => 6,
    };
    code.get(..length).unwrap_or(code).to_owned()
}

/// The revision, for the program and for operations that check rights themselves.
pub async fn get(act: &mut Act, id: &str) -> Result<Revision, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from pack_revision where id = $1"));
    let found: Option<Revision> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// The revision, if the actor's regions reach its authority; to others it does not exist.
pub async fn seen(act: &mut Act, id: &str) -> Result<Revision, Fail> {
    let found = get(act, id).await?;
    act.require(PACK_SEE, &found.region)?;
    act.about("pack", &found.id, &found.region);
    Ok(found)
}

/// All revisions of a pack, newest first.
pub async fn of_pack(act: &mut Act, pack: &str) -> Result<Vec<Revision>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from pack_revision where pack_id = $1 order by id desc"));
    Ok(sqlx::query_as(statement).bind(pack).fetch_all(act.conn()).await?)
}

/// The open draft of a pack, if there is one.
pub async fn open_of(act: &mut Act, pack: &str) -> Result<Option<Revision>, Fail> {
    Ok(of_pack(act, pack).await?.into_iter().find(|it| it.in_force_at.is_none() && it.ended_at.is_none()))
}

/// Names everything confirmed here; empty while nothing has been.
pub async fn stamp(act: &mut Act) -> Result<String, Fail> {
    let row: Option<(String,)> = sqlx::query_as("select digest from law_stamp where id = 'law'").fetch_optional(act.conn()).await?;
    Ok(row.map(|(digest,)| digest).unwrap_or_default())
}

async fn standing(act: &mut Act) -> Result<Vec<Revision>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from pack_revision where in_force_at is not null and replaced_at is null order by in_force_at, id"
    ));
    Ok(sqlx::query_as(statement).fetch_all(act.conn()).await?)
}

/// What ships, under what has been confirmed. A version that cannot be read any more leaves its
/// regions without a pack, so that a person decides: never the older version in its place.
pub async fn overlay(act: &mut Act, shipped: Arc<Law>) -> Result<Law, Fail> {
    let mut law = (*shipped).clone();
    for it in standing(act).await? {
        law = match it.candidate(&law) {
            Ok(with) => with,
            Err(_) => law.without(&it.pack_id),
        };
    }
    Ok(law)
}

/// Puts a revision in the place of the version before it, and renews the stamp.
async fn enter(act: &mut Act, it: &Revision) -> Result<(), Fail> {
    act.tx.lock("law stamp").await?;
    let at = act.at();
    sqlx::query("update pack_revision set replaced_at = $1 where pack_id = $2 and in_force_at is not null and replaced_at is null")
        .bind(at.clone())
        .bind(it.pack_id.clone())
        .execute(act.conn())
        .await?;
    sqlx::query("update pack_revision set in_force_at = $1 where id = $2").bind(at.clone()).bind(it.id.clone()).execute(act.conn()).await?;
    let all: Vec<String> = standing(act).await?.into_iter().map(|it| format!("{} {}", it.pack_id, it.hash)).collect();
    let digest = sm3_hex(all.join("\n").as_bytes());
    let held = !stamp(act).await?.is_empty();
    let statement = match held {
        true => "update law_stamp set digest = $1, changed_at = $2 where id = 'law'",
        false => "insert into law_stamp (id, digest, changed_at) values ('law', $1, $2)",
    };
    sqlx::query(statement).bind(digest).bind(at).execute(act.conn()).await?;
    Ok(())
}

/// Stores a changed document; whatever was computed for the older one no longer counts.
async fn store_body(act: &mut Act, id: &str, body: &str, expected: &str) -> Result<(), Fail> {
    sqlx::query("update pack_revision set body = $1, hash = $2, expected = $3 where id = $4 and in_force_at is null and ended_at is null")
        .bind(body)
        .bind(sm3_hex(body.as_bytes()))
        .bind(expected)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

async fn insert(act: &mut Act, it: &Revision, subject: &str) -> Result<(), Fail> {
    sqlx::query(
        "insert into pack_revision (id, kind, pack_id, base_pack, base_hash, region, title, body, hash, expected, why, author_id, author_name, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(it.id.clone())
    .bind(it.kind.clone())
    .bind(it.pack_id.clone())
    .bind(it.base_pack.clone())
    .bind(it.base_hash.clone())
    .bind(it.region.clone())
    .bind(it.title.clone())
    .bind(it.body.clone())
    .bind(it.hash.clone())
    .bind(it.expected.clone())
    .bind(it.why.clone())
    .bind(it.author_id.clone())
    .bind(it.author_name.clone())
    .bind(it.made_at.clone())
    .execute(act.conn())
    .await?;
    flow::open(act, &PACK, &it.id, &it.region, subject).await?;
    act.about("pack", &it.id, &it.region);
    Ok(())
}

/// Hangs the doors of the rules desk.
pub fn doors(doors: &mut Doors) {
    doors.get("/api/v1/packs", PACK_SEE, "规则包", list::list);
    doors.get("/api/v1/packs/lint", PACK_SEE, "规则比对", list::lint);
    doors.get("/api/v1/packs/statistics", PACK_SEE, "统计数值", list::statistics);
    doors.get("/api/v1/packs/drafts", PACK_SEE, "规则修订", list::drafts);
    doors.get("/api/v1/packs/{id}", PACK_SEE, "一个规则包", list::one);
    doors.post("/api/v1/packs/drafts", PACK_EDIT, "起草规则修订", draft::draft);
    doors.post("/api/v1/packs/statistics", PACK_EDIT, "起草统计数值", statistic::draft);
    doors.get("/api/v1/packs/drafts/{id}", PACK_SEE, "一件规则修订", list::draft);
    doors.post("/api/v1/packs/drafts/{id}/item", PACK_EDIT, "修改一项", edit::edit);
    doors.post("/api/v1/packs/drafts/{id}/example", PACK_EDIT, "说明示例结论的改变", edit::expect);
    doors.post("/api/v1/packs/drafts/{id}/check", PACK_EDIT, "检查并提交确认", check::check);
    doors.post("/api/v1/packs/drafts/{id}/confirm", PACK_CONFIRM, "确认规则修订", confirm::confirm);
    doors.post("/api/v1/packs/drafts/{id}/withdraw", PACK_SEE, "撤回或不予确认", confirm::withdraw);
    doors.page("/desk/packs/statistics", PACK_SEE, "统计数值", statistic_page::page).nav("规则", "统计数值", "");
    doors.form("/desk/packs/statistics", PACK_EDIT, "起草统计数值", statistic_page::form);
    doors.page("/desk/packs/drafts", PACK_SEE, "规则修订", draft_page::list).nav("规则", "规则修订", "pack");
    doors.page("/desk/packs/drafts/{id}", PACK_SEE, "一件规则修订", draft_page::page);
    doors.page("/desk/packs/drafts/{id}/item", PACK_EDIT, "修改一项", item_page::page);
    doors.form("/desk/packs/drafts/{id}/item", PACK_EDIT, "修改一项", item_page::form);
    doors.form("/desk/packs/drafts/{id}/example", PACK_EDIT, "说明示例结论的改变", draft_page::expect);
    doors.form("/desk/packs/drafts/{id}/check", PACK_EDIT, "检查并提交确认", draft_page::check);
    doors.form("/desk/packs/drafts/{id}/confirm", PACK_CONFIRM, "确认规则修订", draft_page::confirm);
    doors.form("/desk/packs/drafts/{id}/withdraw", PACK_SEE, "撤回或不予确认", draft_page::withdraw);
    doors.page("/desk/packs/{id}/edit", PACK_EDIT, "起草修订", start_page::page);
    doors.form("/desk/packs/{id}/edit", PACK_EDIT, "起草修订", start_page::form);
}
