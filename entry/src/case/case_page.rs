//! 一个办件的页面 — before submission the task list, afterwards where it stands (C-02, C-18).

use askama::Template;
use kernel::page::{Finding, Page, Step, Task, TaskState, Tone};
use kernel::{Act, Fail, Reply};
use people::consent;

use super::my::{self, Case, MyCase};
use super::{found_page, my_page, timeline};
use crate::application::submit::{Which, withdraw as withdraw_application};
use crate::application::{self, flow::APPLICATION};
use crate::citizen_page::{self, Here, Only, day};
use crate::decision;

#[derive(Template)]
#[template(path = "case/tasks_page.html")]
struct TasksView {
    page: Page,
    id: String,
    tasks: Vec<Task>,
    finished: usize,
    unsigned: Vec<String>,
}

/// A lane as a line.
struct Lane {
    department: String,
    tone: Tone,
    word: String,
    due: String,
}

/// A letter as a line.
struct LetterLine {
    id: String,
    number: String,
    title: &'static str,
    issued: String,
    opened: bool,
}

/// What was decided, like a letter.
struct Decided {
    tone: Tone,
    word: &'static str,
    on: String,
    reason: String,
    pack: String,
    by: &'static str,
    differs: bool,
    findings: Vec<Finding>,
}

/// What the person can do now.
#[derive(Default)]
struct Acts {
    sign: bool,
    correct: bool,
    reconsider: bool,
    withdraw: bool,
}

#[derive(Template)]
#[template(path = "case/case_page.html")]
struct CaseView {
    page: Page,
    id: String,
    number: String,
    tone: Tone,
    state: String,
    refresh: bool,
    acts: Acts,
    steps: Vec<Step>,
    lanes: Vec<Lane>,
    decided: Option<Decided>,
    letters: Vec<LetterLine>,
    defects: Vec<String>,
    correct_by: String,
    unsigned: Vec<String>,
    notice: Option<(String, String)>,
    rank: Option<(i64, i64, String)>,
    members: Vec<(&'static str, String)>,
    silent: usize,
    visit: String,
    papers: usize,
}

#[derive(Template)]
#[template(path = "case/withdraw_page.html")]
struct WithdrawView {
    page: Page,
    id: String,
    draft: bool,
}

/// `GET /my/applications/{id}`
pub(crate) async fn page(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let case = my::see(act, MyCase { id: ask.id }).await?;
    if case.brief.state == "draft" { tasks(act, case).await } else { standing(act, case, ask.still.is_empty()).await }
}

/// The six tasks with their states.
async fn tasks(act: &mut Act, case: Case) -> Result<Reply, Fail> {
    let it = &case.brief.application;
    let signed = consent::of_case(act, &it.id).await?;
    let has = |person: &str, kind: consent::Kind| signed.iter().any(|given| given.person_id == person && given.text_id.starts_with(kind.name()));
    let own = has(&it.applicant_id, consent::Kind::Authorisation);
    let children = case.members.iter().filter(|member| !member.adult).all(|member| has(&member.person_id, consent::Kind::Authorisation));
    let answered = case.found.items.iter().filter(|item| item.state == "answered").count();
    let seen = case.found.waiting == 0 && case.found.items.iter().all(|item| item.state != "answered" || !item.word.is_empty());
    let state = |done: bool, ready: bool| match (done, ready) {
        (true, _) => TaskState::Done,
        (false, true) => TaskState::Open,
        (false, false) => TaskState::Closed,
    };
    let task = |title: &str, hint: String, part: &str, state: TaskState| Task {
        title: title.into(),
        hint,
        href: format!("/my/applications/{}/{part}", it.id),
        state,
    };
    let found_hint = match (own, case.found.waiting) {
        (false, _) => "签了授权书才去查。".to_owned(),
        (true, 0) => format!("查到 {answered} 项，请确认。"),
        (true, waiting) => format!("查到 {answered} 项，还有 {waiting} 项正在查。"),
    };
    let authorise_hint = if own && !children { "还要替孩子签。" } else { "您同意，系统才去查。" };
    let family_hint = if case.found.relatives.is_empty() {
        format!("现在 {} 人。", case.members.len())
    } else {
        format!("系统查到 {} 位家人，可以添加。", case.found.relatives.len())
    };
    let ready = case.lacking.is_empty();
    let list = vec![
        task("读并签署授权书", authorise_hint.into(), "authorise", state(own && children, true)),
        task("看系统查到的情况", found_hint, "found", state(own && seen && 0 < answered, own)),
        task("家庭成员", family_hint, "members", state(own && case.found.waiting == 0 && case.found.relatives.is_empty(), true)),
        task(
            "联系方式和住址",
            "结果发短信告诉您。".into(),
            "contact",
            state(!case.declared.phone.is_empty() && !case.declared.address.is_empty(), true),
        ),
        task("签署承诺书", "保证情况真实。".into(), "promise", state(has(&it.applicant_id, consent::Kind::Promise), true)),
        task("核对并提交", "看一遍，没错就提交。".into(), "check", state(false, ready)),
    ];
    let finished = list.iter().filter(|task| task.state == TaskState::Done).count();
    let mut page = citizen_page::of_case(act, it, "申请公租房").await?;
    page.back = Some("/my".into());
    act.render(&TasksView { page, id: it.id.clone(), tasks: list, finished, unsigned: case.unsigned.clone() })
}

/// Where a submitted application stands.
async fn standing(act: &mut Act, case: Case, again: bool) -> Result<Reply, Fail> {
    let it = &case.brief.application;
    let mine = act.actor.person() == Some(it.applicant_id.as_str());
    let state = case.brief.state.clone();
    let asked_now = matches!(state.as_str(), "submitted" | "authorising" | "checking") && found_page::lively(act, &it.id).await?;
    let mut page = citizen_page::of_case(act, it, &format!("{}公租房申请", kernel::shell::region_name(&it.region))).await?;
    page.back = Some("/my".into());
    let decided = decided(act, &case).await?;
    let visit = visit(act, &it.id).await?;
    let papers = if my_page::ended(&state) { 0 } else { crate::paper::missing(act, it).await? };
    let open = |verb: &str| APPLICATION.row(&state, verb).is_some();
    let acts =
        Acts { sign: case.brief.to_sign, correct: state == "correcting", reconsider: mine && open("reconsider"), withdraw: mine && open("withdraw") };
    let correcting = case.correction.as_ref().filter(|_| state == "correcting");
    let notice = case.notice.as_ref().filter(|notice| notice.from_on.is_some() && notice.ended_on.is_none());
    act.render(&CaseView {
        page,
        id: it.id.clone(),
        number: it.number().to_owned(),
        tone: my_page::tone(&state),
        state: case.brief.state_title.clone(),
        refresh: again && asked_now,
        acts,
        steps: timeline::steps(&case),
        lanes: case.lanes.iter().map(|(department, word, due)| lane(department, word, due)).collect(),
        decided,
        letters: case.letters.iter().map(letter).collect(),
        defects: correcting.map(|it| it.defects.clone()).unwrap_or_default(),
        correct_by: correcting.map(|it| day(&it.due_on)).unwrap_or_default(),
        unsigned: if my_page::ended(&state) { Vec::new() } else { case.unsigned.clone() },
        visit,
        papers,
        notice: notice.map(|it| (it.id.clone(), it.until_on.as_deref().map(day).unwrap_or_default())),
        rank: case.rank.as_ref().map(|rank| (rank.place, rank.of, rank.entry.number.clone())),
        members: case.members.iter().map(|member| (member.relation.title(), member.name.clone())).collect(),
        silent: case.found.silent,
    })
}

fn lane(department: &str, word: &str, due: &str) -> Lane {
    let (tone, due) = match word {
        "已核实" => (Tone::Success, String::new()),
        "核查中" => (Tone::Info, format!("{}前", day(due))),
        _ => (Tone::Warning, String::new()),
    };
    Lane { department: department.to_owned(), tone, word: word.to_owned(), due }
}

fn letter(it: &decision::letter::Letter) -> LetterLine {
    let title = if it.kind == "refusal" { "不予登记决定书" } else { "复核结果通知" };
    LetterLine { id: it.id.clone(), number: it.number.clone(), title, issued: day(&it.issued_on), opened: !it.delivery.is_empty() }
}

async fn decided(act: &mut Act, case: &Case) -> Result<Option<Decided>, Fail> {
    let Some(record) = case.decision.clone() else { return Ok(None) };
    let (tone, word) = match record.outcome.as_str() {
        "eligible" => (Tone::Success, "符合条件"),
        "not_eligible" => (Tone::Danger, "不符合条件"),
        _ => (Tone::Warning, "由工作人员认定"),
    };
    let by = if record.by_kind == "system" { "按规则自动认定，工作人员会抽查" } else { "由工作人员认定、另一人签发" };
    let opened = decision::open(act, record).await?;
    let record = opened.record;
    let pack = if record.pack_id.is_empty() { String::new() } else { format!("/policies/{}", record.pack_id) };
    let differs = record.outcome != decision::outcome_name(&opened.decision.outcome);
    Ok(Some(Decided {
        differs,
        tone,
        word,
        on: day(&record.decided_on),
        reason: record.reason,
        pack,
        by,
        findings: law::pack::guide::relevant(&opened.decision),
    }))
}

/// Says that somebody will come and see the household, while that is still to happen.
async fn visit(act: &mut Act, application: &str) -> Result<String, Fail> {
    let due = crate::visit::of_application(act, application).await?.filter(|visit| visit.opinion.is_empty());
    Ok(match due {
        Some(visit) => {
            // A date that has passed would only mislead.
            let today = act.today().to_string();
            let by = visit.due_on.as_deref().filter(|due| today.as_str() <= *due).map(|due| format!("在{}前", day(due))).unwrap_or_default();
            format!("工作人员会{by}上门看一看，来之前会联系您。")
        }
        None => String::new(),
    })
}

/// `GET /my/applications/{id}/withdraw`
pub(crate) async fn withdraw(act: &mut Act, ask: Here) -> Result<Reply, Fail> {
    let it = application::mine(act, &ask.id).await?;
    let draft = it.submitted_at.is_none();
    let page = citizen_page::of_case(act, &it, if draft { "删除这份草稿？" } else { "撤回申请？" }).await?;
    act.render(&WithdrawView { page, id: it.id, draft })
}

/// `POST /my/applications/{id}/withdraw`
pub(crate) async fn withdraw_form(act: &mut Act, ask: Only) -> Result<Reply, Fail> {
    withdraw_application(act, Which { id: ask.id }).await?;
    Ok(Reply::go("/my?done=ended"))
}
