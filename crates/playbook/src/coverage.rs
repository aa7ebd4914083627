//! Transition coverage: every way out of every step that a playbook declares, and which of them a
//! case took.
//!
//! Owns what counts as a transition: outcomes, lateness, climbs, instructions, exits of bounds and
//! of tops, silence, withdrawals, and reviews of refusals. Must never run a case; it reads events.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    check::{Way as Exiting, exits, leads_to},
    engine::{Event, EventBody, Holder, Own, TaskKind, TaskNumber, outcome},
    model::{
        AsideKind, EndState, FieldKind, Form, LateThen, Name, Playbook, Process, Rate, Step,
        StepKind, Target, Wait,
    },
};

/// How a step or an end was left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By an outcome, chosen or come by itself.
    Outcome(Name),
    /// The time was over: to the step that lateness names, or into the same step anew.
    Late,
    /// The time was over: one level up.
    Up,
    /// The time was over and no level is left, or an instruction was of no use: the top's exit.
    Top,
    /// The time was over: the holders were instructed 督办.
    Instructed,
    /// The step could not be entered again.
    Exhausted,
    /// Nobody who was asked answered.
    Silence,
    /// An aside that ends the case.
    Aside(Name),
    /// A review of the refusal was granted.
    Granted,
    /// It was denied.
    Denied,
    /// The raiser asked for the mediation that the refusal left open.
    Mediated,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Outcome(name) | Self::Aside(name) => name.as_str(),
            Self::Late => "(late)",
            Self::Up => "(up)",
            Self::Top => "(top)",
            Self::Instructed => "(supervise)",
            Self::Exhausted => "(exhausted)",
            Self::Silence => "(silence)",
            Self::Granted => "(grant)",
            Self::Denied => "(deny)",
            Self::Mediated => "(mediation)",
        })
    }
}

/// One way out of one step or end of a process.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transition {
    /// The process.
    pub process: Name,
    /// The step or end that is left; `None` where it may be any (a withdrawal).
    pub from: Option<Name>,
    /// How.
    pub way: Way,
}

/// Every transition that a playbook declares, with where each leads: a step, an end, or the same
/// step for what only moves a level or instructs.
#[must_use]
pub fn declared(playbook: &Playbook) -> BTreeMap<Transition, Name> {
    let mut all = BTreeMap::new();
    for process in playbook.processes.values() {
        for step in process.steps.values() {
            for (way, to) in ways(playbook, process, step) {
                let from = Some(step.key.clone());
                all.insert(Transition { process: process.key.clone(), from, way }, to);
            }
        }
        for (way, from, to) in beside(playbook, process) {
            all.insert(Transition { process: process.key.clone(), from, way }, to);
        }
    }
    all
}

fn name_of(target: &Target) -> Name {
    match target {
        Target::Step(name) | Target::End(name) => name.clone(),
    }
}

fn ways(playbook: &Playbook, process: &Process, step: &Step) -> Vec<(Way, Name)> {
    let again = entered_again(process, step);
    let by_top = matches!(step.late, LateThen::Up | LateThen::Supervise);
    let exits = exits(step).into_iter().filter_map(|exit| {
        let way = match exit.way {
            Exiting::Outcome(outcome) => Way::Outcome(outcome.key.clone()),
            Exiting::Silence => Way::Silence,
            Exiting::Late => Way::Late,
            Exiting::Top => by_top.then_some(Way::Top)?,
            Exiting::Exhausted => again.then_some(Way::Exhausted)?,
        };
        Some((way, exit.name().clone()))
    });
    let mut ways: Vec<(Way, Name)> = exits.collect();
    let mut stays = |way| ways.push((way, step.key.clone()));
    if again && step.bound.as_ref().is_some_and(|bound| bound.exhausted.is_none()) {
        stays(Way::Exhausted);
    }
    match step.late {
        LateThen::Up if climbs(playbook, step) => stays(Way::Up),
        LateThen::Supervise => {
            stays(Way::Instructed);
            if step.top.is_none() && step.bound.is_some() {
                stays(Way::Late);
            }
        }
        LateThen::Up | LateThen::To(_) | LateThen::Close => {}
    }
    ways
}

/// Whether anything can lead into the step more often than its bound allows: a circle through it,
/// or a lateness that enters it anew.
fn entered_again(process: &Process, step: &Step) -> bool {
    exits(step).into_iter().any(|exit| leads_to(process, exit.to, &step.key))
        || (matches!(step.late, LateThen::Supervise) && step.top.is_none())
}

/// Whether there is a level above the one at which the step stands.
fn climbs(playbook: &Playbook, step: &Step) -> bool {
    let on_ladder = |level: &&Name| step.ladder.is_empty() || step.ladder.contains_key(*level);
    let rungs: Vec<usize> = (0..)
        .zip(&playbook.responsibility)
        .filter(|(_, level)| on_ladder(level))
        .map(|(rank, _)| rank)
        .collect();
    let lowest = step.level.as_ref().and_then(|level| playbook.rank(level));
    match lowest {
        Some(lowest) => rungs.iter().any(|rung| *rung > lowest),
        None => rungs.len() > 1,
    }
}

/// Transitions that are no step's: withdrawals and reviews.
fn beside(playbook: &Playbook, process: &Process) -> Vec<(Way, Option<Name>, Name)> {
    let withdrawals = process.asides.values().filter_map(|aside| match &aside.kind {
        AsideKind::Withdraw { to, .. } => Some((Way::Aside(aside.key.clone()), None, to.clone())),
        _ => None,
    });
    let reviews = process.ends.values().filter_map(|end| Some((end, end.review.as_ref()?)));
    let reviews = reviews.flat_map(|(end, review)| {
        let from = || Some(end.key.clone());
        [(Way::Granted, from(), review.clone()), (Way::Denied, from(), end.key.clone())]
    });
    let mediations = process.ends.values().filter(|end| refused_on_ground(playbook, process, end));
    let mediations = mediations
        .filter_map(|end| Some((Way::Mediated, Some(end.key.clone()), end.mediation.clone()?)));
    withdrawals.chain(reviews).chain(mediations).collect()
}

/// Whether something leads to the end by a form that asks for a legal ground.
fn refused_on_ground(playbook: &Playbook, process: &Process, end: &EndState) -> bool {
    let mut outcomes = process.steps.values().flat_map(|step| &step.outcomes);
    outcomes.any(|outcome| {
        let form = outcome.form.as_ref().and_then(|form| playbook.forms.get(form));
        let asks = |form: &Form| form.fields.iter().any(|f| f.kind == FieldKind::LegalGround);
        outcome.to == Target::End(end.key.clone()) && form.is_some_and(asks)
    })
}

/// The transitions that a case took, by its whole history.
#[must_use]
pub fn taken(process: &Process, events: &[Event]) -> BTreeSet<Transition> {
    let mut reading = Reading {
        process,
        seen: BTreeSet::new(),
        at: None,
        how: None,
        exhausted: false,
        rated: false,
        leads: BTreeMap::new(),
        reported: BTreeSet::new(),
        claims: BTreeMap::new(),
    };
    for event in events {
        reading.event(&event.body);
    }
    reading.seen
}

/// What the reader of a history remembers on its way.
struct Reading<'p> {
    process: &'p Process,
    seen: BTreeSet<Transition>,
    /// The step or end in which the case stands.
    at: Option<Name>,
    /// What happened last that can move it.
    how: Option<Way>,
    exhausted: bool,
    /// Whether a raiser answered in this entry.
    rated: bool,
    /// Leads of the running dispatch.
    leads: BTreeMap<TaskNumber, bool>,
    reported: BTreeSet<Name>,
    /// Who has claimed what each offer offers.
    claims: BTreeMap<Name, BTreeSet<Holder>>,
}

impl Reading<'_> {
    fn see(&mut self, from: Option<Name>, way: Way) {
        self.seen.insert(Transition { process: self.process.key.clone(), from, way });
    }

    fn event(&mut self, body: &EventBody) {
        match body {
            EventBody::TaskOpened { task } => {
                let leads = matches!(task.kind, TaskKind::Lead { .. });
                self.leads.insert(task.number, leads);
            }
            EventBody::Acted { task, action, .. } => self.acted(*task, action),
            EventBody::StepLate { step } => self.how = self.late(step),
            EventBody::Published { until: None, .. } => {
                self.how = Some(Way::Outcome(Name::known(outcome::PUBLISHED)));
            }
            EventBody::Rated { representative: false, .. } => self.rated = true,
            EventBody::Claimed { step, by, .. } => {
                self.claims.entry(step.clone()).or_default().insert(by.clone());
            }
            EventBody::ClaimWithdrawn { by, .. } => {
                if let Some(claims) = self.at.as_ref().and_then(|at| self.claims.get_mut(at)) {
                    claims.remove(by);
                }
            }
            EventBody::ClaimsLapsed => {
                if let Some(at) = &self.at {
                    self.claims.remove(at);
                }
            }
            EventBody::Exhausted { step } => {
                self.see(Some(step.clone()), Way::Exhausted);
                self.exhausted = true;
            }
            EventBody::Escalated { from, to, .. } if from != to => {
                self.see(self.at.clone(), Way::Up);
            }
            EventBody::Instructed { .. } => {
                let rates = self.step().is_some_and(|s| matches!(s.kind, StepKind::Rate(_)));
                if !rates {
                    self.see(self.at.clone(), Way::Instructed);
                }
            }
            EventBody::Entered { step, .. } => self.moved(step),
            EventBody::Ended { end } => self.moved(end),
            _ => {}
        }
    }

    fn step(&self) -> Option<&Step> {
        self.process.steps.get(self.at.as_ref()?)
    }

    fn acted(&mut self, task: Option<TaskNumber>, action: &Name) {
        let ended = self.at.as_ref().is_some_and(|at| self.process.ends.contains_key(at));
        if ended && *action == Own::Deny.as_str() {
            self.see(self.at.clone(), Way::Denied);
        }
        let withdraws = self.process.asides.get(action).is_some_and(|aside| {
            task.is_none() && matches!(aside.kind, AsideKind::Withdraw { .. })
        });
        self.how = Some(match () {
            () if withdraws => Way::Aside(action.clone()),
            () if ended && *action == Own::Grant.as_str() => Way::Granted,
            () if ended && *action == Own::AskMediation.as_str() => Way::Mediated,
            () => Way::Outcome(action.clone()),
        });
        if task.is_some_and(|task| self.leads.get(&task) == Some(&true)) {
            self.reported.insert(action.clone());
        }
    }

    /// What a step's lateness means.
    fn late(&self, step: &Name) -> Option<Way> {
        let step = self.process.steps.get(step)?;
        Some(match (&step.kind, &step.late) {
            (StepKind::Publish(_), _) => Way::Outcome(Name::known(outcome::PUBLISHED)),
            (StepKind::Wait(Wait::Time), _) | (StepKind::Wait(_), LateThen::Close) => {
                Way::Outcome(step.outcomes.first()?.key.clone())
            }
            (_, LateThen::Up | LateThen::Close) => Way::Top,
            (_, LateThen::Supervise) if step.top.is_some() => Way::Top,
            (_, LateThen::To(_) | LateThen::Supervise) => Way::Late,
        })
    }

    /// The case came to a step or an end.
    fn moved(&mut self, to: &Name) {
        if let Some(from) = self.at.replace(to.clone()) {
            let way = match self.process.steps.get(&from) {
                Some(step) => self.left(step, to),
                None => self.how.clone(),
            };
            if let Some(way) = way {
                let from = Some(from).filter(|_| !matches!(way, Way::Aside(_)));
                self.see(from, way);
            }
        }
        (self.exhausted, self.rated, self.how) = (false, false, None);
        self.reported.clear();
    }

    /// How a step was left.
    fn left(&self, step: &Step, to: &Name) -> Option<Way> {
        match (&step.kind, &self.how) {
            (_, Some(Way::Aside(_))) => self.how.clone(),
            (StepKind::Rate(rate), _) => self.rated_to(step, rate, to),
            (StepKind::Offer(_), _) => {
                let claimed = self.claims.get(&step.key).is_some_and(|claims| !claims.is_empty());
                let came = if claimed { outcome::CLAIMED } else { outcome::NONE };
                Some(Way::Outcome(Name::known(came)))
            }
            (StepKind::Dispatch(_), Some(Way::Outcome(_))) => {
                let other = step.outcomes.iter().find(|outcome| {
                    outcome.key != *outcome::DONE && self.reported.contains(&outcome.key)
                });
                other.map_or_else(|| self.how.clone(), |o| Some(Way::Outcome(o.key.clone())))
            }
            _ => self.how.clone(),
        }
    }

    /// A rating's outcome is named by nobody: where the case went shows it, and behind a used-up
    /// bound it failed, or it would have ended.
    fn rated_to(&self, step: &Step, rate: &Rate, to: &Name) -> Option<Way> {
        let failed = || Way::Outcome(Name::known(outcome::FAILED));
        if !self.rated && (name_of(&rate.silence) == *to || self.exhausted) {
            return Some(Way::Silence);
        }
        if self.exhausted {
            return Some(failed());
        }
        let outcome = step.outcomes.iter().find(|outcome| name_of(&outcome.to) == *to);
        outcome.map(|outcome| Way::Outcome(outcome.key.clone()))
    }
}
