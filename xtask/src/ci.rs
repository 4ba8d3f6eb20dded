//! 全部检查 — one step after the other, each with its name and time, and a clear end.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::postgres::Cluster;

type Step = (&'static str, fn(&Path) -> Result<(), String>);

const STEPS: [Step; 6] = [
    ("安装缺少的工具", tools),
    ("格式", format),
    ("写法（clippy）", lint),
    ("测试：SQLite", test_sqlite),
    ("测试：PostgreSQL", test_postgres),
    ("浏览器", journeys),
];

/// Debian packages and the command or file that shows they are there.
const PACKAGES: [(&str, &str); 3] =
    [("chromium", "/usr/bin/chromium"), ("postgresql", "/usr/lib/postgresql"), ("fonts-noto-cjk", "/usr/share/fonts/opentype/noto")];

/// Runs every step; stops at the first that fails.
pub fn run() -> ExitCode {
    let root = root();
    let begun = Instant::now();
    let mut done: Vec<(&str, Duration)> = Vec::new();
    for (at, (name, step)) in STEPS.iter().enumerate() {
        println!("\n=== {}/{} {name} ===", at + 1, STEPS.len());
        let started = Instant::now();
        if let Err(why) = step(&root) {
            println!("\n=== 未通过：{name}（{why}），用时 {} 秒 ===", started.elapsed().as_secs());
            return ExitCode::FAILURE;
        }
        done.push((name, started.elapsed()));
    }
    println!("\n=== 全部通过，共 {} 秒 ===", begun.elapsed().as_secs());
    for (name, time) in done {
        println!("    {:>5} 秒  {name}", time.as_secs());
    }
    ExitCode::SUCCESS
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Runs a command with its output shown.
pub fn call(command: &mut Command) -> Result<(), String> {
    println!("$ {}", shown(command));
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{}：{status}", shown(command))),
        Err(why) => Err(format!("{}：{why}", shown(command))),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn tools(_: &Path) -> Result<(), String> {
    let missing: Vec<&str> = PACKAGES.iter().filter(|(_, there)| !Path::new(there).exists()).map(|(package, _)| *package).collect();
    if missing.is_empty() {
        println!("都已安装。");
        return Ok(());
    }
    println!("需要安装：{}", missing.join("、"));
    call(Command::new("apt-get").args(["update", "-qq"]))?;
    call(Command::new("apt-get").args(["install", "-y", "-qq", "--no-install-recommends"]).args(missing).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).env("RUST_BACKTRACE", "0");
    command
}

fn format(root: &Path) -> Result<(), String> {
    call(cargo(root).args(["fmt", "--all", "--check"]))
}

fn lint(root: &Path) -> Result<(), String> {
    call(cargo(root).args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
}

fn test_sqlite(root: &Path) -> Result<(), String> {
    call(cargo(root).args(["test", "--workspace", "--quiet"]).env_remove("ANJU_TEST_POSTGRES"))
}

/// The crates whose tests touch a database, once more on a throw-away cluster.
fn test_postgres(root: &Path) -> Result<(), String> {
    let cluster = Cluster::start()?;
    call(cargo(root).args(["test", "--quiet", "-p", "anju-kernel", "-p", "anju-people", "-p", "anju"]).env("ANJU_TEST_POSTGRES", cluster.url()))
}

/// The main journeys in a real browser, with axe; pictures are left in `artefacts/`.
fn journeys(root: &Path) -> Result<(), String> {
    call(cargo(root).args(["build", "--quiet", "-p", "anju"]))?;
    let folder = root.join("journeys");
    call(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder))?;
    call(Command::new("node").args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).current_dir(&folder))
}
