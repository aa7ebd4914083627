//! Bytes as hexadecimal digits, two for each.

use std::fmt::Write as _;

/// Lower-case hexadecimal digits.
#[must_use]
pub fn to_hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string never fails.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The bytes of hexadecimal digits; `None` for anything else, and for half a byte.
#[must_use]
pub fn from_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        digits.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|two| two.iter().fold(0, |byte, d| byte << 4 | d)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_back_and_anything_else_is_refused() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hexadecimal(&to_hexadecimal(&all)), Some(all));
        assert_eq!(to_hexadecimal(&[0, 10, 255]), "000aff");
        for wrong in ["0", "0g", "0 ", "００"] {
            assert_eq!(from_hexadecimal(wrong), None, "{wrong}");
        }
    }
}
