//! 文件类型 — what a file is by its first bytes, whatever it is called (S-32).

/// JPEG.
pub const JPEG: &str = "image/jpeg";
/// PNG.
pub const PNG: &str = "image/png";
/// WebP.
pub const WEBP: &str = "image/webp";
/// HEIC or HEIF, as some phones store photos.
pub const HEIC: &str = "image/heic";
/// PDF.
pub const PDF: &str = "application/pdf";
/// Workbook of Excel 2007 and later.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// An archive that is no workbook.
pub const ZIP: &str = "application/zip";
/// Text in UTF-8, possibly CSV: content does not tell these apart.
pub const TEXT: &str = "text/plain";
/// CSV; never guessed, only given.
pub const CSV: &str = "text/csv";
/// Anything else.
pub const OTHER: &str = "application/octet-stream";

/// The kind of a file, by its content.
pub fn mime_of(bytes: &[u8]) -> &'static str {
    let at = |from: usize, mark: &[u8]| bytes.get(from..from + mark.len()) == Some(mark);
    if at(0, b"\xff\xd8\xff") {
        JPEG
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        PNG
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        WEBP
    } else if at(4, b"ftyp") && [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"].iter().any(|brand| at(8, *brand)) {
        HEIC
    } else if at(0, b"%PDF-") {
        PDF
    } else if at(0, b"PK\x03\x04") {
        // The names of an archive's entries stand unpacked in it.
        if contains(bytes, b"xl/workbook.xml") { XLSX } else { ZIP }
    } else if !bytes.is_empty() && !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok() {
        TEXT
    } else {
        OTHER
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-32: by magic bytes; a name or a header is never asked.
    #[test]
    fn content_tells_the_kind() {
        let cases: [(&[u8], &str); 12] = [
            (b"\xff\xd8\xff\xe0..", JPEG),
            (b"\x89PNG\r\n\x1a\n..", PNG),
            (b"RIFF\x10\0\0\0WEBPVP8 ", WEBP),
            (b"RIFF\x10\0\0\0WAVEfmt ", OTHER),
            (b"\0\0\0\x18ftypheic", HEIC),
            (b"%PDF-1.4\n", PDF),
            (b"PK\x03\x04....xl/workbook.xml", XLSX),
            (b"PK\x03\x04....word/document.xml", ZIP),
            ("姓名,金额\n".as_bytes(), TEXT),
            (b"<html>", TEXT),
            (b"", OTHER),
            (b"MZ\0\0", OTHER),
        ];
        for (bytes, mime) in cases {
            assert_eq!(mime_of(bytes), mime, "{bytes:?}");
        }
    }
}
