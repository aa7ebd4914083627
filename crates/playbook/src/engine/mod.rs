//! The engine: commands in, events and effects or a refusal out. Pure and deterministic.
//!
//! [`open`] begins a case, [`decide`] answers a command, [`available`] says what may be done,
//! [`apply`] folds an event into the state. What a decision needs from the outside stands in
//! [`Facts`], loaded beforehand; a missing fact is a programming error, never a refusal.

mod case;
mod command;
mod event;
mod facts;
mod value;

pub use case::{Case, Dispatching, Holder, OpenStep, Pause, Status, Task, TaskKind, TaskNumber};
pub use command::{Actor, Command, External, Opening, Relation, Relations};
pub use event::{
    Audience, CloseReason, Decision, Effect, Event, EventBody, Refusal, Visibility,
};
pub use facts::{Facts, PartyFact, Scope};
pub use value::{Fields, TextRef, Value};
