//! 编码 — which encoding a text is in, found by reading all of it, and its reading as UTF-8.

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::ENCODING;
use crate::fail::Fail;

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without BOM.
    Utf8,
    /// GB 18030, and GBK and GB 2312 in it.
    Gb18030,
    /// UTF-16 with BOM: what Excel calls Unicode text.
    Utf16,
}

impl Encoding {
    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GBK（GB 18030）",
            Encoding::Utf16 => "UTF-16",
        }
    }

    fn decoder(self, first: &[u8]) -> Decoder {
        match self {
            Encoding::Utf8 => UTF_8.new_decoder_with_bom_removal(),
            Encoding::Gb18030 => GB18030.new_decoder_without_bom_handling(),
            Encoding::Utf16 if first.starts_with(&[0xfe, 0xff]) => UTF_16BE.new_decoder_with_bom_removal(),
            Encoding::Utf16 => UTF_16LE.new_decoder_with_bom_removal(),
        }
    }
}

/// The encoding in which every byte of the text makes sense: UTF-8 if it does, else GB 18030. A text that is
/// right in neither is refused rather than read with holes.
///
/// # Errors
/// [`ENCODING`].
pub(super) fn detect(source: &mut (impl Read + Seek)) -> Result<Encoding, Fail> {
    let mut first = [0; 2];
    let count = source.read(&mut first).map_err(Fail::bug)?;
    let wide = [0xff, 0xfe] == first || [0xfe, 0xff] == first;
    if count == 2 && wide {
        source.seek(SeekFrom::Start(0)).map_err(Fail::bug)?;
        return Ok(Encoding::Utf16);
    }
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        source.seek(SeekFrom::Start(0)).map_err(Fail::bug)?;
        if sound(source, encoding)? {
            source.seek(SeekFrom::Start(0)).map_err(Fail::bug)?;
            return Ok(encoding);
        }
    }
    Err(ENCODING.into())
}

/// Does every byte make sense?
fn sound(source: &mut impl Read, encoding: Encoding) -> Result<bool, Fail> {
    let mut decoder = encoding.decoder(&[]);
    let (mut bytes, mut text) = (vec![0; 64 << 10], vec![0; 256 << 10]);
    loop {
        let count = source.read(&mut bytes).map_err(Fail::bug)?;
        let (_, _, _, holes) = decoder.decode_to_utf8(&bytes[..count], &mut text, count == 0);
        // A text holds no zero byte; a program or a picture soon does.
        if holes || bytes[..count].contains(&0) {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
    }
}

/// A source of another encoding, read as UTF-8.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(mut source: R, encoding: Encoding) -> std::io::Result<Decoded<R>> {
        let mut raw = vec![0; 32 << 10];
        let count = source.read(&mut raw)?;
        raw.truncate(count);
        let decoder = encoding.decoder(&raw);
        let mut it = Decoded { source, decoder, raw, text: Vec::new(), at: 0, ended: count == 0 };
        it.decode();
        Ok(it)
    }

    /// Decodes what was read last.
    fn decode(&mut self) {
        let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(self.raw.len() * 4 + 16);
        self.text.resize(room, 0);
        let (result, _, written, _) = self.decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        self.text.truncate(written);
        self.at = 0;
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.raw.resize(32 << 10, 0);
            let count = self.source.read(&mut self.raw)?;
            self.raw.truncate(count);
            self.ended = count == 0;
            self.decode();
        }
        let count = out.len().min(self.text.len() - self.at);
        out[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(bytes: &[u8]) -> Result<(Encoding, String), Fail> {
        let mut source = Cursor::new(bytes.to_vec());
        let encoding = detect(&mut source)?;
        let mut text = String::new();
        Decoded::new(source, encoding).unwrap().read_to_string(&mut text).unwrap();
        Ok((encoding, text))
    }

    // quality 3.6: UTF-8 with and without BOM, GBK, GB 18030 with rare characters.
    #[test]
    fn each_encoding_is_found_and_read() {
        let text = "姓名,𠀀㐀\r\n张三,1\r\n".repeat(9_000);
        assert_eq!(read(text.as_bytes()).unwrap(), (Encoding::Utf8, text.clone()));
        assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()).unwrap(), (Encoding::Utf8, text.clone()));
        assert_eq!(read(&GB18030.encode(&text).0).unwrap(), (Encoding::Gb18030, text.clone()));
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&wide).unwrap(), (Encoding::Utf16, text));
        assert_eq!(read(b"").unwrap(), (Encoding::Utf8, String::new()));
    }

    #[test]
    fn a_picture_is_no_text() {
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap_err().code, ENCODING);
        assert_eq!(read(b"\xff\xff\xff\xff").unwrap_err().code, ENCODING);
    }
}
