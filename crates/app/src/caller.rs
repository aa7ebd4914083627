//! Who is calling: a person with a session, and the posts that the person has today.

use std::collections::BTreeSet;

use linli_domain::{
    account::{Administration, Strength},
    policy::Standing,
    post::Post,
};
use linli_kernel::{OrganisationId, PersonId, SessionId};
use linli_playbook::engine::{Actor, Holder};

/// A signed-in caller, as loaded from the session at the start of a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub person: PersonId,
    /// Through which session.
    pub session: SessionId,
    /// How the session came about.
    pub strength: Strength,
    /// The posts held today.
    pub posts: Vec<Post>,
    /// Whether one of the posts holds office in its playbook.
    pub office: bool,
    /// What the person administers, if anything; only in a session with two factors.
    pub administers: Option<Administration>,
}

impl Caller {
    /// The queues that the caller answers, the own one included, without repeats.
    #[must_use]
    pub fn holders(&self) -> Vec<Holder> {
        let own = Holder::Person(self.person);
        let all: BTreeSet<Holder> =
            self.posts.iter().map(|post| post.holder.clone()).chain([own]).collect();
        all.into_iter().collect()
    }

    /// The queues that the caller answers for others: posts and organisations.
    #[must_use]
    pub fn working_holders(&self) -> Vec<Holder> {
        let all: BTreeSet<Holder> = self.posts.iter().map(|post| post.holder.clone()).collect();
        all.into_iter().collect()
    }

    /// The organisations that the caller answers for.
    #[must_use]
    pub fn organisations(&self) -> Vec<OrganisationId> {
        let all = self.posts.iter().filter_map(|post| match &post.holder {
            Holder::Organisation(id) => Some(*id),
            Holder::Post { .. } | Holder::Person(_) => None,
        });
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The standings that hold whatever the thing acted on is.
    #[must_use]
    pub fn standings(&self) -> BTreeSet<Standing> {
        let mut standings = BTreeSet::from([Standing::Resident]);
        for post in &self.posts {
            standings.insert(match post.holder {
                Holder::Organisation(_) => Standing::Party,
                Holder::Post { .. } if self.office => Standing::Staff,
                Holder::Post { .. } | Holder::Person(_) => Standing::Volunteer,
            });
        }
        if let Some(administers) = self.administers {
            standings.insert(match administers {
                Administration::System => Standing::SystemAdministrator,
                Administration::Security => Standing::SecurityAdministrator,
                Administration::Audit => Standing::Auditor,
            });
        }
        standings
    }

    /// The caller as an actor, acting for a queue or as a resident.
    #[must_use]
    pub fn actor(&self, acting: Option<Holder>) -> Actor {
        Actor::Person { person: self.person, acting }
    }
}
