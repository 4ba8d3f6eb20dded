//! 识别 — who a token belongs to, with the roles in force today.

use std::future::Future;
use std::pin::Pin;

use kernel::act::Session;
use kernel::actor::{Grant, Kind as ActorKind};
use kernel::db::Tx;
use kernel::{Actor, Fail, Kernel};

use crate::perms::{APPLICATION_TAKE, CITIZEN};
use crate::session::{self, Kind};
use crate::staff;

/// Finds who a token belongs to: the kernel's [`kernel::act::Identify`].
pub fn identify<'a>(tx: &'a mut Tx, kernel: &'a Kernel, token: &'a str) -> Pin<Box<dyn Future<Output = Result<Option<Session>, Fail>> + Send + 'a>> {
    Box::pin(recognise(tx, kernel, token))
}

async fn recognise(tx: &mut Tx, kernel: &Kernel, token: &str) -> Result<Option<Session>, Fail> {
    let Some(live) = session::live(tx, kernel, token).await? else { return Ok(None) };
    let mut actor = match live.kind {
        Kind::Guest => Actor::stranger(),
        Kind::Citizen => citizen(&live.subject, &live.name),
        Kind::Staff => match staff::actor(tx, kernel, &live.subject).await? {
            Some(actor) => actor,
            None => return Ok(None),
        },
    };
    let acting_for = live.on_behalf.map(|(person, name)| {
        stand_for(&mut actor, person);
        name
    });
    Ok(Some(Session { id: live.id, actor, csrf: live.csrf, acting_for: acting_for.unwrap_or_default() }))
}

/// A citizen as actor: what every citizen may, everywhere in the province.
pub fn citizen(person: &str, masked_name: &str) -> Actor {
    let grants = vec![Grant { role: "citizen".into(), title: String::new(), region: "36".into(), perms: CITIZEN }];
    Actor { kind: ActorKind::Citizen, id: person.into(), name: masked_name.into(), grants, on_behalf: None }
}

/// The actor stands for another citizen. A clerk then may what that citizen may, as long as
/// the clerk takes applications at all.
fn stand_for(actor: &mut Actor, person: String) {
    match actor.kind {
        ActorKind::Citizen => actor.on_behalf = Some(person),
        ActorKind::Staff if actor.may(APPLICATION_TAKE) => {
            actor.on_behalf = Some(person);
            actor.grants.push(Grant { role: "window".into(), title: "窗口受理".into(), region: "36".into(), perms: CITIZEN });
        }
        _ => {}
    }
}
