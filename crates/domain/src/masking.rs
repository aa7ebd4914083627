//! Masking 脱敏: how personal values look to those whose task does not need them.
//!
//! The conventions are common practice (`138****1234`, 张*明), not law; one function per kind.

mod text;

pub use text::text;

/// A name: the surname stays, and of three and more characters the last one too.
#[must_use]
pub fn name(full: &str) -> String {
    let chars: Vec<char> = full.chars().collect();
    match chars.as_slice() {
        [] | [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => {
            format!("{first}{}{last}", "*".repeat(middle.len().min(3)))
        }
    }
}

/// A mobile number: first three and last four digits stay.
#[must_use]
pub fn phone(digits: &str) -> String {
    match (digits.get(..3), digits.get(digits.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if digits.len() >= 11 => format!("{head}****{tail}"),
        _ => "****".to_owned(),
    }
}

/// That there is a number, and nothing of it: its digits name a neighbour to who has a list of them.
#[must_use]
pub const fn no_digits() -> &'static str {
    "***********"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_values_are_masked_by_convention() {
        for (full, masked) in
            [("张三", "张*"), ("张小明", "张*明"), ("欧阳小明", "欧**明"), ("张", "*"), ("", "*")]
        {
            assert_eq!(name(full), masked);
        }
        assert_eq!(phone("13812345678"), "138****5678");
        assert_eq!(phone("123"), "****");
    }
}
