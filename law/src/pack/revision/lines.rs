//! 规则读法 — a document as law: each rule a sentence with clause, source and grade, and its fields beneath.

use policy::PackDocument;

use super::item::{Item, items};
use crate::pack::guide::condition::Condition;
use crate::pack::guide::terms_page::groups;

/// Rules that stand together.
pub(in crate::pack) struct Section {
    pub title: String,
    pub lines: Vec<Line>,
}

/// One rule with its fields.
pub(in crate::pack) struct Line {
    pub id: String,
    pub rule: Condition,
    pub items: Vec<Item>,
    pub open: bool,
}

/// One term with its source.
pub(in crate::pack) struct Term {
    pub item: Item,
    pub source: String,
    pub weak: bool,
}

/// The rules of a document, as they stand together.
pub(in crate::pack) fn sections(it: &PackDocument) -> Vec<Section> {
    let all = items(it);
    let line = |(id, rule): (String, Condition)| {
        let items: Vec<Item> = all.iter().filter(|item| item.rule == id).cloned().collect();
        Line { open: items.iter().any(|item| item.unknown), id, rule, items }
    };
    groups(it).into_iter().map(|group| Section { title: group.title, lines: group.rules.into_iter().map(line).collect() }).collect()
}

/// Its terms: everything that is no rule's.
pub(in crate::pack) fn terms(it: &PackDocument) -> Vec<Term> {
    let term = |item: Item| {
        let cite = it.citations.get(&item.cite);
        Term {
            source: cite.map_or_else(String::new, |cite| format!("{cite}（{}）", cite.grade.chinese())),
            weak: cite.is_some_and(|cite| !cite.grade.may_decide()),
            item,
        }
    };
    items(it).into_iter().filter(|item| item.rule.is_empty()).map(term).collect()
}

/// How many fields no source gives.
pub(in crate::pack) fn unknown(it: &PackDocument) -> usize {
    items(it).iter().filter(|item| item.unknown).count()
}
