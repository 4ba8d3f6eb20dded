//! 上传 — a body in parts (multipart): fields for the operation, and files with the kind their content shows.
//!
//! Sizes are counted while the body streams in: what goes beyond a limit is read on and thrown away, so that
//! the person sees a sentence and not a broken connection. The client's word for the kind of a file is not read.

use axum::body::Body;
use multer::{Constraints, Multipart, SizeLimit};

use super::input::Input;
use crate::fail::{Code, Fail, MALFORMED};
use crate::file::mime_of;

/// A file, or all of them together, is beyond what the door takes.
pub const TOO_LARGE: Code =
    Code { status: 413, code: "upload.too_large", title: "文件太大", next: "请换小一点的文件，或者分几次上传。" };
/// More files than the door takes at once.
pub const TOO_MANY: Code = Code { status: 413, code: "upload.too_many", title: "一次上传的文件太多", next: "请分几次上传。" };
/// The door takes files, and the body is none of the kind that carries them.
pub const NO_PARTS: Code =
    Code { status: 415, code: "upload.no_parts", title: "请用上传文件的方式提交", next: "程序请用 multipart/form-data 提交。" };

/// Bytes of all fields together that are not files.
const FIELDS_MOST: usize = 256 * 1024;
/// A body this many times over the limit is cut off without a word.
const PATIENCE: usize = 4;

/// One file as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Name of the field that carried it.
    pub field: String,
    /// Name the client gave it, without folders; for display only, never a path.
    pub name: String,
    /// Kind, by content.
    pub mime: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What an operation behind an upload door takes: its input and the files.
#[derive(Debug)]
pub struct Uploaded<In> {
    /// Path, query and fields.
    pub ask: In,
    /// Files that are not empty, in the order sent.
    pub files: Vec<Upload>,
}

/// What a door takes at once; counted before anything is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file: usize,
    /// Bytes of all files.
    pub total: usize,
    /// Files.
    pub files: usize,
}

impl Default for Limits {
    /// S-32: the largest kind of file, a PDF, may have 20 MB; ten photos of a phone fit beside each other.
    fn default() -> Limits {
        Limits { file: 20 << 20, total: 60 << 20, files: 10 }
    }
}

/// Reads a body in parts into `input`.
///
/// # Errors
/// [`NO_PARTS`], [`TOO_LARGE`], [`TOO_MANY`], or [`MALFORMED`] for a body that breaks off.
pub(super) async fn read(body: Body, content_type: &str, limits: Limits, mut input: Input) -> Result<Input, Fail> {
    let Ok(boundary) = multer::parse_boundary(content_type) else { return Err(NO_PARTS.into()) };
    let most = SizeLimit::new().whole_stream(u64::try_from(limits.total * PATIENCE + FIELDS_MOST).unwrap_or(u64::MAX));
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, Constraints::new().size_limit(most));
    let (mut total, mut texts, mut refused) = (0, 0, None);
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(plain_name);
        let is_file = file_name.is_some();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            let (count, most) = if is_file { (&mut total, limits.total) } else { (&mut texts, FIELDS_MOST) };
            *count += chunk.len();
            if most < *count || (is_file && limits.file < bytes.len() + chunk.len()) {
                refused.get_or_insert_with(|| over(&limits));
            }
            if refused.is_none() {
                bytes.extend_from_slice(&chunk);
            }
        }
        match file_name {
            // A field in which nobody chose a file comes as an empty file.
            Some(_) if bytes.is_empty() => {}
            Some(file) => input.files.push(Upload { field: name, name: file, mime: mime_of(&bytes), bytes }),
            None => input.fields.push((name, String::from_utf8(bytes).map_err(|_| Fail::with(MALFORMED, "文字不是 UTF-8"))?)),
        }
        if limits.files < input.files.len() {
            refused.get_or_insert_with(|| Fail::with(TOO_MANY, format!("一次最多 {} 个", limits.files)));
            input.files.clear();
        }
    }
    match refused {
        Some(fail) => Err(fail),
        None => Ok(input),
    }
}

fn over(limits: &Limits) -> Fail {
    Fail::with(TOO_LARGE, format!("每个最多 {} MB，一次共 {} MB", limits.file >> 20, limits.total >> 20))
}

fn broken(cause: multer::Error) -> Fail {
    match cause {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => TOO_LARGE.into(),
        other => Fail { cause: Some(other.into()), ..Fail::with(MALFORMED, "上传中断或者格式不对") },
    }
}

/// The last part of what the client calls the file, without anything that could be a path or a header.
fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control() && !"\"<>|:*?;".contains(*c)).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, file: Option<&str>, content: &[u8]) -> Vec<u8> {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: image/jpeg")).unwrap_or_default();
        [format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
    }

    async fn take(parts: &[Vec<u8>], limits: Limits) -> Result<Input, Fail> {
        let body = [parts.concat(), b"--B--\r\n".to_vec()].concat();
        read(Body::from(body), "multipart/form-data; boundary=B", limits, Input::default()).await
    }

    const SMALL: Limits = Limits { file: 10, total: 15, files: 2 };

    // S-32: the kind comes from the content; the name is no path.
    #[tokio::test]
    async fn fields_and_files_come_apart_and_the_content_names_the_kind() {
        let limits = Limits::default();
        let parts = [
            part("_csrf", None, b"t"),
            part("note", None, "说明".as_bytes()),
            part("photo", Some("C:\\a/../x.jpg"), b"%PDF-1.7\n"),
            part("photo", Some(""), b""),
        ];
        let input = take(&parts, limits).await.unwrap();
        assert_eq!(input.own("_csrf").as_deref(), Some("t"));
        assert_eq!(input.pairs(), [("note".to_owned(), "说明".to_owned())]);
        assert_eq!(input.files, [Upload { field: "photo".into(), name: "x.jpg".into(), mime: "application/pdf", bytes: b"%PDF-1.7\n".to_vec() }]);
    }

    // S-32: limits, at and over each.
    #[tokio::test]
    async fn what_is_beyond_a_limit_is_refused_by_name() {
        let sized = |sizes: &[usize]| sizes.iter().map(|size| part("f", Some("a"), &vec![b'x'; *size])).collect::<Vec<_>>();
        let cases: [(&[usize], Option<&str>); 5] = [
            (&[10], None),
            (&[10, 5], None),
            (&[11], Some("upload.too_large")),
            (&[10, 6], Some("upload.too_large")),
            (&[1, 1, 1], Some("upload.too_many")),
        ];
        for (sizes, code) in cases {
            let got = take(&sized(sizes), SMALL).await;
            assert_eq!(got.as_ref().err().map(|fail| fail.code.code), code, "{sizes:?}");
        }
        let broken = read(Body::from("--B\r\nContent-Disp"), "multipart/form-data; boundary=B", SMALL, Input::default()).await;
        assert_eq!(broken.err().map(|fail| fail.code), Some(MALFORMED));
        let form = read(Body::from("a=b"), "application/x-www-form-urlencoded", SMALL, Input::default()).await;
        assert_eq!(form.err().map(|fail| fail.code), Some(NO_PARTS));
    }

    // a second try has another boundary and is the same effect.
    #[tokio::test]
    async fn the_digest_covers_names_and_contents_only() {
        let one = take(&[part("a", None, b"1"), part("f", Some("x"), b"2")], SMALL).await.unwrap();
        let same = take(&[part("a", None, b"1"), part("f", Some("y"), b"2")], SMALL).await.unwrap();
        let other = take(&[part("a", None, b"1"), part("f", Some("x"), b"3")], SMALL).await.unwrap();
        assert_eq!(one.digest(), same.digest());
        assert_ne!(one.digest(), other.digest());
    }
}
