//! Fetches the third-party front-end files named in the lock file and turns them and our own
//! files into one table of embedded assets. Runs npm only when the lock file has changed.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What goes into the binary: public name, media type, and the files it is joined from.
/// `npm:` means a file of the fetched packages, `bundle:` a script of ours with what it imports from
/// them and nothing more, anything else lies in `src/`.
const FILES: &[(&str, &str, &[&str])] = &[
    ("tabler.css", "text/css; charset=utf-8", &["npm:@tabler/core/dist/css/tabler.min.css"]),
    ("htmx.js", "text/javascript; charset=utf-8", &["npm:htmx.org/dist/htmx.min.js"]),
    ("staff.css", "text/css; charset=utf-8", &["tokens.css", "parts.css", "staff.css"]),
    ("citizen.css", "text/css; charset=utf-8", &["tokens.css", "parts.css", "citizen.css"]),
    ("paper.css", "text/css; charset=utf-8", &["tokens.css", "paper.css"]),
    ("staff.js", "text/javascript; charset=utf-8", &["staff.js"]),
    ("citizen.js", "text/javascript; charset=utf-8", &["citizen.js"]),
    ("charts.js", "text/javascript; charset=utf-8", &["bundle:charts.js"]),
    ("icons.svg", "image/svg+xml", &["icons.svg"]),
    ("favicon.svg", "image/svg+xml", &["favicon.svg"]),
];

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("cargo::error={reason}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Outcome<()> {
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in ["build.rs", "package.json", "package-lock.json", "src"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let packages = fetch(&home, &out)?;
    let mut table = String::from("&[\n");
    for (name, mime, parts) in FILES {
        let bytes = join(&home, &packages, parts)?;
        table += &entry(&out, name, mime, &bytes)?;
    }
    table.push(']');
    fs::write(out.join("table.rs"), table)?;
    Ok(())
}

/// Runs `npm ci` in the build's own folder unless the lock file there is already this one.
fn fetch(home: &Path, out: &Path) -> Outcome<PathBuf> {
    let folder = out.join("npm");
    let stamp = folder.join("fetched-for");
    let lock = fs::read(home.join("package-lock.json"))?;
    if fs::read(&stamp).is_ok_and(|before| before == lock) {
        return Ok(folder.join("node_modules"));
    }
    fs::create_dir_all(&folder)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(home.join(file), folder.join(file))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let run = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .output()
        .map_err(|reason| format!("the front-end files need npm (Node.js 20 or later): install it and build again ({reason})"))?;
    if !run.status.success() {
        let said = String::from_utf8_lossy(&run.stderr);
        let last = said.lines().rfind(|line| line.contains("error")).unwrap_or("no message");
        return Err(format!("npm ci for the front-end files failed; is the package registry reachable? {last}").into());
    }
    fs::write(stamp, lock)?;
    Ok(folder.join("node_modules"))
}

/// Joins the parts of one asset. Pointers to source maps go: we do not ship the maps.
fn join(home: &Path, packages: &Path, parts: &[&str]) -> Outcome<Vec<u8>> {
    let mut joined = String::new();
    for part in parts {
        let text = match (part.strip_prefix("npm:"), part.strip_prefix("bundle:")) {
            (Some(fetched), _) => read(&packages.join(fetched))?,
            (None, Some(script)) => bundle(&home.join("src").join(script), packages)?,
            (None, None) => read(&home.join("src").join(part))?,
        };
        for line in text.lines().filter(|line| !line.contains("# sourceMappingURL=")) {
            joined.push_str(line);
            joined.push('\n');
        }
    }
    Ok(joined.into_bytes())
}

fn read(path: &Path) -> Outcome<String> {
    Ok(fs::read_to_string(path).map_err(|reason| format!("{}: {reason}", path.display()))?)
}

/// A script with the parts of the fetched packages that it uses, and without the rest: a page that
/// draws bars does not load maps. Syntax that browsers of 2019 know.
fn bundle(script: &Path, packages: &Path) -> Outcome<String> {
    let run = Command::new("node")
        .arg(packages.join("esbuild/bin/esbuild"))
        .arg(script)
        .args(["--bundle", "--minify", "--format=iife", "--target=es2019", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        .env("NODE_PATH", packages)
        .output()
        .map_err(|reason| format!("the front-end files need Node.js 20 or later ({reason})"))?;
    if !run.status.success() {
        return Err(format!("{} cannot be bundled: {}", script.display(), String::from_utf8_lossy(&run.stderr)).into());
    }
    Ok(String::from_utf8(run.stdout)?)
}

/// Writes one asset plain and compressed and returns its row of the table.
fn entry(out: &Path, name: &str, mime: &str, bytes: &[u8]) -> Outcome<String> {
    let plain = out.join(name);
    let packed = out.join(format!("{name}.gz"));
    fs::write(&plain, bytes)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    fs::write(&packed, gzip.finish()?)?;
    let mut hash = String::new();
    for byte in &Sha256::digest(bytes)[..8] {
        write!(hash, "{byte:02x}")?;
    }
    Ok(format!(
        "Asset {{ name: {name:?}, mime: {mime:?}, hash: {hash:?}, url: {:?}, cache: FOR_EVER, bytes: include_bytes!({:?}), gzip: include_bytes!({:?}) }},\n",
        format!("/assets/{hash}/{name}"),
        plain.display().to_string(),
        packed.display().to_string(),
    ))
}
