//! 模板 — the columns of an old queue: the empty template, and the queue of today in the same columns.

use std::collections::BTreeMap;

use kernel::listing::{Ask, Field, Listing, Page, field};
use kernel::sheet::Kind::{Date, Text};
use kernel::sheet::{Column, Format, Writer};
use kernel::{Act, Fail, Reply};
use people::household::Relation;
use people::perms::{IMPORT_DO, WAITLIST_MANAGE};
use people::person;
use schemars::JsonSchema;
use serde::Deserialize;

use super::record::{Member, Record, plain};
use crate::waitlist::Entry;
use crate::{application, waitlist};

/// Version of the template; stands in its version cell.
pub const VERSION: &str = "轮候册-1";
/// Members beside the applicant that a row has room for.
pub(super) const MEMBERS: usize = 8;
/// What a category may be.
pub(super) const CATEGORIES: [&str; 6] =
    ["城镇低收入住房困难家庭", "城镇中等偏下收入住房困难家庭", "新就业无房职工", "稳定就业外来务工人员", "经人工认定", "其他"];

/// Places of the columns in the template.
pub(super) mod column {
    pub(in super::super) const NAME: usize = 0;
    pub(in super::super) const NUMBER: usize = 1;
    pub(in super::super) const PHONE: usize = 2;
    pub(in super::super) const REGION: usize = 3;
    pub(in super::super) const PROGRAMME: usize = 4;
    pub(in super::super) const CATEGORY: usize = 5;
    pub(in super::super) const TIER: usize = 6;
    pub(in super::super) const APPLIED_ON: usize = 7;
    pub(in super::super) const JOINED_ON: usize = 8;
    pub(in super::super) const MUST_COVER: usize = 9;
    pub(in super::super) const CLASS: usize = 10;
    pub(in super::super) const OLD_NUMBER: usize = 11;
    pub(in super::super) const ADDRESS: usize = 12;
    pub(in super::super) const REMARKS: usize = 13;
    pub(in super::super) const MEMBERS: usize = 14;
}

/// 轮候册 in the columns of the template: what comes out can go in again.
pub static QUEUE: Listing = Listing {
    name: "waitlist-template",
    title: "轮候册（导入模板格式）",
    perm: WAITLIST_MANAGE,
    approvers: "business",
    fields: &FIELDS,
    filters: &[],
    personal: true,
    fetch: |act, ask| Box::pin(queue(act, ask)),
};

const FIELDS: [Field; column::MEMBERS + MEMBERS * 3] = [
    field("姓名", Text, 12),
    field("证件号码", Text, 22),
    field("手机号", Text, 14),
    field("地区代码", Text, 14),
    field("保障方式", Text, 20),
    field("家庭类别", Text, 26),
    field("档次", Text, 10),
    field("申请日期", Date, 12),
    field("登记日期", Date, 12),
    field("应保尽保", Text, 10),
    field("优先类别", Text, 20),
    field("原轮候号", Text, 20),
    field("住址", Text, 30),
    field("备注", Text, 20),
    field("成员1姓名", Text, 12),
    field("成员1证件号码", Text, 22),
    field("成员1关系", Text, 10),
    field("成员2姓名", Text, 12),
    field("成员2证件号码", Text, 22),
    field("成员2关系", Text, 10),
    field("成员3姓名", Text, 12),
    field("成员3证件号码", Text, 22),
    field("成员3关系", Text, 10),
    field("成员4姓名", Text, 12),
    field("成员4证件号码", Text, 22),
    field("成员4关系", Text, 10),
    field("成员5姓名", Text, 12),
    field("成员5证件号码", Text, 22),
    field("成员5关系", Text, 10),
    field("成员6姓名", Text, 12),
    field("成员6证件号码", Text, 22),
    field("成员6关系", Text, 10),
    field("成员7姓名", Text, 12),
    field("成员7证件号码", Text, 22),
    field("成员7关系", Text, 10),
    field("成员8姓名", Text, 12),
    field("成员8证件号码", Text, 22),
    field("成员8关系", Text, 10),
];

/// Heading of a column.
pub(super) fn title(column: usize) -> String {
    FIELDS.get(column).map_or_else(String::new, |field| field.title.to_owned())
}

/// Where each column of the template stands in a file.
pub(super) fn places(head: &[String]) -> BTreeMap<usize, usize> {
    let place = |(column, field): (usize, &Field)| Some((column, head.iter().position(|title| title == field.title)?));
    FIELDS.iter().enumerate().filter_map(place).collect()
}

/// Headings that must be there and are not.
pub(super) fn missing(head: &[String]) -> Vec<&'static str> {
    let needed = [column::NAME, column::NUMBER, column::PROGRAMME, column::CATEGORY, column::APPLIED_ON];
    let places = places(head);
    needed.into_iter().filter(|column| !places.contains_key(column)).map(|column| FIELDS[column].title).collect()
}

/// Names of the priority classes of a region, in their order.
pub(super) async fn classes(act: &mut Act, region: &str) -> Result<Vec<String>, Fail> {
    let pack = law::pack::binding(act, region, act.today()).await?;
    Ok(pack.map(|pack| pack.document().priority.iter().map(|class| class.title.clone()).collect()).unwrap_or_default())
}

/// Which region's template.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// Region code; the first of one's own if left out.
    #[serde(default)]
    pub region: String,
}

/// `GET /api/v1/imports/template` — an empty workbook with drop-downs.
pub async fn download(act: &mut Act, ask: Of) -> Result<Reply, Fail> {
    let scope = act.scope(IMPORT_DO);
    let region = Some(ask.region).filter(|region| !region.is_empty()).or_else(|| scope.regions().iter().min().cloned()).unwrap_or_default();
    act.require(IMPORT_DO, &region)?;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let relations = [Relation::Spouse, Relation::Child, Relation::Parent, Relation::Other].map(Relation::title);
    let classes = classes(act, &region).await?;
    let columns: Vec<Column> = FIELDS
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let choices = match at {
                column::PROGRAMME => words(&["home", "subsidy", "either"].map(application::programme_title)),
                column::CATEGORY => words(&CATEGORIES),
                column::MUST_COVER => words(&["是", "否"]),
                column::CLASS => classes.clone(),
                _ if column::MEMBERS <= at && (at - column::MEMBERS) % 3 == 2 => words(&relations),
                _ => Vec::new(),
            };
            Column { choices, hint: hint(at).to_owned(), ..Column::new(field.title, field.kind, field.width) }
        })
        .collect();
    let notes = [
        format!("历史轮候册导入模板：{}", kernel::shell::region_name(&region)),
        "在“数据”表中每户一行，从第 2 行填起；不要改动列名。".to_owned(),
        "导入的内容是历史数据，未经核验，程序不会只凭它作出任何决定。".to_owned(),
    ];
    let bytes = Writer::new(Format::Xlsx, &columns, VERSION, &notes, None)?.finish()?;
    Ok(Reply::file(&format!("轮候册导入模板-{region}.xlsx"), Format::Xlsx.mime(), bytes))
}

/// What a column wants.
fn hint(column: usize) -> &'static str {
    match column {
        column::NAME => "必填，与证件一致",
        column::NUMBER => "必填，18 位；末位小写 x 可以",
        column::PHONE => "11 位；没有的空着",
        column::REGION => "空着即本次导入的地区；可填街道代码、撤并前的旧代码",
        column::PROGRAMME | column::CATEGORY => "必填，从列表中选择",
        column::APPLIED_ON => "必填，原申请日期，位次按它排列",
        column::JOINED_ON => "原登记日期；空着即申请日期",
        column::MUST_COVER => "是或否；空着即否",
        column::CLASS => "从列表中选择；没有的空着",
        column::OLD_NUMBER => "同一天申请的按它排先后",
        column::MEMBERS => "共同申请人，不含申请人本人，最多 8 人",
        _ => "",
    }
}

async fn queue(act: &mut Act, ask: &Ask) -> Result<Page, Fail> {
    let (entries, next) = waitlist::listing::page(act, ask, false).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let mut record = current(act, &entry).await?;
        if !ask.full {
            mask(&mut record);
        }
        rows.push(record.cells());
    }
    Ok(Page { rows, next })
}

fn mask(record: &mut Record) {
    record.name = kernel::page::mask_name(&record.name);
    record.number = kernel::page::mask_person_id(&record.number);
    record.phone = kernel::page::mask_phone(&record.phone);
    record.address = if record.address.is_empty() { String::new() } else { kernel::page::mask_address(&record.address) };
    record.remarks = String::new();
    for member in &mut record.members {
        member.name = kernel::page::mask_name(&member.name);
        member.number = kernel::page::mask_person_id(&member.number);
    }
}

/// What the program knows of an entry, as a row would say it.
pub(super) async fn current(act: &mut Act, entry: &Entry) -> Result<Record, Fail> {
    let it = application::get(act, &entry.application_id).await?;
    let known = person::private(act, &it.applicant_id).await?;
    let legacy = super::legacy(act, &it).await?;
    let mut members = Vec::new();
    for member in people::household::members(act, &it.household_id).await? {
        if member.person_id != it.applicant_id {
            let known = person::private(act, &member.person_id).await?;
            members.push(Member { name: plain(&known.name), number: known.id_number, relation: member.relation.name().to_owned() });
        }
    }
    members.sort_by(|one, other| one.number.cmp(&other.number));
    let (old_number, remarks) = match legacy {
        Some((old_number, record)) => (old_number, record.remarks),
        None => (entry.number.clone(), String::new()),
    };
    Ok(Record {
        name: plain(&known.name),
        number: known.id_number,
        phone: known.phone,
        region: it.region,
        programme: entry.programme.clone(),
        category: entry.category.clone(),
        tier: entry.tier.clone(),
        applied_on: entry.priority_on.clone(),
        joined_on: entry.joined_on.clone(),
        must_cover: entry.must_cover == 0,
        class_name: entry.class_name.clone(),
        old_number,
        address: plain(&known.address),
        remarks,
        members,
    })
}
