//! 区划表 — every division of Jiangxi down to the street, looked up by code or name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::renamed::{RENAMED, Renamed, successor};
use super::zone::ZONES;
use super::{Level, RegionCode};

/// Divisions as of 2026-09 (national register of place names; CC BY 4.0).
const TABLE: &str = include_str!("../../data/regions-jiangxi.csv");

/// One division or zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its code.
    pub code: RegionCode,
    /// Its own name, as `章贡区`.
    pub name: &'static str,
    /// The region above it.
    pub parent: Option<RegionCode>,
}

impl Region {
    /// Its level.
    pub fn level(&self) -> Level {
        self.code.level()
    }
}

/// What a code from an old or new paper means today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// The code is in force.
    Current(Region),
    /// The code was changed; here is today's region and the change.
    Changed(Region, &'static Renamed),
}

impl Resolved {
    /// Today's region, whichever way it was found.
    pub fn region(&self) -> Region {
        match self {
            Resolved::Current(region) | Resolved::Changed(region, _) => *region,
        }
    }
}

/// The table of regions with its indexes.
pub struct Book {
    rows: Vec<Region>,
    by_code: HashMap<RegionCode, usize>,
    by_name: HashMap<&'static str, Vec<usize>>,
    below: HashMap<RegionCode, Vec<usize>>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| Book::of(TABLE));

/// The regions of Jiangxi, parsed once.
pub fn book() -> &'static Book {
    &BOOK
}

impl Book {
    fn of(table: &'static str) -> Book {
        let mut rows: Vec<Region> = table.lines().skip(1).filter_map(row).collect();
        rows.extend(ZONES.iter().map(|zone| Region { code: zone.code, name: zone.name, parent: zone.code.parent() }));
        rows.sort_by_key(|region| region.code);
        let mut book = Book { rows, by_code: HashMap::new(), by_name: HashMap::new(), below: HashMap::new() };
        for (at, region) in book.rows.iter().enumerate() {
            book.by_code.insert(region.code, at);
            book.by_name.entry(region.name).or_default().push(at);
            if let Some(parent) = region.parent {
                book.below.entry(parent).or_default().push(at);
            }
        }
        for zone in ZONES {
            for name in zone.also {
                book.by_name.entry(name).or_default().extend(book.by_code.get(&zone.code));
            }
        }
        book
    }

    /// Every region and zone, in order of code.
    pub fn all(&self) -> &[Region] {
        &self.rows
    }

    /// The region with this code today.
    pub fn get(&self, code: &RegionCode) -> Option<&Region> {
        self.by_code.get(code).and_then(|at| self.rows.get(*at))
    }

    /// Every region of this exact name; `城关镇` has several.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Region> {
        self.by_name.get(name).into_iter().flatten().filter_map(|at| self.rows.get(*at))
    }

    /// The regions directly below, in order of code.
    pub fn children(&self, code: &RegionCode) -> impl Iterator<Item = &Region> {
        self.below.get(code).into_iter().flatten().filter_map(|at| self.rows.get(*at))
    }

    /// The region and everything above it, province first; empty if the code is unknown.
    pub fn chain(&self, code: &RegionCode) -> Vec<Region> {
        let mut chain = Vec::new();
        let mut next = self.get(code);
        while let Some(region) = next {
            chain.push(*region);
            next = region.parent.and_then(|parent| self.get(&parent));
        }
        chain.reverse();
        chain
    }

    /// `江西省赣州市章贡区`; `None` if the code is unknown.
    pub fn path_name(&self, code: &RegionCode) -> Option<String> {
        let chain = self.chain(code);
        (!chain.is_empty()).then(|| chain.iter().map(|region| region.name).collect())
    }

    /// Reads a path such as `江西省赣州市章贡区` or `赣州市章贡区`, also with former names.
    pub fn by_path(&self, path: &str) -> Option<Resolved> {
        let wanted = path.trim();
        let now = self.rows.iter().find(|region| ends_path(&self.chain(&region.code), wanted));
        if let Some(region) = now {
            return Some(Resolved::Current(*region));
        }
        let old = RENAMED.iter().find(|change| wanted.ends_with(change.was_name))?;
        self.get(&old.now).map(|region| Resolved::Changed(*region, old))
    }

    /// What a code, also a former one, means today.
    pub fn resolve(&self, code: &RegionCode) -> Option<Resolved> {
        if let Some(region) = self.get(code) {
            return Some(Resolved::Current(*region));
        }
        let change = successor(code)?;
        self.get(&change.now).map(|region| Resolved::Changed(*region, change))
    }
}

/// Whether a chain of names, with any of its upper levels left out, spells `wanted`.
fn ends_path(chain: &[Region], wanted: &str) -> bool {
    let mut rest = wanted;
    let Some((last, above)) = chain.split_last() else {
        return false;
    };
    for region in above {
        rest = rest.strip_prefix(region.name).unwrap_or(rest);
    }
    rest == last.name
}

fn row(line: &'static str) -> Option<Region> {
    let mut cells = line.split(',');
    let code = RegionCode::parse(cells.next()?).ok()?;
    let name = cells.next()?;
    let parent = cells.nth(1).and_then(|parent| RegionCode::parse(parent).ok());
    Some(Region { code, name, parent })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn every_row_of_the_table_is_read_and_none_twice() {
        let count = |level| book().all().iter().filter(|region| region.level() == level).count();
        assert_eq!(TABLE.lines().count(), 1 + 1 + 11 + 100 + 1581);
        let levels = [Level::Province, Level::City, Level::County, Level::Township, Level::Zone].map(count);
        assert_eq!(levels, [1, 11, 100, 1581, ZONES.len()]);
        assert_eq!(book().by_code.len(), book().all().len());
        for region in book().all() {
            assert_eq!(region.parent, region.code.parent(), "{}", region.name);
        }
    }

    #[test]
    fn regions_are_found_by_code_name_path_and_chain() {
        let zhanggong = book().get(&code("360702")).unwrap();
        assert_eq!(zhanggong.name, "章贡区");
        assert_eq!(book().path_name(&zhanggong.code).as_deref(), Some("江西省赣州市章贡区"));
        assert_eq!(book().named("章贡区").next(), Some(zhanggong));
        for path in ["江西省赣州市章贡区", "赣州市章贡区", "章贡区"] {
            assert_eq!(book().by_path(path), Some(Resolved::Current(*zhanggong)));
        }
        assert_eq!(book().children(&code("3601")).filter(|r| r.level() == Level::County).count(), 9);
        assert_eq!(book().named("赣州经开区").next().map(|r| r.code), Some(code("3607E1")));
        assert_eq!(book().path_name(&code("3607E2")).as_deref(), Some("江西省赣州市蓉江新区"));
        assert_eq!(book().path_name(&code("999999")), None);
    }

    // T35: old files carry codes and names that no longer exist.
    #[test]
    fn former_codes_and_names_lead_to_todays_region_with_year_and_document() {
        for (old, now, name, year, document) in [
            ("360105", "360112", "新建区", 2019, Some("国函〔2019〕105号")),
            ("361121", "361104", "广信区", 2019, Some("国函〔2019〕59号")),
            ("360727", "360783", "龙南市", 2020, Some("赣府字〔2020〕45号")),
            ("360122", "360112", "新建区", 2015, None),
        ] {
            let Some(Resolved::Changed(region, change)) = book().resolve(&code(old)) else { panic!("{old} was changed") };
            assert_eq!((region.code, region.name, change.year, change.document), (code(now), name, year, document));
            assert_eq!(code(old).current(), code(now));
        }
        assert_eq!(book().by_path("南昌市湾里区").map(|r| r.region().name), Some("新建区"));
        assert_eq!(book().by_path("九江市庐山区").map(|r| r.region().name), Some("濂溪区"));
        assert_eq!(book().resolve(&code("362401")).map(|r| r.region().name), Some("吉安市"));
        assert_eq!(book().resolve(&code("110101")), None);
    }

    #[test]
    fn every_former_code_leads_to_a_region_of_today_and_none_is_in_force() {
        assert!(RENAMED.is_sorted_by_key(|change| change.was.as_str()));
        for change in RENAMED {
            assert!(book().get(&change.now).is_some(), "{}", change.was_name);
            assert!(change.was == change.now || book().get(&change.was).is_none(), "{}", change.was_name);
        }
    }
}
