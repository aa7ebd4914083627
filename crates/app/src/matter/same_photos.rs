//! A request sent once more brings its photos once more: under other ids, and they are the same.

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::matter::MAX_PHOTOS;
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
pub(crate) struct SamePhotos(BTreeMap<PhotoId, String>);

/// The most photos of one request that are read: those of a report and of how it was solved. More
/// are refused by every form, so that it does not matter as what they are compared.
const MAX_READ: usize = 2 * MAX_PHOTOS;
/// The most words of one request that are looked up: organisations and posts are named by ids too.
const MAX_NAMED: usize = 300;

impl SamePhotos {
    /// Looks at those of `words` that name photos of the caller, each photo once; at none without a
    /// key, because nothing is compared then. This comes before anything is checked, so it is
    /// bounded: a request that names more than any form takes is compared as it came.
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
        if key.is_none() {
            return Ok(Self::default());
        }
        let named: BTreeSet<PhotoId> = words.iter().filter_map(|word| id_in(word)).collect();
        if named.len() > MAX_NAMED {
            return Ok(Self::default());
        }
        let mut own = Vec::new();
        for id in named {
            own.extend(rows.photo(id).await?.filter(|photo| photo.owner == caller.person));
        }
        if own.len() > MAX_READ {
            return Ok(Self::default());
        }
        let [full, _] = SIZES;
        let mut same = BTreeMap::new();
        for photo in own {
            if let Some(bytes) = app.blobs.get(photo.id, full).await.map_err(writing::internal)? {
                same.insert(photo.id, to_hexadecimal(&digest(&bytes)));
            }
        }
        Ok(Self(same))
    }

    /// What the photo of this id holds; anything else as it is.
    pub(crate) fn word(&self, word: &str) -> String {
        let held = id_in(word).and_then(|id| self.0.get(&id));
        held.map_or_else(|| word.to_owned(), Clone::clone)
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

/// The photo that a word may name.
fn id_in(word: &str) -> Option<PhotoId> {
    word.trim().parse().ok()
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
