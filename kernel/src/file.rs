//! 文件 — stored files: sealed bytes in a folder, one row each in the database.
//!
//! The bytes are put first and the row is written in the act's transaction: an act that fails leaves an orphan,
//! which [`sweep`] takes away, and never a row without bytes. A file lies under the SM3 digest of what lies there
//! (content-addressed), so that damage shows when it is opened. A person's file is sealed under that person's own
//! key, any other under a key of its own that is wrapped by the installation's. Owns `file`.

use std::path::Path;
use std::sync::Arc;

use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sqlx::FromRow;

use crate::act::Act;
use crate::clock::text_of;
use crate::crypto::{Aad, DataKey, open_bytes, seal_bytes, sm3_hex};
use crate::fail::{Code, Fail, NOT_FOUND, UNAVAILABLE};

mod kind;

pub use kind::{CSV, HEIC, JPEG, OTHER, PDF, PNG, TEXT, WEBP, XLSX, ZIP, mime_of};

/// The bytes are not what was put there.
pub const DAMAGED: Code =
    Code { status: 500, code: "file.damaged", title: "文件损坏，无法打开", next: "请联系管理员从备份中恢复这个文件。" };
/// The file was removed.
pub const REMOVED: Code = Code { status: 410, code: "file.removed", title: "文件已被移除", next: "如仍需要，请重新上传。" };

/// Bytes without a row are given this long: their act may still be open.
const ORPHAN_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// The folder has this many shelves; one is looked at with each round of the timer.
const SHELVES: i64 = 256;
/// From this size on, sealing is done beside the request.
const LARGE: usize = 256 * 1024;

/// Where the bytes lie.
#[derive(Debug, Clone)]
pub struct Store(Arc<dyn ObjectStore>);

impl Store {
    /// A folder of this machine, made if there is none. Bytes are on the disk before a put answers.
    ///
    /// # Errors
    /// [`UNAVAILABLE`] when the folder cannot be made.
    pub fn folder(path: &Path) -> Result<Store, Fail> {
        std::fs::create_dir_all(path).map_err(away)?;
        Ok(Store(Arc::new(LocalFileSystem::new_with_prefix(path).map_err(away)?.with_fsync(true))))
    }
}

/// A file to store.
#[derive(Debug)]
pub struct New<'a> {
    /// Region code.
    pub region: &'a str,
    /// What it belongs to, such as `paper`.
    pub owner_kind: &'static str,
    /// Id of that thing.
    pub owner_id: &'a str,
    /// Name for display and download; no personal values.
    pub name: &'a str,
    /// Kind, by content.
    pub mime: &'a str,
    /// Content.
    pub bytes: Vec<u8>,
    /// When it may go by itself.
    pub expires_at: Option<Timestamp>,
}

/// A stored file, without its bytes.
#[derive(Debug, Clone, FromRow)]
pub struct Stored {
    /// Id.
    pub id: String,
    /// Region code.
    pub region: String,
    /// What it belongs to.
    pub owner_kind: String,
    /// Id of that thing.
    pub owner_id: String,
    /// Name for display and download.
    pub name: String,
    /// Kind.
    pub mime: String,
    /// Bytes before sealing.
    pub size: i64,
    /// SM3 of the sealed bytes.
    pub digest: String,
    /// `person.id` under whose key it lies; empty: a key of its own.
    pub sealed_for: String,
    wrapped: String,
    /// Instant stored.
    pub at: String,
    /// Kind and id of who stored it.
    pub by_actor: String,
    /// Instant it was removed.
    pub removed_at: Option<String>,
}

const COLUMNS: &str =
    "select id, region, owner_kind, owner_id, name, mime, size, digest, sealed_for, wrapped, at, by_actor, removed_at from file where";

/// Stores a file that is nobody's in particular, under a key of its own.
///
/// # Errors
/// [`UNAVAILABLE`] when the folder cannot be written.
pub async fn put(act: &mut Act, new: New<'_>) -> Result<Stored, Fail> {
    let id = act.new_id();
    let key = DataKey::generate(&id);
    let wrapped = act.keys().wrap(&key)?;
    store(act, id, new, key, "", &wrapped).await
}

/// Stores a person's file under that person's key: whoever destroys the key has destroyed the file.
///
/// # Errors
/// As [`put`].
pub async fn put_for(act: &mut Act, person: &DataKey, new: New<'_>) -> Result<Stored, Fail> {
    let id = act.new_id();
    store(act, id, new, person.clone(), person.subject(), "").await
}

async fn store(act: &mut Act, id: String, new: New<'_>, key: DataKey, sealed_for: &str, wrapped: &str) -> Result<Stored, Fail> {
    let size = i64::try_from(new.bytes.len()).map_err(Fail::bug)?;
    let place = id.clone();
    let bytes = new.bytes;
    let seal = move || seal_bytes(&key, Aad::new("file", "bytes", &place), &bytes);
    let sealed = if size < LARGE as i64 { seal()? } else { tokio::task::spawn_blocking(seal).await.map_err(Fail::bug)?? };
    let digest = sm3_hex(&sealed);
    let files = act.kernel.files.0.clone();
    files.put(&shelf(&digest), PutPayload::from(sealed)).await.map_err(away)?;
    let by_actor = format!("{}:{}", act.actor.kind.name(), act.actor.id);
    let (at, expires_at) = (text_of(act.kernel.clock.real()), new.expires_at.map(text_of));
    sqlx::query("insert into file (id, region, owner_kind, owner_id, name, mime, size, digest, sealed_for, wrapped, at, by_actor, expires_at, removed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null)")
        .bind(id.clone())
        .bind(new.region)
        .bind(new.owner_kind)
        .bind(new.owner_id)
        .bind(new.name)
        .bind(new.mime)
        .bind(size)
        .bind(digest)
        .bind(sealed_for)
        .bind(wrapped)
        .bind(at)
        .bind(by_actor)
        .bind(expires_at)
        .execute(act.conn())
        .await?;
    find(act, &id).await
}

/// The row of a file, also of one that was removed.
///
/// # Errors
/// `not_found`.
pub async fn find(act: &mut Act, id: &str) -> Result<Stored, Fail> {
    let found: Option<Stored> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1"))).bind(id).fetch_optional(act.conn()).await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// The files of one thing that are still there, oldest first.
pub async fn list(act: &mut Act, owner_kind: &str, owner_id: &str) -> Result<Vec<Stored>, Fail> {
    let text = format!("{COLUMNS} owner_kind = $1 and owner_id = $2 and removed_at is null order by id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(owner_kind).bind(owner_id).fetch_all(act.conn()).await?)
}

/// A file that is nobody's in particular, with its bytes.
///
/// # Errors
/// [`REMOVED`]; [`DAMAGED`] when the bytes are not what was put.
pub async fn open(act: &mut Act, id: &str) -> Result<(Stored, Vec<u8>), Fail> {
    let it = find(act, id).await?;
    if !it.sealed_for.is_empty() {
        return Err(Fail::bug("a person's file opens under the person's key"));
    }
    if it.removed_at.is_some() {
        return Err(REMOVED.into());
    }
    let key = act.keys().unwrap(&it.wrapped, &it.id)?;
    fetch(act, it, key).await
}

/// A person's file, with its bytes.
///
/// # Errors
/// As [`open`]; `not_found` when it is another person's.
pub async fn open_for(act: &mut Act, person: &DataKey, id: &str) -> Result<(Stored, Vec<u8>), Fail> {
    let it = find(act, id).await?;
    if it.sealed_for != person.subject() {
        return Err(NOT_FOUND.into());
    }
    if it.removed_at.is_some() {
        return Err(REMOVED.into());
    }
    fetch(act, it, person.clone()).await
}

async fn fetch(act: &mut Act, it: Stored, key: DataKey) -> Result<(Stored, Vec<u8>), Fail> {
    let files = act.kernel.files.0.clone();
    let got = files.get(&shelf(&it.digest)).await.map_err(away)?;
    let sealed = got.bytes().await.map_err(away)?;
    let (place, digest) = (it.id.clone(), it.digest.clone());
    let unseal = move || {
        if sm3_hex(&sealed) != digest {
            return Err(Fail::from(DAMAGED));
        }
        let plain =
            open_bytes(&key, Aad::new("file", "bytes", &place), &sealed).map_err(|cause| Fail { cause: Some(cause.into()), ..DAMAGED.into() })?;
        Ok(plain.to_vec())
    };
    let plain = if it.size < LARGE as i64 { unseal()? } else { tokio::task::spawn_blocking(unseal).await.map_err(Fail::bug)?? };
    Ok((it, plain))
}

/// Removes a file: nobody opens it any more, its own key is destroyed at once, its bytes go with the next sweep.
pub async fn remove(act: &mut Act, id: &str) -> Result<(), Fail> {
    let at = text_of(act.kernel.clock.real());
    sqlx::query("update file set removed_at = $1, wrapped = '' where id = $2 and removed_at is null").bind(at).bind(id).execute(act.conn()).await?;
    Ok(())
}

/// What the timer does: removes what has expired, and clears one shelf of bytes that no row names, another
/// shelf each time. Returns how many files it took away.
pub async fn sweep(act: &mut Act) -> Result<u64, Fail> {
    let real = act.kernel.clock.real();
    let due = text_of(act.now);
    sqlx::query("update file set removed_at = $1, wrapped = '' where expires_at <= $2 and removed_at is null")
        .bind(text_of(real))
        .bind(due)
        .execute(act.conn())
        .await?;
    let turn = (real.as_second() / 30).rem_euclid(SHELVES);
    sweep_shelf(act, &format!("{turn:02x}"), real - ORPHAN_AFTER).await
}

async fn sweep_shelf(act: &mut Act, shelf: &str, before: Timestamp) -> Result<u64, Fail> {
    let files = act.kernel.files.0.clone();
    let mut listed = files.list(Some(&Place::from(shelf)));
    let mut gone = 0;
    while let Some(met) = listed.next().await {
        let Ok(met) = met else { continue };
        let old = met.last_modified.timestamp() < before.as_second();
        let digest: String = met.location.as_ref().chars().filter(|c| *c != '/').collect();
        if !old {
            continue;
        }
        let kept: Option<(String,)> =
            sqlx::query_as("select id from file where digest = $1 and removed_at is null").bind(digest).fetch_optional(act.conn()).await?;
        if kept.is_none() {
            files.delete(&met.location).await.map_err(away)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// `ab/cdef…`: 256 shelves, so that no folder grows beyond what a disk lists quickly.
fn shelf(digest: &str) -> Place {
    let (shelf, rest) = digest.split_at(digest.len().min(2));
    Place::from(format!("{shelf}/{rest}"))
}

/// The disk's own word goes to the log.
fn away(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fail {
    Fail { cause: Some(cause.into()), ..UNAVAILABLE.into() }
}
