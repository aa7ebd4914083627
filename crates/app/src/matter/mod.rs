//! Matters 事项: reporting, acting, reading, listing, the clock.

mod act;
mod alike;
mod context;
mod deliver;
mod digest;
mod family;
mod fields;
mod hide;
mod in_sight;
mod kept;
mod listing;
mod merge;
mod messages;
mod neighbours;
mod on_spot;
mod parties;
mod photo;
mod raiser;
mod recorded_cases;
mod redate;
mod refile;
mod report;
mod report_form;
mod report_input;
mod reveal;
mod same_photos;
mod set_aside;
mod similar;
mod supervise;
mod taken_in;
mod tick;
mod view;
mod withheld;
mod writing;

pub use context::may_see;
pub(crate) use context::{Situation, Surroundings, cases_by_number, sees, situation, standings_at};

pub(crate) use act::approve_draft;
pub use act::{Acted, TakeAction, act};
pub use alike::similar_cases;
pub use deliver::deliver_due;
pub(crate) use digest::digest_now;
pub use digest::{DigestView, my_digest};
pub use family::family_matters;
pub use fields::{Raw, RawFields};
pub(crate) use fields::{
    bounded, needed_day, one_line, text_error, typed_day, typed_phone, typed_text,
};
pub use hide::{hide, may_hide};
pub use in_sight::cases_in_sight;
pub(crate) use in_sight::{keep_below, sight_of};
pub(crate) use kept::Kept;
pub use linli_playbook::engine::HIDING_REASONS;
pub use listing::listed_places;
pub(crate) use listing::lowest_listed;
pub use merge::{may_merge, merge};
pub use messages::{MessageView, my_messages, read_messages, unread_messages, work_messages};
pub use neighbours::{Neighbours, neighbours};
pub use on_spot::{on_spot_form, solve_on_spot};
pub use photo::{SIZES as PHOTO_SIZES, photo, published_photo, upload_photo};
pub use recorded_cases::{RecordedCases, recorded_cases};
pub(crate) use redate::redate_all;
pub(crate) use refile::{file_anew, misfiled};
pub use report::{ExternalOrder, OnBehalf, ReportMatter, Reported, check_report, report};
pub(crate) use report_form::opens;
pub use report_form::{ReportForm, ReportPlace, report_form};
pub use reveal::{Revealed, may_reveal, reveal, reveal_story};
pub(crate) use same_photos::SamePhotos;
pub(crate) use set_aside::SetAside;
pub use similar::{BeforeReport, CallFirst, SimilarReport, before_report};
pub use supervise::supervise;
pub(crate) use taken_in::{TAKEN_IN, facilities_around, taken_in_at};
pub use tick::{Ticked, tick_case, tick_due};
pub use view::{
    ActionView, ActorView, Asked, AskedView, AssessmentView, CalledView, DeskView, ErasedView,
    EventView, FieldChoice, FieldValueView, FieldView, InstructionView, JoinedPage, JoinedView,
    Lines, ListLine, MOST_COUNTED, MatterView, ObjectionView, OfferLine, Offers, PartView,
    PersonView, PlaceView, ProgressView, Queue, QueueChoices, QueueCount, QueueLine, QueueRequest,
    QuickAction, ReceiptView, StageView, WhistleView, WishesView, joined_matters, matter,
    my_claims, my_matters, offer_place, offers, progress, published, published_matter, queue,
    receipt,
};
pub(crate) use view::{
    Detail, MOST as MOST_LINES, Names, external_reply, lines, list_key, listed, may_name,
    words_told,
};
pub(crate) use withheld::Withheld;
pub(crate) use writing::{holder_word, internal};
