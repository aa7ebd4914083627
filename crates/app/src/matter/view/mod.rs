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
pub use story::{ActorView, EventView, FieldValueView};

pub(super) use case::stage_label;
pub(super) use lists::{MOST, excerpt, lines, list_key};
