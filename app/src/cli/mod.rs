//! 命令行 — what an operator, an auditor or a script asks of the program.
//!
//! Exit codes: 0 done; 1 the answer is no (a check failed, a replay differs); 2 the question
//! could not be asked (bad argument, unreadable file); 3 the program failed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

mod account;
mod bundle;
mod policy;
mod record;
mod server;

/// 安居 — 公共租赁住房.
#[derive(Debug, Parser)]
#[command(name = "anju", version, about = "安居：公共租赁住房的申请、审核、公示与轮候")]
struct Cli {
    /// 设置文件.
    #[arg(long, global = true, default_value = "anju.toml")]
    config: PathBuf,
    /// 以 JSON 输出，供程序读取.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动演示：一座有人、有案件、有岗位的小城
    Demo {
        /// 网页端口
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// 模拟器端口
        #[arg(long, default_value_t = 8090)]
        sim_port: u16,
        /// 数据目录；删除它即重新开始
        #[arg(long, default_value = "demo-data")]
        data: PathBuf,
    },
    /// 提供网页和接口（不含后台）
    Serve,
    /// 后台：发送、推进、计时、封存
    Work,
    /// 模拟外部系统：部门数据服务、赣服通、短信
    Sim {
        /// 端口
        #[arg(long, default_value_t = 8090)]
        port: u16,
        /// 人口的种子
        #[arg(long, default_value_t = crate::demo::SEED)]
        seed: u64,
    },
    /// 建立或升级数据库结构
    Migrate,
    /// 规则：试算、检查
    #[command(subcommand)]
    Policy(policy::Policy),
    /// 复算决定，逐位比对
    Replay {
        /// 决定编号
        #[arg(long, conflicts_with = "all")]
        decision: Option<String>,
        /// 全部决定
        #[arg(long)]
        all: bool,
        /// 演示的数据目录
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// 审计记录
    #[command(subcommand)]
    Audit(record::Audit),
    /// 一户一档
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// 工作人员账号
    #[command(subcommand)]
    User(account::User),
    /// 打印接口说明（OpenAPI 3.1）
    Openapi,
    /// 打印流程图和流程表（Markdown）
    Flows,
}

/// What a command came to.
pub(crate) type Outcome = anyhow::Result<ExitCode>;

/// The answer is no.
pub(crate) const NO: u8 = 1;
/// The question could not be asked.
pub(crate) const UNASKED: u8 = 2;
/// The program failed.
pub(crate) const FAILED: u8 = 3;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            eprintln!("不能启动：{why}");
            return ExitCode::from(FAILED);
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("{why:#}");
            ExitCode::from(FAILED)
        }
    }
}

async fn run(cli: Cli) -> Outcome {
    let json = cli.json;
    let config = || Config::read(&cli.config);
    match cli.command {
        Command::Demo { port, sim_port, data } => {
            crate::demo::run(port, sim_port, &data).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve => server::serve(config()?).await,
        Command::Work => server::work(config()?).await,
        Command::Sim { port, seed } => server::sim(port, seed).await,
        Command::Migrate => server::migrate(config()?, json).await,
        Command::Policy(ask) => policy::run(ask, json),
        Command::Replay { decision, all, data } => record::replay(server::of_demo(config()?, data), decision, all, json).await,
        Command::Audit(ask) => record::audit(ask, config()?, json).await,
        Command::Bundle(ask) => bundle::run(ask, json),
        Command::User(ask) => account::run(ask, config()?, json).await,
        Command::Openapi => {
            print(&serde_json::to_string_pretty(&*crate::compose::doors(false).openapi)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Flows => {
            print(flows().trim_end());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints a long text; whoever stops reading early has read enough.
pub(crate) fn print(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// `docs/flows.md`: every process as diagram and table; the eight lanes are one shape.
pub fn flows() -> String {
    let mut text = String::from("# 流程\n\n由程序中的流程表生成：`anju flows > docs/flows.md`。\n\n");
    let mut lanes = 0;
    for flow in entry::FLOWS {
        if flow.name.starts_with("check.") {
            lanes += 1;
            if 1 < lanes {
                continue;
            }
        }
        text.push_str(&flow.diagram());
        text.push('\n');
    }
    text.push_str(&format!("八个部门的核查流程形状相同（共 {lanes} 个），权限各自独立：`check.<部门>`。\n"));
    text
}
