//! What a caller may read of a case, ready to be shown: labels resolved, values masked.

mod action;
mod case;
mod lists;
mod story;

pub use action::{ActionView, FieldChoice, FieldView};
pub use case::{MatterView, PartView, PersonView, PlaceView, StageView, matter, published_matter};
pub use lists::{
    Lines, ListLine, Queue, QueueCount, QueueLine, QueueRequest, my_matters, published, queue,
};
pub use story::{ActorView, EventView, FieldValueView};

pub(super) use case::stage_label;
pub(super) use lists::{excerpt, lines};
