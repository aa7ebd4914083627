//! Ports without rows.

use async_trait::async_trait;
use linli_kernel::{Moment, PhotoId, RawId};

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// Fresh ids and random bytes.
pub trait Entropy: Send + Sync {
    /// An id that no other has, rising with time.
    fn id(&self) -> RawId;
    /// Fills the slice with random bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The blob store failed.
#[derive(Debug, thiserror::Error)]
#[error("blob store: {0}")]
pub struct BlobError(pub String);

/// Files beside the rows: photos in their sizes.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Keeps bytes under a photo's id and size name (`full`, `small`); durable when it returns.
    async fn put(
        &self,
        photo: PhotoId,
        size: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), BlobError>;
    /// The bytes, if they are there.
    async fn get(&self, photo: PhotoId, size: &'static str) -> Result<Option<Vec<u8>>, BlobError>;
    /// Removes what is kept there; nothing is there when it returns, also if nothing was before.
    async fn remove(&self, photo: PhotoId, size: &'static str) -> Result<(), BlobError>;
}

/// The telephone outlet failed.
#[derive(Debug, thiserror::Error)]
#[error("sms: {0}")]
pub struct SmsError(pub String);

/// Short messages.
#[async_trait]
pub trait Sms: Send + Sync {
    /// Sends a sign-in code.
    async fn send_code(&self, phone: &str, code: &str) -> Result<(), SmsError>;
    /// Tells a number that its person has another one from now on, which is given masked.
    async fn tell_number_changed(&self, phone: &str, present: &str) -> Result<(), SmsError>;
    /// Whether messages leave at all. Where none does, nobody is told to try again later.
    fn is_connected(&self) -> bool {
        true
    }
    /// The last code for a telephone, where a stand-in shows codes instead of sending them; a
    /// real outlet never does.
    fn shown_code(&self, _phone: &str) -> Option<String> {
        None
    }
}

/// A photo ready to be kept: turned upright, re-encoded, without position data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedPhoto {
    /// JPEG of at most 2048 pixels on the longer side.
    pub full: Vec<u8>,
    /// JPEG of at most 480 pixels on the longer side.
    pub small: Vec<u8>,
    /// Width of the full picture in pixels.
    pub width: i64,
    /// Height of the full picture in pixels.
    pub height: i64,
}

/// Why bytes are not a photo that we keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// More bytes than allowed.
    #[error("photo-too-large")]
    TooLarge,
    /// Not a JPEG, PNG or WebP, or a broken one.
    #[error("not-a-photo")]
    NotAPhoto,
    /// More pixels than allowed.
    #[error("photo-too-many-pixels")]
    TooManyPixels,
}

/// Prepares photos; off the request's thread, because decoding is work.
#[async_trait]
pub trait Darkroom: Send + Sync {
    /// Decodes with limits, turns upright, re-encodes.
    async fn prepare(&self, bytes: Vec<u8>) -> Result<PreparedPhoto, PhotoError>;
}
