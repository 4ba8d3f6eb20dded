//! 照片 — what a person sends is made small, upright and silent: no place, no device, no date stays in it (S-32).
//!
//! A photo is decoded within limits and encoded anew, so nothing of the original file is kept: neither its
//! metadata nor anything hidden behind the picture. A PDF stays as it is and is only ever downloaded.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use kernel::file::{HEIC, JPEG, PDF, PNG, WEBP};
use kernel::{Code, Fail, Upload};

/// The content is none of the kinds we take.
pub const KIND: Code = Code::invalid("paper.kind", "只收照片（JPG、PNG、WebP）和 PDF", "请拍照上传，或者换成这几种文件。");
/// A photo in the format some phones keep for themselves.
pub const APPLE: Code = Code::invalid("paper.heic", "这张照片是 HEIC 格式，打不开", "请用本页的“拍照”直接拍，或者把手机相机格式改为“兼容性最佳”。");
/// More bytes than a photo needs.
pub const TOO_LARGE: Code =
    Code { status: 413, code: "paper.too_large", title: "照片太大", next: "请用手机普通模式拍，一张不超过 10 MB。" };
/// More pixels than are decoded: a photo of a phone has fewer, a bomb has more.
pub const TOO_MANY_PIXELS: Code = Code::invalid("paper.too_many_pixels", "照片的像素太多", "请用手机普通模式重新拍，不超过 5000 万像素。");
/// It says it is a photo and cannot be decoded.
pub const BROKEN: Code = Code::invalid("paper.broken", "照片损坏，打不开", "请重新拍一张。");

/// Bytes of a photo as it comes in.
const PHOTO_MOST: usize = 10 << 20;
/// Pixels of a photo as it comes in.
const PIXELS_MOST: u64 = 50_000_000;
/// Bytes the decoder may ask for: four for each pixel, and room to work.
const MEMORY_MOST: u64 = 300 << 20;
/// Longer side of what is kept, pixels.
const SIDE: u32 = 2000;
/// Bytes of what is kept, as a goal.
const KEPT: usize = 300 * 1024;
/// Qualities tried in turn until the goal is met.
const QUALITIES: [u8; 4] = [82, 70, 58, 45];

/// Makes every upload ready to be kept; refuses by name what cannot be.
///
/// # Errors
/// [`KIND`], [`APPLE`], [`TOO_LARGE`], [`TOO_MANY_PIXELS`], [`BROKEN`].
pub fn clean(files: Vec<Upload>) -> Result<Vec<Upload>, Fail> {
    files.into_iter().map(one).collect()
}

fn one(file: Upload) -> Result<Upload, Fail> {
    let format = match file.mime {
        JPEG => ImageFormat::Jpeg,
        PNG => ImageFormat::Png,
        WEBP => ImageFormat::WebP,
        PDF => return Ok(file),
        HEIC => return Err(APPLE.into()),
        _ => return Err(KIND.into()),
    };
    if PHOTO_MOST < file.bytes.len() {
        return Err(TOO_LARGE.into());
    }
    let picture = decode(&file.bytes, format)?;
    Ok(Upload { bytes: small(&picture)?, mime: JPEG, ..file })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Fail> {
    let broken = |cause: image::ImageError| match cause {
        image::ImageError::Limits(_) => Fail::from(TOO_MANY_PIXELS),
        other => Fail { cause: Some(other.into()), ..BROKEN.into() },
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MOST);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if PIXELS_MOST < u64::from(width) * u64::from(height) {
        return Err(TOO_MANY_PIXELS.into());
    }
    // A damaged note about orientation is no reason to refuse the picture.
    let turn = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if let Some(turn) = turn {
        picture.apply_orientation(turn);
    }
    Ok(picture)
}

/// JPEG of at most [`SIDE`] pixels a side and about [`KEPT`] bytes; what is see-through becomes white paper.
fn small(picture: &DynamicImage) -> Result<Vec<u8>, Fail> {
    let shrunk = if SIDE < picture.width().max(picture.height()) { &picture.resize(SIDE, SIDE, FilterType::Triangle) } else { picture };
    let mut plain = on_white(shrunk);
    loop {
        for quality in QUALITIES {
            let mut bytes = Vec::new();
            JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&plain).map_err(Fail::bug)?;
            if bytes.len() <= KEPT {
                return Ok(bytes);
            }
        }
        // Noise does not compress; a smaller picture always does.
        let side = (plain.width().max(plain.height()) * 3 / 4).max(1);
        plain = DynamicImage::ImageRgb8(plain).resize(side, side, FilterType::Triangle).into_rgb8();
    }
}

fn on_white(picture: &DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut plain = image::RgbImage::from_pixel(picture.width(), picture.height(), image::Rgb([255, 255, 255]));
    for (to, from) in plain.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let alpha = u32::from(from.0[3]);
        for (channel, value) in to.0.iter_mut().zip(from.0) {
            *channel = u8::try_from((u32::from(value) * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        }
    }
    plain
}

#[cfg(test)]
mod tests;
