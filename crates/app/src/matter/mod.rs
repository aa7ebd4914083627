//! Matters 事项: reporting, acting, reading, listing, the clock.

mod act;
mod context;
mod deliver;
mod fields;
mod listing;
mod photo;
mod raiser;
mod redate;
mod report;
mod report_input;
mod reveal;
mod tick;
mod view;
mod writing;

pub use act::{Acted, TakeAction, act};
pub use deliver::deliver_due;
pub use fields::{Raw, RawFields};
pub use photo::{photo, upload_photo};
pub(crate) use redate::redate_all;
pub use report::{ExternalOrder, OnBehalf, ReportMatter, Reported, report};
pub use reveal::{Revealed, reveal};
pub use tick::{tick_case, tick_due};
pub use view::{
    ActionView, ActorView, EventView, FieldChoice, FieldValueView, FieldView, Lines, ListLine,
    MatterView, PartView, PersonView, PlaceView, Queue, QueueCount, QueueLine, QueueRequest,
    StageView, matter, my_matters, published, published_matter, queue,
};
