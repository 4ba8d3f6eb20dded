//! 办案记录 — working notes of the staff on a case; sealed like the case, never changed. Owns `case_note`.

use kernel::crypto::Aad;
use kernel::{Act, Fail};
use people::person;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::{self, Application};

/// A new note.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// `application.id`.
    pub id: String,
    /// The words.
    #[serde(default)]
    pub words: String,
}

/// A note.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Note {
    /// Id.
    pub id: String,
    /// Who wrote it.
    pub by_name: String,
    /// When, instant.
    pub at: String,
    /// The words.
    pub words: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    by_name: String,
    at: String,
    sealed: String,
}

/// `POST /api/v1/applications/{id}/notes`
pub async fn add(act: &mut Act, ask: AddNote) -> Result<Vec<Note>, Fail> {
    let it = application::seen(act, &ask.id).await?;
    let words: String = ask.words.trim().chars().take(2000).collect();
    if words.is_empty() {
        return Err(Fail::field("words", "请写下记录的内容"));
    }
    let id = act.new_id();
    let sealed = person::seal(act, &it.sealed_under, Aad::new("case_note", "sealed", &id), &words).await?;
    let (by, name, at) = (act.actor.id.clone(), act.actor.name.clone(), act.at());
    sqlx::query("insert into case_note (id, application_id, by_id, by_name, at, sealed) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(it.id.clone())
        .bind(by)
        .bind(name)
        .bind(at)
        .bind(sealed)
        .execute(act.conn())
        .await?;
    act.about("application", &it.id, &it.region);
    of_application(act, &it).await
}

/// The notes of a case, oldest first, without a check of rights.
pub async fn of_application(act: &mut Act, it: &Application) -> Result<Vec<Note>, Fail> {
    let rows: Vec<Row> = sqlx::query_as("select id, by_name, at, sealed from case_note where application_id = $1 order by id")
        .bind(it.id.clone())
        .fetch_all(act.conn())
        .await?;
    let mut notes = Vec::with_capacity(rows.len());
    for row in rows {
        let words = person::open(act, &it.sealed_under, Aad::new("case_note", "sealed", &row.id), &row.sealed).await?;
        notes.push(Note { id: row.id, by_name: row.by_name, at: row.at, words });
    }
    Ok(notes)
}
