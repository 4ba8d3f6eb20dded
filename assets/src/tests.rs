//! Tests of the embedded files: contrast, sizes, addresses, and that tokens are the only values.

use std::collections::BTreeMap;
use std::io::Read as _;

use super::*;

const TOKENS: &str = include_str!("tokens.css");
const SHEETS: [(&str, &str); 4] = [
    ("parts.css", include_str!("parts.css")),
    ("staff.css", include_str!("staff.css")),
    ("citizen.css", include_str!("citizen.css")),
    ("paper.css", include_str!("paper.css")),
];

/// Which grounds each ink is read on. A colour that is neither here nor in `SHAPES` fails.
const PAIRS: &[(&str, &[&str])] = &[
    ("ink", &["card", "ground", "primary-tint", "success-tint", "warning-tint", "danger-tint", "info-tint"]),
    ("quiet", &["card", "ground", "primary-tint"]),
    ("primary", &["card", "ground", "primary-tint"]),
    ("primary-hover", &["card", "ground", "primary-tint"]),
    ("success", &["card", "ground", "success-tint"]),
    ("warning", &["card", "ground", "warning-tint"]),
    ("danger", &["card", "ground", "danger-tint"]),
    ("info", &["card", "ground", "info-tint"]),
    ("seal", &["card"]),
    ("card", &["primary", "primary-hover"]),
];

/// Colours of edges and rings, which must stand out 3:1 (WCAG 2.2, 1.4.11), and of mere lines.
const SHAPES: &[(&str, f64)] = &[("line-control", 3.0), ("focus", 3.0), ("line", 1.0)];

fn colours() -> BTreeMap<&'static str, &'static str> {
    let lines = TOKENS.lines().filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')?.split_once(": "));
    lines.filter(|(_, value)| value.starts_with('#')).collect()
}

/// Relative luminance after WCAG 2.2.
#[expect(clippy::float_arithmetic, reason = "the contrast formula is defined on real numbers")]
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a hexadecimal colour")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[expect(clippy::float_arithmetic, reason = "the contrast formula is defined on real numbers")]
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Look: every text/ground pair has at least 4.5:1.
#[test]
fn every_ink_is_legible_on_every_ground_it_is_used_on() {
    let colours = colours();
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    for (ink, grounds) in PAIRS {
        for ground in *grounds {
            let ratio = contrast(colours[ink], colours[ground]);
            assert!(ratio >= 4.5, "{ink} on {ground}: {ratio:.2}");
        }
    }
    for (shape, least) in SHAPES {
        let ratio = contrast(colours[shape], colours["card"]);
        assert!(ratio >= *least, "{shape} on card: {ratio:.2}");
    }
}

#[test]
fn every_colour_token_is_in_the_table_of_pairs() {
    for name in colours().keys() {
        let paired = PAIRS.iter().any(|(ink, grounds)| ink == name || grounds.contains(name));
        assert!(paired || SHAPES.iter().any(|(shape, _)| shape == name), "--{name} is in no pair");
    }
}

/// Look: no sheet sets a colour of its own, and every token it uses exists.
#[test]
fn sheets_take_every_colour_from_a_token() {
    for (name, sheet) in SHEETS {
        for banned in ["#", "rgb", "hsl(", "oklch", "color-mix", "!important"] {
            let found = sheet.lines().find(|line| line.contains(banned));
            assert_eq!(found, None, "{name} holds {banned}");
        }
        for rest in sheet.split("var(--").skip(1) {
            let token = rest.split([')', ',']).next().unwrap_or_default();
            assert!(TOKENS.contains(&format!("  --{token}: ")), "{name} uses --{token}");
        }
    }
}

/// S-71: nothing is loaded from another host. Names of formats and licence comments are no loads.
#[test]
fn no_file_loads_anything_from_outside() {
    for asset in all() {
        let text = std::str::from_utf8(asset.bytes).expect("text");
        for banned in ["@import", "url(http", "url(//", "url('http", "url(\"http", "sourceMappingURL", "src=\"http"] {
            assert!(!text.contains(banned), "{} holds {banned}", asset.name);
        }
        let code: String = text.split("/*").map(|piece| piece.split_once("*/").map_or(piece, |(_, after)| after)).collect();
        for (at, _) in code.match_indices("http") {
            let rest = &code[at..];
            let address = rest.starts_with("http://") || rest.starts_with("https://");
            assert!(!address || rest.starts_with("http://www.w3.org/"), "{}: {:.60}", asset.name, rest);
        }
    }
}

/// U-5: what a citizen's first page needs.
#[test]
fn citizen_files_stay_small() {
    let size: usize = ["citizen.css", "citizen.js", "icons.svg"].iter().map(|name| get_by(name).gzip.len()).sum();
    assert!(size <= 20 * 1024, "{size} bytes compressed");
    let staff: usize = ["tabler.css", "staff.css", "staff.js", "htmx.js"].iter().map(|name| get_by(name).gzip.len()).sum();
    assert!(staff <= 130 * 1024, "{staff} bytes compressed");
}

/// U-11: citizen scripts run in web views of five years ago.
#[test]
fn citizen_script_uses_old_syntax_only() {
    let text = include_str!("citizen.js");
    for banned in ["?.", "??", "=>", "`", "async ", "const ", "let ", "#!"] {
        assert!(!text.contains(banned), "citizen.js holds {banned}");
    }
}

fn get_by(name: &str) -> Asset {
    let path = url(name).strip_prefix("/assets/").expect("an address under /assets/");
    get(path).expect("an embedded file")
}

#[test]
fn every_asset_is_found_by_its_address_and_unpacks_to_itself() {
    assert!(all().len() >= 9);
    for asset in all() {
        let found = get_by(asset.name);
        assert_eq!((found.bytes, found.cache), (asset.bytes, FOR_EVER));
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(asset.gzip).read_to_end(&mut plain).expect("readable gzip");
        assert_eq!(plain, asset.bytes);
    }
}

#[test]
fn an_old_hash_still_answers_but_is_not_kept() {
    let asset = get("0000000000000000/staff.css").expect("the file of this version");
    assert_eq!(asset.cache, ASK_AGAIN);
    for unknown in ["staff.css", "", "0000000000000000/../lib.rs", "0000000000000000/none.css"] {
        assert!(get(unknown).is_none(), "{unknown}");
    }
    assert_eq!(url("none.css"), "/assets/none");
}

/// The switches the strict policy relies on exist in the htmx that was fetched.
#[test]
fn htmx_knows_the_switches_the_layout_sets() {
    let text = std::str::from_utf8(get_by("htmx.js").bytes).expect("text");
    for switch in ["allowEval", "includeIndicatorStyles", "allowScriptTags", "selfRequestsOnly", "historyCacheSize"] {
        assert!(text.contains(switch), "{switch}");
    }
}
