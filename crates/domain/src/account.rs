//! Accounts: sessions, one-time codes, credentials, administrators, consents.
//!
//! Owns how long a session lives, when a code or a password is worn out, what a password must be
//! like and who may administer what. Must never hash, draw or read a clock. Rules come from GB/T
//! 22239-2019 level 3 (身份鉴别、登录失败处理、三权分立) and the Personal Information Protection
//! Law (consent, articles 13 to 16).

mod administration;
mod code;
mod consent;
mod credential;
mod number;
mod session;

pub use administration::{Administration, Appointment};
pub use code::{MAX_TRIES, OneTimeCode};
pub use consent::{Consent, ConsentChannel};
pub use credential::{Credential, LOCK_MS, MAX_FAILURES, password_weakness};
pub use number::{NumberKnown, NumberTrust, PROOF_FRESH_MS, SIGN_IN_FRESH_MS, number_trust};
pub use session::{Lifetime, Session, SessionState, Strength};
