//! 迁移 — one ordered folder for both databases.
//!
//! A file `NNNN_name.sql` is plain SQL for both; a line `-- only: sqlite` or
//! `-- only: postgres` starts a part for one of them, `-- all` ends it. Each file
//! runs once, in its own transaction, and is remembered with its SM3 digest: a file
//! changed after it ran stops the program rather than pass unseen.

use include_dir::{Dir, include_dir};
use sqlx::AssertSqlSafe;

use super::{Db, Dialect, Tx};
use crate::crypto::sm3_hex;
use crate::fail::{Code, Fail};

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../migrations");

/// A migration that already ran was edited afterwards.
pub const EDITED: Code = Code::conflict("db.migration_edited", "已执行过的数据库迁移被修改", "请恢复原文件，用新的迁移文件修改结构。");

/// The migrations in order: name and text.
pub fn migrations() -> Vec<(&'static str, &'static str)> {
    let mut files: Vec<_> = FOLDER
        .files()
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
        .filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    files.sort_unstable();
    files
}

/// What `migrations/HEAD` says is the newest migration.
pub fn head() -> &'static str {
    FOLDER.get_file("HEAD").and_then(|file| file.contents_utf8()).map_or("", str::trim)
}

/// The part of a migration meant for one database.
pub fn text_for(dialect: Dialect, text: &str) -> String {
    let mut wanted = true;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim() {
            "-- only: sqlite" => wanted = dialect == Dialect::Sqlite,
            "-- only: postgres" => wanted = dialect == Dialect::Postgres,
            "-- all" => wanted = true,
            _ if wanted => {
                out.push_str(line);
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

impl Db {
    /// Runs what has not run yet and returns the names; safe to start twice at once.
    ///
    /// # Errors
    /// [`EDITED`] when a file that ran no longer has the digest it had.
    pub async fn migrate(&self) -> Result<Vec<&'static str>, Fail> {
        let mut done = Vec::new();
        let mut tx = self.begin().await?;
        tx.lock("anju migrate").await?;
        sqlx::query("create table if not exists migration (name text primary key, digest text not null)").execute(tx.conn()).await?;
        tx.commit().await?;
        for (name, text) in migrations() {
            let mut tx = self.begin().await?;
            tx.lock("anju migrate").await?;
            if run_one(&mut tx, name, text).await? {
                done.push(name);
            }
            tx.commit().await?;
        }
        Ok(done)
    }
}

async fn run_one(tx: &mut Tx, name: &'static str, text: &'static str) -> Result<bool, Fail> {
    let digest = sm3_hex(text.as_bytes());
    let before: Option<(String,)> = sqlx::query_as("select digest from migration where name = $1").bind(name).fetch_optional(tx.conn()).await?;
    match before {
        Some((was,)) if was == digest => Ok(false),
        Some(_) => Err(Fail::with(EDITED, name)),
        None => {
            let text = text_for(tx.dialect(), text);
            sqlx::raw_sql(AssertSqlSafe(text)).execute(tx.conn()).await?;
            sqlx::query("insert into migration (name, digest) values ($1, $2)").bind(name).bind(digest).execute(tx.conn()).await?;
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_for_one_database_stay_out_of_the_other() {
        let text = "a;\n-- only: postgres\nb;\n-- only: sqlite\nc;\n-- all\nd;\n";
        assert_eq!(text_for(Dialect::Sqlite, text), "a;\nc;\nd;\n");
        assert_eq!(text_for(Dialect::Postgres, text), "a;\nb;\nd;\n");
    }

    #[test]
    fn numbers_run_on_without_a_gap_and_head_names_the_last() {
        let all = migrations();
        for (at, (name, text)) in all.iter().enumerate() {
            assert!(name.starts_with(&format!("{:04}_", at + 1)), "{name}");
            assert!(text.starts_with("-- owner: "), "{name} names no owner");
        }
        assert_eq!(all.last().map(|(name, _)| *name), Some(head()));
    }
}
