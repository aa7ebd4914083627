//! The second factor: time-based codes of an authenticator app (RFC 6238, SHA-1, 30 seconds, six
//! digits, which is what every such app understands).

use hmac::{Hmac, KeyInit, Mac};
use linli_kernel::Moment;
use sha1::Sha1;

use crate::App;

const STEP_MS: i64 = 30_000;
const SECRET_BYTES: usize = 20;
/// Steps before and after the current one whose codes are taken: telephones' clocks differ.
const DRIFT: i64 = 1;
/// RFC 4648 base 32, in which authenticator apps take secrets.
const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret in base 32.
pub(super) fn new_secret(app: &App) -> String {
    let mut bytes = [0_u8; SECRET_BYTES];
    app.entropy.fill(&mut bytes);
    base32(&bytes)
}

/// The address that an authenticator app reads from a QR code.
#[must_use]
pub fn enrolment_uri(secret: &str, username: &str) -> String {
    // Usernames are ASCII letters, digits, dots and hyphens: nothing needs escaping.
    format!("otpauth://totp/linli:{username}?secret={secret}&issuer=linli")
}

/// The step whose code was typed, if it is a step after `last_step` within the allowed drift: a
/// code counts once.
pub(super) fn matching_step(secret: &str, typed: &str, now: Moment, last_step: i64) -> Option<i64> {
    let secret = bytes_of(secret)?;
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let current = now.ms().div_euclid(STEP_MS);
    (current - DRIFT..=current + DRIFT)
        .filter(|step| *step > last_step)
        .find(|step| code_at(&secret, *step).as_deref() == Some(&*typed))
}

/// The code that an authenticator app shows now, for the demo, tests and tools; `None` for a
/// secret that is not base 32.
#[must_use]
pub fn code_now(secret: &str, now: Moment) -> Option<String> {
    code_at(&bytes_of(secret)?, now.ms().div_euclid(STEP_MS))
}

/// The code of a step (RFC 4226, section 5.3).
fn code_at(secret: &[u8], step: i64) -> Option<String> {
    let mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    let digest: [u8; 20] = mac.chain_update(step.to_be_bytes()).finalize().into_bytes().into();
    let offset = usize::from(digest.last()? & 0x0f);
    let word = digest.get(offset..)?.first_chunk::<4>()?;
    Some(format!("{:06}", (u32::from_be_bytes(*word) & 0x7fff_ffff) % 1_000_000))
}

fn base32(bytes: &[u8]) -> String {
    let mut word = String::new();
    for group in bytes.chunks(5) {
        let mut bits = [0_u8; 8];
        for (to, from) in bits.iter_mut().skip(3).zip(group) {
            *to = *from;
        }
        let bits = u64::from_be_bytes(bits);
        let digits = (group.len() * 8).div_ceil(5);
        for place in 0..digits {
            let digit = usize::try_from((bits >> (35 - 5 * place)) & 31).unwrap_or(0);
            word.push(DIGITS.get(digit).map_or('A', |digit| char::from(*digit)));
        }
    }
    word
}

/// The bytes of a secret in base 32, at least 16 of them.
pub(super) fn bytes_of(secret: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in secret.bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == letter.to_ascii_uppercase())?;
        bits = (bits << 5) | u32::try_from(digit).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    (bytes.len() >= 16 && bytes.len() <= 64).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `12345678901234567890`, the secret of RFC 6238's examples.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_examples_of_the_standard_come_out() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let now = Moment::from_ms(seconds * 1_000);
            assert_eq!(code_now(SECRET, now).as_deref(), Some(code), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_once_and_only_near_its_time() {
        let now = Moment::from_ms(59_000);
        assert_eq!(matching_step(SECRET, "287082", now, 0), Some(1));
        assert_eq!(matching_step(SECRET, " 287 082", now, 0), Some(1));
        assert_eq!(matching_step(SECRET, "287082", now, 1), None);
        assert_eq!(matching_step(SECRET, "287082", now.plus_ms(STEP_MS), 0), Some(1));
        assert_eq!(matching_step(SECRET, "287082", now.plus_ms(2 * STEP_MS), 0), None);
        for wrong in ["", "28708", "2870821", "287083", "二八七〇八二"] {
            assert_eq!(matching_step(SECRET, wrong, now, 0), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn secrets_read_back(bytes in proptest::collection::vec(any::<u8>(), 16..=64)) {
            prop_assert_eq!(bytes_of(&base32(&bytes)), Some(bytes));
        }
    }

    #[test]
    fn short_or_strange_secrets_are_refused() {
        for secret in ["", "AAAA", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ!", &"A".repeat(200)] {
            assert_eq!(bytes_of(secret), None, "{secret}");
        }
    }
}
