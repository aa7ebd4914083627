//! Why a server is not connected, as a word that a catalogue has a sentence for: what the driver
//! says is English, and not what somebody reads first.

use std::{fmt, io};

use linli_app::ports::StoreError;
use tokio_postgres::error::SqlState;

/// What the driver says of an address or server that asks for a password that was not given.
const NO_PASSWORD: &str = "password missing";

/// What keeps a server from being connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The address or the schema's name cannot be read.
    Address,
    /// The machine is there, and nothing listens.
    Refused,
    /// No such machine, or no answer.
    Unreachable,
    /// The server does not take this user or password.
    Password,
    /// The server has no database of this name.
    Database,
    /// The server's certificate is for another name.
    CertificateName,
    /// The server's certificate has run out.
    CertificateExpired,
    /// The server's certificate is not of the root that is trusted.
    CertificateRoot,
    /// The server does not encrypt.
    Unencrypted,
    /// All connections of the server are taken, or it is starting or stopping.
    Busy,
    /// Something else.
    Other,
}

impl Cause {
    /// As a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Password => "password",
            Self::Database => "database",
            Self::CertificateName => "certificate-name",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateRoot => "certificate-root",
            Self::Unencrypted => "unencrypted",
            Self::Busy => "busy",
            Self::Other => "other",
        }
    }

    /// Of an error of the driver, whose own words are `said`. What is wrong with the protection
    /// of a connection is known before.
    pub(super) fn of(error: &tokio_postgres::Error, said: &str) -> Self {
        if let Some(database) = error.as_db_error() {
            return Self::of_state(database.code());
        }
        let source = std::error::Error::source(error);
        match source.and_then(|source| source.downcast_ref::<io::Error>()) {
            Some(error) => Self::of_kind(error.kind()),
            None if said == NO_PASSWORD => Self::Password,
            None => Self::Other,
        }
    }

    /// Whoever breaks off was there. A name that nobody knows has no kind of its own.
    const fn of_kind(kind: io::ErrorKind) -> Self {
        match kind {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::InvalidData => Self::Other,
            _ => Self::Unreachable,
        }
    }

    fn of_state(state: &SqlState) -> Self {
        let refused = [&SqlState::INVALID_PASSWORD, &SqlState::INVALID_AUTHORIZATION_SPECIFICATION];
        let busy = [&SqlState::TOO_MANY_CONNECTIONS, &SqlState::CANNOT_CONNECT_NOW];
        match state {
            state if refused.contains(&state) => Self::Password,
            state if busy.contains(&state) => Self::Busy,
            state if *state == SqlState::INVALID_CATALOG_NAME => Self::Database,
            _ => Self::Other,
        }
    }
}

/// A server is not connected. Written out it is one English sentence that names the address and
/// never the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconnected {
    /// Why.
    pub cause: Cause,
    /// In the words of whoever found it, the driver's mostly; in English.
    pub said: String,
    pub(super) sentence: String,
}

impl Unconnected {
    /// An address that cannot be read.
    pub(super) fn address(error: StoreError) -> Self {
        Self { cause: Cause::Address, said: error.0.clone(), sentence: error.0 }
    }
}

impl fmt::Display for Unconnected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Unconnected {}

impl From<Unconnected> for StoreError {
    fn from(unconnected: Unconnected) -> Self {
        Self(unconnected.sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_breaks_off_is_not_missing() {
        for (kind, cause) in [
            (io::ErrorKind::ConnectionRefused, Cause::Refused),
            (io::ErrorKind::TimedOut, Cause::Unreachable),
            (io::ErrorKind::HostUnreachable, Cause::Unreachable),
            (io::ErrorKind::ConnectionReset, Cause::Other),
            (io::ErrorKind::UnexpectedEof, Cause::Other),
            (io::ErrorKind::InvalidData, Cause::Other),
        ] {
            assert_eq!(Cause::of_kind(kind), cause, "{kind:?}");
        }
    }

    #[test]
    fn a_refusal_of_the_server_has_a_cause() {
        for (state, cause) in [
            (SqlState::INVALID_PASSWORD, Cause::Password),
            (SqlState::INVALID_AUTHORIZATION_SPECIFICATION, Cause::Password),
            (SqlState::INVALID_CATALOG_NAME, Cause::Database),
            (SqlState::TOO_MANY_CONNECTIONS, Cause::Busy),
            (SqlState::CANNOT_CONNECT_NOW, Cause::Busy),
            (SqlState::INSUFFICIENT_PRIVILEGE, Cause::Other),
        ] {
            assert_eq!(Cause::of_state(&state), cause, "{state:?}");
        }
    }
}
