//! 时钟 — the only place that reads the time.
//!
//! Business time may be moved forward in the demo so that publicity days can
//! pass; sign-in, one-time codes and signatures use [`Clock::real`], which never
//! moves. Stories run on a clock that stands still until told.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Business clock and real clock.
#[derive(Debug)]
pub struct Clock {
    /// Some: a story's clock, milliseconds since the epoch. None: the machine's.
    fixed: Option<AtomicI64>,
    /// How far business time runs ahead of real time, milliseconds.
    ahead: AtomicI64,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock { fixed: None, ahead: AtomicI64::new(0) }
    }

    /// A clock that stands at `at` until moved.
    pub fn standing(at: Timestamp) -> Clock {
        Clock { fixed: Some(AtomicI64::new(at.as_millisecond())), ahead: AtomicI64::new(0) }
    }

    /// Real time: sessions, one-time codes, signatures.
    pub fn real(&self) -> Timestamp {
        match &self.fixed {
            Some(at) => from_millis(at.load(Ordering::SeqCst)),
            None => Timestamp::now(),
        }
    }

    /// Business time: everything the policy counts days for.
    pub fn now(&self) -> Timestamp {
        from_millis(self.real().as_millisecond() + self.ahead.load(Ordering::SeqCst))
    }

    /// Business date in Asia/Shanghai.
    pub fn today(&self) -> Date {
        date_of(self.now())
    }

    /// Lets a standing clock pass real time (stories).
    pub fn pass(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(0);
        match &self.fixed {
            Some(at) => at.fetch_add(millis, Ordering::SeqCst),
            None => 0,
        };
    }

    /// Sets how far business time runs ahead of real time (demo only).
    pub fn set_ahead(&self, by: SignedDuration) {
        self.ahead.store(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
    }

    /// How far business time runs ahead of real time.
    pub fn ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.ahead.load(Ordering::SeqCst))
    }
}

/// The date of an instant in Asia/Shanghai (UTC+8 all year since 1992).
pub fn date_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::fixed(Offset::constant(8))).date()
}

/// `2026-11-23T12:00:00.000Z`: fixed width, so that text order is time order.
pub fn text_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

fn from_millis(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_in_shanghai_starts_the_day() {
        let at = |text: &str| text.parse::<Timestamp>().map(date_of).map(|d| d.to_string());
        assert_eq!(at("2026-11-22T15:59:59Z").ok().as_deref(), Some("2026-11-22"));
        assert_eq!(at("2026-11-22T16:00:00Z").ok().as_deref(), Some("2026-11-23"));
    }

    #[test]
    fn the_demo_moves_business_time_and_never_real_time() {
        let clock = Clock::standing(Timestamp::UNIX_EPOCH);
        clock.set_ahead(SignedDuration::from_hours(48));
        assert_eq!(clock.real(), Timestamp::UNIX_EPOCH);
        assert_eq!(clock.today().to_string(), "1970-01-03");
        assert_eq!(text_of(clock.real()), "1970-01-01T00:00:00.000Z");
    }
}
