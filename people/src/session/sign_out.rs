//! 退出登录 — ends the session in use.

use kernel::actor::Kind as ActorKind;
use kernel::{Act, Fail, Reply};

use super::list::Ended;
use super::{forgetting, store};

/// `POST /api/v1/sign-out`
pub async fn sign_out(act: &mut Act, _ask: ()) -> Result<Ended, Fail> {
    let id = act.request.session.clone();
    let ended = store::end(act, &id, "signed_out").await?;
    act.about("session", &id, "");
    Ok(Ended { ended })
}

/// `POST /sign-out`
pub(super) async fn form(act: &mut Act, ask: ()) -> Result<Reply, Fail> {
    sign_out(act, ask).await?;
    let to = if act.actor.kind == ActorKind::Staff { "/desk/sign-in" } else { "/" };
    Ok(forgetting(&act.kernel, Reply::go(to)))
}
