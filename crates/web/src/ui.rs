//! What every page is given: language, look, shell, menu, viewer, and the words for moments.
//!
//! A template's struct has a field `ui: Ui`; shells and components rely on that name. Owns
//! presentation only. Must never decide what a viewer may see or do.

mod display;
mod icon;
mod menu;
mod moments;
mod part;
pub mod qr;
mod settings;
mod tone;
pub mod view;

use linli_app::Caller;
use linli_kernel::Moment;

use crate::assets;
use crate::respond::encoded;
use crate::texts::{Lang, TextValue, texts};

pub use display::{Display, ElderSize, Mode, Theme};
pub use icon::Icon;
pub use menu::{MenuEntry, MenuGroup};
pub use part::{FieldPart, FramePart, TimePart};
pub use settings::{display_cookie, router};
pub use tone::{Flash, Tone};

/// The frame around a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// Public pages, no account.
    Portal,
    /// A resident's phone.
    Resident,
    /// Staff, on a desk or a phone.
    Workbench,
}

/// Everything that a page's frame needs.
#[derive(Clone, Debug)]
pub struct Ui {
    /// Language, theme, elder mode and size.
    pub display: Display,
    /// The frame.
    pub shell: Shell,
    /// The title, without the site's name; must not hold a resident's name, because titles reach
    /// share cards.
    pub title: String,
    /// Whose pages these are, such as a community; empty for the product's own name only.
    pub site: String,
    /// What stands small beside the site's name, such as the street; may be empty.
    pub site_note: String,
    /// The menu of the shell.
    pub menu: Vec<MenuGroup>,
    /// The viewer's display name; none without a session.
    pub viewer: Option<String>,
    /// The viewer's role, in words; may be empty.
    pub viewer_note: String,
    /// Where the viewer's name leads, such as their account page.
    pub viewer_href: Option<String>,
    /// Unread messages.
    pub unread: u32,
    /// Where messages are read; no bell without it.
    pub messages_href: Option<String>,
    /// Where the search box of the workbench sends `q`; no box without it.
    pub search_href: Option<String>,
    /// Token for forms; empty without a session.
    pub csrf: String,
    /// A message from the last action.
    pub flash: Option<Flash>,
    /// Path and query of this page, for links that come back to it.
    pub url: String,
    /// The front page of whoever looks, where it is another than the shell's.
    pub home_href: Option<&'static str>,
    /// Whether this is the demo district.
    pub demo: bool,
    /// After how many seconds without use this screen at a shared counter locks itself.
    pub locks_after: Option<i64>,
    /// What seals the words that wait in the browser while the screen is locked, in hexadecimal: the
    /// session's own, and only on pages of a session that is open.
    pub locks_key: Option<String>,
    /// The moment at which the page is made.
    pub now: Moment,
}

impl Ui {
    /// A bare frame; the rest is set by `with_…` or field by field.
    #[must_use]
    pub fn new(shell: Shell, display: Display, now: Moment) -> Self {
        Self {
            display,
            shell,
            title: String::new(),
            site: String::new(),
            site_note: String::new(),
            menu: Vec::new(),
            viewer: None,
            viewer_note: String::new(),
            viewer_href: None,
            unread: 0,
            messages_href: None,
            search_href: None,
            csrf: String::new(),
            flash: None,
            url: String::from("/"),
            home_href: None,
            demo: false,
            locks_after: None,
            locks_key: None,
            now,
        }
    }

    /// With the page's title.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Locking itself where the caller sits at a shared counter; `key` seals what was typed.
    #[must_use]
    pub fn locking(mut self, caller: &Caller, key: Option<String>) -> Self {
        self.locks_after = caller.strength.locks_after_ms().map(|ms| ms / 1_000);
        self.locks_key = self.locks_after.and(key);
        self
    }

    /// Where a locked screen is opened again, and comes back to this page.
    #[must_use]
    pub fn unlock_href(&self) -> String {
        format!("/unlock?next={}", encoded(&self.url))
    }

    /// With the path and query of the page.
    #[must_use]
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// With the menu.
    #[must_use]
    pub fn with_menu(mut self, menu: Vec<MenuGroup>) -> Self {
        self.menu = menu;
        self
    }

    /// With a message from the last action.
    #[must_use]
    pub fn with_flash(mut self, flash: Option<Flash>) -> Self {
        self.flash = flash;
        self
    }

    /// The language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.display.lang
    }

    /// Whether elder mode is on.
    #[must_use]
    pub const fn elder(&self) -> bool {
        matches!(self.display.mode, Mode::Elder)
    }

    /// Whether this is a page for staff.
    #[must_use]
    pub const fn workbench(&self) -> bool {
        matches!(self.shell, Shell::Workbench)
    }

    /// Whether this is a public page.
    #[must_use]
    pub const fn portal(&self) -> bool {
        matches!(self.shell, Shell::Portal)
    }

    /// Whether this is a resident's page.
    #[must_use]
    pub const fn resident(&self) -> bool {
        matches!(self.shell, Shell::Resident)
    }

    /// The front page of whoever looks, or of the shell.
    #[must_use]
    pub const fn home(&self) -> &'static str {
        match (self.home_href, self.shell) {
            (Some(href), _) => href,
            (None, Shell::Portal) => "/",
            (None, Shell::Resident) => "/m",
            (None, Shell::Workbench) => "/w",
        }
    }

    /// The site's name, or the product's.
    #[must_use]
    pub fn site_name(&self) -> &str {
        if self.site.is_empty() { self.t("product-name") } else { &self.site }
    }

    /// What the browser's tab says.
    #[must_use]
    pub fn full_title(&self) -> String {
        if self.title.is_empty() {
            self.site_name().to_owned()
        } else {
            self.t2("title-joined", ("title", &self.title), ("site", &self.site_name()))
        }
    }

    /// Where the viewer's name leads.
    #[must_use]
    pub fn viewer_link(&self) -> &str {
        self.viewer_href.as_deref().unwrap_or_else(|| self.home())
    }

    /// The first character of a name, for the round mark beside it.
    #[must_use]
    pub fn initial<'a>(&self, name: &'a str) -> &'a str {
        initial(name)
    }

    /// The language to switch to.
    #[must_use]
    pub const fn other_lang(&self) -> Lang {
        match self.lang() {
            Lang::ZhCn => Lang::En,
            Lang::En => Lang::ZhCn,
        }
    }

    /// The name of the language to switch to, in that language.
    #[must_use]
    pub fn other_lang_name(&self) -> &str {
        match self.other_lang() {
            Lang::ZhCn => self.t("language-zh-cn"),
            Lang::En => self.t("language-en"),
        }
    }

    /// The text of a key.
    #[must_use]
    pub fn t<'a>(&self, key: &'a str) -> &'a str {
        texts().get(self.lang(), key)
    }

    /// The text of a key with one value.
    #[must_use]
    pub fn t1(&self, key: &str, name: &str, value: impl TextValue) -> String {
        texts().get_with(self.lang(), key, &[(name, &value)])
    }

    /// The text of a key with two values.
    #[must_use]
    pub fn t2(
        &self,
        key: &str,
        first: (&str, &dyn TextValue),
        second: (&str, &dyn TextValue),
    ) -> String {
        texts().get_with(self.lang(), key, &[first, second])
    }

    /// The text of a key with any number of values.
    #[must_use]
    pub fn tx(&self, key: &str, values: &[(&str, &dyn TextValue)]) -> String {
        texts().get_with(self.lang(), key, values)
    }

    /// The text of a key with a count, as `$count`.
    #[must_use]
    pub fn tn(&self, key: &str, count: impl TextValue) -> String {
        self.t1(key, "count", count)
    }

    /// A whole number with its digits in groups of three: `1,286`.
    #[must_use]
    pub fn number(&self, number: impl Into<i64>) -> String {
        grouped(number.into())
    }

    /// An icon of the sprite, hidden from screen readers: the words beside it say the same.
    #[must_use]
    pub const fn icon<'a>(&self, name: &'a str) -> Icon<'a> {
        Icon { name, class: "ll-icon" }
    }

    /// An icon with further style classes.
    #[must_use]
    pub const fn icon_with<'a>(&self, name: &'a str, class: &'a str) -> Icon<'a> {
        Icon { name, class }
    }

    /// The address of a static file; empty if there is no such file (a test looks for that).
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::asset(name).map_or("", |asset| asset.path)
    }

    /// Puts the number of unread messages beside the menu's entry with this address.
    pub fn mark_unread(&mut self, href: &str) {
        let entries = self.menu.iter_mut().flat_map(|group| &mut group.entries);
        for entry in entries.filter(|entry| entry.href == href) {
            entry.count = (self.unread > 0).then_some(self.unread);
        }
    }

    /// The entries of the menu that fit a phone's bottom bar.
    pub fn bar(&self) -> impl Iterator<Item = &MenuEntry> {
        self.menu.iter().flat_map(|group| &group.entries).filter(|entry| entry.on_bar)
    }
}

fn initial(name: &str) -> &str {
    name.chars().next().and_then(|first| name.get(..first.len_utf8())).unwrap_or_default()
}

fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_in_groups_of_three() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (59_000, "59,000"),
            (-1_234_567, "-1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }
}
