//! 确认前的检查 — lint, examples, exactly one pack on every day, and a trial on live cases.

use std::sync::Arc;

use kernel::flow::How;
use kernel::{Act, Code, Fail, flow};
use people::perms::PACK_EDIT;
use policy::decide::WouldBe;
use policy::examples::{self, ExampleSet};
use policy::lint::{LintFinding, Severity, lint};
use policy::{Law, Pack, PackDocument};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::compare::{Change, changes};
use super::edit::Explained;
use super::impact::{self, Impact};
use super::{PACK, Revision, STALE, seen};
use crate::pack::in_force;

/// The pack conflicts with a rule above it.
pub const LINT_ERROR: Code = Code::conflict("pack.lint_error", "与上级规定冲突，不能确认", "请改正冲突的数值，或者撤回修订。");
/// An example household comes out otherwise, and nobody has said why that is right.
pub const EXAMPLE_FAILS: Code =
    Code::conflict("pack.example_fails", "示例家庭的结论变了，不能确认", "请改正数值，或者由起草人逐个说明为什么新结论是对的。");
/// Somewhere two packs would be in force, or none.
pub const OVERLAP: Code = Code::conflict("pack.not_exactly_one", "生效后有地区不是恰好适用一个规则包", "请核对适用区域、生效日期和替代关系。");

/// Which revision.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `pack_revision.id`.
    pub id: String,
}

/// What came of one example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExampleLine {
    /// Example.
    pub title: String,
    /// What it must say by its numbers.
    pub expected: String,
    /// What it says.
    pub found: String,
    /// As expected, or explained.
    pub fine: bool,
    /// Why another outcome is right, and who said so; empty if as expected.
    pub explained: String,
    /// Rules not met, in words.
    pub why: Vec<String>,
}

/// Everything that is looked at before a confirmation.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Report {
    /// Differences from the version in force.
    pub changes: Vec<Change>,
    /// What lint says of this pack.
    pub lint: Vec<LintFinding>,
    /// What lint would newly say of packs below it.
    pub below: Vec<LintFinding>,
    /// Examples.
    pub examples: Vec<ExampleLine>,
    /// Regions without exactly one pack, in words.
    pub broken: Vec<String>,
    /// The version it was made from decides no more.
    pub stale: bool,
    /// What would change for live cases; absent until the trial is done.
    pub impact: Option<Impact>,
}

impl Report {
    /// Conflicts with a higher rule.
    pub fn errors(&self) -> impl Iterator<Item = &LintFinding> {
        self.lint.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Examples that come out otherwise, unexplained.
    pub fn failing(&self) -> impl Iterator<Item = &ExampleLine> {
        self.examples.iter().filter(|line| !line.fine)
    }

    /// Why it cannot be confirmed; `None`: nothing stands in the way.
    pub fn refusal(&self) -> Option<Fail> {
        let words = |all: Vec<&str>| all.join("；");
        if self.stale {
            return Some(STALE.into());
        }
        if self.errors().next().is_some() {
            return Some(Fail::with(LINT_ERROR, words(self.errors().map(|it| it.sentence.as_str()).collect())));
        }
        if self.failing().next().is_some() {
            return Some(Fail::with(EXAMPLE_FAILS, words(self.failing().map(|it| it.title.as_str()).collect())));
        }
        if !self.broken.is_empty() {
            return Some(Fail::with(OVERLAP, self.broken.join("；")));
        }
        None
    }
}

/// Looks at a revision as if it were in force.
pub async fn report(act: &mut Act, it: &Revision) -> Result<Report, Fail> {
    let law = in_force(act).await?;
    let before = made_from(act, it, &law).await?;
    if it.in_force_at.is_some() || it.ended_at.is_some() {
        // What is closed is history: what it changed, and what the trial found.
        let document = if it.kind == "pack" { it.document().ok() } else { None };
        let changes = before.zip(document).map(|(before, document)| changes(before.document(), &document)).unwrap_or_default();
        return Ok(Report { changes, impact: it.impact(), ..Report::default() });
    }
    let after = it.candidate(&law)?;
    if it.kind == "statistic" {
        return Ok(Report { changes: super::statistic::changes(&law, it)?, impact: it.impact(), ..Report::default() });
    }
    let document = it.document()?;
    let base = law.pack(&it.base_pack);
    let known = lint(&law);
    let (own, others): (Vec<LintFinding>, Vec<LintFinding>) = lint(&after).into_iter().partition(|finding| finding.pack == it.pack_id);
    Ok(Report {
        changes: before.map(|before| changes(before.document(), &document)).unwrap_or_default(),
        lint: own,
        below: others.into_iter().filter(|finding| !known.contains(finding)).collect(),
        examples: examples_of(it, &after)?,
        broken: after.broken(&law, &document.areas, act.today()).iter().map(ToString::to_string).collect(),
        stale: base.is_none_or(|base| **base.hash() != *it.base_hash),
        impact: it.impact(),
    })
}

/// The version a revision was made from: in force, as shipped, or an earlier revision.
async fn made_from(act: &mut Act, it: &Revision, law: &Law) -> Result<Option<Arc<Pack>>, Fail> {
    let shipped = crate::pack::memory::shipped(act.kernel.settings.demo);
    let held = [law.pack(&it.base_pack), shipped.pack(&it.base_pack)].into_iter().flatten().find(|pack| **pack.hash() == *it.base_hash).cloned();
    if held.is_some() || it.kind != "pack" {
        return Ok(held);
    }
    let earlier = super::of_pack(act, &it.base_pack).await?.into_iter().filter_map(|one| Pack::seal(one.document().ok()?).ok());
    Ok(earlier.into_iter().find(|pack| **pack.hash() == *it.base_hash).map(Arc::new))
}

/// Refuses, by name, what may not be confirmed.
pub async fn refuse(act: &mut Act, it: &Revision) -> Result<(), Fail> {
    report(act, it).await?.refusal().map_or(Ok(()), Err)
}

/// `POST /api/v1/packs/drafts/{id}/check` — hands the revision on to those who confirm, and asks for the trial.
pub async fn check(act: &mut Act, ask: Which) -> Result<Report, Fail> {
    let it = seen(act, &ask.id).await?;
    act.require(PACK_EDIT, &it.region)?;
    let report = report(act, &it).await?;
    if let Some(fail) = report.refusal() {
        return Err(fail);
    }
    flow::step(act, &PACK, &it.id, "check", How::default()).await?;
    impact::ask(act, &it).await?;
    Ok(report)
}

fn examples_of(it: &Revision, law: &Law) -> Result<Vec<ExampleLine>, Fail> {
    let document: PackDocument = it.document()?;
    let explained: Vec<Explained> = serde_json::from_str(&it.expected)?;
    let sets = examples::builtin().map_err(|why| Fail::bug(why.to_string()))?;
    let find = |id: &str| sets.iter().find(|set| set.pack == id).cloned();
    // A new pack is held against the households of the one it was made from.
    let Some(mut set): Option<ExampleSet> = find(&document.pack_id).or_else(|| find(&it.base_pack)) else { return Ok(Vec::new()) };
    set.pack.clone_from(&document.pack_id);
    let line = |(at, result): (usize, policy::examples::NumbersResult)| {
        let found = result.found.chinese().to_owned();
        let said = explained.iter().find(|said| said.at == at && said.found == found);
        ExampleLine {
            fine: result.found == result.expected || said.is_some(),
            explained: said.map(|said| format!("{}（{}）", said.why, said.by)).unwrap_or_default(),
            why: if result.found == WouldBe::Eligible { Vec::new() } else { result.why },
            title: result.title,
            expected: result.expected.chinese().to_owned(),
            found,
        }
    };
    Ok(set.run_by_numbers(law).into_iter().enumerate().map(line).collect())
}
