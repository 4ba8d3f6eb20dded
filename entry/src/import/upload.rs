//! 上传 — a file, or rows pasted from a spreadsheet, is stored and put on the list to be checked.

use jiff::SignedDuration;
use kernel::crypto::{DataKey, sm3_hex};
use kernel::doors::Uploaded;
use kernel::{Act, Fail, flow, job};
use people::perms::IMPORT_DO;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{IMPORT, Standing, Which, check, see};

/// Days the file of a batch is kept.
const KEPT_DAYS: i64 = 90;

/// Whose queue a file holds.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// County or zone; may be left out by whoever has only one.
    #[serde(default)]
    pub region: String,
}

/// Rows as pasted.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paste {
    /// County or zone; may be left out by whoever has only one.
    #[serde(default)]
    pub region: String,
    /// Headings and rows, with tabs or commas.
    pub rows: String,
}

/// `POST /api/v1/imports`
pub async fn upload(act: &mut Act, sent: Uploaded<Whose>) -> Result<Standing, Fail> {
    let Some(file) = sent.files.into_iter().next() else { return Err(Fail::field("file", "请选择要上传的 Excel 或者 CSV 文件")) };
    take(act, sent.ask.region, &file.name, file.mime, file.bytes).await
}

/// `POST /api/v1/imports/paste`
pub async fn paste(act: &mut Act, ask: Paste) -> Result<Standing, Fail> {
    if ask.rows.trim().is_empty() {
        return Err(Fail::field("rows", "请粘贴带列名的表格内容"));
    }
    take(act, ask.region, "粘贴的内容", "text/csv", ask.rows.into_bytes()).await
}

/// Stores the bytes and opens the batch. The same file that still waits is not taken twice.
pub async fn take(act: &mut Act, region: String, name: &str, mime: &str, bytes: Vec<u8>) -> Result<Standing, Fail> {
    let region = match (region.as_str(), act.scope(IMPORT_DO).regions()) {
        ("", [only]) => only.clone(),
        ("", _) => return Err(Fail::field("region", "请选择一个地区")),
        _ => region,
    };
    act.require(IMPORT_DO, &region)?;
    if region.chars().count() != 6 {
        return Err(Fail::field("region", "请选择区、县（市）或者功能区"));
    }
    let digest = sm3_hex(&bytes);
    let waiting: Option<(String,)> = sqlx::query_as(
        "select b.id from import_batch b join flow_case c on c.flow = 'import' and c.id = b.id where b.region = $1 and b.digest = $2 and c.closed_on is null limit 1",
    )
    .bind(region.clone())
    .bind(digest.clone())
    .fetch_optional(act.conn())
    .await?;
    if let Some((id,)) = waiting {
        return see(act, Which { id }).await;
    }
    let id = act.new_id();
    let wrapped = act.keys().wrap(&DataKey::generate(&id))?;
    let until = act.now + SignedDuration::from_hours(24 * KEPT_DAYS);
    let new = kernel::file::New { region: &region, owner_kind: "import", owner_id: &id, name, mime, bytes, expires_at: Some(until) };
    let file = kernel::file::put(act, new).await?;
    let job_id = job::ask(act, check::KIND, &serde_json::json!({"batch": id})).await?;
    let (by, by_name, at) = (act.actor.id.clone(), act.actor.name.clone(), act.at());
    sqlx::query("insert into import_batch (id, region, name, digest, file_id, wrapped, by_id, by_name, at, job_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(id.clone())
        .bind(region.clone())
        .bind(name)
        .bind(digest)
        .bind(file.id)
        .bind(wrapped)
        .bind(by)
        .bind(by_name)
        .bind(at)
        .bind(job_id)
        .execute(act.conn())
        .await?;
    let subject: String = name.chars().take(40).collect();
    flow::open(act, &IMPORT, &id, &region, &subject).await?;
    act.about("import", &id, &region);
    see(act, Which { id }).await
}
