//! The text of a playbook with its lines, for reports.

use std::ops::Range;

/// A stretch of the text in bytes.
pub(crate) type Stretch = Range<usize>;

/// A text and where its lines begin.
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { file, text, starts }
    }

    /// Line and column, both from 1, the column in characters.
    pub(crate) fn line_column(&self, at: usize) -> (u32, u32) {
        let at = self.boundary(at);
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let column = self.text.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The line that holds `at`, without its end.
    pub(crate) fn line(&self, at: usize) -> &'a str {
        let at = self.boundary(at);
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default().trim_end_matches('\r')
    }

    /// The text of a stretch.
    pub(crate) fn slice(&self, at: &Stretch) -> &'a str {
        self.text.get(self.boundary(at.start)..self.boundary(at.end)).unwrap_or_default()
    }

    /// The word that follows on the same line.
    pub(crate) fn word_after(&self, at: usize) -> Option<&'a str> {
        let rest = self.text.get(self.boundary(at)..)?.split('\n').next()?;
        rest.split([' ', '\t', ';', '{']).find(|word| !word.is_empty())
    }

    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// How many columns a text takes in a terminal: Chinese characters and full-width signs take two.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a character is drawn two columns wide.
pub(crate) const fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}' | '“' | '”' | '—' | '…')
}
