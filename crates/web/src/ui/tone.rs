//! Colours with a meaning. Colour never stands alone: each has its icon.

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// Information, the current state.
    Brand,
    /// Done, on time.
    Ok,
    /// Needs a look soon.
    Warn,
    /// Failed, nearly or fully overdue.
    Bad,
    /// Overdue: white on solid red.
    Solid,
    /// Party-building.
    Party,
    /// Ballots.
    Violet,
    /// Guides.
    Teal,
}

impl Tone {
    /// The suffix of the style class, as in `ll-tag--ok`.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Brand => "brand",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Solid => "solid",
            Self::Party => "party",
            Self::Violet => "violet",
            Self::Teal => "teal",
        }
    }

    /// Whether this is [`Tone::Bad`].
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Bad)
    }

    /// Whether this is [`Tone::Warn`].
    #[must_use]
    pub const fn is_warn(self) -> bool {
        matches!(self, Self::Warn)
    }

    /// The icon that says the same as the colour.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Ok => "circle-check",
            Self::Warn | Self::Bad | Self::Solid => "alert-triangle",
            _ => "info-circle",
        }
    }
}

/// A message shown once, after the action that caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Ok, Warn or Bad.
    pub tone: Tone,
    /// The sentence, in the viewer's language.
    pub text: String,
}
