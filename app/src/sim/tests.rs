//! 经真实 HTTP (over real HTTP) — the real clients of crate `exchange` against the simulator, fault by fault.

use super::*;
use exchange::departments::catalogue::DEFAULT;
use exchange::departments::{Answer, Departments, Link, Outcome, Query, Reply};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};

mod agreeing;
mod pages;
mod questions;
mod sending;
mod signing_in;

/// A running simulator, a client to it, and a clock that can be moved.
struct Town {
    sim: Arc<Sim>,
    base_url: String,
    moved: Arc<AtomicI64>,
    departments: Departments,
    http: reqwest::Client,
}

impl Town {
    async fn open() -> Self {
        // Patience of a test, not of a department.
        Self::waiting(1_000).await
    }

    async fn waiting(patience_ms: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let moved = Arc::new(AtomicI64::new(0));
        let hand = Arc::clone(&moved);
        let clock: Clock = Arc::new(move || Timestamp::now() + SignedDuration::from_secs(hand.load(Ordering::SeqCst)));
        let sim = Sim::new(Settings { seed: 7, base_url: base_url.clone(), clock: Arc::clone(&clock) }).unwrap();
        tokio::spawn(serve(listener, Arc::clone(&sim)));
        let catalogue = Catalogue::parse(&DEFAULT.replace("timeout_ms = 10000", &format!("timeout_ms = {patience_ms}"))).unwrap();
        let links = links(&base_url, &catalogue).into_iter().map(|text| Link::try_from(text).unwrap()).collect();
        let departments = Departments::new(catalogue, links, clock).unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { sim, base_url, moved, departments, http }
    }

    fn pass(&self, seconds: i64) {
        self.moved.fetch_add(seconds, Ordering::SeqCst);
    }

    fn actor(&self, key: &str) -> Appearance {
        self.sim.population().cast().into_iter().find(|who| who.key == key).unwrap()
    }

    fn query(&self, department: &str, id_number: &str, name: &str) -> Query {
        Query {
            department: department.into(),
            query_no: format!("Q-{department}"),
            id_number: id_number.into(),
            name: name.into(),
            purpose: "GZF-ZR".into(),
            case_no: "GZ-2026-000001".into(),
            consent_no: "SQ-1".into(),
            operator: "李审核".into(),
            business_date: jiff::civil::date(2026, 6, 1),
        }
    }

    async fn ask(&self, department: &str, key: &str) -> Reply {
        let who = self.actor(key);
        self.departments.ask(&self.query(department, &who.id_number, &who.name)).await
    }

    async fn command(&self, path: &str, body: Value) {
        let response = self.http.post(format!("{}{path}", self.base_url)).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{path} {body}");
    }

    async fn break_all(&self, faults: Value) {
        self.command("/control/faults", json!({"faults": faults})).await;
    }

    async fn state(&self) -> Value {
        self.http.get(format!("{}/control/state", self.base_url)).send().await.unwrap().json().await.unwrap()
    }
}
