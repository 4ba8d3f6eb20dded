//! 发布扫描 — nothing that looks like an ID number, a phone or a card leaves the house (S-63).

/// What in a text must not be published: runs of digits long enough to be a document, a
/// phone or a card number, whatever width or separators they are written with.
pub fn leaks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = String::new();
    let mut gap = 0;
    for c in kernel::page::fold_width(text).chars().chain(std::iter::once('\n')) {
        match c {
            '0'..='9' => {
                run.push(c);
                gap = 0;
            }
            'x' | 'X' if run.len() == 17 => run.push('X'),
            // People write numbers in groups; one separator does not end a number.
            ' ' | '-' | '.' if !run.is_empty() && gap == 0 => gap = 1,
            _ => {
                judge(&mut found, &run);
                run.clear();
                gap = 0;
            }
        }
    }
    found
}

fn judge(found: &mut Vec<String>, run: &str) {
    let phone = run.len() == 11 && run.starts_with('1');
    // Documents have 15 or 18 digits, cards 16 to 19: nothing that long belongs in a notice.
    if phone || 15 <= run.len() {
        found.push(format!("{}…（{} 位数字）", run.chars().take(3).collect::<String>(), run.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::leaks;

    // S-63, T33
    #[test]
    fn numbers_of_people_are_found_however_they_are_written() {
        for leaky in [
            "张三 360102180001010018",
            "电话13800138000",
            "１３８００１３８０００",
            "138 0013 8000",
            "36010218000101001x",
            "6222 0000 0000 0000 000",
            "360102-18000101-0018",
            "360102180001010",
        ] {
            assert!(!leaks(leaky).is_empty(), "{leaky}");
        }
    }

    #[test]
    fn what_a_notice_needs_passes() {
        for fine in ["3607**********1234", "138****5678", "赣州市章贡区公示〔2026〕12号", "2026年11月23日至2026年11月30日", "张*三 3 人 15.00㎡"]
        {
            assert!(leaks(fine).is_empty(), "{fine}: {:?}", leaks(fine));
        }
    }
}
