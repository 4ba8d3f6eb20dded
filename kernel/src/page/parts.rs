//! 页面部件 (parts of pages) — small plain values that the macros of `templates/macros.html` show.

use super::Tone;

/// A word with an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What is shown.
    pub label: String,
    /// Address.
    pub href: String,
}

impl Link {
    /// A link by label and address.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Link {
        Link { label: label.into(), href: href.into() }
    }

    /// It is the one with this label.
    pub fn is(&self, label: &str) -> bool {
        self.label == label
    }
}

/// One answer to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Value that the form sends.
    pub key: String,
    /// What is shown.
    pub label: String,
}

impl Choice {
    /// Choices from pairs of value and word, in this order.
    pub fn list<K: Into<String>, L: Into<String>>(pairs: impl IntoIterator<Item = (K, L)>) -> Vec<Choice> {
        pairs.into_iter().map(|(key, label)| Choice { key: key.into(), label: label.into() }).collect()
    }

    /// It is the one with this value.
    pub fn is(&self, key: &str) -> bool {
        self.key == key
    }
}

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field, as in the form.
    pub field: String,
    /// One sentence: what to do.
    pub message: String,
}

/// All that is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fault {
    /// The single messages.
    pub errors: Vec<FieldError>,
}

impl Fault {
    /// Nothing wrong.
    pub fn none() -> Fault {
        Fault::default()
    }

    /// Adds a message to a field.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), message: message.into() });
    }

    /// The first message of a field; empty when the field is in order.
    pub fn of(&self, field: &str) -> &str {
        self.errors.iter().find(|error| error.field == field).map_or("", |error| &error.message)
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Where a step of a matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Over, with its date.
    Done,
    /// Under way, with its owner and due date.
    Now,
    /// Not begun.
    Next,
}

/// One line of the vertical timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it stands.
    pub state: StepState,
    /// What the step is.
    pub title: String,
    /// Date or due date in words; may be empty.
    pub when: String,
    /// Who has it now, or who did it; may be empty.
    pub owner: String,
    /// One sentence more; may be empty.
    pub note: String,
}

impl Step {
    /// Class of the line.
    pub fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Next => "next",
        }
    }

    /// The state in a word.
    pub fn word(&self) -> &'static str {
        match self.state {
            StepState::Done => "已完成",
            StepState::Now => "进行中",
            StepState::Next => "未开始",
        }
    }
}

/// Where a task of an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// 已完成.
    Done,
    /// 进行中: begun, and something is still to be done.
    Begun,
    /// 还没开始: it can be done now.
    Open,
    /// 暂不能办: something before it is missing.
    Closed,
}

/// One line of the task list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What is to be filled in.
    pub title: String,
    /// One sentence; may be empty.
    pub hint: String,
    /// Address; not shown while the task is closed.
    pub href: String,
    /// Where it stands.
    pub state: TaskState,
}

impl Task {
    /// The task can be opened.
    pub fn open(&self) -> bool {
        self.state != TaskState::Closed
    }

    /// Tone of the state.
    pub fn tone(&self) -> Tone {
        match self.state {
            TaskState::Done => Tone::Success,
            TaskState::Begun => Tone::Info,
            TaskState::Open => Tone::Plain,
            TaskState::Closed => Tone::Plain,
        }
    }

    /// The state in words.
    pub fn word(&self) -> &'static str {
        match self.state {
            TaskState::Done => "已完成",
            TaskState::Begun => "进行中",
            TaskState::Open => "还没开始",
            TaskState::Closed => "暂不能办",
        }
    }
}

/// One line of a decision: a rule, what came out and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `Success` is met, `Danger` not met, `Warning` unknown.
    pub tone: Tone,
    /// The sentence.
    pub sentence: String,
    /// The numbers that were used; may be empty.
    pub numbers: String,
    /// The clauses that say so.
    pub clues: Vec<Clue>,
}

impl Finding {
    /// The verdict in a word.
    pub fn word(&self) -> &'static str {
        match self.tone {
            Tone::Success => "符合",
            Tone::Danger => "不符合",
            Tone::Warning => "待认定",
            Tone::Info | Tone::Plain => "说明",
        }
    }

    /// The verdict as a sign.
    pub fn sign(&self) -> &'static str {
        match self.tone {
            Tone::Success => "✓",
            Tone::Danger => "✗",
            Tone::Warning => "?",
            Tone::Info | Tone::Plain => "·",
        }
    }
}

/// A clause to open: its name, its text in short, and where the whole stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clue {
    /// For example 《江西省公租房管理办法》第九条.
    pub label: String,
    /// Address of the text.
    pub href: String,
    /// Pack and version by which it was applied; may be empty.
    pub pack: String,
}

/// Time that is left, in words and tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// `Danger` late, `Warning` today or within two days, else `Plain`.
    pub tone: Tone,
    /// For example 还剩 3 天.
    pub text: String,
}

/// How a list is ordered, and the rest of its address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sort {
    /// Key of the column.
    pub key: String,
    /// From large to small.
    pub descending: bool,
    /// The filters as a query without `sort`, `order` and `after`, already encoded, without `?`.
    pub query: String,
}

impl Sort {
    /// Address that orders by a column, turning the direction if it is that column already.
    pub fn href(&self, key: &str) -> String {
        let order = if self.key == key && !self.descending { "desc" } else { "asc" };
        let rest = if self.query.is_empty() { String::new() } else { format!("{}&", self.query) };
        format!("?{rest}sort={key}&order={order}")
    }

    /// Value of `aria-sort`.
    pub fn aria(&self, key: &str) -> &'static str {
        match (self.key == key, self.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }
}

/// One choice of the column chooser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Key in the address.
    pub key: String,
    /// Words at the head of the column.
    pub label: String,
    /// It is shown.
    pub shown: bool,
}

/// What lies before and after the rows in view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pager {
    /// Rows in view.
    pub shown: usize,
    /// All rows that match; `None` when counting would cost too much.
    pub total: Option<u64>,
    /// Address of the rows before.
    pub before: Option<String>,
    /// Address of the rows after.
    pub after: Option<String>,
}
