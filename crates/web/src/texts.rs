//! Text catalogues: every word that a person reads on a page, by key and language.
//!
//! The catalogues are `locales/<language>/<feature>.ftl`, embedded at build time. A key that a
//! language lacks falls back to Chinese, and then to the key itself, so that a page never fails
//! for want of a word; tests keep both languages complete.

mod lang;
mod value;

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::Entry;
use unic_langid::LanguageIdentifier;

pub use lang::Lang;
pub use value::TextValue;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));
}

static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::load);

/// The embedded catalogues, read once per process.
#[must_use]
pub fn texts() -> &'static Texts {
    &TEXTS
}

/// All catalogues.
pub struct Texts {
    chinese: Catalogue,
    english: Catalogue,
}

/// One language: messages without parameters are formatted once, because pages use hundreds.
struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    plain: HashMap<String, String>,
    keys: Vec<String>,
    problems: Vec<String>,
}

impl Texts {
    fn load() -> Self {
        Self { chinese: Catalogue::load(Lang::ZhCn), english: Catalogue::load(Lang::En) }
    }

    const fn catalogue(&self, lang: Lang) -> &Catalogue {
        match lang {
            Lang::ZhCn => &self.chinese,
            Lang::En => &self.english,
        }
    }

    /// The text of a key without parameters.
    #[must_use]
    pub fn get<'a>(&'a self, lang: Lang, key: &'a str) -> &'a str {
        self.catalogue(lang)
            .plain
            .get(key)
            .or_else(|| self.chinese.plain.get(key))
            .map_or(key, String::as_str)
    }

    /// The text of a key with parameters.
    #[must_use]
    pub fn get_with(&self, lang: Lang, key: &str, args: &[(&str, &dyn TextValue)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, value.to_fluent());
        }
        self.catalogue(lang)
            .format(key, &values)
            .or_else(|| self.chinese.format(key, &values))
            .unwrap_or_else(|| key.to_owned())
    }

    /// Whether the language has the key itself, without fallback.
    #[must_use]
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.catalogue(lang).bundle.has_message(key)
    }

    /// All keys of a language in the order of its files.
    #[must_use]
    pub fn keys(&self, lang: Lang) -> &[String] {
        &self.catalogue(lang).keys
    }

    /// What is wrong with a language's files: syntax errors and keys defined twice.
    #[must_use]
    pub fn problems(&self, lang: Lang) -> &[String] {
        &self.catalogue(lang).problems
    }
}

impl Catalogue {
    fn load(lang: Lang) -> Self {
        let identifier = lang.tag().parse::<LanguageIdentifier>().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Direction marks around values serve right-to-left scripts; here they would only end up
        // in titles and copied text.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        let mut problems = Vec::new();
        for (language, feature, text) in embedded::CATALOGUES {
            if *language != lang.tag() {
                continue;
            }
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    problems
                        .extend(errors.iter().map(|e| format!("{language}/{feature}.ftl: {e}")));
                    resource
                }
            };
            keys.extend(message_keys(&resource));
            if let Err(errors) = bundle.add_resource(resource) {
                problems.extend(errors.iter().map(|e| format!("{language}/{feature}.ftl: {e}")));
            }
        }
        let plain =
            keys.iter().filter_map(|key| Some((key.clone(), plain_text(&bundle, key)?))).collect();
        Self { bundle, plain, keys, problems }
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned())
    }
}

fn message_keys(resource: &FluentResource) -> Vec<String> {
    resource
        .entries()
        .filter_map(|entry| match entry {
            Entry::Message(message) => Some(message.id.name.to_owned()),
            _ => None,
        })
        .collect()
}

/// The text of a message that needs no parameter; none if it needs one.
fn plain_text(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
    errors.is_empty().then_some(text)
}
