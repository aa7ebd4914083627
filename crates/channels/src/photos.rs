//! Photos: what people send becomes two upright JPEG files without position data.
//!
//! Whatever arrives is decoded and encoded anew, so that nothing hidden in the file (position,
//! camera, scripts in odd chunks) is kept or served.

use std::{borrow::Cow, io::Cursor};

use async_trait::async_trait;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder, imageops::FilterType, metadata::Orientation,
};
use linli_app::ports::{Darkroom, PhotoError, PreparedPhoto};
use tokio::sync::Semaphore;

/// Largest file, in bytes (20 MB).
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most pixels (40 MP).
pub const MAX_PIXELS: u64 = 40_000_000;
/// Longer side of the full size, in pixels.
pub const FULL_PX: u32 = 2_048;
/// Longer side of the small size, in pixels.
pub const SMALL_PX: u32 = 480;

/// Photos decoded at the same time: the largest one takes 200 MB for a moment.
const AT_ONCE: usize = 2;

const QUALITY: u8 = 82;
/// Four bytes a pixel: deeper pixels are refused before anything is decoded.
const MAX_DECODED_BYTES: u64 = MAX_PIXELS * 4;

/// Prepares photos on the threads for blocking work, two at a time.
#[derive(Debug)]
pub struct JpegDarkroom {
    turns: Semaphore,
}

impl Default for JpegDarkroom {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE) }
    }
}

#[async_trait]
impl Darkroom for JpegDarkroom {
    async fn prepare(&self, bytes: Vec<u8>) -> Result<PreparedPhoto, PhotoError> {
        let _turn = self.turns.acquire().await;
        let work = tokio::task::spawn_blocking(move || prepare(&bytes));
        work.await.unwrap_or_else(|error| {
            // A decoder that panics on some file is a photo that cannot be read.
            tracing::error!(%error, "a photo could not be prepared");
            Err(PhotoError::NotAPhoto)
        })
    }
}

/// Checks, decodes, turns upright and encodes anew. Takes up to a few hundred milliseconds and
/// 200 MB for the largest photos: run it off the request threads, few at a time.
///
/// # Errors
/// [`PhotoError`] names the first reason found, the cheap ones before anything is decoded.
pub fn prepare(bytes: &[u8]) -> Result<PreparedPhoto, PhotoError> {
    if bytes.len() > MAX_BYTES {
        return Err(PhotoError::TooLarge);
    }
    let (photo, orientation) = decode(bytes)?;
    let mut full = DynamicImage::ImageRgb8(on_white(shrunk(photo, FULL_PX)));
    full.apply_orientation(orientation);
    let small = shrunk(full.clone(), SMALL_PX);
    let (width, height) = (i64::from(full.width()), i64::from(full.height()));
    Ok(PreparedPhoto { full: encode(&full)?, small: encode(&small)?, width, height })
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), PhotoError> {
    let format = image::guess_format(bytes).map_err(|_| PhotoError::NotAPhoto)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PhotoError::NotAPhoto);
    }
    let bytes = match format {
        ImageFormat::Png => Cow::Owned(bare_png(bytes)),
        _ => Cow::Borrowed(bytes),
    };
    let mut reader = ImageReader::with_format(Cursor::new(&bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoError::NotAPhoto)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS
        || decoder.total_bytes() > MAX_DECODED_BYTES
    {
        return Err(PhotoError::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let photo = DynamicImage::from_decoder(decoder).map_err(|_| PhotoError::NotAPhoto)?;
    Ok((photo, orientation))
}

/// A PNG with what its picture is made of and nothing else. Its other chunks (colour profile, texts)
/// may be packed, and the decoder would unpack a small file's profile to hundreds of megabytes.
fn bare_png(bytes: &[u8]) -> Vec<u8> {
    const SIGNATURE: usize = 8;
    const LENGTH_KIND_AND_SUM: usize = 12;
    // Transparency, and which side is up; the chunks without which there is no picture begin with a
    // capital letter.
    const KEPT: [&[u8; 4]; 2] = [b"tRNS", b"eXIf"];
    let (signature, mut rest) = bytes.split_at(SIGNATURE.min(bytes.len()));
    let mut bare = Vec::with_capacity(bytes.len());
    bare.extend_from_slice(signature);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some(kind) = after.first_chunk::<4>() else { break };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let end = length.saturating_add(LENGTH_KIND_AND_SUM);
        // A chunk that was cut off ends the file.
        let Some((chunk, others)) = rest.split_at_checked(end) else { break };
        if kind.first().is_some_and(u8::is_ascii_uppercase) || KEPT.contains(&kind) {
            bare.extend_from_slice(chunk);
        }
        rest = others;
    }
    bare
}

/// The photo with its longer side at most `longest`; small ones stay as they are.
fn shrunk(photo: DynamicImage, longest: u32) -> DynamicImage {
    if photo.width().max(photo.height()) <= longest {
        photo
    } else {
        photo.resize(longest, longest, FilterType::Triangle)
    }
}

/// JPEG knows no transparency: what shines through is white, as on a page.
fn on_white(photo: DynamicImage) -> RgbImage {
    if !photo.color().has_alpha() {
        return photo.into_rgb8();
    }
    let photo = photo.into_rgba8();
    let mut flat = RgbImage::new(photo.width(), photo.height());
    for (to, from) in flat.pixels_mut().zip(photo.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let mix = |value: u32| {
            u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [mix(red), mix(green), mix(blue)];
    }
    flat
}

fn encode(photo: &DynamicImage) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    photo.write_with_encoder(encoder).map_err(|_| PhotoError::NotAPhoto)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder, Rgb, Rgba, RgbaImage, codecs::png::PngEncoder};

    use super::*;

    /// Red above, blue below.
    fn two_halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |_, y| {
            if y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
        }))
    }

    fn bytes_as(photo: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        photo.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// An EXIF chunk that holds an orientation and a mark that must not survive.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut chunk = b"II*\0\x08\0\0\0\x01\0".to_vec();
        chunk.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        chunk.extend_from_slice(b"\0\0\0\0GPS 37.58N 118.55E");
        chunk
    }

    fn jpeg_turned(photo: &DynamicImage, orientation: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_exif_metadata(exif(orientation)).unwrap();
        photo.write_with_encoder(encoder).unwrap();
        bytes
    }

    fn pixel(bytes: &[u8], x: u32, y: u32) -> [u8; 3] {
        image::load_from_memory(bytes).unwrap().into_rgb8().get_pixel(x, y).0
    }

    #[test]
    fn every_kind_of_photo_becomes_two_jpegs() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let prepared = prepare(&bytes_as(&two_halves(900, 600), format)).unwrap();
            assert_eq!((prepared.width, prepared.height), (900, 600), "{format:?}");
            assert_eq!(image::guess_format(&prepared.full).unwrap(), ImageFormat::Jpeg);
            let small = image::load_from_memory(&prepared.small).unwrap();
            assert_eq!((small.width(), small.height()), (480, 320));
        }
    }

    #[test]
    fn a_sideways_photo_stands_upright_and_tells_no_position() {
        // Orientation 6: the camera was held so that the stored top is the real right side.
        let prepared = prepare(&jpeg_turned(&two_halves(300, 200), 6)).unwrap();
        assert_eq!((prepared.width, prepared.height), (200, 300));
        let right = pixel(&prepared.full, 190, 150);
        let left = pixel(&prepared.full, 10, 150);
        assert!(right[0] > 150 && right[2] < 100, "red on the right: {right:?}");
        assert!(left[2] > 150 && left[0] < 100, "blue on the left: {left:?}");
        let upside_down = prepare(&jpeg_turned(&two_halves(300, 200), 3)).unwrap();
        assert!(pixel(&upside_down.full, 150, 10)[2] > 150, "blue above");
        for bytes in [&prepared.full, &prepared.small] {
            assert!(!bytes.windows(4).any(|window| window == b"GPS " || window == b"Exif"));
        }
    }

    #[test]
    fn what_is_packed_beside_a_picture_is_not_unpacked() {
        let photo = two_halves(300, 200);
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(vec![0; 8 << 20]).unwrap();
        encoder.set_exif_metadata(exif(6)).unwrap();
        photo.write_with_encoder(encoder).unwrap();
        assert!(bytes.len() < 100_000, "eight megabytes are packed into {}", bytes.len());
        let holds = |bytes: &[u8], kind: &[u8]| bytes.windows(4).any(|window| window == kind);
        assert!(holds(&bytes, b"iCCP"));
        let bare = bare_png(&bytes);
        assert!(!holds(&bare, b"iCCP") && holds(&bare, b"eXIf"));
        assert_eq!(image::load_from_memory(&bare).unwrap(), photo);
        let prepared = prepare(&bytes).unwrap();
        assert_eq!((prepared.width, prepared.height), (200, 300), "turned upright");
        assert!(!holds(&prepared.full, b"GPS "));
    }

    #[test]
    fn large_photos_are_shrunk_and_small_ones_stay() {
        let large = prepare(&bytes_as(&two_halves(2_200, 1_100), ImageFormat::Jpeg)).unwrap();
        assert_eq!((large.width, large.height), (2_048, 1_024));
        let tiny = prepare(&bytes_as(&two_halves(20, 10), ImageFormat::Png)).unwrap();
        assert_eq!((tiny.width, tiny.height), (20, 10));
    }

    #[tokio::test]
    async fn the_darkroom_prepares_off_the_request() {
        let darkroom = JpegDarkroom::default();
        let bytes = bytes_as(&two_halves(90, 60), ImageFormat::Png);
        assert_eq!(darkroom.prepare(bytes).await.unwrap().width, 90);
        assert_eq!(darkroom.prepare(vec![1, 2, 3]).await, Err(PhotoError::NotAPhoto));
    }

    #[test]
    fn transparency_becomes_white() {
        let clear = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0]));
        let bytes = bytes_as(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
        assert!(pixel(&prepare(&bytes).unwrap().full, 20, 20).iter().all(|value| *value > 250));
    }

    #[test]
    fn files_that_are_no_photos_are_refused() {
        let archive = b"PK\x03\x04\x14\x00\x00\x00\x08\x00photo.jpg".to_vec();
        let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec();
        let heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic".to_vec();
        for bytes in [Vec::new(), b"hello".to_vec(), archive, gif, svg, heic] {
            assert_eq!(prepare(&bytes), Err(PhotoError::NotAPhoto));
        }
    }

    #[test]
    fn broken_photos_are_refused_and_never_panic() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let whole = bytes_as(&two_halves(64, 64), format);
            let refused = (1..whole.len()).step_by(7).filter(|length| {
                let cut = whole.get(..*length).unwrap_or_default();
                prepare(cut).is_err()
            });
            assert!(refused.count() > 5, "{format:?}");
        }
        let mut pretender = bytes_as(&two_halves(8, 8), ImageFormat::Png);
        pretender.truncate(20);
        pretender.extend_from_slice(&[0xff; 400]);
        assert_eq!(prepare(&pretender), Err(PhotoError::NotAPhoto));
    }

    #[test]
    fn huge_files_and_decompression_bombs_are_refused_before_decoding() {
        assert_eq!(prepare(&vec![0xff; MAX_BYTES + 1]), Err(PhotoError::TooLarge));
        // A PNG header that promises 60,000 × 60,000 pixels.
        let mut bomb = Vec::new();
        PngEncoder::new(&mut bomb)
            .write_image(&[0, 0, 0], 1, 1, image::ExtendedColorType::Rgb8)
            .unwrap();
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(prepare(&bomb), Err(PhotoError::TooManyPixels));
    }

    /// The checksum of a PNG chunk.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
            })
        })
    }
}
