//! 水印 — who took a list, when and what for: in words where people see it, and in letters nobody sees (S-52).

/// What a produced file says about its making.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// Who asked for it: name and account.
    pub who: String,
    /// When, in words.
    pub when: String,
    /// What for, as written.
    pub purpose: String,
    /// Id of the request; also hidden in the file.
    pub request: String,
}

impl Mark {
    /// One line for people.
    pub fn line(&self) -> String {
        format!("导出人：{}；时间：{}；用途：{}；编号：{}", self.who, self.when, self.purpose, self.request)
    }
}

const ZERO: char = '\u{200b}';
const ONE: char = '\u{200c}';
const END: char = '\u{200d}';

/// The text in letters without width.
pub fn hidden(text: &str) -> String {
    let bits = text.bytes().flat_map(|byte| (0..8).rev().map(move |at| if byte >> at & 1 == 1 { ONE } else { ZERO }));
    bits.chain([END]).collect()
}

/// What [`hidden`] put into a text, if anything.
pub fn reveal(text: &str) -> Option<String> {
    let bits: Vec<u8> = text
        .chars()
        .skip_while(|letter| *letter != ZERO && *letter != ONE)
        .take_while(|letter| *letter != END)
        .filter_map(|letter| match letter {
            ZERO => Some(0),
            ONE => Some(1),
            _ => None,
        })
        .collect();
    let bytes = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit)).collect();
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

/// The text without letters that have no width: a heading that was marked is still that heading.
pub(super) fn without_width(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-52
    #[test]
    fn what_is_hidden_is_found_again_and_changes_no_heading() {
        let marked = format!("姓名{}", hidden("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
        assert_eq!(reveal(&marked).as_deref(), Some("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
        assert_eq!(without_width(&marked), "姓名");
        assert_eq!(reveal("姓名"), None);
    }
}
