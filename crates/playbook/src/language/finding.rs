//! One finding of the compiler or checker, and how it is shown.

use std::fmt;

use super::{
    catalogue::{self, Speech},
    code::{FindingCode, Severity},
    source::{Source, Stretch, columns},
};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The whole line.
    pub line_text: String,
    /// The text that it is about; within the line unless it goes over several lines.
    pub offending_text: String,
    /// Names and numbers of the sentence.
    pub parameters: Vec<(&'static str, String)>,
    /// The nearest name that would have been right.
    pub did_you_mean: Option<String>,
}

/// A finding before it is shown: bytes instead of lines.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) code: FindingCode,
    pub(crate) at: Stretch,
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) did_you_mean: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: FindingCode, at: &Stretch) -> Self {
        Self { code, at: at.clone(), parameters: Vec::new(), did_you_mean: None }
    }

    pub(crate) fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.parameters.push((key, value.to_string()));
        self
    }

    pub(crate) fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.did_you_mean = suggestion;
        self
    }

    pub(crate) fn show(self, source: &Source<'_>) -> Finding {
        let (line, column) = source.line_column(self.at.start);
        Finding {
            code: self.code,
            severity: self.code.severity(),
            file: source.file.to_owned(),
            line,
            column,
            line_text: source.line(self.at.start).to_owned(),
            offending_text: source.slice(&self.at).to_owned(),
            parameters: self.parameters,
            did_you_mean: self.did_you_mean,
        }
    }
}

impl Finding {
    /// The plain sentence.
    #[must_use]
    pub fn sentence(&self, speech: Speech) -> String {
        // A list of what is known here may be empty; then the sentence says that.
        let empty = |(key, value): &(&str, String)| *key == "known" && value.is_empty();
        let key = self.code.as_str();
        match self.parameters.iter().any(empty) {
            true => catalogue::fill(speech, &format!("{key}-none"), &self.parameters),
            false => catalogue::fill(speech, key, &self.parameters),
        }
    }

    /// The whole report: place, sentence, the line with the text marked, and a suggestion.
    #[must_use]
    pub fn report(&self, speech: Speech) -> String {
        let word = match self.severity {
            Severity::Error => "severity-error",
            Severity::Note => "severity-note",
        };
        let line = self.line_text.replace('\t', " ");
        let before: String = line.chars().take(self.column.saturating_sub(1) as usize).collect();
        let marked = self.offending_text.lines().next().unwrap_or_default();
        let room = columns(&line).saturating_sub(columns(&before)).max(1);
        let number = self.line.to_string();
        let gap = " ".repeat(number.len());
        let mut report = format!(
            "{}:{}:{}: {}[{}]: {}\n{gap} |\n{number} | {line}\n{gap} | {}{}",
            self.file,
            self.line,
            self.column,
            catalogue::fill(speech, word, &[]),
            self.code,
            self.sentence(speech),
            " ".repeat(columns(&before)),
            "^".repeat(columns(marked).clamp(1, room)),
        );
        if let Some(suggestion) = &self.did_you_mean {
            let said = [("name", suggestion.clone())];
            report
                .push_str(&format!("\n{gap} = {}", catalogue::fill(speech, "did-you-mean", &said)));
        }
        report
    }
}

/// How many findings there are, in one line; nothing where there is none.
#[must_use]
pub fn summary(findings: &[Finding], speech: Speech) -> Option<String> {
    let of = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let counts = [("errors", of(Severity::Error)), ("notes", of(Severity::Note))];
    let said = counts.map(|(key, count)| (key, count.to_string()));
    (!findings.is_empty()).then(|| catalogue::fill(speech, "summary", &said))
}

/// The report in English.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(Speech::English))
    }
}
