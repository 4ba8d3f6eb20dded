//! 失信记录册 — sanctions imposed in the regions one may see, newest first, with what each one rests on.

use askama::Template;
use kernel::db::Query;
use kernel::page::{Choice, Fault, Page, fold_width};
use kernel::{Act, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sanction;

/// Which sanctions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAsk {
    /// Full ID number: everything about this person, province-wide.
    pub id_number: Option<String>,
    /// Id after which to go on.
    pub after: Option<String>,
}

/// A row of the list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Row {
    /// The sanction.
    #[serde(flatten)]
    pub sanction: Sanction,
    /// Masked name.
    pub name: String,
    /// Masked number.
    pub number: String,
    /// In force today.
    pub live: bool,
}

impl Row {
    /// 中文 of the level.
    pub fn level_title(&self) -> &'static str {
        match self.sanction.level.as_str() {
            "grave" => "严重",
            "serious" => "较重",
            _ => "一般",
        }
    }

    /// 中文 of the measure.
    pub fn measure_title(&self) -> &'static str {
        if self.sanction.measure == "entry_ban" { "不得申请保障" } else { "重点关注" }
    }

    /// 中文 of where it stands.
    pub fn state_title(&self) -> &'static str {
        match (self.live, &self.sanction.lifted_on) {
            (true, _) => "有效",
            (false, Some(_)) => "已解除",
            (false, None) => "未在有效期",
        }
    }
}

/// `GET /api/v1/sanctions`
pub async fn list(act: &mut Act, ask: ListAsk) -> Result<Vec<Row>, Fail> {
    let scope = act.scope(people::perms::CREDIT_SEE);
    let mut query =
        Query::new("select id, person_id, level, measure, basis, document, region, from_on, until_on, lifted_on from sanction where 1 = 1");
    // One person's record is recognised everywhere (JX2019-4/4.1c); a list stays within one's regions.
    match ask.id_number.as_deref().map(fold_width) {
        Some(number) => {
            let number = base::person_id::PersonId::parse(&number).map_err(|why| Fail::field("id_number", why.to_string()))?;
            let person = people::person::find(act, &number).await?.unwrap_or_default();
            query = query.sql("and person_id =").bind(person);
        }
        None => query = query.and_scope("region", &scope),
    }
    if let Some(after) = ask.after {
        query = query.sql("and id <").bind(after);
    }
    let found: Vec<Sanction> = query.sql("order by id desc limit 100").all(&mut act.tx).await?;
    let today = act.today().to_string();
    let mut rows = Vec::with_capacity(found.len());
    for sanction in found {
        let person = people::person::get(act, &sanction.person_id).await?;
        let live = sanction.lifted_on.is_none() && sanction.from_on <= today && today <= sanction.until_on;
        rows.push(Row { sanction, name: person.name, number: person.number, live });
    }
    Ok(rows)
}

#[derive(Template)]
#[template(path = "credit/list.html")]
struct View {
    page: Page,
    rows: Vec<Row>,
    may_record: bool,
    region: String,
    fault: Fault,
    levels: Vec<Choice>,
    measures: Vec<Choice>,
}

/// `GET /desk/credit`
pub async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    render(act, None).await
}

/// The page, with what was wrong when something was.
pub(super) async fn render(act: &mut Act, fail: Option<&Fail>) -> Result<Reply, Fail> {
    let rows = list(act, ListAsk::default()).await?;
    let scope = act.scope(people::perms::CREDIT_RECORD);
    let mut page = act.page("失信记录").await?;
    page.faulty = fail.is_some();
    let mut fault = Fault::none();
    for wrong in fail.iter().flat_map(|fail| &fail.fields) {
        fault.add(wrong.field.clone(), wrong.message.clone());
    }
    let levels = Choice::list([("minor", "一般"), ("serious", "较重"), ("grave", "严重")]);
    let measures = Choice::list([("entry_ban", "不得申请保障"), ("watch_list", "重点关注")]);
    let region = scope.regions().first().cloned().unwrap_or_default();
    act.render(&View { page, rows, may_record: !scope.is_empty(), region, fault, levels, measures })
}
