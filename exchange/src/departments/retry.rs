//! 重试 (retry) — when to ask a silent department again, until the statutory day, after which a person decides.

use jiff::{SignedDuration, Timestamp};

/// First pause.
pub const FIRST: SignedDuration = SignedDuration::from_secs(1);
/// Longest pause.
pub const LONGEST: SignedDuration = SignedDuration::from_secs(3600);

/// When to ask again after `failures` failed attempts, the last of them at `failed_at`.
///
/// The pause doubles from [`FIRST`] to [`LONGEST`]; `jitter` in thousandths (0 to 1000) chooses a point in its upper half, so that a
/// thousand questions that failed together do not come back together. `None` when that would be after `deadline`: give it to a person.
#[must_use]
pub fn next(failures: u32, failed_at: Timestamp, deadline: Timestamp, jitter: u32) -> Option<Timestamp> {
    let doubled = 1_i64.checked_shl(failures.saturating_sub(1).min(32)).unwrap_or(i64::MAX);
    let full = (FIRST.as_secs().saturating_mul(doubled)).min(LONGEST.as_secs()).saturating_mul(1000);
    let half = full / 2;
    let pause = half + half * i64::from(jitter.min(1000)) / 1000;
    let at = failed_at.checked_add(SignedDuration::from_millis(pause)).ok()?;
    (at <= deadline).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: Timestamp = Timestamp::MAX;

    fn pause(failures: u32, jitter: u32) -> i64 {
        let start = Timestamp::UNIX_EPOCH;
        next(failures, start, FAR, jitter).unwrap().duration_since(start).as_millis() as i64
    }

    // 1 s doubling to 1 h.
    #[test]
    fn the_pause_doubles_from_one_second_to_one_hour() {
        let cases = [(1, 1_000), (2, 2_000), (3, 4_000), (12, 2_048_000), (13, 3_600_000), (14, 3_600_000), (u32::MAX, 3_600_000)];
        for (failures, longest) in cases {
            assert_eq!(pause(failures, 1000), longest, "after {failures}");
            assert_eq!(pause(failures, 0), longest / 2, "after {failures}");
            assert_eq!(pause(failures, 500), longest * 3 / 4, "after {failures}");
        }
        assert_eq!(pause(0, 1000), 1_000, "no failure yet is treated as the first");
    }

    // T37: silence past the statutory day goes to a person.
    #[test]
    fn there_is_no_attempt_after_the_deadline() {
        let failed_at: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        let deadline: Timestamp = "2026-06-01T00:00:04Z".parse().unwrap();
        assert_eq!(next(3, failed_at, deadline, 1000), Some(deadline), "on the deadline is still in time");
        assert_eq!(next(4, failed_at, deadline, 1), None);
        assert_eq!(next(1, Timestamp::MAX, deadline, 0), None);
    }

    proptest::proptest! {
        #[test]
        fn the_pause_stays_between_half_a_second_and_an_hour(failures: u32, jitter: u32) {
            let ms = pause(failures, jitter);
            proptest::prop_assert!((500..=3_600_000).contains(&ms));
        }
    }
}
