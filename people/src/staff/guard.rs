//! 防猜测 — failed sign-ins are counted, and too many lock (S-04).
//!
//! Five failures in 15 minutes lock the pair of account and address block for 15
//! minutes: whoever guesses locks out himself, not the owner elsewhere. Twenty in a
//! day lock the account until a security administrator opens it. Accounts that do
//! not exist are counted alike, so that counting betrays nothing (S-05).
//! Statements on `sign_in_failure`.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use kernel::clock::text_of;
use kernel::{Act, Fail};

/// How long a pair stays locked, and in which time its failures are counted.
pub const LOCKED_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Failures of a pair that lock it.
const PAIR: usize = 5;
/// Failures of an account in a day that lock it.
const DAY: i64 = 20;

/// The address block a guesser is likely to sit in: /24 of IPv4, /64 of IPv6.
fn block(ip: &str) -> String {
    match ip.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => v4.octets()[..3].iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        Ok(IpAddr::V6(v6)) => v6.segments()[..4].iter().map(|part| format!("{part:x}")).collect::<Vec<_>>().join(":"),
        Err(_) => String::new(),
    }
}

/// What was typed as account may be a password: only a keyed digest is kept.
fn who(act: &Act, account: &str) -> String {
    act.keys().session_tag(&format!("sign-in failure\n{account}"))
}

/// Is the pair of this account and the caller's address locked?
pub(super) async fn is_locked(act: &mut Act, account: &str) -> Result<bool, Fail> {
    let now = act.kernel.clock.real();
    let found: Vec<(String,)> =
        sqlx::query_as("select at from sign_in_failure where who = $1 and ip_block = $2 and at > $3 order by at desc limit 50")
            .bind(who(act, account))
            .bind(block(&act.request.ip))
            .bind(text_of(now - LOCKED_FOR * 2))
            .fetch_all(act.conn())
            .await?;
    let times: Vec<Timestamp> = found.iter().filter_map(|(at,)| at.parse().ok()).collect();
    Ok(locked_by(&times, now))
}

/// Given failures from new to old: did five fall within 15 minutes, the last of them within 15 minutes of now?
fn locked_by(times: &[Timestamp], now: Timestamp) -> bool {
    times.windows(PAIR).any(|run| now.duration_since(run[0]) < LOCKED_FOR && run[0].duration_since(run[PAIR - 1]) <= LOCKED_FOR)
}

/// Counts a failure.
pub(super) async fn note(act: &mut Act, account: &str) -> Result<(), Fail> {
    let now = act.kernel.clock.real();
    sqlx::query("delete from sign_in_failure where at < $1").bind(text_of(now - SignedDuration::from_hours(24))).execute(act.conn()).await?;
    sqlx::query("insert into sign_in_failure (id, who, ip_block, at) values ($1, $2, $3, $4)")
        .bind(act.kernel.ids.ulid(now))
        .bind(who(act, account))
        .bind(block(&act.request.ip))
        .bind(text_of(now))
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Were there twenty failures of this account in 24 hours, from wherever?
pub(super) async fn too_many_today(act: &mut Act, account: &str) -> Result<bool, Fail> {
    let since = text_of(act.kernel.clock.real() - SignedDuration::from_hours(24));
    let (count,): (i64,) = sqlx::query_as("select count(*) from sign_in_failure where who = $1 and at > $2")
        .bind(who(act, account))
        .bind(since)
        .fetch_one(act.conn())
        .await?;
    Ok(DAY <= count)
}

/// Forgets the failures of this pair, after a success.
pub(super) async fn forgive_pair(act: &mut Act, account: &str) -> Result<(), Fail> {
    sqlx::query("delete from sign_in_failure where who = $1 and ip_block = $2")
        .bind(who(act, account))
        .bind(block(&act.request.ip))
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Forgets all failures of this account, when an administrator unlocks it.
pub(super) async fn forgive(act: &mut Act, account: &str) -> Result<(), Fail> {
    sqlx::query("delete from sign_in_failure where who = $1").bind(who(act, account)).execute(act.conn()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_block_and_strangers_do_not() {
        let cases = [
            ("10.1.2.3", "10.1.2.250", true),
            ("10.1.2.3", "10.1.3.3", false),
            ("2408:1:2:3::1", "2408:1:2:3:ffff::9", true),
            ("2408:1:2:3::1", "2408:1:2:4::1", false),
        ];
        for (one, other, same) in cases {
            assert_eq!(block(one) == block(other), same, "{one} {other}");
        }
        assert_eq!(block("x"), "");
    }

    /// S-04: five in 15 minutes, then 15 minutes.
    #[test]
    fn a_pair_is_locked_by_five_failures_close_together_and_for_fifteen_minutes() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap_or_default();
        let times = |minutes: &[i64]| minutes.iter().rev().map(|minute| at(*minute)).collect::<Vec<_>>();
        let cases: [(&[i64], i64, bool); 7] = [
            (&[1, 2, 3, 4], 4, false),
            (&[1, 2, 3, 4, 5], 5, true),
            (&[1, 2, 3, 4, 5], 19, true),
            (&[1, 2, 3, 4, 5], 20, false),
            (&[0, 4, 8, 12, 15], 16, true),
            (&[0, 4, 8, 12, 16], 16, false),
            (&[0, 10, 11, 12, 13, 14], 15, true),
        ];
        for (failures, now, locked) in cases {
            assert_eq!(locked_by(&times(failures), at(now)), locked, "{failures:?} {now}");
        }
    }
}
