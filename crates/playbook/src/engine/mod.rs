//! The engine: commands in, events and effects or a refusal out. Pure and deterministic.
//!
//! [`open`] begins a case, [`decide`] answers a command, [`available`] says what may be done,
//! [`apply`] folds an event into the state. What a decision needs from the outside stands in
//! [`Facts`], loaded beforehand; a missing fact is a programming error, never a refusal.

mod act;
mod apply;
mod aside;
mod case;
mod choice;
mod claim;
mod clock;
mod command;
mod dates;
mod decide;
mod dispatch;
mod event;
mod facts;
mod fields;
mod ground;
mod guard;
mod hide;
mod holder;
mod offer;
mod open;
mod own;
mod publish;
mod rate;
mod refusal;
mod review;
mod step;
mod telling;
mod tick;
mod value;
mod view;
mod work;

pub use apply::{apply, fold};
pub use case::{
    Adjustment, Case, Claim, Dispatching, Holder, OpenStep, Pause, Rating, Review, Status, Task,
    TaskKind, TaskNumber, TaskTime,
};
pub use claim::{is_offered_to_residents, was_offered_to_residents};
pub use command::{Actor, Command, External, Opening, Relation, Relations};
pub use decide::decide;
pub use event::{
    Audience, CloseReason, Decision, Effect, Event, EventBody, TaskMoments, Visibility,
    left_unanswered,
};
pub use facts::{Facts, Merging, PartyFact, Scope};
pub use fields::FieldCheck;
pub use offer::{Offer, aside_form, available, is_told, is_told_to_all, without_form};
pub use open::open;
pub use own::{HIDING_REASONS, MERGED_END, Message, Own, OwnField, outcome};
pub use refusal::{Refusal, Refusals, codes};
pub use value::{Fields, TextRef, Value};
