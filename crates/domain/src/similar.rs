//! How alike two reports read: the cosine of their counts of character pairs.
//!
//! Word bags and hashes miss how people put the same thing differently; pairs of characters do
//! not need a dictionary and forgive a changed ending. A person decides what it means.

use std::collections::BTreeMap;

/// Likeness from which two reports about the same kind of thing at one place are worth showing
/// side by side, in thousandths.
pub const ALIKE_IN_CATEGORY: u32 = 200;
/// The same where at least one of them names no category.
pub const ALIKE: u32 = 320;

/// A text as it is compared with others.
#[derive(Clone, Debug)]
pub struct Compared {
    pairs: BTreeMap<(char, char), u64>,
    square: u64,
}

impl Compared {
    /// Counts the pairs of a text, once for however many it is compared with.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let pairs = pairs(text);
        let square = square(&pairs);
        Self { pairs, square }
    }

    /// How alike two texts are: 0 for nothing in common, 1000 for the same pairs equally often.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> u32 {
        let product: u64 = self
            .pairs
            .iter()
            .filter_map(|(pair, count)| {
                other.pairs.get(pair).map(|found| count.saturating_mul(*found))
            })
            .fold(0, u64::saturating_add);
        let lengths = self.square.saturating_mul(other.square).isqrt();
        product
            .saturating_mul(1000)
            .checked_div(lengths)
            .map_or(0, |share| u32::try_from(share).unwrap_or(u32::MAX).min(1000))
    }
}

fn square(pairs: &BTreeMap<(char, char), u64>) -> u64 {
    pairs.values().map(|count| count.saturating_mul(*count)).fold(0, u64::saturating_add)
}

/// Counts of neighbouring characters; punctuation and spaces say nothing.
fn pairs(text: &str) -> BTreeMap<(char, char), u64> {
    let letters: Vec<char> =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut counts = BTreeMap::new();
    for (first, second) in letters.iter().zip(letters.iter().skip(1)) {
        *counts.entry((*first, *second)).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn likeness(one: &str, other: &str) -> u32 {
        Compared::new(one).likeness(&Compared::new(other))
    }

    #[test]
    fn paraphrases_are_alike_and_other_matters_are_not() {
        let lamp = "3号楼东侧的路灯坏了三天，晚上出门看不见路";
        let table = [
            (lamp, "三号楼东侧路灯坏了，晚上看不见路，老人不敢出门", true),
            (lamp, "路灯坏了，晚上看不见", true),
            (lamp, "电梯今天又停了，老人下不了楼", false),
            ("消防通道被私家车堵住了", "私家车堵住消防通道，消防车进不来", true),
            ("楼上装修噪声太大", "物业费涨价没有公示", false),
        ];
        for (one, other, alike) in table {
            let found = likeness(one, other);
            assert_eq!(found >= ALIKE_IN_CATEGORY, alike, "{found}: {one} / {other}");
        }
    }

    #[test]
    fn texts_without_pairs_are_like_nothing() {
        for (one, other) in [("", ""), ("灯", "灯"), ("，。", "，。"), ("路灯", "")] {
            assert_eq!(likeness(one, other), 0, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_bounded(one in ".{0,80}", other in ".{0,80}") {
            let found = likeness(&one, &other);
            prop_assert_eq!(found, likeness(&other, &one));
            prop_assert!(found <= 1000);
        }

        #[test]
        fn a_text_is_like_itself(text in "[\u{4e00}-\u{4e40}]{2,60}") {
            prop_assert_eq!(likeness(&text, &text), 1000);
        }
    }
}
