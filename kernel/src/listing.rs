//! 清单 — a list that may be taken out of the program as a file: its columns, who may, and how it is read page by page.
//!
//! Like a process, a listing is a table row beside the slice that owns the data; one mechanism produces them all.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use crate::act::Act;
use crate::actor::Perm;
use crate::fail::Fail;
use crate::sheet::Kind;

/// Rows of one page.
pub const PAGE: i64 = 500;

/// A list that may be exported.
pub struct Listing {
    /// Stable name.
    pub name: &'static str,
    /// 中文 name.
    pub title: &'static str,
    /// Who may see it, and so may ask for it.
    pub perm: Perm,
    /// Who approves a large one: `business`, `audit` or `accounts`.
    pub approvers: &'static str,
    /// Its columns.
    pub fields: &'static [Field],
    /// Names of the filters it understands.
    pub filters: &'static [&'static str],
    /// It can show persons in full to whoever may see them so.
    pub personal: bool,
    /// Reads the next page.
    pub fetch: Fetch,
}

impl std::fmt::Debug for Listing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Listing({})", self.name)
    }
}

/// A column of a listing.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Heading.
    pub title: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Width in characters.
    pub width: u8,
}

/// A column.
pub const fn field(title: &'static str, kind: Kind, width: u8) -> Field {
    Field { title, kind, width }
}

/// Which page.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Region and below; within the actor's own.
    pub region: String,
    /// Filters by name.
    pub filter: BTreeMap<String, String>,
    /// Where to go on; empty at first.
    pub after: String,
    /// Persons in full rather than masked.
    pub full: bool,
}

impl Ask {
    /// A filter, if it is given.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filter.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// A page of rows.
#[derive(Debug, Default)]
pub struct Page {
    /// A text for each column.
    pub rows: Vec<Vec<String>>,
    /// Where to go on; None after the last page.
    pub next: Option<String>,
}

/// Reads one page as the actor of the act.
pub type Fetch = for<'a> fn(&'a mut Act, &'a Ask) -> Pin<Box<dyn Future<Output = Result<Page, Fail>> + Send + 'a>>;
