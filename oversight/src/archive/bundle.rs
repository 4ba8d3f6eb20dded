//! 制作一户一档 — asked for with a reason, made by a job, kept sealed, handed out on record.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entry::{application, waitlist};
use kernel::crypto::{Aad, sm3_hex};
use kernel::db::Query;
use kernel::fail::{FieldError, NOT_FOUND};
use kernel::job::{self, Job};
use kernel::page::fold_width;
use kernel::{Act, Code, Fail, audit};
use people::perms::{ARCHIVE_FULL, ARCHIVE_MAKE};
use people::{household, person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use super::{contents, pack};

/// Kind of the job.
pub const KIND: &str = "archive.bundle";
/// The file is not made yet.
pub const NOT_YET: Code = Code::conflict("bundle.not_made", "档案包还没有做好", "请在任务完成后下载。");
/// The viewer's post does not open full details.
pub const MASKED_ONLY: Code = Code::forbidden("bundle.masked_only", "您的岗位不能查看完整信息", "请取消“包含完整信息”，或者由有权限的同事办理。");

/// Which household, what for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AskBundle {
    /// 申请编号 or 轮候编号 of the household, or `application.id`.
    pub number: String,
    /// What for; kept on record.
    pub reason: String,
    /// `1`: with full names, numbers and answers.
    pub complete: String,
}

/// A bundle, without its contents.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Bundle {
    /// Id; also of the job that makes it.
    pub id: String,
    /// Household.
    pub household_id: String,
    /// Under whose key it is sealed.
    #[serde(skip)]
    pub person_id: String,
    /// Region.
    pub region: String,
    /// 1: with full details.
    pub complete: i64,
    /// What for.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When, business instant.
    pub asked_at: String,
    /// When it was made, real instant; none while it is not.
    pub made_at: Option<String>,
    /// SM3 of the file.
    pub digest: String,
    /// Bytes of the file.
    pub size: i64,
}

impl Bundle {
    /// Region in words.
    pub fn place(&self) -> String {
        kernel::shell::region_name(&self.region)
    }
}

/// Which bundle.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichBundle {
    /// `archive_bundle.id`.
    pub id: String,
}

/// Bundles of the viewer's regions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Bundles {
    /// Newest first, at most 100.
    pub bundles: Vec<Bundle>,
}

const COLUMNS: &str = "id, household_id, person_id, region, complete, reason, asked_by, asked_at, made_at, digest, size";

/// `POST /api/v1/bundles`
pub async fn ask(act: &mut Act, ask: AskBundle) -> Result<Bundle, Fail> {
    let number = fold_width(&ask.number);
    let mut wrong = Vec::new();
    if number.is_empty() {
        wrong.push(FieldError { field: "number".into(), message: "请填写申请编号或者轮候编号".into() });
    }
    if ask.reason.trim().chars().count() < 4 {
        wrong.push(FieldError { field: "reason".into(), message: "请写明用途（至少 4 个字）".into() });
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let missing = || Fail::field("number", "没有这个编号，请核对");
    let id = match waitlist::by_number(act, &number).await? {
        Some(entry) => entry.application_id,
        None => application::by_number(act, &number).await?.map_or(number, |it| it.id),
    };
    let it = application::get(act, &id).await.map_err(|fail| if fail.code == NOT_FOUND { missing() } else { fail })?;
    act.require(ARCHIVE_MAKE, &it.region).map_err(|_| missing())?;
    let complete = ask.complete == "1";
    if complete {
        act.require(ARCHIVE_FULL, &it.region).map_err(|_| Fail::from(MASKED_ONLY))?;
        // With the record unsealed for hours, nothing sensitive is shown (S-47).
        let now = act.kernel.clock.real();
        audit::require_fresh(&mut act.tx, now).await?;
    }
    let job = job::ask(act, KIND, &json!({"household": it.household_id})).await?;
    let (by, at) = (act.actor.id.clone(), act.at());
    let head = household::get(act, &it.household_id).await?.head_id;
    sqlx::query("insert into archive_bundle (id, household_id, person_id, region, complete, reason, asked_by, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(job.clone())
        .bind(it.household_id)
        .bind(head)
        .bind(it.region.clone())
        .bind(i64::from(complete))
        .bind(ask.reason.trim())
        .bind(by)
        .bind(at)
        .execute(act.conn())
        .await?;
    act.about("archive_bundle", &job, &it.region);
    act.audit("archive.ask", audit::Result::Done, ask.reason.trim(), json!({"complete": complete})).await?;
    get(act, &job).await
}

async fn get(act: &mut Act, id: &str) -> Result<Bundle, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from archive_bundle where id = $1"));
    let found: Option<Bundle> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// `GET /api/v1/bundles`
pub async fn list(act: &mut Act, _: ()) -> Result<Bundles, Fail> {
    let scope = act.scope(ARCHIVE_MAKE);
    let query = Query::new(
        "select id, household_id, person_id, region, complete, reason, asked_by, asked_at, made_at, digest, size from archive_bundle where 1 = 1",
    );
    Ok(Bundles { bundles: query.and_scope("region", &scope).sql("order by id desc limit 100").all(&mut act.tx).await? })
}

/// The file itself, for whoever asked for it; reading it is on record.
pub async fn open(act: &mut Act, ask: WhichBundle) -> Result<(Bundle, Vec<u8>), Fail> {
    let bundle = get(act, &ask.id).await?;
    act.require(ARCHIVE_MAKE, &bundle.region)?;
    if bundle.complete == 1 && bundle.asked_by != act.actor.id {
        return Err(NOT_FOUND.into());
    }
    let (sealed,): (Option<String>,) = sqlx::query_as("select sealed from archive_bundle where id = $1").bind(ask.id).fetch_one(act.conn()).await?;
    let sealed = sealed.ok_or(NOT_YET)?;
    let text = person::open(act, &bundle.person_id, Aad::new("archive_bundle", "sealed", &bundle.id), &sealed).await?;
    let bytes = STANDARD.decode(text).map_err(Fail::bug)?;
    act.about("archive_bundle", &bundle.id, &bundle.region);
    Ok((bundle, bytes))
}

/// Makes the bundle of a job; one part is all.
pub async fn part(act: &mut Act, it: &Job) -> Result<bool, Fail> {
    let bundle = get(act, &it.id).await?;
    let files = contents::of(act, &bundle).await?;
    let count = i64::try_from(files.len()).unwrap_or(i64::MAX);
    if !job::progress(act, &it.id, count, count, "").await? {
        return Ok(false);
    }
    let bytes = pack::seal(&files, act.keys().signer())?;
    let (digest, size, made) = (sm3_hex(&bytes), i64::try_from(bytes.len()).unwrap_or(i64::MAX), kernel::clock::text_of(act.kernel.clock.real()));
    let sealed = person::seal(act, &bundle.person_id, Aad::new("archive_bundle", "sealed", &bundle.id), &STANDARD.encode(&bytes)).await?;
    sqlx::query("update archive_bundle set sealed = $1, digest = $2, size = $3, made_at = $4 where id = $5")
        .bind(sealed)
        .bind(digest.clone())
        .bind(size)
        .bind(made)
        .bind(bundle.id.clone())
        .execute(act.conn())
        .await?;
    act.about("archive_bundle", &bundle.id, &bundle.region);
    act.audit("archive.made", audit::Result::Done, "", json!({"digest": digest, "files": count})).await?;
    job::finish(act, &it.id, Ok(json!({"digest": digest, "size": size, "file": format!("/desk/archive/{}/file", bundle.id)}))).await?;
    Ok(false)
}
