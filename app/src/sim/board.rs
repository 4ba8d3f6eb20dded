//! 面板 (board) — the switches of every service, how often each was called, and the last messages.

use super::faults::{Faults, TokenFault};
use exchange::departments::Catalogue;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// Code of the SMS gateway among the services.
pub const SMS: &str = "duanxin";
/// Code of 赣服通 among the services.
pub const GANFUTONG: &str = "ganfutong";
/// Messages kept.
const KEPT: usize = 20;

/// All switches and counters.
#[derive(Debug, Serialize)]
pub struct Board {
    /// In the order of the catalogue, then the SMS gateway and 赣服通.
    pub services: Vec<Service>,
    /// What is wrong with ID tokens.
    pub token_fault: TokenFault,
    /// Newest first.
    pub messages: VecDeque<Line>,
}

/// One service.
#[derive(Debug, Serialize)]
pub struct Service {
    pub code: String,
    pub name: String,
    pub faults: Faults,
    pub calls: u64,
    /// How the calls ended.
    pub results: BTreeMap<&'static str, u64>,
}

/// One message as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    pub at: Timestamp,
    pub service: String,
    /// Whom it was about, masked.
    pub about: String,
    pub case_no: String,
    pub result: &'static str,
}

impl Board {
    /// All healthy, nothing called yet.
    pub fn new(catalogue: &Catalogue) -> Self {
        let service =
            |code: &str, name: &str| Service { code: code.into(), name: name.into(), faults: Faults::default(), calls: 0, results: BTreeMap::new() };
        let mut services: Vec<_> = catalogue.rows().iter().map(|row| service(&row.code, &row.name)).collect();
        services.push(service(SMS, "短信网关"));
        services.push(service(GANFUTONG, "赣服通"));
        Self { services, token_fault: TokenFault::None, messages: VecDeque::with_capacity(KEPT) }
    }

    /// The service with this code.
    pub fn service(&mut self, code: &str) -> Option<&mut Service> {
        self.services.iter_mut().find(|service| service.code == code)
    }

    /// Counts a call and gives its number and the faults it meets.
    pub fn called(&mut self, code: &str) -> Option<(u64, Faults)> {
        self.service(code).map(|service| {
            service.calls += 1;
            (service.calls, service.faults.clone())
        })
    }

    /// Writes down how a call ended.
    pub fn ended(&mut self, line: Line) {
        if let Some(service) = self.service(&line.service) {
            *service.results.entry(line.result).or_default() += 1;
        }
        self.messages.truncate(KEPT - 1);
        self.messages.push_front(line);
    }

    /// Switches every fault off; counters stay.
    pub fn heal(&mut self) {
        self.services.iter_mut().for_each(|service| service.faults = Faults::default());
        self.token_fault = TokenFault::None;
    }
}

/// First six and last two characters of an ID number.
pub fn masked(id_number: &str) -> String {
    let chars: Vec<char> = id_number.chars().collect();
    match chars.len() {
        18 => format!("{}**********{}", chars[..6].iter().collect::<String>(), chars[16..].iter().collect::<String>()),
        _ => "—".into(),
    }
}
