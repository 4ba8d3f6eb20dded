//! 规则命令 — decide a household from a file, check the packs, show where rules conflict.

use std::fmt::Write;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use base::region::RegionCode;
use clap::Subcommand;
use jiff::civil::Date;
use policy::{Decision, Facts, Law, Outcome as Decided, Verdict};

use super::{NO, Outcome, UNASKED};

/// 规则.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// 按某地某日的规则试算一户
    Decide {
        /// 地区代码，如 360702
        #[arg(long)]
        region: String,
        /// 日期，如 2024-01-15
        #[arg(long)]
        on: Date,
        /// 家庭情况文件（JSON）；- 表示标准输入
        #[arg(long)]
        facts: PathBuf,
        /// 使用演示规则
        #[arg(long)]
        demo: bool,
    },
    /// 检查全部规则包：能读、有出处、示例家庭结论正确、时间不重叠
    Check,
    /// 列出下级规则与上级规则的不一致
    Lint,
    /// 打印家庭情况文件的 JSON Schema
    FactsSchema,
}

pub(super) fn run(ask: Policy, json: bool) -> Outcome {
    match ask {
        Policy::Decide { region, on, facts, demo } => decide(&region, on, &facts, demo, json),
        Policy::Check => check(json),
        Policy::Lint => lint(json),
        Policy::FactsSchema => {
            super::print(&serde_json::to_string_pretty(&policy::schema::facts())?);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn decide(region: &str, on: Date, path: &PathBuf, demo: bool, json: bool) -> Outcome {
    let mut text = String::new();
    match path.to_str() {
        Some("-") => std::io::stdin().read_to_string(&mut text).context("标准输入读不出")?,
        _ => {
            match std::fs::read_to_string(path) {
                Ok(read) => text = read,
                Err(why) => {
                    eprintln!("{} 读不出：{why}", path.display());
                    return Ok(ExitCode::from(UNASKED));
                }
            }
            text.len()
        }
    };
    let Ok(code) = RegionCode::parse(region) else {
        eprintln!("--region 不是地区代码：{region}");
        return Ok(ExitCode::from(UNASKED));
    };
    let mut facts: Facts = match serde_json::from_str(&text) {
        Ok(facts) => facts,
        Err(why) => {
            eprintln!("家庭情况文件不合要求：{why}\n用 anju policy facts-schema 查看格式。");
            return Ok(ExitCode::from(UNASKED));
        }
    };
    facts.region = code.current();
    let law = if demo { Law::with_demo() } else { Law::builtin() };
    let decision = policy::decide(&facts, on, &law);
    if json {
        super::print(&serde_json::to_string_pretty(&decision)?);
    } else {
        say(&decision, on);
    }
    Ok(ExitCode::SUCCESS)
}

fn say(decision: &Decision, on: Date) {
    let mut text = String::new();
    let result = match &decision.outcome {
        Decided::Eligible(it) => format!("符合条件（{}，{}）", it.category.chinese(), it.tier),
        Decided::NotEligible { .. } => "不符合条件".to_owned(),
        Decided::NeedsPerson { .. } => format!("需要人工认定（{}）", decision.would_be.chinese()),
    };
    let _ = writeln!(text, "{} {on}：{result}", kernel::shell::region_name(decision.region.as_str()));
    for pack in &decision.packs {
        let _ = writeln!(text, "  依据 {} {}{}", pack.id, pack.title, if pack.demo { "【演示】" } else { "" });
    }
    for finding in &decision.findings {
        let mark = match finding.verdict {
            Verdict::Met => "✓",
            Verdict::NotMet => "✗",
            Verdict::Unknown(_) => "？",
        };
        let _ = writeln!(text, "  {mark} {}（来源等级 {}）", finding.sentence_cited(), finding.grade().chinese());
    }
    super::print(text.trim_end());
}

fn check(json: bool) -> Outcome {
    let law = Law::with_demo();
    let unreadable: Vec<String> = law.unreadable().iter().map(ToString::to_string).collect();
    let sets = policy::examples::builtin().map_err(|why| anyhow::anyhow!("{}", why.why))?;
    let results: Vec<_> = sets.iter().flat_map(|set| set.run(&law)).collect();
    let wrong: Vec<String> = results.iter().filter_map(|it| Some(format!("{} {}：{}", it.pack, it.title, it.wrong.as_ref()?))).collect();
    if json {
        println!("{}", serde_json::json!({"packs": law.packs().len(), "unreadable": unreadable, "examples": results.len(), "wrong": wrong}));
    } else {
        println!("规则包 {} 个，读不出 {} 个；示例家庭 {} 户，结论不符 {} 户。", law.packs().len(), unreadable.len(), results.len(), wrong.len());
        unreadable.iter().chain(&wrong).for_each(|line| println!("  {line}"));
    }
    Ok(if unreadable.is_empty() && wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn lint(json: bool) -> Outcome {
    let found = policy::lint::lint(&Law::builtin());
    if json {
        super::print(&serde_json::to_string_pretty(&found)?);
    } else {
        for it in &found {
            println!("{}", it.sentence);
        }
        println!("共 {} 条；由人判断，程序不自行取舍。", found.len());
    }
    Ok(ExitCode::SUCCESS)
}
