//! What a caller may read of a case, ready to be shown: labels resolved, values masked.

mod action;
mod apart;
mod case;
mod choices;
mod desk;
mod divided;
mod instructions;
mod joined;
mod lists;
mod offers;
mod office_phone;
mod personal;
mod progress;
mod queue;
mod readable;
mod receipt;
mod references;
mod result;
mod story;
mod whistles;

pub use action::{ActionView, FieldChoice, FieldView};
pub use case::{
    MatterView, PartView, PersonView, PlaceView, StageView, WishesView, matter, published_matter,
};
pub use choices::QueueChoices;
pub(in crate::matter) use desk::EXTERNAL_REPLY;
pub(crate) use desk::external_reply;
pub use desk::{AskedView, DeskView};
pub use instructions::InstructionView;
pub(crate) use joined::may_name;
pub(in crate::matter) use joined::merged_by;
pub use joined::{JoinedPage, JoinedView, joined_matters};
pub use lists::{Asked, Lines, ListLine, my_matters, published};
pub use offers::{OfferLine, Offers, my_claims, offer_place, offers};
pub use progress::{ProgressView, progress};
pub use queue::{MOST_COUNTED, Queue, QueueCount, QueueLine, QueueRequest, QuickAction, queue};
pub use receipt::{ReceiptView, receipt};
pub use story::{ActorView, ErasedView, EventView, FieldValueView};
pub use whistles::{AssessmentView, CalledView, ObjectionView, WhistleView};

pub(super) use action::Forms;
pub(in crate::matter) use case::shows;
pub(super) use case::stage_label;
pub(crate) use lists::{Detail, MOST, lines, list_key, listed, words_told};
pub(super) use lists::{beginning, excerpt};
pub(in crate::matter) use personal::personal_facts;
pub(crate) use queue::Names;
