//! 照片的试验 — photos with a place in them, bombs, and what is no photo.

use super::*;

fn picture(width: u32, height: u32) -> DynamicImage {
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
    DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| image::Rgb([noise(x, y)[1], noise(y, x)[2], 128])))
}

fn upload(bytes: Vec<u8>) -> Upload {
    Upload { field: "photo".into(), name: "x.jpg".into(), mime: kernel::file::mime_of(&bytes), bytes }
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with an EXIF part that says: turned to the right, taken at a place, by a device.
fn with_place(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]); // Orientation: 6
    tiff.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 0x26, 0, 0, 0]); // GPS at 0x26
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPSLatitude 25.8311N GPSLongitude 114.9350E HUAWEI-P60");
    let mut part = b"Exif\0\0".to_vec();
    part.extend_from_slice(&tiff);
    let size = u16::try_from(part.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &size, &part, &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

// S-32: EXIF with its place is gone, and the picture stands upright.
#[test]
fn no_place_and_no_device_stays_in_a_photo_and_it_stands_upright() {
    let jpeg = with_place(&encoded(&picture(400, 300), ImageFormat::Jpeg));
    assert!(holds(&jpeg, b"GPSLatitude") && holds(&jpeg, b"Exif"));
    let kept = one(upload(jpeg)).unwrap();
    for mark in [&b"GPSLatitude"[..], b"Exif", b"114.9350E", b"HUAWEI"] {
        assert!(!holds(&kept.bytes, mark), "{}", String::from_utf8_lossy(mark));
    }
    let seen = image::load_from_memory(&kept.bytes).unwrap();
    assert_eq!((seen.width(), seen.height()), (300, 400));
}

// S-32: small enough to be kept for years, large enough to be read.
#[test]
fn what_is_kept_is_a_small_jpeg_whatever_came_in() {
    for (format, width, height) in [(ImageFormat::Jpeg, 3000, 2200), (ImageFormat::Png, 900, 1200), (ImageFormat::WebP, 640, 480)] {
        let kept = one(upload(encoded(&picture(width, height), format))).unwrap();
        assert_eq!(kept.mime, JPEG);
        assert!(kept.bytes.len() <= KEPT, "{format:?} {}", kept.bytes.len());
        let seen = image::load_from_memory(&kept.bytes).unwrap();
        assert!(seen.width() <= SIDE && seen.height() <= SIDE);
    }
}

/// A PNG that says it has so many pixels and holds next to none.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(&picture(1, 1), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }))
}

// S-32, R-17: bombs, damage and disguises, each refused by its name.
#[test]
fn what_is_no_photo_is_refused_by_name() {
    let jpeg = encoded(&picture(64, 64), ImageFormat::Jpeg);
    let cases = [
        (bomb(60_000, 60_000), "paper.too_many_pixels"),
        (bomb(10_000, 5_001), "paper.too_many_pixels"),
        (jpeg[..jpeg.len() / 8].to_vec(), "paper.broken"),
        ([&b"\xff\xd8\xff"[..], &[0; PHOTO_MOST]].concat(), "paper.too_large"),
        (b"\0\0\0\x18ftypheic".to_vec(), "paper.heic"),
        (b"<html><script>alert(1)</script>".to_vec(), "paper.kind"),
        (b"PK\x03\x04".to_vec(), "paper.kind"),
        (b"MZ\x90\0".to_vec(), "paper.kind"),
    ];
    for (bytes, code) in cases {
        assert_eq!(one(upload(bytes)).err().map(|fail| fail.code.code), Some(code));
    }
    assert_eq!(one(upload(b"%PDF-1.7\n%%EOF".to_vec())).unwrap().mime, PDF);
}

// a picture with a page behind it loses the page.
#[test]
fn what_hides_behind_a_picture_is_not_kept() {
    let jpeg = [encoded(&picture(64, 64), ImageFormat::Jpeg), b"<script>alert(1)</script>".to_vec()].concat();
    assert!(!holds(&one(upload(jpeg)).unwrap().bytes, b"<script>"));
}

#[test]
fn what_is_see_through_becomes_white_paper() {
    let glass = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0])));
    let seen = image::load_from_memory(&one(upload(encoded(&glass, ImageFormat::Png))).unwrap().bytes).unwrap().to_rgb8();
    assert!(seen.pixels().all(|pixel| pixel.0.iter().all(|value| 250 < *value)));
}
