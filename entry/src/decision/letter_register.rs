//! 送达登记簿 — every letter with its delivery; those nobody has received yet, the oldest first.

use jiff::civil::Date;
use kernel::db::Query;
use kernel::{Act, Fail};
use people::perms::APPLICATION_SEE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::letter::Letter;
use crate::application;

/// Which letters.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterAsk {
    /// `all` for every letter; empty for what is not delivered.
    pub view: Option<String>,
}

/// A letter in the register.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Registered {
    /// The letter.
    pub letter: Letter,
    /// Region of the case.
    pub region: String,
    /// Masked name of the addressee.
    pub to: String,
    /// Days since it was issued, while it is not delivered.
    pub age_days: Option<i64>,
}

/// `GET /api/v1/letters`
pub async fn register(act: &mut Act, ask: RegisterAsk) -> Result<Vec<Registered>, Fail> {
    let scope = act.scope(APPLICATION_SEE);
    let mut query = Query::new(
        "select l.id, l.number, l.kind, l.application_id, l.issued_on, l.digest, l.delivery, l.delivered_on, l.proof, l.receipt, l.delivered_by
         from letter l join application a on a.id = l.application_id where 1 = 1",
    )
    .and_scope("a.region", &scope);
    let all = ask.view.as_deref() == Some("all");
    if !all {
        query = query.sql("and l.delivered_on is null");
    }
    let order = if all { "order by l.id desc limit 200" } else { "order by l.issued_on, l.id limit 200" };
    let letters: Vec<Letter> = query.sql(order).all(&mut act.tx).await?;
    let mut rows = Vec::with_capacity(letters.len());
    for letter in letters {
        let it = application::get(act, &letter.application_id).await?;
        let to = people::person::get(act, &it.applicant_id).await?.name;
        let issued = letter.issued_on.parse::<Date>().ok().filter(|_| letter.delivered_on.is_none());
        rows.push(Registered { age_days: issued.map(|on| i64::from((act.today() - on).get_days())), region: it.region, to, letter });
    }
    Ok(rows)
}
