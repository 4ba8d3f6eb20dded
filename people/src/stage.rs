//! 试台 — a small installation for the stories of this area: an empty database, a clock that
//! stands still, and the real doors.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use jiff::SignedDuration;
use kernel::act::Request;
use kernel::calendar::Calendar;
use kernel::clock::Clock;
use kernel::crypto::{Keys, TotpSecret};
use kernel::db::Db;
use kernel::id::Ids;
use kernel::{Act, Actor, Doors, Kernel, Settings};
use tower::ServiceExt;

use crate::{helping, session, sign_in, staff};

/// A password that keeps the rules.
pub(crate) const PASSWORD: &str = "Kx7#plover-marsh";

/// The installation.
pub(crate) struct Stage {
    pub(crate) kernel: Arc<Kernel>,
    router: Router,
    _folder: tempfile::TempDir,
}

/// A new database on the server `ANJU_TEST_POSTGRES` names, such as `postgres://anju@127.0.0.1:5432`.
async fn fresh_database(server: &str) -> String {
    sqlx::any::install_default_drivers();
    let name = format!("anju_{}", Ids::system().ulid(jiff::Timestamp::now()).to_lowercase());
    let pool = sqlx::AnyPool::connect(&format!("{server}/postgres")).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name} template template0 lc_collate 'C' lc_ctype 'C'")))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    format!("{server}/{name}")
}

/// A member of staff who can sign in.
pub(crate) struct Clerk {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) secret: TotpSecret,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    /// Token of a session cookie that was set.
    pub(crate) token: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The page without what differs from request to request.
    pub(crate) fn stable(&self) -> String {
        let mut text = String::new();
        for line in self.body.lines().filter(|line| !line.contains("_once") && !line.contains("request")) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

impl Stage {
    pub(crate) async fn new() -> Stage {
        Stage::with(Settings { public_url: "http://127.0.0.1:1".into(), ..Settings::default() }).await
    }

    pub(crate) async fn demo() -> Stage {
        Stage::with(Settings { public_url: "http://127.0.0.1:1".into(), demo: true, ..Settings::default() }).await
    }

    async fn with(settings: Settings) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let db = match std::env::var("ANJU_TEST_POSTGRES") {
            Ok(server) => Db::open(&fresh_database(&server).await).await.unwrap(),
            Err(_) => Db::open(&format!("sqlite:{}", folder.path().join("anju.db").display())).await.unwrap(),
        };
        db.migrate().await.unwrap();
        let kernel = Arc::new(Kernel {
            db,
            clock: Clock::standing("2026-11-23T01:00:00Z".parse().unwrap()),
            keys: Keys::generate(),
            files: kernel::file::Store::folder(&folder.path().join("files")).unwrap(),
            calendar: Calendar::builtin(),
            ids: Ids::seeded(7),
            settings,
            identify: session::identify,
            flows: &[],
            doors: OnceLock::new(),
            bell: tokio::sync::Notify::new(),
        });
        let mut doors = Doors::default();
        staff::doors(&mut doors);
        session::doors(&mut doors);
        sign_in::doors(&mut doors);
        helping::doors(&mut doors);
        let table = doors.finish();
        let router = kernel::doors::router(kernel.clone(), &table);
        kernel.doors.set(table).unwrap();
        Stage { kernel, router, _folder: folder }
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.kernel.clock.pass(SignedDuration::from_secs(seconds));
    }

    pub(crate) async fn system(&self) -> Act {
        Act::system(&self.kernel, "story").await.unwrap()
    }

    pub(crate) async fn acting(&self, actor: Actor) -> Act {
        Act::open(&self.kernel, actor, Request::default()).await.unwrap()
    }

    /// An account with a password and an app, and these roles.
    pub(crate) async fn clerk(&self, account: &str, roles: &[(&str, &str)]) -> Clerk {
        let mut act = self.system().await;
        let ask = staff::Add {
            account: account.into(),
            name: format!("岗{account}"),
            organisation: "章贡区住房保障中心".into(),
            employer: String::new(),
            region: "360702".into(),
        };
        let id = staff::add(&mut act, ask).await.unwrap().id;
        let issued = staff::start_code(&mut act, staff::StartCode { id: id.clone(), device: String::new() }).await.unwrap();
        for (role, region) in roles {
            staff::grant(&mut act, staff::GrantRole { id: id.clone(), role: (*role).into(), region: (*region).into(), from_on: None, to_on: None })
                .await
                .unwrap();
        }
        act.commit().await.unwrap();
        let secret = self.start(account, &issued.code, PASSWORD).await;
        Clerk { id, account: account.into(), secret }
    }

    /// The owner takes over the secret and chooses a password; half a minute passes.
    pub(crate) async fn start(&self, account: &str, code: &str, password: &str) -> TotpSecret {
        let first = self.api("/api/v1/desk/start", "", serde_json::json!({"account": account, "start": code})).await;
        let secret = TotpSecret::from_base32(first.json()["secret"].as_str().unwrap_or_default()).unwrap();
        let now = self.kernel.clock.real();
        let second =
            serde_json::json!({"account": account, "start": code, "step": "2", "password": password, "again": password, "code": secret.code(now)});
        assert_eq!(self.api("/api/v1/desk/start", "", second).await.status, 200);
        self.pass(30);
        secret
    }

    /// Signs in through the form; half a minute passes so that the next code is another.
    pub(crate) async fn sign_in(&self, clerk: &Clerk) -> Answer {
        self.sign_in_with(&clerk.account, PASSWORD, &clerk.secret.code(self.kernel.clock.real()), "127.0.0.1").await
    }

    pub(crate) async fn sign_in_with(&self, account: &str, password: &str, code: &str, ip: &str) -> Answer {
        let body = [("account", account), ("password", password), ("code", code)];
        let answer = self.form_from("/desk/sign-in", "", &body, ip).await;
        self.pass(30);
        answer
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, token, "", String::new(), "127.0.0.1").await
    }

    pub(crate) async fn form(&self, path: &str, token: &str, pairs: &[(&str, &str)]) -> Answer {
        self.form_from(path, token, pairs, "127.0.0.1").await
    }

    /// A form of a page of ours: with the session's token against forgery.
    pub(crate) async fn form_from(&self, path: &str, token: &str, pairs: &[(&str, &str)], ip: &str) -> Answer {
        let csrf = self.csrf(token).await;
        let mut pairs: Vec<(&str, &str)> = pairs.to_vec();
        pairs.push(("_csrf", &csrf));
        let body = serde_html_form::to_string(&pairs).unwrap();
        self.send("POST", path, token, "application/x-www-form-urlencoded", body, ip).await
    }

    /// A form with whatever token against forgery.
    pub(crate) async fn form_with_csrf(&self, path: &str, token: &str, csrf: &str) -> Answer {
        let body = serde_html_form::to_string([("_csrf", csrf)]).unwrap();
        self.send("POST", path, token, "application/x-www-form-urlencoded", body, "127.0.0.1").await
    }

    pub(crate) async fn csrf(&self, token: &str) -> String {
        let mut tx = self.kernel.db.read().await.unwrap();
        session::identify(&mut tx, &self.kernel, token).await.unwrap().map(|session| session.csrf).unwrap_or_default()
    }

    /// JSON with a bearer token and a fresh key.
    pub(crate) async fn api(&self, path: &str, token: &str, body: serde_json::Value) -> Answer {
        self.send("POST", path, token, "application/json", body.to_string(), "127.0.0.1").await
    }

    pub(crate) async fn api_get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, token, "application/json", String::new(), "127.0.0.1").await
    }

    async fn send(&self, method: &str, path: &str, token: &str, mime: &str, body: String, ip: &str) -> Answer {
        let address: SocketAddr = (ip.parse::<std::net::IpAddr>().unwrap(), 1).into();
        let mut request = http::Request::builder().method(method).uri(path).extension(ConnectInfo(address)).header("sec-fetch-site", "same-origin");
        if !mime.is_empty() {
            request = request.header("content-type", mime);
        }
        if mime == "application/json" {
            request =
                request.header("idempotency-key", self.kernel.ids.ulid(self.kernel.clock.real())).header("authorization", format!("Bearer {token}"));
        } else if !token.is_empty() {
            request = request.header("cookie", format!("anju={token}"));
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, cookie) = (header("location"), header("set-cookie"));
        let token = cookie.strip_prefix("anju=").and_then(|rest| rest.split(';').next()).unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 1 << 22).await.unwrap();
        Answer { status, location, token, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A number out of the database, for what no page shows.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.kernel.db.read().await.unwrap();
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(tx.conn()).await.unwrap();
        count
    }
}
