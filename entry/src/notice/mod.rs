//! 公示 — who is about to be registered is published, masked, for its full days.
//!
//! Built from an allow-list of columns, scanned for numbers that must not stand there,
//! released by a second person, taken down on its date (令11号 9, S-63, T33). Nothing
//! enters the queue before its days have run. Owns `notice`, `notice_row`, `objection`.

use kernel::calendar::Term;
use kernel::fail::NOT_FOUND;
use kernel::flow::{Flow, State, Step};
use kernel::{Act, Fail, flow, number};
use people::perms::{NOTICE_MAKE, NOTICE_RELEASE, OBJECTION_HANDLE};
use people::{household, person};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use crate::application::flow::PROGRAM;
use crate::application::{self, Application};
use crate::decision;

pub(crate) mod desk_notice_page;
pub(crate) mod desk_objection_page;
pub mod listing;
pub mod object;
pub mod public;
pub mod release;
mod scan;

pub(crate) mod notice_page;
pub(crate) mod object_page;

/// 公示.
pub static NOTICE: Flow = Flow {
    name: "notice",
    title: "公示",
    page: "/desk/notices/{id}",
    states: &[
        State { name: "draft", title: "待发布", term: Some(Term::WorkingDays(3)), end: false },
        State { name: "published", title: "公示中", term: None, end: false },
        State { name: "ended", title: "已结束", term: None, end: true },
        State { name: "discarded", title: "已作废", term: None, end: true },
    ],
    steps: &[
        Step {
            from: "draft",
            act: "release",
            title: "发布公示",
            to: "published",
            who: NOTICE_RELEASE,
            not_by: Some("open"),
            reasoned: false,
            needed: true,
            clause: "令11号 9",
        },
        Step {
            from: "draft",
            act: "discard",
            title: "作废",
            to: "discarded",
            who: NOTICE_MAKE,
            not_by: None,
            reasoned: true,
            needed: false,
            clause: "令11号 9",
        },
        Step {
            from: "published",
            act: "end",
            title: "公示期满",
            to: "ended",
            who: PROGRAM,
            not_by: None,
            reasoned: false,
            needed: true,
            clause: "令11号 9",
        },
    ],
};

/// 异议.
pub static OBJECTION: Flow = Flow {
    name: "objection",
    title: "公示异议",
    page: "/desk/objections/{id}",
    states: &[
        State { name: "handling", title: "核实中", term: Some(Term::WorkingDays(10)), end: false },
        State { name: "upheld", title: "异议成立", term: None, end: true },
        State { name: "dismissed", title: "异议不成立", term: None, end: true },
    ],
    steps: &[
        Step {
            from: "handling",
            act: "uphold",
            title: "异议成立",
            to: "upheld",
            who: OBJECTION_HANDLE,
            not_by: None,
            reasoned: true,
            needed: true,
            clause: "令11号 9",
        },
        Step {
            from: "handling",
            act: "dismiss",
            title: "异议不成立",
            to: "dismissed",
            who: OBJECTION_HANDLE,
            not_by: None,
            reasoned: true,
            needed: true,
            clause: "令11号 9",
        },
    ],
};

/// A notice as it stands.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Notice {
    /// Id; also of its process.
    pub id: String,
    /// 公示编号.
    pub number: String,
    /// County or zone.
    pub region: String,
    /// Title.
    pub title: String,
    /// Working days it runs; 0 when no source gives them and a person must say.
    pub days: i64,
    /// Clause that asks for it.
    pub clause: String,
    /// Made under a demonstration pack.
    pub demo: i64,
    /// Released.
    pub from_on: Option<String>,
    /// Last day.
    pub until_on: Option<String>,
    /// Taken down.
    pub ended_on: Option<String>,
}

/// A row of a notice: what stands here is all that is ever published.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Row {
    /// Position.
    pub seq: i64,
    /// Application.
    #[serde(skip)]
    pub application_id: String,
    /// 申请编号.
    pub number: String,
    /// 张*三.
    pub name_mask: String,
    /// 3607**********1234.
    pub number_mask: String,
    /// Members.
    pub members: i64,
    /// Category.
    pub category: String,
    /// Region down to the street.
    pub street: String,
    /// Taken out after an objection was upheld.
    pub left_on: Option<String>,
}

const COLUMNS: &str = "id, number, region, title, days, clause, demo, from_on, until_on, ended_on";

/// Puts an approved application on the draft notice of its county; opens one if there is none.
pub async fn collect(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let county: String = it.region.chars().take(6).collect();
    act.tx.lock(&format!("notice {county}")).await?;
    let placed: Option<(String,)> = sqlx::query_as("select notice_id from notice_row where application_id = $1 and left_on is null")
        .bind(it.id.clone())
        .fetch_optional(act.conn())
        .await?;
    if placed.is_some() {
        return Ok(());
    }
    let draft: Option<(String,)> = sqlx::query_as("select n.id from notice n join flow_case c on c.flow = 'notice' and c.id = n.id where n.region = $1 and c.state = 'draft' order by n.id limit 1")
        .bind(county.clone())
        .fetch_optional(act.conn())
        .await?;
    let notice = match draft {
        Some((id,)) => id,
        None => draft_for(act, it, &county).await?,
    };
    add_row(act, &notice, it).await
}

async fn draft_for(act: &mut Act, it: &Application, county: &str) -> Result<String, Fail> {
    let pack = crate::application::rules(act, it).await?.pack;
    let days = pack.as_ref().and_then(|pack| pack.document().notice_working_days.known().copied()).map_or(0, i64::from);
    let demo = pack.as_ref().is_some_and(|pack| pack.document().demo);
    let (year, seq) = number::next(act, "notice", county).await?;
    let (id, number) = (act.new_id(), format!("{county}公示〔{year}〕{seq}号"));
    let title = format!("{}公共租赁住房保障对象公示", kernel::shell::region_name(county));
    sqlx::query(
        "insert into notice (id, number, region, title, days, clause, demo) values ($1, $2, $3, $4, $5, '《公共租赁住房管理办法》第九条', $6)",
    )
    .bind(id.clone())
    .bind(number.clone())
    .bind(county)
    .bind(title)
    .bind(days)
    .bind(i64::from(demo))
    .execute(act.conn())
    .await?;
    flow::open(act, &NOTICE, &id, county, &number).await?;
    Ok(id)
}

async fn add_row(act: &mut Act, notice: &str, it: &Application) -> Result<(), Fail> {
    let applicant = person::get(act, &it.applicant_id).await?;
    let members = household::members(act, &it.household_id).await?.len();
    let category = category(act, it).await?;
    let (seq,): (i64,) =
        sqlx::query_as("select coalesce(max(seq), 0) + 1 from notice_row where notice_id = $1").bind(notice).fetch_one(act.conn()).await?;
    sqlx::query("insert into notice_row (notice_id, seq, application_id, number, name_mask, number_mask, members, category, street) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(notice)
        .bind(seq)
        .bind(it.id.clone())
        .bind(it.number().to_owned())
        .bind(applicant.name)
        .bind(applicant.number)
        .bind(i64::try_from(members).unwrap_or(0))
        .bind(category)
        .bind(kernel::shell::region_name(&it.region))
        .execute(act.conn())
        .await?;
    Ok(())
}

async fn category(act: &mut Act, it: &Application) -> Result<String, Fail> {
    let Some(record) = decision::newest(act, &it.id).await? else { return Ok("人工认定".into()) };
    let opened = decision::open(act, record).await?;
    Ok(match &opened.decision.outcome {
        policy::Outcome::Eligible(eligible) => eligible.category.chinese().to_owned(),
        _ => "经人工认定".into(),
    })
}

/// A notice, without a check of rights.
pub async fn get(act: &mut Act, id: &str) -> Result<Notice, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from notice where id = $1"));
    let notice: Option<Notice> = sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?;
    notice.ok_or_else(|| NOT_FOUND.into())
}

/// The rows of a notice, in order.
pub async fn rows(act: &mut Act, id: &str) -> Result<Vec<Row>, Fail> {
    Ok(sqlx::query_as("select seq, application_id, number, name_mask, number_mask, members, category, street, left_on from notice_row where notice_id = $1 order by seq")
        .bind(id)
        .fetch_all(act.conn())
        .await?)
}

/// The notice on which an application stands, if it does.
pub async fn of_application(act: &mut Act, application: &str) -> Result<Option<Notice>, Fail> {
    let found: Option<(String,)> = sqlx::query_as("select notice_id from notice_row where application_id = $1 and left_on is null")
        .bind(application)
        .fetch_optional(act.conn())
        .await?;
    match found {
        Some((id,)) => get(act, &id).await.map(Some),
        None => Ok(None),
    }
}

/// Takes an application off its notice: withdrawn, or an objection was upheld.
pub async fn take_out(act: &mut Act, application: &str) -> Result<(), Fail> {
    let today = act.today().to_string();
    sqlx::query("update notice_row set left_on = $1 where application_id = $2 and left_on is null")
        .bind(today)
        .bind(application)
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Takes down the notices whose last day has passed; returns the applications on them.
pub async fn take_down_due(act: &mut Act) -> Result<Vec<String>, Fail> {
    let today = act.today().to_string();
    let due: Vec<(String,)> =
        sqlx::query_as("select id from notice where until_on is not null and until_on < $1 and ended_on is null order by id limit 100")
            .bind(today.clone())
            .fetch_all(act.conn())
            .await?;
    let mut applications = Vec::new();
    for (id,) in due {
        flow::step(act, &NOTICE, &id, "end", flow::How::default()).await?;
        sqlx::query("update notice set ended_on = $1 where id = $2").bind(today.clone()).bind(id.clone()).execute(act.conn()).await?;
        applications.extend(rows(act, &id).await?.into_iter().filter(|row| row.left_on.is_none()).map(|row| row.application_id));
    }
    for id in &applications {
        application::nudge(act, id).await?;
    }
    Ok(applications)
}
