//! Places: what people choose from and look up, and the import of real ones.

mod tree;

pub(crate) use tree::line;
pub use tree::{PlaceLine, PlacePage, chiefs, children, place, spot};
