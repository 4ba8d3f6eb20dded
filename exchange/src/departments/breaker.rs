//! 熔断 (circuit breaker) — stops asking a department that keeps failing, and tries one question at a time until it recovers.

use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;

/// Failures within [`WINDOW`] that open the circuit.
pub const FAILURES: usize = 5;
/// Window in which failures are counted.
pub const WINDOW: SignedDuration = SignedDuration::from_secs(30);
/// Time after which one probe is let through.
pub const PROBE_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// May a question be asked now?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Ask.
    Ask,
    /// Do not ask before this instant.
    Wait { until: Timestamp },
}

/// State of one department's circuit. Time is a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaker {
    failures: VecDeque<Timestamp>,
    /// While open: when the next probe may go.
    probe_from: Option<Timestamp>,
}

impl Breaker {
    /// Asks for leave to send one question at `now`. When open, the first caller after the pause becomes the probe and the others wait.
    pub fn leave(&mut self, now: Timestamp) -> Leave {
        match self.probe_from {
            Some(until) if now < until => Leave::Wait { until },
            Some(_) => {
                self.probe_from = now.checked_add(PROBE_AFTER).ok();
                Leave::Ask
            }
            None => Leave::Ask,
        }
    }

    /// A question was answered, even by a refusal: the department is there.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// A question failed at `now`.
    pub fn failed(&mut self, now: Timestamp) {
        if self.probe_from.is_some() {
            self.probe_from = now.checked_add(PROBE_AFTER).ok();
            return;
        }
        self.failures.push_back(now);
        while self.failures.front().is_some_and(|&first| now.duration_since(first) > WINDOW) {
            self.failures.pop_front();
        }
        if self.failures.len() >= FAILURES {
            self.failures.clear();
            self.probe_from = now.checked_add(PROBE_AFTER).ok();
        }
    }

    /// Is the circuit open?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.probe_from.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn after(failures: &[i64]) -> Breaker {
        let mut breaker = Breaker::default();
        for &second in failures {
            breaker.failed(at(second));
        }
        breaker
    }

    // opens at 5 failures within 30 s.
    #[test]
    fn it_opens_at_the_fifth_failure_within_thirty_seconds() {
        let cases: [(&[i64], bool); 6] = [
            (&[], false),
            (&[0, 1, 2, 3], false),
            (&[0, 1, 2, 3, 4], true),
            (&[0, 1, 2, 3, 30], true),
            (&[0, 1, 2, 3, 31], false),
            (&[0, 10, 20, 30, 40, 50], false),
        ];
        for (failures, open) in cases {
            assert_eq!(after(failures).is_open(), open, "{failures:?}");
        }
    }

    // half-open probe after 60 s.
    #[test]
    fn one_probe_goes_after_sixty_seconds_and_decides() {
        let mut breaker = after(&[0, 0, 0, 0, 0]);
        assert_eq!(breaker.leave(at(59)), Leave::Wait { until: at(60) });
        assert_eq!(breaker.leave(at(60)), Leave::Ask, "the probe");
        assert_eq!(breaker.leave(at(60)), Leave::Wait { until: at(120) }, "the others wait for it");
        breaker.failed(at(70));
        assert_eq!(breaker.leave(at(129)), Leave::Wait { until: at(130) });
        assert_eq!(breaker.leave(at(130)), Leave::Ask);
        breaker.succeeded();
        assert_eq!(breaker.leave(at(131)), Leave::Ask);
        assert!(!breaker.is_open());
    }

    #[test]
    fn a_success_forgets_earlier_failures() {
        let mut breaker = after(&[0, 1, 2, 3]);
        breaker.succeeded();
        breaker.failed(at(4));
        assert!(!breaker.is_open());
    }
}
