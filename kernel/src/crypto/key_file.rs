//! 密钥文件 — the keys on disk: TOML with hexadecimal values, readable by its owner only.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use zeroize::Zeroizing;

use super::keys::{Field, Keys, Parts, Ring};
use super::{CryptoError, Secret, token_128};

/// Layout of the file.
const FORMAT: u16 = 1;

/// Explains the file to whoever opens it.
const HEADING: &str = "# 安居密钥文件：仅服务账号可读（0600），与数据库分开备份。遗失后加密内容无法恢复。\n";

type Versions = BTreeMap<String, Zeroizing<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    format: u16,
    session: Zeroizing<String>,
    kek: Versions,
    pepper: Versions,
    audit: Versions,
    index: BTreeMap<String, Versions>,
}

/// Reads the file after checking that nobody else can.
pub(super) fn load(path: &Path) -> Result<Keys, CryptoError> {
    let file = File::open(path).map_err(|cause| io(path, cause))?;
    check_private(path, &file)?;
    let text = std::io::read_to_string(file).map_err(|cause| io(path, cause))?;
    parse(&Zeroizing::new(text)).map_err(|why| CryptoError::KeyFile { path: path.display().to_string(), why })
}

/// Reads the file, or writes fresh keys where there is none.
pub(super) fn load_or_create(path: &Path) -> Result<Keys, CryptoError> {
    match load(path) {
        Err(CryptoError::Io { cause, .. }) if cause.kind() == ErrorKind::NotFound => {}
        loaded => return loaded,
    }
    let temporary = write_beside(path, &Keys::generate())?;
    // A link appears whole or not at all, and never replaces keys that another start has just written.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary).map_err(|cause| io(&temporary, cause))?;
    match linked {
        Err(cause) if cause.kind() != ErrorKind::AlreadyExists => return Err(io(path, cause)),
        _ => sync_folder(path)?,
    }
    load(path)
}

/// Replaces the file in one step.
pub(super) fn replace(path: &Path, keys: &Keys) -> Result<(), CryptoError> {
    let temporary = write_beside(path, keys)?;
    fs::rename(&temporary, path).map_err(|cause| io(path, cause))?;
    sync_folder(path)
}

fn write_beside(path: &Path, keys: &Keys) -> Result<PathBuf, CryptoError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", token_128()));
    let temporary = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |mut file: File| {
        file.write_all(render(keys).as_bytes())?;
        file.sync_all()
    };
    options.open(&temporary).and_then(write).map_err(|cause| io(path, cause))?;
    Ok(temporary)
}

fn sync_folder(path: &Path) -> Result<(), CryptoError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|cause| io(path, cause))?;
    }
    Ok(())
}

#[cfg(unix)]
fn check_private(path: &Path, file: &File) -> Result<(), CryptoError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(|cause| io(path, cause))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(CryptoError::Permissions(path.display().to_string())) }
}

#[cfg(not(unix))]
fn check_private(_: &Path, _: &File) -> Result<(), CryptoError> {
    Ok(())
}

fn render(keys: &Keys) -> Zeroizing<String> {
    let mut text = Zeroizing::new(format!("{HEADING}format = {FORMAT}\nsession = \"{}\"\n", *keys.session.to_hex()));
    render_ring(&mut text, "kek", &keys.kek);
    render_ring(&mut text, "pepper", &keys.pepper);
    render_ring(&mut text, "audit", &keys.audit);
    for (field, ring) in &keys.index {
        render_ring(&mut text, &format!("index.{}", field.name()), ring);
    }
    text
}

fn render_ring<const N: usize>(text: &mut String, name: &str, ring: &Ring<Secret<N>>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "\n[{name}]");
    for (id, key) in ring.versions() {
        let _ = writeln!(text, "{id} = \"{}\"", *key.to_hex());
    }
}

/// The reason of a refusal names a place and never a value.
fn parse(text: &str) -> Result<Keys, String> {
    let layout: Layout = toml::from_str(text).map_err(|cause| cause.message().to_owned())?;
    if layout.format != FORMAT {
        return Err(format!("格式版本{}不受支持", layout.format));
    }
    let session = Secret::from_hex(&layout.session).ok_or("session 应为64位十六进制")?;
    let mut index = BTreeMap::new();
    for field in Field::ALL {
        let name = format!("index.{}", field.name());
        let versions = layout.index.get(field.name()).ok_or_else(|| format!("缺少 {name}"))?;
        index.insert(field, ring(&name, versions)?);
    }
    let parts =
        Parts { kek: ring("kek", &layout.kek)?, index, pepper: ring("pepper", &layout.pepper)?, audit: ring("audit", &layout.audit)?, session };
    Keys::from_parts(parts).map_err(|_| "audit 不是有效的SM2私钥".to_owned())
}

fn ring<const N: usize>(name: &str, versions: &Versions) -> Result<Ring<Secret<N>>, String> {
    let mut keys = BTreeMap::new();
    for (id, text) in versions {
        let id: u16 = id.parse().map_err(|_| format!("{name} 的编号应为数字"))?;
        let key = Secret::from_hex(text).ok_or_else(|| format!("{name}.{id} 应为{}位十六进制", N * 2))?;
        keys.insert(id, key);
    }
    Ring::of(keys).ok_or_else(|| format!("{name} 为空"))
}

fn io(path: &Path, cause: std::io::Error) -> CryptoError {
    CryptoError::Io { path: path.display().to_string(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{DataKey, Part};

    fn same(a: &Keys, b: &Keys) -> bool {
        *render(a) == *render(b)
    }

    #[test]
    fn a_missing_file_is_written_once_and_read_ever_after() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        assert!(matches!(Keys::load(&path), Err(CryptoError::Io { .. })));
        let first = Keys::load_or_create(&path).unwrap();
        assert!(same(&first, &Keys::load_or_create(&path).unwrap()));
        assert!(same(&first, &Keys::load(&path).unwrap()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn programs_that_start_together_share_one_set_of_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        let all: Vec<Keys> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| Keys::load_or_create(&path).unwrap())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(all.iter().all(|keys| same(keys, &all[0])));
    }

    #[test]
    fn a_rotation_survives_saving_and_loading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        let parts = [Part::Kek, Part::Index(Field::Card), Part::Pepper, Part::Audit, Part::Session];
        let mut keys = Keys::load_or_create(&path).unwrap();
        let wrapped = keys.wrap(&DataKey::generate("01P")).unwrap();
        for part in parts {
            keys = keys.rotated(part);
        }
        keys.save(&path).unwrap();
        let loaded = Keys::load(&path).unwrap();
        assert!(same(&keys, &loaded));
        assert!(loaded.unwrap(&wrapped, "01P").is_ok() && loaded.needs_rewrap(&wrapped));
        assert_eq!(loaded.public_keys().len(), 2);
    }

    // S-43: file 0600.
    #[cfg(unix)]
    #[test]
    fn the_file_is_private_and_refused_when_it_is_not() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        Keys::load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(matches!(Keys::load(&path), Err(CryptoError::Permissions(_))), "{mode:o}");
        }
    }

    #[test]
    fn a_damaged_file_is_refused_without_telling_its_values() {
        let keys = Keys::generate();
        let good = render(&keys).to_string();
        assert!(parse(&good).is_ok());
        let session = keys.session.to_hex().to_string();
        let damaged = [
            String::new(),
            "format = 1".to_owned(),
            good.replace("format = 1", "format = 2"),
            good.replace(&session, &session[1..]),
            good.replace("[pepper]", "[salt]"),
            good.replace("index.usc", "index.other"),
            good.replacen("[kek]\n1", "[kek]\none", 1),
            good.replace(&*keys.audit.versions().next().unwrap().1.to_hex(), &"0".repeat(64)),
        ];
        for text in damaged {
            let why = parse(&text).err().unwrap_or_else(|| panic!("accepted: {}", text.len()));
            assert!(!why.contains(&session[1..]), "{why}");
        }
    }
}
