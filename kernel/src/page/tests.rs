//! Tests of the words and parts of pages, and of the layouts.

use jiff::civil::date as day;

use super::*;

/// S-51: what is masked, and how much of it stays.
#[test]
fn names_ids_phones_cards_and_addresses_are_masked() {
    for (name, masked) in [("张小三", "张*三"), ("张三", "张*"), ("欧阳娜娜", "欧**娜"), ("李", "*"), (" 王五 ", "王*"), ("", "")] {
        assert_eq!(mask_name(name), masked);
    }
    assert_eq!(mask_person_id("360102199001011234"), "3601**********1234");
    assert_eq!(mask_person_id("360102900101123"), "3601*******1123");
    assert_eq!(mask_person_id("36010219"), "********");
    assert_eq!(mask_phone("13812345678"), "138****5678");
    assert_eq!(mask_phone("12345"), "*****");
    assert_eq!(mask_card("6222 0212 3456 7891 234"), "**** **** **** 1234");
    assert_eq!(mask_card("123"), "****");
    assert_eq!(mask_address("南昌市东湖区墩子塘街道叠山路1号"), "南昌市东湖区墩子塘街道***");
    assert_eq!(mask_address("南昌县向塘镇新村路"), "南昌县向塘镇***");
    assert_eq!(mask_address("无名路3号"), "***");
}

#[test]
fn dates_and_instants_read_as_in_china() {
    assert_eq!(date(day(2026, 11, 3)), "2026年11月3日");
    assert_eq!(date_long(day(2026, 11, 23)), "2026年11月23日 星期一");
    let late: jiff::Timestamp = "2026-12-31T16:05:00Z".parse().expect("a valid instant");
    assert_eq!(instant(late), "2027年1月1日 00:05");
}

#[test]
fn time_left_is_said_in_words_and_tone() {
    let today = day(2026, 2, 27);
    for (due, tone, text) in [
        (day(2026, 3, 2), Tone::Plain, "还剩 3 天"),
        (day(2026, 3, 1), Tone::Warning, "还剩 2 天"),
        (today, Tone::Warning, "今天到期"),
        (day(2026, 2, 26), Tone::Danger, "逾期 1 天"),
        (day(2025, 2, 27), Tone::Danger, "逾期 365 天"),
    ] {
        assert_eq!(days_left(today, due), Clock { tone, text: text.to_owned() });
    }
}

#[test]
fn money_and_area_keep_every_digit() {
    for (fen, words) in [
        (0, "0.00"),
        (5, "0.05"),
        (100_000, "1,000.00"),
        (123_456_789, "1,234,567.89"),
        (-99_999, "-999.99"),
        (i64::MIN, "-92,233,720,368,547,758.08"),
    ] {
        assert_eq!(yuan(fen), words);
    }
    for (centi, words) in [(5986, "59.86 ㎡"), (6000, "60 ㎡"), (5, "0.05 ㎡"), (-150, "-1.50 ㎡")] {
        assert_eq!(area(centi), words);
    }
}

#[test]
fn full_width_typing_is_the_same_answer() {
    assert_eq!(fold_width("　３６０１０２ＡＢ "), "360102AB");
    assert_eq!(fold_width("张三（南昌）"), "张三(南昌)");
    assert_eq!(spaced("36010 2199001"), "3601 0219 9001");
}

#[test]
fn a_column_turns_its_order_when_asked_again() {
    let sort = Sort { key: "rank".into(), descending: false, query: "state=open".into() };
    assert_eq!(sort.href("rank"), "?state=open&sort=rank&order=desc");
    assert_eq!(sort.href("joined"), "?state=open&sort=joined&order=asc");
    assert_eq!((sort.aria("rank"), sort.aria("joined")), ("ascending", "none"));
}

/// U-1: a page with something to mend says so before anything else.
#[test]
fn the_window_title_says_first_that_something_is_to_mend() {
    let mut page = Page::new("家庭成员", "/my/apply/members");
    assert_eq!(page.window_title(), "家庭成员 - 安居");
    page.faulty = true;
    assert_eq!(page.window_title(), "错误：家庭成员 - 安居");
}

fn layouts() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let files = std::fs::read_dir(folder).expect("the folder of layouts").map(|file| file.expect("a layout").path());
    files.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a readable layout"))).collect()
}

/// S-17: nothing inline, so that the strict policy needs no exception.
#[test]
fn layouts_hold_no_inline_script_or_style() {
    for (name, text) in layouts() {
        for banned in ["style=", "<style", "javascript:", " onclick", " onsubmit", " onchange", "hx-on", "http://", "https://"] {
            assert!(!text.contains(banned), "{name} holds {banned}");
        }
        for script in text.split("<script").skip(1) {
            assert!(script.trim_start().starts_with("src="), "{name} holds an inline script");
        }
    }
}

/// Every front-end file a layout names is embedded.
#[test]
fn layouts_name_only_files_that_exist() {
    let mut named = 0;
    for (name, text) in layouts() {
        for rest in text.split("page.asset(\"").skip(1) {
            let file = rest.split('"').next().unwrap_or_default();
            assert!(assets::all().iter().any(|asset| asset.name == file), "{name} names {file}");
            named += 1;
        }
    }
    assert!(named > 5);
}
