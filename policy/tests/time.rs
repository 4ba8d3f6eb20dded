//! 时间 — every county on the first of every month has one pack, or is said to have none.

use std::collections::BTreeMap;

use base::region::{Level, book};
use jiff::ToSpan;
use jiff::civil::date;
use policy::law::NoPack;
use policy::{Law, Statistics};

#[test]
fn every_region_in_every_month_has_one_pack_or_says_none_and_never_two() {
    for law in [Law::builtin(), Law::with_demo()] {
        // Streets matter only in counties of which some pack names streets, and in one that none does.
        let by_street = |code: &base::RegionCode| ["360902", "360781", "360702"].iter().any(|county| code.as_str().starts_with(county));
        let regions = book().all().iter().filter(|region| region.level() < Level::Township || by_street(&region.code));
        let mut bound: BTreeMap<String, usize> = BTreeMap::new();
        for region in regions {
            let mut month = date(2014, 1, 1);
            while month <= date(2026, 12, 1) {
                match law.pack_in_force(&region.code, month) {
                    Ok(pack) => *bound.entry(pack.id().to_string()).or_default() += 1,
                    Err(NoPack::Unruled { .. } | NoPack::OtherDays { .. }) => {}
                    Err(overlap) => panic!("{overlap}"),
                }
                month = month.checked_add(1.month()).unwrap();
            }
        }
        for pack in law.packs().iter().filter(|pack| pack.document().rank >= policy::pack::Rank::City) {
            assert!(bound.contains_key(&**pack.id()), "{} binds nowhere, ever", pack.id());
        }
    }
}

#[test]
fn the_day_one_pack_ends_the_next_begins() {
    let law = Law::builtin();
    let region = base::RegionCode::parse("360103").unwrap();
    let id = |day| law.pack_in_force(&region, day).map(|pack| pack.id().to_string()).unwrap();
    assert_eq!(id(date(2024, 4, 30)), "CN-360100-NC-2014");
    assert_eq!(id(date(2024, 5, 1)), "CN-360100-NC-2024");
}

// T35: an application filed under a former code finds the pack of today's region.
#[test]
fn a_former_code_leads_to_the_pack_of_todays_region() {
    let law = Law::builtin();
    let old = base::RegionCode::parse("360721").unwrap();
    assert_eq!(law.pack_in_force(&old, date(2024, 6, 1)).map(|pack| pack.id().to_string()).as_deref(), Ok("CN-360704-GX-2024"));
}

#[test]
fn a_county_outside_a_citys_named_districts_has_no_pack() {
    let law = Law::builtin();
    for outside in ["360121", "360722", "360404", "360922", "361022", "360281", "361130", "360302"] {
        let region = base::RegionCode::parse(outside).unwrap();
        let none = law.pack_in_force(&region, date(2025, 6, 1)).unwrap_err();
        assert_eq!(none.code(), "policy.region_unruled", "{none}");
        assert!(none.to_string().contains("人工认定"));
    }
    assert!(Law::from_parts(vec![], Statistics::default()).pack_in_force(&base::RegionCode::parse("360702").unwrap(), date(2026, 1, 1)).is_err());
}
