//! 读取 — a file's rows, one after another, from a thread of its own that waits when nobody takes them.

use std::io::{Read, Seek, SeekFrom};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::decode::{Decoded, detect};
use super::mark::without_width;
use super::{Encoding, Limits, TOO_LARGE, UNREADABLE, unescaped, xlsx};
use crate::fail::Fail;

/// Rows that wait in the channel at most.
const AHEAD: usize = 256;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number of the row as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Text of each cell; empty cells are empty text, trailing ones are left out.
    pub cells: Vec<String>,
}

/// What was found on opening.
#[derive(Debug)]
pub struct Opened {
    /// None for a workbook.
    pub encoding: Option<Encoding>,
    /// What the version cell of the template says; empty if there is none.
    pub version: String,
    /// The headings.
    pub head: Vec<String>,
    /// The rows below the headings.
    pub rows: Rows,
}

/// The rows of a file; ends after the first refusal.
#[derive(Debug)]
pub struct Rows(Receiver<Result<Line, Fail>>);

impl Iterator for Rows {
    type Item = Result<Line, Fail>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.recv().ok()
    }
}

/// Opens Excel or CSV, whichever it is by content, and reads the headings. Blocks: call it beside the requests.
///
/// # Errors
/// [`UNREADABLE`], [`TOO_LARGE`], or that the encoding is unknown.
pub fn open<S: Read + Seek + Send + 'static>(mut source: S, limits: Limits) -> Result<Opened, Fail> {
    let mut first = [0; 4];
    let count = source.read(&mut first).map_err(Fail::bug)?;
    source.seek(SeekFrom::Start(0)).map_err(Fail::bug)?;
    if first == [0xd0, 0xcf, 0x11, 0xe0] {
        return Err(Fail::with(UNREADABLE, "这是旧的 .xls 或者设了密码的文件"));
    }
    let (sender, receiver) = sync_channel(AHEAD);
    let mut opened = Opened { encoding: None, version: String::new(), head: Vec::new(), rows: Rows(receiver) };
    if count == 4 && first.starts_with(b"PK") {
        super::zip_check::check(&mut source, limits)?;
        source.seek(SeekFrom::Start(0)).map_err(Fail::bug)?;
        let book = xlsx::Book::open(source)?;
        opened.version = book.version().to_owned();
        std::thread::spawn(move || Hand { sender, limits, cells: 0 }.run(|hand| book.rows(hand)));
    } else {
        let encoding = detect(&mut source)?;
        opened.encoding = Some(encoding);
        std::thread::spawn(move || Hand { sender, limits, cells: 0 }.run(|hand| text(source, encoding, hand)));
    }
    let head = opened.rows.next().ok_or_else(|| Fail::with(UNREADABLE, "表格是空的"))??;
    opened.head = head.cells.iter().map(|cell| without_width(cell).trim().to_owned()).collect();
    Ok(opened)
}

/// Hands rows over and keeps to the limits.
pub(super) struct Hand {
    sender: SyncSender<Result<Line, Fail>>,
    limits: Limits,
    cells: u64,
}

impl Hand {
    fn run(mut self, work: impl FnOnce(&mut Hand) -> Result<(), Fail>) {
        if let Err(fail) = work(&mut self) {
            // Nobody listening is no reason to complain.
            let _ = self.sender.send(Err(fail));
        }
    }

    /// Is there no such column?
    pub(super) fn too_wide(&self, column: usize) -> bool {
        self.limits.columns <= column
    }

    /// Gives one row on, unless it is empty; answers false when nobody wants more.
    pub(super) fn give(&mut self, number: u32, mut cells: Vec<String>) -> Result<bool, Fail> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        // The last line of a CSV list says who took it.
        if cells.is_empty() || cells[0].starts_with("# ") {
            return Ok(true);
        }
        self.cells += u64::try_from(cells.len()).unwrap_or(u64::MAX);
        if self.limits.cells < self.cells {
            return Err(Fail::with(TOO_LARGE, format!("超过 {} 个单元格", self.limits.cells)));
        }
        if self.limits.columns < cells.len() {
            return Err(Fail::with(TOO_LARGE, format!("第 {number} 行超过 {} 列", self.limits.columns)));
        }
        if cells.iter().any(|cell| self.limits.letters < cell.chars().count()) {
            return Err(Fail::with(TOO_LARGE, format!("第 {number} 行有单元格超过 {} 个字", self.limits.letters)));
        }
        Ok(self.sender.send(Ok(Line { number, cells })).is_ok())
    }
}

/// Text with commas, or with tabs as it is pasted from a spreadsheet.
fn text(source: impl Read, encoding: Encoding, hand: &mut Hand) -> Result<(), Fail> {
    let broken = |cause: csv::Error| Fail { cause: Some(cause.into()), ..UNREADABLE.into() };
    let mut source = Decoded::new(source, encoding).map_err(Fail::bug)?;
    let mut start = vec![0; 4096];
    let mut count = 0;
    while count < start.len() {
        let more = source.read(&mut start[count..]).map_err(Fail::bug)?;
        if more == 0 {
            break;
        }
        count += more;
    }
    start.truncate(count);
    let head = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if head.contains(&b'\t') && !head.contains(&b',') { b'\t' } else { b',' };
    let crlf = head.ends_with(b"\r");
    let source = Bounded { source: std::io::Cursor::new(start).chain(source), since_line: 0, most: hand.limits.letters * hand.limits.columns * 4 };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(source);
    let mut record = csv::StringRecord::new();
    let (mut row, mut inside) = (0u64, 0u64);
    while reader.read_record(&mut record).map_err(broken)? {
        // As a spreadsheet counts: empty lines are rows, and a row is one however many lines its cells take.
        // The reader stands behind the record: behind its line feed, or between CR and LF.
        inside += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        row = reader.position().line().saturating_sub(inside + u64::from(!crlf)).max(row + 1);
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        let cells = record.iter().map(|cell| unescaped(cell).to_owned()).collect();
        if !hand.give(number, cells)? {
            break;
        }
    }
    Ok(())
}

/// A quotation mark that is never closed would make one cell of the whole file: so much without a line break is
/// no table.
struct Bounded<R> {
    source: R,
    since_line: usize,
    most: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.source.read(out)?;
        match out[..count].iter().rposition(|byte| *byte == b'\n') {
            Some(at) => self.since_line = count - at,
            None => self.since_line += count,
        }
        if self.most < self.since_line { Err(std::io::Error::other("a line without end")) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(text: &str) -> Result<(Vec<String>, Vec<Line>), Fail> {
        let opened = open(Cursor::new(text.as_bytes().to_vec()), Limits::DOOR)?;
        Ok((opened.head, opened.rows.collect::<Result<_, _>>()?))
    }

    fn line(number: u32, cells: &[&str]) -> Line {
        Line { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    #[test]
    fn commas_tabs_quotes_and_empty_lines_are_read_as_a_spreadsheet_shows_them() {
        let (head, rows) = read("姓名,备注\n张三,\"一,二\n三\"\n,,\n李四\n# 导出人：某\n").unwrap();
        assert_eq!(head, ["姓名", "备注"]);
        assert_eq!(rows, [line(2, &["张三", "一,二\n三"]), line(4, &["李四"])]);
        let (_, rows) = read("姓名,备注\r\n张三,一\r\n\r\n李四,\"二\r\n三\"\r\n王五\r\n").unwrap();
        assert_eq!(rows.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4, 5], "lines that end in CR LF");
        let (head, rows) = read("姓名\t备注\n张三\t一\n").unwrap();
        assert_eq!((head.len(), rows), (2, vec![line(2, &["张三", "一"])]));
    }

    // S-33
    #[test]
    fn too_many_columns_or_too_long_a_cell_is_named_by_its_row() {
        let wide = format!("a\n{}\n", vec!["1"; 201].join(","));
        assert!(read(&wide).unwrap_err().sentence().contains("第 2 行超过 200 列"));
        let long = format!("a\n1\n{}\n", "长".repeat(2001));
        assert!(read(&long).unwrap_err().sentence().contains("第 3 行有单元格超过 2000 个字"));
        assert_eq!(read("").unwrap_err().code, UNREADABLE);
    }

    #[test]
    fn whoever_stops_early_stops_the_reading() {
        let text = format!("a\n{}", "1\n".repeat(100_000));
        let mut opened = open(Cursor::new(text.into_bytes()), Limits::DOOR).unwrap();
        assert_eq!(opened.rows.next().unwrap().unwrap().number, 2);
        drop(opened);
    }
}
