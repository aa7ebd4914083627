//! Administrators: three offices, never in one hand (等保 2.0, 三权分立).

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

/// Somebody is to be given an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The appointing administrator's office; `None` is the operator at the command line.
    pub by: Option<Administration>,
    /// The office to be given.
    pub office: Administration,
    /// The office that the appointed person has already.
    pub held: Option<Administration>,
    /// Whether anybody has the office that is to be given.
    pub filled: bool,
}

impl Appointment {
    /// Whether nobody would have two offices by it, and nobody choose who watches them: a system
    /// administrator fills the other two offices once, while an installation is set up; after
    /// that only the operator does.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        let one_office = self.held.is_none_or(|held| held == self.office);
        let entitled = match (self.by, self.office) {
            (None, _) | (Some(Administration::System), Administration::System) => true,
            (Some(Administration::System), Administration::Security | Administration::Audit) => {
                !self.filled
            }
            (Some(Administration::Security | Administration::Audit), _) => false,
        };
        one_office && entitled
    }
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

    /// Whether an administrator may suspend or reset somebody who has `held`; `by` is `None` for
    /// the operator. Nobody but the operator touches the auditor, who watches all the others, and
    /// a system administrator touches no security administrator.
    #[must_use]
    pub fn may_touch(by: Option<Self>, held: Option<Self>) -> bool {
        match (by, held) {
            (None, _) => true,
            (_, Some(Self::Audit)) | (Some(Self::Audit), _) => false,
            (Some(Self::System), Some(Self::Security)) => false,
            (Some(Self::System | Self::Security), _) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Administration::*, *};

    #[test]
    fn nobody_gets_two_offices_or_chooses_who_watches_them() {
        let table = [
            (None, System, None, true, true),
            (None, Audit, None, true, true),
            (None, Audit, Some(System), false, false),
            (Some(System), System, None, true, true),
            (Some(System), System, Some(System), true, true),
            (Some(System), Security, None, false, true),
            (Some(System), Security, None, true, false),
            (Some(System), Audit, None, false, true),
            (Some(System), Audit, None, true, false),
            (Some(System), Audit, Some(Security), false, false),
            (Some(Security), System, None, false, false),
            (Some(Audit), Audit, None, false, false),
        ];
        for (by, office, held, filled, allowed) in table {
            let appointment = Appointment { by, office, held, filled };
            assert_eq!(appointment.is_allowed(), allowed, "{appointment:?}");
        }
    }

    #[test]
    fn only_the_operator_touches_the_auditor() {
        for by in [Some(System), Some(Security), Some(Audit)] {
            assert!(!Administration::may_touch(by, Some(Audit)), "{by:?}");
        }
        assert!(Administration::may_touch(None, Some(Audit)));
        assert!(Administration::may_touch(Some(Security), Some(System)));
        assert!(Administration::may_touch(Some(Security), Some(Security)));
        assert!(!Administration::may_touch(Some(System), Some(Security)));
        assert!(!Administration::may_touch(Some(Audit), None));
    }

    #[test]
    fn words_read_back() {
        for (office, word) in Administration::ALL {
            assert_eq!(Administration::from_word(word), Some(office));
            assert_eq!(office.word(), word);
        }
    }
}
