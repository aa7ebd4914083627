//! One community's reply to a request: its states, and what moves it from one to the next.

use linli_kernel::{
    AdmissionItemId, AdmissionReplyId, AdmissionRequestId, Day, Moment, Month, OrganisationId,
    PersonId, PlaceId,
};
use linli_playbook::engine::Holder;

use super::item::AskKind;

/// Longest own words of a refusal or a decision, in characters.
pub const MAX_WORDS: usize = 300;

/// How a community's reply stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplyState {
    /// The request waits for the keeping office; the community does not see it yet.
    Held,
    /// The keeping office rejected the request; the community never saw it.
    Stopped,
    /// It waits for the community.
    Open,
    /// 接受: the community does it.
    Accepted,
    /// 退回: the community does not, and said why.
    Refused,
    /// 办结: the community did it.
    Done,
}

impl ReplyState {
    /// All.
    pub const ALL: [Self; 6] =
        [Self::Held, Self::Stopped, Self::Open, Self::Accepted, Self::Refused, Self::Done];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Stopped => "stopped",
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Done => "done",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether the request reached the community.
    #[must_use]
    pub const fn reached(self) -> bool {
        !matches!(self, Self::Held | Self::Stopped)
    }

    /// Whether the community still has something to do.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::Accepted)
    }

    /// The state after an answer, or nothing where that cannot be answered now. A refusal may be
    /// taken back, and what was accepted may be refused when its conditions are not kept.
    #[must_use]
    pub const fn after(self, answer: Answer) -> Option<Self> {
        match (self, answer) {
            (Self::Open | Self::Refused, Answer::Accept) => Some(Self::Accepted),
            (Self::Open | Self::Accepted, Answer::Refuse) => Some(Self::Refused),
            (Self::Accepted, Answer::Done) => Some(Self::Done),
            _ => None,
        }
    }
}

/// What a community answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// 接受.
    Accept,
    /// 退回.
    Refuse,
    /// 办结.
    Done,
}

impl Answer {
    /// All, in the order of a page.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Done, Self::Refuse];

    /// The word that is sent.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Done => "done",
        }
    }

    /// From the word that is sent.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

/// Why a community refuses: one click each, with own words where they help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalReason {
    /// 缺少依据.
    NoBasis,
    /// 经费未到位（费随事走）.
    NoFunds,
    /// 权限、人员不具备（权随责走）.
    NoPowers,
    /// 重复要求，数据已报过.
    Repeated,
    /// 时间太紧.
    TooShort,
    /// 不属于社区职责.
    NotOurs,
    /// Something else, in own words.
    Other,
}

impl RefusalReason {
    /// All, in the order of a page.
    pub const ALL: [Self; 7] = [
        Self::NoBasis,
        Self::NoFunds,
        Self::NoPowers,
        Self::Repeated,
        Self::TooShort,
        Self::NotOurs,
        Self::Other,
    ];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoBasis => "no-basis",
            Self::NoFunds => "no-funds",
            Self::NoPowers => "no-powers",
            Self::Repeated => "repeated",
            Self::TooShort => "too-short",
            Self::NotOurs => "not-ours",
            Self::Other => "other",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// Whether own words must say more.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Other)
    }
}

/// Who answered last, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Who.
    pub by: PersonId,
    /// The post for which they did.
    pub posted_as: Holder,
    /// When.
    pub at: Moment,
}

/// One community's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmissionReply {
    /// Its id.
    pub id: AdmissionReplyId,
    /// The request.
    pub request: AdmissionRequestId,
    /// The district, as the request's.
    pub district: PlaceId,
    /// Who is asked.
    pub community: PlaceId,
    /// Who asks, as the request says.
    pub department: OrganisationId,
    /// What kind of thing, as the request says.
    pub kind: AskKind,
    /// The item that the request names.
    pub item: Option<AdmissionItemId>,
    /// The item's turn that this one takes, for a request inside the list: no two may take one.
    pub turn: Option<String>,
    /// In which month it counts: the month in which the request was made.
    pub month: Month,
    /// Whether the request was outside the list.
    pub outside: bool,
    /// When the request was made.
    pub made_at: Moment,
    /// Until when, as the request says.
    pub due: Day,
    /// How it stands.
    pub state: ReplyState,
    /// Why it was refused, while it is.
    pub reason: Option<RefusalReason>,
    /// Own words of the refusal, while it is one.
    pub words: Option<String>,
    /// Who answered last.
    pub answered: Option<Answered>,
    /// Row version.
    pub version: i64,
}

impl AdmissionReply {
    /// Whether its day is over and the community has not done or refused it.
    #[must_use]
    pub fn is_late(&self, today: Day) -> bool {
        self.state.is_pending() && self.due < today
    }

    /// What can be answered now.
    #[must_use]
    pub fn offered(&self) -> Vec<Answer> {
        Answer::ALL.into_iter().filter(|answer| self.state.after(*answer).is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_moves_as_its_table_says() {
        use Answer::{Accept, Done as Finish, Refuse};
        use ReplyState::{Accepted, Done, Held, Open, Refused, Stopped};
        let table = [
            (Held, [None, None, None]),
            (Stopped, [None, None, None]),
            (Open, [Some(Accepted), Some(Refused), None]),
            (Accepted, [None, Some(Refused), Some(Done)]),
            (Refused, [Some(Accepted), None, None]),
            (Done, [None, None, None]),
        ];
        assert_eq!(table.map(|(state, _)| state), ReplyState::ALL);
        for (state, wanted) in table {
            let found = [Accept, Refuse, Finish].map(|answer| state.after(answer));
            assert_eq!(found, wanted, "{state:?}");
            for next in wanted.into_iter().flatten() {
                assert!(state.reached() && next.reached(), "{state:?} to {next:?}");
            }
        }
    }

    #[test]
    fn what_is_done_never_comes_back_whatever_is_answered() {
        let mut seen = vec![ReplyState::Open];
        for step in 0..20 {
            let Some(state) = seen.get(step).copied() else { break };
            assert_eq!(
                state == ReplyState::Done,
                Answer::ALL.iter().all(|a| state.after(*a).is_none())
            );
            let next = Answer::ALL.iter().filter_map(|answer| state.after(*answer));
            let new: Vec<_> = next.filter(|next| !seen.contains(next)).collect();
            seen.extend(new);
        }
        assert_eq!(seen.len(), 4, "open, accepted, refused, done: {seen:?}");
    }

    #[test]
    fn words_read_back() {
        for state in ReplyState::ALL {
            assert_eq!(ReplyState::from_word(state.word()), Some(state));
        }
        for answer in Answer::ALL {
            assert_eq!(Answer::from_word(answer.word()), Some(answer));
        }
        for reason in RefusalReason::ALL {
            assert_eq!(RefusalReason::from_word(reason.word()), Some(reason));
            assert_eq!(reason.needs_words(), reason == RefusalReason::Other);
        }
    }
}
