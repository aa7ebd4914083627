//! How a caller stands to a case, found from the case's state and the caller's posts.

use std::collections::BTreeSet;

use linli_kernel::PersonId;
use linli_playbook::{
    Name, Playbook,
    engine::{Case, Holder, Relation, Relations, Task, TaskKind},
};

use super::Standing;
use crate::{matter::CaseRow, place::Chain};

/// Who is asking, as far as relations depend on it.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Who.
    pub person: PersonId,
    /// The queues that they answer, their own included.
    pub holders: BTreeSet<Holder>,
    /// Whether the first raiser agreed that they act for them, and still does.
    pub on_behalf: bool,
    /// Who joined by a merger with a matter that they raised for them, and still agrees to that.
    pub joined_for: Option<PersonId>,
}

/// How somebody stands to a case.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// For the engine: what the steps offer is offered to these.
    pub relations: Relations,
    /// For the policy. The work of an organisation, or of a post without office, gives less to see
    /// than an office's.
    pub standings: BTreeSet<Standing>,
}

/// Whether whoever stands to a case like this reads the whistles of it: offices at, above and below
/// the level that answers, which whistled or were called, and whoever has or had a part in it. Its
/// raisers and the public follow the stages.
#[must_use]
pub fn reads_whistles(standings: &BTreeSet<Standing>) -> bool {
    const CONCERNED: [Relation; 9] = [
        Relation::Holder,
        Relation::Party,
        Relation::Assisting,
        Relation::Supervising,
        Relation::PostAt,
        Relation::PostAbove,
        Relation::PostBelow,
        Relation::FormerHolder,
        Relation::SameOrganisation,
    ];
    CONCERNED.iter().any(|relation| standings.contains(&Standing::Case(*relation)))
}

/// Everything that ties a caller to a case. `chain` is the chain over the case's place; only
/// roles that hold office in the playbook look at cases beyond their own tasks.
#[must_use]
pub fn ties(row: &CaseRow, playbook: &Playbook, chain: &Chain, asking: &Asking) -> Ties {
    let case = &row.state;
    let mut ties = Ties::default();
    if case.is_first_raiser(asking.person) {
        ties.both(Relation::Raiser);
    } else if case.raisers.contains(&asking.person) {
        ties.both(Relation::CoRaiser);
    } else if asking.on_behalf {
        ties.both(Relation::OnBehalf);
    } else if asking.joined_for.is_some_and(|joined| case.raisers.contains(&joined)) {
        // They read as far as whoever joined does; what is to be done there is not theirs to do.
        ties.standings.insert(Standing::Case(Relation::CoRaiser));
    }
    let raiser = case.first_raiser().map(Holder::Person);
    for task in case.tasks.values() {
        let for_the_raiser = asking.on_behalf && raiser.as_ref() == Some(&task.holder);
        if asking.holders.contains(&task.holder) || for_the_raiser {
            ties.task(playbook, task);
        }
    }
    // Whoever took something on follows what becomes of it.
    let mut claims = case.claims.values().flatten();
    if claims.any(|claim| asking.holders.contains(&claim.by)) {
        ties.both(Relation::Invited);
    }
    for holder in &asking.holders {
        if is_office(playbook, holder)
            && let Some(relation) = post_relation(case, chain, holder)
        {
            ties.both(relation);
        }
        if is_work(holder) && case.former_holders.contains(holder) {
            ties.both(Relation::FormerHolder);
        }
        if matches!(holder, Holder::Organisation(_)) && has_part(case, holder) {
            ties.both(Relation::SameOrganisation);
        }
    }
    if is_about(case, &asking.holders) {
        ties.subject(case, asking.person);
    }
    ties
}

impl Ties {
    fn both(&mut self, relation: Relation) {
        self.relations.set.insert(relation);
        self.standings.insert(Standing::Case(relation));
    }

    /// Whoever complains about the colleague in the same post still answers for the own matter.
    fn subject(&mut self, case: &Case, person: PersonId) {
        self.standings.insert(Standing::Case(Relation::Subject));
        if !case.raisers.contains(&person) {
            self.relations.set.insert(Relation::Subject);
        }
    }

    fn task(&mut self, playbook: &Playbook, task: &Task) {
        let relation = relation_of(&task.kind);
        self.relations.tasks.insert(task.number);
        self.relations.set.insert(relation);
        let outside = !is_office(playbook, &task.holder);
        let standing = match relation {
            // A neighbour who took it on is no more than a party.
            Relation::Holder | Relation::Assisting if outside => Relation::Party,
            Relation::Supervising if outside => Relation::Watching,
            relation => relation,
        };
        self.standings.insert(Standing::Case(standing));
    }
}

/// Whether the queue is that of a post which holds office.
#[must_use]
pub fn is_office(playbook: &Playbook, holder: &Holder) -> bool {
    match holder {
        Holder::Post { role, .. } => playbook.holds_office(role),
        Holder::Organisation(_) | Holder::Person(_) => false,
    }
}

/// Whether a post of this role opens only to a password with its second factor: above the lowest
/// rung of the responsibility chain. What nobody declared counts as such.
#[must_use]
pub fn needs_password(playbook: &Playbook, role: &Name) -> bool {
    let level = playbook.roles.get(role).map(|role| &role.at);
    level.is_none_or(|level| playbook.rank(level).is_some_and(|rank| rank > 0))
}

/// Whether a case is about one of these.
#[must_use]
pub fn is_about<'h>(case: &Case, holders: impl IntoIterator<Item = &'h Holder>) -> bool {
    holders.into_iter().any(|holder| case.recused.contains(holder))
}

fn is_work(holder: &Holder) -> bool {
    !matches!(holder, Holder::Person(_))
}

/// Whether somebody has a task of the case, or had one.
#[must_use]
pub fn has_part(case: &Case, holder: &Holder) -> bool {
    case.former_holders.contains(holder) || case.tasks.values().any(|t| t.holder == *holder)
}

fn relation_of(kind: &TaskKind) -> Relation {
    match kind {
        TaskKind::Assist { .. } => Relation::Assisting,
        TaskKind::Supervise => Relation::Supervising,
        TaskKind::Invitation { .. } => Relation::Invited,
        TaskKind::Rate { .. } => Relation::Rater,
        TaskKind::Answer => Relation::Raiser,
        TaskKind::Act
        | TaskKind::Assign
        | TaskKind::Lead { .. }
        | TaskKind::Review { .. }
        | TaskKind::Revisit { .. }
        | TaskKind::Approve { .. }
        | TaskKind::Reply
        | TaskKind::ReviewRefusal => Relation::Holder,
    }
}

/// Where a post stands to the level that answers for the case now. The chain runs upward, so a
/// later entry is a higher place.
fn post_relation(case: &Case, chain: &Chain, holder: &Holder) -> Option<Relation> {
    let Holder::Post { place, .. } = holder else {
        return None;
    };
    let position = chain.0.iter().position(|p| p.id == *place)?;
    let answering = chain.0.iter().position(|p| p.kind == case.level).unwrap_or(0);
    Some(match position.cmp(&answering) {
        std::cmp::Ordering::Equal => Relation::PostAt,
        std::cmp::Ordering::Greater => Relation::PostAbove,
        std::cmp::Ordering::Less => Relation::PostBelow,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whistles_are_read_by_whoever_whistled_or_was_called() {
        let one = |relation| BTreeSet::from([Standing::Case(relation)]);
        for relation in [Relation::Holder, Relation::PostBelow, Relation::SameOrganisation] {
            assert!(reads_whistles(&one(relation)), "{relation:?}");
        }
        for relation in [Relation::Raiser, Relation::CoRaiser, Relation::Invited, Relation::Rater] {
            assert!(!reads_whistles(&one(relation)), "{relation:?}");
        }
        assert!(!reads_whistles(&BTreeSet::from([Standing::Staff, Standing::Resident])));
    }
}
