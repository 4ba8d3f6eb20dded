//! 一次办理 — everything an operation may use, in one place.
//!
//! An [`Act`] is one transaction, the person who acts, and the date that counts.
//! Every operation takes it first: `join(act, ask)`. Whoever opened it commits it:
//! a door, a job or a story. Nothing is sent outside while it is open.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::actor::{Actor, Perm, Scope};
use crate::audit;
use crate::calendar::{Calendar, Due, Term};
use crate::clock::{Clock, date_of, text_of};
use crate::crypto::Keys;
use crate::db::{Db, Tx};
use crate::doors::Table;
use crate::fail::{Fail, NOT_FOUND};
use crate::flow::Flow;
use crate::id::Ids;

/// Finds who a session token belongs to; given by the slice that signs people in.
pub type Identify = for<'a> fn(&'a mut Tx, &'a Kernel, &'a str) -> Pin<Box<dyn Future<Output = Result<Option<Session>, Fail>> + Send + 'a>>;

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Row id of the session, never the token.
    pub id: String,
    /// Who is signed in.
    pub actor: Actor,
    /// Token that forms must send back.
    pub csrf: String,
    /// Masked name of the person acted for; empty for nobody.
    pub acting_for: String,
}

/// What the whole program shares: database, clock, keys, calendar, settings.
#[derive(Debug)]
pub struct Kernel {
    /// The database.
    pub db: Db,
    /// Business and real time.
    pub clock: Clock,
    /// Secret keys.
    pub keys: Keys,
    /// Where stored files lie.
    pub files: crate::file::Store,
    /// Working days.
    pub calendar: Calendar,
    /// Source of ids and one-time codes.
    pub ids: Ids,
    /// Settings that pages need.
    pub settings: Settings,
    /// Who a session belongs to.
    pub identify: Identify,
    /// All processes, for the inbox.
    pub flows: &'static [&'static Flow],
    /// All doors, once they are hung.
    pub doors: OnceLock<Table>,
    /// Rung after a commit that left work for the worker.
    pub bell: tokio::sync::Notify,
}

/// Settings of this installation.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where people reach the program, such as `https://anju.example.gov.cn`.
    pub public_url: String,
    /// The living demo: accounts to choose from and a clock to move.
    pub demo: bool,
    /// Telephone shown on every page.
    pub hotline: String,
}

impl Settings {
    /// Cookies are marked Secure when the address is https.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// The request as the operation may know it; audit keeps it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// ULID of the request; the person can quote it.
    pub id: String,
    /// Address of the caller.
    pub ip: String,
    /// What the caller's browser calls itself.
    pub agent: String,
    /// Path asked for.
    pub path: String,
    /// Query asked for, without `?`.
    pub query: String,
    /// Large type and targets wanted (关怀版).
    pub care: bool,
    /// CSRF token of the session, empty for a stranger.
    pub csrf: String,
    /// Row id of the session, empty for a stranger.
    pub session: String,
    /// Masked name of the person acted for; empty for nobody.
    pub acting_for: String,
    /// Code of the door that was used, such as `POST /api/v1/applications`.
    pub door: String,
}

/// One transaction in the hands of one actor.
#[derive(Debug)]
pub struct Act {
    /// The open transaction.
    pub tx: Tx,
    /// Who acts.
    pub actor: Actor,
    /// Business time, the same for everything in this act.
    pub now: Timestamp,
    /// What the program shares.
    pub kernel: Arc<Kernel>,
    /// The request behind it; empty for a job.
    pub request: Request,
    /// What the act is about, for its audit row.
    object: Option<(&'static str, String, String)>,
}

impl Act {
    /// Opens an act that may write.
    pub async fn open(kernel: &Arc<Kernel>, actor: Actor, request: Request) -> Result<Act, Fail> {
        let tx = kernel.db.begin().await?;
        Ok(Act::with(kernel, tx, actor, request))
    }

    /// Opens an act that only reads.
    pub async fn read(kernel: &Arc<Kernel>, actor: Actor, request: Request) -> Result<Act, Fail> {
        let tx = kernel.db.read().await?;
        Ok(Act::with(kernel, tx, actor, request))
    }

    /// The program itself acts; `part` names which part, such as `worker`.
    pub async fn system(kernel: &Arc<Kernel>, part: &str) -> Result<Act, Fail> {
        Act::open(kernel, Actor::system(part), Request::default()).await
    }

    fn with(kernel: &Arc<Kernel>, tx: Tx, actor: Actor, request: Request) -> Act {
        Act { tx, actor, now: kernel.clock.now(), kernel: kernel.clone(), request, object: None }
    }

    /// Makes it happen and wakes the worker.
    pub async fn commit(self) -> Result<(), Fail> {
        self.tx.commit().await?;
        self.kernel.bell.notify_waiters();
        Ok(())
    }

    /// The connection, for statements.
    pub fn conn(&mut self) -> &mut sqlx::AnyConnection {
        self.tx.conn()
    }

    /// The business date in Asia/Shanghai.
    pub fn today(&self) -> Date {
        date_of(self.now)
    }

    /// The business instant as stored.
    pub fn at(&self) -> String {
        text_of(self.now)
    }

    /// A new identifier.
    pub fn new_id(&self) -> String {
        self.kernel.ids.ulid(self.now)
    }

    /// When a term that starts today ends.
    pub fn due(&self, term: Term) -> Due {
        self.kernel.calendar.due(self.today(), term)
    }

    /// The secret keys.
    pub fn keys(&self) -> &Keys {
        &self.kernel.keys
    }

    /// Where the actor holds `perm`.
    pub fn scope(&self, perm: Perm) -> Scope {
        self.actor.scope(perm)
    }

    /// Refuses, as if it did not exist, what lies outside the actor's regions.
    pub fn require(&self, perm: Perm, region: &str) -> Result<(), Fail> {
        if self.actor.scope(perm).covers(region) { Ok(()) } else { Err(NOT_FOUND.into()) }
    }

    /// Says what the act is about; its audit row will name it.
    pub fn about(&mut self, kind: &'static str, id: &str, region: &str) {
        self.object = Some((kind, id.to_owned(), region.to_owned()));
    }

    /// The audit row of a step of a process.
    pub(crate) async fn audit_step(&mut self, flow: &'static str, id: &str, verb: &str, to: &str) -> Result<(), Fail> {
        let region: Option<(String,)> =
            sqlx::query_as("select region from flow_case where flow = $1 and id = $2").bind(flow).bind(id).fetch_optional(self.conn()).await?;
        let object = (flow, id.to_owned(), region.map_or_else(String::new, |(region,)| region));
        let about = self.object.replace(object);
        let written = self.audit(&format!("flow.{verb}"), audit::Result::Done, "", serde_json::json!({"to": to})).await;
        self.object = about;
        written
    }

    /// Writes one audit row in this transaction. `detail` holds ids, codes and
    /// counts, never personal values.
    pub async fn audit(&mut self, act: &str, result: audit::Result, reason: &str, detail: serde_json::Value) -> Result<(), Fail> {
        let (kind, id, region) = self.object.clone().unwrap_or(("", String::new(), String::new()));
        let region = if region.is_empty() { self.actor.grants.first().map_or("36".to_owned(), |grant| grant.region.clone()) } else { region };
        let entry = audit::Entry {
            id: self.new_id(),
            at: text_of(self.kernel.clock.real()),
            actor_kind: self.actor.kind.name().into(),
            actor_id: self.actor.id.clone(),
            actor_role: self.actor.role().into(),
            on_behalf: self.actor.on_behalf.clone(),
            region,
            ip: self.request.ip.clone(),
            request_id: self.request.id.clone(),
            act: act.into(),
            object_kind: kind.into(),
            object_id: id,
            result,
            reason: reason.into(),
            detail,
        };
        audit::write(&mut self.tx, &entry).await
    }
}
