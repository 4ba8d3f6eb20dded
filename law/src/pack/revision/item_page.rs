//! 修改一项的页面 — a field typed as what it is, with its citation beside it.

use askama::Template;
use base::{Centi, Fen};
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use people::perms::PACK_EDIT;
use policy::PackDocument;
use policy::pack::{PayCycle, Ranker};
use serde::Deserialize;
use serde_json::Value;

use super::edit::{Edit, edit};
use super::item::{Item, Kind, items, rule_at, thousandths};
use super::{Revision, seen};
use crate::pack::guide::sentence;

/// Which field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Which {
    id: String,
    path: String,
}

#[derive(Template)]
#[template(path = "pack/revision/item_page.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Edit,
    item: Item,
    sentence: String,
    known: bool,
    label: String,
    hint: String,
    control: String,
    choices: Vec<Choice>,
    forms: Vec<Choice>,
    cites: Vec<Choice>,
    grades: Vec<Choice>,
    optional: bool,
}

/// `GET /desk/packs/drafts/{id}/item`
pub(super) async fn page(act: &mut Act, ask: Which) -> Result<Reply, Fail> {
    let it = seen(act, &ask.id).await?;
    let document = it.document()?;
    let item = items(&document).into_iter().find(|item| item.path == ask.path).ok_or(kernel::fail::NOT_FOUND)?;
    let mut typed = Edit { id: ask.id, path: ask.path, cite: item.cite.clone(), checked_on: act.today().to_string(), ..Edit::default() };
    prefill(&mut typed, &document, &item)?;
    show(act, &it, typed, Fault::none(), 200).await
}

/// `POST /desk/packs/drafts/{id}/item`
pub(super) async fn form(act: &mut Act, ask: Edit) -> Result<Reply, Fail> {
    let it = seen(act, &ask.id).await?;
    match edit(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go(format!("/desk/packs/drafts/{}?done=saved", it.id))),
        Err(fail) if fail.is_input() => show(act, &it, ask, super::draft_page::fault(&fail, "value"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}

/// What the field says now, as one would type it.
fn prefill(typed: &mut Edit, document: &PackDocument, item: &Item) -> Result<(), Fail> {
    let root = serde_json::to_value(document)?;
    let Some(value) = root.pointer(&format!("/{}", item.path)).filter(|_| !item.unknown) else { return Ok(()) };
    let (form, inner) = match value {
        Value::Object(fields) => fields.iter().next().map_or((String::new(), value), |(form, inner)| (form.clone(), inner)),
        Value::String(word) if item.kind == Kind::Rent => (word.clone(), value),
        _ => (String::new(), value),
    };
    let number = inner.as_i64().unwrap_or_default();
    let text = |key: &str| inner.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    typed.value = match (item.kind, form.as_str()) {
        (Kind::Intake, "closed") => inner.get("year").map(ToString::to_string).unwrap_or_default(),
        (Kind::Intake, _) | (Kind::Rent, "free") => String::new(),
        (Kind::Rent, "of_market" | "of_market_at_most") | (Kind::Times, _) => thousandths(number),
        (Kind::Money | Kind::Rent | Kind::Subsidy, _) => Fen(number).plain(),
        (Kind::Area, _) => Centi(number).plain(),
        (Kind::YesNo, _) => if value.as_bool() == Some(true) { "yes" } else { "no" }.to_owned(),
        _ => inner.as_str().map_or_else(|| inner.to_string(), str::to_owned),
    };
    (typed.from, typed.to) = (text("from"), text("to"));
    typed.form = form;
    Ok(())
}

async fn show(act: &mut Act, it: &Revision, ask: Edit, fault: Fault, status: u16) -> Result<Reply, Fail> {
    act.require(PACK_EDIT, &it.region)?;
    let document = it.document()?;
    let item = items(&document).into_iter().find(|item| item.path == ask.path).ok_or(kernel::fail::NOT_FOUND)?;
    let mut page = act.page(&format!("{}：{}", if item.unknown { "补全" } else { "修改" }, item.label)).await?;
    page.back = Some(format!("/desk/packs/drafts/{}", it.id));
    page.demo_pack = document.demo;
    page.faulty = !fault.is_empty();
    let (control, hint) = control(item.kind);
    let cites = document.citations.iter().map(|(key, cite)| (key.clone(), format!("{cite}（{}）", cite.grade.chinese())));
    let mut grades = vec![("A", "官方原文"), ("B", "媒体引述"), ("C", "转载，待核对")];
    if document.demo {
        grades.push(("演示", "演示"));
    }
    let view = View {
        sentence: rule_at(&document, &item.path).map(|rule| sentence(&rule.test)).unwrap_or_default(),
        known: !item.unknown,
        label: item.label.clone(),
        hint: hint.to_owned(),
        control: control.to_owned(),
        choices: choices(item.kind),
        forms: forms(item.kind),
        cites: Choice::list(cites),
        grades: Choice::list(grades),
        optional: item.kind != Kind::Recheck,
        page,
        fault,
        ask,
        item,
    };
    Ok(act.render(&view)?.status(status))
}

/// How a field is typed, and its unit.
fn control(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Money => ("number", "单位：元，可以有两位小数，例如 46760.00"),
        Kind::Area => ("number", "单位：平方米，可以有两位小数，例如 15.00"),
        Kind::Months => ("number", "单位：个月，整数"),
        Kind::Years => ("number", "单位：年，整数"),
        Kind::Age => ("number", "单位：周岁，整数"),
        Kind::Days => ("number", "单位：日，整数"),
        Kind::WorkingDays => ("number", "单位：工作日，整数"),
        Kind::Year => ("number", "四位数的年份，例如 2025"),
        Kind::Times => ("number", "单位：倍，最多三位小数，例如 2.5"),
        Kind::Count => ("number", "整数"),
        Kind::YesNo | Kind::Ranker | Kind::Cycle => ("choose", ""),
        Kind::Intake => ("intake", ""),
        Kind::Rent => ("form", "按市场租金计的填倍数，例如 0.7；按面积计的填元"),
        Kind::Subsidy => ("form", "单位：元"),
        Kind::Text => ("text", ""),
        Kind::Date => ("date", ""),
        Kind::Recheck => ("recheck", ""),
    }
}

fn key<T: serde::Serialize>(term: &T) -> String {
    serde_json::to_value(term).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn choices(kind: Kind) -> Vec<Choice> {
    match kind {
        Kind::YesNo => Choice::list([("yes", "是"), ("no", "否")]),
        Kind::Ranker => Choice::list(Ranker::ALL.iter().map(|it| (key(it), it.chinese()))),
        Kind::Cycle => Choice::list(PayCycle::ALL.iter().map(|it| (key(it), it.chinese()))),
        _ => Vec::new(),
    }
}

fn forms(kind: Kind) -> Vec<Choice> {
    match kind {
        Kind::Intake => Choice::list([("always", "常态化受理，随时可以申请"), ("window", "集中受理"), ("closed", "某年暂不受理")]),
        Kind::Rent => Choice::list([
            ("of_market", "市场租金的倍数"),
            ("of_market_at_most", "不超过市场租金的倍数"),
            ("per_m2", "每月每平方米"),
            ("free", "不收租金"),
        ]),
        Kind::Subsidy => Choice::list([("per_m2", "每月每平方米"), ("per_person", "每人每月"), ("per_household", "每户每月")]),
        _ => Vec::new(),
    }
}
