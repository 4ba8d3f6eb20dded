//! 安居 — the one executable.

use std::process::ExitCode;

fn main() -> ExitCode {
    anju::cli::main()
}
