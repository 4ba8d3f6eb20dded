//! 前端资源 (front-end files) — style sheets, scripts and icons, embedded in the binary.
//!
//! Third-party files come from the lock file through `build.rs`; our own lie in `src/`. Every
//! asset has an address that holds its content hash, so that it may be cached for ever, and is
//! kept compressed as well, so that serving it costs nothing.
//!
//! htmx is kept on its 2.x line on purpose: it has a switch that turns evaluation of text off
//! (`allowEval`), so that a policy of `default-src 'self'` is met by configuration and not by
//! failing; 4.x has no such switch, and swaps error answers into the page by default.

/// `Cache-Control` of an asset asked for by its current hash.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// `Cache-Control` of an asset asked for by the hash of another version.
const ASK_AGAIN: &str = "no-cache";

/// One embedded file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Public name, for example `staff.css`.
    pub name: &'static str,
    /// Value of `Content-Type`.
    pub mime: &'static str,
    /// Content hash, 16 hexadecimal digits; also serves as `ETag` (put it in quotes).
    pub hash: &'static str,
    /// Address on this site, with the hash in it.
    pub url: &'static str,
    /// Value of `Cache-Control`.
    pub cache: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The file compressed with gzip.
    pub gzip: &'static [u8],
}

static TABLE: &[Asset] = include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// All assets.
pub fn all() -> &'static [Asset] {
    TABLE
}

/// Finds the asset for what follows `/assets/` in an address: `<hash>/<name>`.
///
/// A hash of another version still answers, with the file of this version and without lasting
/// caching: during an upgrade an old page must not lose its style. An unknown name is `None`.
pub fn get(path: &str) -> Option<Asset> {
    let (hash, name) = path.split_once('/')?;
    let mut asset = *TABLE.iter().find(|asset| asset.name == name)?;
    if asset.hash != hash {
        asset.cache = ASK_AGAIN;
    }
    Some(asset)
}

/// The address of an asset by name. A name that does not exist gives an address that answers
/// 404; a test of the layouts keeps that from happening.
pub fn url(name: &str) -> &'static str {
    TABLE.iter().find(|asset| asset.name == name).map_or("/assets/none", |asset| asset.url)
}

#[cfg(test)]
mod tests;
