//! The outside: time, chance, files, telephones, photos.
//!
//! Owns the ports of `app` that have no rows, each in a file of its own with a stand-in for tests
//! and the demo. Must never hold a rule: what may be sent, to whom and when is decided before.

mod blobs;
mod clock;
mod command_sms;
mod entropy;
pub mod photos;
mod sms;

pub use blobs::FolderBlobs;
pub use clock::SystemClock;
pub use command_sms::{CommandSms, SmsWords};
pub use entropy::SystemEntropy;
pub use photos::JpegDarkroom;
pub use sms::{NoSms, ShownSms};
