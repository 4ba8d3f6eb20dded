//! 公示的办理 — drafts, running and ended notices; the masked preview and the release by a second person.

use askama::Template;
use kernel::db::Query;
use kernel::flow;
use kernel::page::{Choice, Fault, Page, Tone, fold_width};
use kernel::{Act, Fail, Reply};
use people::perms::{NOTICE_MAKE, NOTICE_RELEASE, NOTICE_SEE};
use serde::Deserialize;
use sqlx::FromRow;

use super::release::{Discard, Preview, Release, WhichNotice, discard, preview, release};
use super::{NOTICE, Row};
use crate::desk_page::{Here, day, fault, moment};

/// Which notices.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Notices {
    state: String,
    done: String,
}

/// What was typed on the page of a notice.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NoticeForm {
    id: String,
    days: String,
    basis: String,
    reason: String,
}

#[derive(FromRow)]
struct Listed {
    id: String,
    number: String,
    region: String,
    days: i64,
    demo: i64,
    from_on: Option<String>,
    until_on: Option<String>,
    state: String,
    households: i64,
}

impl Listed {
    fn place(&self) -> String {
        kernel::shell::region_name(&self.region)
    }

    fn word(&self) -> String {
        NOTICE.title_of(&self.state)
    }

    fn tone(&self) -> Tone {
        tone(&self.state)
    }

    fn span(&self) -> String {
        match (&self.from_on, &self.until_on) {
            (Some(from), Some(until)) => format!("{}至{}", day(from), day(until)),
            _ => "未发布".into(),
        }
    }
}

fn tone(state: &str) -> Tone {
    match state {
        "draft" => Tone::Warning,
        "published" => Tone::Info,
        "ended" => Tone::Success,
        _ => Tone::Plain,
    }
}

#[derive(Template)]
#[template(path = "notice/desk_notices_page.html")]
struct List {
    page: Page,
    fault: Fault,
    state: String,
    states: Vec<Choice>,
    rows: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "notice/desk_notice_page.html")]
struct One {
    page: Page,
    fault: Fault,
    seen: Preview,
    listed: Vec<Row>,
    ask: NoticeForm,
    place: String,
    state_title: String,
    tone: Tone,
    span: String,
    may_release: bool,
    own_draft: bool,
    may_discard: bool,
    story: Vec<(String, String, String)>,
}

/// `GET /desk/notices`
pub(crate) async fn list(act: &mut Act, ask: Notices) -> Result<Reply, Fail> {
    let scope = act.scope(NOTICE_SEE);
    let rows = Query::new(
        "select n.id, n.number, n.region, n.days, n.demo, n.from_on, n.until_on, c.state,
                (select count(*) from notice_row r where r.notice_id = n.id and r.left_on is null) as households
         from notice n join flow_case c on c.flow = 'notice' and c.id = n.id where 1 = 1",
    )
    .and_eq("c.state", Some(ask.state.as_str()))
    .and_scope("n.region", &scope)
    .sql("order by case c.state when 'draft' then 0 when 'published' then 1 else 2 end, n.id desc limit 100")
    .all(&mut act.tx)
    .await?;
    let states = Choice::list(NOTICE.states.iter().map(|state| (state.name, state.title)));
    let page = act.page("公示").await?;
    act.render(&List { page, fault: Fault::none(), state: ask.state, states, rows })
}

/// `GET /desk/notices/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    render(act, NoticeForm { id: ask.id, ..NoticeForm::default() }, Fault::none()).await
}

async fn render(act: &mut Act, ask: NoticeForm, fault: Fault) -> Result<Reply, Fail> {
    let seen = preview(act, WhichNotice { id: ask.id.clone() }).await?;
    let (region, draft) = (seen.notice.region.clone(), seen.state == "draft");
    let story = flow::story(act, &NOTICE, &ask.id).await?;
    let own_draft = story.iter().any(|step| step.act == "open" && step.actor_kind == "staff" && step.actor_id == act.actor.id);
    let said = |step: &flow::Taken| {
        let title = NOTICE.row(&step.from_state, &step.act).map_or("拟公示", |row| row.title);
        (
            moment(&step.at),
            title.to_owned(),
            [step.actor_name.as_str(), step.reason.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
        )
    };
    let span = match (&seen.notice.from_on, &seen.notice.until_on) {
        (Some(from), Some(until)) => format!("{}至{}", day(from), day(until)),
        _ => String::new(),
    };
    let mut page = act.page(&format!("公示 {}", seen.notice.number)).await?;
    page.back = Some("/desk/notices".into());
    page.demo_pack = seen.notice.demo == 1;
    page.faulty = !fault.is_empty();
    let view = One {
        fault,
        listed: seen.rows.iter().filter(|row| row.left_on.is_none()).cloned().collect(),
        place: kernel::shell::region_name(&region),
        state_title: NOTICE.title_of(&seen.state),
        tone: tone(&seen.state),
        may_release: draft && !own_draft && act.scope(NOTICE_RELEASE).covers(&region),
        may_discard: draft && act.scope(NOTICE_MAKE).covers(&region),
        own_draft: own_draft && draft,
        story: story.iter().map(said).collect(),
        span,
        page,
        seen,
        ask,
    };
    act.render(&view)
}

/// `POST /desk/notices/{id}/release`
pub(crate) async fn release_form(act: &mut Act, ask: NoticeForm) -> Result<Reply, Fail> {
    let days = match fold_width(&ask.days).as_str() {
        "" => Ok(None),
        text => text.parse::<i64>().map(Some).map_err(|_| Fail::field("days", "请填写 1 到 60 的整数")),
    };
    let came = match days {
        Ok(days) => release(act, Release { id: ask.id.clone(), days, basis: ask.basis.clone() }).await,
        Err(fail) => Err(fail),
    };
    match came {
        Ok(_) => Ok(Reply::go(format!("/desk/notices/{}?done=released", ask.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "days");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}

/// `POST /desk/notices/{id}/discard`
pub(crate) async fn discard_form(act: &mut Act, ask: NoticeForm) -> Result<Reply, Fail> {
    match discard(act, Discard { id: ask.id.clone(), reason: ask.reason.clone() }).await {
        Ok(_) => Ok(Reply::go(format!("/desk/notices/{}?done=ended", ask.id))),
        Err(fail) if fail.is_input() => {
            let fault = fault(&fail, "reason");
            Ok(render(act, ask, fault).await?.status(fail.code.status))
        }
        Err(fail) => Err(fail),
    }
}
