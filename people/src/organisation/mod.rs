//! 单位 — departments, housing authorities and development zones, each under its unified social credit code.
//!
//! A row is ended, never deleted; a code names one living organisation. Owns `organisation`.

use askama::Template;
use base::org_id::OrgId;
use base::region::RegionCode;
use kernel::db::Query;
use kernel::fail::{FieldError, NOT_FOUND};
use kernel::page::{Choice, Fault, Page, date, fold_width};
use kernel::{Act, Code, Doors, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::perms::ACCOUNT_MAKE;

/// The code belongs to a living organisation.
pub const TAKEN: Code = Code::conflict("organisation.taken", "这个统一社会信用代码已经登记", "请核对代码；单位更名的，先注销再登记。");

/// Kinds and their words.
const KINDS: [(&str, &str); 4] =
    [("authority", "住房保障部门"), ("department", "数据部门"), ("street", "街道（乡镇）社区"), ("operator", "运营服务单位")];

/// An organisation on record.
#[derive(Debug, Clone, FromRow, Serialize, JsonSchema)]
pub struct Organisation {
    /// Id.
    pub id: String,
    /// Unified social credit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// `authority`, `department`, `street`, `operator`.
    pub kind: String,
    /// Region it acts for; a development zone has a code of its own.
    pub region: String,
    /// Date of registration.
    pub made_on: String,
    /// Date it ceased.
    pub ended_on: Option<String>,
}

/// A new organisation.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Register {
    /// Unified social credit code, 18 characters.
    pub code: String,
    /// Name.
    pub name: String,
    /// `authority`, `department`, `street`, `operator`.
    pub kind: String,
    /// Region code.
    pub region: String,
}

/// Which organisation.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// `organisation.id`.
    pub id: String,
}

/// Organisations of the viewer's regions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Organisations {
    /// By region and name, living ones first, at most 500.
    pub organisations: Vec<Organisation>,
}

/// `GET /api/v1/organisations`
pub async fn list(act: &mut Act, _: ()) -> Result<Organisations, Fail> {
    let scope = act.scope(ACCOUNT_MAKE);
    let query = Query::new("select id, code, name, kind, region, made_on, ended_on from organisation where 1 = 1").and_scope("region", &scope);
    let query = query.sql("order by case when ended_on is null then 0 else 1 end, region, name, id limit 500");
    Ok(Organisations { organisations: query.all(&mut act.tx).await? })
}

/// `POST /api/v1/organisations`
pub async fn register(act: &mut Act, ask: Register) -> Result<Organisation, Fail> {
    let (code, name, region) = (fold_width(&ask.code).to_uppercase(), ask.name.trim().to_owned(), fold_width(&ask.region).to_uppercase());
    let mut wrong = Vec::new();
    let mut object = |field: &str, message: &str| wrong.push(FieldError { field: field.into(), message: message.into() });
    if OrgId::parse(&code).is_err() {
        object("code", "统一社会信用代码应为 18 位，末位是校验码，请核对");
    }
    if !(2..=100).contains(&name.chars().count()) {
        object("name", "请填写单位全称");
    }
    if !KINDS.iter().any(|(kind, _)| *kind == ask.kind) {
        object("kind", "请选择单位的性质");
    }
    let known = RegionCode::parse(&region).is_ok_and(|code| base::region::book().get(&code).is_some());
    if !known || !act.scope(ACCOUNT_MAKE).covers(&region) {
        object("region", "请填写本人辖区内的地区代码，如 360702；功能区如 3607E1");
    }
    if !wrong.is_empty() {
        return Err(Fail::fields(wrong));
    }
    let taken: Option<(String,)> =
        sqlx::query_as("select id from organisation where code = $1 and ended_on is null").bind(code.clone()).fetch_optional(act.conn()).await?;
    if taken.is_some() {
        return Err(TAKEN.into());
    }
    let (id, by, today) = (act.new_id(), act.actor.id.clone(), act.today().to_string());
    sqlx::query("insert into organisation (id, code, name, kind, region, made_by, made_on) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id.clone())
        .bind(code)
        .bind(name)
        .bind(ask.kind)
        .bind(region.clone())
        .bind(by)
        .bind(today)
        .execute(act.conn())
        .await?;
    act.about("organisation", &id, &region);
    get(act, &id).await
}

async fn get(act: &mut Act, id: &str) -> Result<Organisation, Fail> {
    let found: Option<Organisation> = sqlx::query_as("select id, code, name, kind, region, made_on, ended_on from organisation where id = $1")
        .bind(id)
        .fetch_optional(act.conn())
        .await?;
    found.ok_or_else(|| NOT_FOUND.into())
}

/// `POST /api/v1/organisations/{id}/end`
pub async fn end(act: &mut Act, ask: End) -> Result<Organisation, Fail> {
    let found = get(act, &ask.id).await?;
    act.require(ACCOUNT_MAKE, &found.region)?;
    let today = act.today().to_string();
    sqlx::query("update organisation set ended_on = $1 where id = $2 and ended_on is null")
        .bind(today)
        .bind(ask.id.clone())
        .execute(act.conn())
        .await?;
    act.about("organisation", &ask.id, &found.region);
    get(act, &ask.id).await
}

struct Row {
    it: Organisation,
    kind: &'static str,
    place: String,
    zone: bool,
    made: String,
}

#[derive(Template)]
#[template(path = "organisation/organisations.html")]
struct View {
    page: Page,
    fault: Fault,
    ask: Register,
    kinds: Vec<Choice>,
    rows: Vec<Row>,
}

/// What the address may carry.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Look {
    #[serde(rename = "done")]
    _done: String,
}

async fn page(act: &mut Act, _: Look) -> Result<Reply, Fail> {
    show(act, Register::default(), Fault::none()).await
}

async fn show(act: &mut Act, ask: Register, fault: Fault) -> Result<Reply, Fail> {
    let day = |stored: &str| stored.parse().map_or_else(|_| stored.to_owned(), date);
    let row = |it: Organisation| Row {
        kind: KINDS.iter().find(|(kind, _)| *kind == it.kind).map_or("", |(_, word)| word),
        place: kernel::shell::region_name(&it.region),
        zone: it.region.contains('E'),
        made: day(&it.made_on),
        it,
    };
    let rows = list(act, ()).await?.organisations.into_iter().map(row).collect();
    let mut page = act.page("单位").await?;
    page.faulty = !fault.is_empty();
    act.render(&View { page, fault, ask, kinds: Choice::list(KINDS), rows })
}

async fn form(act: &mut Act, ask: Register) -> Result<Reply, Fail> {
    match register(act, ask.clone()).await {
        Ok(_) => Ok(Reply::go("/desk/organisations?done=saved")),
        Err(fail) if fail.is_input() || fail.code == TAKEN => {
            let mut fault = Fault::none();
            for wrong in &fail.fields {
                fault.add(wrong.field.clone(), wrong.message.clone());
            }
            if fault.is_empty() {
                fault.add("code", format!("{}。{}", fail.sentence(), fail.code.next));
            }
            Ok(show(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

async fn end_form(act: &mut Act, ask: End) -> Result<Reply, Fail> {
    end(act, ask).await?;
    Ok(Reply::go("/desk/organisations?done=ended"))
}

/// Hangs the doors of this slice.
pub fn doors(doors: &mut Doors) {
    doors.get("/api/v1/organisations", ACCOUNT_MAKE, "单位", list);
    doors.post("/api/v1/organisations", ACCOUNT_MAKE, "登记单位", register);
    doors.post("/api/v1/organisations/{id}/end", ACCOUNT_MAKE, "注销单位", end);
    doors.page("/desk/organisations", ACCOUNT_MAKE, "单位", page).nav("系统", "单位", "");
    doors.form("/desk/organisations", ACCOUNT_MAKE, "登记单位", form);
    doors.form("/desk/organisations/{id}/end", ACCOUNT_MAKE, "注销单位", end_form);
}
