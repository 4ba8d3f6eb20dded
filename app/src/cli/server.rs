//! 运行 — serve, work, sim, migrate.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use kernel::clock::Clock;
use kernel::id::Ids;
use kernel::{Kernel, Settings};
use tokio::net::TcpListener;

use super::Outcome;
use crate::config::Config;
use crate::outside::{Outside, real_time};
use crate::{compose, serve, sim, work};

/// The kernel of a configured installation.
pub(super) async fn kernel(config: &Config) -> anyhow::Result<Arc<Kernel>> {
    let settings = Settings { public_url: config.public_url.clone(), demo: false, hotline: config.hotline.clone() };
    let parts = compose::Parts {
        database: config.database.clone(),
        keys: compose::keys(&config.keys)?,
        files: config.files.clone(),
        clock: Clock::system(),
        ids: Ids::system(),
        settings,
    };
    Ok(compose::kernel(parts).await?)
}

/// The configuration of a demo's data folder, if one is named.
pub(super) fn of_demo(config: Config, data: Option<PathBuf>) -> Config {
    match data {
        Some(data) => Config {
            database: format!("sqlite:{}", data.join("anju.db").display()),
            keys: data.join("anju.keys"),
            anchors: data.join("anju.anchors"),
            files: data.join("files"),
            ..config
        },
        None => config,
    }
}

pub(super) async fn serve(config: Config) -> Outcome {
    let kernel = kernel(&config).await?;
    Outside::connect(&config)?;
    let listener = TcpListener::bind(&config.listen).await?;
    println!("正在 {} 提供服务（{}）。按 Ctrl-C 停止。", listener.local_addr()?, config.public_url);
    serve::run(kernel, listener).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn work(config: Config) -> Outcome {
    let kernel = kernel(&config).await?;
    let outside = Arc::new(Outside::connect(&config)?);
    println!("后台已启动。按 Ctrl-C 停止。");
    tokio::select! {
        () = work::run(kernel, outside, Some(config.anchors)) => {}
        () = serve::told_to_stop() => {}
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn sim(port: u16, seed: u64) -> Outcome {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    println!("模拟器在 {base_url}/ ，人口种子 {seed}。按 Ctrl-C 停止。");
    let simulator = sim::Sim::new(sim::Settings { seed, base_url, clock: real_time() })?;
    tokio::select! {
        done = sim::serve(listener, simulator) => done?,
        () = serve::told_to_stop() => {}
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn migrate(config: Config, json: bool) -> Outcome {
    let db = kernel::db::Db::open(&config.database).await?;
    let done = db.migrate().await?;
    match (json, done.is_empty()) {
        (true, _) => println!("{}", serde_json::json!({"done": done})),
        (false, true) => println!("数据库已是最新。"),
        (false, false) => println!("已执行：{}", done.join("、")),
    }
    Ok(ExitCode::SUCCESS)
}
