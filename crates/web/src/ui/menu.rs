//! Menus of the shells. A role decides what is in them; that is the caller's business.

use std::borrow::Cow;

/// Entries under one heading. The portal and the resident's shell use one group without heading.
#[derive(Clone, Debug)]
pub struct MenuGroup {
    /// Key of the heading's text; empty for none.
    pub label_key: &'static str,
    /// The entries, in order.
    pub entries: Vec<MenuEntry>,
}

impl MenuGroup {
    /// A group with a heading; an empty key means none.
    #[must_use]
    pub const fn new(label_key: &'static str, entries: Vec<MenuEntry>) -> Self {
        Self { label_key, entries }
    }
}

/// One link of a menu.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// Key of the label's text.
    pub label_key: &'static str,
    /// Address.
    pub href: Cow<'static, str>,
    /// Name in the icon sprite.
    pub icon: &'static str,
    /// What waits there; nothing is shown for none.
    pub count: Option<u32>,
    /// Whether more wait than were counted.
    pub more: bool,
    /// Whether the current page is this one or below it.
    pub current: bool,
    /// Whether it is drawn as the raised round button in the middle of a phone's bottom bar.
    pub raised: bool,
    /// Whether it stands in a phone's bottom bar (at most five do).
    pub on_bar: bool,
    /// Whether elder mode leaves it out of the bottom bar.
    pub secondary: bool,
}

impl MenuEntry {
    /// A link with an icon.
    #[must_use]
    pub fn new(
        label_key: &'static str,
        href: impl Into<Cow<'static, str>>,
        icon: &'static str,
    ) -> Self {
        Self {
            label_key,
            href: href.into(),
            icon,
            count: None,
            more: false,
            current: false,
            raised: false,
            on_bar: false,
            secondary: false,
        }
    }

    /// With a count of what waits; zero is not shown.
    #[must_use]
    pub const fn count(mut self, count: u32) -> Self {
        self.count = if count == 0 { None } else { Some(count) };
        self
    }

    /// Marked as the current page when `path` is its address.
    #[must_use]
    pub fn current_at(mut self, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        self.current = path == self.href;
        self
    }

    /// In a phone's bottom bar.
    #[must_use]
    pub const fn on_bar(mut self) -> Self {
        self.on_bar = true;
        self
    }

    /// In the bottom bar, as its raised button.
    #[must_use]
    pub const fn raised(mut self) -> Self {
        self.raised = true;
        self.on_bar = true;
        self
    }

    /// Left out of the bottom bar in elder mode, where four fit.
    #[must_use]
    pub const fn secondary(mut self) -> Self {
        self.secondary = true;
        self
    }
}
