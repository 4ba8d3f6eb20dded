//! 执行 — the confirmed rows are entered, some at a time; each row, its effects and the progress are one commit,
//! so that a worker that dies is followed by another and no row is entered twice.

use base::person_id::PersonId;
use base::phone::Phone;
use kernel::crypto::Aad;
use kernel::flow::How;
use kernel::job::{self, Job};
use kernel::{Act, Fail, flow};
use people::household::Relation;
use people::{household, person};

use super::judge::{Verdict, judge, row_key};
use super::record::{Record, placed};
use super::{Batch, IMPORT, check, get, key, open_row, report, template};
use crate::application::carry_over::{Carried, carry_over as application};
use crate::waitlist::carry_over::{Kept as Place, carry_over as queue};

/// Kind of the job.
pub const KIND: &str = "import.run";
/// Name under which the command line acts; its files may be larger.
pub const COMMAND: &str = "command";
/// Source of what an old record says of a household.
pub const LEGACY: &str = "legacy";
/// Rows of one part.
const PART: i64 = 25;

/// Rows by what they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) fresh: i64,
    pub(super) same: i64,
    pub(super) wrong: i64,
    pub(super) entered: i64,
}

/// Counts the rows and writes the counts down.
pub(super) async fn count(act: &mut Act, batch: &Batch) -> Result<Counts, Fail> {
    let rows: Vec<(String, i64)> = sqlx::query_as("select state, count(*) from import_row where batch_id = $1 group by state")
        .bind(batch.id.clone())
        .fetch_all(act.conn())
        .await?;
    let of = |state: &str| rows.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    let counts = Counts { fresh: of("fresh"), same: of("same"), wrong: of("wrong"), entered: of("entered") };
    sqlx::query("update import_batch set fresh = $1, same = $2, wrong = $3, entered = $4 where id = $5")
        .bind(counts.fresh)
        .bind(counts.same)
        .bind(counts.wrong)
        .bind(counts.entered)
        .bind(batch.id.clone())
        .execute(act.conn())
        .await?;
    Ok(counts)
}

/// Enters the next rows; answers whether there is more.
pub async fn part(act: &mut Act, job: &Job) -> Result<bool, Fail> {
    let batch = get(act, &serde_json::from_str::<check::Which>(&job.ask)?.batch).await?;
    let key = key(act, &batch)?;
    // A row that was entered is no longer fresh: the state of the row is the cursor.
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select line, sealed from import_row where batch_id = $1 and state = 'fresh' order by line limit 25")
            .bind(batch.id.clone())
            .fetch_all(act.conn())
            .await?;
    let places = template::places(&serde_json::from_str::<Vec<String>>(&batch.head)?);
    let count_now = i64::try_from(rows.len()).unwrap_or(0);
    for (line, sealed) in rows {
        let record = open_row(&key, &batch, line, &sealed)?.record;
        let (state, faults) = match judge(act, &batch.region, line, &record).await? {
            Verdict::Fresh => {
                enter(act, &batch, line, &record).await?;
                ("entered", Vec::new())
            }
            Verdict::Same => ("same", Vec::new()),
            Verdict::Wrong(faults) => ("wrong", placed(faults, &places, line)),
        };
        sqlx::query("update import_row set state = $1, faults = $2 where batch_id = $3 and line = $4")
            .bind(state)
            .bind(serde_json::to_string(&faults)?)
            .bind(batch.id.clone())
            .bind(line)
            .execute(act.conn())
            .await?;
    }
    let total = job.total.max(batch.fresh);
    if !job::progress(act, &job.id, job.done + count_now, total, "").await? {
        return Ok(false);
    }
    if count_now == PART {
        return Ok(true);
    }
    let counts = count(act, &batch).await?;
    let batch = get(act, &batch.id).await?;
    if 0 < counts.wrong {
        report::make(act, &batch).await?;
    }
    let note = format!("导入 {} 行，已在册 {} 行，没有导入 {} 行。", counts.entered, counts.same, counts.wrong);
    check::set_note(act, &batch, &note).await?;
    flow::step(act, &IMPORT, &batch.id, "finish", How { reason: &note, ..How::default() }).await?;
    let result = serde_json::json!({"entered": counts.entered, "same": counts.same, "wrong": counts.wrong});
    job::finish(act, &job.id, Ok(result)).await?;
    Ok(false)
}

/// A row becomes persons, a household, an application that waits, and a place in the queue.
async fn enter(act: &mut Act, batch: &Batch, line: i64, record: &Record) -> Result<(), Fail> {
    let applicant = known(act, &record.name, &record.number).await?;
    let phone = Phone::parse(&record.phone).map(|phone| phone.reveal().to_owned()).unwrap_or_default();
    let has = person::private(act, &applicant).await?;
    // What the person said himself counts more than an old record.
    let fill = |kept: &str, given: &str| if kept.is_empty() { given.to_owned() } else { String::new() };
    person::set_contact(act, &applicant, &fill(&has.phone, &phone), "", &fill(&has.address, &record.address)).await?;
    let home = household::found_by(act, &applicant, &record.region, LEGACY).await?;
    for member in &record.members {
        let id = known(act, &member.name, &member.number).await?;
        household::add(act, &home.id, &id, Relation::parse(&member.relation).unwrap_or(Relation::Other), LEGACY).await?;
    }
    let applied_on = record.applied_on.parse().map_err(Fail::bug)?;
    let carried = Carried {
        household: &home.id,
        applicant: &applicant,
        region: &record.region,
        programme: &record.programme,
        applied_on,
        phone: &phone,
        address: &record.address,
    };
    let it = application(act, carried).await?;
    let classes = template::classes(act, &batch.region).await?;
    let order = classes.iter().position(|class| *class == record.class_name).unwrap_or(classes.len());
    let place = Place {
        category: &record.category,
        tier: &record.tier,
        must_cover: record.must_cover,
        class_order: i64::try_from(order).unwrap_or(i64::MAX),
        class_name: &record.class_name,
        applied_on,
        joined_on: record.joined_on.parse().map_err(Fail::bug)?,
        old_number: &record.old_number,
    };
    queue(act, &it, place).await?;
    let sealed = person::seal(act, &applicant, Aad::new("import_entry", "sealed", &it.id), &serde_json::to_string(record)?).await?;
    let key = row_key(act, record)?;
    sqlx::query("insert into import_entry (application_id, region, row_key, batch_id, line, old_number, sealed) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(it.id)
        .bind(batch.region.clone())
        .bind(key)
        .bind(batch.id.clone())
        .bind(line)
        .bind(record.old_number.clone())
        .bind(sealed)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// The person of that number; the comparison has seen that the name is the same.
async fn known(act: &mut Act, name: &str, number: &str) -> Result<String, Fail> {
    let number = PersonId::parse(number).map_err(Fail::bug)?;
    match person::find(act, &number).await? {
        Some(id) => Ok(id),
        None => person::register(act, &number, name, None).await,
    }
}
