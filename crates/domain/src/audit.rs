//! The audit's rows as the log holds them, and why a text may be erased.
//!
//! Owns the bytes that are hashed for a row. They are text on one line, so that an auditor checks a
//! leaf with nothing but a hash program. The form is version 1 for good: another form is another
//! first word, and old leaves keep theirs.

use std::fmt::Write as _;

/// The first word of every leaf.
const FORM: &str = "linli-audit-1";
/// Stands for a column without a value.
const NOTHING: &str = "-";
/// Stands for words of length zero.
const EMPTY: &str = "%";

/// A row of the audit exactly as the database holds it, whatever was done to it: numbers are not
/// ids here, because a row that somebody forged need not hold any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The row's id.
    pub id: i64,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// Who.
    pub person: Option<i64>,
    /// The kind of queue for which they acted.
    pub acting_kind: Option<String>,
    /// Which queue of that kind.
    pub acting: Option<i64>,
    /// What.
    pub action: String,
    /// On what.
    pub subject: String,
    /// How it ended.
    pub outcome: String,
}

/// What residents do with matters of their own; done for a post, it is staff's work.
pub const RAISED: [&str; 4] = ["matter.report", "matter.act", "matter.compare", "photo.upload"];

impl Entry {
    /// Whether a line with the person in it would say what somebody raised, rated or added to: then
    /// nobody is shown, and the line is found by no person. What was refused is somebody's try, and
    /// is.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.acting_kind.is_none()
            && self.outcome == "done"
            && RAISED.contains(&self.action.as_str())
    }

    /// The line that is hashed, without an end of line: form, id, moment, person, kind of queue,
    /// queue, action, subject, outcome, with one space between. Numbers are decimal, `-` is no
    /// value, `%` is an empty text; in texts `%`, blanks, a `-` alone and everything that is not
    /// visible ASCII are `%` with two upper-case hexadecimal digits for each UTF-8 byte. No two
    /// rows have the same line.
    #[must_use]
    pub fn line(&self) -> String {
        let number = |value: Option<i64>| value.map_or(NOTHING.to_owned(), |n| n.to_string());
        let kind = self.acting_kind.as_deref().map_or(NOTHING.to_owned(), escaped);
        [
            FORM.to_owned(),
            self.id.to_string(),
            self.at.to_string(),
            number(self.person),
            kind,
            number(self.acting),
            escaped(&self.action),
            escaped(&self.subject),
            escaped(&self.outcome),
        ]
        .join(" ")
    }
}

fn escaped(words: &str) -> String {
    if words.is_empty() {
        return EMPTY.to_owned();
    }
    let mut line = String::with_capacity(words.len());
    for byte in words.bytes() {
        if byte.is_ascii_graphic() && byte != b'%' && words != NOTHING {
            line.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(line, "%{byte:02X}");
        }
    }
    line
}

/// Why a text is erased: the cases of article 47 of the Personal Information Protection Law
/// (个人信息保护法) [L], and unlawful content under article 49 of the Cybersecurity Law as amended
/// in 2025 (网络安全法, formerly article 47) [M].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErasureReason {
    /// What it was collected for is done, or cannot be done, or never needed it.
    PurposeOver,
    /// The person concerned took their consent back.
    ConsentWithdrawn,
    /// It names somebody who need not be named, or was collected against a law or a promise.
    UnlawfulCollection,
    /// The law forbids such a text to be kept or shown.
    UnlawfulContent,
    /// A court or an authority ordered it.
    Ordered,
}

impl ErasureReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::PurposeOver,
        Self::ConsentWithdrawn,
        Self::UnlawfulCollection,
        Self::UnlawfulContent,
        Self::Ordered,
    ];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PurposeOver => "purpose-over",
            Self::ConsentWithdrawn => "consent-withdrawn",
            Self::UnlawfulCollection => "unlawful-collection",
            Self::UnlawfulContent => "unlawful-content",
            Self::Ordered => "ordered",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// The key of the words that stand on a page where the text stood.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::PurposeOver => "audit-erased-purpose-over",
            Self::ConsentWithdrawn => "audit-erased-consent-withdrawn",
            Self::UnlawfulCollection => "audit-erased-unlawful-collection",
            Self::UnlawfulContent => "audit-erased-unlawful-content",
            Self::Ordered => "audit-erased-ordered",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry() -> Entry {
        Entry {
            id: 7,
            at: 1_783_472_400_000,
            person: Some(12),
            acting_kind: Some("grid-worker".into()),
            acting: Some(9),
            action: "matter.act".into(),
            subject: "case:4k2".into(),
            outcome: "done".into(),
        }
    }

    #[test]
    fn a_line_reads_as_documented() {
        let plain = "linli-audit-1 7 1783472400000 12 grid-worker 9 matter.act case:4k2 done";
        assert_eq!(entry().line(), plain);
        let odd = Entry {
            person: None,
            acting_kind: None,
            acting: None,
            action: String::new(),
            subject: "a b%\n街".into(),
            outcome: "-".into(),
            ..entry()
        };
        let line = "linli-audit-1 7 1783472400000 - - - % a%20b%25%0A%E8%A1%97 %2D";
        assert_eq!(odd.line(), line);
    }

    #[test]
    fn every_reason_reads_back_from_its_word() {
        for reason in ErasureReason::ALL {
            assert_eq!(ErasureReason::from_word(reason.word()), Some(reason));
        }
        assert_eq!(ErasureReason::from_word("because"), None);
    }

    /// Words that are likely to be mistaken for something else.
    fn words() -> impl Strategy<Value = String> {
        let tricky = vec!["", "-", "%", "%25", " ", "a b", "a\nb", "%2D", "1", "街"];
        prop_oneof![proptest::sample::select(tricky).prop_map(str::to_owned), ".{0,4}"]
    }

    prop_compose! {
        fn entries()(
            id in 0..3_i64,
            person in proptest::option::of(0..2_i64),
            acting_kind in proptest::option::of(words()),
            acting in proptest::option::of(-1..2_i64),
            texts in (words(), words(), words()),
        ) -> Entry {
            let (action, subject, outcome) = texts;
            Entry { id, at: 5, person, acting_kind, acting, action, subject, outcome }
        }
    }

    proptest! {
        #[test]
        fn two_rows_have_one_line_only_if_they_are_equal(a in entries(), b in entries()) {
            prop_assert_eq!(a == b, a.line() == b.line());
            prop_assert_eq!(a.line().split(' ').count(), 9);
            prop_assert!(a.line().bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
        }
    }
}
