//! The vocabulary under everything: typed ids, moments and working time, bounded text, error
//! codes.
//!
//! Owns values that have no civic meaning. Must never read a clock, draw randomness, do I/O or be
//! async: whoever needs the time or a fresh id gets it as a parameter.

mod calendar;
mod code;
mod hexadecimal;
mod id;
mod month;
mod text;
mod time;

pub use calendar::{CalendarYear, Deadline, Limit, LimitUnit, WorkCalendar, WorkHours};
pub use code::Code;
pub use hexadecimal::{from_hexadecimal, to_hexadecimal};
pub use id::{
    AdmissionItemId, AdmissionReplyId, AdmissionRequestId, CaseId, DispatchEntryId, GridPlanId,
    IdError, NoticeId, OrganisationId, PersonId, PhotoId, PlaceId, PlaybookChangeId, PostId, RawId,
    ServiceItemId, SessionId, TextId,
};
pub use month::{Month, NoMonth};
pub use text::{Text, TextError, is_blank};
pub use time::{Day, LocalMoment, Moment, OFFSET_HOURS, later};
