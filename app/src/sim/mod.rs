//! 模拟器 (sim) — plays everything outside from one seeded population: the departments' data services, 赣服通 sign-in and the SMS gateway.
//!
//! A separate process that is reached over real HTTP, as the outside is. Latency, errors, silence and wrong data can be switched for each service
//! from a page or by JSON. It holds no real person and listens where its caller says; it is never part of a production installation.

mod answers;
mod board;
mod cast;
mod contradict;
mod control;
mod departments;
mod dice;
mod facts;
mod faults;
mod ganfutong;
mod household;
mod jwt;
mod lines;
mod names;
mod page;
mod people;
mod platform;
mod population;
mod sms;

pub use cast::Appearance;
pub use household::{Household, Member as Person};
pub use lines::{ganfutong_text, links, sms_text};
pub use population::Population;

use axum::Router;
use exchange::Clock;
use exchange::departments::{Catalogue, catalogue::CatalogueError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;

/// What the simulator is started with.
pub struct Settings {
    /// The same seed always makes the same people.
    pub seed: u64,
    /// Where it will be reached, e.g. `http://127.0.0.1:7070`, without a slash at the end.
    pub base_url: String,
    /// Real time, for signatures and tokens.
    pub clock: Clock,
}

/// Everything outside, in one process.
pub struct Sim {
    population: Population,
    catalogue: Catalogue,
    base_url: String,
    clock: Clock,
    board: Mutex<board::Board>,
    platform: Mutex<platform::Platform>,
    ganfutong: ganfutong::Provider,
    gateway: Mutex<sms::Gateway>,
}

/// Why the simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    #[error("{0}")]
    Catalogue(#[from] CatalogueError),
    #[error("系统没有给出随机数，无法生成签名密钥，请重试。")]
    Random,
}

impl Sim {
    /// Prepares the simulator; the signing key of 赣服通 is made anew each time.
    ///
    /// # Errors
    /// [`SimError`] when the catalogue is broken or the system gives no random numbers.
    pub fn new(settings: Settings) -> Result<Arc<Self>, SimError> {
        let catalogue = Catalogue::default_rows()?;
        let board = board::Board::new(&catalogue);
        Ok(Arc::new(Self {
            population: Population::new(settings.seed),
            board: Mutex::new(board),
            platform: Mutex::new(platform::Platform::new()),
            ganfutong: ganfutong::Provider::new()?,
            gateway: Mutex::new(sms::Gateway::default()),
            catalogue,
            base_url: settings.base_url,
            clock: settings.clock,
        }))
    }

    /// The people it plays.
    #[must_use]
    pub fn population(&self) -> Population {
        self.population
    }

    fn board(&self) -> MutexGuard<'_, board::Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn platform(&self) -> MutexGuard<'_, platform::Platform> {
        self.platform.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gateway(&self) -> MutexGuard<'_, sms::Gateway> {
        self.gateway.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All services and pages of the simulator.
pub fn router(sim: Arc<Sim>) -> Router {
    Router::new()
        .merge(platform::routes())
        .merge(departments::routes())
        .merge(ganfutong::routes())
        .merge(sms::routes())
        .merge(people::routes())
        .merge(control::routes())
        .with_state(sim)
}

/// Serves until the listener fails.
///
/// # Errors
/// The listener's error.
pub async fn serve(listener: TcpListener, sim: Arc<Sim>) -> std::io::Result<()> {
    axum::serve(listener, router(sim)).await
}

/// Random bytes from the system.
fn random<const N: usize>() -> Result<[u8; N], SimError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SimError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
