//! 计数 — the statements behind the figures: each returns counts, none returns a case.

use jiff::civil::Date;
use kernel::db::Query;
use kernel::{Act, Fail, Scope};

/// Applications by state today.
pub(super) async fn states(act: &mut Act, scope: &Scope) -> Result<Vec<(String, i64)>, Fail> {
    Query::new("select state, count(*) from flow_case where flow = 'application'")
        .and_scope("region", scope)
        .sql("group by state")
        .all(&mut act.tx)
        .await
}

/// Submitted, accepted, decided eligible, in the queue: of the applications submitted since an instant.
pub(super) async fn funnel(act: &mut Act, scope: &Scope, since: &str) -> Result<(i64, i64, i64, i64, i64), Fail> {
    Query::new(
        "select count(*),
                count(a.accepted_on),
                cast(coalesce(sum(case when exists (select 1 from decision d where d.application_id = a.id and d.final = 1) then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when exists (select 1 from decision d where d.application_id = a.id and d.final = 1 and d.outcome = 'eligible') then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when exists (select 1 from waitlist_entry w where w.application_id = a.id) then 1 else 0 end), 0) as bigint)
         from application a where a.submitted_at >=",
    )
    .bind(since)
    .and_scope("a.region", scope)
    .one(&mut act.tx)
    .await
}

/// A state left: state, UTC date and lateness of its beginning and of its end, how many.
pub(super) type Left = (String, String, i64, String, i64, i64);

/// How long applications stood in each state that they left, entered since an instant.
pub(super) async fn left(act: &mut Act, scope: &Scope, since: &str) -> Result<Vec<Left>, Fail> {
    Query::new(
        "select to_state, substr(at, 1, 10), case when substr(at, 12, 2) >= '16' then 1 else 0 end,
                substr(left_at, 1, 10), case when substr(left_at, 12, 2) >= '16' then 1 else 0 end, count(*)
         from (select s.to_state, s.at, lead(s.at) over (partition by s.case_id order by s.seq) as left_at
               from flow_step s join flow_case c on c.flow = s.flow and c.id = s.case_id
               where s.flow = 'application' and s.from_state <> s.to_state",
    )
    .and_scope("c.region", scope)
    .sql(") t where left_at is not null and at >=")
    .bind(since)
    .sql("group by 1, 2, 3, 4, 5")
    .all(&mut act.tx)
    .await
}

/// A lane concluded: department, opened, due, UTC date and lateness of the end, how many.
pub(super) type Concluded = (String, String, String, String, i64, i64);

/// The lanes of each department that were concluded, opened since a date.
pub(super) async fn concluded(act: &mut Act, scope: &Scope, since: Date) -> Result<Vec<Concluded>, Fail> {
    Query::new(
        "select department, opened_on, due_on, substr(done_at, 1, 10), case when substr(done_at, 12, 2) >= '16' then 1 else 0 end, count(*)
         from lane where done_at is not null and opened_on >=",
    )
    .bind(since.to_string())
    .and_scope("region", scope)
    .sql("group by 1, 2, 3, 4, 5")
    .all(&mut act.tx)
    .await
}

/// Lanes not concluded: department, open, past their date.
pub(super) async fn open_lanes(act: &mut Act, scope: &Scope) -> Result<Vec<(String, i64, i64)>, Fail> {
    let today = act.today().to_string();
    Query::new("select department, count(*), cast(sum(case when due_on <")
        .bind(today)
        .sql("then 1 else 0 end) as bigint) from lane where done_at is null")
        .and_scope("region", scope)
        .sql("group by department")
        .all(&mut act.tx)
        .await
}

/// The queue by class and age: class, half years waited (0 to 6, the last and more), households.
pub(super) async fn queue(act: &mut Act, scope: &Scope, bounds: &[Date; 4]) -> Result<Vec<(String, i64, i64)>, Fail> {
    let mut query = Query::new("select case when must_cover = 0 then '应保尽保' when class_name <> '' then class_name else category end, case");
    for (at, bound) in bounds.iter().enumerate() {
        query = query.sql("when priority_on >").bind(bound.to_string()).sql(["then 0", "then 1", "then 2", "then 3"][at]);
    }
    query.sql("else 4 end, count(*) from waitlist_entry where left_on is null").and_scope("region", scope).sql("group by 1, 2").all(&mut act.tx).await
}

/// Must-cover households: waiting, of them past their date, of them without an owner, no longer waiting.
pub(super) async fn must_cover(act: &mut Act, scope: &Scope) -> Result<(i64, i64, i64, i64), Fail> {
    let today = act.today().to_string();
    Query::new(
        "select cast(coalesce(sum(case when left_on is null then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when left_on is null and owner_due_on <",
    )
    .bind(today)
    .sql(
        "then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when left_on is null and owner_id = '' then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when left_on is null then 0 else 1 end), 0) as bigint)
         from waitlist_entry where must_cover = 0",
    )
    .and_scope("region", scope)
    .one(&mut act.tx)
    .await
}

/// Binding decisions since an instant: in all, by the program, sampled, of them wrong.
pub(super) async fn decisions(act: &mut Act, scope: &Scope, since: &str) -> Result<(i64, i64, i64, i64), Fail> {
    Query::new(
        "select count(*),
                cast(coalesce(sum(case when by_kind = 'system' then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when sample_result <> '' then 1 else 0 end), 0) as bigint),
                cast(coalesce(sum(case when sample_result = 'wrong' then 1 else 0 end), 0) as bigint)
         from decision where final = 1 and decided_at >=",
    )
    .bind(since)
    .and_scope("region", scope)
    .one(&mut act.tx)
    .await
}

/// By region, its code cut to `length`: applications submitted since an instant.
pub(super) async fn submitted_by(act: &mut Act, scope: &Scope, length: i64, since: &str) -> Result<Vec<(String, i64)>, Fail> {
    Query::new("select substr(region, 1, cast(")
        .bind_int(length)
        .sql("as integer)), count(*) from application where submitted_at >=")
        .bind(since)
        .and_scope("region", scope)
        .sql("group by 1")
        .all(&mut act.tx)
        .await
}

/// By region: households waiting, of them must-cover.
pub(super) async fn waiting_by(act: &mut Act, scope: &Scope, length: i64) -> Result<Vec<(String, i64, i64)>, Fail> {
    Query::new("select substr(region, 1, cast(")
        .bind_int(length)
        .sql("as integer)), count(*), cast(sum(case when must_cover = 0 then 1 else 0 end) as bigint) from waitlist_entry where left_on is null")
        .and_scope("region", scope)
        .sql("group by 1")
        .all(&mut act.tx)
        .await
}

/// By region: cases of all processes that are open, of them past their date.
pub(super) async fn open_by(act: &mut Act, scope: &Scope, length: i64) -> Result<Vec<(String, i64, i64)>, Fail> {
    let today = act.today().to_string();
    Query::new("select substr(region, 1, cast(")
        .bind_int(length)
        .sql("as integer)), count(*), cast(sum(case when due_on <")
        .bind(today)
        .sql("then 1 else 0 end) as bigint) from flow_case where closed_on is null and flow <> 'waitlist'")
        .and_scope("region", scope)
        .sql("group by 1")
        .all(&mut act.tx)
        .await
}

/// By region: households that came into the queue since a date.
pub(super) async fn joined_by(act: &mut Act, scope: &Scope, length: i64, since: Date) -> Result<Vec<(String, i64)>, Fail> {
    Query::new("select substr(region, 1, cast(")
        .bind_int(length)
        .sql("as integer)), count(*) from waitlist_entry where joined_on >=")
        .bind(since.to_string())
        .and_scope("region", scope)
        .sql("group by 1")
        .all(&mut act.tx)
        .await
}
