//! 小城 — an installation for the stories: a fresh database, a clock that stands still, the
//! simulator as the outside, and the real doors.
//!
//! SQLite in a folder of its own, or PostgreSQL when `ANJU_TEST_POSTGRES` names a server.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use jiff::{SignedDuration, Timestamp};
use kernel::clock::Clock;
use kernel::crypto::Keys;
use kernel::id::Ids;
use kernel::{Act, Actor, Kernel, Settings};
use people::session::{self, Kind, Open};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::config::Config;
use crate::outside::{Outside, real_time};
use crate::{compose, demo, sim, work};

/// The day on which every story begins: a Monday.
pub const BEGINS: &str = "2026-03-02T01:00:00Z";

/// An installation with everything around it.
pub struct Town {
    /// The kernel.
    pub kernel: Arc<Kernel>,
    /// The clients.
    pub outside: Arc<Outside>,
    /// Everyone.
    pub population: sim::Population,
    /// Address of the simulator.
    pub sim_url: String,
    router: axum::Router,
    folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub text: String,
    /// Where a redirect leads.
    pub location: String,
    /// All headers.
    pub headers: http::HeaderMap,
    /// Body as it came, of a file.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Stable code of a refusal.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Somebody at a door.
pub struct Visitor<'a> {
    town: &'a Town,
    token: String,
}

impl Town {
    /// A town under the demonstration pack.
    pub async fn new() -> anyhow::Result<Town> {
        Town::founded(true, 0).await
    }

    /// A town with the past of the demo: cases in every state.
    pub async fn settled() -> anyhow::Result<Town> {
        let town = Town::founded(true, demo::PAST_DAYS).await?;
        demo::settle(&town.kernel, &town.outside, &town.population).await?;
        Ok(town)
    }

    /// A town under the packs that ship for real installations, without the demonstration.
    pub async fn real() -> anyhow::Result<Town> {
        Town::founded(false, 0).await
    }

    /// A town whose people came into office so many days ago.
    async fn founded(demo_pack: bool, days_ago: i64) -> anyhow::Result<Town> {
        let folder = tempfile::tempdir()?;
        let database = database(folder.path()).await?;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let sim_url = format!("http://{}", listener.local_addr()?);
        let simulator = sim::Sim::new(sim::Settings { seed: demo::SEED, base_url: sim_url.clone(), clock: real_time() })?;
        let population = simulator.population();
        tokio::spawn(sim::serve(listener, simulator));
        let config = Config { database, ..demo::connected(folder.path(), "http://127.0.0.1:1", &sim_url)? };
        let outside = Arc::new(Outside::connect(&config)?);
        let settings = Settings { public_url: config.public_url.clone(), demo: demo_pack, hotline: String::new() };
        let parts = compose::Parts {
            database: config.database,
            keys: Keys::generate(),
            files: folder.path().join("files"),
            clock: Clock::standing(BEGINS.parse()?),
            ids: Ids::seeded(7),
            settings,
        };
        let kernel = compose::kernel(parts).await?;
        kernel.clock.set_ahead(SignedDuration::from_hours(-24 * days_ago));
        demo::hire(&kernel).await?;
        kernel.clock.set_ahead(SignedDuration::ZERO);
        let router = compose::router(&kernel);
        Ok(Town { kernel, outside, population, sim_url, router, folder })
    }

    /// A member of staff, signed in.
    pub async fn staff(&self, account: &str) -> anyhow::Result<Visitor<'_>> {
        self.signed_in(&demo::acting(&self.kernel, account).await?).await
    }

    /// This member of staff, signed in.
    pub async fn signed_in(&self, actor: &Actor) -> anyhow::Result<Visitor<'_>> {
        let mut act = Act::system(&self.kernel, "story").await?;
        let opened = session::open(&mut act, Open { kind: Kind::Staff, subject: &actor.id, name: &actor.name, how: "story" }).await?;
        act.commit().await?;
        Ok(Visitor { town: self, token: opened.token })
    }

    /// A character of the cast, signed in as a citizen.
    pub async fn citizen(&self, key: &str) -> anyhow::Result<Visitor<'_>> {
        let cast = self.population.cast();
        let who = cast.iter().find(|it| it.key == key).ok_or_else(|| anyhow::anyhow!("nobody is called {key}"))?;
        self.person(&who.id_number, &who.name).await
    }

    /// Anybody of the population, signed in.
    pub async fn person(&self, number: &str, name: &str) -> anyhow::Result<Visitor<'_>> {
        let number = base::person_id::PersonId::parse(number).map_err(|why| anyhow::anyhow!("{why}"))?;
        let mut act = Act::system(&self.kernel, "story").await?;
        let id = people::person::register(&mut act, &number, name, None).await?;
        let opened = session::open(&mut act, Open { kind: Kind::Citizen, subject: &id, name: &kernel::page::mask_name(name), how: "story" }).await?;
        act.commit().await?;
        Ok(Visitor { town: self, token: opened.token })
    }

    /// Nobody in particular.
    pub fn stranger(&self) -> Visitor<'_> {
        Visitor { town: self, token: String::new() }
    }

    /// The worker does everything there is to do now.
    pub async fn work(&self) -> anyhow::Result<usize> {
        Ok(work::drain(&self.kernel, &self.outside).await?)
    }

    /// Days pass, and what they bring about happens.
    pub async fn days(&self, days: i64) -> anyhow::Result<()> {
        self.kernel.clock.pass(SignedDuration::from_hours(24 * days));
        let mut act = Act::system(&self.kernel, "timer").await?;
        entry::advance::by_date(&mut act).await?;
        act.commit().await?;
        self.work().await?;
        Ok(())
    }

    /// Switches a service of the simulator.
    pub async fn fault(&self, service: &str, faults: Value) -> anyhow::Result<()> {
        let client = reqwest::Client::new();
        client
            .post(format!("{}/control/faults", self.sim_url))
            .json(&json!({"service": service, "faults": faults}))
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    /// Folder of stored files.
    pub fn files(&self) -> std::path::PathBuf {
        self.folder.path().join("files")
    }

    /// The instant it is.
    pub fn now(&self) -> Timestamp {
        self.kernel.clock.now()
    }
}

impl Visitor<'_> {
    /// `GET`.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send("GET", path, None, "").await
    }

    /// `POST` with JSON and a new key.
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Answer> {
        let key = format!("k-{:016x}", self.town.kernel.ids.bits());
        self.send("POST", path, Some(body.to_string()), &key).await
    }

    /// `POST` with JSON and this key.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> anyhow::Result<Answer> {
        self.send("POST", path, Some(body.to_string()), key).await
    }

    /// A file that is fetched.
    pub async fn bytes(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let answer = self.get(path).await?;
        anyhow::ensure!(answer.status == 200, "{}: {}", answer.status, answer.text);
        Ok(answer.bytes)
    }

    /// `POST` of fields and one file, in parts.
    pub async fn send_file(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> anyhow::Result<Answer> {
        let key = format!("k-{:016x}", self.town.kernel.ids.bits());
        self.send_parts(path, &key, fields, &[("file", name, bytes)]).await
    }

    /// `POST` of a form with files: name, file name, content.
    pub async fn upload(&self, path: &str, key: &str, files: &[(&str, &str, &[u8])]) -> anyhow::Result<Answer> {
        self.send_parts(path, key, &[], files).await
    }

    async fn send_parts(&self, path: &str, key: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> anyhow::Result<Answer> {
        let boundary = format!("part{:016x}", self.town.kernel.ids.bits());
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for (name, file, content) in files {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n");
            body.extend(head.into_bytes());
            body.extend_from_slice(b"Content-Type: image/jpeg\r\n\r\n");
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").into_bytes());
        self.knock("POST", path, Some(body), &format!("multipart/form-data; boundary={boundary}"), key).await
    }

    /// Any request.
    pub async fn send(&self, method: &str, path: &str, body: Option<String>, key: &str) -> anyhow::Result<Answer> {
        self.knock(method, path, body.map(String::into_bytes), "application/json", key).await
    }

    async fn knock(&self, method: &str, path: &str, body: Option<Vec<u8>>, mime: &str, key: &str) -> anyhow::Result<Answer> {
        let mut request = http::Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        if body.is_some() {
            request = request.header("content-type", mime);
        }
        let mut request = request.body(body.map_or_else(Body::empty, Body::from))?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        let response = self.town.router.clone().oneshot(request).await?;
        let location = response.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 64 << 20).await?.to_vec();
        Ok(Answer { status, text: String::from_utf8_lossy(&bytes).into_owned(), location, headers, bytes })
    }
}

/// A new database: a file, or one on the server the environment names.
async fn database(folder: &std::path::Path) -> anyhow::Result<String> {
    let Ok(server) = std::env::var("ANJU_TEST_POSTGRES") else {
        return Ok(format!("sqlite:{}", folder.join("anju.db").display()));
    };
    sqlx::any::install_default_drivers();
    let name = format!("anju_{}", Ids::system().ulid(Timestamp::UNIX_EPOCH).to_lowercase());
    let pool = sqlx::AnyPool::connect(&format!("{server}/postgres")).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name} template template0 lc_collate 'C' lc_ctype 'C'"))).execute(&pool).await?;
    pool.close().await;
    Ok(format!("{server}/{name}"))
}
