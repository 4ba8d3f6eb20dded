//! 记录 — decisions taken again, and the audit chain checked, by whoever doubts them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use entry::decision::{self, replay::Replayed};
use indicatif::ProgressBar;
use kernel::{Act, Kernel, audit};

use super::{NO, Outcome, UNASKED, server};
use crate::config::Config;

/// 审计记录.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// 校验整条记录链，指出第一处不符
    Verify {
        /// 演示的数据目录
        #[arg(long)]
        data: Option<PathBuf>,
    },
}

pub(super) async fn replay(config: Config, one: Option<String>, all: bool, json: bool) -> Outcome {
    if one.is_none() && !all {
        eprintln!("请用 --decision 编号 指定一个决定，或者用 --all 复算全部。");
        return Ok(ExitCode::from(UNASKED));
    }
    let kernel = crate::compose::installed(&config, false).await?;
    let mut totals = Totals::default();
    match one {
        Some(id) => {
            let mut act = Act::system(&kernel, "replay").await?;
            let record = decision::get(&mut act, &id).await?;
            totals.count(&decision::replay::one(&mut act, record).await?, json);
        }
        None => everything(&kernel, &mut totals, json).await?,
    }
    totals.say(json);
    Ok(if totals.differs == 0 { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

#[derive(Default)]
struct Totals {
    same: u64,
    erased: u64,
    differs: u64,
}

impl Totals {
    fn count(&mut self, replayed: &Replayed, json: bool) {
        match replayed.result.as_str() {
            "same" => self.same += 1,
            "erased" => self.erased += 1,
            _ => {
                self.differs += 1;
                if !json {
                    println!("不一致：{}（记录 {}，复算 {}）", replayed.id, replayed.on_record, replayed.now);
                }
            }
        }
    }

    fn say(&self, json: bool) {
        if json {
            println!("{}", serde_json::json!({"same": self.same, "erased": self.erased, "differs": self.differs}));
        } else {
            println!(
                "复算 {} 个决定：一致 {}，已依法删除 {}，不一致 {}。",
                self.same + self.erased + self.differs,
                self.same,
                self.erased,
                self.differs
            );
        }
    }
}

async fn everything(kernel: &Arc<Kernel>, totals: &mut Totals, json: bool) -> anyhow::Result<()> {
    let progress = if json { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    let mut after = String::new();
    loop {
        let mut act = Act::read(kernel, kernel::Actor::system("replay"), kernel::Request::default()).await?;
        let ids = decision::replay::after(&mut act, &after).await?;
        let Some(last) = ids.last().cloned() else { break };
        for id in ids {
            let record = decision::get(&mut act, &id).await?;
            totals.count(&decision::replay::one(&mut act, record).await?, json);
            progress.inc(1);
        }
        after = last;
    }
    progress.finish_and_clear();
    Ok(())
}

pub(super) async fn audit(ask: Audit, config: Config, json: bool) -> Outcome {
    let Audit::Verify { data } = ask;
    let config = server::of_demo(config, data);
    let kernel = crate::compose::installed(&config, false).await?;
    let mut tx = kernel.db.read().await?;
    let file = config.anchors.exists().then_some(config.anchors.as_path());
    let report = audit::verify(&mut tx, file, &kernel.keys.public_keys()).await?;
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("记录 {} 条，已封存 {}，待封存 {}，锚 {} 个。", report.sealed + report.unsealed, report.sealed, report.unsealed, report.anchors);
        for fault in &report.faults {
            println!("不符：{fault}");
        }
        println!("{}", if report.is_sound() { "审计链完好。" } else { "审计链有问题，以上第一条最先出现。" });
    }
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
