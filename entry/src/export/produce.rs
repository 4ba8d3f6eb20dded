//! 生成 — the job that writes a list into a file, page by page, as the person who asked for it.
//!
//! Rows go to a temporary file; what is held in memory is one page. A worker that dies leaves nothing: another
//! begins the file anew.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::SignedDuration;
use kernel::flow::How;
use kernel::job::{self, Job};
use kernel::listing::{Ask, Listing, Page};
use kernel::sheet::{Column, Format, Mark, Writer};
use kernel::{Act, Fail, flow};
use serde::{Deserialize, Serialize};

use super::{EXPORT, FREE_ROWS, KEPT_HOURS, Request, get, listing};

/// Kind of the job.
pub const KIND: &str = "export";

/// Files being written by this process, by job, with how far they are.
static OPEN: Mutex<BTreeMap<String, (String, Writer)>> = Mutex::new(BTreeMap::new());

#[derive(Deserialize)]
struct Which {
    export: String,
}

#[derive(Default, Serialize, Deserialize)]
struct Reached {
    after: String,
}

fn files() -> std::sync::MutexGuard<'static, BTreeMap<String, (String, Writer)>> {
    OPEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Does the next page; answers whether there is more.
pub async fn part(act: &mut Act, job: &Job) -> Result<bool, Fail> {
    let id = serde_json::from_str::<Which>(&job.ask)?.export;
    let it = get(act, &id).await?;
    let Some(listing) = listing(&it.listing) else { return give_up(act, job, &it, "没有这份清单了").await };
    let reached: Reached = serde_json::from_str(&job.cursor).unwrap_or_default();
    let held = files().remove(&job.id).filter(|(after, _)| *after == reached.after && 0 < job.done);
    let (mut writer, done, after) = match held {
        Some((after, writer)) => (writer, job.done, after),
        None => (begin(act, listing, &it)?, 0, String::new()),
    };
    let Some(page) = page_as(act, listing, &it, after).await? else { return give_up(act, job, &it, "申请人的账号或者权限已停用").await };
    let done = done + i64::try_from(page.rows.len()).unwrap_or(0);
    if FREE_ROWS < done && it.approved == 0 {
        set_lines(act, &it, done).await?;
        let verb = match listing.approvers {
            "audit" => "need_audit",
            "accounts" => "need_accounts",
            _ => "need_business",
        };
        flow::step(act, &EXPORT, &it.id, verb, How::default()).await?;
        job::finish(act, &job.id, Ok(serde_json::json!({"approval": true}))).await?;
        return Ok(false);
    }
    for row in &page.rows {
        writer.row(row)?;
    }
    let after = page.next.clone().unwrap_or_default();
    let goes_on = job::progress(act, &job.id, done, 0, &serde_json::to_string(&Reached { after: after.clone() })?).await?;
    if !goes_on {
        flow::step(act, &EXPORT, &it.id, "fail", How { reason: "任务已取消", ..How::default() }).await?;
        return Ok(false);
    }
    if page.next.is_some() {
        files().insert(job.id.clone(), (after, writer));
        return Ok(true);
    }
    keep(act, job, &it, writer, done).await?;
    Ok(false)
}

/// The next page as the person who asked sees it today; None when he may not see it any more.
async fn page_as(act: &mut Act, listing: &Listing, it: &Request, after: String) -> Result<Option<Page>, Fail> {
    let kernel = act.kernel.clone();
    let Some(person) = people::staff::actor(&mut act.tx, &kernel, &it.asked_by).await? else { return Ok(None) };
    let full = it.full_view == 1;
    if !person.scope(listing.perm).covers(&it.region) || (full && !person.scope(people::perms::PERSON_UNMASK).covers(&it.region)) {
        return Ok(None);
    }
    let program = std::mem::replace(&mut act.actor, person);
    let ask = Ask { region: it.region.clone(), filter: serde_json::from_str(&it.filter).unwrap_or_default(), after, full };
    let page = (listing.fetch)(act, &ask).await;
    act.actor = program;
    page.map(Some)
}

fn begin(act: &Act, listing: &Listing, it: &Request) -> Result<Writer, Fail> {
    let columns: Vec<Column> = listing.fields.iter().map(|field| Column::new(field.title, field.kind, field.width)).collect();
    let mark = Mark {
        who: format!("{}（{}）", it.asked_name, it.asked_by.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect::<String>()),
        when: kernel::page::instant(act.now),
        purpose: it.purpose.clone(),
        request: it.id.clone(),
    };
    let notes = [
        format!("清单：{}（{}）", listing.title, kernel::shell::region_name(&it.region)),
        if it.full_view == 1 { format!("含完整个人信息，理由：{}", it.full_why) } else { "姓名、号码等已遮蔽。".to_owned() },
        "本文件按申请的用途使用，用后删除；下载和传播可以追溯到导出人。".to_owned(),
    ];
    Writer::new(Format::parse(&it.format), &columns, "", &notes, Some(&mark))
}

async fn keep(act: &mut Act, job: &Job, it: &Request, writer: Writer, lines: i64) -> Result<(), Fail> {
    let format = Format::parse(&it.format);
    let bytes = tokio::task::spawn_blocking(move || writer.finish()).await.map_err(Fail::bug)??;
    let until = act.now + SignedDuration::from_hours(KEPT_HOURS);
    let name = format!("{}.{}", it.id, format.ending());
    let new = kernel::file::New {
        region: &it.region,
        owner_kind: "export",
        owner_id: &it.id,
        name: &name,
        mime: format.mime(),
        bytes,
        expires_at: Some(until),
    };
    let file = kernel::file::put(act, new).await?;
    sqlx::query("update export_request set file_id = $1, until_at = $2, lines = $3 where id = $4")
        .bind(file.id)
        .bind(kernel::clock::text_of(until))
        .bind(lines)
        .bind(it.id.clone())
        .execute(act.conn())
        .await?;
    flow::step(act, &EXPORT, &it.id, "finish", How::default()).await?;
    job::finish(act, &job.id, Ok(serde_json::json!({"lines": lines}))).await
}

async fn set_lines(act: &mut Act, it: &Request, lines: i64) -> Result<(), Fail> {
    sqlx::query("update export_request set lines = $1 where id = $2").bind(lines).bind(it.id.clone()).execute(act.conn()).await?;
    Ok(())
}

async fn give_up(act: &mut Act, job: &Job, it: &Request, why: &str) -> Result<bool, Fail> {
    flow::step(act, &EXPORT, &it.id, "fail", How { reason: why, ..How::default() }).await?;
    job::finish(act, &job.id, Err(why.to_owned())).await?;
    Ok(false)
}
