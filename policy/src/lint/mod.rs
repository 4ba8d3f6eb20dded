//! 规则比对 — where a lower rule departs from a higher one, shown and never silently resolved.
//!
//! Whether a departure is lawful (a relaxation, a special tier) is for a person to say;
//! the lint only makes sure that nobody can overlook it.

mod entry;
mod operation;
mod soundness;

use base::Citation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::law::Law;
use crate::pack::{Pack, Rank, Rule};
use crate::rules::RuleKind;
use crate::terms::terms;

terms! {
    /// How grave a departure is (严重程度).
    Severity {
        Info "提示",
        Warning "需核对",
        Error "冲突",
    }
}

terms! {
    /// What was compared (比对事项). The first ten are the known conflicts of Jiangxi's rules, in their order.
    LintCode {
        PermitBeyondProvince "居住证年限严于上级规定",
        AgeAboveProvince "单身申请年龄严于上级规定",
        AreaBelowProvince "面积标准严于上级规定",
        AreaAboveProvince "面积标准宽于上级规定",
        SubsidyCycle "补贴发放周期不合上级规定",
        IntakeNotAlways "未常态化受理",
        LineWithoutYear "收入线未注明年度",
        DwellingSize "单套面积上限不同",
        FundUse "资金用途与上级禁止事项重合",
        HomeScope "住房核查范围与适用区域不同",
        WaitingTooLong "轮候期超过上级规定",
        ContractTooLong "合同期限超过上级规定",
        Overlap "规则包重叠",
        WeakSource "数值来源待核对",
        NullNumber "数值未知",
        NeedsRecheck "需按新的上级规定复核",
        Uncited "数值没有依据",
        NothingScored "评分没有分值",
    }
}

impl LintCode {
    /// Number of the known conflict, 1 to 10; `None` for general checks.
    pub fn number(self) -> Option<u8> {
        let at = LintCode::ALL.iter().position(|code| *code == self)?;
        u8::try_from(at + 1).ok().filter(|number| *number <= 10)
    }
}

/// One departure found (比对结果).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LintFinding {
    /// Number of the known conflict, 1 to 10; absent for general checks.
    pub number: Option<u8>,
    /// What was compared.
    pub code: LintCode,
    /// How grave it is.
    pub severity: Severity,
    /// The pack that departs.
    pub pack: String,
    /// Its rule or parameter, where it is one.
    pub rule: Option<String>,
    /// The pack it departs from.
    pub higher: Option<String>,
    /// What to look at, in Chinese, with the numbers.
    pub sentence: String,
    /// Sources on both sides.
    pub citations: Vec<Citation>,
}

/// Compares every pack with the packs above it and beside it. Errors first.
pub fn lint(law: &Law) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for pack in law.packs() {
        for higher in law.packs().iter().filter(|higher| stands_above(higher, pack)) {
            entry::compare(pack, higher, &mut found);
            operation::compare(pack, higher, &mut found);
        }
        entry::alone(pack, &mut found);
        soundness::alone(pack, &mut found);
    }
    soundness::overlaps(law, &mut found);
    found.sort_by(|one, other| other.severity.cmp(&one.severity).then_with(|| one.pack.cmp(&other.pack)).then(one.code.cmp(&other.code)));
    found
}

/// Higher in rank and over every area of the other.
fn stands_above(higher: &Pack, pack: &Pack) -> bool {
    let (high, low) = (higher.document(), pack.document());
    let reaches = |area| high.areas.iter().any(|above| above.covers(area));
    high.rank < low.rank && high.rank <= Rank::Province && low.areas.iter().all(reaches)
}

/// Every rule of a pack with its tier's title.
fn rules(pack: &Pack) -> impl Iterator<Item = (&Rule, &str)> {
    let document = pack.document();
    let common = document.rules.iter().map(|rule| (rule, "共同条件"));
    let tiers = document.tiers.iter().flat_map(|tier| {
        let routes = tier.routes.iter().flat_map(|route| &route.rules);
        tier.rules.iter().chain(routes).map(|rule| (rule, tier.title.as_str()))
    });
    common.chain(tiers)
}

/// The first rule of a pack that `pick` wants.
fn rule_of<'a, T>(pack: &'a Pack, pick: impl Fn(&'a RuleKind) -> Option<T>) -> Option<(&'a Rule, T)> {
    rules(pack).find_map(|(rule, _)| pick(&rule.test).map(|picked| (rule, picked)))
}

/// A citation by its key; sealing made sure it is listed.
fn cited(pack: &Pack, key: &str) -> Option<Citation> {
    pack.document().citations.get(key).cloned()
}

/// Key of the citation of a parameter; empty where none is given.
fn parameter_cite<'a>(pack: &'a Pack, name: &str) -> &'a str {
    pack.document().parameter_cites.get(name).map_or("", String::as_str)
}

/// Writes one finding down.
struct Note<'a> {
    code: LintCode,
    severity: Severity,
    pack: &'a Pack,
    rule: Option<(&'a str, &'a str)>,
    higher: Option<(&'a Pack, &'a str)>,
}

impl Note<'_> {
    fn found(self, sentence: String) -> LintFinding {
        let own = self.rule.and_then(|(_, cite)| cited(self.pack, cite));
        let above = self.higher.and_then(|(higher, cite)| cited(higher, cite));
        LintFinding {
            number: self.code.number(),
            code: self.code,
            severity: self.severity,
            pack: self.pack.id().to_string(),
            rule: self.rule.map(|(id, _)| id.to_owned()),
            higher: self.higher.map(|(higher, _)| higher.id().to_string()),
            sentence,
            citations: own.into_iter().chain(above).collect(),
        }
    }
}
