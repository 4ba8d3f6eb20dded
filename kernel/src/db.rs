//! 数据库 — one SQL text for SQLite and PostgreSQL; what truly differs is here.
//!
//! SQLite: one writer connection (`BEGIN IMMEDIATE`, so that a read followed by a
//! write never fails half-way) and readers apart, WAL, `synchronous=FULL`.
//! PostgreSQL: refuses to serve with `fsync` or `synchronous_commit` off, or with a
//! collation in which text order is not byte order (regions are text ranges).
//!
//! Decisions are taken on [`Db::begin`]; [`Db::read`] is for pages and lists.

use std::str::FromStr;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Executor, Transaction};

use crate::fail::{Code, Fail};

pub mod migrate;
mod query;

pub use query::Query;

/// A setting of the database would let an acknowledged write be lost.
pub const UNSAFE_SETTINGS: Code = Code::conflict("db.unsafe_settings", "数据库设置不安全，拒绝启动", "请按提示修改数据库设置后再启动。");

const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
const POSTGRES_CONNECTIONS: u32 = 16;
const SQLITE_READERS: u32 = 4;

/// Which database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded; the default.
    Sqlite,
    /// For cities and the province.
    Postgres,
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Db {
    dialect: Dialect,
    writer: AnyPool,
    reader: AnyPool,
}

/// An open transaction. Dropped without [`Tx::commit`], nothing has happened.
#[derive(Debug)]
pub struct Tx {
    dialect: Dialect,
    inner: Transaction<'static, Any>,
}

impl Db {
    /// Opens `sqlite:FILE` or `postgres://…`. Does not migrate.
    ///
    /// # Errors
    /// [`UNSAFE_SETTINGS`] when the server could lose what it acknowledged.
    pub async fn open(url: &str) -> Result<Db, Fail> {
        sqlx::any::install_default_drivers();
        if url.starts_with("postgres") { Db::open_postgres(url).await } else { Db::open_sqlite(url).await }
    }

    async fn open_sqlite(url: &str) -> Result<Db, Fail> {
        let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
        let options = AnyConnectOptions::from_str(&url)?;
        let pool = |max: u32, extra: &'static str| {
            AnyPoolOptions::new().max_connections(max).acquire_timeout(CONNECT_TIMEOUT).after_connect(move |connection, _| {
                Box::pin(async move {
                    connection.execute("pragma journal_mode = wal").await?;
                    connection.execute("pragma synchronous = full").await?;
                    connection.execute("pragma foreign_keys = on").await?;
                    connection.execute("pragma busy_timeout = 10000").await?;
                    connection.execute(extra).await?;
                    Ok(())
                })
            })
        };
        let writer = pool(1, "pragma temp_store = memory").connect_with(options.clone()).await?;
        let reader = pool(SQLITE_READERS, "pragma query_only = on").connect_with(options).await?;
        Ok(Db { dialect: Dialect::Sqlite, writer, reader })
    }

    async fn open_postgres(url: &str) -> Result<Db, Fail> {
        let options = AnyConnectOptions::from_str(url)?;
        let pool = AnyPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(CONNECT_TIMEOUT).connect_with(options).await?;
        let (fsync, commit, collation): (String, String, String) = sqlx::query_as(
            "select current_setting('fsync'), current_setting('synchronous_commit'), datcollate from pg_database where datname = current_database()",
        )
        .fetch_one(&pool)
        .await?;
        if fsync == "off" || commit == "off" {
            return Err(Fail::with(UNSAFE_SETTINGS, format!("fsync={fsync}, synchronous_commit={commit}")));
        }
        if collation != "C" && collation != "POSIX" && collation != "C.UTF-8" {
            return Err(Fail::with(UNSAFE_SETTINGS, format!("数据库排序规则应为 C，现为 {collation}")));
        }
        Ok(Db { dialect: Dialect::Postgres, writer: pool.clone(), reader: pool })
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// A transaction that may write; every decision is taken in one.
    pub async fn begin(&self) -> Result<Tx, Fail> {
        let inner = match self.dialect {
            Dialect::Sqlite => self.writer.begin_with("begin immediate").await?,
            Dialect::Postgres => self.writer.begin().await?,
        };
        Ok(Tx { dialect: self.dialect, inner })
    }

    /// A transaction that only reads, for pages and lists.
    pub async fn read(&self) -> Result<Tx, Fail> {
        let inner = match self.dialect {
            Dialect::Sqlite => self.reader.begin().await?,
            Dialect::Postgres => self.reader.begin_with("begin isolation level repeatable read read only").await?,
        };
        Ok(Tx { dialect: self.dialect, inner })
    }

    /// Waits for open transactions and closes; on SQLite the log is folded in.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

impl Tx {
    /// The connection, for `.execute(tx.conn())`.
    pub fn conn(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Makes it happen. After an error the outcome is unknown: retry with the same key.
    pub async fn commit(self) -> Result<(), Fail> {
        Ok(self.inner.commit().await?)
    }

    /// Undoes everything, now rather than on drop.
    pub async fn rollback(self) -> Result<(), Fail> {
        Ok(self.inner.rollback().await?)
    }

    /// Holds back other transactions that ask for the same name until this one ends.
    /// SQLite has one writer and needs nothing.
    pub async fn lock(&mut self, name: &str) -> Result<(), Fail> {
        if self.dialect == Dialect::Postgres {
            sqlx::query("select cast(pg_advisory_xact_lock(hashtext($1)) as text)").bind(name).fetch_optional(self.conn()).await?;
        }
        Ok(())
    }

    /// `select … limit n` over rows that other workers have not claimed.
    pub fn claiming(&self, select: &'static str) -> AssertSqlSafe<String> {
        match self.dialect {
            Dialect::Sqlite => AssertSqlSafe(select.to_owned()),
            Dialect::Postgres => AssertSqlSafe(format!("{select} for update skip locked")),
        }
    }
}
