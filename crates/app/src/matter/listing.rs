//! A case's lines in the lists: derived from its row, written with it, compared with the policy
//! by a property test.

use std::collections::BTreeSet;

use linli_domain::{matter::CaseRow, place::Chain, policy::CaseClass};
use linli_playbook::{
    Name,
    engine::{Holder, TaskKind},
    model::Publicity,
};

use crate::{CasePut, Changes, QueueRow, ScopeKind, ScopeRow};

/// The stored word of a task's kind, and what queues filter by.
#[must_use]
pub(crate) fn kind_word(kind: &TaskKind) -> &'static str {
    match kind {
        TaskKind::Act => "act",
        TaskKind::Assign => "assign",
        TaskKind::Lead { .. } => "lead",
        TaskKind::Assist { .. } => "assist",
        TaskKind::Supervise => "supervise",
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
    let line = |task: &linli_playbook::engine::Task| QueueRow {
        holder: task.holder.clone(),
        task: task.number,
        kind: kind_word(&task.kind),
        step: task.step.clone(),
        due: task.due.at,
        late: task.late,
    };
    row.state.tasks.values().map(line).collect()
}

fn scope_rows(row: &CaseRow, chain: &Chain) -> Vec<ScopeRow> {
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
    let lowest = lowest_listed(row, chain);
    for place in chain.0.iter().skip(lowest) {
        rows.insert(line(ScopeKind::Place, place.id.get()));
    }
    let parts = row.state.former_holders.iter();
    for holder in parts.chain(row.state.tasks.values().map(|t| &t.holder)) {
        if let Holder::Organisation(id) = holder
            && !row.state.recused.contains(holder)
        {
            rows.insert(line(ScopeKind::Organisation, id.get()));
        }
    }
    if row.published_at.is_some() && row.hidden.is_none() && row.class != CaseClass::Recused {
        // Never finer than the compound, whoever looks.
        let from = chain.0.iter().position(|p| is_compound(&p.kind)).unwrap_or(0);
        let upward = chain.0.iter().skip(from);
        let everywhere = row.state.publicity == Publicity::Public;
        for place in upward.take(if everywhere { usize::MAX } else { 1 }) {
            rows.insert(line(ScopeKind::Published, place.id.get()));
        }
    }
    rows.into_iter().collect()
}

/// The finest kind of place that a public page names.
pub(crate) fn is_compound(kind: &Name) -> bool {
    *kind == "compound" || *kind == "yard"
}

/// A recused case is filed only above the highest subject.
fn lowest_listed(row: &CaseRow, chain: &Chain) -> usize {
    let subjects = row.state.recused.iter().filter_map(|holder| match holder {
        Holder::Post { place, .. } => chain.0.iter().position(|p| p.id == *place),
        Holder::Organisation(_) | Holder::Person(_) => None,
    });
    subjects.max().map_or(0, |position| position + 1)
}

/// Puts the case with its queue and list rows.
pub(crate) fn put_case(changes: &mut Changes, row: CaseRow, chain: &Chain) {
    changes.put(CasePut::Queue(row.id, queue_rows(&row)));
    changes.put(CasePut::Scopes(row.id, scope_rows(&row, chain)));
    changes.put(CasePut::Case(Box::new(row)));
}
