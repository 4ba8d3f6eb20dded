//! 开发任务 — what developers repeat: `cargo xtask ci` runs everything a change must pass.

mod ci;
mod postgres;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some("ci") => ci::run(),
        _ => {
            eprintln!("cargo xtask ci    安装缺少的工具，检查格式与写法，在 SQLite 和 PostgreSQL 上测试，并在浏览器中走一遍");
            ExitCode::from(2)
        }
    }
}
