//! 表格 — rows read from and written to Excel and CSV as a stream, whatever their number.
//!
//! Reading: limits first (S-33), then one row at a time through a narrow channel, so that neither a bomb nor a
//! million honest rows fill the memory. Writing: one row at a time to a temporary file. Every cell is text here;
//! what a column means is the caller's.

mod decode;
mod escape;
mod mark;
mod read;
mod write;
mod xlsx;
mod zip_check;

pub use decode::Encoding;
pub use escape::{escaped, unescaped};
pub use mark::{Mark, hidden, reveal};
pub use read::{Line, Opened, Rows, open};
pub use write::{Column, Kind, Writer};

use crate::fail::Code;

/// Neither Excel nor text.
pub const UNREADABLE: Code =
    Code::invalid("sheet.unreadable", "读不懂这个文件", "请用 Excel 另存为“Excel 工作簿（.xlsx）”或者“CSV”后再上传；旧的 .xls 也请另存。");
/// More than is read at once.
pub const TOO_LARGE: Code =
    Code { status: 413, code: "sheet.too_large", title: "表格太大，没有打开", next: "请拆成几个文件分次上传。" };
/// Neither UTF-8 nor GB 18030.
pub const ENCODING: Code = Code::invalid("sheet.encoding", "文字编码不对", "请用 Excel 打开确认没有乱码，再另存为“CSV UTF-8”上传。");

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Excel workbook.
    Xlsx,
    /// Comma-separated text, UTF-8 with BOM.
    Csv,
}

impl Format {
    /// From its name; anything but `csv` is a workbook.
    pub fn parse(name: &str) -> Format {
        if name == "csv" { Format::Csv } else { Format::Xlsx }
    }

    /// Ending of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }

    /// Content type.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files inside a workbook.
    pub entries: usize,
    /// Bytes of a workbook once unpacked, counted and not believed.
    pub unpacked: u64,
    /// How many times larger an unpacked part may be than it was packed.
    pub ratio: u64,
    /// Cells.
    pub cells: u64,
    /// Columns.
    pub columns: usize,
    /// Characters of one cell.
    pub letters: usize,
}

impl Limits {
    /// What comes through a door (S-33).
    pub const DOOR: Limits = Limits { entries: 200, unpacked: 100 << 20, ratio: 100, cells: 1_000_000, columns: 200, letters: 2_000 };
    /// What an operator gives on the command line.
    pub const COMMAND: Limits = Limits { unpacked: 4 << 30, cells: 100_000_000, ..Limits::DOOR };
}
