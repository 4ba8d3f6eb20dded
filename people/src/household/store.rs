//! 家庭的表 — statements on `household` and `household_member`.

use kernel::{Act, Fail};

use super::Household;

pub(super) async fn insert(act: &mut Act, household: &Household) -> Result<(), Fail> {
    let at = act.at();
    sqlx::query("insert into household (id, region, head_id, created_at) values ($1, $2, $3, $4)")
        .bind(household.id.clone())
        .bind(household.region.clone())
        .bind(household.head_id.clone())
        .bind(at)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn get(act: &mut Act, id: &str) -> Result<Option<Household>, Fail> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("select id, region, head_id from household where id = $1").bind(id).fetch_optional(act.conn()).await?;
    Ok(row.map(|(id, region, head_id)| Household { id, region, head_id }))
}

pub(super) async fn set_region(act: &mut Act, id: &str, region: &str) -> Result<(), Fail> {
    sqlx::query("update household set region = $1 where id = $2").bind(region).bind(id).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn insert_member(act: &mut Act, household: &str, person: &str, relation: &str, source: &str) -> Result<(), Fail> {
    let (id, today) = (act.new_id(), act.today().to_string());
    sqlx::query("insert into household_member (id, household_id, person_id, relation, from_on, to_on, source) values ($1, $2, $3, $4, $5, null, $6)")
        .bind(id)
        .bind(household)
        .bind(person)
        .bind(relation)
        .bind(today)
        .bind(source)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn close_member(act: &mut Act, household: &str, person: &str) -> Result<u64, Fail> {
    let today = act.today().to_string();
    let closed = sqlx::query("update household_member set to_on = $1 where household_id = $2 and person_id = $3 and to_on is null")
        .bind(today)
        .bind(household)
        .bind(person)
        .execute(act.conn())
        .await?;
    Ok(closed.rows_affected())
}

pub(super) async fn open_members(act: &mut Act, household: &str) -> Result<Vec<(String, String)>, Fail> {
    Ok(sqlx::query_as("select person_id, relation from household_member where household_id = $1 and to_on is null order by id")
        .bind(household)
        .fetch_all(act.conn())
        .await?)
}

pub(super) async fn of_person(act: &mut Act, person: &str) -> Result<Vec<String>, Fail> {
    let rows: Vec<(String,)> =
        sqlx::query_as("select household_id from household_member where person_id = $1 and to_on is null order by household_id")
            .bind(person)
            .fetch_all(act.conn())
            .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn set_head(act: &mut Act, household: &str, head: &str) -> Result<(), Fail> {
    sqlx::query("update household set head_id = $1 where id = $2").bind(head).bind(household).execute(act.conn()).await?;
    Ok(())
}
