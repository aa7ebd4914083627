//! Typed values of form fields, as they reach the engine: parsed, bounded, texts replaced by
//! references.

use std::collections::BTreeMap;

use linli_kernel::{Day, OrganisationId, PhotoId, TextId};
use serde::{Deserialize, Serialize};

use super::Holder;
use crate::model::Name;

/// The fields of one form, by name.
pub type Fields = BTreeMap<Name, Value>;

/// A stored free text: the words live beside the event, which holds the salted hash, so that the
/// words can be corrected or erased and the history still verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextRef {
    /// Where the words are.
    pub id: TextId,
    /// First 8 bytes of the salted SHA-256, big-endian; the whole hash stands with the text.
    pub hash: u64,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Free text.
    Text(TextRef),
    /// A whole number.
    Number(i64),
    /// A local day.
    Date(Day),
    /// Yes or no.
    Flag(bool),
    /// A declared choice or a legal ground.
    Choice(Name),
    /// An organisation.
    Party(OrganisationId),
    /// Several organisations.
    Parties(Vec<OrganisationId>),
    /// A post.
    Post(Holder),
    /// Photos.
    Photos(Vec<PhotoId>),
    /// Rows.
    Items(Vec<Fields>),
}
