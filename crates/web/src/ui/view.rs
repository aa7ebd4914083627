//! What the components in `templates/component/` draw: plain values, made by handlers from the
//! view models of `app`. All texts are in the viewer's language already.

mod board;
mod chart;
mod field;
mod fit;
mod list;
mod queue;
mod sheet;
mod stage;
mod table;

pub use board::{Paper, PaperChoice, Poster, PosterDuties, PosterNumber, PosterPerson};
pub use chart::{Chart, Tick};
pub use field::{Choice, FieldError, FieldKind, FieldView, PlaceView};
pub use list::{
    CallRow, Empty, Fact, FactLink, Link, MatterRow, NoticeItem, Pager, Row, Tag, Tile,
};
pub use queue::{Kpi, QueueRow, QueueTab, Quick, Spark, Trend};
pub use sheet::{Confirm, QrBox, Receipt};
pub use stage::{
    Photo, SlaBadge, Stage, StageState, Stages, TimelineItem, TimelineState, Visibility,
};
pub use table::TableMistake;
