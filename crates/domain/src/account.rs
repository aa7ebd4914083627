//! Accounts: sessions, sign-in codes, credentials.

use linli_kernel::{Moment, PersonId, SessionId};

/// How a session came about; it decides what the session may reach and how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// By phone code: residents, chiefs, grid workers, parties on their telephones.
    Code,
    /// By password and a second factor: office staff and administrators.
    TwoFactors,
}

impl Strength {
    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::TwoFactors => "two-factors",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Code, Self::TwoFactors].into_iter().find(|s| s.word() == word)
    }
}

/// A signed-in session: one table for cookies and bearer tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, shown to its owner ("where you are signed in").
    pub id: SessionId,
    /// SHA-256 of the token; the token itself is stored nowhere.
    pub token_hash: Vec<u8>,
    /// Whose.
    pub person: PersonId,
    /// How it came about.
    pub strength: Strength,
    /// When it began.
    pub created_at: Moment,
    /// Unused past this moment it must be unlocked or is over.
    pub idle_until: Moment,
    /// Over at the latest.
    pub expires_at: Moment,
    /// Ended by sign-out, suspension or an administrator.
    pub ended: bool,
    /// Row version.
    pub version: i64,
}

/// A sign-in code that was sent to a telephone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInCode {
    /// Keyed hash of the telephone number; one open code each.
    pub phone_hash: Vec<u8>,
    /// Keyed hash of the six digits.
    pub code_hash: Vec<u8>,
    /// Not valid past this moment.
    pub expires_at: Moment,
    /// Wrong tries so far; five end it.
    pub tries: i64,
    /// Row version.
    pub version: i64,
}

/// What an administrator administers; the three are never one person (等保 2.0, 三权分立).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Administration {
    /// Places, staff, playbooks.
    System,
    /// Passwords, factors, sessions, erasures.
    Security,
    /// The audit.
    Audit,
}

impl Administration {
    /// All, with their stored words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::System, "system"), (Self::Security, "security"), (Self::Audit, "audit")];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(a, _)| *a == self).map_or("system", |(_, w)| w)
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(a, _)| *a)
    }
}

/// A password with its second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Whose.
    pub person: PersonId,
    /// What they type; unique.
    pub username: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// The TOTP secret, sealed under the person's key; `None` until enrolled.
    pub totp: Option<Vec<u8>>,
    /// The last 30-second step whose code was used: a code counts once.
    pub totp_step: i64,
    /// Keyed hashes of the recovery codes left.
    pub recovery: Vec<Vec<u8>>,
    /// What they administer, if anything.
    pub administers: Option<Administration>,
    /// Wrong tries in a row.
    pub failures: i64,
    /// Closed until.
    pub locked_until: Option<Moment>,
    /// Row version.
    pub version: i64,
}
