//! 调用计数 — how often each department was called on a day, how the calls ended and how long they took.
//!
//! Times are counted in steps, so that a quantile costs a handful of rows however many calls there
//! were. Nothing here says about whom.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use exchange::departments::{Outcome, Reply};
use kernel::clock::{date_of, text_of};
use kernel::{Act, Fail};

/// Milliseconds: a call is counted at the first step it did not exceed.
const STEPS: [i64; 13] = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, i64::MAX];

/// Calls of a department on a day, or in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    /// Department code.
    pub department: String,
    /// Date in Asia/Shanghai; empty for a period.
    pub day: String,
    /// How many.
    pub calls: i64,
    /// Of them answered, also with "nobody of that number".
    pub answered: i64,
    /// Nineteen of twenty took no longer, milliseconds; none without calls that reached the department.
    pub p95: Option<i64>,
}

/// A circuit that is open.
pub type Circuit = (String, String, String);

/// Counts one call; a call held back by an open circuit is noted, not counted.
pub(super) async fn count(act: &mut Act, reply: &Reply) -> Result<(), Fail> {
    if let Outcome::Paused { until } = &reply.outcome {
        return circuit(act, &reply.department, Some((text_of(reply.asked_at), text_of(*until)))).await;
    }
    if matches!(reply.outcome, Outcome::NotConnected) {
        return Ok(());
    }
    if matches!(reply.outcome, Outcome::Answered { .. } | Outcome::NotFound { .. } | Outcome::Refused { .. }) {
        circuit(act, &reply.department, None).await?;
    }
    let took = i64::try_from(reply.answered_at.duration_since(reply.asked_at).as_millis()).unwrap_or(i64::MAX);
    let step = STEPS.into_iter().find(|step| took <= *step).unwrap_or(i64::MAX);
    sqlx::query(
        "insert into department_call (department, day, outcome, step, calls) values ($1, $2, $3, $4, 1)
         on conflict (department, day, outcome, step) do update set calls = department_call.calls + 1",
    )
    .bind(reply.department.clone())
    .bind(date_of(reply.asked_at).to_string())
    .bind(reply.outcome.word())
    .bind(step)
    .execute(act.conn())
    .await?;
    Ok(())
}

async fn circuit(act: &mut Act, department: &str, open: Option<(String, String)>) -> Result<(), Fail> {
    let statement = match open {
        // A closed circuit is the rule: it costs no write.
        None => sqlx::query("update department_circuit set paused_at = null, until = null where department = $1 and paused_at is not null")
            .bind(department.to_owned()),
        Some((at, until)) => sqlx::query(
            "insert into department_circuit (department, paused_at, until) values ($1, $2, $3)
             on conflict (department) do update set paused_at = coalesce(department_circuit.paused_at, excluded.paused_at), until = excluded.until",
        )
        .bind(department.to_owned())
        .bind(at)
        .bind(until),
    };
    statement.execute(act.conn()).await?;
    Ok(())
}

/// Calls since a date, by department: in all, and day by day, the newest first.
pub async fn since(act: &mut Act, day: &str) -> Result<(Vec<Calls>, Vec<Calls>), Fail> {
    let rows: Vec<(String, String, String, i64, i64)> =
        sqlx::query_as("select department, day, outcome, step, calls from department_call where day >= $1 order by department, day desc, step")
            .bind(day)
            .fetch_all(act.conn())
            .await?;
    let mut all: BTreeMap<String, Tally> = BTreeMap::new();
    let mut days: BTreeMap<(Reverse<String>, String), Tally> = BTreeMap::new();
    for (department, day, outcome, step, calls) in rows {
        all.entry(department.clone()).or_default().add(&outcome, step, calls);
        days.entry((Reverse(day), department)).or_default().add(&outcome, step, calls);
    }
    let whole = all.into_iter().map(|(department, tally)| tally.calls(department, String::new())).collect();
    Ok((whole, days.into_iter().map(|((day, department), tally)| tally.calls(department, day.0)).collect()))
}

/// Departments whose circuit the worker found open, since when and until when.
pub async fn paused(act: &mut Act) -> Result<Vec<Circuit>, Fail> {
    Ok(sqlx::query_as("select department, paused_at, coalesce(until, '') from department_circuit where paused_at is not null order by department")
        .fetch_all(act.conn())
        .await?)
}

#[derive(Default)]
struct Tally {
    calls: i64,
    answered: i64,
    steps: BTreeMap<i64, i64>,
}

impl Tally {
    fn add(&mut self, outcome: &str, step: i64, calls: i64) {
        self.calls += calls;
        self.answered += if matches!(outcome, "answered" | "not_found") { calls } else { 0 };
        *self.steps.entry(step).or_default() += calls;
    }

    fn calls(self, department: String, day: String) -> Calls {
        let mut passed = 0;
        let p95 = self.steps.iter().find_map(|(step, many)| {
            passed += many;
            (self.calls * 95 <= passed * 100).then_some(*step)
        });
        Calls { department, day, calls: self.calls, answered: self.answered, p95 }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    // I-01: the p95 is the step that nineteen of twenty did not exceed.
    #[test]
    fn one_slow_call_of_twenty_does_not_move_the_p95_and_two_do() {
        let with = |slow: i64| {
            let mut tally = Tally::default();
            tally.add("answered", 50, 20 - slow);
            tally.add("timed_out", 10_000, slow);
            tally.calls("gongan".into(), String::new())
        };
        assert_eq!((with(1).p95, with(1).answered), (Some(50), 19));
        assert_eq!(with(2).p95, Some(10_000));
        assert_eq!(Tally::default().calls("x".into(), String::new()).p95, None);
    }
}
