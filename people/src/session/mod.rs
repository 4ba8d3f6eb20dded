//! 会话 — who is signed in on which device, and until when.
//!
//! The browser or program holds a random token; the database holds its digest. A
//! session ends by itself after idleness or its full length (S-15), when its owner
//! signs out or ends it from another device, and at once when the account is closed
//! or its roles change. All instants here are real time, which the demo cannot move.
//! Owns `session`.

use jiff::{SignedDuration, Timestamp};
use kernel::actor::{Kind as ActorKind, SIGNED_IN};
use kernel::clock::text_of;
use kernel::crypto::{sm3_hex, token_256};
use kernel::db::Tx;
use kernel::doors::{COOKIE, Doors, cookie};
use kernel::{Act, Actor, Fail, Kernel, Reply};

mod fresh;
mod list;
mod sign_out;
mod store;

pub use fresh::{FRESH, PROVE_FIRST, require_fresh};
pub(crate) use fresh::{end_here, renew};
pub use list::{End, Ended, Mine, Seen, end, list};
pub use sign_out::sign_out;

/// What kind of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody yet: a browser on its way to another site to sign in.
    Guest,
    /// A citizen.
    Citizen,
    /// Staff.
    Staff,
}

impl Kind {
    /// Stable name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Guest => "guest",
            Kind::Citizen => "citizen",
            Kind::Staff => "staff",
        }
    }

    fn of(name: &str) -> Kind {
        match name {
            "citizen" => Kind::Citizen,
            "staff" => Kind::Staff,
            _ => Kind::Guest,
        }
    }

    /// How long it lasts unused (S-15).
    pub fn idle(self) -> SignedDuration {
        SignedDuration::from_mins(match self {
            Kind::Guest => 10,
            Kind::Citizen => 30,
            Kind::Staff => 15,
        })
    }

    /// How long it lasts at most (S-15).
    pub fn whole(self) -> SignedDuration {
        match self {
            Kind::Guest => SignedDuration::from_mins(10),
            Kind::Citizen => SignedDuration::from_hours(12),
            Kind::Staff => SignedDuration::from_hours(8),
        }
    }
}

/// Use is written down at most this often, so that reading a page rarely writes.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Who opens a session, and how it was proved who that is.
#[derive(Debug, Clone, Copy)]
pub struct Open<'a> {
    /// What kind.
    pub kind: Kind,
    /// `person.id` or `staff.id`; empty for a guest.
    pub subject: &'a str,
    /// For display and the record of steps; a citizen's name is masked.
    pub name: &'a str,
    /// `totp`, `ganfutong`, `sms`, `demo`.
    pub how: &'a str,
}

/// An open session. The token is told once and never kept.
pub struct Opened {
    /// Row id.
    pub id: String,
    /// What the browser or program must send.
    pub token: String,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    kind: Kind,
}

impl Opened {
    /// The cookie that carries the token.
    pub fn cookie(&self, kernel: &Kernel) -> String {
        cookie(COOKIE, &self.token, self.kind.whole().as_secs(), kernel.settings.secure())
    }
}

/// Opens a session. What this browser had before ends: the token changes with each sign-in (S-14).
pub async fn open(act: &mut Act, who: Open<'_>) -> Result<Opened, Fail> {
    let now = act.kernel.clock.real();
    let before = act.request.session.clone();
    if !before.is_empty() {
        store::end(act, &before, "replaced").await?;
    }
    let opened = Opened { id: act.kernel.ids.ulid(now), token: token_256(), ends_at: now + who.kind.whole(), kind: who.kind };
    store::insert(act, &opened, &who).await?;
    Ok(opened)
}

/// Ends every session of somebody, but for one if named; returns how many.
pub async fn end_all(act: &mut Act, kind: Kind, subject: &str, but: &str, why: &str) -> Result<u64, Fail> {
    store::end_all(act, kind, subject, but, why).await
}

/// The live sessions of an account, the newest first, for the administrator who keeps it.
pub async fn of_staff(act: &mut Act, id: &str) -> Result<Vec<Seen>, Fail> {
    list::of(act, Kind::Staff, id).await
}

/// Keeps what a guest must bring back, sealed; see [`take_pending`].
pub async fn keep_pending(act: &mut Act, id: &str, plain: &str) -> Result<(), Fail> {
    let key = kernel::crypto::DataKey::generate(id);
    let wrapped = act.keys().wrap(&key)?;
    let sealed = kernel::crypto::seal(&key, kernel::crypto::Aad::new("session", "pending", id), plain)?;
    store::set_pending(act, id, &format!("{wrapped} {sealed}")).await
}

/// What was kept for this guest, once: reading it wipes it.
pub async fn take_pending(act: &mut Act) -> Result<Option<String>, Fail> {
    let id = act.request.session.clone();
    let Some(kept) = store::pending(act, &id).await? else { return Ok(None) };
    store::set_pending(act, &id, "").await?;
    let Some((wrapped, sealed)) = kept.split_once(' ') else { return Ok(None) };
    let key = act.keys().unwrap(wrapped, &id)?;
    Ok(Some(kernel::crypto::open(&key, kernel::crypto::Aad::new("session", "pending", &id), sealed)?.to_string()))
}

/// From now on the session acts for another person, until that date; `None` ends it.
pub async fn act_for(act: &mut Act, whom: Option<(&str, &str, jiff::civil::Date)>) -> Result<(), Fail> {
    let id = act.request.session.clone();
    store::set_on_behalf(act, &id, whom).await?;
    act.actor.on_behalf = whom.map(|(person, ..)| person.to_owned());
    Ok(())
}

/// Whoever acts for `person` by this helper's sessions stops now.
pub async fn stop_helping(act: &mut Act, kind: Kind, helper: &str, person: &str) -> Result<(), Fail> {
    store::clear_on_behalf(act, kind, helper, person).await
}

/// Forgets sessions that ended more than 90 days ago; a timer calls it.
pub async fn forget(act: &mut Act) -> Result<u64, Fail> {
    store::forget(act).await
}

/// A session that lasts, and whose it is.
pub(crate) struct Live {
    /// Row id.
    pub id: String,
    /// What kind.
    pub kind: Kind,
    /// `person.id` or `staff.id`.
    pub subject: String,
    /// Name as told when it was opened.
    pub name: String,
    /// Token its forms must carry.
    pub csrf: String,
    /// Person acted for, and the name to show.
    pub on_behalf: Option<(String, String)>,
}

/// The session of a token, unless it ended or lay idle too long; the use is noted.
pub(crate) async fn live(tx: &mut Tx, kernel: &Kernel, token: &str) -> Result<Option<Live>, Fail> {
    let Some(row) = store::by_token(tx, &sm3_hex(token.as_bytes())).await? else { return Ok(None) };
    let (kind, now) = (Kind::of(&row.kind), kernel.clock.real());
    if row.ended_at.is_some() || row.ends_at <= text_of(now) || row.last_at <= text_of(now - kind.idle()) {
        return Ok(None);
    }
    if row.last_at <= text_of(now - TOUCH_EVERY) {
        touch(kernel, &row.id, now);
    }
    let today = kernel.clock.today().to_string();
    let name = row.on_behalf_name;
    let on_behalf = row.on_behalf.filter(|_| row.on_behalf_until.is_some_and(|until| today <= until)).map(|person| (person, name));
    Ok(Some(Live { id: row.id, kind, subject: row.subject_id, name: row.name, csrf: row.csrf, on_behalf }))
}

/// Notes the use apart from the request, which may only read. If the note is lost the
/// session ends a little early, never late.
fn touch(kernel: &Kernel, id: &str, now: Timestamp) {
    let (db, id) = (kernel.db.clone(), id.to_owned());
    tokio::spawn(async move {
        if let Err(fail) = store::touch(&db, &id, &text_of(now), &text_of(now - TOUCH_EVERY)).await {
            tracing::warn!(session = id, %fail, "use of a session not noted");
        }
    });
}

/// What the actor's own sessions are filed under.
fn own(actor: &Actor) -> Option<(Kind, String)> {
    match actor.kind {
        ActorKind::Citizen => Some((Kind::Citizen, actor.id.clone())),
        ActorKind::Staff => Some((Kind::Staff, actor.id.clone())),
        ActorKind::Stranger | ActorKind::System => None,
    }
}

/// An answer that also forgets the cookie.
fn forgetting(kernel: &Kernel, reply: Reply) -> Reply {
    reply.cookie(cookie(COOKIE, "", 0, kernel.settings.secure()))
}

/// Hangs the doors of this slice.
pub fn doors(doors: &mut Doors) {
    doors.get("/api/v1/sessions", SIGNED_IN, "本人的登录设备", list::list);
    doors.post("/api/v1/sessions/{id}/end", SIGNED_IN, "结束本人的一个登录", list::end);
    doors.post("/api/v1/sign-out", SIGNED_IN, "退出登录", sign_out::sign_out);
    doors.page("/desk/sessions", SIGNED_IN, "登录设备", list::page);
    doors.form("/desk/sessions/{id}/end", SIGNED_IN, "结束一个登录", list::end_form);
    doors.page("/my/sessions", SIGNED_IN, "登录设备", list::page);
    doors.form("/my/sessions/{id}/end", SIGNED_IN, "结束一个登录", list::end_form);
    doors.form("/sign-out", SIGNED_IN, "退出登录", sign_out::form);
}

#[cfg(test)]
mod tests;
