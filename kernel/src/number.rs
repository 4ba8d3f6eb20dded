//! 编号与文号 — numbers that run on without a gap within a kind, a region and a year.
//!
//! Taken inside the transaction that uses them, so that an undone act leaves no hole.
//! Owns `number_series`.

use crate::act::Act;
use crate::fail::Fail;

/// The next number of a series, starting at 1.
pub async fn next(act: &mut Act, kind: &str, region: &str) -> Result<(i16, i64), Fail> {
    let year = act.today().year();
    let series = format!("{kind}/{region}/{year}");
    sqlx::query("insert into number_series (series, last) values ($1, 0) on conflict (series) do nothing")
        .bind(series.clone())
        .execute(act.conn())
        .await?;
    // The update holds the row until the transaction ends: two acts never take the same number.
    sqlx::query("update number_series set last = last + 1 where series = $1").bind(series.clone()).execute(act.conn()).await?;
    let (last,): (i64,) = sqlx::query_as("select last from number_series where series = $1").bind(series).fetch_one(act.conn()).await?;
    Ok((year, last))
}
