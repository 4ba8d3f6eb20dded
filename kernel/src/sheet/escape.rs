//! 转义 — text that a spreadsheet would run as a formula is written so that it stays text (S-35).

/// What a spreadsheet takes for a formula or a command, with its full-width form; and the mark itself, so that
/// taking it off again gives back exactly what was there.
const ACTIVE: [char; 13] = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠', '\''];

/// The text with an apostrophe before it where it could be run.
pub fn escaped(text: &str) -> String {
    if text.starts_with(ACTIVE) { format!("'{text}") } else { text.to_owned() }
}

/// The text as it was before [`escaped`].
pub fn unescaped(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(ACTIVE) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // S-35
    #[test]
    fn what_could_run_is_text() {
        for text in ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x"] {
            assert_eq!(escaped(text), format!("'{text}"));
        }
        for text in ["", "张三", "1-2", "a=b", " 1"] {
            assert_eq!(escaped(text), text);
        }
    }

    proptest! {
        #[test]
        fn taking_the_escape_off_gives_the_text_back(text in "[=+@'\\-\t\r＝a张 ]{0,5}|\\PC{0,20}") {
            let written = escaped(&text);
            prop_assert_eq!(unescaped(&written), text.as_str());
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
