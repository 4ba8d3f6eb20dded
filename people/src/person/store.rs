//! 自然人的表 — statements on `person`, `person_key`, `person_number`.

use base::person_id::PersonId;
use kernel::fail::NOT_FOUND;
use kernel::{Act, Fail};
use sqlx::FromRow;

use super::Person;

#[derive(FromRow)]
struct Row {
    id: String,
    name_mask: String,
    number_mask: String,
    phone_mask: String,
    sex: String,
    birth: String,
}

pub(super) async fn find(act: &mut Act, index: &str) -> Result<Option<String>, Fail> {
    let found: Option<(String,)> =
        sqlx::query_as("select person_id from person_number where number_index = $1").bind(index).fetch_optional(act.conn()).await?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn insert_key(act: &mut Act, id: &str, wrapped: &str) -> Result<(), Fail> {
    sqlx::query("insert into person_key (person_id, wrapped) values ($1, $2)").bind(id).bind(wrapped).execute(act.conn()).await?;
    Ok(())
}

pub(super) async fn insert(act: &mut Act, id: &str, number: &PersonId, index: &str) -> Result<(), Fail> {
    let at = act.at();
    let sex = match number.sex() {
        Some(base::person_id::Sex::Male) => "male",
        Some(base::person_id::Sex::Female) => "female",
        None => "",
    };
    let birth = number.birth().map(|day| day.to_string()).unwrap_or_default();
    sqlx::query("insert into person (id, sealed, name_mask, number_mask, phone_mask, phone_index, sex, birth, created_at) values ($1, '', '', '', '', null, $2, $3, $4)")
        .bind(id)
        .bind(sex)
        .bind(birth)
        .bind(at.clone())
        .execute(act.conn())
        .await?;
    sqlx::query("insert into person_number (number_index, person_id, since) values ($1, $2, $3)")
        .bind(index)
        .bind(id)
        .bind(at)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_sealed(
    act: &mut Act,
    id: &str,
    sealed: &str,
    name: &str,
    number: &str,
    phone: &str,
    phone_index: Option<&str>,
) -> Result<(), Fail> {
    sqlx::query("update person set sealed = $1, name_mask = $2, number_mask = $3, phone_mask = $4, phone_index = $5 where id = $6")
        .bind(sealed)
        .bind(name)
        .bind(number)
        .bind(phone)
        .bind(phone_index)
        .bind(id)
        .execute(act.conn())
        .await?;
    Ok(())
}

pub(super) async fn sealed(act: &mut Act, id: &str) -> Result<String, Fail> {
    let found: Option<(String,)> = sqlx::query_as("select sealed from person where id = $1").bind(id).fetch_optional(act.conn()).await?;
    found.map(|(sealed,)| sealed).ok_or_else(|| NOT_FOUND.into())
}

pub(super) async fn key(act: &mut Act, id: &str) -> Result<String, Fail> {
    let found: Option<(String,)> = sqlx::query_as("select wrapped from person_key where person_id = $1").bind(id).fetch_optional(act.conn()).await?;
    match found {
        Some((wrapped,)) => Ok(wrapped),
        // The row outlives its key: that is how an erased person is told from nobody.
        None => Err(get(act, id).await.map_or_else(|fail| fail, |_| super::ERASED.into())),
    }
}

pub(super) async fn erase(act: &mut Act, id: &str) -> Result<(), Fail> {
    sqlx::query("delete from person_key where person_id = $1").bind(id).execute(act.conn()).await?;
    sqlx::query("delete from person_number where person_id = $1").bind(id).execute(act.conn()).await?;
    sqlx::query(
        "update person set sealed = '', name_mask = '（已删除）', number_mask = '', phone_mask = '', phone_index = null, sex = '', birth = '' where id = $1",
    )
    .bind(id)
    .execute(act.conn())
    .await?;
    Ok(())
}

pub(super) async fn get(act: &mut Act, id: &str) -> Result<Person, Fail> {
    let row: Option<Row> = sqlx::query_as("select id, name_mask, number_mask, phone_mask, sex, birth from person where id = $1")
        .bind(id)
        .fetch_optional(act.conn())
        .await?;
    let row = row.ok_or(NOT_FOUND)?;
    Ok(Person { id: row.id, name: row.name_mask, number: row.number_mask, phone: row.phone_mask, sex: row.sex, birth: row.birth })
}
