//! 对照的页面 — two departments next to each other, and each submission against the one before.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::EVIDENCE_SEE;
use serde::Deserialize;

use super::beside::{Beside, BesideAsk, beside};
use crate::application::submission::{self, Submission};
use crate::desk_page::{day, moment};
use crate::{application, evidence};

/// Which case, and which two departments.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Look {
    id: String,
    left: String,
    right: String,
    done: String,
}

#[derive(Template)]
#[template(path = "case/compare_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Look,
    departments: Vec<Choice>,
    left: String,
    right: String,
    rows: Vec<Beside>,
    submissions: Vec<Submission>,
}

impl View {
    fn day(&self, stored: &str) -> String {
        day(stored)
    }

    fn moment(&self, stored: &str) -> String {
        moment(stored)
    }
}

/// `GET /desk/applications/{id}/compare`
pub(crate) async fn page(act: &mut Act, ask: Look) -> Result<Reply, Fail> {
    let it = application::seen(act, &ask.id).await?;
    act.require(EVIDENCE_SEE, &it.region)?;
    let mut ask = ask;
    // The two that most often speak about one point.
    for (code, usual) in [(&mut ask.left, "gongan"), (&mut ask.right, "renshe")] {
        if evidence::catalogue().get(code).is_none() {
            *code = usual.to_owned();
        }
    }
    let rows = beside(act, BesideAsk { id: ask.id.clone(), left: ask.left.clone(), right: ask.right.clone() }).await?;
    let name = |code: &str| evidence::catalogue().get(code).map_or_else(|| code.to_owned(), |row| row.name.clone());
    let mut page = act.page(&format!("对照 {}", it.number())).await?;
    page.back = Some(format!("/desk/applications/{}", it.id));
    let departments = Choice::list(evidence::catalogue().rows().iter().map(|row| (row.code.clone(), row.name.clone())));
    let (left, right) = (name(&ask.left), name(&ask.right));
    let submissions = submission::of_application(act, &it).await?;
    act.render(&View { page, fault: Fault::none(), ask, departments, left, right, rows, submissions })
}
