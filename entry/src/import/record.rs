//! 一行 — one household of an old queue, read from the cells of a row, with everything that is wrong with it.

use std::collections::BTreeMap;

use base::person_id::{PersonId, PersonIdRefusal};
use base::phone::Phone;
use base::region::RegionCode;
use jiff::civil::Date;
use kernel::page::fold_width;
use people::household::Relation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::template::{self, MEMBERS, column};

/// A cell that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// The cell as the spreadsheet calls it, such as `B5`.
    pub cell: String,
    /// Heading of its column.
    pub title: String,
    /// What is wrong and how to mend it; never the value itself.
    pub message: String,
}

/// A member beside the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) relation: String,
}

/// A household, every value in its one form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) phone: String,
    pub(super) region: String,
    pub(super) programme: String,
    pub(super) category: String,
    pub(super) tier: String,
    pub(super) applied_on: String,
    pub(super) joined_on: String,
    pub(super) must_cover: bool,
    pub(super) class_name: String,
    pub(super) old_number: String,
    pub(super) address: String,
    pub(super) remarks: String,
    pub(super) members: Vec<Member>,
}

impl Record {
    /// The row as the template has it.
    pub(super) fn cells(&self) -> Vec<String> {
        let must = if self.must_cover { "是" } else { "否" };
        let first: [&str; column::MEMBERS] = [
            &self.name,
            &self.number,
            &self.phone,
            &self.region,
            crate::application::programme_title(&self.programme),
            &self.category,
            &self.tier,
            &self.applied_on,
            &self.joined_on,
            must,
            &self.class_name,
            &self.old_number,
            &self.address,
            &self.remarks,
        ];
        let mut cells: Vec<String> = first.iter().map(|cell| (*cell).to_owned()).collect();
        for at in 0..MEMBERS {
            match self.members.get(at) {
                Some(it) => {
                    let relation = Relation::parse(&it.relation).map_or("", Relation::title);
                    cells.extend([it.name.clone(), it.number.clone(), relation.to_owned()]);
                }
                None => cells.extend([String::new(), String::new(), String::new()]),
            }
        }
        cells
    }
}

/// A name as it is compared: without letters that do not show, and without the spaces put in for looks.
pub(super) fn plain(text: &str) -> String {
    let shown = |letter: &char| !letter.is_control() && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let text: String = text.chars().filter(shown).map(|letter| if letter == '\u{3000}' { ' ' } else { letter }).collect();
    let latin = text.chars().all(|letter| letter.is_ascii() || "·'’".contains(letter));
    if latin { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.split_whitespace().collect() }
}

/// What a row is read against.
pub(super) struct Reading<'a> {
    /// Position of each known heading in the file.
    pub(super) places: &'a BTreeMap<usize, usize>,
    /// Region of the batch.
    pub(super) region: &'a str,
    /// Today.
    pub(super) today: Date,
    /// Names of the priority classes in force.
    pub(super) classes: &'a [String],
}

/// One row being read.
struct Row<'a> {
    reading: &'a Reading<'a>,
    line: u32,
    cells: &'a [String],
    faults: Vec<Fault>,
}

impl Row<'_> {
    fn text(&self, column: usize) -> String {
        self.reading.places.get(&column).and_then(|at| self.cells.get(*at)).map(|cell| cell.trim().to_owned()).unwrap_or_default()
    }

    fn say(&mut self, column: usize, message: impl Into<String>) {
        let cell = match self.reading.places.get(&column) {
            Some(at) => cell_name(*at, self.line),
            None => format!("第 {} 行", self.line),
        };
        self.faults.push(Fault { cell, title: template::title(column), message: message.into() });
    }

    fn name(&mut self, column: usize) -> String {
        let name = plain(&self.text(column));
        let odd = |letter: char| matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
        if name.is_empty() {
            self.say(column, "请填写姓名");
        } else if name.chars().any(odd) {
            self.say(column, "姓名含自造字，别的电脑上显示不出来；请换成国家标准字库中的字");
        } else if name.contains(['?', '？', '\u{fffd}', '□', '*', '＊']) {
            self.say(column, "姓名有认不出或者遮蔽的字，请对照证件填写");
        } else if 50 < name.chars().count() {
            self.say(column, "姓名太长，请核对");
        }
        name
    }

    fn number(&mut self, column: usize) -> String {
        let text = self.text(column);
        if text.is_empty() {
            self.say(column, "请填写证件号码");
        } else if text.contains("E+") || text.contains("e+") {
            self.say(column, "号码被表格软件改成了数值，末尾几位已丢失；请把该列设为文本，对照证件重新填写");
        } else if text.contains('*') {
            self.say(column, "号码已被遮蔽，请填写完整号码");
        } else {
            match PersonId::parse(&text) {
                Ok(number) => return number.reveal().to_owned(),
                Err(PersonIdRefusal::FifteenDigits { .. }) => self.say(column, "15 位旧号码已停用，请对照证件填写 18 位号码"),
                Err(why) => self.say(column, why.to_string()),
            }
        }
        text
    }

    fn date(&mut self, column: usize, needed: bool) -> Option<Date> {
        let text = self.text(column);
        if text.is_empty() {
            if needed {
                self.say(column, "请填写日期，如 2019-03-05");
            }
            return None;
        }
        let Some(date) = date(&text) else {
            self.say(column, "日期不存在或者写法不对，请写成 2019-03-05");
            return None;
        };
        if date.year() < 1998 {
            self.say(column, "日期太早，请核对年份");
        } else if self.reading.today < date {
            self.say(column, "日期在将来，请核对");
        }
        Some(date)
    }

    fn region(&mut self) -> String {
        let text = fold_width(&self.text(column::REGION));
        if text.is_empty() {
            return self.reading.region.to_owned();
        }
        let book = base::region::book();
        let known = match RegionCode::parse(&text) {
            Ok(code) => book.resolve(&code.current()).map(|it| it.region().code.as_str().to_owned()),
            Err(_) => book.by_path(&text).map(|it| it.region().code.as_str().to_owned()),
        };
        match known {
            Some(code) if code.starts_with(self.reading.region) => code,
            Some(_) => {
                self.say(column::REGION, "不在本次导入的地区内，请分开导入");
                text
            }
            None => {
                self.say(column::REGION, "没有这个地区代码，请核对；撤并前的旧代码也可以填");
                text
            }
        }
    }

    fn choice(&mut self, column: usize, given: &str, among: &[&str]) -> Option<usize> {
        let found = among.iter().position(|choice| *choice == given);
        if found.is_none() {
            self.say(column, format!("请填写：{}", among.join("、")));
        }
        found
    }

    fn members(&mut self, head: &str) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for at in 0..MEMBERS {
            let first = column::MEMBERS + at * 3;
            if (first..first + 3).all(|column| self.text(column).is_empty()) {
                continue;
            }
            let (name, number, relation) = (self.name(first), self.number(first + 1), self.text(first + 2));
            let kinds = [Relation::Spouse, Relation::Child, Relation::Parent, Relation::Other];
            let relation = self.choice(first + 2, &relation, &kinds.map(Relation::title)).map_or("", |at| kinds[at].name());
            if number == head || members.iter().any(|other| other.number == number) {
                self.say(first + 1, "同一户内号码重复");
            }
            members.push(Member { name, number, relation: relation.to_owned() });
        }
        // Their order says nothing.
        members.sort_by(|one, other| one.number.cmp(&other.number));
        members
    }
}

/// Reads a row; everything wrong with it is told at once.
pub(super) fn read(reading: &Reading<'_>, line: u32, cells: &[String]) -> (Record, Vec<Fault>) {
    let mut row = Row { reading, line, cells, faults: Vec::new() };
    let (name, number) = (row.name(column::NAME), row.number(column::NUMBER));
    let phone = fold_width(&row.text(column::PHONE));
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone.reveal().to_owned(),
        Err(_) if phone.is_empty() => phone,
        Err(_) => {
            row.say(column::PHONE, "手机号应为 11 位数字，以 1 开头；没有的可以空着");
            phone
        }
    };
    let region = row.region();
    let programmes = ["home", "subsidy", "either"];
    let programme = row.text(column::PROGRAMME);
    let programme = row.choice(column::PROGRAMME, &programme, &programmes.map(crate::application::programme_title)).map_or("", |at| programmes[at]);
    let category = row.text(column::CATEGORY);
    row.choice(column::CATEGORY, &category, &template::CATEGORIES);
    let applied = row.date(column::APPLIED_ON, true);
    let joined = row.date(column::JOINED_ON, false).or(applied);
    if let (Some(applied), Some(joined)) = (applied, joined)
        && joined < applied
    {
        row.say(column::JOINED_ON, "登记日期早于申请日期，请核对");
    }
    let must = row.text(column::MUST_COVER);
    let must_cover = !must.is_empty() && row.choice(column::MUST_COVER, &must, &["是", "否"]) == Some(0);
    let class_name = row.text(column::CLASS);
    if !class_name.is_empty() && !reading.classes.contains(&class_name) {
        let known = if reading.classes.is_empty() {
            "本地区规则没有优先类别，请空着".to_owned()
        } else {
            format!("请填写：{}", reading.classes.join("、"))
        };
        row.say(column::CLASS, known);
    }
    let members = row.members(&number);
    let written = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let record = Record {
        name,
        number,
        phone,
        region,
        programme: programme.into(),
        category,
        tier: plain(&row.text(column::TIER)),
        applied_on: written(applied),
        joined_on: written(joined),
        must_cover,
        class_name,
        old_number: plain(&row.text(column::OLD_NUMBER)),
        address: plain(&row.text(column::ADDRESS)),
        remarks: plain(&row.text(column::REMARKS)),
        members,
    };
    (record, row.faults)
}

/// A date as people write it: `2019-3-5`, `2019/3/5`, `2019.3.5`, `2019年3月5日`, `20190305`.
fn date(text: &str) -> Option<Date> {
    let text = fold_width(text);
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let mut parts = text.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Faults found by the template's columns, at the cells of the file.
pub(super) fn placed(mut faults: Vec<Fault>, places: &BTreeMap<usize, usize>, line: i64) -> Vec<Fault> {
    for fault in &mut faults {
        let place = places.iter().find(|(column, _)| template::title(**column) == fault.title).map(|(_, at)| *at);
        fault.cell = match place {
            Some(at) => cell_name(at, u32::try_from(line).unwrap_or(u32::MAX)),
            None => format!("第 {line} 行"),
        };
    }
    faults
}

/// `B5`.
pub(super) fn cell_name(column: usize, line: u32) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if column < 26 { format!("{}{line}", letter(column)) } else { format!("{}{}{line}", letter(column / 26 - 1), letter(column)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Vec<String> {
        let mut cells = vec![String::new(); column::MEMBERS + MEMBERS * 3];
        let set = [
            (column::NAME, "张 三"),
            (column::NUMBER, "11010519491231002x"),
            (column::PHONE, "１５４００００００００"),
            (column::PROGRAMME, "实物配租"),
            (column::CATEGORY, "经人工认定"),
            (column::APPLIED_ON, "2019年3月5日"),
        ];
        for (at, text) in set {
            cells[at] = text.into();
        }
        cells
    }

    fn run(cells: &[String]) -> (Record, Vec<Fault>) {
        let places = (0..cells.len()).map(|at| (at, at)).collect();
        let reading = Reading { places: &places, region: "360702", today: "2026-03-02".parse().unwrap(), classes: &["伤残军人".into()] };
        read(&reading, 5, cells)
    }

    // S-31, quality 3.6: what people type is taken in its one form.
    #[test]
    fn a_row_is_read_in_its_one_form_and_gives_the_same_row_back() {
        let (record, faults) = run(&good());
        assert_eq!(faults, []);
        assert_eq!((record.name.as_str(), record.number.as_str(), record.phone.as_str()), ("张三", "11010519491231002X", "15400000000"));
        assert_eq!((record.applied_on.as_str(), record.joined_on.as_str(), record.region.as_str()), ("2019-03-05", "2019-03-05", "360702"));
        let (again, faults) = run(&record.cells());
        assert_eq!((again, faults), (record, vec![]));
    }

    // Each cell that cannot be right is named by its place, with a sentence.
    #[test]
    fn what_cannot_be_right_is_named_by_its_cell() {
        let cases = [
            (column::NAME, "", "请填写姓名"),
            (column::NAME, "张\u{e863}", "自造字"),
            (column::NAME, "张?", "认不出"),
            (column::NUMBER, "110105491231002", "15 位"),
            (column::NUMBER, "110105194912310021", "校验"),
            (column::NUMBER, "110105194902310021", "出生日期不存在"),
            (column::NUMBER, "1.1010519491231E+17", "数值"),
            (column::NUMBER, "1101**********002X", "遮蔽"),
            (column::PHONE, "12345", "11 位"),
            (column::REGION, "360802", "不在本次导入的地区内"),
            (column::REGION, "999999", "没有这个地区代码"),
            (column::PROGRAMME, "房子", "请填写：实物配租"),
            (column::CATEGORY, "别的", "请填写："),
            (column::APPLIED_ON, "2019-02-30", "不存在"),
            (column::APPLIED_ON, "2027-01-01", "将来"),
            (column::APPLIED_ON, "1989-01-01", "太早"),
            (column::JOINED_ON, "2019-03-04", "早于申请日期"),
            (column::MUST_COVER, "也许", "请填写：是、否"),
            (column::CLASS, "没有的", "请填写：伤残军人"),
        ];
        for (at, text, sentence) in cases {
            let mut cells = good();
            cells[at] = text.into();
            let (_, faults) = run(&cells);
            assert_eq!(faults.len(), 1, "{text} {faults:?}");
            assert_eq!(faults[0].cell, cell_name(at, 5));
            assert!(faults[0].message.contains(sentence), "{text}: {}", faults[0].message);
            assert!(text.is_empty() || !faults[0].message.contains(text), "a sentence holds no value");
        }
    }

    #[test]
    fn a_member_twice_in_one_household_is_told() {
        let mut cells = good();
        for (at, text) in [(0, "李四"), (1, "11010519491231002X"), (2, "配偶")] {
            cells[column::MEMBERS + at] = text.into();
        }
        let (record, faults) = run(&cells);
        assert_eq!((record.members.len(), faults[0].message.as_str()), (1, "同一户内号码重复"));
    }
}
