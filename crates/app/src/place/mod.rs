//! Places: what people choose from and look up, and the import of real ones.

mod tree;

pub use tree::{PlaceLine, PlacePage, Walk, children, first_district, place, spot, walk};
pub(crate) use tree::{line, spot_of};
