//! What a caller may read of a case, ready to be shown: labels resolved, values masked.

mod action;
mod apart;
mod case;
mod desk;
mod lists;
mod queue;
mod story;

pub use action::{ActionView, FieldChoice, FieldView};
pub use case::{MatterView, PartView, PersonView, PlaceView, StageView, matter, published_matter};
pub use desk::{AskedView, DeskView};
pub use lists::{Lines, ListLine, my_matters, published};
pub use queue::{Queue, QueueCount, QueueLine, QueueRequest, QuickAction, queue};
pub use story::{ActorView, ErasedView, EventView, FieldValueView};

pub(in crate::matter) use case::shows;
pub(super) use case::stage_label;
pub(crate) use lists::lines;
pub(super) use lists::{MOST, excerpt, list_key};
