//! 示例家庭 — households with the outcome each pack must give them.
//!
//! A pack carries its boundaries as examples: at the line, one step inside, one step
//! outside. They run as tests, and before an authority confirms a changed pack.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decide::{Outcome, WouldBe, decide_with};
use crate::facts::Facts;
use crate::law::Law;
use crate::statistic::StatisticValue;

/// Examples that ship with the program, a file a pack.
const FILES: &[&str] = &[
    include_str!("../packs/examples/demo-gz.toml"),
    include_str!("../packs/examples/fz-2023.toml"),
    include_str!("../packs/examples/gx-2024.toml"),
    include_str!("../packs/examples/gz-2023.toml"),
    include_str!("../packs/examples/jdz-2024.toml"),
    include_str!("../packs/examples/jj-2022.toml"),
    include_str!("../packs/examples/nc-2014.toml"),
    include_str!("../packs/examples/nc-2024.toml"),
    include_str!("../packs/examples/rj-2023.toml"),
    include_str!("../packs/examples/sr-2025.toml"),
    include_str!("../packs/examples/yc-2023.toml"),
];

/// The examples of one pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleSet {
    /// 规则包编号
    pub pack: String,
    /// 受理日期
    pub on: Date,
    /// 假设的统计数值 — assumed for these examples only, where the real ones are not recorded.
    #[serde(default)]
    pub statistics: Vec<StatisticValue>,
    /// A household that passes; each example changes some of its facts.
    pub base: Value,
    /// 示例
    pub example: Vec<Example>,
}

/// One household and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// 说明
    pub title: String,
    /// Ids of the cases or clauses it shows, as `T05`.
    #[serde(default)]
    pub shows: Vec<String>,
    /// Facts that differ from the base, by path.
    #[serde(default)]
    pub change: BTreeMap<String, Value>,
    /// Facts not known, by path.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// What must be decided.
    pub outcome: WouldBe,
    /// What the numbers alone must say.
    pub would_be: WouldBe,
    /// The tier it must come in by, where eligible.
    #[serde(default)]
    pub tier: Option<String>,
    /// Rules that must say not met by their numbers.
    #[serde(default)]
    pub fails: Vec<String>,
}

/// What came of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExampleResult {
    /// 规则包编号
    pub pack: String,
    /// 说明
    pub title: String,
    /// Why it is not as expected; none: it is.
    pub wrong: Option<String>,
}

/// What the numbers of a pack say of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumbersResult {
    /// 说明
    pub title: String,
    /// What they must say.
    pub expected: WouldBe,
    /// What they say.
    pub found: WouldBe,
    /// Sentences of the rules that are not met.
    pub why: Vec<String>,
}

/// Why a file of examples cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadExamples {
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for BadExamples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "示例无法读取，请按格式修改：{}", self.why)
    }
}
impl std::error::Error for BadExamples {}

/// The examples that ship with the program.
pub fn builtin() -> Result<Vec<ExampleSet>, BadExamples> {
    FILES.iter().map(|text| ExampleSet::from_toml(text)).collect()
}

impl ExampleSet {
    /// Reads examples from TOML.
    pub fn from_toml(text: &str) -> Result<ExampleSet, BadExamples> {
        toml::from_str(text).map_err(|error| BadExamples { why: error.to_string() })
    }

    /// Runs every example by the law's pack of this id.
    pub fn run(&self, law: &Law) -> Vec<ExampleResult> {
        let mut statistics = law.statistics().clone();
        statistics.value.extend(self.statistics.iter().cloned());
        let law = &law.clone().with_statistics(statistics);
        self.example
            .iter()
            .map(|example| ExampleResult { pack: self.pack.clone(), title: example.title.clone(), wrong: self.check(example, law).err() })
            .collect()
    }

    /// Runs every example by its numbers alone: what a pack would say once it is confirmed.
    ///
    /// Examples whose outcome is wrong only because the pack was not confirmed stay right.
    pub fn run_by_numbers(&self, law: &Law) -> Vec<NumbersResult> {
        let mut statistics = law.statistics().clone();
        statistics.value.extend(self.statistics.iter().cloned());
        let law = &law.clone().with_statistics(statistics);
        let run = |example: &Example| {
            let found = self.facts(example).ok().zip(law.pack(&self.pack)).map(|(facts, pack)| decide_with(&facts, self.on, pack, law));
            let failed = found.iter().flat_map(|it| &it.findings).filter(|it| it.computed == crate::Verdict::NotMet);
            NumbersResult {
                title: example.title.clone(),
                expected: example.would_be,
                found: found.as_ref().map_or(WouldBe::NeedsPerson, |it| it.would_be),
                why: failed.map(crate::Finding::sentence).collect(),
            }
        };
        self.example.iter().map(run).collect()
    }

    /// The facts of an example: the base with its changes.
    pub fn facts(&self, example: &Example) -> Result<Facts, BadExamples> {
        let mut facts = self.base.clone();
        for (path, value) in &example.change {
            place(&mut facts, path, Some(value.clone())).ok_or_else(|| BadExamples { why: format!("没有路径{path}") })?;
        }
        for path in &example.unknown {
            place(&mut facts, path, None).ok_or_else(|| BadExamples { why: format!("没有路径{path}") })?;
        }
        serde_json::from_value(facts).map_err(|error| BadExamples { why: error.to_string() })
    }

    fn check(&self, example: &Example, law: &Law) -> Result<(), String> {
        let pack = law.pack(&self.pack).ok_or_else(|| format!("没有规则包{}", self.pack))?;
        let facts = self.facts(example).map_err(|error| error.to_string())?;
        let decision = decide_with(&facts, self.on, pack, law);
        let found = (decision.short(), decision.would_be);
        if found != (example.outcome, example.would_be) {
            let said: Vec<String> = decision.findings.iter().map(|finding| format!("{}：{}", finding.rule, finding.sentence())).collect();
            let (outcome, would_be) = (found.0.chinese(), found.1.chinese());
            return Err(format!("结论为{outcome}／{would_be}；{}", said.join(" ")));
        }
        if let (Some(tier), Outcome::Eligible(eligible)) = (&example.tier, &decision.outcome)
            && **tier != *eligible.tier
        {
            return Err(format!("保障类别为{}", eligible.tier));
        }
        let failing = |rule: &String| decision.findings.iter().any(|it| *it.rule == **rule && it.computed == crate::Verdict::NotMet);
        match example.fails.iter().find(|rule| !failing(rule)) {
            Some(rule) => Err(format!("{rule}未判为不符合")),
            None => Ok(()),
        }
    }
}

/// Puts a value at a path such as `members/0/income_fen`, or takes it away.
fn place(facts: &mut Value, path: &str, value: Option<Value>) -> Option<()> {
    let (above, last) = path.rsplit_once('/').map_or(("", path), |(above, last)| (above, last));
    let pointer = if above.is_empty() { String::new() } else { format!("/{above}") };
    match (facts.pointer_mut(&pointer)?, value) {
        (Value::Object(fields), Some(value)) => {
            fields.insert(last.to_owned(), value);
        }
        (Value::Object(fields), None) => {
            fields.remove(last);
        }
        (Value::Array(rows), Some(value)) => {
            let at: usize = last.parse().ok()?;
            if at == rows.len() {
                rows.push(value);
            } else {
                *rows.get_mut(at)? = value;
            }
        }
        (Value::Array(rows), None) => {
            let at: usize = last.parse().ok()?;
            if at >= rows.len() {
                return None;
            }
            rows.remove(at);
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_comes_out_as_its_pack_says() {
        let law = Law::with_demo();
        let results: Vec<ExampleResult> = builtin().unwrap().iter().flat_map(|set| set.run(&law)).collect();
        let wrong: Vec<_> = results.iter().filter(|result| result.wrong.is_some()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(results.len() > 60);
    }

    #[test]
    fn every_city_and_county_pack_carries_examples() {
        let sets = builtin().unwrap();
        for pack in Law::with_demo().packs().iter().filter(|pack| pack.document().rank >= crate::pack::Rank::City) {
            assert!(sets.iter().any(|set| *set.pack == **pack.id()), "{}", pack.id());
        }
    }
}
