//! The admission list 社区工作事项准入: what departments may ask of communities, their requests, the
//! communities' replies, and the counts of both.
//!
//! Owns keeping the list, making, deciding and answering requests, and the public figures. Must
//! never let a request outside the list reach a community before the keeping office granted it, and
//! never make a community's refusal harder than its consent. Why requests are rows of their own and
//! no cases: ADR 0012. Source: mission row 3.9 (社区工作事项准入制度).

mod answer;
mod asked;
mod choices;
mod decide;
mod end;
mod figures;
mod items;
mod keep;
mod keep_form;
mod make;
mod messages;
mod requests;
mod seat;
mod view;

pub use answer::{AnswerAdmission, answer_request};
pub use choices::{AdmissionChoices, AdmissionPlace, Named, request_choices};
pub use decide::{DecideAdmission, decide_request};
pub use end::{end_item, item_to_end};
pub use figures::{AdmissionFigures, DepartmentMonth, admission_figures};
pub use items::{AdmissionItemLine, AdmissionItemPage, admission_items, kept_items};
pub use keep::{KeepChoices, ListItem, Listed, keep_choices, list_item};
pub use make::{Made, MakeRequest, make_request};
pub use messages::{AdmissionMessageView, admission_messages, admissions_waiting};
pub use requests::{RequestPage, RequestPart, my_requests};
pub(crate) use seat::may_ask;
pub use view::{ReplyView, RequestLine, RequestView, admission_request};
