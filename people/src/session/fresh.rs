//! 新近验证 — how fresh the last proof of a session is (S-08).

use jiff::SignedDuration;
use kernel::clock::text_of;
use kernel::crypto::token_256;
use kernel::{Act, Code, Fail};

use super::store;

/// How old a proof may be.
pub const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// The last proof is too old.
pub const PROVE_FIRST: Code = Code::forbidden("session.prove_first", "请再次输入动态口令", "打开“再次验证”（/desk/prove）输入动态口令后，再做一次。");

/// Refuses when the session's last factor is older than [`FRESH`]. What acts without a
/// session (the program itself, its commands) is not asked.
///
/// # Errors
/// [`PROVE_FIRST`].
pub async fn require_fresh(act: &mut Act) -> Result<(), Fail> {
    let id = act.request.session.clone();
    if id.is_empty() {
        return Ok(());
    }
    let since = text_of(act.kernel.clock.real() - FRESH);
    let fresh = store::proved_at(act, &id).await?.is_some_and(|at| since <= at);
    if fresh { Ok(()) } else { Err(PROVE_FIRST.into()) }
}

/// The session of this request was proved anew; returns its new token (S-14).
pub(crate) async fn renew(act: &mut Act) -> Result<String, Fail> {
    let (id, token) = (act.request.session.clone(), token_256());
    store::prove(act, &id, &token).await?;
    Ok(token)
}

/// Ends the session of this request.
pub(crate) async fn end_here(act: &mut Act, why: &str) -> Result<u64, Fail> {
    let id = act.request.session.clone();
    store::end(act, &id, why).await
}
