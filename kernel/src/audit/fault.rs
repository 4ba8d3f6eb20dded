//! 核验结果 — what a verification found.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

/// Most faults kept; the rest is only counted.
const KEPT: usize = 100;

/// One thing that is not as it was. Rows are named by region and place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The entry, its link, or their order does not fit what came before.
    Changed {
        /// Chain.
        region: String,
        /// Place of the first bad row.
        seq: i64,
        /// Id of the entry.
        entry: String,
    },
    /// A linked entry is gone.
    EntryMissing {
        /// Chain.
        region: String,
        /// Its place.
        seq: i64,
        /// Its id.
        entry: String,
    },
    /// Links are gone from the middle or the end of a chain.
    LinksMissing {
        /// Chain.
        region: String,
        /// First missing place.
        from: i64,
        /// Last missing place known of.
        to: i64,
    },
    /// A stretch of a chain was replaced by another that is consistent in itself but not what was signed.
    Replaced {
        /// Chain.
        region: String,
        /// First place that may have been replaced: the one after the last place that agrees with an anchor.
        from: i64,
        /// The place where an anchor disagrees.
        to: i64,
        /// Which anchor.
        anchor: i64,
    },
    /// An entry that waits to be linked is gone.
    WaitingMissing {
        /// Chain.
        region: String,
        /// Its id.
        entry: String,
    },
    /// An entry is in no chain and does not wait for one: slipped in, or its link was taken away.
    Stray {
        /// Chain.
        region: String,
        /// Its id.
        entry: String,
    },
    /// An anchor is not signed by a trusted key, or is not an anchor.
    AnchorForged {
        /// Its number.
        number: i64,
    },
    /// An anchor does not follow from the one before.
    AnchorOutOfLine {
        /// Its number.
        number: i64,
    },
    /// An anchor of the file is missing from the database.
    AnchorMissing {
        /// Its number.
        number: i64,
    },
    /// An anchor in the file is not the one in the database.
    AnchorDiffers {
        /// Its number in the database.
        number: i64,
    },
    /// The anchor file could not be read.
    FileUnreadable {
        /// What the system said.
        why: String,
    },
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Chains walked.
    pub regions: u64,
    /// Links checked.
    pub sealed: u64,
    /// Anchors checked.
    pub anchors: u64,
    /// Anchors of the database that the file does not have yet.
    pub unfiled: u64,
    /// Entries that no chain protects yet.
    pub unsealed: u64,
    /// When the oldest of those was written.
    pub oldest_unsealed: Option<Timestamp>,
    /// Links after the newest anchor of their chain.
    pub unanchored: u64,
    /// Faults in rows in the order of regions and places, then faults in waiting entries, then faults in anchors; at
    /// most a hundred.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub fault_count: u64,
}

impl Report {
    /// True when nothing was found that is not as it was.
    pub fn is_sound(&self) -> bool {
        self.fault_count == 0
    }

    pub(super) fn add(&mut self, fault: Fault) {
        self.fault_count += 1;
        if self.faults.len() < KEPT {
            self.faults.push(fault);
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Changed { region, seq, entry } => write!(f, "辖区{region}第{seq}条（{entry}）被改动"),
            Fault::EntryMissing { region, seq, entry } => write!(f, "辖区{region}第{seq}条（{entry}）被删除"),
            Fault::LinksMissing { region, from, to } => write!(f, "辖区{region}第{from}条至第{to}条的封存记录缺失"),
            Fault::Replaced { region, from, to, anchor } => {
                write!(f, "辖区{region}第{from}条至第{to}条与第{anchor}号锚不符，整段被替换")
            }
            Fault::WaitingMissing { region, entry } => write!(f, "辖区{region}待封存的记录{entry}被删除"),
            Fault::Stray { region, entry } => write!(f, "辖区{region}的记录{entry}未封存也未待封存"),
            Fault::AnchorForged { number } => write!(f, "第{number}号锚的签名无效"),
            Fault::AnchorOutOfLine { number } => write!(f, "第{number}号锚与前一号不衔接"),
            Fault::AnchorMissing { number } => write!(f, "数据库缺少锚文件中的第{number}号锚"),
            Fault::AnchorDiffers { number } => write!(f, "第{number}号锚与锚文件不一致"),
            Fault::FileUnreadable { why } => write!(f, "锚文件无法读取：{why}"),
        }
    }
}
