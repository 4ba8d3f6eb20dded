//! 锚文件 — the copy of all anchors outside the database, one line each, only ever appended to.
//!
//! The file is meant for a place the database's administrators cannot write to (another host, write-once storage, or
//! a folder with the append-only attribute). A crash may leave half a line; it is never removed, the next append
//! starts a new line, and readers pass over a half that the following line repeats.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::path::Path;

use super::anchor::Anchor;

/// How much of the end of the file is looked at first.
const BLOCK: u64 = 64 * 1024;

/// The number of the last whole anchor in the file; 0 when there is none.
pub(super) fn last_number(path: &Path) -> Result<i64> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(0),
        Err(cause) => return Err(cause),
    };
    let length = file.seek(SeekFrom::End(0))?;
    let mut span = BLOCK;
    loop {
        let from = length.saturating_sub(span);
        file.seek(SeekFrom::Start(from))?;
        let mut end = Vec::new();
        (&file).take(length - from).read_to_end(&mut end)?;
        if let Some(number) = last_in(&String::from_utf8_lossy(&end), from == 0) {
            return Ok(number);
        }
        if from == 0 {
            return Ok(0);
        }
        span = span.saturating_mul(4);
    }
}

/// Only lines known to be whole count: ended by a line feed, and begun by one or by the start of the file.
fn last_in(end: &str, is_start: bool) -> Option<i64> {
    let whole = &end[..=end.rfind('\n')?];
    let mut lines: Vec<&str> = whole.lines().collect();
    if !is_start && !lines.is_empty() {
        lines.remove(0);
    }
    lines.into_iter().rev().find_map(|line| Anchor::parse(line).map(|anchor| anchor.number))
}

/// Appends lines and returns once the disk has them.
pub(super) fn append(path: &Path, lines: &[String]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    let mut file = options.open(path)?;
    let mut text = String::new();
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            text.push('\n');
        }
    }
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Reads the file line by line, passing over halves that a crash left.
pub(super) struct Lines {
    reader: BufReader<File>,
    next: Option<String>,
}

impl Lines {
    /// Starts at the first line.
    pub(super) fn open(path: &Path) -> Result<Lines> {
        let mut lines = Lines { reader: BufReader::new(File::open(path)?), next: None };
        lines.next = lines.read()?;
        Ok(lines)
    }

    /// The next line; none at the end.
    pub(super) fn take(&mut self) -> Result<Option<String>> {
        while let Some(line) = self.next.take() {
            self.next = self.read()?;
            let repeated = self.next.as_ref().is_some_and(|next| next.starts_with(&line));
            if !repeated {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        self.reader.read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&bytes);
        Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::anchor::{Head, NO_LINE, line};
    use crate::crypto::Keys;
    use jiff::Timestamp;

    fn anchors(count: i64) -> Vec<String> {
        let keys = Keys::generate();
        let heads = [Head { region: "36".into(), seq: 1, hash: [0; 32] }];
        (1..=count).map(|number| line(number, Timestamp::UNIX_EPOCH, NO_LINE, &heads, keys.signer()).unwrap()).collect()
    }

    fn all(path: &Path) -> Vec<String> {
        let mut lines = Lines::open(path).unwrap();
        std::iter::from_fn(|| lines.take().unwrap()).collect()
    }

    #[test]
    fn lines_come_back_as_appended_and_the_last_number_is_found_from_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        assert_eq!(last_number(&path).unwrap(), 0);
        let anchors = anchors(400); // more than one block
        for (at, part) in anchors.chunks(100).enumerate() {
            append(&path, part).unwrap();
            assert_eq!(last_number(&path).unwrap(), 100 * (at as i64 + 1));
        }
        assert_eq!(all(&path), anchors);
    }

    #[test]
    fn half_a_line_left_by_a_crash_is_passed_over() {
        let anchors = anchors(3);
        for cut in [1, 13, 40, anchors[2].len() - 1, anchors[2].len()] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("anchors");
            append(&path, &anchors[..2]).unwrap();
            let mut file = OpenOptions::new().append(true).open(&path).unwrap();
            file.write_all(&anchors[2].as_bytes()[..cut]).unwrap();
            assert_eq!(last_number(&path).unwrap(), 2, "{cut}");
            append(&path, &anchors[2..]).unwrap();
            assert_eq!(last_number(&path).unwrap(), 3, "{cut}");
            assert_eq!(all(&path), anchors, "{cut}");
        }
    }
}
