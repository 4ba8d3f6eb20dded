//! 证据包核对 — checks a bundle offline, without a database.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::{NO, Outcome, UNASKED};

/// 一户一档.
#[derive(Debug, Subcommand)]
pub(crate) enum Bundle {
    /// 离线核对一个档案包，指出第一个不符的文件
    Verify {
        /// 档案包
        file: PathBuf,
        /// 应当签名的公钥（十六进制）；不写则只核对包内的公钥
        #[arg(long)]
        key: Option<String>,
    },
}

pub(super) fn run(ask: Bundle, json: bool) -> Outcome {
    let Bundle::Verify { file, key } = ask;
    let bytes = match std::fs::read(&file) {
        Ok(bytes) => bytes,
        Err(why) => {
            eprintln!("不能读 {}：{why}", file.display());
            return Ok(ExitCode::from(UNASKED));
        }
    };
    let checked = oversight::archive::pack::check(&bytes, key.as_deref());
    if json {
        println!("{}", serde_json::to_string(&checked)?);
    } else {
        match &checked.fault {
            None => println!("{} 个文件都与签名一致，签名公钥 {}。", checked.files, checked.key_id),
            Some(why) => println!("不符：{why}。"),
        }
        if key.is_none() && checked.fault.is_none() {
            println!("没有指定公钥：请把 {} 与制作单位公布的公钥核对。", checked.key_id);
        }
    }
    Ok(if checked.fault.is_none() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
