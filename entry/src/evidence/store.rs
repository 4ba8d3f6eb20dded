//! 查证的表 — statements on `department_query`.

use exchange::departments::Reply;
use jiff::civil::Date;
use kernel::{Act, Fail};

use super::{Asked, PURPOSE, Standing};

const COLUMNS: &str = "id, case_id, region, person_id, department, purpose, consent_id, asked_by, asked_at, deadline_on, state, tries, outcome, why, answered_at, as_of, response_digest, sealed";

pub(super) async fn insert(
    act: &mut Act,
    case: &str,
    region: &str,
    person: &str,
    department: &str,
    consent: &str,
    deadline: &str,
) -> Result<String, Fail> {
    let (id, at) = (act.new_id(), act.at());
    let by = if act.actor.id.is_empty() { "system".to_owned() } else { act.actor.id.clone() };
    sqlx::query(
        "insert into department_query (id, case_id, region, person_id, department, purpose, consent_id, asked_by, asked_at, deadline_on, state, tries, outcome, why, request_digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, '', '', '')",
    )
    .bind(id.clone())
    .bind(case)
    .bind(region)
    .bind(person)
    .bind(department)
    .bind(PURPOSE)
    .bind(consent)
    .bind(by)
    .bind(at)
    .bind(deadline)
    .execute(act.conn())
    .await?;
    Ok(id)
}

pub(super) async fn get(act: &mut Act, id: &str) -> Result<Option<Asked>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from department_query where id = $1"));
    Ok(sqlx::query_as(statement).bind(id).fetch_optional(act.conn()).await?)
}

pub(super) async fn of_case(act: &mut Act, case: &str) -> Result<Vec<Asked>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from department_query where case_id = $1 and state <> 'replaced' order by id"));
    Ok(sqlx::query_as(statement).bind(case).fetch_all(act.conn()).await?)
}

pub(super) async fn about(act: &mut Act, person: &str) -> Result<Vec<Asked>, Fail> {
    let statement = sqlx::AssertSqlSafe(format!("select {COLUMNS} from department_query where person_id = $1 order by id desc limit 200"));
    Ok(sqlx::query_as(statement).bind(person).fetch_all(act.conn()).await?)
}

pub(super) async fn late(act: &mut Act) -> Result<Vec<Asked>, Fail> {
    let today = act.today().to_string();
    let statement = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from department_query where state = 'waiting' and deadline_on < $1 order by case_id, id limit 500"
    ));
    Ok(sqlx::query_as(statement).bind(today).fetch_all(act.conn()).await?)
}

pub(super) async fn answered(act: &mut Act, id: &str, reply: &Reply, sealed: Option<&str>, as_of: Date, sentence: &str) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query(
        "update department_query set state = 'answered', tries = tries + 1, outcome = $1, why = $2, answered_at = $3, as_of = $4, request_digest = $5, response_digest = $6, sealed = $7 where id = $8",
    )
    .bind(reply.outcome.word())
    .bind(sentence)
    .bind(at)
    .bind(as_of.to_string())
    .bind(reply.request_digest.clone())
    .bind(reply.response_digest.clone())
    .bind(sealed.map(str::to_owned))
    .bind(id)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn tried(act: &mut Act, id: &str, reply: &Reply, sentence: &str) -> Result<(), Fail> {
    sqlx::query("update department_query set tries = tries + 1, outcome = $1, why = $2, request_digest = $3 where id = $4")
        .bind(reply.outcome.word())
        .bind(sentence)
        .bind(reply.request_digest.clone())
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn silence(act: &mut Act, id: &str) -> Result<(), Fail> {
    sqlx::query("update department_query set state = 'silent', why = case when why = '' then '在规定期限内没有答复' else why end where id = $1 and state = 'waiting'").bind(id).execute(act.conn()).await?;
    Ok(())
}

/// Questions of each department since a day, by where they stand.
pub(super) async fn standing(act: &mut Act, since: &str) -> Result<Vec<Standing>, Fail> {
    let today = act.today().to_string();
    Ok(sqlx::query_as(
        "select department,
                cast(sum(case when state = 'waiting' then 1 else 0 end) as bigint) as waiting,
                cast(sum(case when state = 'waiting' and deadline_on < $2 then 1 else 0 end) as bigint) as late,
                cast(sum(case when state = 'answered' then 1 else 0 end) as bigint) as answered,
                cast(sum(case when state = 'silent' then 1 else 0 end) as bigint) as silent,
                cast(sum(tries) as bigint) as tries,
                max(answered_at) as last_answer
         from department_query where asked_at >= $1 and state <> 'replaced' group by department order by department",
    )
    .bind(since)
    .bind(today)
    .fetch_all(act.conn())
    .await?)
}
