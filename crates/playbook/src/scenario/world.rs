//! One case in the made-up town, moved as the program moves it: what is offered is done, the clock
//! comes by at each moment that asks for it, and the history gives the state after every move.

use std::collections::BTreeSet;

use linli_kernel::{Moment, PersonId};

use super::{
    Surroundings,
    model::Given,
    town::{Town, Who},
};
use crate::{
    engine::{
        Actor, Audience, Case, Command, Decision, Effect, Event, External, Fields, Holder, Merging,
        Offer, Opening, Own, Refusals, Relations, Status, Value, available, codes, decide, fold,
        is_offered_to_residents, open,
    },
    model::{AsideKind, FieldKind, Name, Playbook, Process},
    simulate::{Filling, filled, words},
};

/// Moments of the clock that one line may pass; a story of years needs fewer.
const MOST_TICKS: usize = 2000;

/// Why a move was not made.
#[derive(Clone, Debug)]
pub(super) enum Stopped {
    /// The engine refused.
    Refused(Refusals),
    /// The state is not what its history gives.
    History,
}

impl From<Refusals> for Stopped {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

/// A case on its way, with everything around it.
#[derive(Clone, Debug)]
pub(super) struct World<'p> {
    pub(super) playbook: &'p Playbook,
    pub(super) process: &'p Process,
    pub(super) town: Town<'p>,
    pub(super) case: Case,
    pub(super) events: Vec<Event>,
    pub(super) now: Moment,
    /// Who was told what by the latest move.
    pub(super) told: Vec<(String, Name)>,
    /// Whether the history is folded after every move and compared with the state.
    pub(super) compared: bool,
}

impl<'p> World<'p> {
    /// Begins a case.
    pub(super) fn open(
        playbook: &'p Playbook,
        given: &Given,
        around: &Surroundings,
    ) -> Result<Self, Stopped> {
        let town = Town::new(playbook, given, around);
        let process = playbook.process(&given.process).ok_or(codes::PROCESS_UNKNOWN);
        let process = process.map_err(Refusals::from)?;
        let opening = opening(&town, process, given).ok_or(codes::RAISER_MISSING);
        let opening = opening.map_err(Refusals::from)?;
        let decision = open(playbook, &opening, &town.facts, given.moment)?;
        let case = decision.case.clone();
        let (events, told) = (Vec::new(), Vec::new());
        let (now, compared) = (given.moment, true);
        let mut world = Self { playbook, process, town, case, events, now, told, compared };
        world.take(decision)?;
        Ok(world)
    }

    fn take(&mut self, decision: Decision) -> Result<(), Stopped> {
        let Decision { case, events, effects } = decision;
        self.case = case;
        self.events.extend(events);
        let told = effects.into_iter().filter_map(|effect| match effect {
            Effect::Notify { to: Audience::Raisers, message } => {
                Some((RAISERS.to_owned(), message))
            }
            Effect::Notify { to: Audience::Holder(holder), message } => {
                Some((self.town.name(&holder), message))
            }
            Effect::ReplyExternal { .. } => None,
        });
        let told: Vec<(String, Name)> = told.collect();
        self.told.extend(told);
        let same = !self.compared || fold(&self.events).as_ref() == Some(&self.case);
        if same { Ok(()) } else { Err(Stopped::History) }
    }

    pub(super) fn is_open(&self) -> bool {
        self.case.status == Status::Open
    }

    /// Whether residents may claim what it offers now.
    pub(super) fn is_offered_to_residents(&self) -> bool {
        is_offered_to_residents(self.playbook, &self.case)
    }

    /// The step in which it is, or the end to which it came.
    pub(super) fn place(&self) -> &Name {
        match &self.case.status {
            Status::Open => &self.case.step.key,
            Status::Ended { end, .. } => end,
        }
    }

    /// The clock comes by at the next moment that asks for it, not after `until`; `false` if there
    /// is none, or nothing moved.
    pub(super) fn tick(&mut self, until: Option<Moment>) -> Result<bool, Stopped> {
        let Some(at) = self.case.next_due() else { return Ok(false) };
        if until.is_some_and(|until| at > until) {
            return Ok(false);
        }
        self.now = self.now.max(at);
        let before = self.case.last_event;
        let (action, fields) = (Own::Tick.name(), Fields::new());
        let tick = Command { actor: Actor::System, action, task: None, seen_version: None, fields };
        let decision = decide(self.playbook, &self.case, &tick, &self.town.facts, self.now)?;
        self.take(decision)?;
        Ok(self.case.last_event > before)
    }

    /// Time passes up to a moment; what falls due on the way happens in its order.
    pub(super) fn pass(&mut self, until: Moment) -> Result<(), Stopped> {
        for _ in 0..MOST_TICKS {
            if !self.tick(Some(until))? {
                break;
            }
        }
        self.now = self.now.max(until);
        Ok(())
    }

    /// Everything that is offered to somebody now.
    pub(super) fn offers(&self, who: &Who) -> Vec<Offer> {
        let relations = self.relations(who);
        available(self.playbook, &self.case, &relations, &self.town.facts, self.now)
    }

    fn relations(&self, who: &Who) -> Relations {
        self.town.relations(&self.case, who)
    }

    /// The form of an offer with everything in it that must be.
    pub(super) fn filled(&self, offer: &Offer) -> Fields {
        let task = offer.task.and_then(|task| self.case.tasks.get(&task));
        let asks = task.map(|task| &task.holder);
        let (playbook, facts) = (self.playbook, &self.town.facts);
        let mut fields = filled(offer, &Filling { playbook, facts, now: self.now, asks });
        // Whoever has a part in the work already does not get another.
        let busy: BTreeSet<&Holder> = self.case.tasks.values().map(|task| &task.holder).collect();
        for field in &offer.fields {
            let FieldKind::Party(kinds) = &field.kind else { continue };
            let fits = |kind: &Name| kinds.is_empty() || kinds.contains(kind);
            let mut free = facts.parties.iter().filter(|(id, fact)| {
                fits(&fact.kind) && !busy.contains(&Holder::Organisation(**id))
            });
            if let (Some(value), Some((id, _))) = (fields.get_mut(&field.key), free.next()) {
                *value = Value::Party(*id);
            }
        }
        fields
    }

    /// Somebody takes what is offered.
    pub(super) fn perform(
        &mut self,
        who: &Who,
        offer: &Offer,
        fields: Fields,
    ) -> Result<(), Stopped> {
        let command = Command {
            actor: Town::actor(who),
            action: offer.action.clone(),
            task: offer.task,
            seen_version: offer.version,
            fields,
        };
        let decision = self.decide(who, &command)?;
        self.take(decision)
    }

    fn decide(&self, who: &Who, command: &Command) -> Result<Decision, Refusals> {
        let mut facts = self.town.facts.clone();
        facts.relations = self.relations(who);
        let aside = self.process.asides.get(&command.action);
        if aside.is_some_and(|aside| aside.kind == AsideKind::Merge) {
            facts.merging = Some(self.another());
        }
        decide(self.playbook, &self.case, command, &facts, self.now)
    }

    /// The matter that is merged into this one: the same of another raiser.
    fn another(&self) -> Merging {
        let next = i64::try_from(self.case.raisers.len()).unwrap_or(i64::MAX).saturating_add(1);
        Merging {
            process: self.case.process.clone(),
            class: self.case.class.clone(),
            publicity: self.case.publicity,
            open: true,
            told: false,
            recused: false,
            raisers: PersonId::new(next.max(2)).into_iter().collect(),
            without_account: BTreeSet::new(),
        }
    }

    /// The engine's own answer to what is not offered.
    pub(super) fn why_not(&self, who: &Who, action: &Name) -> Refusals {
        let tasks = self.case.tasks.values().filter(|task| task.holder == who.holder);
        // The answer on an own task says more than that nothing is offered beside the tasks.
        let on_tasks = tasks.map(|task| (Some(task.number), Some(task.version)));
        let mut best = Refusals::from(codes::NOT_OFFERED);
        for (task, seen_version) in on_tasks.chain([(None, None)]) {
            let (actor, action) = (Town::actor(who), action.clone());
            let command = Command { actor, action, task, seen_version, fields: Fields::new() };
            match self.decide(who, &command) {
                Err(refusals) if best.code() == codes::NOT_OFFERED => best = refusals,
                _ => {}
            }
        }
        // Somebody else's task offers it.
        let elsewhere = |case: &Case| {
            case.tasks.values().any(|task| {
                let other = self.town.behind(&task.holder);
                task.holder != who.holder
                    && other.is_some_and(|other| {
                        self.offers(&other).iter().any(|offer| offer.action == *action)
                    })
            })
        };
        let unsaid = [codes::NOT_OFFERED, codes::ENDED].contains(&best.code());
        if unsaid && elsewhere(&self.case) {
            best = codes::NOT_ENTITLED.into();
        }
        best
    }

    /// Holders of open tasks, each once, in the order of the tasks.
    pub(super) fn holders(&self) -> Vec<&Holder> {
        let mut holders: Vec<&Holder> = Vec::new();
        for task in self.case.tasks.values() {
            if !holders.contains(&&task.holder) {
                holders.push(&task.holder);
            }
        }
        holders
    }
}

/// How the raisers are called when all of them are told.
pub(super) const RAISERS: &str = "raiser";

fn opening(town: &Town<'_>, process: &Process, given: &Given) -> Option<Opening> {
    let playbook = town.playbook();
    let category = given.category.as_ref().and_then(|name| {
        playbook.categories.iter().find(|(key, _)| key == name).map(|(_, category)| category)
    });
    let class = playbook.class_of(process, given.category.as_ref(), &given.opens);
    let urgency = given.urgency.clone().or_else(|| category.and_then(|c| c.urgency.clone()));
    let finder = given.found_by.as_ref().and_then(|name| town.who(&name.value));
    let raiser = PersonId::new(1).filter(|_| given.raiser);
    let actor = match (&finder, raiser) {
        (Some(finder), _) => Town::actor(finder),
        (None, Some(person)) => Actor::Person { person, acting: None },
        (None, None) => Actor::Operator,
    };
    let about = given.about.iter().filter_map(|name| town.who(&name.value));
    Some(Opening {
        actor,
        process: process.key.clone(),
        opens: given.opens.clone(),
        channel: given.channel.clone(),
        class: given.class.clone().unwrap_or_else(|| class.clone()),
        publicity: given.publicity,
        urgency: urgency.unwrap_or_else(|| process.urgency.clone()),
        place: town.facts.chain.first()?.place,
        raiser,
        raiser_has_account: given.account && raiser.is_some(),
        found_by: finder.map(|who| who.holder),
        recused: about.map(|who| who.holder).collect(),
        text: words()?,
        photos: Vec::new(),
        external: given.order.clone().map(|system| External { system, due: given.order_due }),
    })
}
