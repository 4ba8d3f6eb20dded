//! 证据包 — a ZIP with a manifest of SM3 digests and an SM2 signature over it; checked offline.
//!
//! `manifest.sm3` has one line for each file, `<digest>  <path>`; `signature.json` names the key.
//! Files are stored uncompressed in the order of the manifest, so that the same contents give
//! the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use kernel::Fail;
use kernel::crypto::{PublicKey, Signer, sm3_hex};
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MANIFEST: &str = "manifest.sm3";
const SIGNATURE: &str = "signature.json";
/// Largest file that is read when checking, bytes: a bundle holds text.
const LARGEST: u64 = 64 << 20;

/// What stands in `signature.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// `SM2-SM3`.
    pub algorithm: String,
    /// First digits of the digest of the key.
    pub key_id: String,
    /// The key as an uncompressed point, hexadecimal.
    pub public_key: String,
    /// Over the bytes of `manifest.sm3`, hexadecimal.
    pub signature: String,
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Id of the key that signed; empty when there is no readable signature.
    pub key_id: String,
    /// Files named by the manifest.
    pub files: usize,
    /// The first thing that is wrong, 中文; `None` when all is well.
    pub fault: Option<String>,
}

/// Packs and signs files.
///
/// # Errors
/// A failure of the program when the ZIP cannot be written.
pub fn seal(files: &BTreeMap<String, Vec<u8>>, signer: &Signer) -> Result<Vec<u8>, Fail> {
    let manifest: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", sm3_hex(bytes))).collect();
    let public = signer.public();
    let signature =
        Signature { algorithm: "SM2-SM3".into(), key_id: public.id().into(), public_key: public.hex(), signature: signer.sign(manifest.as_bytes())? };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let signature = serde_json::to_vec_pretty(&signature)?;
    let own = [(MANIFEST, manifest.as_bytes()), (SIGNATURE, signature.as_slice())];
    for (path, bytes) in own.into_iter().chain(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))) {
        zip.start_file(path, options).map_err(Fail::bug)?;
        zip.write_all(bytes).map_err(Fail::bug)?;
    }
    Ok(zip.finish().map_err(Fail::bug)?.into_inner())
}

/// Checks a bundle: the signature, then every file in the order of the manifest, then that
/// nothing was added. `trusted` is the key one expects, hexadecimal.
pub fn check(bundle: &[u8], trusted: Option<&str>) -> Checked {
    let bad = |key_id: &str, files: usize, why: String| Checked { key_id: key_id.into(), files, fault: Some(why) };
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bundle)) else {
        return bad("", 0, "不是完整的 ZIP 文件".into());
    };
    let (Some(manifest), Some(signature)) = (member(&mut zip, MANIFEST), member(&mut zip, SIGNATURE)) else {
        return bad("", 0, format!("缺少 {MANIFEST} 或者 {SIGNATURE}"));
    };
    let Ok(signature) = serde_json::from_slice::<Signature>(&signature) else { return bad("", 0, format!("{SIGNATURE} 无法识别")) };
    let Ok(key) = PublicKey::from_hex(&signature.public_key) else { return bad("", 0, format!("{SIGNATURE} 中的公钥无效")) };
    if trusted.is_some_and(|trusted| !trusted.trim().eq_ignore_ascii_case(&key.hex())) {
        return bad(key.id(), 0, "签名的公钥不是所指定的公钥".into());
    }
    if signature.algorithm != "SM2-SM3" || !key.verify(&manifest, &signature.signature) {
        return bad(key.id(), 0, format!("{MANIFEST} 的签名不符"));
    }
    let Ok(manifest) = String::from_utf8(manifest) else { return bad(key.id(), 0, format!("{MANIFEST} 无法识别")) };
    let lines: Vec<(&str, &str)> = manifest.lines().filter_map(|line| line.split_once("  ")).collect();
    for (digest, path) in &lines {
        match member(&mut zip, path) {
            None => return bad(key.id(), lines.len(), format!("{path} 缺失或者无法读出")),
            Some(bytes) if sm3_hex(&bytes) != *digest => return bad(key.id(), lines.len(), format!("{path} 被改动")),
            Some(_) => {}
        }
    }
    let known = |name: &str| name == MANIFEST || name == SIGNATURE || lines.iter().any(|(_, path)| *path == name);
    let names = zip.file_names().map(|name| name.map_or_else(|_| "名称无法识别的文件".to_owned(), |name| name.into_owned()));
    let extra = names.into_iter().find(|name| !known(name));
    let fault = extra.map(|name| format!("{name} 不在清单中，是后加的"));
    Checked { key_id: key.id().into(), files: lines.len(), fault }
}

fn member(zip: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<Vec<u8>> {
    let mut file = zip.by_name(path).ok()?;
    let mut bytes = Vec::new();
    file.by_ref().take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use kernel::crypto::Keys;

    use super::*;

    fn files() -> BTreeMap<String, Vec<u8>> {
        [("a.json", "{\"one\":1}"), ("index.html", "<p>目录</p>"), ("z/b.json", "[]")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into()
    }

    fn put(bundle: &mut [u8], from: &[u8], to: &[u8]) {
        let at = bundle.windows(from.len()).position(|part| part == from).unwrap();
        bundle[at..at + to.len()].copy_from_slice(to);
    }

    // U-01: the bundle checks without the program's database, and the first bad file is named.
    #[test]
    fn whatever_is_changed_in_a_bundle_is_named() {
        let keys = Keys::generate();
        let sealed = seal(&files(), keys.signer()).unwrap();
        let key = keys.signer().public().hex();
        assert_eq!(check(&sealed, Some(&key)), Checked { key_id: keys.signer().public().id().into(), files: 3, fault: None });
        let other = Keys::generate().signer().public().hex();
        assert!(check(&sealed, Some(&other)).fault.unwrap().contains("公钥"));
        // The checksum of the ZIP would tell as well: either way the file is named.
        let mut changed = sealed.clone();
        put(&mut changed, b"{\"one\":1}", b"{\"one\":2}");
        assert!(check(&changed, None).fault.unwrap().starts_with("a.json"));
        let mut changed = sealed.clone();
        put(&mut changed, "目录".as_bytes(), "目标".as_bytes());
        assert!(check(&changed, None).fault.unwrap().starts_with("index.html"));
        assert!(check(&sealed[..sealed.len() / 2], None).fault.is_some());
        assert!(check(b"no zip", None).fault.is_some());
    }

    // A bundle that names other digests needs another signature.
    #[test]
    fn a_manifest_made_to_fit_does_not_bear_the_signature() {
        let keys = Keys::generate();
        let one = seal(&files(), keys.signer()).unwrap();
        let mut others = files();
        others.insert("a.json".into(), b"{\"one\":2}".to_vec());
        let two = seal(&others, keys.signer()).unwrap();
        let read = |bundle: &[u8], path: &str| member(&mut ZipArchive::new(Cursor::new(bundle)).unwrap(), path).unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (path, bytes) in [(MANIFEST, read(&two, MANIFEST)), (SIGNATURE, read(&one, SIGNATURE)), ("a.json", b"{\"one\":2}".to_vec())] {
            zip.start_file(path, options).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        let forged = zip.finish().unwrap().into_inner();
        assert_eq!(check(&forged, None).fault.as_deref(), Some("manifest.sm3 的签名不符"));
    }
}
