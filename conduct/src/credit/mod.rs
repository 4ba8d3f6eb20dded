//! 失信记录 — sanctions in force: recorded with their basis, looked up, ended by date or lifted.
//!
//! A measure that reduces rights cites law or central policy and an effective legal
//! document (国办发〔2020〕49号); without both it cannot be recorded. A sanction ends
//! by itself on its date. Owns `sanction` (JX2019-4/4.1b).

use kernel::{Act, Doors, Fail};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

mod lift;
mod list;
mod record;

pub use lift::{Lift, lift};
pub use list::{ListAsk, list};
pub use record::{Record, record};

/// A sanction.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Sanction {
    /// Id.
    pub id: String,
    /// Person.
    pub person_id: String,
    /// `minor` 一般, `serious` 较重, `grave` 严重.
    pub level: String,
    /// `entry_ban` 不得申请, `watch_list` 重点关注.
    pub measure: String,
    /// Clause.
    pub basis: String,
    /// Number of the legal document.
    pub document: String,
    /// Region that imposed it.
    pub region: String,
    /// Begins.
    pub from_on: String,
    /// Ends.
    pub until_on: String,
    /// Lifted early.
    pub lifted_on: Option<String>,
}

const COLUMNS: &str = "id, person_id, level, measure, basis, document, region, from_on, until_on, lifted_on";

/// Sanctions of a person in force on a date, wherever in the province they were imposed.
pub async fn in_force(act: &mut Act, person: &str, on: jiff::civil::Date) -> Result<Vec<Sanction>, Fail> {
    let on = on.to_string();
    let statement = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from sanction where person_id = $1 and from_on <= $2 and until_on >= $2 and (lifted_on is null or lifted_on > $2) order by from_on, id"
    ));
    Ok(sqlx::query_as(statement).bind(person).bind(on).fetch_all(act.conn()).await?)
}

/// Hangs the doors of this slice.
pub fn doors(doors: &mut Doors) {
    doors.get("/api/v1/sanctions", people::perms::CREDIT_SEE, "失信记录", list);
    doors.post("/api/v1/sanctions", people::perms::CREDIT_RECORD, "登记失信记录", record);
    doors.post("/api/v1/sanctions/{id}/lift", people::perms::CREDIT_RECORD, "提前解除", lift);
    doors.page("/desk/credit", people::perms::CREDIT_SEE, "失信记录", list::page).nav("监督", "失信记录", "");
    doors.form("/desk/credit", people::perms::CREDIT_RECORD, "登记失信记录", record::form);
    doors.form("/desk/credit/{id}/lift", people::perms::CREDIT_RECORD, "提前解除", lift::form);
}
