//! A district goes over to another playbook 方案更替: asked for by one administrator, agreed to by
//! another, in force from a day on. Cases that run keep the playbook they began with.
//!
//! Whether a text may run at all is the checker's to say.

use linli_kernel::{Code, Day, Moment, PersonId, PlaceId, PlaybookChangeId};
use linli_playbook::Name;

/// A playbook's key and version.
pub type Edition = (Name, u32);

/// One change of a district's playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookChange {
    /// Its id.
    pub id: PlaybookChangeId,
    /// The district.
    pub district: PlaceId,
    /// What the district worked by when this was asked for.
    pub before: Edition,
    /// What it is to work by.
    pub after: Edition,
    /// From which day new cases begin with it.
    pub from: Day,
    /// Who asked.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: Moment,
    /// How it stands.
    pub state: ChangeState,
    /// Who agreed, declined or took it back.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Moment>,
    /// Row version.
    pub version: i64,
}

/// How a change stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeState {
    /// Waits for the second person.
    Proposed,
    /// Agreed to; its day has not come.
    Agreed,
    /// New cases begin with it, or did until a later change.
    InForce,
    /// The second person said no.
    Declined,
    /// Taken back by whoever asked, or called off before its day.
    Withdrawn,
    /// The district had another playbook by then than when it was asked for.
    Overtaken,
}

impl ChangeState {
    const ALL: [Self; 6] = [
        Self::Proposed,
        Self::Agreed,
        Self::InForce,
        Self::Declined,
        Self::Withdrawn,
        Self::Overtaken,
    ];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Agreed => "agreed",
            Self::InForce => "in-force",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Overtaken => "overtaken",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether anything can still become of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Agreed)
    }
}

/// What an administrator says to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes: somebody else than who asked.
    Agree,
    /// No: somebody else than who asked.
    Decline,
    /// Not any more: who asked, or anybody once it was agreed to and its day has not come.
    Withdraw,
}

impl Decision {
    /// The word in a form.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
        }
    }

    /// From the word in a form.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Agree, Self::Decline, Self::Withdraw].into_iter().find(|one| one.word() == word)
    }
}

impl PlaybookChange {
    /// What `person` may still decide of it, in the order in which it is offered.
    #[must_use]
    pub fn open_to(&self, person: PersonId) -> &'static [Decision] {
        match self.state {
            ChangeState::Proposed if person == self.proposed_by => &[Decision::Withdraw],
            ChangeState::Proposed => &[Decision::Agree, Decision::Decline],
            ChangeState::Agreed => &[Decision::Withdraw],
            _ => &[],
        }
    }

    /// The change after `person` decided at `at`, while the district works by `bound`: in force at
    /// once if its day has come.
    ///
    /// # Errors
    /// `playbook-change-over` if it is decided already; `second-person-needed` for whoever asked for
    /// it themselves; `playbook-change-not-yours` for taking back what somebody else asked for.
    pub fn decided(
        mut self,
        decision: Decision,
        (person, at): (PersonId, Moment),
        bound: &Edition,
    ) -> Result<Self, Code> {
        if !self.open_to(person).contains(&decision) {
            return Err(Code(match (self.state, decision) {
                (ChangeState::Proposed, Decision::Withdraw) => "playbook-change-not-yours",
                (ChangeState::Proposed, _) => "second-person-needed",
                _ => "playbook-change-over",
            }));
        }
        self.state = match decision {
            Decision::Agree => ChangeState::Agreed,
            Decision::Decline => ChangeState::Declined,
            Decision::Withdraw => ChangeState::Withdrawn,
        };
        (self.decided_by, self.decided_at) = (Some(person), Some(at));
        self.version += 1;
        self.state = self.becomes(at.day(), bound).unwrap_or(self.state);
        Ok(self)
    }

    /// Whether `person` decided this already: a form that was sent twice.
    #[must_use]
    pub fn was_decided(&self, decision: Decision, person: PersonId) -> bool {
        let stands = match decision {
            Decision::Agree => {
                matches!(
                    self.state,
                    ChangeState::Agreed | ChangeState::InForce | ChangeState::Overtaken
                )
            }
            Decision::Decline => self.state == ChangeState::Declined,
            Decision::Withdraw => self.state == ChangeState::Withdrawn,
        };
        stands && self.decided_by == Some(person)
    }

    /// What becomes of it on `today`, while the district works by `bound`, if anything does: in force
    /// or overtaken.
    #[must_use]
    pub fn becomes(&self, today: Day, bound: &Edition) -> Option<ChangeState> {
        let due = self.state == ChangeState::Agreed && self.from <= today;
        let stands = *bound == self.before;
        due.then_some(if stands { ChangeState::InForce } else { ChangeState::Overtaken })
    }
}

#[cfg(test)]
mod tests {
    use ChangeState::{Agreed, Declined, InForce, Overtaken, Proposed, Withdrawn};
    use Decision::{Agree, Decline, Withdraw};

    use super::*;

    const ASKS: i64 = 1;
    const SECOND: i64 = 2;
    const THIRD: i64 = 3;

    fn person(id: i64) -> PersonId {
        PersonId::new(id).unwrap()
    }

    fn edition(version: u32) -> Edition {
        (Name::new("kenli").unwrap(), version)
    }

    fn day(word: &str) -> Day {
        word.parse().unwrap()
    }

    fn noon(word: &str) -> Moment {
        Moment::from_local(day(word), 12 * 3_600_000)
    }

    /// Asked for on the 1st, for the 10th.
    fn change(state: ChangeState) -> PlaybookChange {
        PlaybookChange {
            id: PlaybookChangeId::new(7).unwrap(),
            district: PlaceId::new(1).unwrap(),
            before: edition(1),
            after: edition(2),
            from: day("2026-07-10"),
            proposed_by: person(ASKS),
            proposed_at: noon("2026-07-01"),
            state,
            decided_by: (state != Proposed).then(|| person(SECOND)),
            decided_at: (state != Proposed).then(|| noon("2026-07-02")),
            version: 1,
        }
    }

    #[test]
    fn who_may_decide_what_in_which_state() {
        for (state, who, allowed) in [
            (Proposed, ASKS, &[Withdraw][..]),
            (Proposed, SECOND, &[Agree, Decline]),
            (Proposed, THIRD, &[Agree, Decline]),
            (Agreed, ASKS, &[Withdraw]),
            (Agreed, SECOND, &[Withdraw]),
            (Agreed, THIRD, &[Withdraw]),
            (InForce, ASKS, &[]),
            (Declined, SECOND, &[]),
            (Withdrawn, ASKS, &[]),
            (Overtaken, SECOND, &[]),
        ] {
            let row = change(state);
            assert_eq!(row.open_to(person(who)), allowed, "{state:?} {who}");
            for decision in [Agree, Decline, Withdraw] {
                let by = (person(who), noon("2026-07-03"));
                let decided = row.clone().decided(decision, by, &edition(1));
                assert_eq!(decided.is_ok(), allowed.contains(&decision), "{state:?} {decision:?}");
                let Ok(decided) = decided else { continue };
                assert_eq!((decided.version, decided.decided_by), (2, Some(person(who))));
                assert!(decided.was_decided(decision, person(who)));
                assert!(!decided.was_decided(decision, person(9)));
            }
        }
    }

    #[test]
    fn a_refusal_says_why() {
        for (state, who, decision, code) in [
            (Proposed, ASKS, Agree, "second-person-needed"),
            (Proposed, ASKS, Decline, "second-person-needed"),
            (Proposed, SECOND, Withdraw, "playbook-change-not-yours"),
            (Agreed, SECOND, Agree, "playbook-change-over"),
            (InForce, ASKS, Withdraw, "playbook-change-over"),
            (Withdrawn, SECOND, Agree, "playbook-change-over"),
        ] {
            let refused =
                change(state).decided(decision, (person(who), noon("2026-07-03")), &edition(1));
            assert_eq!(refused, Err(Code(code)), "{state:?} {who} {decision:?}");
        }
    }

    #[test]
    fn it_is_in_force_from_its_day_on_unless_the_district_has_another_playbook_by_then() {
        for (at, bound, wanted) in [
            ("2026-07-09", 1, Agreed),
            ("2026-07-09", 3, Agreed),
            ("2026-07-10", 1, InForce),
            ("2026-07-12", 1, InForce),
            ("2026-07-10", 2, Overtaken),
            ("2026-07-10", 3, Overtaken),
        ] {
            let agreed =
                change(Proposed).decided(Agree, (person(SECOND), noon(at)), &edition(bound));
            assert_eq!(agreed.unwrap().state, wanted, "agreed to on {at}, bound to {bound}");
            let becomes = change(Agreed).becomes(day(at), &edition(bound));
            assert_eq!(becomes.unwrap_or(Agreed), wanted, "on {at}, bound to {bound}");
        }
        for state in [Proposed, InForce, Declined, Withdrawn, Overtaken] {
            assert_eq!(change(state).becomes(day("2026-08-01"), &edition(1)), None, "{state:?}");
        }
    }

    #[test]
    fn words_read_back() {
        for state in ChangeState::ALL {
            assert_eq!(ChangeState::from_word(state.word()), Some(state));
            assert_eq!(state.is_open(), !change(state).open_to(person(THIRD)).is_empty());
        }
        for decision in [Agree, Decline, Withdraw] {
            assert_eq!(Decision::from_word(decision.word()), Some(decision));
        }
        assert_eq!((ChangeState::from_word("gone"), Decision::from_word("gone")), (None, None));
    }
}
