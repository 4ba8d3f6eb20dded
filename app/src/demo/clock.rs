//! 业务日期 — the button that lets days pass in the demo; sign-in and signatures stay on real time.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::actor::PUBLIC;
use kernel::{Act, Doors, Fail, Kernel, Reply};
use serde::Deserialize;

/// Most days one press moves.
const MOST: i64 = 400;

/// How many days.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Calendar days forward.
    days: i64,
    /// Where to go back to.
    #[serde(default)]
    back: String,
}

pub(super) fn doors(doors: &mut Doors) {
    doors.form("/demo/clock", PUBLIC, "业务日期前进", forward);
}

async fn forward(act: &mut Act, ask: Move) -> Result<Reply, Fail> {
    if !(1..=MOST).contains(&ask.days) {
        return Err(Fail::field("days", "一次最多前进 400 天"));
    }
    let ahead = act.kernel.clock.ahead() + SignedDuration::from_hours(24 * ask.days);
    keep(act, ahead).await?;
    act.kernel.clock.set_ahead(ahead);
    act.now = act.kernel.clock.now();
    let visitor = std::mem::replace(&mut act.actor, kernel::Actor::system("timer"));
    let touched = entry::advance::by_date(act).await;
    act.actor = visitor;
    touched?;
    Ok(Reply::back(&ask.back, "/"))
}

async fn keep(act: &mut Act, ahead: SignedDuration) -> Result<(), Fail> {
    let millis = i64::try_from(ahead.as_millis()).unwrap_or(0);
    sqlx::query("update demo_clock set ahead_ms = $1").bind(millis).execute(act.conn()).await?;
    Ok(())
}

/// The business date survives a restart.
pub async fn restore(kernel: &Arc<Kernel>) -> Result<(), Fail> {
    let mut act = Act::system(kernel, "start").await?;
    let row: Option<(i64,)> = sqlx::query_as("select ahead_ms from demo_clock").fetch_optional(act.conn()).await?;
    match row {
        Some((millis,)) => kernel.clock.set_ahead(SignedDuration::from_millis(millis)),
        None => {
            sqlx::query("insert into demo_clock (id, ahead_ms) values ('demo', 0)").execute(act.conn()).await?;
        }
    }
    act.commit().await
}
