//! 民政名单比对 — whom civil affairs names as must-cover, against who is covered, waits or applies;
//! the remainder is zero, or each has an owner, a date and a next step (JX2019-4/2.2).
//!
//! Of a household that never applied only a blind index of its head's number and masks are kept.
//! Owns `civil_list`, `civil_row`.

use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::crypto::Field;
use kernel::db::Query;
use kernel::fail::{FieldError, NOT_FOUND};
use kernel::page::{fold_width, mask_name, mask_person_id};
use kernel::{Act, Fail};
use people::perms::{WAITLIST_MANAGE, WAITLIST_SEE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

pub(crate) mod civil_page;

/// Kinds of household that must be covered (JX2019-4 二(二)).
pub const KINDS: [&str; 3] = ["特困", "低保", "支出型"];
/// Most lines of one list.
const MOST: usize = 20_000;
/// Wrong lines told at once.
const TOLD: usize = 20;
/// The rule says "all that should" and names no days: this is when the desk is reminded.
const REMIND: Term = Term::CalendarDays(30);
/// What is done first about somebody who never applied.
const FIRST_STEP: &str = "联系本人，说明政策，愿意的帮助申请";

/// A list as it was handed in.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Take {
    /// County or zone.
    pub region: String,
    /// Date the list speaks for.
    pub as_of: String,
    /// Number or name of the list.
    pub source: String,
    /// Lines `类别,姓名,证件号码`; a heading is allowed.
    pub csv: String,
}

/// A list on record.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct List {
    /// Id.
    pub id: String,
    /// Region.
    pub region: String,
    /// Date it speaks for.
    pub as_of: String,
    /// Number or name.
    pub source: String,
    /// Households named.
    pub households: i64,
    /// When it was taken, business instant.
    pub taken_at: String,
}

/// A household of a list as it stands today.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Row {
    /// Line of the list.
    pub seq: i64,
    /// Kind.
    pub kind: String,
    /// Masked name.
    pub name_mask: String,
    /// Masked number.
    pub number_mask: String,
    /// `covered`, `waiting`, `applying`, `refused`, or `remainder`.
    pub stands: String,
    /// Who is responsible.
    pub owner_id: String,
    /// What is to be done.
    pub next_step: String,
    /// By when.
    pub due_on: Option<String>,
}

/// A list compared.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Compared {
    /// The list.
    pub list: List,
    /// Households that are covered.
    pub covered: i64,
    /// Households that wait.
    pub waiting: i64,
    /// Households whose application is under way.
    pub applying: i64,
    /// The remainder: neither covered, nor waiting, nor applying; at most 200.
    pub remainder: Vec<Row>,
    /// How many there are in all.
    pub left: i64,
}

/// Which list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `civil_list.id`.
    pub id: String,
}

/// Who does what by when about a household of the remainder.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Own {
    /// `civil_list.id`.
    pub id: String,
    /// Line of the list.
    pub seq: String,
    /// `staff.id`.
    pub owner_id: String,
    /// Date.
    pub due_on: String,
    /// What is to be done.
    pub next_step: String,
}

/// Lists of the viewer's regions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Lists {
    /// Newest first, at most 100.
    pub lists: Vec<List>,
}

struct Line {
    seq: i64,
    kind: String,
    name: String,
    number: base::person_id::PersonId,
}

/// The lines of a list, or what is wrong with them, at most [`TOLD`].
fn lines(csv: &str) -> Result<Vec<Line>, Vec<String>> {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for (at, text) in (1i64..).zip(csv.trim_start_matches('\u{feff}').lines()) {
        let cells: Vec<String> = text.replace(['，', '\t'], ",").split(',').map(|cell| fold_width(cell.trim_matches('"'))).collect();
        if text.trim().is_empty() || (at == 1 && cells.iter().any(|cell| cell.contains("证件"))) {
            continue;
        }
        let [kind, name, number] = cells.as_slice() else {
            wrong.push(format!("第 {at} 行应为“类别,姓名,证件号码”"));
            continue;
        };
        let known = KINDS.iter().find(|known| kind.contains(**known));
        match (known, base::person_id::PersonId::parse(number)) {
            (None, _) => wrong.push(format!("第 {at} 行的类别应为特困、低保或者支出型")),
            (_, Err(_)) => wrong.push(format!("第 {at} 行的证件号码不对，请核对末位校验码")),
            (Some(_), Ok(_)) if name.is_empty() => wrong.push(format!("第 {at} 行没有姓名")),
            (Some(kind), Ok(number)) => good.push(Line { seq: at, kind: (*kind).to_owned(), name: name.clone(), number }),
        }
    }
    wrong.truncate(TOLD);
    if wrong.is_empty() { Ok(good) } else { Err(wrong) }
}

/// The date and the lines, or everything that is wrong at once.
fn checked(act: &Act, ask: &Take) -> Result<(Date, Vec<Line>), Fail> {
    let mut wrong = Vec::new();
    let mut object = |field: &str, message: String| wrong.push(FieldError { field: field.into(), message });
    let as_of: Option<Date> = ask.as_of.parse().ok();
    match as_of {
        None => object("as_of", "请填写日期，如 2026-11-23".into()),
        Some(day) if act.today() < day => object("as_of", "名单日期不能晚于今天".into()),
        Some(_) => {}
    }
    if ask.source.trim().is_empty() {
        object("source", "请填写名单的名称或者文号".into());
    }
    if ask.region.len() != 6 || !act.scope(WAITLIST_MANAGE).covers(&ask.region) {
        object("region", "请选择本人辖区内的县（市、区）".into());
    }
    let read = match lines(&ask.csv) {
        Ok(read) => {
            if read.is_empty() || MOST < read.len() {
                object("csv", format!("名单应有 1 到 {MOST} 行"));
            }
            read
        }
        Err(told) => {
            told.into_iter().for_each(|message| object("csv", message));
            Vec::new()
        }
    };
    match as_of {
        Some(as_of) if wrong.is_empty() => Ok((as_of, read)),
        _ => Err(Fail::fields(wrong)),
    }
}

/// `POST /api/v1/civil-lists` — all of the list, or nothing of it.
pub async fn take(act: &mut Act, ask: Take) -> Result<Compared, Fail> {
    let (as_of, lines) = checked(act, &ask)?;
    let (id, by, at) = (act.new_id(), act.actor.id.clone(), act.at());
    sqlx::query("insert into civil_list (id, region, as_of, source, households, taken_by, taken_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id.clone())
        .bind(ask.region.clone())
        .bind(as_of.to_string())
        .bind(ask.source.trim())
        .bind(i64::try_from(lines.len()).unwrap_or(i64::MAX))
        .bind(by.clone())
        .bind(at)
        .execute(act.conn())
        .await?;
    let due = act.due(REMIND).on.to_string();
    for line in lines {
        let index = act.keys().index(Field::IdNumber, line.number.reveal());
        sqlx::query("insert into civil_row (list_id, seq, kind, number_index, name_mask, number_mask, owner_id, next_step, due_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(id.clone())
            .bind(line.seq)
            .bind(line.kind)
            .bind(index)
            .bind(mask_name(&line.name))
            .bind(mask_person_id(line.number.reveal()))
            .bind(by.clone())
            .bind(FIRST_STEP)
            .bind(due.clone())
            .execute(act.conn())
            .await?;
    }
    act.about("civil_list", &id, &ask.region);
    compare(act, Which { id }).await
}

/// `GET /api/v1/civil-lists`
pub async fn list(act: &mut Act, _: ()) -> Result<Lists, Fail> {
    let scope = act.scope(WAITLIST_SEE);
    let query = Query::new("select id, region, as_of, source, households, taken_at from civil_list where 1 = 1").and_scope("region", &scope);
    Ok(Lists { lists: query.sql("order by id desc limit 100").all(&mut act.tx).await? })
}

/// How each household of a list stands today.
macro_rules! standing {
    () => {
        "(select r.list_id, r.seq, r.kind, r.name_mask, r.number_mask, r.owner_id, r.next_step, r.due_on,
            case when exists (select 1 from person_number n join benefit b on b.person_id = n.person_id and b.to_on is null where n.number_index = r.number_index) then 'covered'
                 when exists (select 1 from person_number n join household_member m on m.person_id = n.person_id and m.to_on is null
                              join waitlist_entry w on w.household_id = m.household_id and w.left_on is null where n.number_index = r.number_index) then 'waiting'
                 when exists (select 1 from person_number n join household_member m on m.person_id = n.person_id and m.to_on is null
                              join application a on a.household_id = m.household_id join flow_case c on c.flow = 'application' and c.id = a.id
                              where n.number_index = r.number_index and c.closed_on is null and c.state not in ('draft', 'refused')) then 'applying'
                 when exists (select 1 from person_number n join household_member m on m.person_id = n.person_id and m.to_on is null
                              join application a on a.household_id = m.household_id join flow_case c on c.flow = 'application' and c.id = a.id
                              where n.number_index = r.number_index and c.state in ('refused', 'upheld')) then 'refused'
                 else 'remainder' end as stands
          from civil_row r where r.list_id = $1) t"
    };
}

/// `GET /api/v1/civil-lists/{id}`
pub async fn compare(act: &mut Act, ask: Which) -> Result<Compared, Fail> {
    let found: Option<List> = sqlx::query_as("select id, region, as_of, source, households, taken_at from civil_list where id = $1")
        .bind(ask.id.clone())
        .fetch_optional(act.conn())
        .await?;
    let list = found.ok_or(NOT_FOUND)?;
    act.require(WAITLIST_SEE, &list.region)?;
    let counts: Vec<(String, i64)> =
        sqlx::query_as(concat!("select stands, count(*) from ", standing!(), " group by stands")).bind(ask.id.clone()).fetch_all(act.conn()).await?;
    let remainder: Vec<Row> = sqlx::query_as(concat!(
        "select seq, kind, name_mask, number_mask, stands, owner_id, next_step, due_on from ",
        standing!(),
        " where stands in ('refused', 'remainder') order by seq limit 200"
    ))
    .bind(ask.id)
    .fetch_all(act.conn())
    .await?;
    let of = |word: &str| counts.iter().find(|(stands, _)| stands == word).map_or(0, |(_, count)| *count);
    let (covered, waiting, applying, left) = (of("covered"), of("waiting"), of("applying"), of("refused") + of("remainder"));
    act.about("civil_list", &list.id, &list.region);
    Ok(Compared { covered, waiting, applying, remainder, left, list })
}

/// `POST /api/v1/civil-lists/{id}/rows/{seq}/owner`
pub async fn own(act: &mut Act, ask: Own) -> Result<Compared, Fail> {
    let compared = compare(act, Which { id: ask.id.clone() }).await?;
    act.require(WAITLIST_MANAGE, &compared.list.region)?;
    let seq: i64 = ask.seq.parse().map_err(|_| Fail::from(NOT_FOUND))?;
    let due: Date = ask.due_on.parse().map_err(|_| Fail::field("due_on", "请填写日期，如 2026-12-31"))?;
    if ask.next_step.trim().is_empty() {
        return Err(Fail::field("next_step", "请写明下一步做什么"));
    }
    if !people::staff::holding(act, WAITLIST_MANAGE, &compared.list.region).await?.contains(&ask.owner_id) {
        return Err(Fail::field("owner_id", "请选择本地区的住保经办人员"));
    }
    let changed = sqlx::query("update civil_row set owner_id = $1, due_on = $2, next_step = $3 where list_id = $4 and seq = $5")
        .bind(ask.owner_id)
        .bind(due.to_string())
        .bind(ask.next_step.trim())
        .bind(ask.id.clone())
        .bind(seq)
        .execute(act.conn())
        .await?;
    if changed.rows_affected() != 1 {
        return Err(NOT_FOUND.into());
    }
    compare(act, Which { id: ask.id }).await
}

#[cfg(test)]
mod tests {
    use super::lines;

    // JX2019-4/2.2: the list is taken as a whole; every wrong line is told with what is wrong.
    #[test]
    fn a_list_is_read_with_or_without_a_heading_and_wrong_lines_are_named() {
        let good = "\u{feff}类别,姓名,证件号码\r\n城镇低保,何静,11010519491231002X\n特困\t李明\t440524188001010014\n\n";
        let read = lines(good).unwrap_or_default();
        assert_eq!(read.iter().map(|line| (line.seq, line.kind.as_str())).collect::<Vec<_>>(), [(2, "低保"), (3, "特困")]);
        let wrong =
            lines("低保,何静,110105194912310021\n富裕,何静,11010519491231002X\n低保,何静\n低保,,11010519491231002X").err().unwrap_or_default();
        assert_eq!(wrong.len(), 4);
        assert!(wrong[0].contains("校验码") && wrong[1].contains("类别") && wrong[2].contains("应为") && wrong[3].contains("姓名"), "{wrong:?}");
    }
}
