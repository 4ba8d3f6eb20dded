//! 开始申请的页面 — what will happen, then the region, then the programme; one question each.

use askama::Template;
use kernel::page::{Choice, Fault, Page};
use kernel::{Act, Fail, Reply};
use law::pack::guide::regions::{self, Area, City};
use serde::Deserialize;

use super::start::{Start, start};
use crate::citizen_page;

/// What has been chosen so far.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Chosen {
    region: String,
    programme: String,
}

#[derive(Template)]
#[template(path = "application/start_page.html")]
struct StartView {
    page: Page,
    departments: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "application/region_page.html")]
struct RegionView {
    page: Page,
    ask: Chosen,
    fault: Fault,
    demo: Vec<Area>,
    cities: Vec<City>,
}

#[derive(Template)]
#[template(path = "application/programme_page.html")]
struct ProgrammeView {
    page: Page,
    ask: Chosen,
    fault: Fault,
    programmes: Vec<Choice>,
    rules: String,
}

/// `GET /my/apply`
pub(crate) async fn page(act: &mut Act, _: serde::de::IgnoredAny) -> Result<Reply, Fail> {
    let departments = crate::evidence::catalogue().lanes().map(|row| (row.name.clone(), row.facts.join("、"))).collect();
    let page = citizen_page::own(act, "申请公租房：会发生什么", "/my").await?;
    act.render(&StartView { page, departments })
}

/// `GET /my/apply/region`
pub(crate) async fn region(act: &mut Act, ask: Chosen) -> Result<Reply, Fail> {
    region_page(act, ask, Fault::none()).await
}

async fn region_page(act: &mut Act, ask: Chosen, fault: Fault) -> Result<Reply, Fail> {
    let cities = regions::cities(&*law::pack::in_force(act).await?, act.today());
    let mut page = citizen_page::own(act, "您要在哪里申请？", "/my/apply").await?;
    page.faulty = !fault.is_empty();
    let demo = regions::demo(&cities);
    page.demo_pack = !demo.is_empty();
    let status = if fault.is_empty() { 200 } else { 422 };
    Ok(act.render(&RegionView { page, ask, fault, demo, cities })?.status(status))
}

/// `GET /my/apply/programme`
pub(crate) async fn programme(act: &mut Act, ask: Chosen) -> Result<Reply, Fail> {
    programme_page(act, ask, Fault::none(), 200).await
}

async fn programme_page(act: &mut Act, ask: Chosen, fault: Fault, status: u16) -> Result<Reply, Fail> {
    let law = law::pack::in_force(act).await?;
    let Some(area) = regions::find(&law, act.today(), &ask.region) else {
        let mut fault = Fault::none();
        fault.add("region", "请选择要申请的区、县（市）");
        return region_page(act, ask, fault).await;
    };
    let back = format!("/my/apply/region?region={}", area.code);
    let mut page = citizen_page::own(act, "您想要哪种保障？", &back).await?;
    page.region = area.name.clone();
    page.demo_pack = area.demo;
    page.faulty = !fault.is_empty();
    let programmes =
        Choice::list([("either", "两种都行，哪个先有要哪个"), ("home", "分一套公租房住（实物配租）"), ("subsidy", "自己租房，领补贴（租赁补贴）")]);
    let rules = if area.ruled { String::new() } else { format!("{}还没有收录规则。您可以申请，由工作人员认定。", area.name) };
    Ok(act.render(&ProgrammeView { page, ask, fault, programmes, rules })?.status(status))
}

/// `POST /my/apply`
pub(crate) async fn form(act: &mut Act, ask: Chosen) -> Result<Reply, Fail> {
    let order = Start { region: ask.region.clone(), programme: ask.programme.clone(), id_number: None, name: None, phone: None };
    match start(act, order).await {
        Ok(started) => Ok(Reply::go(format!("/my/applications/{}", started.id))),
        Err(fail) if fail.is_input() => programme_page(act, ask, citizen_page::fault(&fail, "programme"), fail.code.status).await,
        Err(fail) => Err(fail),
    }
}
