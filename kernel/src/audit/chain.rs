//! 哈希链 — how one entry is bound to everything before it in its region.
//!
//! h(n) = SM3(h(n−1) ‖ canonical text of entry n). The canonical text is every column of the entry in a fixed order,
//! each preceded by its length in bytes, so that no two entries read alike. h(0) is made from the region's code, so
//! that the chain of one region cannot be passed off as another's.

use sm3::{Digest, Sm3};
use sqlx::Row;
use sqlx::any::AnyRow;

/// Columns of an entry `e` in canonical order; all are text. Never changed once in use.
macro_rules! entry_columns {
    () => {
        "e.region, e.month, e.id, e.at, e.actor_kind, e.actor_id, e.actor_role, e.on_behalf, e.ip, e.request_id, \
         e.act, e.object_kind, e.object_id, e.result, e.reason, e.detail"
    };
}
pub(super) use entry_columns;

/// How many columns those are.
pub(super) const COLUMNS: usize = 16;

/// Place of `e.id` among them.
pub(super) const ID: usize = 2;

/// A link of a chain.
pub(super) type Hash = [u8; 32];

/// What the first entry of a region's chain is bound to.
pub(super) fn genesis(region: &str) -> Hash {
    Sm3::new_with_prefix(b"anju audit chain 1\n").chain_update(region).finalize().into()
}

/// The link of the entry whose canonical columns start at `first` in the row.
pub(super) fn link(before: &Hash, row: &AnyRow, first: usize) -> sqlx::Result<Hash> {
    let mut digest = Sm3::new_with_prefix(before);
    digest.update(b"anju audit entry 1\n");
    for column in first..first + COLUMNS {
        match row.try_get::<Option<&str>, _>(column)? {
            Some(text) => {
                digest.update((text.len() as u64).to_be_bytes());
                digest.update(text);
            }
            // No text is this long, so an absent value differs from every present one.
            None => digest.update(u64::MAX.to_be_bytes()),
        }
    }
    Ok(digest.finalize().into())
}

/// Reads a link from its 64 hexadecimal digits.
pub(super) fn parse(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok()?;
    Some(hash)
}
