//! 文字 (words) — dates, money, areas and masked names as people read them.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, Unit};

use super::{Clock, Tone};

/// `2026年11月23日`.
pub fn date(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `2026年11月23日 星期一`.
pub fn date_long(day: Date) -> String {
    let name = ["一", "二", "三", "四", "五", "六", "日"][day.weekday().to_monday_zero_offset() as usize];
    format!("{} 星期{name}", date(day))
}

/// `2026年11月23日 14:05`, in the time of China (UTC+8, without summer time).
pub fn instant(at: Timestamp) -> String {
    let here = Offset::constant(8).to_datetime(at);
    format!("{} {:02}:{:02}", date(here.date()), here.hour(), here.minute())
}

/// Days until a due date, in words and tone.
pub fn days_left(today: Date, due: Date) -> Clock {
    let days = today.until((Unit::Day, due)).map_or(0, |span| span.get_days());
    let (tone, text) = match days {
        ..0 => (Tone::Danger, format!("逾期 {} 天", -days)),
        0 => (Tone::Warning, "今天到期".to_owned()),
        1..=2 => (Tone::Warning, format!("还剩 {days} 天")),
        _ => (Tone::Plain, format!("还剩 {days} 天")),
    };
    Clock { tone, text }
}

/// Money from fen: `1,234.50` (yuan, without the unit).
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let whole = (fen.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{:02}", fen.unsigned_abs() % 100)
}

/// Area from 0.01 m²: `59.86 ㎡`; whole numbers without decimals.
pub fn area(centi: i64) -> String {
    let sign = if centi < 0 { "-" } else { "" };
    let (whole, rest) = (centi.unsigned_abs() / 100, centi.unsigned_abs() % 100);
    match rest {
        0 => format!("{sign}{whole} ㎡"),
        _ => format!("{sign}{whole}.{rest:02} ㎡"),
    }
}

/// A name in public: `张*三`, `张*`, `欧**娜` (S-51). One character is hidden whole.
pub fn mask_name(name: &str) -> String {
    let letters: Vec<char> = name.trim().chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
    }
}

/// An ID number in public: first and last four (S-51); anything shorter than 15 is hidden whole.
pub fn mask_person_id(id: &str) -> String {
    keep_ends(id, 4, 4, 15)
}

/// A phone number in public: `138****5678` (S-51); anything shorter than 10 is hidden whole.
pub fn mask_phone(phone: &str) -> String {
    keep_ends(phone, 3, 4, 10)
}

/// A bank card in public: `**** **** **** 1234` (S-51).
pub fn mask_card(card: &str) -> String {
    let digits: Vec<char> = card.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        12.. => format!("**** **** **** {}", digits[digits.len() - 4..].iter().collect::<String>()),
        _ => "****".to_owned(),
    }
}

/// An address in public: to the street or town (S-51). Without one it is hidden after the county.
pub fn mask_address(address: &str) -> String {
    let ends = ["街道", "镇", "乡", "县", "区", "市"];
    let kept = ends.iter().find_map(|end| address.find(end).map(|at| &address[..at + end.len()]));
    format!("{}***", kept.unwrap_or_default())
}

fn keep_ends(text: &str, head: usize, tail: usize, least: usize) -> String {
    let letters: Vec<char> = text.trim().chars().collect();
    if letters.len() < least {
        return "*".repeat(letters.len());
    }
    let hidden = letters.len() - head - tail;
    let first: String = letters[..head].iter().collect();
    let last: String = letters[letters.len() - tail..].iter().collect();
    format!("{first}{}{last}", "*".repeat(hidden))
}

/// A long number in groups of four from the left, for reading aloud and comparing.
pub fn spaced(number: &str) -> String {
    let letters: Vec<char> = number.chars().filter(|letter| !letter.is_whitespace()).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// What a person typed, without surrounding space and with full-width letters and digits made
/// half-width, so that `３６０１` and `3601` are the same answer.
pub fn fold_width(typed: &str) -> String {
    let fold = |letter: char| match letter {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    };
    typed.chars().map(fold).collect::<String>().trim().to_owned()
}
