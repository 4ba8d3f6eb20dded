//! 发布扫描 — nothing that tells who somebody is leaves the house (S-63, T33).
//!
//! What is published is built from an allow-list; this looks at it once more as a stranger
//! would: numbers however they are written or split, addresses down to the door, plates, e-mail,
//! whole names. Every finding names its kind and its place. A notice that is clean passes: dates,
//! document numbers, hotlines and masks are no findings.

mod numbers;

use base::PersonId;
pub use numbers::digits_of;

/// A piece of text with its place, as the releaser finds it on the page.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Where it stands: 标题, 第 3 行 姓名 ….
    pub place: String,
    /// What stands there.
    pub text: String,
    /// The column that may hold masked names only.
    pub name: bool,
}

impl Cell {
    /// Text that is no name.
    pub fn new(place: impl Into<String>, text: impl Into<String>) -> Cell {
        Cell { place: place.into(), text: text.into(), name: false }
    }

    /// A masked name.
    pub fn name(place: impl Into<String>, text: impl Into<String>) -> Cell {
        Cell { name: true, ..Cell::new(place, text) }
    }
}

/// Something that must not be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// Where.
    pub place: String,
    /// What it looks like.
    pub kind: &'static str,
    /// Its beginning, not more.
    pub shown: String,
}

impl Leak {
    /// In a sentence for the releaser.
    pub fn sentence(&self) -> String {
        format!("{}：{}（{}…）", self.place, self.kind, self.shown)
    }
}

/// What in these texts must not be published. `names` are the full names of the people concerned.
pub fn scan(cells: &[Cell], names: &[String]) -> Vec<Leak> {
    let mut found: Vec<Leak> = Vec::new();
    let mut say = |place: &str, kind: &'static str, text: &str| {
        let leak = Leak { place: place.into(), kind, shown: text.chars().filter(|c| !c.is_whitespace()).take(3).collect() };
        if !found.contains(&leak) {
            found.push(leak);
        }
    };
    for cell in cells {
        let text = plain(&cell.text);
        for (kind, shown) in numbers::found(&text) {
            say(&cell.place, kind, &shown);
        }
        for (kind, shown) in words(&text) {
            say(&cell.place, kind, &shown);
        }
        if cell.name && !text.trim().is_empty() && !text.contains(['*', '＊', '某']) {
            say(&cell.place, "没有遮蔽的姓名", &text);
        }
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '·').collect();
        for name in names {
            let name: String = plain(name).chars().filter(|c| !c.is_whitespace() && *c != '·').collect();
            if 2 <= name.chars().count() && bare.contains(&name) {
                say(&cell.place, "申请家庭成员的姓名", &name);
            }
        }
    }
    // A number cut in two stands in neither cell: the seam is looked at as well.
    for (at, pair) in cells.windows(2).enumerate() {
        let (left, right) = (digits_of(&plain(&pair[0].text)), digits_of(&plain(&pair[1].text)));
        let third = cells.get(at + 2).map(|cell| digits_of(&plain(&cell.text))).unwrap_or_default();
        for joined in [format!("{left}{right}"), format!("{left}{right}{third}")] {
            if let Some(number) = numbers::identity_across(&joined, left.len()) {
                say(&format!("{}和{}", pair[0].place, pair[1].place), "拆开写的证件号码", &number);
            }
        }
    }
    found
}

/// 申请编号 is our own: division, year, serial. Anything else in its column is looked at like text.
pub fn own_number(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [place, year, serial]
        if place.len() == 6 && place.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) && year.len() == 4 && serial.len() == 6
            && year.chars().chain(serial.chars()).all(|c| c.is_ascii_digit()))
}

/// Half width, without what is not seen.
fn plain(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    kernel::page::fold_width(&text.chars().filter(|c| !hidden(*c)).collect::<String>())
}

/// What is no number: addresses, plates, e-mail, codes for machines.
fn words(text: &str) -> Vec<(&'static str, String)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        if *c == '@' && mail(&chars, at) {
            found.push(("电子邮箱", text.to_owned()));
        }
        if let Some(shown) = plate(&chars, at) {
            found.push(("车牌号", shown));
        }
        if let Some(shown) = door(&chars, at) {
            found.push(("门牌号", shown));
        }
    }
    let lower = text.to_lowercase();
    if ["begin:vcard", "data:image", "mecard:", "wxp://"].iter().any(|mark| lower.contains(mark)) || coded(&chars) {
        found.push(("二维码一类的编码", text.to_owned()));
    }
    found
}

fn mail(chars: &[char], at: usize) -> bool {
    let word = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let after: String = chars[at + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
    at.checked_sub(1).is_some_and(|before| word(chars.get(before))) && after.contains('.') && !after.starts_with('.')
}

/// 赣B12345, 赣B·D12345.
fn plate(chars: &[char], at: usize) -> Option<String> {
    const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
    let first = chars.get(at).filter(|c| PROVINCES.contains(**c))?;
    let letter = chars.get(at + 1).filter(|c| c.is_ascii_alphabetic())?;
    let rest: String = chars[at + 2..].iter().filter(|c| !matches!(c, '·' | ' ' | '-' | '.')).take_while(|c| c.is_ascii_alphanumeric()).collect();
    let fits = (5..=6).contains(&rest.len()) && rest.chars().filter(char::is_ascii_digit).count() >= 3;
    fits.then(|| format!("{first}{letter}{rest}"))
}

/// A numeral before a word of house or door; a document's number is none.
fn door(chars: &[char], at: usize) -> Option<String> {
    let numeral = |c: &char| c.is_ascii_digit() || "零〇一二三四五六七八九十百".contains(*c);
    // Begin where the numeral begins.
    if !numeral(chars.get(at)?) || at.checked_sub(1).is_some_and(|before| numeral(&chars[before])) {
        return None;
    }
    let end = (at..chars.len()).find(|i| !numeral(&chars[*i]) && !matches!(chars[*i], '-' | ' '))?;
    let tail: String = chars[end..].iter().take(3).collect();
    let long = chars[at..end].iter().filter(|c| numeral(c)).count();
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied().unwrap_or(' ');
    let paper =
        "〕）)]】第令字".contains(before) || ["号令", "号文", "号公", "号)", "号）", "号线", "号规"].iter().any(|word| tail.starts_with(word));
    let house = ["栋", "幢", "单元", "弄", "号楼", "号院", "号附"].iter().any(|word| tail.starts_with(word))
        || (tail.starts_with('号') && !paper)
        || (tail.starts_with('室') && 3 <= long);
    house.then(|| chars[at.saturating_sub(2)..end].iter().collect())
}

/// A long word of letters and digits without meaning, or a picture made of blocks.
fn coded(chars: &[char]) -> bool {
    let blocks = chars.iter().filter(|c| matches!(c, '\u{2580}'..='\u{259f}' | '\u{25a0}' | '\u{25a1}')).count();
    let mut run = (0usize, false, false, false);
    for c in chars {
        run = match c {
            'a'..='z' => (run.0 + 1, run.1, true, run.3),
            'A'..='Z' => (run.0 + 1, true, run.2, run.3),
            '0'..='9' => (run.0 + 1, run.1, run.2, true),
            '+' | '/' | '=' | '_' => (run.0 + 1, run.1, run.2, run.3),
            _ => (0, false, false, false),
        };
        if 32 <= run.0 && run.1 && run.2 && run.3 {
            return true;
        }
    }
    8 <= blocks
}

/// Is it a number of the register, with its date and its check character?
fn identity(number: &str) -> bool {
    matches!(PersonId::parse(number), Ok(id) if id.birth().is_none_or(|birth| 1800 <= birth.year() && birth.year() <= 2100))
}

#[cfg(test)]
mod tests;
