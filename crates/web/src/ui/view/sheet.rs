//! Sheets: confirmations and what is printed. Components: `component/sheet.html`,
//! `component/paper.html`; page
//! `page/confirm.html`.

use askama::Template;

use super::board::Paper;
use super::field::{FieldError, FieldView};
use super::list::Fact;
use crate::ui::Ui;
use crate::ui::qr::{self, Qr};

/// A QR code with words below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrBox {
    /// The code.
    pub code: Qr,
    /// The words; also what a person who cannot see it is told.
    pub caption: String,
}

impl QrBox {
    /// The box for an address; none if the address is too long for a code.
    #[must_use]
    pub fn new(address: &str, caption: impl Into<String>) -> Option<Self> {
        Some(Self { code: qr::encode(address)?, caption: caption.into() })
    }
}

/// A receipt, in large type, that prints on one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Title, words at the foot and the way back to the page.
    pub paper: Paper,
    /// Number of the case.
    pub number: String,
    /// Promised date, handler, phone …
    pub facts: Vec<Fact>,
}

/// A page that asks once more before something that cannot be taken back, or asks for the few
/// words that an action needs. Works without JavaScript where others use a dialog.
#[derive(Template)]
#[template(path = "page/confirm.html")]
pub struct Confirm {
    /// The frame; its title is the question.
    pub ui: Ui,
    /// What will happen; may be empty.
    pub text: String,
    /// What it is about.
    pub facts: Vec<Fact>,
    /// Where the form goes.
    pub action: String,
    /// Hidden fields, as name and value; the token is added by the page.
    pub hidden: Vec<(String, String)>,
    /// What is still asked for.
    pub fields: Vec<FieldView>,
    /// Words of the button.
    pub label: String,
    /// Whether it destroys or takes back.
    pub danger: bool,
    /// Where "back" leads.
    pub back: String,
}

impl Confirm {
    fn errors(&self) -> Vec<FieldError> {
        FieldError::of(&self.ui, &self.fields)
    }
}
