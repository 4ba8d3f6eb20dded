//! 检查 — the dry run: every row is read and compared, and nothing is entered.
//!
//! The reader of a file is kept between the parts of the job; a worker that takes the job over reads the file
//! again up to where the last one came.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Mutex;

use kernel::crypto::Aad;
use kernel::flow::How;
use kernel::job::{self, Job};
use kernel::sheet::{self, Limits, Line, Rows};
use kernel::{Act, Fail, flow};
use serde::Deserialize;

use super::judge::{self, Verdict, judge};
use super::record::{Fault, Reading, Record, cell_name, placed, read};
use super::{Batch, IMPORT, Kept, get, key, report, row_of, template};

/// Kind of the job.
pub const KIND: &str = "import.check";

/// Rows of one part.
const PART: usize = 200;

/// Readers of this process, by job, with the rows they have given.
static OPEN: Mutex<BTreeMap<String, (i64, Rows)>> = Mutex::new(BTreeMap::new());

#[derive(Deserialize)]
pub(super) struct Which {
    pub(super) batch: String,
}

fn readers() -> std::sync::MutexGuard<'static, BTreeMap<String, (i64, Rows)>> {
    OPEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Does the next rows; answers whether there is more.
pub async fn part(act: &mut Act, job: &Job) -> Result<bool, Fail> {
    let id = serde_json::from_str::<Which>(&job.ask)?.batch;
    let batch = get(act, &id).await?;
    let (lines, ended) = match next(act, &batch, job).await {
        Ok(read) => read,
        // What cannot be read is told, and is no failure of the program.
        Err(fail) if (400..500).contains(&fail.code.status) => return unread(act, job, &batch, &fail).await,
        Err(fail) => return Err(fail),
    };
    let batch = get(act, &batch.id).await?;
    let head: Vec<String> = serde_json::from_str(&batch.head)?;
    let (places, classes) = (template::places(&head), template::classes(act, &batch.region).await?);
    let reading = Reading { places: &places, region: &batch.region, today: act.today(), classes: &classes };
    let done = job.done + i64::try_from(lines.len()).unwrap_or(0);
    for line in lines {
        row(act, &batch, &reading, line).await?;
    }
    if !job::progress(act, &job.id, done, 0, "").await? {
        readers().remove(&job.id);
        return Ok(false);
    }
    if !ended {
        return Ok(true);
    }
    finish(act, job, &batch).await?;
    Ok(false)
}

/// The next rows, and whether they are the last.
async fn next(act: &mut Act, batch: &Batch, job: &Job) -> Result<(Vec<Line>, bool), Fail> {
    let held = readers().remove(&job.id).filter(|(given, _)| *given == job.done);
    let mut rows = match held {
        Some((_, rows)) => rows,
        None => open(act, batch, job.done).await?,
    };
    let (rows, lines) = tokio::task::spawn_blocking(move || {
        let lines: Result<Vec<Line>, Fail> = rows.by_ref().take(PART).collect();
        (rows, lines)
    })
    .await
    .map_err(Fail::bug)?;
    let lines = lines?;
    let ended = lines.len() < PART;
    if !ended {
        readers().insert(job.id.clone(), (job.done + i64::try_from(lines.len()).unwrap_or(0), rows));
    }
    Ok((lines, ended))
}

/// Opens the file and goes past the rows that are done.
async fn open(act: &mut Act, batch: &Batch, done: i64) -> Result<Rows, Fail> {
    let (_, bytes) = kernel::file::open(act, &batch.file_id).await?;
    let limits = if act.actor.id == super::run::COMMAND { Limits::COMMAND } else { Limits::DOOR };
    let opened = tokio::task::spawn_blocking(move || {
        let mut opened = sheet::open(Cursor::new(bytes), limits)?;
        for _ in 0..done {
            opened.rows.next().transpose()?;
        }
        Ok::<_, Fail>(opened)
    })
    .await
    .map_err(Fail::bug)??;
    if !opened.version.is_empty() && opened.version != template::VERSION {
        let said = format!("模板版本是“{}”，现在用“{}”，请重新下载模板", opened.version, template::VERSION);
        return Err(Fail::with(sheet::UNREADABLE, said));
    }
    let missing = template::missing(&opened.head);
    if !missing.is_empty() {
        return Err(Fail::with(sheet::UNREADABLE, format!("第一行缺少这些列名：{}", missing.join("、"))));
    }
    let encoding = opened.encoding.map_or("", sheet::Encoding::title);
    sqlx::query("update import_batch set head = $1, encoding = $2 where id = $3")
        .bind(serde_json::to_string(&opened.head)?)
        .bind(encoding)
        .bind(batch.id.clone())
        .execute(act.conn())
        .await?;
    Ok(opened.rows)
}

/// One row: read, compared with the file and with the province, and kept.
async fn row(act: &mut Act, batch: &Batch, reading: &Reading<'_>, line: Line) -> Result<(), Fail> {
    let number = i64::from(line.number);
    let (record, mut faults) = read(reading, line.number, &line.cells);
    let mut state = "wrong";
    if faults.is_empty() {
        faults = placed(named_twice(act, batch, number, &record).await?, reading.places, number);
    }
    if faults.is_empty() {
        match judge(act, &batch.region, number, &record).await? {
            Verdict::Fresh => state = "fresh",
            Verdict::Same => state = "same",
            Verdict::Wrong(why) => faults = placed(why, reading.places, number),
        }
    }
    let key = key(act, batch)?;
    let plain = serde_json::to_string(&Kept { cells: line.cells, record })?;
    let sealed = kernel::crypto::seal(&key, Aad::new("import_row", "sealed", &row_of(batch, number)), &plain)?;
    sqlx::query("insert into import_row (batch_id, line, state, sealed, faults) values ($1, $2, $3, $4, $5)")
        .bind(batch.id.clone())
        .bind(number)
        .bind(state)
        .bind(sealed)
        .bind(serde_json::to_string(&faults)?)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Whoever stands in the file before this row.
async fn named_twice(act: &mut Act, batch: &Batch, line: i64, record: &Record) -> Result<Vec<Fault>, Fail> {
    let mut faults = Vec::new();
    for (column, index) in judge::people(act, record) {
        let first: Option<(i64,)> = sqlx::query_as("select line from import_person where batch_id = $1 and number_index = $2")
            .bind(batch.id.clone())
            .bind(index.clone())
            .fetch_optional(act.conn())
            .await?;
        match first {
            Some((first,)) => faults.push(Fault {
                cell: cell_name(column, u32::try_from(line).unwrap_or(u32::MAX)),
                title: template::title(column),
                message: format!("与本文件第 {first} 行是同一个人"),
            }),
            None => {
                sqlx::query("insert into import_person (batch_id, number_index, line) values ($1, $2, $3)")
                    .bind(batch.id.clone())
                    .bind(index)
                    .bind(line)
                    .execute(act.conn())
                    .await?;
            }
        }
    }
    Ok(faults)
}

async fn finish(act: &mut Act, job: &Job, batch: &Batch) -> Result<(), Fail> {
    let counts = super::run::count(act, batch).await?;
    if 0 < counts.wrong {
        report::make(act, batch).await?;
    }
    let (verb, note) = match (counts.fresh, counts.same, counts.wrong) {
        (0, 0, 0) => ("same", "表格里没有一行数据。".to_owned()),
        (0, same, 0) => ("same", format!("{same} 行都已在轮候册中，与现有数据一致，没有变化。")),
        (fresh, same, wrong) => ("check", format!("可以导入 {fresh} 行，已在册 {same} 行，有问题 {wrong} 行。")),
    };
    set_note(act, batch, &note).await?;
    flow::step(act, &IMPORT, &batch.id, verb, How { reason: &note, ..How::default() }).await?;
    job::finish(act, &job.id, Ok(serde_json::json!({"fresh": counts.fresh, "same": counts.same, "wrong": counts.wrong}))).await
}

async fn unread(act: &mut Act, job: &Job, batch: &Batch, fail: &Fail) -> Result<bool, Fail> {
    let note = format!("{}。{}", fail.sentence(), fail.code.next);
    set_note(act, batch, &note).await?;
    flow::step(act, &IMPORT, &batch.id, "refuse", How { reason: &note, ..How::default() }).await?;
    job::finish(act, &job.id, Err(note)).await?;
    Ok(false)
}

pub(super) async fn set_note(act: &mut Act, batch: &Batch, note: &str) -> Result<(), Fail> {
    sqlx::query("update import_batch set note = $1 where id = $2").bind(note).bind(batch.id.clone()).execute(act.conn()).await?;
    Ok(())
}
