//! The admission list 社区工作事项准入清单: what a department may ask of a community, and how a
//! request is admitted, granted, refused and counted.
//!
//! Owns what stands on the list, when a request is inside it, who has a part in one, and how the
//! burden is counted. Must never decide for a community: whatever the list says, it may refuse with
//! a reason. Sources: mission row 3.9 (社区工作事项准入制度, 2019: 权随责走、费随事走; 清单制);
//! Opinions of the Central Committee and the State Council on urban and rural community governance,
//! 2017, 三（六）减负增效 (admission of work items, fewer ledgers and forms) [C].

mod item;
mod news;
mod part;
mod reply;
mod request;
mod tally;

pub use item::{
    AdmissionItem, AskKind, MAX_BASIS, MAX_BUDGET_YUAN, MAX_CONDITIONS, MAX_TITLE, Outside, Rhythm,
    outside,
};
pub use news::AdmissionNews;
pub use part::{answers, asks, keeps};
pub use reply::{AdmissionReply, Answer, Answered, MAX_WORDS, RefusalReason, ReplyState};
pub use request::{AdmissionRequest, Decided, MAX_COMMUNITIES, MAX_DAYS, MAX_TEXT, RequestState};
pub use tally::{Burden, Tally};
