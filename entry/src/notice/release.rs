//! 发布 — a second person looks at the masked list and releases it for its working days.

use kernel::calendar::Term;
use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use people::message::{self, Tell};
use people::perms::{NOTICE_MAKE, NOTICE_RELEASE, NOTICE_SEE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scan::{Cell, Leak, own_number, scan};
use super::{NOTICE, Notice, Row, get, rows};
use crate::application::{self, APPLICATION};

/// Something that looks like a person's number stands in the text.
pub const LEAKS: Code =
    Code::conflict("notice.leaks", "公示内容含有不得公开的信息", "请按列出的位置处理，作废后重新生成；公示只能包含遮蔽后的信息。");
/// Nobody is on it.
pub const EMPTY: Code = Code::conflict("notice.empty", "公示名单为空", "等有通过审核的家庭后再发布。");
/// No source gives the number of days; a person must.
pub const DAYS_MISSING: Code = Code::invalid("notice.days_missing", "规则没有写明公示天数", "请填写公示工作日数和依据。");

/// Which notice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichNotice {
    /// `notice.id`.
    pub id: String,
}

/// A notice with its rows and what the scanner says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Preview {
    /// The notice.
    pub notice: Notice,
    /// State of its process.
    pub state: String,
    /// Version of the case.
    pub version: i64,
    /// What would be published.
    pub rows: Vec<Row>,
    /// What must not be published; empty when fine.
    pub leaks: Vec<String>,
}

/// Release it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// `notice.id`.
    pub id: String,
    /// Working days, only where the pack gives none.
    pub days: Option<i64>,
    /// Basis of those days.
    #[serde(default)]
    pub basis: String,
}

/// Discard it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discard {
    /// `notice.id`.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// `GET /api/v1/notices/{id}/preview`
pub async fn preview(act: &mut Act, ask: WhichNotice) -> Result<Preview, Fail> {
    let notice = get(act, &ask.id).await?;
    act.require(NOTICE_SEE, &notice.region)?;
    let case = flow::get(act, &NOTICE, &notice.id).await?;
    let rows = rows(act, &notice.id).await?;
    let leaks = found_leaks(act, &notice, &rows).await?;
    Ok(Preview { notice, state: case.state, version: case.version, rows, leaks })
}

/// What a stranger could take from it: each text with its place, and the full names of everybody
/// in the households concerned, which must stand nowhere.
async fn found_leaks(act: &mut Act, notice: &Notice, rows: &[Row]) -> Result<Vec<String>, Fail> {
    let mut cells = vec![Cell::new("标题", &notice.title), Cell::new("文号", &notice.number)];
    let mut names = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let place = |column: &str| format!("第 {} 行 {column}", at + 1);
        // 申请编号 is our own and made of fixed groups; in any other shape it is looked at like the rest.
        if !own_number(&row.number) {
            cells.push(Cell::new(place("申请编号"), &row.number));
        }
        cells.push(Cell::name(place("申请人"), &row.name_mask));
        cells.push(Cell::new(place("证件号码"), &row.number_mask));
        cells.push(Cell::new(place("类别"), &row.category));
        cells.push(Cell::new(place("街道"), &row.street));
        let it = application::get(act, &row.application_id).await?;
        for member in people::household::members(act, &it.household_id).await? {
            names.push(people::person::private(act, &member.person_id).await?.name);
        }
    }
    names.sort();
    names.dedup();
    Ok(scan(&cells, &names).iter().map(Leak::sentence).collect())
}

/// `POST /api/v1/notices/{id}/release`
pub async fn release(act: &mut Act, ask: Release) -> Result<Notice, Fail> {
    let notice = get(act, &ask.id).await?;
    act.require(NOTICE_RELEASE, &notice.region)?;
    let list = still_approved(act, &notice.id).await?;
    if list.is_empty() {
        return Err(EMPTY.into());
    }
    let leaks = found_leaks(act, &notice, &list).await?;
    if !leaks.is_empty() {
        return Err(Fail::with(LEAKS, leaks.join("、")));
    }
    let days = match (notice.days, ask.days) {
        (0, Some(days)) if (1..=60).contains(&days) && !ask.basis.trim().is_empty() => days,
        (0, _) => return Err(DAYS_MISSING.into()),
        (days, _) => days,
    };
    let last = act.due(Term::WorkingDays(u16::try_from(days).unwrap_or(u16::MAX))).on;
    let how = How { reason: ask.basis.trim(), due: Some(last), version: None };
    flow::step(act, &NOTICE, &notice.id, "release", how).await?;
    let today = act.today().to_string();
    sqlx::query("update notice set days = $1, from_on = $2, until_on = $3 where id = $4")
        .bind(days)
        .bind(today)
        .bind(last.to_string())
        .bind(notice.id.clone())
        .execute(act.conn())
        .await?;
    for row in &list {
        let it = application::get(act, &row.application_id).await?;
        // The program lists what is approved; the releaser's act carries it into publicity.
        publish(act, &it, last).await?;
    }
    act.about("notice", &notice.id, &notice.region);
    get(act, &notice.id).await
}

/// The rows whose application still stands approved; a case that was withdrawn or re-opened
/// since it was listed is taken off.
async fn still_approved(act: &mut Act, notice: &str) -> Result<Vec<Row>, Fail> {
    let mut list = Vec::new();
    for row in rows(act, notice).await?.into_iter().filter(|row| row.left_on.is_none()) {
        if flow::get(act, &APPLICATION, &row.application_id).await?.state == "approved" {
            list.push(row);
        } else {
            super::take_out(act, &row.application_id).await?;
        }
    }
    Ok(list)
}

async fn publish(act: &mut Act, it: &application::Application, last: jiff::civil::Date) -> Result<(), Fail> {
    application::by_program(act, &it.id, "publish", How { due: Some(last), ..How::default() }).await?;
    let href = format!("/my/applications/{}", it.id);
    let tell = Tell {
        person: &it.applicant_id,
        region: &it.region,
        kind: "notice",
        title: "申请正在公示",
        body: "您的申请已进入公示，期满无异议后登记轮候。",
        href: &href,
        sms: true,
    };
    message::tell(act, tell).await
}

/// `POST /api/v1/notices/{id}/discard`
pub async fn discard(act: &mut Act, ask: Discard) -> Result<Notice, Fail> {
    let notice = get(act, &ask.id).await?;
    act.require(NOTICE_MAKE, &notice.region)?;
    flow::step(act, &NOTICE, &notice.id, "discard", How { reason: ask.reason.trim(), ..How::default() }).await?;
    let list = rows(act, &notice.id).await?;
    for row in list.into_iter().filter(|row| row.left_on.is_none()) {
        super::take_out(act, &row.application_id).await?;
        application::nudge(act, &row.application_id).await?;
    }
    act.about("notice", &notice.id, &notice.region);
    get(act, &notice.id).await
}
