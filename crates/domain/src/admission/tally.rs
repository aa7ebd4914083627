//! How requests are counted: each community that a request is for counts as one.

use super::{item::AskKind, reply::ReplyState};

/// So many replies of one kind in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// What was asked.
    pub kind: AskKind,
    /// Whether outside the list.
    pub outside: bool,
    /// How they stand.
    pub state: ReplyState,
    /// How many.
    pub count: i64,
}

/// What was asked of communities and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// What reached a community.
    pub asked: i64,
    /// Of these, forms.
    pub forms: i64,
    /// Of these, reports.
    pub reports: i64,
    /// Of these, outside the list and granted by the keeping office.
    pub granted: i64,
    /// Of these, refused by the community.
    pub refused: i64,
    /// Of these, accepted and not done yet.
    pub accepted: i64,
    /// Of these, done.
    pub done: i64,
    /// Of these, not answered yet.
    pub open: i64,
    /// What waits for the keeping office; reached nobody yet.
    pub waiting: i64,
    /// What the keeping office rejected; reached nobody.
    pub rejected: i64,
}

impl Burden {
    /// With these as well.
    #[must_use]
    pub fn with(mut self, tally: &Tally) -> Self {
        let count = tally.count;
        match tally.state {
            ReplyState::Held => self.waiting += count,
            ReplyState::Stopped => self.rejected += count,
            ReplyState::Open => self.open += count,
            ReplyState::Accepted => self.accepted += count,
            ReplyState::Refused => self.refused += count,
            ReplyState::Done => self.done += count,
        }
        if tally.state.reached() {
            self.asked += count;
            self.granted += if tally.outside { count } else { 0 };
            match tally.kind {
                AskKind::Form => self.forms += count,
                AskKind::Report => self.reports += count,
                AskKind::Activity | AskKind::Work => {}
            }
        }
        self
    }

    /// All of these together.
    #[must_use]
    pub fn of<'t>(tallies: impl IntoIterator<Item = &'t Tally>) -> Self {
        tallies.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tally() -> impl Strategy<Value = Tally> {
        let kinds = prop::sample::select(AskKind::ALL.to_vec());
        let states = prop::sample::select(ReplyState::ALL.to_vec());
        (kinds, any::<bool>(), states, 0_i64..1_000)
            .prop_map(|(kind, outside, state, count)| Tally { kind, outside, state, count })
    }

    proptest! {
        #[test]
        fn every_reply_is_counted_once(tallies in prop::collection::vec(tally(), 0..40)) {
            let burden = Burden::of(&tallies);
            let all: i64 = tallies.iter().map(|tally| tally.count).sum();
            prop_assert_eq!(burden.asked + burden.waiting + burden.rejected, all);
            let answers = burden.open + burden.accepted + burden.refused + burden.done;
            prop_assert_eq!(burden.asked, answers);
            prop_assert!(burden.forms + burden.reports <= burden.asked);
            prop_assert!(burden.granted <= burden.asked);
        }
    }

    #[test]
    fn what_reached_nobody_is_no_burden() {
        let one = |kind, outside, state| Tally { kind, outside, state, count: 1 };
        let burden = Burden::of(&[
            one(AskKind::Form, false, ReplyState::Open),
            one(AskKind::Form, true, ReplyState::Done),
            one(AskKind::Report, true, ReplyState::Refused),
            one(AskKind::Work, false, ReplyState::Accepted),
            one(AskKind::Form, true, ReplyState::Held),
            one(AskKind::Report, true, ReplyState::Stopped),
        ]);
        let wanted = Burden {
            asked: 4,
            forms: 2,
            reports: 1,
            granted: 2,
            refused: 1,
            accepted: 1,
            done: 1,
            open: 1,
            waiting: 1,
            rejected: 1,
        };
        assert_eq!(burden, wanted);
    }
}
