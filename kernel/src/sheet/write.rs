//! 写出 — rows to Excel or CSV, one at a time; they lie in a nameless temporary file until the end, not in memory.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use jiff::civil::Date;
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Format as Look, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::mark::{Mark, hidden};
use super::xlsx::{DATA, NOTE};
use super::{Format, escaped};
use crate::fail::Fail;

/// Rows of one sheet, headings included; Excel has no more.
const SHEET_ROWS: u32 = 1_048_576;
/// Rows that get a drop-down in a template.
const CHOICE_ROWS: u32 = 10_000;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words and numbers nobody calculates with: written as text, or Excel eats their digits.
    Text,
    /// ISO date: a real date in Excel.
    Date,
    /// Whole number.
    Number,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
    /// Width in characters.
    pub width: u8,
    /// What may be chosen; empty for anything.
    pub choices: Vec<String>,
    /// What the note says about it; empty for nothing.
    pub hint: String,
}

impl Column {
    /// A column without choices.
    pub fn new(title: impl Into<String>, kind: Kind, width: u8) -> Column {
        Column { title: title.into(), kind, width, choices: Vec::new(), hint: String::new() }
    }
}

/// Where rows go.
pub struct Writer(Inner);

enum Inner {
    Xlsx(Box<Book>),
    Csv { writer: Box<csv::Writer<File>>, mark: Option<Mark> },
}

struct Book {
    book: Workbook,
    columns: Vec<Column>,
    sheet: usize,
    sheets: usize,
    row: u32,
    date: Look,
    text: Look,
    banner: String,
}

impl Writer {
    /// Begins a file. `notes` stand on the first sheet, with the version of the template if it is one, and the mark.
    ///
    /// # Errors
    /// A bug or a full disk.
    pub fn new(format: Format, columns: &[Column], version: &str, notes: &[String], mark: Option<&Mark>) -> Result<Writer, Fail> {
        match format {
            Format::Xlsx => Ok(Writer(Inner::Xlsx(Box::new(Book::new(columns, version, notes, mark).map_err(Fail::bug)?)))),
            Format::Csv => {
                let mut file = tempfile::tempfile().map_err(Fail::bug)?;
                file.write_all("\u{feff}".as_bytes()).map_err(Fail::bug)?;
                let mut writer = csv::Writer::from_writer(file);
                let secret = mark.map(|mark| hidden(&mark.request)).unwrap_or_default();
                let head =
                    columns.iter().enumerate().map(|(at, column)| if at == 0 { format!("{}{secret}", column.title) } else { column.title.clone() });
                writer.write_record(head).map_err(Fail::bug)?;
                Ok(Writer(Inner::Csv { writer: Box::new(writer), mark: mark.cloned() }))
            }
        }
    }

    /// One row, a text for each column.
    pub fn row(&mut self, cells: &[String]) -> Result<(), Fail> {
        match &mut self.0 {
            Inner::Xlsx(book) => book.write(cells).map_err(Fail::bug),
            Inner::Csv { writer, .. } => writer.write_record(cells.iter().map(|cell| escaped(cell))).map_err(Fail::bug),
        }
    }

    /// The finished file.
    pub fn finish(self) -> Result<Vec<u8>, Fail> {
        let mut bytes = Vec::new();
        self.finish_to(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes the finished file out.
    pub fn finish_to(self, out: &mut (impl Write + Send)) -> Result<(), Fail> {
        match self.0 {
            Inner::Xlsx(mut book) => book.book.save_to_writer(out).map_err(Fail::bug),
            Inner::Csv { writer, mark } => {
                let mut file = writer.into_inner().map_err(|broken| Fail::bug(broken.into_error()))?;
                if let Some(mark) = mark {
                    let line = mark.line().replace('"', "'");
                    writeln!(file, "\"# {line}\"").map_err(Fail::bug)?;
                }
                file.seek(SeekFrom::Start(0)).map_err(Fail::bug)?;
                std::io::copy(&mut file, out).map_err(Fail::bug)?;
                Ok(())
            }
        }
    }
}

impl Book {
    fn new(columns: &[Column], version: &str, notes: &[String], mark: Option<&Mark>) -> Result<Book, XlsxError> {
        let mut book = Workbook::new();
        note(book.add_worksheet(), columns, version, notes, mark)?;
        let choices = choices(&mut book, columns)?;
        let banner = mark.map(|mark| banner(&mark.line())).unwrap_or_default();
        let first = if choices { 2 } else { 1 };
        let mut it = Book {
            book,
            columns: columns.to_vec(),
            sheet: first,
            sheets: 0,
            row: 0,
            date: Look::new().set_num_format("yyyy-mm-dd"),
            text: Look::new().set_num_format("@"),
            banner,
        };
        it.begin(!version.is_empty())?;
        Ok(it)
    }

    /// A new sheet with headings that stay in view.
    fn begin(&mut self, template: bool) -> Result<(), XlsxError> {
        self.sheets += 1;
        let head = Look::new().set_bold().set_num_format("@").set_align(FormatAlign::Center).set_background_color("#E8EEF7");
        let (date, text) = (self.date.clone(), self.text.clone());
        let sheet = self.book.add_worksheet_with_constant_memory();
        sheet.set_name(if self.sheets == 1 { DATA.to_owned() } else { format!("{DATA}{}", self.sheets) })?;
        sheet.set_freeze_panes(1, 0)?;
        if !self.banner.is_empty() {
            sheet.set_header(format!("&L&9{}", self.banner));
            sheet.set_footer(format!("&L&9{}&R&P / &N", self.banner));
        }
        for (at, column) in (0u16..).zip(&self.columns) {
            sheet.set_column_width(at, column.width)?;
            match column.kind {
                Kind::Text => sheet.set_column_format(at, &text)?,
                Kind::Date => sheet.set_column_format(at, &date)?,
                Kind::Number => sheet,
            };
            if template && !column.choices.is_empty() {
                let (letter, last) = (letters(at), column.choices.len() + 1);
                let list = DataValidation::new().allow_list_formula(Formula::new(format!("=选项!${letter}$2:${letter}${last}")));
                let list = list.set_error_title("请从列表中选择")?.set_error_message("这一列只能填列表中的内容。")?;
                sheet.add_data_validation(1, at, CHOICE_ROWS, at, &list)?;
            }
        }
        for (at, column) in (0u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, at, &column.title, &head)?;
        }
        self.sheet = self.book.worksheets().len() - 1;
        self.row = 1;
        Ok(())
    }

    fn write(&mut self, cells: &[String]) -> Result<(), XlsxError> {
        if self.row == SHEET_ROWS {
            self.begin(false)?;
        }
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for ((at, column), cell) in (0u16..).zip(&self.columns).zip(cells) {
            if cell.is_empty() {
                continue;
            }
            let date = || cell.parse::<Date>().ok().and_then(excel);
            match column.kind {
                Kind::Date if let Some(date) = date() => sheet.write_datetime_with_format(self.row, at, date, &self.date)?,
                Kind::Number
                    if cell.len() < 15
                        && let Ok(number) = cell.parse::<f64>() =>
                {
                    sheet.write_number(self.row, at, number)?
                }
                _ => sheet.write_string_with_format(self.row, at, escaped(cell), &self.text)?,
            };
        }
        self.row += 1;
        Ok(())
    }
}

/// A date as Excel counts it; before 1900 there is none.
fn excel(date: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// The first sheet: what the file is, who took it, and what each column wants.
fn note(sheet: &mut Worksheet, columns: &[Column], version: &str, notes: &[String], mark: Option<&Mark>) -> Result<(), XlsxError> {
    sheet.set_name(NOTE)?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    let bold = Look::new().set_bold();
    let mut row = 0;
    if !version.is_empty() {
        sheet.write_string_with_format(row, 0, "模板版本", &bold)?.write_string(row, 1, version)?;
        row += 1;
    }
    if let Some(mark) = mark {
        sheet.write_string_with_format(row, 0, "水印", &bold)?.write_string(row, 1, format!("{}{}", escaped(&mark.line()), hidden(&mark.request)))?;
        row += 1;
        sheet.set_header(format!("&L&9{}", banner(&mark.line())));
    }
    for line in notes {
        sheet.write_string(row, 0, escaped(line))?;
        row += 1;
    }
    for column in columns.iter().filter(|column| !column.hint.is_empty()) {
        sheet.write_string_with_format(row, 0, &column.title, &bold)?.write_string(row, 1, &column.hint)?;
        row += 1;
    }
    Ok(())
}

/// The sheet the drop-downs take their words from, if there are any.
fn choices(book: &mut Workbook, columns: &[Column]) -> Result<bool, XlsxError> {
    if columns.iter().all(|column| column.choices.is_empty()) {
        return Ok(false);
    }
    let sheet = book.add_worksheet();
    sheet.set_name("选项")?;
    for (at, column) in (0u16..).zip(columns) {
        if !column.choices.is_empty() {
            sheet.write_string(0, at, &column.title)?;
        }
        for (row, choice) in (1u32..).zip(&column.choices) {
            sheet.write_string(row, at, choice)?;
        }
    }
    Ok(true)
}

/// A line for header and footer, where `&` commands and 255 characters are the most.
fn banner(line: &str) -> String {
    line.chars().filter(|letter| !letter.is_control()).take(110).collect::<String>().replace('&', "&&")
}

/// `A`, `Z`, `AA` …
fn letters(column: u16) -> String {
    let letter = |at: u16| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column)) }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::super::{Limits, open, reveal};
    use super::*;

    fn columns() -> Vec<Column> {
        let mut columns = vec![
            Column::new("姓名", Kind::Text, 12),
            Column::new("证件号码", Kind::Text, 20),
            Column::new("申请日期", Kind::Date, 12),
            Column::new("人数", Kind::Number, 6),
        ];
        columns[0].choices = vec!["张三".into(), "李四".into()];
        columns
    }

    fn mark() -> Mark {
        Mark { who: "沈&经办".into(), when: "2026年3月2日".into(), purpose: "=核对".into(), request: "01ARZ3NDEKTSV4RRFFQ69G5FAV".into() }
    }

    fn round(format: Format, rows: &[Vec<String>]) -> (Vec<String>, String, Vec<Vec<String>>, Vec<u8>) {
        let mut writer = Writer::new(format, &columns(), "import-1", &[], Some(&mark())).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let opened = open(Cursor::new(bytes.clone()), Limits::DOOR).unwrap();
        let rows = opened
            .rows
            .map(|line| {
                let mut cells = line.unwrap().cells;
                cells.resize(4, String::new());
                cells
            })
            .collect();
        (opened.head, opened.version, rows, bytes)
    }

    fn row(name: &str) -> Vec<String> {
        vec![name.into(), "36070219900101001X".into(), "2019-03-05".into(), "3".into()]
    }

    // quality 3.6, S-35, S-52: numbers keep their digits, formulas stay text, dates are dates, the mark is found.
    #[test]
    fn what_is_written_is_read_back_in_both_forms() {
        for format in [Format::Xlsx, Format::Csv] {
            let rows = [row("张三"), row("=cmd|' /C calc'!A0"), row("'+1"), row("𠮷野"), row("欧阳·娜娜"), row("一,\"二\"\n三")];
            let (head, version, back, bytes) = round(format, &rows);
            assert_eq!(head, ["姓名", "证件号码", "申请日期", "人数"]);
            assert_eq!(version, if format == Format::Xlsx { "import-1" } else { "" });
            assert_eq!(back, rows, "{format:?}");
            if format == Format::Csv {
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(reveal(&text).as_deref(), Some("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
                assert!(
                    text.starts_with('\u{feff}') && text.contains("\n'=cmd|") && text.trim_end().ends_with("01ARZ3NDEKTSV4RRFFQ69G5FAV\""),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn columns_beyond_z_have_two_letters() {
        assert_eq!([0, 25, 26, 51, 52].map(letters), ["A", "Z", "AA", "AZ", "BA"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_text_survives_the_round_trip(name in "[=+@'\\-＝a张𠀀, \"|]{1,6}|[\\PC&&[^\u{200b}-\u{200f}\u{2060}\u{feff}\u{fffe}\u{ffff}]]{1,16}") {
            prop_assume!(!name.starts_with("# "));
            for format in [Format::Xlsx, Format::Csv] {
                let (_, _, back, _) = round(format, &[row(&name)]);
                prop_assert_eq!(&back[0][0], &name);
            }
        }
    }
}
