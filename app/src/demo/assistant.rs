//! 演示发布员 — in the demo a colleague releases draft notices after a short while, so that one
//! visitor alone sees a case through. He is a second person like any other releaser: the
//! program drafted what he releases.

use std::sync::Arc;
use std::time::Duration;

use entry::notice::release::{Release, release};
use kernel::flow::{InboxAsk, inbox};
use kernel::{Act, Fail, Kernel, Request};

/// How often he looks at his desk.
const LOOKS: Duration = Duration::from_secs(20);

/// Looks and releases until the process ends.
pub async fn run(kernel: Arc<Kernel>) {
    loop {
        tokio::time::sleep(LOOKS).await;
        if let Err(fail) = look(&kernel).await {
            tracing::warn!(code = fail.code.code, cause = ?fail.cause, "nothing released");
        }
    }
}

/// Releases every draft notice; answers how many.
pub async fn look(kernel: &Arc<Kernel>) -> Result<usize, Fail> {
    let actor = super::staff::acting(kernel, "releaser").await?;
    let mut act = Act::read(kernel, actor.clone(), Request::default()).await?;
    let drafts = inbox(&mut act, InboxAsk { flow: Some("notice".into()), state: Some("draft".into()), ..InboxAsk::default() }).await?;
    drop(act);
    let mut released = 0;
    for draft in drafts {
        let mut act = Act::open(kernel, actor.clone(), Request::default()).await?;
        match release(&mut act, Release { id: draft.id, days: None, basis: String::new() }).await {
            Ok(_) => {
                act.audit("demo.notice.release", kernel::audit::Result::Done, "", serde_json::json!({})).await?;
                act.commit().await?;
                released += 1;
            }
            Err(fail) if fail.code.status < 500 => {}
            Err(fail) => return Err(fail),
        }
    }
    Ok(released)
}
