//! A request sent once more brings its photos once more: under other ids, and they are the same.

use std::collections::BTreeMap;

use linli_kernel::{PhotoId, to_hexadecimal};

use super::{
    fields::{Raw, RawFields},
    photo::SIZES,
    writing,
};
use crate::{App, AppResult, Caller, digest, ports::Snapshot};

/// What the photos that a request names hold, by the ids under which it names them: that is what
/// two requests under one key are compared by. Whoever pressed twice, or lost the answer on the way,
/// sent the same files again.
#[derive(Debug, Default)]
pub(crate) struct SamePhotos(BTreeMap<String, String>);

impl SamePhotos {
    /// Looks at those of `words` that name photos of the caller; at none without a key, because
    /// nothing is compared then.
    ///
    /// # Errors
    /// [`crate::AppError::Internal`] if the store or the files fail.
    pub(crate) async fn of(
        app: &App,
        rows: &mut dyn Snapshot,
        caller: &Caller,
        key: Option<&str>,
        words: &[&str],
    ) -> AppResult<Self> {
        let mut same = BTreeMap::new();
        if key.is_none() {
            return Ok(Self(same));
        }
        let [full, _] = SIZES;
        for word in words {
            let Ok(id) = word.trim().parse::<PhotoId>() else { continue };
            let own = rows.photo(id).await?.filter(|photo| photo.owner == caller.person);
            if own.is_none() || same.contains_key(*word) {
                continue;
            }
            if let Some(bytes) = app.blobs.get(id, full).await.map_err(writing::internal)? {
                same.insert((*word).to_owned(), to_hexadecimal(&digest(&bytes)));
            }
        }
        Ok(Self(same))
    }

    /// What the photo of this id holds; anything else as it is.
    pub(crate) fn word(&self, word: &str) -> String {
        self.0.get(word).map_or_else(|| word.to_owned(), Clone::clone)
    }

    /// The fields of a form with what its photos hold in place of their ids.
    pub(crate) fn fields(&self, fields: &RawFields) -> RawFields {
        fields.iter().map(|(name, raw)| (name.clone(), self.raw(raw))).collect()
    }

    fn raw(&self, raw: &Raw) -> Raw {
        match raw {
            Raw::Text(word) => Raw::Text(self.word(word)),
            Raw::List(list) => Raw::List(list.iter().map(|raw| self.raw(raw)).collect()),
            Raw::Rows(rows) => Raw::Rows(rows.iter().map(|row| self.fields(row)).collect()),
            Raw::Flag(_) | Raw::Number(_) | Raw::Nothing(()) => raw.clone(),
        }
    }
}

/// Every text of a form that may name a photo.
pub(super) fn texts_of(fields: &RawFields) -> Vec<&str> {
    fields.values().flat_map(texts_in).collect()
}

fn texts_in(raw: &Raw) -> Vec<&str> {
    match raw {
        Raw::Text(text) => vec![text],
        Raw::List(list) => list.iter().flat_map(texts_in).collect(),
        Raw::Rows(rows) => rows.iter().flat_map(texts_of).collect(),
        Raw::Flag(_) | Raw::Number(_) | Raw::Nothing(()) => Vec::new(),
    }
}
