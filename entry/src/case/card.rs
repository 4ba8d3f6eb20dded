//! 读卡器 — what a reader of identity cards types into a field, taken apart.
//!
//! Readers act as keyboards. The common ones send the lines of the card one after another,
//! with `|`, tabs or line breaks between, with or without the labels printed on the card:
//! `张三|男|汉|19900101|住址|公民身份号码|签发机关|有效期`. Some send the number alone.

use kernel::page::fold_width;

/// What was read; empty where the reader did not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Card {
    /// Citizen number, as sent; checked where it is used.
    pub number: String,
    /// Name.
    pub name: String,
    /// Address on the card.
    pub address: String,
}

/// Labels printed on the card, the longer before the shorter.
const NUMBER: [&str; 4] = ["公民身份号码", "身份证号码", "身份证号", "证件号码"];
const NAME: [&str; 1] = ["姓名"];
const ADDRESS: [&str; 2] = ["住址", "地址"];
const OTHERS: [&str; 8] = ["性别", "民族", "出生日期", "出生", "签发机关", "有效期限", "有效期", "国籍"];

/// Reads what a card reader typed.
pub(super) fn read(typed: &str) -> Card {
    let between = |c: char| matches!(c, '|' | '｜' | '\n' | '\r' | '\t' | ';' | '；' | '^');
    let mut parts: Vec<&str> = typed.split(between).map(str::trim).filter(|part| !part.is_empty()).collect();
    if let [one] = parts.as_slice() {
        parts = one.split_whitespace().collect();
    }
    let mut card = Card::default();
    for (at, part) in parts.iter().enumerate() {
        let (label, rest) = labelled(part);
        // A reader that sends labels on lines of their own says the value in the next part.
        let value = if rest.is_empty() { parts.get(at + 1).copied().unwrap_or_default() } else { rest };
        let folded = fold_width(value).replace(' ', "").to_uppercase();
        match label {
            Some("number") => card.number = folded,
            Some("name") => value.clone_into(&mut card.name),
            Some("address") => value.clone_into(&mut card.address),
            Some(_) => {}
            None if card.number.is_empty() && is_number(&folded) => card.number = folded,
            None if card.name.is_empty() && is_name(part) => (*part).clone_into(&mut card.name),
            None if card.address.is_empty() && is_address(part) => (*part).clone_into(&mut card.address),
            None => {}
        }
    }
    card
}

/// The label a part begins with, and what follows it.
fn labelled(part: &str) -> (Option<&'static str>, &str) {
    for (word, labels) in [("number", NUMBER.as_slice()), ("name", &NAME), ("address", &ADDRESS), ("other", &OTHERS)] {
        for label in labels {
            if let Some(rest) = part.strip_prefix(label) {
                let bare = rest.trim_start_matches([':', '：', ' ', '=']);
                // 住址 before a colon or alone is a label; 出生 within a name is not.
                if rest.is_empty() || bare.len() < rest.len() {
                    return (Some(word), bare);
                }
            }
        }
    }
    (None, part)
}

fn is_number(text: &str) -> bool {
    text.len() == 18 && text.bytes().enumerate().all(|(at, byte)| byte.is_ascii_digit() || (at == 17 && byte == b'X'))
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{3400}'..='\u{4dbf}').contains(&c) || ('\u{20000}'..='\u{323af}').contains(&c)
}

/// Two to twenty-five characters, a dot inside allowed; a nationality or a place is none.
fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (2..=25).contains(&length) && text.chars().all(|c| is_han(c) || c == '·') && !text.ends_with('族') && !(6 <= length && is_place(text))
}

fn is_place(text: &str) -> bool {
    ["省", "市", "区", "县", "镇", "乡", "村", "路", "街", "号", "局", "所"].iter().any(|mark| text.contains(mark))
}

fn is_address(text: &str) -> bool {
    6 <= text.chars().count() && is_place(text) && !text.contains("公安") && !text.contains("派出所")
}

#[cfg(test)]
mod tests {
    use super::{Card, read};

    fn card(number: &str, name: &str, address: &str) -> Card {
        Card { number: number.into(), name: name.into(), address: address.into() }
    }

    // W-02: the formats in which readers type.
    #[test]
    fn the_common_formats_of_card_readers_are_understood() {
        let full = card("36070219480101001X", "刘桂兰", "江西省赣州市章贡区解放街道演示路2号");
        for typed in [
            "刘桂兰|女|汉|19480101|江西省赣州市章贡区解放街道演示路2号|36070219480101001x|赣州市公安局章贡分局|20100101-长期",
            "刘桂兰\n女\n汉族\n1948年1月1日\n江西省赣州市章贡区解放街道演示路2号\n36070219480101001X\n",
            "姓名：刘桂兰\t性别：女\t民族：汉\t出生：19480101\t住址：江西省赣州市章贡区解放街道演示路2号\t公民身份号码：36070219480101001X",
            "36070219480101001X|刘桂兰|江西省赣州市章贡区解放街道演示路2号",
            "姓名|刘桂兰|住址|江西省赣州市章贡区解放街道演示路2号|身份证号|３６０７０２１９４８０１０１００１Ｘ",
        ] {
            assert_eq!(read(typed), full, "{typed}");
        }
        assert_eq!(read("36070219480101001X\n"), card("36070219480101001X", "", ""));
        assert_eq!(read("36070219480101001X 刘桂兰"), card("36070219480101001X", "刘桂兰", ""));
        assert_eq!(read("阿卜杜拉·买买提|男|维吾尔族|36070219480101001X").name, "阿卜杜拉·买买提");
        assert_eq!(read(""), Card::default());
        assert_eq!(read("||||"), Card::default());
    }
}
