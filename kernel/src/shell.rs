//! 页面外框 — fills in what every page carries: who looks, the menu of doors that open to
//! them, how much waits, the tokens of forms, and the business date in the demo.

use askama::Template;

use crate::act::Act;
use crate::actor::Kind;
use crate::doors::{Door, Reply};
use crate::fail::Fail;
use crate::flow::{self, Count};
use crate::page::{Desk, Flash, NavItem, Page, Person, Tone, date_long};

/// Order of the desks in the menu; others follow.
const DESKS: [&str; 9] = ["工作台", "受理", "审核", "公示", "轮候", "规则", "监督", "审计", "系统"];

impl Act {
    /// A page for whoever acts.
    pub async fn page(&mut self, title: &str) -> Result<Page, Fail> {
        let path = if self.request.query.is_empty() { self.request.path.clone() } else { format!("{}?{}", self.request.path, self.request.query) };
        let mut page = Page::new(title, path);
        page.csrf = self.request.csrf.clone();
        page.once = self.kernel.ids.ulid(self.kernel.clock.real());
        page.care = self.request.care;
        page.hotline = self.kernel.settings.hotline.clone();
        if self.kernel.settings.demo {
            page.demo = Some(date_long(self.today()));
        }
        if self.actor.kind != Kind::Stranger {
            page.person = Some(Person { name: self.actor.name.clone(), role: self.actor.role_title().to_owned() });
        }
        page.acting_for = Some(self.request.acting_for.clone()).filter(|name| !name.is_empty());
        if self.request.query.contains("done=") {
            page.flash = done_message(&self.request.query);
        }
        if self.actor.kind == Kind::Staff {
            self.staff_parts(&mut page).await?;
        }
        Ok(page)
    }

    async fn staff_parts(&mut self, page: &mut Page) -> Result<(), Fail> {
        let counts = flow::counts(self).await?;
        page.inbox = small(counts.iter().map(|count| count.waiting).sum());
        page.overdue = small(counts.iter().map(|count| count.late).sum());
        page.region = self.actor.grants.first().map(|grant| region_name(&grant.region)).unwrap_or_default();
        if let Some(table) = self.kernel.doors.get() {
            let open: Vec<&Door> = table.doors.iter().filter(|door| door.nav.is_some() && self.actor.may(door.perm)).collect();
            page.nav = menu(&open, &counts, &self.request.path);
        }
        Ok(())
    }
}

/// `赣州市章贡区` for a code; the code itself if it is not in the book.
pub fn region_name(code: &str) -> String {
    let book = base::region::book();
    let name = base::region::RegionCode::parse(code).ok().and_then(|code| book.path_name(&code));
    let name = name.unwrap_or_else(|| code.to_owned());
    if name == "江西省" { name } else { name.trim_start_matches("江西省").to_owned() }
}

fn menu(open: &[&Door], counts: &[Count], path: &str) -> Vec<Desk> {
    let mut names: Vec<&str> = open.iter().filter_map(|door| door.nav.map(|nav| nav.desk)).collect();
    names.sort_by_key(|name| DESKS.iter().position(|known| known == name).unwrap_or(DESKS.len()));
    names.dedup();
    // The longest address that fits: /desk/packs/lint is not also /desk/packs.
    let fits = |door: &&&Door| path == door.path || path.starts_with(&format!("{}/", door.path));
    let current = open.iter().filter(fits).map(|door| door.path).max_by_key(|path| path.len()).unwrap_or_default();
    let item = |door: &&&Door| {
        let nav = door.nav?;
        let waits = |count: &&Count| !nav.counts.is_empty() && count.flow.starts_with(nav.counts);
        let count = small(counts.iter().filter(waits).map(|count| count.waiting).sum());
        Some(NavItem { label: nav.label.into(), href: door.path.into(), count, current: door.path == current })
    };
    names
        .into_iter()
        .map(|name| Desk {
            name: name.into(),
            items: open.iter().filter(|door| door.nav.is_some_and(|nav| nav.desk == name)).filter_map(|door| item(&door)).collect(),
        })
        .collect()
}

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

/// The sentence that a form leaves behind in the address it leads to.
fn done_message(query: &str) -> Option<Flash> {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(query).ok()?;
    let text = pairs.into_iter().find(|(name, _)| name == "done")?.1;
    // Only our own short words, so that a link cannot put a sentence of its own on the page.
    let text = match text.as_str() {
        "saved" => "已保存。",
        "sent" => "已提交。",
        "decided" => "已办理。",
        "released" => "已发布公示。",
        "signed" => "已签署。",
        "moved" => "业务日期已前进。",
        "ended" => "已结束。",
        _ => return None,
    };
    Some(Flash { tone: Tone::Success, text: text.into() })
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    page: Page,
    sentence: &'a str,
    next: &'a str,
    request_id: &'a str,
}

/// The page that says no, or that something went wrong.
pub fn refusal(status: u16, sentence: &str, next: &str, request_id: &str) -> Reply {
    let title = match status {
        404 => "没有找到",
        401 | 403 => "不能办理",
        409 => "现在不能办理",
        500.. => "系统出了问题",
        _ => "填写有误",
    };
    let view = Refusal { page: Page::new(title, ""), sentence, next, request_id };
    Reply::html(view.render().unwrap_or_else(|_| sentence.to_owned())).status(status)
}
