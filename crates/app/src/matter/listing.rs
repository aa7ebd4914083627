//! A case's lines in the lists: derived from its row, written with it, compared with the policy
//! by a property test.

use std::collections::BTreeSet;

use linli_domain::{matter::CaseRow, place::Chain};
use linli_kernel::PlaceId;
use linli_playbook::{
    Playbook,
    engine::{Holder, TaskKind, TaskTime, is_offered_to_residents},
    model::Publicity,
};

use super::context::Surroundings;
use crate::{CasePut, Changes, QueueRow, ScopeKind, ScopeRow};

/// The stored word of an invitation to claim, which nobody owes.
pub(crate) const INVITATION: &str = "invitation";

/// The stored word of a task's kind, and what queues filter by.
#[must_use]
pub(crate) fn kind_word(kind: &TaskKind) -> &'static str {
    match kind {
        TaskKind::Act => "act",
        TaskKind::Assign => "assign",
        TaskKind::Lead { .. } => "lead",
        TaskKind::Assist { .. } => "assist",
        TaskKind::Supervise => "supervise",
        TaskKind::Invitation { .. } => INVITATION,
        TaskKind::Review { .. } => "review",
        TaskKind::Rate { .. } => "rate",
        TaskKind::Revisit { .. } => "revisit",
        TaskKind::Answer => "answer",
        TaskKind::Approve { .. } => "approve",
        TaskKind::Reply => "reply",
        TaskKind::ReviewRefusal => "review-refusal",
    }
}

fn queue_rows(row: &CaseRow) -> Vec<QueueRow> {
    let line = |task: &linli_playbook::engine::Task| {
        let TaskTime { due, late } = row.state.time_of(task);
        QueueRow {
            holder: task.holder.clone(),
            task: task.number,
            kind: kind_word(&task.kind),
            step: task.step.clone(),
            due,
            late,
            class: row.class,
        }
    };
    row.state.tasks.values().map(line).collect()
}

/// Where a case is listed.
pub(super) fn scope_rows(row: &CaseRow, playbook: &Playbook, chain: &Chain) -> Vec<ScopeRow> {
    let mut rows = BTreeSet::new();
    let open = row.is_open();
    let line =
        |kind, scope| ScopeRow { kind, scope, class: row.class, open, at: row.state.opened_at };
    for raiser in &row.state.raisers {
        rows.insert(line(ScopeKind::Raiser, raiser.get()));
    }
    if row.merged_into.is_some() {
        return rows.into_iter().collect();
    }
    for place in listed_places(row, chain) {
        rows.insert(line(ScopeKind::Place, place.get()));
    }
    let parts = row.state.former_holders.iter();
    for holder in parts.chain(row.state.tasks.values().map(|t| &t.holder)) {
        if let Holder::Organisation(id) = holder
            && !row.state.recused.contains(holder)
        {
            rows.insert(line(ScopeKind::Organisation, id.get()));
        }
    }
    for claim in row.state.claims.values().flatten() {
        if let Holder::Person(person) = claim.by {
            rows.insert(line(ScopeKind::Claimed, person.get()));
        }
    }
    let published = row.published_at.map(|at| (ScopeKind::Published, at));
    let offered = is_offered_to_residents(playbook, &row.state)
        .then_some((ScopeKind::Offered, row.state.opened_at));
    for (kind, at) in published.into_iter().chain(offered).filter(|_| row.hidden.is_none()) {
        for place in chain.public_part(playbook).0.iter().take(reach(row.state.publicity)) {
            let posted = line(kind, place.id.get());
            rows.insert(ScopeRow { at, ..posted });
        }
    }
    rows.into_iter().collect()
}

/// Over how many places something is posted: an affair of the compound there and nowhere else, what
/// was told to the raiser alone nowhere.
const fn reach(publicity: Publicity) -> usize {
    match publicity {
        Publicity::Private => 0,
        Publicity::Compound => 1,
        Publicity::Public => usize::MAX,
    }
}

/// The places under which a case is listed for those who work there: those over it. A merged one is
/// listed by the one with which it goes on.
#[must_use]
pub fn listed_places(row: &CaseRow, chain: &Chain) -> BTreeSet<PlaceId> {
    if row.merged_into.is_some() {
        return BTreeSet::new();
    }
    chain.0.iter().skip(lowest_listed(row, chain)).map(|place| place.id).collect()
}

/// A recused case is filed only above the highest subject.
pub(crate) fn lowest_listed(row: &CaseRow, chain: &Chain) -> usize {
    let subjects = row.state.recused.iter().filter_map(|holder| match holder {
        Holder::Post { place, .. } => chain.0.iter().position(|p| p.id == *place),
        Holder::Organisation(_) | Holder::Person(_) => None,
    });
    subjects.max().map_or(0, |position| position + 1)
}

/// Puts the case with its queue and list rows.
pub(crate) fn put_case(changes: &mut Changes, row: CaseRow, around: &Surroundings) {
    let scopes = scope_rows(&row, &around.playbook, &around.chain);
    changes.put(CasePut::Queue(row.id, queue_rows(&row)));
    changes.put(CasePut::Scopes(row.id, scopes));
    changes.put(CasePut::Case(Box::new(row)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use linli_domain::{
        place::Place,
        policy::{self, Action, Arm, Asking, CaseClass},
    };
    use linli_kernel::{CaseId, Moment, OrganisationId, PersonId, TextId};
    use linli_playbook::{
        Name,
        engine::{self, Actor, Facts, Opening, Scope, TextRef},
        language::{RuleNames, compile},
    };
    use proptest::{collection::btree_set, prelude::*, sample::select};

    use super::*;

    const LEVELS: [&str; 6] = ["building", "compound", "grid", "community", "street", "district"];
    const ROLES: [&str; 4] =
        ["building-chief", "grid-worker", "community-secretary", "coordinator"];
    const ROLE_LEVELS: [usize; 4] = [0, 2, 3, 5];

    fn name(word: &str) -> Name {
        Name::new(word).unwrap()
    }

    fn place_id(level: usize) -> PlaceId {
        PlaceId::new(i64::try_from(level).unwrap() + 1).unwrap()
    }

    fn person(number: i64) -> PersonId {
        PersonId::new(number).unwrap()
    }

    fn chain() -> Chain {
        let place = |(level, kind): (usize, &&str)| Place {
            id: place_id(level),
            district: place_id(5),
            kind: name(kind),
            name: (*kind).to_owned(),
            parent: None,
            position: 0,
            households: 0,
            made_up: true,
            closed_on: None,
            version: 1,
        };
        Chain(LEVELS.iter().enumerate().map(place).collect())
    }

    fn kenli() -> Playbook {
        let text = include_str!("../../../../playbooks/kenli/kenli.kdl");
        compile("kenli.kdl", text, &RuleNames::shipped()).unwrap()
    }

    fn opened(playbook: &Playbook) -> engine::Case {
        let scope = |p: &Place| Scope { level: p.kind.clone(), place: p.id };
        let staffed = ROLES.iter().zip(ROLE_LEVELS).map(|(r, l)| (name(r), place_id(l)));
        let facts = Facts {
            chain: chain().0.iter().map(scope).collect(),
            staffed: staffed.collect(),
            ..Facts::default()
        };
        let opening = Opening {
            actor: Actor::Person { person: person(1), acting: None },
            process: name("matter"),
            opens: name("problem"),
            channel: name("online"),
            class: name("compound-affair"),
            publicity: None,
            urgency: name("ordinary"),
            place: place_id(0),
            raiser: Some(person(1)),
            raiser_has_account: true,
            found_by: None,
            recused: BTreeSet::new(),
            text: TextRef { id: TextId::new(1).unwrap(), hash: 0 },
            photos: Vec::new(),
            external: None,
        };
        engine::open(playbook, &opening, &facts, Moment::from_ms(1_783_472_400_000)).unwrap().case
    }

    fn post(index: usize) -> Holder {
        Holder::Post { role: name(ROLES[index]), place: place_id(ROLE_LEVELS[index]) }
    }

    fn organisation(number: i64) -> Holder {
        Holder::Organisation(OrganisationId::new(number).unwrap())
    }

    fn row(
        mut state: engine::Case,
        level: usize,
        recused: BTreeSet<usize>,
        parts: &BTreeSet<i64>,
        class: CaseClass,
    ) -> CaseRow {
        state.level = name(LEVELS[level]);
        state.former_holders = parts.iter().map(|part| organisation(*part)).collect();
        state.recused = recused.into_iter().map(post).collect();
        let class = if state.recused.is_empty() { class } else { CaseClass::Recused };
        CaseRow {
            id: CaseId::new(1).unwrap(),
            district: place_id(5),
            number: None,
            text: TextRef { id: TextId::new(1).unwrap(), hash: 0 },
            category: None,
            anonymous: false,
            may_call: false,
            taken_by: None,
            facility: None,
            external_number: None,
            class,
            hidden: None,
            published_at: None,
            merged_into: None,
            state,
            revision: 1,
        }
    }

    /// Whether the store would list the row in an arm: the classes are those of its ranges.
    fn in_arm(arm: &Arm, lines: &[ScopeRow]) -> bool {
        let open = |class| matches!(class, CaseClass::Ordinary | CaseClass::Anonymous);
        lines.iter().any(|line| match arm {
            Arm::Raiser(id) => line.kind == ScopeKind::Raiser && line.scope == id.get(),
            Arm::Place(id) => {
                line.kind == ScopeKind::Place && line.scope == id.get() && open(line.class)
            }
            Arm::Organisation(id) => {
                line.kind == ScopeKind::Organisation && line.scope == id.get() && open(line.class)
            }
            Arm::Published(_) | Arm::Offered(_) | Arm::Claimed(_) | Arm::Counted(_) => false,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// Whoever finds a case in a list may see it, and whoever may see an open class of case
        /// by a post or an organisation finds it.
        #[test]
        fn lists_and_policy_agree(
            level in 2_usize..6,
            recused in btree_set(0_usize..4, 0..2),
            parts in btree_set(1_i64..4, 0..3),
            class in select(policy::CLASSES.to_vec()),
            reader in 1_i64..3,
            posts in btree_set(0_usize..4, 0..3),
            own in btree_set(1_i64..4, 0..2),
        ) {
            let playbook = kenli_once();
            let mut row = row(opened(playbook), level, recused, &parts, class);
            row.state.tasks.clear();
            let reader = person(reader);
            let holders: BTreeSet<Holder> = posts.iter().map(|post_index| post(*post_index))
                .chain(own.iter().map(|number| organisation(*number)))
                .chain([Holder::Person(reader)])
                .collect();
            let places: Vec<PlaceId> = posts
                .iter()
                .filter(|index| policy::is_office(playbook, &post(**index)))
                .map(|index| place_id(ROLE_LEVELS[*index]))
                .collect();
            let organisations: Vec<OrganisationId> =
                own.iter().map(|number| OrganisationId::new(*number).unwrap()).collect();
            let sight = policy::visible(Some(reader), &places, &organisations, None);
            let lines = scope_rows(&row, playbook, &chain());
            let listed = sight.arms().any(|arm| in_arm(arm, &lines));
            let asking = Asking { person: reader, holders, on_behalf: false, joined_for: None };
            let standings = policy::ties(&row, playbook, &chain(), &asking).standings;
            let seen = policy::allows(Action::SeeCase, &standings, Some(row.class));
            prop_assert!(!listed || seen, "listed but not to be seen");
            let open = matches!(row.class, CaseClass::Ordinary | CaseClass::Anonymous);
            prop_assert!(!(open && seen) || listed, "to be seen but not listed");
        }
    }

    fn kenli_once() -> &'static Playbook {
        static KENLI: std::sync::OnceLock<Playbook> = std::sync::OnceLock::new();
        KENLI.get_or_init(kenli)
    }
}
