//! 临时 PostgreSQL — a cluster of its own for one run, made from the installed binaries and
//! removed afterwards. The server refuses to run as root, so it runs as `postgres` then.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::ci::call;

/// A running cluster; stopped and removed when dropped.
pub struct Cluster {
    folder: PathBuf,
    binaries: PathBuf,
    port: u16,
    as_root: bool,
}

impl Cluster {
    /// Makes and starts a cluster in which text order is byte order.
    pub fn start() -> Result<Cluster, String> {
        let binaries = newest_binaries()?;
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr()).map_err(|why| why.to_string())?.port();
        let folder = std::env::temp_dir().join(format!("anju-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
        let as_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
        if as_root {
            call(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let cluster = Cluster { folder, binaries, port, as_root };
        let data = cluster.folder.join("data");
        call(cluster.command("initdb").args(["-A", "trust", "-U", "anju", "--locale=C", "-E", "UTF8", "-D"]).arg(&data))?;
        let options = format!("-p {port} -k {} -c listen_addresses=127.0.0.1 -c max_connections=400", cluster.folder.display());
        let log = cluster.folder.join("log");
        call(cluster.command("pg_ctl").arg("-D").arg(&data).args(["-w", "-o", &options, "-l"]).arg(log).arg("start"))?;
        std::thread::sleep(Duration::from_millis(200));
        Ok(cluster)
    }

    /// `postgres://…` without a database name.
    pub fn url(&self) -> String {
        format!("postgres://anju@127.0.0.1:{}", self.port)
    }

    fn command(&self, name: &str) -> Command {
        let program = self.binaries.join(name);
        if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command.current_dir("/");
            command
        } else {
            Command::new(program)
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        if let Err(why) = call(self.command("pg_ctl").arg("-D").arg(&data).args(["-m", "immediate", "stop"])) {
            println!("PostgreSQL 没有停下：{why}");
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn newest_binaries() -> Result<PathBuf, String> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(Path::new("/usr/lib/postgresql"))
        .map_err(|why| format!("没有安装 PostgreSQL：{why}"))?
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))
        })
        .filter(|(_, path)| path.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().map(|(_, path)| path).ok_or_else(|| "没有找到 initdb".to_owned())
}
