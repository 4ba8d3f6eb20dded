//! 任务中心 — every long job: how far it is, how long it will take, what came of it; cancel.

use askama::Template;
use entry::decision::replay_all::{self, WhichJob};
use jiff::Timestamp;
use kernel::job::{self, Job};
use kernel::page::{Page, Tone, instant};
use kernel::{Act, Fail, Reply};
use people::perms::SYSTEM_MANAGE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The page takes no question but what the shell says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Ask {
    done: String,
}

/// Jobs one may see.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Jobs {
    /// Newest first, at most 100.
    jobs: Vec<Job>,
}

struct Row {
    job: Job,
    title: &'static str,
    who: String,
    when: String,
    tone: Tone,
    word: &'static str,
    percent: Option<i64>,
    left: String,
    /// What came of it, in one line.
    result: String,
    /// Where the file is.
    file: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "desk/jobs.html")]
struct View {
    page: Page,
    rows: Vec<Row>,
    everybody: bool,
}

/// `GET /api/v1/jobs` — one's own; the system administrator's list holds everybody's.
pub(super) async fn list(act: &mut Act, _: ()) -> Result<Jobs, Fail> {
    let own = act.actor.id.clone();
    let by = if act.actor.may(SYSTEM_MANAGE) { None } else { Some(own.as_str()) };
    Ok(Jobs { jobs: job::list(act, by).await? })
}

/// `GET /desk/jobs`
pub(super) async fn page(act: &mut Act, _: Ask) -> Result<Reply, Fail> {
    let jobs = list(act, ()).await?.jobs;
    let ids: Vec<String> = jobs.iter().map(|job| job.by_actor.clone()).collect();
    let names = people::staff::names(act, &ids).await?;
    let me = act.actor.id.clone();
    let rows = jobs.into_iter().map(|job| row(names.get(&job.by_actor).cloned().unwrap_or_else(|| "系统".into()), &me, job)).collect();
    let page = act.page("任务中心").await?;
    act.render(&View { page, rows, everybody: act.actor.may(SYSTEM_MANAGE) })
}

fn row(who: String, me: &str, job: Job) -> Row {
    let (tone, word) = match job.state.as_str() {
        "queued" => (Tone::Info, "排队"),
        "running" => (Tone::Info, "进行中"),
        "done" => (Tone::Success, "完成"),
        "cancelled" => (Tone::Plain, "已取消"),
        _ => (Tone::Danger, "失败"),
    };
    let result: serde_json::Value = serde_json::from_str(&job.result).unwrap_or_default();
    // A file is for whoever asked for it.
    let file = if job.by_actor == me { result["file"].as_str().unwrap_or_default().to_owned() } else { String::new() };
    let told = match &result {
        // What has no word here is told on the page of the work itself.
        serde_json::Value::Object(fields) => {
            fields.iter().filter_map(|(name, value)| Some(format!("{}：{}", field(name)?, brief(value)))).collect::<Vec<_>>().join("，")
        }
        serde_json::Value::Array(list) => format!("{} 项结果", list.len()),
        _ => job.result.clone(),
    };
    Row {
        title: title(&job.kind),
        who,
        when: job.at.parse::<Timestamp>().map_or_else(|_| job.at.clone(), instant),
        tone,
        word,
        percent: (0 < job.total).then(|| (job.done * 100 / job.total).min(100)),
        left: job
            .seconds_left()
            .map(|seconds| if seconds < 60 { format!("约 {seconds} 秒") } else { format!("约 {} 分钟", seconds / 60 + 1) })
            .unwrap_or_default(),
        result: told,
        file,
        open: matches!(job.state.as_str(), "queued" | "running"),
        job,
    }
}

/// 中文 of a kind of job.
fn title(kind: &str) -> &'static str {
    match kind {
        replay_all::KIND => "复算全部决定",
        oversight::archive::bundle::KIND => "一户一档",
        entry::check::batch::KIND => "批量确认一致",
        entry::duplicate::run::KIND => "全面查重",
        entry::export::produce::KIND => "导出清单",
        entry::import::check::KIND => "检查导入文件",
        entry::import::run::KIND => "导入轮候册",
        law::pack::revision::impact::KIND => "规则修订试算",
        _ => "其他任务",
    }
}

/// A value in one line: a digest by its first digits, a list by its length.
fn brief(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.chars().take(16).collect(),
        serde_json::Value::Array(list) => list.len().to_string(),
        other => other.to_string(),
    }
}

/// 中文 of a field of a result.
fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "compared" => "比对",
        "entered" => "导入",
        "fresh" => "新的",
        "lines" => "行数",
        "wrong" => "有错误",
        "same" => "一致",
        "erased" => "已依法删除",
        "differs" => "不一致",
        "digest" => "摘要",
        "size" => "字节",
        _ => return None,
    })
}

/// `POST /desk/jobs/{id}/cancel`
pub(super) async fn cancel(act: &mut Act, ask: WhichJob) -> Result<Reply, Fail> {
    replay_all::cancel(act, ask).await?;
    Ok(Reply::go("/desk/jobs?done=ended"))
}
