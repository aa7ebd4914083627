//! Sessions: how they come about, how long they live, when they are locked.

use linli_kernel::{Moment, PersonId, SessionId};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How a session came about; it decides what the session may reach and how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// By phone code: residents, chiefs, grid workers, parties on their telephones.
    Code,
    /// By password and a second factor: office staff and administrators.
    TwoFactors,
    /// By password and a second factor at a counter that several people share: locked after a
    /// short while, so that the next one at the desk does not act in another's name.
    Counter,
}

impl Strength {
    const ALL: [Self; 3] = [Self::Code, Self::TwoFactors, Self::Counter];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::TwoFactors => "two-factors",
            Self::Counter => "counter",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether a second factor was shown.
    #[must_use]
    pub const fn has_two_factors(self) -> bool {
        matches!(self, Self::TwoFactors | Self::Counter)
    }

    /// After how many milliseconds without use the screen is locked, where it is.
    #[must_use]
    pub const fn locks_after_ms(self) -> Option<i64> {
        match self {
            Self::Counter => Some(Lifetime::COUNTER.idle_ms),
            Self::Code | Self::TwoFactors => None,
        }
    }
}

/// How long a session lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Milliseconds without use.
    pub idle_ms: i64,
    /// Milliseconds at most.
    pub absolute_ms: i64,
}

impl Lifetime {
    /// On somebody else's device: the browser forgets it, and so does the program soon.
    const BORROWED: Self = Self { idle_ms: 2 * HOUR_MS, absolute_ms: 12 * HOUR_MS };
    const RESIDENT: Self = Self { idle_ms: 90 * DAY_MS, absolute_ms: 90 * DAY_MS };
    const STAFF_BY_CODE: Self = Self { idle_ms: 30 * DAY_MS, absolute_ms: 30 * DAY_MS };
    const TWO_FACTORS: Self = Self { idle_ms: 30 * MINUTE_MS, absolute_ms: 12 * HOUR_MS };
    const COUNTER: Self = Self { idle_ms: 5 * MINUTE_MS, absolute_ms: 12 * HOUR_MS };

    /// Of a new session. `staff`: whether the person has a post; `remembered`: whether the person
    /// said that this device is theirs, which counts for sign-in by code only.
    #[must_use]
    pub const fn of(strength: Strength, staff: bool, remembered: bool) -> Self {
        match (strength, staff, remembered) {
            (Strength::TwoFactors, _, _) => Self::TWO_FACTORS,
            (Strength::Counter, _, _) => Self::COUNTER,
            (Strength::Code, _, false) => Self::BORROWED,
            (Strength::Code, true, true) => Self::STAFF_BY_CODE,
            (Strength::Code, false, true) => Self::RESIDENT,
        }
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

/// What a session is worth at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// It speaks for its person.
    Open,
    /// Unused too long at a shared counter: the password opens it again.
    Locked,
    /// Gone.
    Over,
}

impl Session {
    /// What it is worth; `staff` says whether the person has a post now, because a session that
    /// began as a resident's does not carry a post longer than a staff session would.
    #[must_use]
    pub fn state(&self, now: Moment, staff: bool) -> SessionState {
        let outgrown = self.strength == Strength::Code
            && staff
            && now >= self.created_at.plus_ms(Lifetime::STAFF_BY_CODE.absolute_ms);
        if self.ended || now >= self.expires_at || outgrown {
            SessionState::Over
        } else if now < self.idle_until {
            SessionState::Open
        } else if self.strength == Strength::Counter {
            SessionState::Locked
        } else {
            SessionState::Over
        }
    }

    /// How long it stays open unused, in milliseconds.
    fn idle_ms(&self) -> i64 {
        let length = self.expires_at.ms_since(self.created_at);
        match self.strength {
            Strength::TwoFactors => Lifetime::TWO_FACTORS.idle_ms,
            Strength::Counter => Lifetime::COUNTER.idle_ms,
            Strength::Code if length <= Lifetime::BORROWED.absolute_ms => {
                Lifetime::BORROWED.idle_ms
            }
            Strength::Code => length,
        }
    }

    /// Until when it stays open if it is used now: never past its end.
    #[must_use]
    pub fn idle_from(&self, now: Moment) -> Moment {
        now.plus_ms(self.idle_ms()).min(self.expires_at)
    }

    /// Until when it stays open after this use, if that is worth a write: a tenth of the idle
    /// time, so that a busy session is not written at every request.
    #[must_use]
    pub fn touched(&self, now: Moment) -> Option<Moment> {
        let until = self.idle_from(now);
        let gained_ms = until.ms_since(self.idle_until);
        (gained_ms.saturating_mul(10) >= self.idle_ms()).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(strength: Strength, staff: bool, remembered: bool) -> Session {
        let lifetime = Lifetime::of(strength, staff, remembered);
        let created_at = Moment::from_ms(1_000_000);
        Session {
            id: SessionId::new(1).unwrap(),
            token_hash: Vec::new(),
            person: PersonId::new(1).unwrap(),
            strength,
            created_at,
            idle_until: created_at.plus_ms(lifetime.idle_ms),
            expires_at: created_at.plus_ms(lifetime.absolute_ms),
            ended: false,
            version: 1,
        }
    }

    #[test]
    fn sessions_end_or_lock_when_they_should() {
        use SessionState::{Locked, Open, Over};
        use Strength::{Code, Counter, TwoFactors};
        // strength, staff, remembered, minutes since the beginning, state
        let table = [
            (Code, false, true, 89 * 24 * 60, Open),
            (Code, false, true, 90 * 24 * 60, Over),
            (Code, true, true, 29 * 24 * 60, Open),
            (Code, true, true, 30 * 24 * 60, Over),
            (Code, false, false, 119, Open),
            (Code, false, false, 120, Over),
            (TwoFactors, true, true, 29, Open),
            (TwoFactors, true, true, 30, Over),
            (Counter, true, true, 4, Open),
            (Counter, true, true, 5, Locked),
            (Counter, true, true, 12 * 60 - 1, Locked),
            (Counter, true, true, 12 * 60, Over),
        ];
        for (strength, staff, remembered, minutes, state) in table {
            let session = session(strength, staff, remembered);
            let now = session.created_at.plus_ms(minutes * MINUTE_MS);
            assert_eq!(session.state(now, staff), state, "{strength:?} {staff} {minutes}");
        }
    }

    #[test]
    fn a_resident_session_does_not_carry_a_post_beyond_a_staff_session() {
        let session = session(Strength::Code, false, true);
        let now = session.created_at.plus_ms(40 * DAY_MS);
        assert_eq!(session.state(now, false), SessionState::Open);
        assert_eq!(session.state(now, true), SessionState::Over);
    }

    #[test]
    fn use_keeps_a_session_open_but_never_past_its_end() {
        let session = session(Strength::TwoFactors, true, false);
        let now = session.created_at.plus_ms(20 * MINUTE_MS);
        assert_eq!(session.idle_from(now), now.plus_ms(30 * MINUTE_MS));
        let late = session.expires_at.plus_ms(-MINUTE_MS);
        assert_eq!(session.idle_from(late), session.expires_at);
    }

    #[test]
    fn a_use_is_written_only_when_it_gains_a_tenth() {
        let counter = session(Strength::Counter, true, false);
        let after = |seconds: i64| counter.created_at.plus_ms(seconds * 1_000);
        assert_eq!(counter.touched(after(29)), None);
        assert_eq!(counter.touched(after(30)), Some(after(330)));
        // A remembered device lives as long as it lives; there is nothing to write.
        let remembered = session(Strength::Code, false, true);
        assert_eq!(remembered.touched(remembered.created_at.plus_ms(80 * DAY_MS)), None);
    }

    #[test]
    fn an_ended_session_is_over_at_once() {
        let ended = Session { ended: true, ..session(Strength::Code, false, true) };
        assert_eq!(ended.state(ended.created_at, false), SessionState::Over);
    }

    #[test]
    fn words_read_back() {
        for strength in Strength::ALL {
            assert_eq!(Strength::from_word(strength.word()), Some(strength));
        }
        assert_eq!(Strength::from_word("three-factors"), None);
    }
}
