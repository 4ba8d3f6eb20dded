//! 口令规则 — which passwords may be chosen (S-03; 等保 8.1.4.1 a).
//!
//! Ten to 128 characters of at least three kinds, and nothing that a guesser tries
//! first: common words also when dressed up with digits and signs, rows of the
//! keyboard, the account and the name of this program. Nothing is cut off; pasting works.

/// Words guessers begin with, in the shape [`bare`] gives them.
const COMMON: [&str; 40] = [
    "password",
    "passwd",
    "passw",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "admin",
    "administrator",
    "root",
    "guest",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "wodemima",
    "mima",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "master",
    "shadow",
    "superman",
    "abc",
    "abcd",
    "abcdef",
    "abcdefg",
    "test",
    "temp",
    "changeme",
    "secret",
    "default",
    "login",
    "hello",
];
/// Words of this program and its field.
const CONTEXT: [&str; 8] = ["anju", "gongzufang", "zhubao", "zhufang", "jiangxi", "安居", "公租房", "住保"];

/// Says what is wrong with a password, if anything; `about` holds account and name of its owner.
pub(super) fn objection(password: &str, about: &[&str]) -> Option<&'static str> {
    let length = password.chars().count();
    if length < 10 {
        return Some("口令至少10个字符");
    }
    if 128 < length {
        return Some("口令最多128个字符");
    }
    if kinds(password) < 3 {
        return Some("口令要包含大写字母、小写字母、数字、符号（或汉字）中的至少三种");
    }
    let small = password.to_lowercase();
    if about.iter().chain(&CONTEXT).any(|word| 2 < word.len() && small.contains(&word.to_lowercase())) {
        return Some("口令不能包含账号、姓名或本系统的名称");
    }
    let bare = bare(&small);
    if COMMON.contains(&bare.as_str()) || few_letters(&small) || runs(&small) {
        return Some("这个口令太常见，容易被猜到，请换一个");
    }
    None
}

fn kinds(password: &str) -> usize {
    let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
    has(|c| c.is_ascii_uppercase()) + has(|c| c.is_ascii_lowercase()) + has(|c| c.is_ascii_digit()) + has(|c| !c.is_ascii_alphanumeric())
}

/// The word without its costume: `P@ssw0rd2026!!` is `password`.
fn bare(small: &str) -> String {
    let core = small.trim_matches(|c: char| !c.is_ascii_alphabetic() && !matches!(c, '@' | '$'));
    let letter = |c: char| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    core.chars().map(letter).filter(char::is_ascii_lowercase).collect()
}

/// Fewer than five different characters.
fn few_letters(small: &str) -> bool {
    let mut seen: Vec<char> = small.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() < 5
}

/// Mostly a row: six or more in sequence, such as 123456 or fedcba, in at most twelve characters.
fn runs(small: &str) -> bool {
    let codes: Vec<i64> = small.chars().map(|c| i64::from(u32::from(c))).collect();
    let longest = |step: i64| {
        let mut best = 1;
        let mut here = 1;
        for pair in codes.windows(2) {
            here = if pair[1] - pair[0] == step { here + 1 } else { 1 };
            best = best.max(here);
        }
        best
    };
    codes.len() <= 12 && 6 <= longest(1).max(longest(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S-03.
    #[test]
    fn a_password_is_refused_for_being_short_plain_personal_or_common() {
        let cases = [
            ("Kx7#plover", true),
            ("Kx7#plove", false),
            ("春眠不觉晓 Chun9", true),
            ("kxplovermarsh", false),
            ("kxplover7marsh", false),
            ("KxPlover7marsh", true),
            ("P@ssw0rd2026!!", false),
            ("Qwerty!2026.", false),
            ("Aa1!Aa1!Aa1!", false),
            ("Ab!234567890", false),
            ("Wangli#2026xyz", false),
            ("Anju#2026xyzK", false),
            ("公租房Xk29#plo", false),
        ];
        for (password, fine) in cases {
            assert_eq!(objection(password, &["wangli", "王丽"]).is_none(), fine, "{password}");
        }
    }

    /// S-03: 128 characters are kept whole, 129 are refused rather than cut.
    #[test]
    fn length_is_counted_in_characters_up_to_128() {
        let text = |count: usize| "Kx7#plover安岭".chars().cycle().take(count).collect::<String>();
        assert_eq!(objection(&text(128), &[]), None);
        assert!(objection(&text(129), &[]).is_some());
        assert!(objection(&text(9), &[]).is_some());
    }
}
