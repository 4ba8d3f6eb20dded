//! 修订对照 — what a document says otherwise than the one in force, in words.

use std::collections::BTreeMap;

use kernel::page::date;
use policy::PackDocument;
use schemars::JsonSchema;
use serde::Serialize;

use super::item::{Kind, items};
use crate::pack::guide::condition::{Condition, places};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// Name of the rule or term.
    pub what: String,
    /// Id of the rule; empty for terms.
    pub rule: String,
    /// What is said now; empty: nothing.
    pub before: String,
    /// What will be said; empty: nothing any more.
    pub after: String,
    /// Source of what will be said.
    pub source: String,
}

/// Differences between two documents, rules first.
pub fn changes(before: &PackDocument, after: &PackDocument) -> Vec<Change> {
    let (old, new) = (rules(before), rules(after));
    let mut found = Vec::new();
    for (id, it) in &new {
        match old.get(id) {
            Some(was) if was == it => {}
            Some(was) => found.push(changed(id, Some(was), Some(it))),
            None => found.push(changed(id, None, Some(it))),
        }
    }
    found.extend(old.iter().filter(|(id, _)| !new.contains_key(*id)).map(|(id, was)| changed(id, Some(was), None)));
    found.extend(terms(before, after));
    found.extend(head(before, after));
    found
}

fn rules(it: &PackDocument) -> BTreeMap<String, (&'static str, Condition)> {
    let tiers = it.tiers.iter().flat_map(|tier| tier.rules.iter().chain(tier.routes.iter().flat_map(|route| &route.rules)));
    it.rules.iter().chain(tiers).map(|rule| (rule.id.clone(), (rule.test.name().chinese(), Condition::of(it, rule)))).collect()
}

fn changed(id: &str, was: Option<&(&'static str, Condition)>, is: Option<&(&'static str, Condition)>) -> Change {
    let name = is.or(was).map_or("", |(name, _)| name);
    let (was, is) = (was.map(|(_, it)| it), is.map(|(_, it)| it));
    let source = |it: &Condition| format!("{}（{}）", it.clause, it.grade);
    // Same words from another source: then the source is the difference.
    let only_source = matches!((was, is), (Some(was), Some(is)) if was.sentence == is.sentence);
    let say = |it: Option<&Condition>| {
        it.map_or_else(String::new, |it| if only_source { format!("{}，依据{}", it.sentence, source(it)) } else { it.sentence.clone() })
    };
    Change { what: name.to_owned(), rule: id.to_owned(), before: say(was), after: say(is), source: is.map(source).unwrap_or_default() }
}

/// Terms of the pack: what is no rule's.
fn terms(before: &PackDocument, after: &PackDocument) -> Vec<Change> {
    let of = |it: &PackDocument| -> BTreeMap<String, (String, String, String)> {
        let rows = items(it).into_iter().filter(|item| item.rule.is_empty() && item.kind != Kind::Recheck);
        rows.map(|item| {
            let source = it.citations.get(&item.cite).map_or_else(String::new, |cite| format!("{cite}（{}）", cite.grade.chinese()));
            (item.path, (item.label, item.words, source))
        })
        .collect()
    };
    let (old, new) = (of(before), of(after));
    let words = |row: Option<&(String, String, String)>| row.map(|(_, words, _)| words.clone()).unwrap_or_default();
    let paths: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differ = paths.into_iter().filter(|path| old.get(*path) != new.get(*path));
    differ
        .map(|path| {
            let (was, is) = (old.get(path), new.get(path));
            let (label, _, source) = is.or(was).cloned().unwrap_or_default();
            Change { what: label, rule: String::new(), before: words(was), after: words(is), source }
        })
        .collect()
}

/// What the document says of itself.
fn head(before: &PackDocument, after: &PackDocument) -> Vec<Change> {
    let none = |list: &[String]| if list.is_empty() { "无".to_owned() } else { list.join("、") };
    let of = |it: &PackDocument| {
        [
            ("编号", it.pack_id.clone()),
            ("名称", it.title.clone()),
            ("适用地区", places(&it.areas)),
            ("生效日期的依据", if it.effective_from_exact { "文件写明".into() } else { format!("{}，最早见到的日期", date(it.effective_from)) }),
            ("状态", it.status.chinese().to_owned()),
            ("需复核", none(&it.needs_recheck_against)),
            ("替代", none(&it.supersedes)),
            ("上级规则", none(&it.inherits)),
        ]
    };
    let only = |here: &PackDocument, there: &PackDocument| {
        here.remarks.iter().filter(|line| !there.remarks.contains(line)).cloned().collect::<Vec<_>>().join(" ")
    };
    let remarks = ("说明", (only(before, after), only(after, before)));
    let pairs = of(before).into_iter().zip(of(after));
    let rows = pairs.map(|((what, was), (_, is))| (what, (was, is))).chain([remarks]);
    let differ = rows.filter(|(_, (was, is))| was != is);
    differ.map(|(what, (before, after))| Change { what: what.to_owned(), rule: String::new(), before, after, source: String::new() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Fen;
    use policy::Law;
    use policy::pack::{Maybe, Status};
    use policy::rules::RuleKind;

    #[test]
    fn a_changed_number_reads_as_two_sentences_and_nothing_else_is_listed() {
        let law = Law::builtin();
        let before = law.pack("CN-360700-GZ-2023").unwrap().document();
        assert!(changes(before, before).is_empty());
        let mut after = before.clone();
        after.status = Status::Confirmed;
        if let RuleKind::IncomeAbsolute(income) = &mut after.tiers[1].rules[1].test {
            income.max_fen = Maybe::Known(Fen::yuan(48_000));
        }
        after.notice_working_days = Maybe::Known(7);
        let found = changes(before, &after);
        let what: Vec<(&str, &str, &str)> = found.iter().map(|it| (it.what.as_str(), it.before.as_str(), it.after.as_str())).collect();
        assert_eq!(
            what,
            [
                ("人均收入", "家庭人均年收入不超过46,760.00元（2023年的标准）", "家庭人均年收入不超过48,000.00元（2023年的标准）"),
                ("公示期", "未知", "7个工作日"),
                ("状态", "待确认", "已确认"),
            ]
        );
    }
}
