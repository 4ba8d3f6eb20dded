//! 受理前核对 — who stands at the window, and what stands in the way: an application under way,
//! a sanction, a benefit, anywhere in the province.
//!
//! Beyond the clerk's own region only that there is something, and whom to ask (T08).

use askama::Template;
use base::person_id::PersonId;
use kernel::page::{Page, Tone, date, fold_width};
use kernel::{Act, Fail, Reply};
use people::perms::APPLICATION_TAKE;
use people::{benefit, person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::card::{self, Card};
use crate::application;

/// Who stands there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Citizen number.
    pub id_number: String,
    /// Name, compared with the one on record.
    #[serde(default)]
    pub name: String,
}

/// What is known before an application is begun.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Looked {
    /// Date of birth, as the number says it.
    pub birth: Option<String>,
    /// Full years today.
    pub age: Option<u16>,
    /// The number is on record under another name.
    pub other_name: bool,
    /// What stands in the way; empty when nothing was found.
    pub hits: Vec<Hit>,
}

/// Something that stands in the way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Hit {
    /// `application`, `sanction` or `benefit`.
    pub kind: &'static str,
    /// What it is, or whom to ask about it.
    pub sentence: String,
    /// Page of it; empty beyond the clerk's region.
    pub href: String,
}

/// `POST /api/v1/intake/look`
///
/// # Errors
/// A field error when the number cannot be one.
pub async fn look(act: &mut Act, ask: Look) -> Result<Looked, Fail> {
    let number = PersonId::parse(&ask.id_number).map_err(|why| Fail::field("id_number", why.to_string()))?;
    let today = act.today();
    let mut looked = Looked { birth: number.birth().map(|day| day.to_string()), age: number.age_on(today), ..Looked::default() };
    let Some(id) = person::find(act, &number).await? else {
        act.about("person", "", "");
        return Ok(looked);
    };
    act.about("person", &id, "");
    let name = fold_width(&ask.name);
    looked.other_name = !name.is_empty() && person::private(act, &id).await?.name != name;
    for (it, case) in application::standing(act, &id).await? {
        let draft = if it.submitted_at.is_none() { "intake" } else { "applications" };
        let state = application::APPLICATION.title_of(&case.state);
        looked.hits.push(hit(act, "application", &it.region, format!("已有申请 {}（{state}）", it.number()), format!("/desk/{draft}/{}", it.id)));
    }
    for row in conduct::credit::in_force(act, &id, today).await? {
        let until = row.until_on.parse().map_or_else(|_| row.until_on.clone(), date);
        looked.hits.push(hit(act, "sanction", &row.region, format!("失信惩戒在期，至{until}，依据：{}", row.basis), String::new()));
    }
    if let Some(row) = benefit::live(act, &id).await? {
        let kind = if row.kind == "home" { "公租房" } else { "租赁补贴" };
        let from = row.from_on.parse().map_or_else(|_| row.from_on.clone(), date);
        looked.hits.push(hit(act, "benefit", &row.region, format!("正在享受{kind}，自{from}"), String::new()));
    }
    Ok(looked)
}

/// The hit in full in the clerk's own region; elsewhere only whom to ask.
fn hit(act: &Act, kind: &'static str, region: &str, sentence: String, href: String) -> Hit {
    let county: String = region.chars().take(6).collect();
    let place = kernel::shell::region_name(&county);
    if act.scope(APPLICATION_TAKE).covers(region) {
        return Hit { kind, sentence: format!("{place}：{sentence}"), href };
    }
    let what = match kind {
        "application" => "申请记录",
        "sanction" => "失信记录",
        _ => "保障记录",
    };
    Hit { kind, sentence: format!("外地有{what}，请向{place}住房保障部门核实"), href: String::new() }
}

/// The part of the form that is looked at while the clerk types.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Typing {
    reader: String,
    id_number: String,
    name: String,
}

#[derive(Template)]
#[template(path = "case/intake_look.html")]
struct View {
    page: Page,
    /// What the reader said; none when the clerk typed.
    card: Option<Card>,
    told: Told,
}

/// What stands beside the form.
pub(super) struct Told {
    /// Nothing was typed yet.
    pub empty: bool,
    /// Born, age.
    pub who: String,
    /// Tone, word, sentence and page of each line.
    pub lines: Vec<(Tone, &'static str, String, String)>,
}

/// What stands beside the form for what is typed in it.
pub(super) async fn told(act: &mut Act, id_number: &str, name: &str) -> Result<Told, Fail> {
    let mut told = Told { empty: id_number.is_empty(), who: String::new(), lines: Vec::new() };
    if told.empty {
        return Ok(told);
    }
    let looked = match look(act, Look { id_number: id_number.to_owned(), name: name.to_owned() }).await {
        Ok(looked) => looked,
        Err(fail) if fail.is_input() => {
            told.lines.push((Tone::Danger, "号码有误", fail.on("id_number").to_owned(), String::new()));
            return Ok(told);
        }
        Err(fail) => return Err(fail),
    };
    let born = looked.birth.as_deref().and_then(|day| day.parse().ok()).map(|day| format!("{}出生", date(day))).unwrap_or_default();
    told.who = looked.age.map_or_else(|| born.clone(), |age| format!("{born}，{age} 岁"));
    if looked.other_name {
        told.lines.push((Tone::Danger, "姓名不符", "这个证件号已经登记，姓名与填写的不同，请核对身份证。".into(), String::new()));
    }
    for hit in looked.hits {
        let (tone, word) = match hit.kind {
            "application" => (Tone::Danger, "重复申请"),
            "sanction" => (Tone::Danger, "失信"),
            _ => (Tone::Warning, "已有保障"),
        };
        told.lines.push((tone, word, hit.sentence, hit.href));
    }
    if told.lines.is_empty() {
        told.lines.push((Tone::Success, "可以受理", "全省没有在办的申请、在期的失信惩戒和正在享受的保障。".into(), String::new()));
    }
    Ok(told)
}

/// `POST /desk/intake/look` — for the page itself, while the clerk types or a card is read.
pub(crate) async fn live(act: &mut Act, ask: Typing) -> Result<Reply, Fail> {
    let card = Some(card::read(&ask.reader)).filter(|card| !card.number.is_empty());
    let (number, name) = match &card {
        Some(card) => (card.number.clone(), card.name.clone()),
        None => (fold_width(&ask.id_number), fold_width(&ask.name)),
    };
    let told = told(act, &number, &name).await?;
    act.render(&View { page: Page::new("", ""), card, told })
}
