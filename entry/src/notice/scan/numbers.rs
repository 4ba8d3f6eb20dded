//! 号码 — digits in any script, grouped or not, judged as document, phone or card.

use base::PersonId;
use base::person_id::PersonIdRefusal;

/// The digit a sign stands for: any script, circled, in Chinese, in the words of a telephone.
fn digit(c: char) -> Option<char> {
    const CHINESE: [(&str, char); 10] = [
        ("零〇", '0'),
        ("一壹幺", '1'),
        ("二贰", '2'),
        ("三叁", '3'),
        ("四肆", '4'),
        ("五伍", '5'),
        ("六陆", '6'),
        ("七柒", '7'),
        ("八捌", '8'),
        ("九玖", '9'),
    ];
    // First sign of a row of ten, and of rows that begin with one.
    const ROWS: [u32; 9] = [0x30, 0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x2080];
    const FROM_ONE: [u32; 5] = [0x2460, 0x2776, 0x2780, 0x278a, 0x3220];
    let code = u32::from(c);
    let of = |value: u32| char::from_digit(value, 10);
    if let Some(row) = ROWS.iter().find(|row| (**row..**row + 10).contains(&code)) {
        return of(code - row);
    }
    if let Some(row) = FROM_ONE.iter().find(|row| (**row..**row + 9).contains(&code)) {
        return of(code - row + 1);
    }
    match c {
        '⓪' | '⁰' => Some('0'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁴'..='⁹' => of(code - 0x2070),
        _ => CHINESE.iter().find(|(signs, _)| signs.contains(c)).map(|(_, digit)| *digit),
    }
}

/// All digits of a text in order, with a final X where one follows seventeen digits.
pub fn digits_of(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match digit(c) {
            Some(d) => out.push(d),
            None if matches!(c, 'x' | 'X') => out.push('X'),
            None => {}
        }
    }
    out
}

/// A run of digits, and whether something stood between them.
struct Run {
    digits: String,
    grouped: bool,
}

/// Runs of digits: one or two separators do not end a number, other words do.
fn runs(text: &str) -> Vec<Run> {
    let separator = |c: char| {
        c.is_whitespace()
            || matches!(c, '-' | '‐'..='―' | '.' | '·' | '_' | ',' | '，' | '、' | '/' | '|' | ':' | '：' | '(' | ')' | '（' | '）' | '~')
    };
    let (mut all, mut run, mut gap) = (Vec::new(), Run { digits: String::new(), grouped: false }, 0);
    for c in text.chars().chain(std::iter::once('\u{0}')) {
        let next = digit(c).or(if matches!(c, 'x' | 'X') && run.digits.len() % 18 == 17 { Some('X') } else { None });
        match next {
            Some(d) => {
                run.grouped |= 0 < gap;
                run.digits.push(d);
                gap = 0;
            }
            None if separator(c) && !run.digits.is_empty() && gap < 3 => gap += 1,
            None => {
                if !run.digits.is_empty() {
                    all.push(std::mem::replace(&mut run, Run { digits: String::new(), grouped: false }));
                }
                gap = 0;
            }
        }
    }
    all
}

/// What the runs of a text look like.
pub(super) fn found(text: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for run in runs(text) {
        let number = run.digits.as_str();
        if let Some(shown) = window(number, 18, super::identity) {
            found.push(("证件号码", shown));
        } else if !run.grouped && (short_identity(number) || looks_like_identity(number))
            || run.grouped && number.len() == 15 && short_identity(number)
        {
            found.push(("证件号码", number.to_owned()));
        } else if phone(number) || run.grouped && dates(text) == 0 && window(number, 11, phone).is_some() && number.len() <= 13 {
            found.push(("手机号码", number.to_owned()));
        } else if card(number, run.grouped) && dates(text) < 2 {
            found.push(("银行卡号", number.to_owned()));
        } else if !run.grouped && 15 <= number.len() {
            found.push(("长串数字", number.to_owned()));
        }
    }
    found
}

/// The first window of that length that passes.
fn window(number: &str, length: usize, passes: impl Fn(&str) -> bool) -> Option<String> {
    let last = number.len().checked_sub(length)?;
    (0..=last).filter_map(|at| number.get(at..at + length)).find(|part| passes(part)).map(str::to_owned)
}

/// Eighteen signs with a date in their place, even when the check character is wrong: a slip of
/// the pen is still somebody's number.
fn looks_like_identity(number: &str) -> bool {
    number.len() == 18 && matches!(PersonId::parse(number), Ok(_) | Err(PersonIdRefusal::Checksum))
}

fn short_identity(number: &str) -> bool {
    number.len() == 15 && matches!(PersonId::parse(number), Err(PersonIdRefusal::FifteenDigits { .. }))
}

fn phone(number: &str) -> bool {
    let number = number.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(number);
    number.len() == 11 && number.starts_with('1') && number.get(1..2).is_some_and(|second| "3456789".contains(second))
}

/// Sixteen to nineteen digits that pass Luhn, or begin like a card and come in groups.
fn card(number: &str, grouped: bool) -> bool {
    if !(16..=19).contains(&number.len()) || number.contains('X') {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let value = u32::from(byte - b'0') * if at % 2 == 1 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10) || (grouped && (number.starts_with("62") || number.starts_with('4')))
}

/// How many dates like 2026-11-23 the text writes: two of them are no card.
fn dates(text: &str) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let digits = |from: usize, count: usize| chars.get(from..from + count).is_some_and(|part| part.iter().all(char::is_ascii_digit));
    (0..chars.len())
        .filter(|at| {
            let lead = at.checked_sub(1).is_none_or(|before| !chars[before].is_ascii_digit());
            lead && digits(*at, 4)
                && (chars[*at] == '2' || chars[*at] == '1')
                && matches!(chars.get(at + 4), Some('-' | '.' | '/'))
                && digits(at + 5, 1)
        })
        .count()
}

/// A document number that crosses the seam of two cells: with its date and its check character,
/// because digits meet by chance.
pub(super) fn identity_across(joined: &str, seam: usize) -> Option<String> {
    let from = seam.saturating_sub(17);
    (from..seam).filter_map(|at| joined.get(at..at + 18)).find(|part| at_home(part) && super::identity(part)).map(str::to_owned)
}

/// Begins with a province of the table (GB/T 2260), or a card for residents from elsewhere.
fn at_home(number: &str) -> bool {
    number.get(..2).and_then(|text| text.parse::<u8>().ok()).is_some_and(|place| (11..=65).contains(&place) || (81..=83).contains(&place))
}
