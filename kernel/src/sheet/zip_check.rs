//! 压缩包检查 — what a workbook holds is counted before anything reads it (S-33).

use std::io::{Read, Seek};

use zip::ZipArchive;

use super::{Limits, TOO_LARGE, UNREADABLE};
use crate::fail::Fail;

/// Parts smaller than this may be packed as tightly as they like.
const SMALL: u64 = 1 << 20;

/// Unpacks every part into nothing and counts: the sizes a file states about itself are not believed.
///
/// # Errors
/// [`TOO_LARGE`] naming the limit, [`UNREADABLE`] for a broken or locked archive.
pub(super) fn check(source: impl Read + Seek, limits: Limits) -> Result<(), Fail> {
    let broken = |cause: zip::result::ZipError| Fail { cause: Some(cause.into()), ..UNREADABLE.into() };
    let mut archive = ZipArchive::new(source).map_err(broken)?;
    if limits.entries < archive.len() {
        return Err(Fail::with(TOO_LARGE, format!("压缩包内有 {} 个文件，最多 {} 个", archive.len(), limits.entries)));
    }
    let (mut all, mut buffer) = (0u64, vec![0; 64 << 10]);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(broken)?;
        let packed = part.compressed_size().max(1);
        let mut size = 0u64;
        loop {
            let count = part.read(&mut buffer).map_err(|cause| Fail { cause: Some(cause.into()), ..UNREADABLE.into() })?;
            if count == 0 {
                break;
            }
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            (size, all) = (size + count, all + count);
            if limits.unpacked < all {
                return Err(Fail::with(TOO_LARGE, format!("展开后超过 {} MB", limits.unpacked >> 20)));
            }
            if SMALL < size && limits.ratio < size / packed {
                return Err(Fail::with(TOO_LARGE, format!("压缩比超过 {}:1，疑似压缩炸弹", limits.ratio)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: usize, bytes: usize) -> Cursor<Vec<u8>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..parts {
            archive.start_file(format!("{at}.xml"), SimpleFileOptions::default()).unwrap();
            let mut left = bytes;
            while 0 < left {
                let count = left.min(1 << 20);
                archive.write_all(&vec![b'0'; count]).unwrap();
                left -= count;
            }
        }
        archive.finish().unwrap()
    }

    // S-33: entries, unpacked size and ratio, at and over each.
    #[test]
    fn a_bomb_is_not_opened() {
        let cases = [(200, 10, None), (201, 10, Some("sheet.too_large")), (1, SMALL as usize, None), (1, 2 << 20, Some("sheet.too_large"))];
        for (parts, bytes, code) in cases {
            assert_eq!(check(archive(parts, bytes), Limits::DOOR).err().map(|fail| fail.code.code), code, "{parts} {bytes}");
        }
        let many = check(archive(11, 1000), Limits { unpacked: 10_000, ..Limits::DOOR });
        assert_eq!(many.unwrap_err().code, TOO_LARGE);
        assert_eq!(check(Cursor::new(b"PK\x03\x04 no".to_vec()), Limits::DOOR).unwrap_err().code, UNREADABLE);
    }
}
