//! The dispatch list 派单目录: who answers for which kind of matter, kept as data by the offices of
//! streets and districts; tried over past cases before it changes; and what it and similar past
//! cases suggest to whoever names the parties of a dispatch.
//!
//! Owns reading, changing, importing and exporting the lists, and the suggestions. Must never name
//! a party by itself: a person decides every dispatch. The rules are those of
//! [`linli_domain::dispatch`].

mod drop;
mod export;
mod import;
mod keep;
mod keeper;
mod list;
mod suggest;
mod trial;
mod words;

pub use drop::drop_entry;
pub use export::export_dispatch_list;
pub use import::import_dispatch_list;
pub use keep::{Kept, NewEntry, keep_entry};
pub use list::{
    DispatchList, EntryView, ListFilter, NamedPlace, PartWord, dispatch_choices, dispatch_list,
    entry_to_keep,
};
pub use suggest::{ByList, PastCase, Precedent, Suggestions, suggestions};
pub use trial::{Trial, TrialLine};

/// Both parts as words, in the order of a form.
pub const PARTS: [PartWord; 2] = {
    let [lead, assist] = linli_domain::dispatch::Part::ALL;
    [lead.word(), assist.word()]
};

/// The columns of a table of entries, in the order in which it is written.
pub const COLUMNS: [&str; 7] = ["place", "category", "part", "organisation", "basis", "from", "to"];
