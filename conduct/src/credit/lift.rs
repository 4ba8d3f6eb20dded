//! 提前解除 — repair or appeal ends a sanction before its date; the row stays.

use kernel::fail::NOT_FOUND;
use kernel::{Act, Code, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is over already.
pub const OVER: Code = Code::conflict("sanction.over", "该记录已经失效", "无需再次解除。");

/// Which sanction, and why.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lift {
    /// Sanction.
    pub id: String,
    /// Why: repair, appeal, error.
    pub reason: String,
}

/// When it ended.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Lifted {
    /// Date.
    pub lifted_on: String,
}

/// `POST /api/v1/sanctions/{id}/lift`
pub async fn lift(act: &mut Act, ask: Lift) -> Result<Lifted, Fail> {
    let row: Option<(String, String, Option<String>)> =
        sqlx::query_as("select region, until_on, lifted_on from sanction where id = $1").bind(ask.id.clone()).fetch_optional(act.conn()).await?;
    let (region, until_on, lifted) = row.ok_or(NOT_FOUND)?;
    act.require(people::perms::CREDIT_RECORD, &region)?;
    if ask.reason.trim().is_empty() {
        return Err(Fail::field("reason", "请写明解除理由"));
    }
    let today = act.today().to_string();
    if lifted.is_some() || until_on < today {
        return Err(OVER.into());
    }
    sqlx::query("update sanction set lifted_on = $1, lifted_why = $2 where id = $3")
        .bind(today.clone())
        .bind(ask.reason.trim())
        .bind(ask.id.clone())
        .execute(act.conn())
        .await?;
    act.about("sanction", &ask.id, &region);
    Ok(Lifted { lifted_on: today })
}

/// `POST /desk/credit/{id}/lift`
pub async fn form(act: &mut Act, ask: Lift) -> Result<Reply, Fail> {
    lift(act, ask).await?;
    Ok(Reply::go("/desk/credit"))
}
