//! 工作日历 — the official working-day calendar of mainland China and the deadlines computed from it.
//!
//! The State Council announces each year's holidays and make-up working weekends (调休) in one notice, usually in
//! November of the year before. The days are therefore data: a CSV of exceptions to "Monday to Friday are working
//! days". A deadline that depends on a year without a notice is marked provisional instead of being guessed.
//!
//! Rules: a limit in days starts the day after the event (民法典 201); a limit in months ends on the same day of the
//! last month, or on that month's last day (民法典 202); a limit that ends on a day off ends on the next working day
//! (民法典 203). Periods called working days count working days only, make-up weekends included.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// Exceptions for 2019 onwards, as published by the General Office of the State Council.
const BUILTIN_CSV: &str = include_str!("../data/calendar-cn.csv");

static BUILTIN: LazyLock<Calendar> = LazyLock::new(|| Calendar::parse(BUILTIN_CSV).expect("the built-in calendar is checked by a test"));

/// 期限 — the length of a time limit, as a clause states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Working days (工作日): days off are not counted.
    WorkingDays(u16),
    /// Calendar days (自然日): all days count, the last is moved off a day off.
    CalendarDays(u16),
    /// Calendar months (月): ends on the same day of the month, the last is moved off a day off.
    Months(u16),
}

impl Term {
    /// A number of days in the Administrative Penalty Law: 二日, 三日, 五日 and 七日 mean working days (行政处罚法 85).
    pub const fn penalty_law_days(days: u16) -> Term {
        match days {
            2 | 3 | 5 | 7 => Term::WorkingDays(days),
            _ => Term::CalendarDays(days),
        }
    }

    /// A number of days in the Administrative Compulsion Law: ten days or fewer mean working days (行政强制法 69).
    pub const fn compulsion_law_days(days: u16) -> Term {
        if days <= 10 { Term::WorkingDays(days) } else { Term::CalendarDays(days) }
    }
}

/// Chinese wording as it appears on pages and papers: 15个工作日, 30日, 3个月.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::WorkingDays(n) => write!(f, "{n}个工作日"),
            Term::CalendarDays(n) => write!(f, "{n}日"),
            Term::Months(n) => write!(f, "{n}个月"),
        }
    }
}

/// 到期日 — the last day on which the act is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Due {
    /// Last day of the limit, Asia/Shanghai.
    pub on: Date,
    /// True when the day depends on a year whose holidays are not loaded: weekends only were taken off.
    pub provisional: bool,
}

/// Why a calendar file was refused. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The first line is not the expected header.
    #[error("日历文件第1行应为“date,kind,name”，请按模板重新导出后再导入")]
    Header,
    /// A line that is not `date,off|work,name`.
    #[error("日历文件第{line}行无法识别：{text}。每行应为“日期,off或work,名称”，请改正后再导入")]
    Line {
        /// Line number.
        line: usize,
        /// The line as read.
        text: String,
    },
    /// The same date twice.
    #[error("日历文件第{line}行的日期{date}重复，请删去一行后再导入")]
    Duplicate {
        /// Line number.
        line: usize,
        /// The repeated date.
        date: Date,
    },
    /// A make-up working day on a Monday to Friday, which is a working day anyhow.
    #[error("日历文件第{line}行把{date}列为调休上班日，但它不是周末，请核对国务院办公厅通知")]
    NotWeekend {
        /// Line number.
        line: usize,
        /// The date in question.
        date: Date,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Exception {
    working: bool,
    name: String,
}

/// 工作日历 — the days that differ from "Monday to Friday work, Saturday and Sunday do not".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    exceptions: BTreeMap<Date, Exception>,
    years: BTreeSet<i16>,
}

impl Calendar {
    /// The calendar shipped with the program.
    pub fn builtin() -> Calendar {
        BUILTIN.clone()
    }

    /// Reads a calendar from CSV text `date,kind,name` with kind `off` or `work`.
    ///
    /// A year counts as loaded once its National Day (1 October) is listed: a few days of it may already stand in the
    /// notice for a neighbouring year.
    pub fn parse(csv: &str) -> Result<Calendar, CalendarError> {
        let mut lines = csv.trim_start_matches('\u{feff}').lines().enumerate();
        match lines.next() {
            Some((_, header)) if header.trim() == "date,kind,name" => {}
            _ => return Err(CalendarError::Header),
        }
        let mut exceptions = BTreeMap::new();
        for (index, text) in lines {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let line = index + 1;
            let (date, exception) = parse_line(text).ok_or_else(|| CalendarError::Line { line, text: text.to_owned() })?;
            if exception.working && !is_weekend(date) {
                return Err(CalendarError::NotWeekend { line, date });
            }
            if exceptions.insert(date, exception).is_some() {
                return Err(CalendarError::Duplicate { line, date });
            }
        }
        Ok(Calendar { years: years_of(&exceptions), exceptions })
    }

    /// This calendar with every day listed in `newer` taken from there: a new year's notice is added, and the days of
    /// a year that `newer` holds whole replace the old ones.
    pub fn updated_by(&self, newer: &Calendar) -> Calendar {
        let mut exceptions = self.exceptions.clone();
        exceptions.retain(|date, _| !newer.years.contains(&date.year()));
        exceptions.extend(newer.exceptions.iter().map(|(date, exception)| (*date, exception.clone())));
        Calendar { years: years_of(&exceptions), exceptions }
    }

    /// True when the holidays of that year are known.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The last year whose holidays are known, if any is.
    pub fn last_year(&self) -> Option<i16> {
        self.years.last().copied()
    }

    /// Whether offices work on that day; in a year that is not loaded, whether it is Monday to Friday.
    pub fn is_working(&self, date: Date) -> bool {
        match self.exceptions.get(&date) {
            Some(exception) => exception.working,
            None => !is_weekend(date),
        }
    }

    /// The holiday a day off or make-up working day belongs to, such as 春节.
    pub fn name(&self, date: Date) -> Option<&str> {
        self.exceptions.get(&date).map(|exception| exception.name.as_str())
    }

    /// The last day of a limit that runs from an event on `from`.
    ///
    /// A limit of nothing ends on the day of the event itself, or on the next working day.
    pub fn due(&self, from: Date, term: Term) -> Due {
        match term {
            Term::WorkingDays(days) => self.count_working_days(from, days),
            Term::CalendarDays(days) => self.roll(from.saturating_add(Span::new().days(i64::from(days)))),
            Term::Months(months) => self.roll(from.saturating_add(i64::from(months).months())),
        }
    }

    /// How many working days lie after `from` up to and including `to`; 0 when `to` is not after `from`.
    ///
    /// The counterpart of [`Calendar::due`]: from an event to its due day lie exactly the working days of the limit.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.is_working(day));
        }
        count
    }

    fn count_working_days(&self, from: Date, days: u16) -> Due {
        if days == 0 {
            return self.roll(from);
        }
        let mut left = days;
        let mut due = Due { on: from, provisional: false };
        while left > 0 {
            let Ok(next) = due.on.tomorrow() else { return Due { on: due.on, provisional: true } };
            due = Due { on: next, provisional: due.provisional || !self.knows(next.year()) };
            left -= u16::from(self.is_working(next));
        }
        due
    }

    /// Moves a last day that is a day off to the next working day (民法典 203).
    fn roll(&self, last: Date) -> Due {
        let mut due = Due { on: last, provisional: !self.knows(last.year()) };
        while !self.is_working(due.on) {
            let Ok(next) = due.on.tomorrow() else { break };
            due = Due { on: next, provisional: due.provisional || !self.knows(next.year()) };
        }
        due
    }
}

fn parse_line(text: &str) -> Option<(Date, Exception)> {
    let mut parts = text.splitn(3, ',');
    let date: Date = parts.next()?.trim().parse().ok()?;
    let working = match parts.next()?.trim() {
        "off" => false,
        "work" => true,
        _ => return None,
    };
    let name = parts.next()?.trim();
    (!name.is_empty() && !name.contains(',')).then(|| (date, Exception { working, name: name.to_owned() }))
}

fn years_of(exceptions: &BTreeMap<Date, Exception>) -> BTreeSet<i16> {
    let national_days = exceptions.iter().filter(|(date, exception)| date.month() == 10 && date.day() == 1 && !exception.working);
    national_days.map(|(date, _)| date.year()).collect()
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::Term::{CalendarDays, Months, WorkingDays};
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn due(from: &str, term: Term) -> (String, bool) {
        let due = Calendar::builtin().due(from.parse().unwrap(), term);
        (due.on.to_string(), due.provisional)
    }

    // T36; 民法典 201; 2026 Spring Festival: off 02-15..02-23, working weekends 02-14 and 02-28.
    #[test]
    fn working_day_limits_skip_the_spring_festival_and_count_make_up_days() {
        let cases = [
            ("2026-02-09", 15, "2026-03-06"),
            ("2026-09-18", 5, "2026-09-24"), // Sunday 09-20 works
            ("2026-02-13", 1, "2026-02-14"), // Saturday works
            ("2026-02-13", 2, "2026-02-24"),
            ("2026-02-14", 1, "2026-02-24"), // the event's own day never counts
            ("2026-02-18", 1, "2026-02-24"), // an event inside the holiday
            ("2026-02-23", 1, "2026-02-24"),
            ("2026-02-24", 4, "2026-02-28"), // Saturday works
            ("2026-02-24", 5, "2026-03-02"),
            ("2025-01-24", 1, "2025-01-26"), // Sunday works
            ("2025-01-26", 2, "2025-02-05"),
            ("2025-09-30", 1, "2025-10-09"),
            ("2025-09-30", 3, "2025-10-11"), // Saturday works
        ];
        for (from, days, expected) in cases {
            assert_eq!(due(from, WorkingDays(days)), (expected.to_owned(), false), "{from} + {days}");
        }
    }

    // 民法典 201, 203.
    #[test]
    fn calendar_day_limits_that_end_on_a_day_off_end_on_the_next_working_day() {
        let cases = [
            ("2026-02-09", 5, "2026-02-14"),  // Saturday, but a make-up working day: stays
            ("2026-02-09", 6, "2026-02-24"),  // first day of the holiday
            ("2026-02-09", 14, "2026-02-24"), // last day of the holiday
            ("2026-02-09", 15, "2026-02-24"),
            ("2026-02-09", 16, "2026-02-25"),
            ("2026-03-02", 5, "2026-03-09"),  // Saturday to Monday
            ("2026-09-20", 15, "2026-10-08"), // National Day week
            ("2026-07-01", 60, "2026-08-31"), // Sunday 08-30
        ];
        for (from, days, expected) in cases {
            assert_eq!(due(from, CalendarDays(days)), (expected.to_owned(), false), "{from} + {days}");
        }
    }

    // 民法典 202, 203.
    #[test]
    fn month_limits_end_on_the_same_day_or_on_the_months_last_day() {
        let cases = [
            ("2025-01-31", 1, "2025-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-01-31", 1, "2026-02-28"), // a make-up working Saturday
            ("2026-03-15", 3, "2026-06-15"),
            ("2026-04-01", 6, "2026-10-08"), // ends on National Day
            ("2024-08-30", 6, "2025-02-28"),
            ("2023-06-01", 12, "2024-06-03"), // Saturday to Monday
        ];
        for (from, months, expected) in cases {
            assert_eq!(due(from, Months(months)), (expected.to_owned(), false), "{from} + {months}");
        }
    }

    #[test]
    fn a_limit_of_nothing_ends_on_the_day_itself_or_the_next_working_day() {
        for term in [WorkingDays(0), CalendarDays(0), Months(0)] {
            assert_eq!(due("2026-02-13", term), ("2026-02-13".to_owned(), false));
            assert_eq!(due("2026-02-16", term), ("2026-02-24".to_owned(), false));
        }
    }

    #[test]
    fn beyond_the_last_loaded_year_the_due_day_is_provisional() {
        let last = Calendar::builtin().last_year().unwrap();
        assert_eq!(last, 2026);
        let cases = [
            ("2026-12-28", WorkingDays(3), "2026-12-31", false),
            ("2026-12-28", WorkingDays(4), "2027-01-01", true), // Friday: only weekends are known
            ("2026-12-28", CalendarDays(3), "2026-12-31", false),
            ("2026-12-28", CalendarDays(5), "2027-01-04", true),
            ("2026-12-28", Months(1), "2027-01-28", true),
            ("2018-06-01", WorkingDays(1), "2018-06-04", true),    // before the first year as well
            ("2018-12-20", CalendarDays(20), "2019-01-09", false), // only the last day matters
            ("2018-12-28", WorkingDays(3), "2019-01-03", true),    // some counted days are unknown
        ];
        for (from, term, expected, provisional) in cases {
            assert_eq!(due(from, term), (expected.to_owned(), provisional), "{from} + {term}");
        }
    }

    #[test]
    fn the_end_of_time_is_provisional_and_not_a_panic() {
        for term in [WorkingDays(u16::MAX), CalendarDays(u16::MAX), Months(u16::MAX)] {
            let due = Calendar::builtin().due(Date::MAX, term);
            assert_eq!(due, Due { on: Date::MAX, provisional: true });
        }
    }

    #[test]
    fn the_builtin_years_have_the_published_number_of_working_days() {
        // Both 2025 and 2026 have 248 working days.
        for year in [2025, 2026] {
            let eve = date(year - 1, 12, 31);
            assert_eq!(Calendar::builtin().working_days_between(eve, date(year, 12, 31)), 248, "{year}");
        }
        assert_eq!(Calendar::builtin().name(date(2026, 2, 17)), Some("春节"));
        assert_eq!(Calendar::builtin().name(date(2026, 3, 17)), None);
    }

    // 行政处罚法 85; 行政强制法 69.
    #[test]
    fn days_in_the_penalty_and_compulsion_laws_are_working_days_where_the_laws_say_so() {
        for (days, term) in [(2, WorkingDays(2)), (3, WorkingDays(3)), (5, WorkingDays(5)), (7, WorkingDays(7))] {
            assert_eq!(Term::penalty_law_days(days), term);
        }
        for days in [1, 4, 6, 8, 15, 60, 90] {
            assert_eq!(Term::penalty_law_days(days), CalendarDays(days));
        }
        assert_eq!(Term::compulsion_law_days(10), WorkingDays(10));
        assert_eq!(Term::compulsion_law_days(11), CalendarDays(11));
    }

    #[test]
    fn a_new_notice_replaces_its_year_and_leaves_the_others() {
        let notice = "date,kind,name\n2027-01-01,off,元旦\n2027-02-13,work,春节\n2027-10-01,off,国庆节\n";
        let newer = Calendar::parse(notice).unwrap();
        let calendar = Calendar::builtin().updated_by(&newer);
        assert_eq!(calendar.last_year(), Some(2027));
        assert_eq!(calendar.due(date(2026, 12, 31), WorkingDays(1)), Due { on: date(2027, 1, 4), provisional: false });
        assert!(calendar.is_working(date(2027, 2, 13)));
        assert!(!calendar.is_working(date(2026, 10, 1)));
        // A correction of the same year takes the old days back.
        let correction = Calendar::parse("date,kind,name\n2027-10-01,off,国庆节\n").unwrap();
        let corrected = calendar.updated_by(&correction);
        assert!(corrected.is_working(date(2027, 1, 1)));
        assert!(!corrected.is_working(date(2027, 2, 13)));
        // Days of January in the notice before do not make a year known.
        let early = Calendar::parse("date,kind,name\n2027-01-01,off,元旦\n").unwrap();
        assert!(!Calendar::builtin().updated_by(&early).knows(2027));
        assert!(Calendar::builtin().updated_by(&early).knows(2026));
    }

    #[test]
    fn files_that_contradict_themselves_are_refused_with_their_line() {
        let head = "date,kind,name\n";
        assert_eq!(Calendar::parse(""), Err(CalendarError::Header));
        assert_eq!(Calendar::parse("日期,类别\n"), Err(CalendarError::Header));
        for text in ["2026-13-01,off,x", "2026-01-01,rest,x", "2026-01-01,off", "2026-01-01,off,", "2026-01-01,off,a,b"] {
            let refused = Calendar::parse(&format!("{head}\n{text}\n")).unwrap_err();
            assert_eq!(refused, CalendarError::Line { line: 3, text: text.to_owned() });
        }
        let twice = format!("{head}2026-01-01,off,元旦\n2026-01-01,off,元旦\n");
        assert_eq!(Calendar::parse(&twice), Err(CalendarError::Duplicate { line: 3, date: date(2026, 1, 1) }));
        let monday = format!("{head}2026-01-05,work,元旦\n");
        assert_eq!(Calendar::parse(&monday), Err(CalendarError::NotWeekend { line: 2, date: date(2026, 1, 5) }));
        assert!(Calendar::parse("\u{feff}date,kind,name\r\n2026-01-01,off,元旦\r\n").is_ok());
    }

    #[test]
    fn terms_read_as_the_clauses_write_them() {
        let words = [(WorkingDays(15), "15个工作日"), (CalendarDays(30), "30日"), (Months(3), "3个月")];
        for (term, text) in words {
            assert_eq!(term.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn due_days_and_counts_of_working_days_agree(offset in 0i64..2900, days in 1u16..300) {
            let from = date(2019, 1, 1).saturating_add(offset.days());
            let calendar = Calendar::builtin();
            let due = calendar.due(from, WorkingDays(days));
            prop_assert!(calendar.is_working(due.on));
            prop_assert_eq!(calendar.working_days_between(from, due.on), u32::from(days));
            prop_assert_eq!(calendar.working_days_between(due.on, from), 0);
        }

        #[test]
        fn a_longer_limit_never_ends_earlier_and_always_on_a_working_day(offset in 0i64..2900, days in 0u16..400) {
            let from = date(2019, 1, 1).saturating_add(offset.days());
            let calendar = Calendar::builtin();
            for term in [WorkingDays, CalendarDays, Months] {
                let (short, long) = (calendar.due(from, term(days)), calendar.due(from, term(days + 1)));
                prop_assert!(short.on <= long.on);
                prop_assert!(calendar.is_working(short.on) && short.on >= from);
            }
        }
    }
}
