//! Settling names: targets become steps or ends, and every name must be declared.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    code::FindingCode,
    finding::Problem,
    guard_types::{self, Scope},
    process::{OFFICES, RESIDENTS},
    reader::{Reader, Reference, Wanted},
    suggest::nearest,
};
use crate::model::{
    AsideKind, Guard, LateThen, Lead, Name, Outcome, Playbook, Process, StepKind, Target,
};

impl Reader<'_> {
    /// What no playbook can do without.
    pub(crate) fn needed_sections(&mut self, playbook: &Playbook) {
        let sections = [
            ("role", playbook.roles.is_empty()),
            ("class", playbook.classes.is_empty()),
            ("urgency", playbook.urgencies.is_empty()),
            ("process", playbook.processes.is_empty()),
        ];
        for (name, empty) in sections {
            let written = self.stands.keys().any(|path| path.starts_with(&format!("{name}/")));
            if empty && !written {
                let problem = Problem::new(FindingCode::MissingNode, &(0..0));
                self.report(problem.with("name", name).with("word", self.source.file));
            }
        }
    }

    /// Settles every name. Gives the processes in which a target stays unknown, where asking
    /// whether a step can be reached would only repeat the finding.
    pub(crate) fn settle(&mut self, playbook: &mut Playbook) -> BTreeSet<Name> {
        let mut unsettled = BTreeSet::new();
        let mut meant: BTreeMap<Name, BTreeMap<Name, Name>> = BTreeMap::new();
        for reference in std::mem::take(&mut self.references) {
            let declared = declared(playbook, &reference);
            if declared.iter().any(|name| **name == reference.name) {
                continue;
            }
            let words: &[&str] = match reference.wanted {
                Wanted::Opener => &[RESIDENTS, OFFICES],
                _ => &[],
            };
            let known = declared.iter().map(|name| name.as_str()).chain(words.iter().copied());
            let near = nearest(reference.name.as_str(), known);
            if let Some(process) = &reference.process {
                let suggested = near.as_deref().and_then(|name| Name::new(name).ok());
                match suggested {
                    Some(name) => {
                        let known = meant.entry(process.clone()).or_default();
                        known.insert(reference.name.clone(), name);
                    }
                    None if matters(reference.wanted) => {
                        unsettled.insert(process.clone());
                    }
                    None => {}
                }
            }
            let problem = Problem::new(code(reference.wanted), &reference.at);
            self.report(problem.with("name", &reference.name).suggest(near));
        }
        for (key, process) in &mut playbook.processes {
            let meant = meant.remove(key).unwrap_or_default();
            settle_process(process, &meant);
        }
        self.guards(playbook);
        unsettled
    }

    /// Gives every guard its meaning.
    fn guards(&mut self, playbook: &mut Playbook) {
        let mut raw = std::mem::take(&mut self.guards);
        let mut settled = BTreeMap::new();
        let known = &*playbook;
        for (key, process) in &known.processes {
            let outcomes = process.steps.values().flat_map(|step| {
                let path =
                    |outcome: &Outcome| format!("outcome/{key}/{}/{}", step.key, outcome.key);
                step.outcomes.iter().map(move |outcome| (path(outcome), Some(&step.key)))
            });
            let notices = process.steps.values().flat_map(|step| {
                let path = |number| format!("notice/{key}/{}/{number}", step.key);
                (0..step.notices.len()).map(move |number| (path(number), Some(&step.key)))
            });
            let asides = process.asides.keys().map(|aside| (format!("aside/{key}/{aside}"), None));
            for (path, step) in outcomes.chain(notices).chain(asides) {
                let Some((text, raw)) = raw.remove(&path) else { continue };
                let scope = Scope { playbook: known, process, step };
                let test = guard_types::settle(scope, &raw, &mut self.problems);
                settled.extend(test.map(|test| (path, Guard { text, test })));
            }
        }
        for (key, process) in &mut playbook.processes {
            for step in process.steps.values_mut() {
                for outcome in &mut step.outcomes {
                    let path = format!("outcome/{key}/{}/{}", step.key, outcome.key);
                    outcome.when = settled.remove(&path);
                }
                for (number, notice) in step.notices.iter_mut().enumerate() {
                    let path = format!("notice/{key}/{}/{number}", step.key);
                    notice.when = settled.remove(&path);
                }
            }
            for (name, aside) in &mut process.asides {
                aside.when = settled.remove(&format!("aside/{key}/{name}"));
            }
        }
    }
}

const fn matters(wanted: Wanted) -> bool {
    matches!(wanted, Wanted::Step | Wanted::Target | Wanted::End)
}

const fn code(wanted: Wanted) -> FindingCode {
    match wanted {
        Wanted::Role => FindingCode::UnknownRole,
        Wanted::Opener => FindingCode::UnknownOpener,
        Wanted::Party => FindingCode::UnknownParty,
        Wanted::Class => FindingCode::UnknownClass,
        Wanted::Urgency => FindingCode::UnknownUrgency,
        Wanted::Form => FindingCode::UnknownForm,
        Wanted::Stage => FindingCode::UnknownStage,
        Wanted::Level => FindingCode::UnknownLevel,
        Wanted::Place => FindingCode::UnknownPlace,
        Wanted::Step => FindingCode::UnknownStep,
        Wanted::Target => FindingCode::UnknownTarget,
        Wanted::End => FindingCode::UnknownEnd,
        Wanted::Words => FindingCode::NoWords,
        Wanted::Message => FindingCode::UnknownMessage,
    }
}

fn declared<'p>(playbook: &'p Playbook, reference: &Reference) -> Vec<&'p Name> {
    let process = reference.process.as_ref().and_then(|key| playbook.processes.get(key));
    match reference.wanted {
        Wanted::Role | Wanted::Opener => playbook.roles.keys().collect(),
        Wanted::Party => playbook.parties.keys().collect(),
        Wanted::Class => playbook.classes.keys().collect(),
        Wanted::Urgency => playbook.urgencies.keys().collect(),
        Wanted::Form => playbook.forms.keys().collect(),
        Wanted::Stage => playbook.stages.iter().map(|(name, _)| name).collect(),
        Wanted::Level => playbook.responsibility.iter().collect(),
        Wanted::Words => playbook.words.keys().collect(),
        Wanted::Message => playbook.messages.keys().collect(),
        Wanted::Place => places(playbook),
        Wanted::End => process.map(|p| p.ends.keys().collect()).unwrap_or_default(),
        Wanted::Step => match process {
            Some(process) => process.steps.keys().collect(),
            None => playbook.processes.values().flat_map(|p| p.steps.keys()).collect(),
        },
        Wanted::Target => {
            process.map(|p| p.steps.keys().chain(p.ends.keys()).collect()).unwrap_or_default()
        }
    }
}

/// Kinds of places; a grid is one where the playbook has grids.
fn places(playbook: &Playbook) -> Vec<&Name> {
    let grids = playbook
        .responsibility
        .iter()
        .filter(|level| playbook.grids_under.is_some() && **level == "grid");
    playbook.containment.iter().flatten().chain(grids).collect()
}

fn settle_process(process: &mut Process, meant: &BTreeMap<Name, Name>) {
    let ends: BTreeSet<Name> = process.ends.keys().cloned().collect();
    let settle = |target: &mut Target| {
        let (Target::Step(name) | Target::End(name)) = &*target;
        let name = meant.get(name).unwrap_or(name).clone();
        *target = if ends.contains(&name) { Target::End(name) } else { Target::Step(name) };
    };
    let rename = |name: &mut Name| {
        if let Some(right) = meant.get(name) {
            *name = right.clone();
        }
    };
    rename(&mut process.first);
    for step in process.steps.values_mut() {
        step.outcomes.iter_mut().for_each(|outcome| settle(&mut outcome.to));
        step.top.iter_mut().for_each(settle);
        if let LateThen::To(target) = &mut step.late {
            settle(target);
        }
        if let Some(target) = step.bound.as_mut().and_then(|bound| bound.exhausted.as_mut()) {
            settle(target);
        }
        match &mut step.kind {
            StepKind::Rate(rate) => settle(&mut rate.silence),
            StepKind::Dispatch(dispatch) => match &mut dispatch.lead {
                Lead::OneOf(kinds) => kinds.iter_mut().for_each(rename),
                Lead::Claimers { of, .. } => rename(of),
                Lead::Items { .. } => {}
            },
            StepKind::Offer(offering) => offering.parties.iter_mut().for_each(rename),
            StepKind::Act | StepKind::Publish(_) | StepKind::Wait(_) => {}
        }
    }
    for end in process.ends.values_mut() {
        end.review.iter_mut().chain(&mut end.mediation).for_each(rename);
    }
    for aside in process.asides.values_mut() {
        if let AsideKind::Withdraw { before, to } = &mut aside.kind {
            before.iter_mut().for_each(rename);
            rename(to);
        }
    }
}
