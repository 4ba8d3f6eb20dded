//! 关怀版 — large type and large targets, remembered in a cookie, for a year.

use kernel::doors::{CARE, cookie};
use kernel::{Act, Fail, Reply};
use serde::Deserialize;

const YEAR: i64 = 365 * 24 * 60 * 60;

/// On or off, and where to go back to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Care {
    on: String,
    back: String,
}

/// `GET /care`
pub(crate) async fn care(act: &mut Act, ask: Care) -> Result<Reply, Fail> {
    let (value, seconds) = if ask.on == "1" { ("1", YEAR) } else { ("", 0) };
    let secure = act.kernel.settings.secure();
    Ok(Reply::go(ours(&ask.back)).cookie(cookie(CARE, value, seconds, secure)))
}

/// A page of ours, or the first page: never another site's.
fn ours(back: &str) -> &str {
    let local = back.starts_with('/') && !back.starts_with("//") && back.chars().all(|letter| !letter.is_control() && letter != '\\');
    if local { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::ours;

    // S-16: a link cannot lead away from the site.
    #[test]
    fn only_a_path_of_ours_is_gone_back_to() {
        for (back, to) in [
            ("/my", "/my"),
            ("/guide/360702?x=1", "/guide/360702?x=1"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/my\r\nSet-Cookie: a=b", "/"),
            ("/\t/evil.example", "/"),
        ] {
            assert_eq!(ours(back), to, "{back:?}");
        }
    }
}
