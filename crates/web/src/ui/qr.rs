//! QR codes as SVG paths, so that a printed sheet leads back to its page.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// A QR code to be drawn as `<svg viewBox="0 0 SIDE SIDE"><path d="PATH"/></svg>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Modules per side, with the quiet zone of four on each side (ISO/IEC 18004).
    pub side: i32,
    /// The dark modules.
    pub path: String,
}

const QUIET_ZONE: i32 = 4;

/// The code for a text; none if it is too long for any QR code. Medium error correction: a
/// scratched or folded sheet still reads.
#[must_use]
pub fn encode(text: &str) -> Option<Qr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            let length = x - start;
            if length > 0 {
                let (left, top) = (start + QUIET_ZONE, y + QUIET_ZONE);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
            } else {
                x += 1;
            }
        }
    }
    Some(Qr { side: code.size() + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_pattern() {
        let Some(code) = encode("https://example.org/q/7F3K") else { panic!("too long") };
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
        assert_eq!((code.side - 8 - 17) % 4, 0);
        assert_eq!(encode(&"x".repeat(5000)), None);
    }
}
