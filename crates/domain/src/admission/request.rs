//! A department's request to one or several communities.

use linli_kernel::{
    AdmissionItemId, AdmissionRequestId, Day, Moment, OrganisationId, PersonId, PlaceId,
};
use linli_playbook::engine::Holder;

use super::{
    item::{AskKind, Outside},
    reply::ReplyState,
};

/// Longest text of a request, in characters.
pub const MAX_TEXT: usize = 2_000;
/// Most communities of one request.
pub const MAX_COMMUNITIES: usize = 500;
/// Longest time until a request is due, in days.
pub const MAX_DAYS: i64 = 366;

/// How a request stands before the keeping office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestState {
    /// Inside the list: it went straight to the communities.
    Listed,
    /// Outside the list: it waits for the keeping office.
    Waiting,
    /// Outside the list, and granted.
    Granted,
    /// Outside the list, and rejected.
    Rejected,
}

impl RequestState {
    /// All.
    pub const ALL: [Self; 4] = [Self::Listed, Self::Waiting, Self::Granted, Self::Rejected];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Rejected => "rejected",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// How a request begins that is inside the list, or outside for a reason.
    #[must_use]
    pub const fn first(outside: Option<Outside>) -> Self {
        match outside {
            None => Self::Listed,
            Some(_) => Self::Waiting,
        }
    }

    /// The state after the keeping office's decision, or nothing where there is nothing to decide.
    #[must_use]
    pub const fn decided(self, granted: bool) -> Option<Self> {
        match (self, granted) {
            (Self::Waiting, true) => Some(Self::Granted),
            (Self::Waiting, false) => Some(Self::Rejected),
            _ => None,
        }
    }

    /// How the communities' replies stand right after the request came into this state.
    #[must_use]
    pub const fn reply(self) -> ReplyState {
        match self {
            Self::Listed | Self::Granted => ReplyState::Open,
            Self::Waiting => ReplyState::Held,
            Self::Rejected => ReplyState::Stopped,
        }
    }
}

/// What the keeping office decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub by: PersonId,
    /// The post for which they did.
    pub posted_as: Holder,
    /// When.
    pub at: Moment,
    /// Why, or under which conditions; empty for nothing.
    pub words: String,
}

/// A request as it was made. Only the keeping office's decision is added to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmissionRequest {
    /// Its id.
    pub id: AdmissionRequestId,
    /// The district of department and communities.
    pub district: PlaceId,
    /// Who asks.
    pub department: OrganisationId,
    /// The item of the list that it names.
    pub item: Option<AdmissionItemId>,
    /// What kind of thing is asked.
    pub kind: AskKind,
    /// What.
    pub title: String,
    /// In detail.
    pub text: String,
    /// Until when.
    pub due: Day,
    /// Why it is outside the list.
    pub outside: Option<Outside>,
    /// How it stands.
    pub state: RequestState,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Moment,
    /// What the keeping office decided.
    pub decided: Option<Decided>,
    /// Row version.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_outside_the_list_is_decided_and_only_once() {
        for state in RequestState::ALL {
            assert_eq!(RequestState::from_word(state.word()), Some(state));
            for granted in [true, false] {
                let next = state.decided(granted);
                assert_eq!(next.is_some(), state == RequestState::Waiting, "{state:?}");
                assert!(next.is_none_or(|next| next.decided(true).is_none()));
            }
        }
        assert_eq!(RequestState::Waiting.decided(true), Some(RequestState::Granted));
        assert_eq!(RequestState::Waiting.decided(false), Some(RequestState::Rejected));
    }

    #[test]
    fn a_community_sees_a_request_only_once_it_is_listed_or_granted() {
        assert_eq!(RequestState::first(None), RequestState::Listed);
        for why in Outside::ALL {
            assert_eq!(RequestState::first(Some(why)), RequestState::Waiting);
        }
        for (state, reached) in [
            (RequestState::Listed, true),
            (RequestState::Granted, true),
            (RequestState::Waiting, false),
            (RequestState::Rejected, false),
        ] {
            assert_eq!(state.reply().reached(), reached, "{state:?}");
        }
    }
}
