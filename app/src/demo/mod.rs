//! 演示 — a living town: server, worker and simulators in one process, under the 演示 pack.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::SignedDuration;
use kernel::clock::Clock;
use kernel::id::Ids;
use kernel::{Doors, Settings};
use people::sign_in::DemoPerson;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::outside::{Outside, real_time};
use crate::{compose, serve, sim, work};

mod assistant;
mod clock;
mod staff;
mod town;

pub use staff::{acting, hire};

/// Seed of the population: the same people every time.
pub const SEED: u64 = 20_260_101;

/// Doors that only the demo has.
pub fn doors(doors: &mut Doors) {
    clock::doors(doors);
}

/// Runs the demo until the process is told to stop.
///
/// # Errors
/// What stands in the way of starting, as a sentence.
pub async fn run(port: u16, sim_port: u16, data: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    std::fs::create_dir_all(data)?;
    let listener =
        TcpListener::bind(("127.0.0.1", port)).await.map_err(|why| anyhow::anyhow!("端口 {port} 不能使用（{why}），请用 --port 换一个"))?;
    let public_url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    println!("安居演示正在启动……");
    let (sim_url, simulator) = simulator(sim_port).await?;
    let population = simulator.population();
    let config = connected(data, &public_url, &sim_url)?;
    let outside = Arc::new(Outside::connect(&config)?);
    let settings = Settings { public_url: public_url.clone(), demo: true, hotline: "0797-12345".into() };
    let parts = compose::Parts {
        database: config.database.clone(),
        keys: compose::keys(&config.keys)?,
        files: config.files.clone(),
        clock: Clock::system(),
        ids: Ids::system(),
        settings,
    };
    let kernel = compose::kernel(parts).await?;
    clock::restore(&kernel).await?;
    offer_people(&population);
    let ahead = kernel.clock.ahead();
    // The town has a past: its people were in office before its first case.
    kernel.clock.set_ahead(ahead - SignedDuration::from_hours(24 * town::PAST_DAYS));
    let fresh = staff::hire(&kernel).await;
    kernel.clock.set_ahead(ahead);
    let fresh = fresh?;
    if fresh {
        println!("  新建演示城区：三个区、{} 个岗位、办件若干（约十秒）……", staff::ACCOUNTS.len());
        town::settle(&kernel, &outside, &population).await?;
    }
    tokio::spawn(work::run(kernel.clone(), outside, Some(config.anchors.clone())));
    tokio::spawn(assistant::run(kernel.clone()));
    welcome(&public_url, &sim_url, begun);
    serve::run(kernel, listener).await?;
    println!("已停止。数据保存在 {}。", data.display());
    Ok(())
}

async fn simulator(port: u16) -> anyhow::Result<(String, Arc<sim::Sim>)> {
    let listener =
        TcpListener::bind(("127.0.0.1", port)).await.map_err(|why| anyhow::anyhow!("模拟器端口 {port} 不能使用（{why}），请用 --sim-port 换一个"))?;
    let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let simulator = sim::Sim::new(sim::Settings { seed: SEED, base_url: url.clone(), clock: real_time() })?;
    tokio::spawn(sim::serve(listener, simulator.clone()));
    Ok((url, simulator))
}

/// The configuration of a demo: everything outside is the simulator.
pub fn connected(data: &Path, public_url: &str, sim_url: &str) -> anyhow::Result<Config> {
    let catalogue = exchange::departments::Catalogue::default_rows()?;
    Ok(Config {
        database: format!("sqlite:{}", data.join("anju.db").display()),
        keys: data.join("anju.keys"),
        anchors: data.join("anju.anchors"),
        files: data.join("files"),
        public_url: public_url.to_owned(),
        links: sim::links(sim_url, &catalogue),
        ganfutong: Some(sim::ganfutong_text(sim_url, &format!("{public_url}/sign-in/ganfutong/back"))),
        sms: Some(sim::sms_text(sim_url, "演示住保")),
        ..Config::default()
    })
}

/// Puts the cast on the sign-in page.
fn offer_people(population: &sim::Population) {
    let cast =
        population.cast().into_iter().map(|it| DemoPerson { name: it.name, story: format!("{}：{}", it.title, it.story), id_number: it.id_number });
    let _ = people::sign_in::DEMO_CAST.set(cast.collect());
    staff::offer();
}

fn welcome(public_url: &str, sim_url: &str, begun: Instant) {
    println!("准备好了，用时 {:.1} 秒。在浏览器中打开：", begun.elapsed().as_secs_f32());
    println!("  群众办事    {public_url}/            （登录页可以选一位演示人物）");
    println!("  工作人员    {public_url}/desk        （登录页可以选一个岗位）");
    println!("  外部模拟器  {sim_url}/            （可让任一部门变慢、出错、不答复）");
    println!("页面上方可以让业务日期前进。按 Ctrl-C 停止。");
}
