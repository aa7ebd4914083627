//! Drawing secrets, and reading them back as people type them.

use linli_kernel::to_hexadecimal;

use crate::App;

/// Crockford's digits: no i, l, o, u, so that a code can be read from paper.
const READABLE: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Characters of a readable secret: 50 bits.
const READABLE_CHARACTERS: usize = 10;

/// Six decimal digits, each value as likely as any other.
pub(super) fn six_digits(app: &App) -> String {
    /// The largest multiple of a million that 32 bits hold; draws from here on are drawn again.
    const BOUND: u32 = u32::MAX / 1_000_000 * 1_000_000;
    loop {
        let mut bytes = [0_u8; 4];
        app.entropy.fill(&mut bytes);
        let drawn = u32::from_be_bytes(bytes);
        if drawn < BOUND {
            return format!("{:06}", drawn % 1_000_000);
        }
    }
}

/// A token for sessions and links: 256 bits as hexadecimal digits.
pub(super) fn token(app: &App) -> String {
    let mut bytes = [0_u8; 32];
    app.entropy.fill(&mut bytes);
    to_hexadecimal(&bytes)
}

/// A secret that a person reads from paper and types, in two groups.
pub(super) fn readable(app: &App) -> String {
    let mut bytes = [0_u8; READABLE_CHARACTERS];
    app.entropy.fill(&mut bytes);
    let digit =
        |byte: &u8| READABLE.get(usize::from(byte & 31)).map_or('0', |digit| char::from(*digit));
    let drawn: String = bytes.iter().map(digit).collect();
    let (first, second) = drawn.split_at(READABLE_CHARACTERS / 2);
    format!("{first}-{second}")
}

/// What was typed, as the secret was drawn: without spaces and hyphens, mistaken letters put
/// right.
pub(super) fn as_drawn(typed: &str) -> String {
    let plain = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    plain
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_from_paper_is_put_right() {
        for typed in ["10ab0-cd1ef", " 1oAB0 CDLEF ", "Ioab0cdief"] {
            assert_eq!(as_drawn(typed), "10ab0cd1ef", "{typed}");
        }
    }
}
