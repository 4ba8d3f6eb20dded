//! 周岁 — full years of age on a date.

use jiff::civil::Date;

/// Full years (周岁) of someone born on `birth`, on the day `on`; `None` before birth.
///
/// The birthday itself counts. Someone born on 29 February completes the year on
/// 1 March in ordinary years, so nobody is counted adult a day early.
pub fn full_years(birth: Date, on: Date) -> Option<u16> {
    if on < birth {
        return None;
    }
    let reached = (on.month(), on.day()) >= (birth.month(), birth.day());
    let years = i32::from(on.year()) - i32::from(birth.year()) - i32::from(!reached);
    u16::try_from(years).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_eighteenth_birthday_makes_eighteen_and_the_day_before_does_not() {
        assert_eq!(full_years(date(2008, 3, 5), date(2026, 3, 4)), Some(17));
        assert_eq!(full_years(date(2008, 3, 5), date(2026, 3, 5)), Some(18));
    }

    #[test]
    fn born_on_a_leap_day_the_year_is_full_on_the_first_of_march() {
        assert_eq!(full_years(date(2008, 2, 29), date(2026, 2, 28)), Some(17));
        assert_eq!(full_years(date(2008, 2, 29), date(2026, 3, 1)), Some(18));
        assert_eq!(full_years(date(2026, 1, 2), date(2026, 1, 1)), None);
    }
}
