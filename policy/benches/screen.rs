//! 筛查速度 — how long deciding and screening one household takes, against the limit of 50 µs.

#[path = "../tests/town/mod.rs"]
mod town;

use std::hint::black_box;
use std::time::Instant;

use policy::decide::{Bound, decide_with};
use policy::{Facts, Law};

const LIMIT_NS: u128 = 50_000;
const HOUSEHOLDS: u32 = 200_000;

fn main() {
    let law = Law::with_demo();
    let Some(pack) = law.pack("DEMO-GZ") else {
        return eprintln!("DEMO-GZ is not readable");
    };
    let households: Vec<Facts> = (0i64..64).map(varied).collect();
    let bound = Bound::new(pack, town::ON, &law);
    measure("screen", &households, |facts| {
        black_box(bound.screen(facts));
    });
    if std::env::args().all(|a| a != "screen") {
        measure("decide", &households, |facts| {
            black_box(decide_with(facts, town::ON, pack, &law));
        });
    }
}

fn varied(number: i64) -> Facts {
    let mut facts = town::couple();
    facts.members[0].income_fen = Some(base::Fen(number * 200_000));
    facts
}

fn measure(name: &str, households: &[Facts], act: impl Fn(&Facts)) {
    let started = Instant::now();
    for facts in households.iter().cycle().take(HOUSEHOLDS as usize) {
        act(facts);
    }
    let each = started.elapsed().as_nanos() / u128::from(HOUSEHOLDS);
    println!("{name}: {each} ns a household, limit {LIMIT_NS} ns: {} times faster", LIMIT_NS / each.max(1));
}
