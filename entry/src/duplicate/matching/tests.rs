//! Pairs are symmetric, blanks never meet, and a verdict lapses only with its evidence (T08, F024).

use proptest::prelude::*;

use super::*;

fn key() -> impl Strategy<Value = Key> {
    let kind = prop::sample::select(vec![Kind::Person, Kind::Renumbered, Kind::Register, Kind::Title, Kind::Dwelling]);
    let role = prop::sample::select(vec![Role::Adult, Role::Minor, Role::Spouse, Role::Thing]);
    // Few values, so that keys meet often; the blank one among them.
    (kind, role, "[ab]{0,2}", "[pq]").prop_map(|(kind, role, index, person)| Key { kind, role, index, person })
}

proptest! {
    // F024: whichever case is looked at first, the same is found.
    #[test]
    fn a_pair_is_the_same_from_both_sides(one in prop::collection::vec(key(), 0..8), other in prop::collection::vec(key(), 0..8)) {
        let mut turned: Vec<Signal> = compare(&other, &one).into_iter().map(Signal::turned).collect();
        turned.sort();
        prop_assert_eq!(compare(&one, &other), turned);
    }

    // Null never equals null.
    #[test]
    fn a_blank_key_never_meets_anything(mut one in prop::collection::vec(key(), 0..8), mut other in prop::collection::vec(key(), 0..8)) {
        for it in one.iter_mut().chain(other.iter_mut()) { it.index.clear(); }
        prop_assert!(compare(&one, &other).is_empty());
    }

    // A verdict is bound to the evidence, not to the order in which it was found.
    #[test]
    fn a_verdict_holds_on_the_same_evidence_and_on_no_other(one in prop::collection::vec(key(), 1..8), other in prop::collection::vec(key(), 1..8), swap in any::<usize>()) {
        let signals = compare(&one, &other);
        let given = digest(&signals);
        let mut shuffled = signals.clone();
        shuffled.rotate_left(if signals.is_empty() { 0 } else { swap % signals.len() });
        prop_assert!(holds("different", &given, &digest(&shuffled)));
        prop_assert!(!holds("", &given, &given));
        if let Some((_, fewer)) = signals.split_first() {
            prop_assert!(!holds("different", &given, &digest(fewer)));
        }
    }

    // No text, however odd, becomes a key by accident or stops the program.
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,40}") {
        let _ = (number(&text), lasting(&text, &text), title(&text), register(&text), dwelling(&text, "360702"));
    }
}

// T08: 15 and 18 digits of one person.
#[test]
fn the_old_short_number_and_the_long_one_are_one() {
    let long = number("360702600101001").unwrap();
    assert_eq!(long.len(), 18);
    assert_eq!(number(&long), Some(long.clone()));
    assert_eq!(number(&format!("{} {}", &long[..6], &long[6..])), Some(long));
    for blank in ["", "   ", "无", "000000000000000", "360702"] {
        assert_eq!(number(blank), None, "{blank:?}");
    }
}

// T08, T35: a number given anew after the county's code changed (湾里区, 宜春地区).
#[test]
fn a_number_that_changed_with_the_division_is_recognised_with_the_name() {
    let with = |place: &str| {
        let short = format!("{place}600101001");
        number(&short).unwrap()
    };
    assert_eq!(lasting(&with("360105"), "张 三"), lasting(&with("360112"), "张三"));
    assert_eq!(lasting(&with("362201"), "张三"), lasting(&with("360902"), "张三"));
    assert_ne!(lasting(&with("360105"), "张三"), lasting(&with("360112"), "李四"));
    assert_ne!(lasting(&with("360702"), "张三"), lasting(&with("360112"), "张三"));
    assert_eq!(lasting(&with("360105"), " "), None);
}

// T35: files of 湾里区 and 上饶县 resolve.
#[test]
fn a_title_under_an_abolished_county_is_the_same_title() {
    let title_of = |county: &str| title(&format!("{county}001001GB00001F00010001"));
    assert_eq!(title_of("361121"), title_of("361104"));
    assert_eq!(title_of("360105"), title_of("360112"));
    assert_ne!(title_of("360702"), title_of("360703"));
    assert_eq!(title("房权证0001号"), None);
}

#[test]
fn an_address_is_the_same_however_it_is_written_and_a_street_is_no_dwelling() {
    let of = |text: &str| dwelling(text, "360702");
    let one = of("章贡区解放街道演示路12号三栋二单元301室");
    assert!(one.is_some());
    for same in
        ["江西省赣州市章贡区解放街道演示路１２号3栋2单元301", "解放街道演示路12号 3幢 2单元 301室", "赣州市章贡区解放街道演示路十二号3栋二单元301户"]
    {
        assert_eq!(of(same), one, "{same}");
    }
    assert_ne!(of("解放街道演示路1号2-3栋2单元301室"), one);
    assert_ne!(of("解放街道演示路1-23"), of("解放街道演示路12-3"));
    for blank in ["", "解放街道", "解放街道演示路", "不详", "1"] {
        assert_eq!(of(blank), None, "{blank}");
    }
}

#[test]
fn one_adult_in_two_cases_is_strong_and_one_address_is_not() {
    let key = |kind, role| Key { kind, role, index: "i".into(), person: "p".into() };
    let strength = |kind, low, high| compare(&[key(kind, low)], &[key(kind, high)]).iter().any(Signal::strong);
    assert!(strength(Kind::Person, Role::Adult, Role::Adult));
    assert!(strength(Kind::Person, Role::Spouse, Role::Adult) && strength(Kind::Person, Role::Adult, Role::Spouse));
    assert!(strength(Kind::Renumbered, Role::Adult, Role::Adult));
    assert!(!strength(Kind::Person, Role::Minor, Role::Minor) && !strength(Kind::Person, Role::Spouse, Role::Spouse));
    assert!(!strength(Kind::Dwelling, Role::Thing, Role::Thing) && !strength(Kind::Title, Role::Thing, Role::Thing));
}
