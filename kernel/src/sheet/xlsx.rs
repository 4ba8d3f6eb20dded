//! Excel 的读取 — the rows of a workbook, cell by cell; only its table of shared texts is held at once.

use std::io::{BufReader, Read, Seek};

use calamine::{Data, DataRef, DataType, Reader, Xlsx};
use jiff::civil::Date;

use super::read::Hand;
use super::{UNREADABLE, unescaped};
use crate::fail::Fail;

/// Sheet with words about the file; not data.
pub(super) const NOTE: &str = "说明";
/// Sheets with rows begin so, where a workbook has one; otherwise the first sheet is read.
pub(super) const DATA: &str = "数据";
/// Whole numbers above this have lost digits in a spreadsheet.
const EXACT: i64 = 999_999_999_999_999;

/// A workbook, opened.
pub(super) struct Book<S: Read + Seek> {
    book: Xlsx<BufReader<S>>,
    sheets: Vec<String>,
    version: String,
}

impl<S: Read + Seek> Book<S> {
    pub(super) fn open(source: S) -> Result<Book<S>, Fail> {
        let mut book = Xlsx::new(BufReader::new(source)).map_err(broken)?;
        let names = book.sheet_names();
        let data: Vec<String> = names.iter().filter(|name| name.starts_with(DATA)).cloned().collect();
        let sheets = if data.is_empty() { names.first().cloned().into_iter().collect() } else { data };
        let version = if names.iter().any(|name| name == NOTE) { version(&mut book)? } else { String::new() };
        Ok(Book { book, sheets, version })
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Gives every row of every sheet with data; the headings only once.
    pub(super) fn rows(mut self, hand: &mut Hand) -> Result<(), Fail> {
        for (at, sheet) in self.sheets.iter().enumerate() {
            let mut reader = self.book.worksheet_cells_reader(sheet).map_err(broken)?;
            let (mut number, mut cells, mut skip) = (0, Vec::new(), at != 0);
            while let Some(cell) = reader.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                if row + 1 != number {
                    if !cells.is_empty() && !std::mem::take(&mut skip) && !hand.give(number, std::mem::take(&mut cells))? {
                        return Ok(());
                    }
                    cells.clear();
                    number = row + 1;
                }
                let column = usize::try_from(column).unwrap_or(usize::MAX);
                let text = text(cell.get_value());
                if text.is_empty() {
                    continue;
                }
                // A cell far to the right is refused as too wide, without making room for what lies before it.
                if hand.too_wide(column) {
                    return Err(Fail::with(super::TOO_LARGE, format!("第 {number} 行列数太多")));
                }
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                cells[column] = text;
            }
            if !cells.is_empty() && !skip {
                hand.give(number, cells)?;
            }
        }
        Ok(())
    }
}

fn broken(cause: calamine::XlsxError) -> Fail {
    Fail { cause: Some(cause.into()), ..UNREADABLE.into() }
}

/// The cell beside 模板版本 on the sheet of notes.
fn version<S: Read + Seek>(book: &mut Xlsx<BufReader<S>>) -> Result<String, Fail> {
    let mut reader = book.worksheet_cells_reader(NOTE).map_err(broken)?;
    let mut named = None;
    for _ in 0..400 {
        let Some(cell) = reader.next_cell().map_err(broken)? else { break };
        let text = text(cell.get_value());
        if named == Some(cell.get_position().0) {
            return Ok(text);
        }
        if text == "模板版本" {
            named = Some(cell.get_position().0);
        }
    }
    Ok(String::new())
}

/// A cell as text: dates in ISO form, whole numbers without a point, numbers that lost digits as such.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => unescaped(text).to_owned(),
        DataRef::SharedString(text) => unescaped(text).to_owned(),
        DataRef::Int(number) => whole(*number),
        DataRef::Float(number) => match Data::Float(*number).as_i64() {
            // The check by text avoids comparing numbers with a point.
            Some(whole_number) if !number.to_string().contains('.') => whole(whole_number),
            _ => number.to_string(),
        },
        DataRef::Bool(true) => "是".into(),
        DataRef::Bool(false) => "否".into(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let date = || Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
            date().map(|date| date.to_string()).unwrap_or_default()
        }
        DataRef::DateTimeIso(text) => text.chars().take(10).collect(),
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn whole(number: i64) -> String {
    if EXACT < number.abs() { format!("{:e}", number).replace('e', "E+") } else { number.to_string() }
}
