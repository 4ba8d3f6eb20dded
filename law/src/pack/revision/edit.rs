//! 修改一项 — one number with its citation; nothing else moves.

use base::{Centi, Citation, Fen, Grade};
use jiff::civil::Date;
use kernel::flow::How;
use kernel::page::fold_width;
use kernel::{Act, Code, Fail, flow};
use people::perms::PACK_EDIT;
use policy::pack::{PackError, PayCycle, Ranker};
use policy::{Pack, PackDocument};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::item::{Item, Kind, cite_path, items, rule_path, thousandths};
use super::{CLOSED, PACK, Revision, seen, store_body};

/// The document does not hold together.
pub const UNREADABLE: Code = Code::invalid("pack.unreadable", "规则包不成立", "请按提示更正后再保存。");
/// A number needs its source.
pub const UNCITED: Code = Code::invalid("pack.uncited", "每个数值都要有依据", "请写明文件名称、条款、来源和核对日期。");

/// A change of one field.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Edit {
    /// `pack_revision.id`.
    pub id: String,
    /// Which field, see `items` of the draft.
    pub path: String,
    /// Its value as typed: yuan, ㎡, months, a multiple, `yes`/`no`, a date …
    pub value: String,
    /// Which form it takes, where it has several (`always`, `window`, `closed`; `of_market`, `per_m2` …).
    pub form: String,
    /// First day of a window.
    pub from: String,
    /// Last day of a window.
    pub to: String,
    /// `1`: no source gives it after all.
    pub unknown: String,
    /// Key of a citation the document has already; then the fields below are not needed.
    pub cite: String,
    /// Title of the act or notice.
    pub act: String,
    /// Article.
    pub article: String,
    /// Document number.
    pub doc_no: String,
    /// Address of the source.
    pub url: String,
    /// Number of the scan or file.
    pub source: String,
    /// `A`, `B`, `C`, or `演示` in a demonstration pack.
    pub grade: String,
    /// The day number and source were compared, ISO date.
    pub checked_on: String,
    /// Why it is changed.
    pub reason: String,
}

/// An example that is meant to come out otherwise.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// `pack_revision.id`.
    pub id: String,
    /// Which example, counted from 0.
    pub at: usize,
    /// Why its outcome is right now.
    pub why: String,
}

/// An explanation on record with the revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explained {
    /// Which example, counted from 0.
    pub at: usize,
    /// The outcome that was explained.
    pub found: String,
    /// Why.
    pub why: String,
    /// Who said so.
    pub by: String,
}

/// As a refusal.
pub(super) fn unreadable(why: &PackError) -> Fail {
    Fail::with(UNREADABLE, why.to_string())
}

/// `POST /api/v1/packs/drafts/{id}/item`
///
/// # Errors
/// Fields that cannot be right, by name; [`UNCITED`]; [`CLOSED`] once somebody has confirmed.
pub async fn edit(act: &mut Act, ask: Edit) -> Result<Revision, Fail> {
    let it = changeable(act, &ask.id).await?;
    let document = it.document()?;
    let item = items(&document).into_iter().find(|item| item.path == ask.path);
    let item = item.ok_or_else(|| Fail::field("path", "没有这一项，或者它不能单独修改"))?;
    if ask.reason.trim().chars().count() < 4 {
        return Err(Fail::field("reason", "请写明修改理由，至少4个字"));
    }
    let (changed, words) = match item.kind {
        Kind::Recheck => rechecked(&document, &item, ask.reason.trim(), act.today())?,
        _ => placed(&document, &item, &ask, act.today())?,
    };
    let changed = Pack::seal(changed).map_err(|why| unreadable(&why))?;
    let body = serde_json::to_string(changed.document())?;
    let rule = super::item::rule_at(&document, &item.path).map_or(String::new(), |rule| format!("{}，", rule.test.name().chinese()));
    let reason = format!("{rule}{}：{} → {words}。{}", item.label, item.words, ask.reason.trim());
    flow::step(act, &PACK, &it.id, "edit", How { reason: &reason, ..How::default() }).await?;
    store_body(act, &it.id, &body, &it.expected).await?;
    super::get(act, &it.id).await
}

/// `POST /api/v1/packs/drafts/{id}/example`
pub async fn expect(act: &mut Act, ask: Expect) -> Result<Revision, Fail> {
    let it = changeable(act, &ask.id).await?;
    if ask.why.trim().chars().count() < 4 {
        return Err(Fail::field("why", "请写明这个结论为什么是对的，至少4个字"));
    }
    let report = super::check::report(act, &it).await?;
    let line = report.examples.get(ask.at).ok_or_else(|| Fail::field("at", "没有这个示例"))?;
    let mut all: Vec<Explained> = serde_json::from_str(&it.expected)?;
    all.retain(|held| held.at != ask.at);
    all.push(Explained { at: ask.at, found: line.found.clone(), why: ask.why.trim().into(), by: act.actor.name.clone() });
    let reason = format!("示例“{}”改为{}。{}", line.title, line.found, ask.why.trim());
    flow::step(act, &PACK, &it.id, "edit", How { reason: &reason, ..How::default() }).await?;
    store_body(act, &it.id, &it.body, &serde_json::to_string(&all)?).await?;
    super::get(act, &it.id).await
}

async fn changeable(act: &mut Act, id: &str) -> Result<Revision, Fail> {
    let it = seen(act, id).await?;
    act.require(PACK_EDIT, &it.region)?;
    let state = flow::get(act, &PACK, id).await?.state;
    if it.kind != "pack" || !["draft", "checked"].contains(&state.as_str()) {
        return Err(CLOSED.into());
    }
    Ok(it)
}

/// The comparison with a higher pack is done; what was found stands among the remarks.
fn rechecked(document: &PackDocument, item: &Item, reason: &str, today: Date) -> Result<(PackDocument, String), Fail> {
    let mut changed = document.clone();
    let at: usize = item.path.rsplit('/').next().and_then(|at| at.parse().ok()).unwrap_or(usize::MAX);
    if changed.needs_recheck_against.len() <= at {
        return Err(Fail::field("path", "没有这一项"));
    }
    let id = changed.needs_recheck_against.remove(at);
    changed.remarks.push(format!("{}已与{id}复核：{reason}", kernel::page::date(today)));
    Ok((changed, "已复核".into()))
}

fn placed(document: &PackDocument, item: &Item, ask: &Edit, today: Date) -> Result<(PackDocument, String), Fail> {
    let mut root = serde_json::to_value(document)?;
    let back = ask.unknown == "1";
    let value = if back { json!("null") } else { value(item, ask, today)? };
    let key = cited(document, &mut root, item, ask, today, back)?;
    let value = match (item.kind, value) {
        (Kind::Intake, Value::Object(mut fields)) => {
            for inner in fields.values_mut().filter_map(Value::as_object_mut) {
                inner.insert("cite".into(), json!(key));
            }
            Value::Object(fields)
        }
        (_, value) => value,
    };
    let words = if back { "未知".to_owned() } else { super::item::words(item.kind, &value) };
    *root.pointer_mut(&format!("/{}", item.path)).ok_or_else(|| Fail::field("path", "没有这一项"))? = value;
    if !key.is_empty() && item.kind != Kind::Intake {
        let at = cite_path(&item.path);
        let (above, last) = at.rsplit_once('/').unwrap_or(("", &at));
        if let Some(Value::Object(fields)) = root.pointer_mut(&format!("/{above}")) {
            fields.insert(last.to_owned(), json!(key));
        }
        // A clause said of the old citation says nothing of the new one.
        if let Some(rule) = rule_path(&item.path)
            && let Some(Value::Object(fields)) = root.pointer_mut(&format!("/{rule}"))
        {
            fields.remove("clause");
        }
    }
    let changed = serde_json::from_value(root);
    let message = if back { "此项必须有数值，不能写作未知" } else { "数值不合格式" };
    Ok((changed.map_err(|_| Fail::field("value", message))?, words))
}

/// The citation as typed, listed in the document; returns its key.
fn cited(document: &PackDocument, root: &mut Value, item: &Item, ask: &Edit, today: Date, back: bool) -> Result<String, Fail> {
    if ask.act.trim().is_empty() {
        return match ask.cite.trim() {
            "" if back => Ok(String::new()),
            "" => {
                Err(Fail { fields: Fail::field("act", "请写明依据的文件名称，或者选用已有的依据").fields, ..Fail::from(UNCITED) })
            }
            key if document.citations.contains_key(key) => Ok(key.to_owned()),
            _ => Err(Fail::field("cite", "规则包里没有这条依据")),
        };
    }
    let citation = citation(ask, document.demo, today)?;
    if let Some((key, _)) = document.citations.iter().find(|(_, held)| **held == citation) {
        return Ok(key.clone());
    }
    let key = (1..).map(|n| format!("R{n}")).find(|key| !document.citations.contains_key(key)).unwrap_or_else(|| item.path.clone());
    if let Some(Value::Object(all)) = root.pointer_mut("/citations") {
        all.insert(key.clone(), serde_json::to_value(&citation)?);
    }
    Ok(key)
}

/// A citation as typed. All that is wrong is told at once.
pub(super) fn citation(ask: &Edit, demo: bool, today: Date) -> Result<Citation, Fail> {
    let mut wrong = Vec::new();
    let mut no = |field: &str, message: &str| wrong.extend(Fail::field(field, message).fields);
    let text = |typed: &str| Some(fold_width(typed)).filter(|text| !text.is_empty());
    if ask.act.trim().chars().count() < 2 {
        no("act", "请写明依据的文件名称");
    }
    if ask.article.trim().is_empty() {
        no("article", "请写明条款，例如 第七条");
    }
    let (url, source) = (text(&ask.url), text(&ask.source));
    if url.is_none() && source.is_none() {
        no("url", "请填写来源网址，或者扫描件编号");
    }
    if url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        no("url", "网址应以 https:// 或 http:// 开头");
    }
    let grade = match ask.grade.trim() {
        "A" => Grade::A,
        "B" => Grade::B,
        "C" => Grade::C,
        "演示" if demo => Grade::Demo,
        _ => {
            no("grade", "请选择来源等级");
            Grade::M
        }
    };
    let checked_on: Option<Date> = fold_width(&ask.checked_on).parse().ok();
    match checked_on {
        None => no("checked_on", "请填写核对日期，例如 2026-03-02"),
        Some(day) if today < day => no("checked_on", "核对日期不能晚于今天"),
        Some(_) => {}
    }
    if !wrong.is_empty() {
        return Err(Fail { fields: wrong, ..Fail::from(UNCITED) });
    }
    Ok(Citation { act: fold_width(&ask.act), article: text(&ask.article), doc_no: text(&ask.doc_no), source, url, grade, checked_on })
}

/// The typed value as stored, or why it is impossible.
fn value(item: &Item, ask: &Edit, today: Date) -> Result<Value, Fail> {
    let typed = fold_width(&ask.value);
    let no = |message: &str| Fail::field("value", message);
    match item.kind {
        Kind::Money => money(&typed, 1_000_000_000).map(|fen| json!(fen)),
        Kind::Area => {
            let area = Centi::parse(typed.trim_end_matches('㎡').trim()).map_err(|why| no(&why.to_string()))?;
            if (1..=50_000).contains(&area.0) { Ok(json!(area.0)) } else { Err(no("面积应在0.01㎡至500㎡之间")) }
        }
        Kind::Months => whole(&typed, 0, 600, "月数应是0至600的整数"),
        Kind::Years => whole(&typed, 0, 60, "年数应是0至60的整数"),
        Kind::Age => whole(&typed, 0, 120, "年龄应是0至120的整数"),
        Kind::Days | Kind::WorkingDays => whole(&typed, 1, 365, "天数应是1至365的整数"),
        Kind::Year => whole(&typed, 1998, i64::from(today.year()) + 1, "年度应是四位数的年份，不晚于明年"),
        Kind::Count => whole(&typed, 0, 20, "应是0至20的整数"),
        Kind::Times => times(&typed, 20_000).map(|parts| json!(parts)),
        Kind::YesNo => match typed.as_str() {
            "yes" => Ok(json!(true)),
            "no" => Ok(json!(false)),
            _ => Err(no("请选择是或者否")),
        },
        Kind::Ranker => closed::<Ranker>(&typed),
        Kind::Cycle => closed::<PayCycle>(&typed),
        Kind::Intake => intake(&typed, ask, today),
        Kind::Rent => match ask.form.as_str() {
            "free" => Ok(json!("free")),
            "per_m2" => Ok(json!({"per_m2": money(&typed, 100_000)?})),
            "of_market" => Ok(json!({"of_market": times(&typed, 1000)?})),
            "of_market_at_most" => Ok(json!({"of_market_at_most": times(&typed, 1000)?})),
            _ => Err(Fail::field("form", "请选择计租方式")),
        },
        Kind::Subsidy => match ask.form.as_str() {
            form @ ("per_m2" | "per_person" | "per_household") => Ok(json!({form: money(&typed, 10_000_000)?})),
            _ => Err(Fail::field("form", "请选择补贴方式")),
        },
        Kind::Date => typed.parse::<Date>().map(|day| json!(day.to_string())).map_err(|_| no("请填写日期，例如 2026-03-02")),
        Kind::Text if typed.chars().count() < 2 || typed == "null" => Err(no("请填写内容")),
        Kind::Text => Ok(json!(typed)),
        Kind::Recheck => Err(no("复核只写理由")),
    }
}

/// Fen from typed yuan, above nothing and up to `most` fen.
pub(super) fn money(typed: &str, most: i64) -> Result<i64, Fail> {
    let fen = Fen::parse(typed.trim_end_matches('元').trim()).map_err(|why| Fail::field("value", why.to_string()))?;
    if (1..=most).contains(&fen.0) { Ok(fen.0) } else { Err(Fail::field("value", format!("金额应大于0，不超过{}", Fen(most)))) }
}

fn whole(typed: &str, least: i64, most: i64, message: &str) -> Result<Value, Fail> {
    let number: Option<i64> = typed.parse().ok().filter(|number| (least..=most).contains(number));
    number.map(|number| json!(number)).ok_or_else(|| Fail::field("value", message))
}

/// Thousandths from `2.5`; no floats on the way.
fn times(typed: &str, most: i64) -> Result<i64, Fail> {
    let (whole, part) = typed.split_once('.').unwrap_or((typed, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let parts = (digits(whole) && digits(part) && part.len() <= 3 && (1..=6).contains(&whole.len()))
        .then(|| format!("{whole}{part:0<3}").parse::<i64>().ok())
        .flatten();
    let message = || Fail::field("value", format!("倍数应大于0、不超过{}，最多三位小数", thousandths(most)));
    parts.filter(|parts| (1..=most).contains(parts)).ok_or_else(message)
}

fn closed<T: Serialize + for<'de> Deserialize<'de>>(typed: &str) -> Result<Value, Fail> {
    let value = json!(typed);
    let known: Result<T, _> = serde_json::from_value(value.clone());
    known.map(|_| value).map_err(|_| Fail::field("value", "请从列出的选项中选择"))
}

fn intake(typed: &str, ask: &Edit, today: Date) -> Result<Value, Fail> {
    let day = |field: &str, text: &str| fold_width(text).parse::<Date>().map_err(|_| Fail::field(field, "请填写日期，例如 2026-03-02"));
    match ask.form.as_str() {
        "always" => Ok(json!({"always": {}})),
        "closed" => Ok(json!({"closed": {"year": whole(typed, 2000, i64::from(today.year()) + 1, "请填写哪一年暂不受理")?}})),
        "window" => {
            let (from, to) = (day("from", &ask.from)?, day("to", &ask.to)?);
            if to < from {
                return Err(Fail::field("to", "截止日期不能早于开始日期"));
            }
            Ok(json!({"window": {"from": from.to_string(), "to": to.to_string()}}))
        }
        _ => Err(Fail::field("form", "请选择受理方式")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Law;

    const TODAY: Date = jiff::civil::date(2026, 3, 2);

    fn ask(value: &str) -> Edit {
        Edit {
            value: value.into(),
            act: "赣州市公共租赁住房准入标准".into(),
            article: "第二条".into(),
            url: "https://www.ganzhou.gov.cn/zbj".into(),
            grade: "A".into(),
            checked_on: "2026-03-01".into(),
            ..Edit::default()
        }
    }

    fn item(path: &str) -> (PackDocument, Item) {
        let document = Law::builtin().pack("CN-360700-GZ-2023").unwrap().document().clone();
        let item = items(&document).into_iter().find(|item| item.path == path).unwrap();
        (document, item)
    }

    const INCOME: &str = "tiers/1/rules/1/test/income_absolute/max_fen";

    // CLAUSES 2.x: a number changes with its citation, and nothing else.
    #[test]
    fn a_number_is_placed_with_its_citation_and_only_that_rule_cites_it() {
        let (document, income) = item(INCOME);
        let (changed, words) = placed(&document, &income, &ask("48,000"), TODAY).unwrap();
        assert_eq!(words, "48,000.00元");
        assert_eq!(changed.citations["R1"].act, "赣州市公共租赁住房准入标准");
        assert_eq!(changed.tiers[1].rules[1].cite, "R1");
        assert_eq!(changed.tiers[1].rules[2], document.tiers[1].rules[2]);
        let (document, days) = item("notice_working_days");
        let (changed, _) = placed(&document, &days, &ask("7"), TODAY).unwrap();
        assert_eq!((changed.notice_working_days.known(), changed.parameter_cites["notice_working_days"].as_str()), (Some(&7), "R1"));
        let (document, intake) = item("intake");
        let (changed, _) = placed(&document, &intake, &Edit { form: "always".into(), ..ask("") }, TODAY).unwrap();
        assert!(Pack::seal(changed).is_ok());
    }

    #[test]
    fn a_number_without_a_citation_is_refused_by_name() {
        let (document, income) = item(INCOME);
        let bare = Edit { value: "48000".into(), ..Edit::default() };
        let fail = placed(&document, &income, &bare, TODAY).unwrap_err();
        assert_eq!((fail.code.code, fail.fields[0].field.as_str()), ("pack.uncited", "act"));
        let vague = Edit { url: String::new(), article: String::new(), checked_on: "2026-03-03".into(), grade: "M".into(), ..ask("48000") };
        let fail = placed(&document, &income, &vague, TODAY).unwrap_err();
        let fields: Vec<&str> = fail.fields.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["article", "url", "grade", "checked_on"]);
        assert!(placed(&document, &income, &Edit { grade: "演示".into(), ..ask("48000") }, TODAY).is_err(), "only in a demonstration pack");
    }

    #[test]
    fn impossible_values_are_refused() {
        let cases = [
            (INCOME, vec!["", "0", "-1", "x", "10000000.01", "1.234"]),
            ("tiers/1/rules/0/test/per_capita_area/max", vec!["0", "501", "十五"]),
            ("tiers/1/rules/3/test/age_min/male", vec!["-1", "121", "18.5"]),
            ("tiers/1/rules/1/test/income_absolute/line_year", vec!["23", "2028"]),
            ("notice_working_days", vec!["0", "366", "七"]),
            ("waiting_max_months", vec!["601", "-1"]),
            ("ranker", vec!["whoever", ""]),
            ("visit_required", vec!["perhaps"]),
        ];
        for (path, wrong) in cases {
            let (document, item) = item(path);
            for typed in wrong {
                let fail = placed(&document, &item, &ask(typed), TODAY).unwrap_err();
                assert_eq!(fail.fields[0].field, "value", "{path} {typed}");
            }
        }
        let (document, age) = item("tiers/1/rules/3/test/age_min/male");
        assert!(placed(&document, &age, &Edit { unknown: "1".into(), ..Edit::default() }, TODAY).is_err(), "an age is always known");
    }

    #[test]
    fn a_multiple_is_read_without_floats() {
        let cases = [
            ("2.5", Some(2500)),
            ("0.6", Some(600)),
            ("1", Some(1000)),
            ("20", Some(20_000)),
            ("20.001", None),
            ("0", None),
            (".5", None),
            ("1.2345", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(times(typed, 20_000).ok(), expected, "{typed}");
        }
    }
}
