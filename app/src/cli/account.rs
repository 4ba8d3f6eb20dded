//! 账号 — the first accounts, made before any administrator exists.

use std::process::ExitCode;

use clap::Subcommand;
use people::staff::{self, Add, Issued};

use super::{Outcome, UNASKED};
use crate::config::Config;

/// 工作人员账号.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// 新建账号，打印一次性启用码（24 小时有效）
    Add {
        /// 登录名
        account: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 单位
        #[arg(long)]
        organisation: String,
        /// 管理该账号的地区代码
        #[arg(long)]
        region: String,
        /// 岗位@地区，可重复，如 security_admin@3607
        #[arg(long = "role")]
        roles: Vec<String>,
    },
    /// 重新发一次性启用码
    Reset {
        /// 登录名
        account: String,
        /// 同时更换动态口令
        #[arg(long)]
        device: bool,
    },
    /// 解除锁定
    Unlock {
        /// 登录名
        account: String,
    },
}

pub(super) async fn run(ask: User, config: Config, json: bool) -> Outcome {
    let kernel = crate::compose::installed(&config, false).await?;
    match ask {
        User::Add { account, name, organisation, region, roles } => {
            let Some(roles) =
                roles.iter().map(|text| text.split_once('@').map(|(role, region)| (role.to_owned(), region.to_owned()))).collect::<Option<Vec<_>>>()
            else {
                eprintln!("--role 应写成 岗位@地区代码，如 window@360702");
                return Ok(ExitCode::from(UNASKED));
            };
            let issued = staff::add_user(&kernel, Add { account, name, organisation, employer: String::new(), region }, &roles).await?;
            say(&issued, &config, json);
        }
        User::Reset { account, device } => say(&staff::reset_user(&kernel, &account, device).await?, &config, json),
        User::Unlock { account } => {
            staff::unlock_user(&kernel, &account).await?;
            println!("{}", if json { "{\"unlocked\":true}" } else { "已解除锁定。" });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn say(issued: &Issued, config: &Config, json: bool) {
    if json {
        println!("{}", serde_json::json!({"account": issued.account, "code": issued.code, "until": issued.until}));
    } else {
        println!(
            "账号 {} 的一次性启用码（{} 前有效，只显示这一次）：\n  {}\n请本人打开 {}/desk/start 设置口令和动态口令。",
            issued.account, issued.until, issued.code, config.public_url
        );
    }
}
