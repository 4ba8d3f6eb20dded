//! 流程图 — the table drawn for people, so that docs never drift from it.

use super::Flow;
use crate::calendar::Term;

impl Flow {
    /// Mermaid state diagram and a table, as Markdown.
    pub fn diagram(&self) -> String {
        let mut out = format!("## {}（{}）\n\n```mermaid\nstateDiagram-v2\n", self.title, self.name);
        for state in self.states {
            out.push_str(&format!("    {}: {}\n", state.name, state.title));
        }
        if let Some(first) = self.states.first() {
            out.push_str(&format!("    [*] --> {}\n", first.name));
        }
        for step in self.steps {
            out.push_str(&format!("    {} --> {}: {}\n", step.from, step.to, step.title));
        }
        for state in self.states.iter().filter(|state| state.end) {
            out.push_str(&format!("    {} --> [*]\n", state.name));
        }
        out.push_str("```\n\n| 状态 | 办理 | 下一状态 | 权限 | 时限 | 回避 | 依据 |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        for step in self.steps {
            let term = self.state(step.from).and_then(|state| state.term).map_or_else(String::new, in_words);
            let apart = step.not_by.and_then(|verb| self.steps.iter().find(|other| other.act == verb)).map_or("", |other| other.title);
            out.push_str(&format!(
                "| {} | {} | {} | `{}` | {} | {} | {} |\n",
                self.title_of(step.from),
                step.title,
                self.title_of(step.to),
                step.who.0,
                term,
                apart,
                step.clause
            ));
        }
        out
    }

    /// What is wrong with the table itself: states nobody reaches, acts that lead nowhere,
    /// dead ends. Empty for a sound table; a test runs it for every process.
    pub fn flaws(&self) -> Vec<String> {
        let mut flaws = Vec::new();
        for step in self.steps {
            for name in [step.from, step.to] {
                if self.state(name).is_none() {
                    flaws.push(format!("{}: {} names no state", self.name, name));
                }
            }
            // Every case has an opening on record, although no row of the table does it.
            if step.not_by.is_some_and(|verb| verb != "open" && !self.steps.iter().any(|other| other.act == verb)) {
                flaws.push(format!("{}: {} is kept apart from an act that does not exist", self.name, step.act));
            }
            let twins = self.steps.iter().filter(|other| other.from == step.from && other.act == step.act).count();
            if twins != 1 {
                flaws.push(format!("{}: {} in {} stands {twins} times", self.name, step.act, step.from));
            }
        }
        for (at, state) in self.states.iter().enumerate() {
            if at != 0 && !self.steps.iter().any(|step| step.to == state.name) {
                flaws.push(format!("{}: nothing leads to {}", self.name, state.name));
            }
            let leaves = self.steps.iter().any(|step| step.from == state.name);
            if leaves == state.end {
                flaws.push(format!("{}: {} is {}", self.name, state.name, if leaves { "an end that goes on" } else { "a dead end" }));
            }
        }
        flaws
    }
}

fn in_words(term: Term) -> String {
    match term {
        Term::WorkingDays(days) => format!("{days} 个工作日"),
        Term::CalendarDays(days) => format!("{days} 日"),
        Term::Months(months) => format!("{months} 个月"),
    }
}
