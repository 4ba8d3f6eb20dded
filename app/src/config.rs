//! 设置 — what an installation writes down: `anju.toml`, overridden by `ANJU_…` variables and flags.
//!
//! An unknown key stops the program: a typing error must not silently become a default.

use std::path::{Path, PathBuf};

use exchange::departments::connect::LinkText;
use exchange::ganfutong::GanfutongText;
use exchange::sms::SmsText;
use serde::Deserialize;

/// The settings of an installation.
// No Debug: the lines carry keys.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:anju.db` or `postgres://…`.
    pub database: String,
    /// File of secret keys; made at the first start, readable by its owner only.
    pub keys: PathBuf,
    /// Folder of stored files (papers, tables); sealed, and backed up with the database.
    pub files: PathBuf,
    /// File outside the database to which signed anchors of the audit record are appended.
    pub anchors: PathBuf,
    /// Address to listen on.
    pub listen: String,
    /// Where people reach the program.
    pub public_url: String,
    /// Telephone shown on every page.
    pub hotline: String,
    /// Rows that replace or add departments of the built-in catalogue, TOML.
    pub departments: Option<PathBuf>,
    /// Lines to departments; a department without one is asked by people.
    pub links: Vec<LinkText>,
    /// 赣服通 sign-in.
    pub ganfutong: Option<GanfutongText>,
    /// SMS gateway.
    pub sms: Option<SmsText>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            database: "sqlite:anju.db".into(),
            keys: "anju.keys".into(),
            files: "files".into(),
            anchors: "anju.anchors".into(),
            listen: "127.0.0.1:8080".into(),
            public_url: "http://127.0.0.1:8080".into(),
            hotline: String::new(),
            departments: None,
            links: Vec::new(),
            ganfutong: None,
            sms: None,
        }
    }
}

impl Config {
    /// Reads the file if there is one, then the environment.
    ///
    /// # Errors
    /// A sentence that names the file and the line.
    pub fn read(path: &Path) -> anyhow::Result<Config> {
        let mut config = match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|why| anyhow::anyhow!("设置文件 {} 有误：{why}", path.display()))?,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Config::default(),
            Err(why) => anyhow::bail!("设置文件 {} 读不出：{why}", path.display()),
        };
        for (name, field) in [
            ("ANJU_DATABASE", &mut config.database),
            ("ANJU_LISTEN", &mut config.listen),
            ("ANJU_PUBLIC_URL", &mut config.public_url),
            ("ANJU_HOTLINE", &mut config.hotline),
        ] {
            if let Ok(value) = std::env::var(name) {
                *field = value;
            }
        }
        for (name, field) in [("ANJU_KEYS", &mut config.keys), ("ANJU_FILES", &mut config.files), ("ANJU_ANCHORS", &mut config.anchors)] {
            if let Ok(value) = std::env::var(name) {
                *field = value.into();
            }
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_stops_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anju.toml");
        std::fs::write(&path, "databse = \"sqlite:x.db\"\n").unwrap();
        assert!(Config::read(&path).err().unwrap().to_string().contains("databse"));
        assert_eq!(Config::read(&folder.path().join("absent.toml")).unwrap().listen, "127.0.0.1:8080");
    }
}
