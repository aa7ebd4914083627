//! Places: what people choose from and look up, and the import of real ones.

mod access;
mod edit;
mod kept;
mod tree;

pub use edit::{ChangePlace, TreePreview, change_place};
pub use kept::{ChangeView, KeptPlace, kept_place, kept_places};
pub use tree::{PlaceLine, PlacePage, Walk, children, first_district, place, spot, walk};
pub(crate) use tree::{line, spot_of};
