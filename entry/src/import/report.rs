//! 错误表 — the file as it came, with a column that says what is wrong, to be mended and sent again.

use jiff::SignedDuration;
use kernel::sheet::{Column, Format, Kind, Writer};
use kernel::{Act, Fail, Reply};
use people::perms::IMPORT_SEE;

use super::record::Fault;
use super::{Batch, Which, get, key, open_row};

/// Heading of the added column; a file that is sent again may keep it.
const HEADING: &str = "错误";
/// Rows read at once.
const PAGE: i64 = 500;
/// Days it is kept.
const KEPT_DAYS: i64 = 30;

/// Writes the workbook and keeps it with the batch.
pub(super) async fn make(act: &mut Act, batch: &Batch) -> Result<(), Fail> {
    let head: Vec<String> = serde_json::from_str(&batch.head)?;
    let old = head.iter().position(|title| title == HEADING);
    let kept =
        |cells: Vec<String>| -> Vec<String> { cells.into_iter().enumerate().filter(|(at, _)| Some(*at) != old).map(|(_, cell)| cell).collect() };
    let width = kept(head.clone()).len();
    let mut columns: Vec<Column> = kept(head).into_iter().map(|title| Column::new(title, Kind::Text, 16)).collect();
    columns.push(Column::new(HEADING, Kind::Text, 80));
    let notes = ["改正“错误”一列指出的单元格后，把整个文件重新上传；已经导入的行不会重复导入。".to_owned()];
    let mut writer = Writer::new(Format::Xlsx, &columns, "", &notes, None)?;
    let (key, mut after) = (key(act, batch)?, 0);
    loop {
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as("select line, sealed, faults from import_row where batch_id = $1 and line > $2 order by line limit 500")
                .bind(batch.id.clone())
                .bind(after)
                .fetch_all(act.conn())
                .await?;
        let more = i64::try_from(rows.len()).unwrap_or(0) == PAGE;
        for (line, sealed, faults) in rows {
            after = line;
            let mut cells = kept(open_row(&key, batch, line, &sealed)?.cells);
            cells.resize(width, String::new());
            let faults: Vec<Fault> = serde_json::from_str(&faults)?;
            cells.push(faults.iter().map(|it| format!("{} {}：{}", it.cell, it.title, it.message)).collect::<Vec<_>>().join("；"));
            writer.row(&cells)?;
        }
        if !more {
            break;
        }
    }
    let bytes = tokio::task::spawn_blocking(move || writer.finish()).await.map_err(Fail::bug)??;
    let until = act.now + SignedDuration::from_hours(24 * KEPT_DAYS);
    let new = kernel::file::New {
        region: &batch.region,
        owner_kind: "import",
        owner_id: &batch.id,
        name: "errors.xlsx",
        mime: Format::Xlsx.mime(),
        bytes,
        expires_at: Some(until),
    };
    let file = kernel::file::put(act, new).await?;
    sqlx::query("update import_batch set errors_id = $1 where id = $2").bind(file.id).bind(batch.id.clone()).execute(act.conn()).await?;
    Ok(())
}

/// `GET /api/v1/imports/{id}/errors`
pub async fn download(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let batch = get(act, &ask.id).await?;
    act.require(IMPORT_SEE, &batch.region)?;
    if batch.errors_id.is_empty() {
        return Err(kernel::fail::NOT_FOUND.into());
    }
    let (_, bytes) = kernel::file::open(act, &batch.errors_id).await?;
    act.about("import", &batch.id, &batch.region);
    Ok(Reply::file("轮候册导入-错误.xlsx", Format::Xlsx.mime(), bytes))
}
