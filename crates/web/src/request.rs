//! What a request says: who is calling, from where, what was seen before, what was sent.
//!
//! Owns extractors and the one way in which a request is refused. Must never decide who may do
//! what: it only reads, and a use-case judges.

mod address;
mod carried;
mod cookie;
mod csrf;
mod form;
mod header;
mod json;
mod once;
mod path;
mod problem;
mod query;
mod signed;

pub use address::{AddressRange, ClientAddress};
pub use carried::{Carried, Opener};
pub use cookie::{SESSION_COOKIE, clear_session_cookie, session_cookie};
pub use csrf::{CsrfToken, csrf_token};
pub use form::{FormFields, TakesFiles};
pub use header::{IdempotencyKey, IfMatch};
pub use json::Json;
pub use path::{Id, Ids, local_path};
pub use problem::{Problem, sentence, table_sentence};
pub use query::Query;
pub use signed::{MaybeSigned, SessionToken, Signed};
