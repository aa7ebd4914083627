//! How a caller stands to a case, found from the case's state and the caller's posts.

use std::collections::BTreeSet;

use linli_kernel::PersonId;
use linli_playbook::engine::{Case, Holder, Relation, Relations, TaskKind};

use crate::{matter::CaseRow, place::Chain};

/// All relations of a person, whose queues are `holders`, to a case. `chain` is the chain over
/// the case's place.
#[must_use]
pub fn relations(
    row: &CaseRow,
    chain: &Chain,
    person: PersonId,
    holders: &BTreeSet<Holder>,
) -> Relations {
    let case = &row.state;
    let mut set = BTreeSet::new();
    match case.raisers.iter().position(|raiser| *raiser == person) {
        Some(0) => drop(set.insert(Relation::Raiser)),
        Some(_) => drop(set.insert(Relation::CoRaiser)),
        None => {}
    }
    if row.taken_by == Some(person) && !holders.iter().any(is_work) {
        set.insert(Relation::OnBehalf);
    }
    let mut tasks = BTreeSet::new();
    let on_behalf = set.contains(&Relation::OnBehalf);
    let for_the_raiser = |holder: &Holder| match holder {
        Holder::Person(id) => on_behalf && case.raisers.contains(id),
        Holder::Post { .. } | Holder::Organisation(_) => false,
    };
    for (number, task) in &case.tasks {
        if holders.contains(&task.holder) || for_the_raiser(&task.holder) {
            tasks.insert(*number);
            set.insert(relation_of(&task.kind));
        }
    }
    set.extend(holders.iter().filter_map(|holder| post_relation(case, chain, holder)));
    if holders.iter().any(|h| is_work(h) && case.former_holders.contains(h)) {
        set.insert(Relation::FormerHolder);
    }
    let part = |h: &Holder| matches!(h, Holder::Organisation(_)) && has_part(case, h);
    if holders.iter().any(part) {
        set.insert(Relation::SameOrganisation);
    }
    if holders.iter().any(|holder| case.recused.contains(holder)) {
        set.insert(Relation::Subject);
    }
    Relations { set, tasks }
}

fn is_work(holder: &Holder) -> bool {
    !matches!(holder, Holder::Person(_))
}

fn has_part(case: &Case, holder: &Holder) -> bool {
    case.former_holders.contains(holder) || case.tasks.values().any(|t| t.holder == *holder)
}

fn relation_of(kind: &TaskKind) -> Relation {
    match kind {
        TaskKind::Assist { .. } => Relation::Assisting,
        TaskKind::Supervise => Relation::Supervising,
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
