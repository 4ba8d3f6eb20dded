//! 规则包不成立 — why a document cannot become a pack.

use std::fmt;

/// Why a document is no pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackError {
    /// Not readable as a pack.
    Unreadable {
        /// What the reader said.
        why: String,
    },
    /// A rule cites a key the document does not list.
    Uncited {
        /// The pack.
        pack: String,
        /// The rule, class or parameter.
        rule: String,
        /// The key.
        cite: String,
    },
    /// An id is used twice.
    TwiceNamed {
        /// The pack.
        pack: String,
        /// The id.
        id: String,
    },
    /// It ends before it begins, or names no area.
    Empty {
        /// The pack.
        pack: String,
    },
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { why } => write!(f, "规则包无法读取，请按格式修改：{why}"),
            Self::Uncited { pack, rule, cite } => write!(f, "规则包{pack}中“{rule}”引用的依据“{cite}”未列出，请补充依据"),
            Self::TwiceNamed { pack, id } => {
                write!(f, "规则包{pack}中编号“{id}”重复，请改为不同编号")
            }
            Self::Empty { pack } => write!(f, "规则包{pack}没有适用区域，或失效日期早于生效日期，请更正"),
        }
    }
}
impl std::error::Error for PackError {}

impl PackError {
    /// Stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "pack.unreadable",
            Self::Uncited { .. } => "pack.uncited",
            Self::TwiceNamed { .. } => "pack.twice_named",
            Self::Empty { .. } => "pack.empty",
        }
    }
}
