//! Tests of the audit record, on whichever database is named: a bench that writes, seals and spoils.

mod sealing;
mod tampering;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use super::*;
use crate::audit::Result as Ending;
use crate::clock::text_of;
use crate::crypto::{Keys, PublicKey};
use crate::db::{Db, Dialect, Tx};
use crate::id::Ids;

const REGIONS: [&str; 3] = ["360102", "3607", "3607E1"];

fn minutes(count: i64) -> Timestamp {
    "2026-11-23T04:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(count)
}

/// A database with its record and everything that makes one.
struct Bench {
    db: Db,
    keys: Keys,
    ids: Ids,
    folder: TempDir,
    sealer: Sealer,
}

impl Bench {
    /// An empty record: in a fresh PostgreSQL database when `ANJU_TEST_POSTGRES` names a server, else in SQLite.
    async fn open() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let url = match std::env::var("ANJU_TEST_POSTGRES") {
            Ok(server) => fresh_database(&server).await,
            Err(_) => format!("sqlite:{}", folder.path().join("anju.db").display()),
        };
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        let sealer = Sealer::new(Some(folder.path().join("anchors")));
        Bench { db, keys: Keys::generate(), ids: Ids::seeded(2019), folder, sealer }
    }

    fn file(&self) -> &Path {
        self.sealer.file.as_deref().unwrap()
    }

    fn entry(&self, region: &str, at: Timestamp) -> Entry {
        Entry {
            id: self.ids.ulid(at),
            at: text_of(at),
            actor_kind: "staff".into(),
            actor_id: "01S".into(),
            actor_role: "window".into(),
            on_behalf: self.ids.below(2).eq(&0).then(|| "01P".into()),
            region: region.into(),
            ip: "10.0.0.1".into(),
            request_id: "01R".into(),
            act: "application.submit".into(),
            object_kind: "application".into(),
            object_id: "01A".into(),
            result: Ending::Done,
            reason: "本人申请".into(),
            detail: json!({ "count": self.ids.below(1000) }),
        }
    }

    async fn write(&self, region: &str, at: Timestamp) -> String {
        let entry = self.entry(region, at);
        let mut tx = self.db.begin().await.unwrap();
        write(&mut tx, &entry).await.unwrap();
        tx.commit().await.unwrap();
        entry.id
    }

    async fn seal(&self, at: Timestamp) -> Sealed {
        self.sealer.run(&self.db, &self.keys, at).await.unwrap()
    }

    async fn report(&self) -> Report {
        let mut tx = self.db.read().await.unwrap();
        verify(&mut tx, Some(self.file()), &self.keys.public_keys()).await.unwrap()
    }

    /// Five anchored days of 24 entries, everything anchored.
    async fn filled() -> Bench {
        Bench::open().await.fill().await
    }

    async fn fill(self) -> Bench {
        for day in 0..5 {
            let mut tx = self.db.begin().await.unwrap();
            for n in 0..24 {
                let at = minutes(day * 60 * 24 + n);
                write(&mut tx, &self.entry(REGIONS[n as usize % 3], at)).await.unwrap();
            }
            tx.commit().await.unwrap();
            self.seal(minutes(day * 60 * 24 + 30)).await;
            let sealed = self.seal(minutes(day * 60 * 24 + 41)).await;
            assert_eq!(sealed.anchors, 1, "day {day}");
        }
        assert!(self.report().await.is_sound());
        self
    }

    /// What a verification says after some statements that are then undone.
    async fn tampered(&self, statements: &[String]) -> Report {
        self.tampered_with(statements, Some(self.file()), &self.keys.public_keys()).await
    }

    async fn tampered_with(&self, statements: &[String], file: Option<&Path>, trusted: &[PublicKey]) -> Report {
        let mut tx = self.db.begin().await.unwrap();
        disarm(&mut tx).await;
        for statement in statements {
            let done = sqlx::query(AssertSqlSafe(statement.clone())).execute(tx.conn()).await.unwrap();
            assert!(done.rows_affected() > 0, "nothing was tampered with: {statement}");
        }
        let report = verify(&mut tx, file, trusted).await.unwrap();
        tx.rollback().await.unwrap();
        report
    }

    /// Id of the entry at a place of a chain.
    async fn entry_at(&self, region: &str, seq: i64) -> String {
        let mut tx = self.db.read().await.unwrap();
        let found: (String,) = sqlx::query_as("select entry_id from audit_seal where region = $1 and seq = $2")
            .bind(region)
            .bind(seq)
            .fetch_one(tx.conn())
            .await
            .unwrap();
        found.0
    }
}

/// Creates an empty database on a server and returns its address.
async fn fresh_database(server: &str) -> String {
    use sqlx::Connection as _;
    sqlx::any::install_default_drivers();
    let name = format!("audit_{}", Ids::system().bits());
    let mut server_connection = sqlx::AnyConnection::connect(&format!("{server}/postgres")).await.unwrap();
    let create = format!("create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'");
    sqlx::query(AssertSqlSafe(create)).execute(&mut server_connection).await.unwrap();
    format!("{server}/{name}")
}

/// What an administrator can do who owns the database: take the backstops away.
async fn disarm(tx: &mut Tx) {
    let statements: &[&str] = match tx.dialect() {
        Dialect::Sqlite => &[
            "drop trigger audit_entry_update",
            "drop trigger audit_entry_delete",
            "drop trigger audit_seal_update",
            "drop trigger audit_seal_delete",
            "drop trigger audit_anchor_update",
            "drop trigger audit_anchor_delete",
        ],
        Dialect::Postgres => &[
            "alter table audit_entry disable trigger user",
            "alter table audit_entry_other disable trigger user",
            "alter table audit_seal disable trigger user",
            "alter table audit_anchor disable trigger user",
        ],
    };
    for statement in statements {
        sqlx::query(*statement).execute(tx.conn()).await.unwrap();
    }
}
