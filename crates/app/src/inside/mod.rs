//! The inside of organisations 内部办理: who receives, handles and reviews there, to whom a task was
//! given, and the answer that waits for review.
//!
//! Owns the division of an organisation's work and what happens inside it before an answer leaves.
//! Must never show any of it to anybody outside the organisation, nor stop a clock: outside stands
//! one task of the organisation. The rules are those of [`linli_domain::inside`].

mod approve;
mod divide;
mod give;
mod leave;
mod office;
mod queue;
mod reminders;
mod return_draft;
mod view;

pub use approve::approve;
pub use divide::{Divide, DivideMember, Divided, DivisionView, MemberView, divide, division};
pub use give::{Given, give};
pub use queue::{InsideQueue, InsideShow, QueueInside};
pub use reminders::{ReminderLine, Reminders, reminders};
pub use return_draft::return_draft;
pub use view::{DraftView, GivenView, InsideView, Receiver, inside_of};

pub(crate) use leave::{Leaving, Named, keep_draft, leaving};
pub(crate) use office::{Insides, TaskInside};
pub(crate) use queue::Divisions;
