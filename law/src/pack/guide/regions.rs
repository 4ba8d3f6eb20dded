//! 可以申请的地区 — districts, counties and zones by city, and whether rules bind there today.

use base::RegionCode;
use base::region::{self, Level};
use jiff::civil::Date;
use policy::Law;

/// A region one can apply in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Region code.
    pub code: String,
    /// Its own name.
    pub name: String,
    /// City and name, for lists without groups.
    pub full_name: String,
    /// A pack binds there.
    pub ruled: bool,
    /// That pack is made up for the demonstration.
    pub demo: bool,
}

/// A city with its regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct City {
    /// Name of the city.
    pub name: String,
    /// Its districts, counties and zones.
    pub areas: Vec<Area>,
}

/// All regions one can apply in, by city.
pub fn cities(law: &Law, on: Date) -> Vec<City> {
    let book = region::book();
    let Ok(province) = RegionCode::parse("36") else { return Vec::new() };
    let city = |city: &region::Region| {
        let areas = book.children(&city.code).filter(|it| matches!(it.level(), Level::County | Level::Zone));
        City { name: city.name.to_owned(), areas: areas.map(|it| area(law, on, it.code, it.name)).collect() }
    };
    book.children(&province).map(city).filter(|city| !city.areas.is_empty()).collect()
}

fn area(law: &Law, on: Date, code: RegionCode, name: &str) -> Area {
    let pack = law.pack_in_force(&code, on).ok();
    Area {
        code: code.as_str().to_owned(),
        name: name.to_owned(),
        full_name: kernel::shell::region_name(code.as_str()),
        ruled: pack.is_some(),
        demo: pack.is_some_and(|pack| pack.document().demo),
    }
}

/// The regions of the demonstration; none outside the demo.
pub fn demo(cities: &[City]) -> Vec<Area> {
    cities.iter().flat_map(|city| &city.areas).filter(|area| area.demo).cloned().collect()
}

/// The region of this code, if one can apply there.
pub fn find(law: &Law, on: Date, code: &str) -> Option<Area> {
    let code = RegionCode::parse(code.trim()).ok()?.current();
    let county = RegionCode::parse(code.as_str().get(..6)?).ok()?;
    let found = region::book().get(&county)?;
    Some(area(law, on, county, found.name))
}
