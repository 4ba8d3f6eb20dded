//! 页面 (page) — what every page carries whatever it shows: who looks, from where, what waits,
//! the tokens its forms need; and the pieces of a page that all desks share.
//!
//! A template is a struct with a field `page: Page` that extends one of the layouts in
//! `templates/`: `staff.html`, `citizen.html` (also for public pages) or `paper.html`.

use std::fmt;

mod parts;
mod words;

pub use parts::{Choice, Clock, Clue, Column, Fault, FieldError, Finding, Link, Pager, Sort, Step, StepState, Task, TaskState};
pub use words::{
    area, date, date_long, days_left, fold_width, instant, mask_address, mask_card, mask_name, mask_person_id, mask_phone, spaced, yuan,
};

/// How a message or a state is meant. Every tone has a colour, an icon and a word, so that
/// colour is never the only sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to do, nothing wrong.
    #[default]
    Plain,
    /// Under way.
    Info,
    /// Done, met, in order.
    Success,
    /// Needs a look soon, or a person's judgement.
    Warning,
    /// Late, refused, not met.
    Danger,
}

impl fmt::Display for Tone {
    /// The name by which style sheets and the icon file know the tone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tone::Plain => "plain",
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        })
    }
}

/// A message shown once after an act, at the top of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// One sentence.
    pub text: String,
}

/// The person who is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Display name.
    pub name: String,
    /// Role in words, for example 复核员; empty for a citizen.
    pub role: String,
}

/// One group of the staff menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// Heading in the menu; empty for entries without a heading.
    pub name: String,
    /// What the person may open there.
    pub items: Vec<NavItem>,
}

/// One entry of the staff menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NavItem {
    /// Words in the menu.
    pub label: String,
    /// Address.
    pub href: String,
    /// Pieces of work that wait there for this person; 0 shows nothing.
    pub count: u32,
    /// The page in view belongs to this entry.
    pub current: bool,
}

/// What every page carries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Noun or question of the page; its heading and the window's title.
    pub title: String,
    /// Path and query asked for, to come back to.
    pub path: String,
    /// Who looks; `None` before sign-in.
    pub person: Option<Person>,
    /// Name of the region in view.
    pub region: String,
    /// Other regions the person may look at.
    pub regions: Vec<Link>,
    /// The menu of the staff, only what the person may open.
    pub nav: Vec<Desk>,
    /// Work that waits for the person (待办).
    pub inbox: u32,
    /// Of that, what is past its deadline (逾期).
    pub overdue: u32,
    /// Token against forged requests, for the hidden field `_csrf`.
    pub csrf: String,
    /// Idempotency key of the forms on this page, for the hidden field `_once`.
    pub once: String,
    /// 关怀版: large type and large targets.
    pub care: bool,
    /// In the demonstration: the business date in words. `None` in real operation.
    pub demo: Option<String>,
    /// A rule in force here is made up for the demonstration (演示规则).
    pub demo_pack: bool,
    /// Message of the act before.
    pub flash: Option<Flash>,
    /// Where the back link leads; `None` shows none.
    pub back: Option<String>,
    /// Helper mode: the name of the person for whom somebody else fills in.
    pub acting_for: Option<String>,
    /// Telephone number for questions; empty shows the government line 12345.
    pub hotline: String,
    /// The page shows what has to be mended; said in the window's title.
    pub faulty: bool,
}

impl Page {
    /// A page by title and path; everything else is added by who knows it.
    pub fn new(title: impl Into<String>, path: impl Into<String>) -> Page {
        Page { title: title.into(), path: path.into(), ..Page::default() }
    }

    /// The window's title: says first when something has to be mended.
    pub fn window_title(&self) -> String {
        let mark = if self.faulty { "错误：" } else { "" };
        match self.title.as_str() {
            "" => "安居".to_owned(),
            title => format!("{mark}{title} - 安居"),
        }
    }

    /// Address of an embedded front-end file.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// Number to call, ready to show.
    pub fn call(&self) -> &str {
        if self.hotline.is_empty() { "12345" } else { &self.hotline }
    }
}

#[cfg(test)]
mod tests;
