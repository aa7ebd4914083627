//! Places: what people choose from and look up, and the import of real ones.

mod tree;

pub use tree::{PlaceLine, PlacePage, chiefs, children, place, spot};
pub(crate) use tree::{line, spot_of};
