//! 统计数值 — one published figure, dated and cited, confirmed like a pack.

use base::{Fen, RegionCode};
use jiff::civil::Date;
use kernel::crypto::sm3_hex;
use kernel::fail::NOT_FOUND;
use kernel::page::fold_width;
use kernel::{Act, Fail};
use people::perms::PACK_EDIT;
use policy::Law;
use policy::pack::Maybe;
use policy::statistic::{Per, StatisticValue};
use policy::terms::Statistic;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::compare::Change;
use super::edit::{Edit, citation, money};
use super::{DRAFT_OPEN, Revision, insert, open_of};

/// A figure as published.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Figure {
    /// Region the figure is of.
    pub area: String,
    /// Which figure, such as `urban_dibao`.
    pub statistic: String,
    /// The year it describes.
    pub year: String,
    /// `month` or `year`.
    pub per: String,
    /// Yuan.
    pub value: String,
    /// Day of publication; empty: not known, counts all along.
    pub published_on: String,
    /// Title of the notice.
    pub act: String,
    /// Article or table.
    pub article: String,
    /// Document number.
    pub doc_no: String,
    /// Address of the source.
    pub url: String,
    /// Number of the scan or file.
    pub source: String,
    /// `A`, `B`, `C`.
    pub grade: String,
    /// The day figure and source were compared.
    pub checked_on: String,
    /// Why it is recorded.
    pub why: String,
}

/// `POST /api/v1/packs/statistics`
///
/// # Errors
/// Fields that cannot be right, all at once; [`DRAFT_OPEN`]; `not_found` outside the actor's regions.
pub async fn draft(act: &mut Act, ask: Figure) -> Result<Revision, Fail> {
    let value = read(&ask, act.today())?;
    let region = value.area.as_str().to_owned();
    if !act.scope(PACK_EDIT).covers(&region) {
        return Err(NOT_FOUND.into());
    }
    let body = serde_json::to_string(&value)?;
    let day = value.published_on.known().map_or("undated".to_owned(), ToString::to_string);
    let pack_id = format!("{region}/{}/{}/{day}", ask.statistic.trim(), value.year);
    act.tx.lock(&format!("pack {pack_id}")).await?;
    if let Some(open) = open_of(act, &pack_id).await? {
        return Err(Fail::with(DRAFT_OPEN, format!("{}起草", open.author_name)));
    }
    let title = format!("{}{}年{}", kernel::shell::region_name(&region), value.year, value.statistic.chinese());
    let it = Revision {
        id: act.new_id(),
        kind: "statistic".into(),
        base_pack: pack_id.clone(),
        pack_id,
        base_hash: String::new(),
        region,
        title: title.clone(),
        hash: sm3_hex(body.as_bytes()),
        body,
        expected: "[]".into(),
        impact: String::new(),
        impact_of: String::new(),
        impact_job: String::new(),
        why: ask.why.trim().to_owned(),
        author_id: act.actor.id.clone(),
        author_name: act.actor.name.clone(),
        made_at: act.at(),
        in_force_at: None,
        replaced_at: None,
        ended_at: None,
    };
    insert(act, &it, &title).await?;
    Ok(it)
}

fn read(ask: &Figure, today: Date) -> Result<StatisticValue, Fail> {
    let mut wrong = Vec::new();
    let mut no = |field: &str, message: &str| wrong.extend(Fail::field(field, message).fields);
    let area = RegionCode::parse(ask.area.trim()).ok().filter(|area| base::region::book().get(area).is_some());
    if area.is_none() {
        no("area", "请选择地区");
    }
    let statistic: Option<Statistic> = serde_json::from_value(json!(ask.statistic.trim())).ok();
    if statistic.is_none() {
        no("statistic", "请选择指标");
    }
    let year = fold_width(&ask.year).parse::<i16>().ok().filter(|year| (1998..=today.year()).contains(year));
    if year.is_none() {
        no("year", "年度应是四位数的年份，不晚于今年");
    }
    let per: Option<Per> = serde_json::from_value(json!(ask.per.trim())).ok();
    if per.is_none() {
        no("per", "请选择按月还是按年");
    }
    let typed = fold_width(&ask.published_on);
    let published: Option<Date> = typed.parse().ok();
    if !typed.is_empty() && published.is_none_or(|day| today < day) {
        no("published_on", "请填写发布日期，不晚于今天；不知道的留空");
    }
    if ask.why.trim().chars().count() < 4 {
        no("why", "请写明录入理由，至少4个字");
    }
    let value = money(&fold_width(&ask.value), 10_000_000_000);
    let cite = citation(&cited(ask), false, today);
    wrong.extend(value.as_ref().err().into_iter().chain(cite.as_ref().err()).flat_map(|fail| fail.fields.clone()));
    match (area, statistic, year, per, value, cite) {
        (Some(area), Some(statistic), Some(year), Some(per), Ok(value), Ok(cite)) if wrong.is_empty() => {
            let published_on = published.map_or(Maybe::Unknown, Maybe::Known);
            Ok(StatisticValue { area: area.current(), statistic, year, published_on, value: Fen(value), per, cite })
        }
        _ => Err(Fail::fields(wrong)),
    }
}

fn cited(ask: &Figure) -> Edit {
    Edit {
        act: ask.act.clone(),
        article: ask.article.clone(),
        doc_no: ask.doc_no.clone(),
        url: ask.url.clone(),
        source: ask.source.clone(),
        grade: ask.grade.clone(),
        checked_on: ask.checked_on.clone(),
        ..Edit::default()
    }
}

/// A figure in words.
pub fn words(value: &StatisticValue) -> String {
    let day = value.published_on.known().map_or("发布日期未知".to_owned(), |day| format!("{}发布", kernel::page::date(*day)));
    format!("{}{}（{day}）", value.per.chinese(), value.value)
}

/// The figure against the one that would be used without it.
pub(super) fn changes(law: &Law, it: &Revision) -> Result<Vec<Change>, Fail> {
    let value = it.figure()?;
    let held = law.statistics().find(&value.area, value.statistic, value.year, Date::MAX);
    Ok(vec![Change {
        what: it.title.clone(),
        rule: String::new(),
        before: held.map_or_else(|| "未录入".to_owned(), words),
        after: words(&value),
        source: format!("{}（{}）", value.cite, value.cite.grade.chinese()),
    }])
}
