//! A small Kenli to run cases in, and a story teller that writes down what happened.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

use linli_kernel::{
    CalendarYear, Day, Moment, OrganisationId, PersonId, PhotoId, PlaceId, TextId, WorkCalendar,
    WorkHours,
};
use linli_playbook::{
    Name, Playbook,
    engine::{
        Actor, Case, Command, Decision, Event, EventBody, Facts, Fields, Holder, Offer, Opening,
        PartyFact, Refusals, Relation, Relations, Scope, Status, Task, TaskKind, TaskNumber,
        TextRef, Value, available, decide, fold, open,
    },
    language::{RuleNames, compile},
    model::{Field, FieldKind},
};

pub(crate) const KENLI_TEXT: &str = include_str!("../../../../playbooks/kenli/kenli.kdl");

pub(crate) static KENLI: LazyLock<Playbook> =
    LazyLock::new(|| compile("kenli.kdl", KENLI_TEXT, &RuleNames::shipped()).unwrap());

pub(crate) const BUILDING: i64 = 101;
pub(crate) const COMPOUND: i64 = 100;
pub(crate) const GRID: i64 = 90;
pub(crate) const COMMUNITY: i64 = 50;
pub(crate) const STREET: i64 = 20;
pub(crate) const DISTRICT: i64 = 10;

pub(crate) const COMPANY: i64 = 1;
pub(crate) const COMMITTEE: i64 = 2;
pub(crate) const HOUSING: i64 = 10;
pub(crate) const TRAFFIC: i64 = 11;
pub(crate) const WATER: i64 = 12;
pub(crate) const DISCIPLINE: i64 = 30;

/// The raiser of most stories.
pub(crate) const LI: i64 = 7001;
pub(crate) const WANG: i64 = 7002;

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn place(number: i64) -> PlaceId {
    PlaceId::new(number).unwrap()
}

pub(crate) fn person(number: i64) -> PersonId {
    PersonId::new(number).unwrap()
}

pub(crate) fn party(number: i64) -> OrganisationId {
    OrganisationId::new(number).unwrap()
}

pub(crate) fn post(role: &str, at: i64) -> Holder {
    Holder::Post { role: name(role), place: place(at) }
}

pub(crate) fn text(number: i64) -> Value {
    let id = TextId::new(number).unwrap();
    Value::Text(TextRef { id, hash: number.unsigned_abs() })
}

pub(crate) fn day(month: i8, day: i8) -> Day {
    // The tests' year; its holidays stand in `calendar`.
    Day::constant(2026, month, day)
}

/// Local time in the tests' year.
pub(crate) fn at(month: i8, of: i8, hour: i64, minute: i64) -> Moment {
    Moment::from_local(day(month, of), (hour * 60 + minute) * 60_000)
}

pub(crate) fn calendar() -> WorkCalendar {
    let mut year = CalendarYear::default();
    year.holidays.extend((4..=6).map(|d| day(4, d)));
    year.holidays.extend((1..=5).map(|d| day(5, d)));
    year.holidays.extend((1..=7).map(|d| day(10, d)));
    year.workdays.extend([day(5, 9), day(9, 20), day(10, 10)]);
    WorkCalendar { hours: WorkHours::default(), years: BTreeMap::from([(2026, year)]) }
}

pub(crate) fn kenli_facts() -> Facts {
    let chain = [
        ("building", BUILDING),
        ("compound", COMPOUND),
        ("grid", GRID),
        ("community", COMMUNITY),
        ("street", STREET),
        ("district", DISTRICT),
    ];
    let chain: Vec<Scope> =
        chain.iter().map(|(l, p)| Scope { level: name(l), place: place(*p) }).collect();
    let staffed = KENLI.roles.iter().filter_map(|(role, declared)| {
        let scope = chain.iter().find(|scope| scope.level == declared.at)?;
        Some((role.clone(), scope.place))
    });
    let staffed: BTreeSet<(Name, PlaceId)> = staffed.collect();
    let parties = [
        (COMPANY, "property-company"),
        (COMMITTEE, "owners-committee"),
        (HOUSING, "department"),
        (TRAFFIC, "department"),
        (WATER, "utility"),
        (DISCIPLINE, "supervising-party"),
    ];
    let parties =
        parties.map(|(id, kind)| (party(id), PartyFact { kind: name(kind), staffed: true }));
    let grounds = [("litigation", true), ("repeat", false), ("beyond-duty", false)];
    Facts {
        chain,
        staffed,
        parties: BTreeMap::from(parties),
        calendar: Arc::new(calendar()),
        reachable: BTreeSet::from([person(LI), person(WANG)]),
        legal_grounds: grounds.map(|(ground, bars)| (name(ground), bars)).into_iter().collect(),
        progress_grounds: BTreeSet::from([name("repeat")]),
        ..Facts::default()
    }
}

pub(crate) fn reported(class: &str) -> Opening {
    Opening {
        actor: Actor::Person { person: person(LI), acting: None },
        process: name("matter"),
        opens: name("problem"),
        channel: name("online"),
        class: name(class),
        publicity: None,
        urgency: name("ordinary"),
        place: place(BUILDING),
        raiser: Some(person(LI)),
        raiser_has_account: true,
        found_by: None,
        recused: BTreeSet::new(),
        text: TextRef { id: TextId::new(1).unwrap(), hash: 1 },
        photos: Vec::new(),
        external: None,
    }
}

/// What a filled-in form may look like.
pub(crate) fn value_for(field: &Field, facts: &Facts, now: Moment) -> Option<Value> {
    Some(match &field.kind {
        FieldKind::Text { .. } => text(900),
        FieldKind::Number { min, .. } => Value::Number(*min),
        FieldKind::Date => Value::Date(facts.calendar.workday_from(now.day().tomorrow().unwrap())),
        FieldKind::Flag => Value::Flag(true),
        FieldKind::Choice(choices) => Value::Choice(choices.first()?.0.clone()),
        FieldKind::LegalGround => Value::Choice(name("beyond-duty")),
        FieldKind::Party(kinds) => Value::Party(parties_of(facts, kinds).first().copied()?),
        FieldKind::Parties(kinds) => Value::Parties(parties_of(facts, kinds)),
        FieldKind::Post(_) | FieldKind::SecondPerson(_) => {
            Value::Post(post("community-secretary", COMMUNITY))
        }
        FieldKind::Photos { .. } => Value::Photos(vec![PhotoId::new(5).unwrap()]),
        FieldKind::Items { fields, .. } => {
            let row =
                fields.iter().filter_map(|f| Some((f.key.clone(), value_for(f, facts, now)?)));
            Value::Items(vec![row.collect()])
        }
    })
}

fn parties_of(facts: &Facts, kinds: &[Name]) -> Vec<OrganisationId> {
    let fits = facts.parties.iter().filter(|(_, f)| kinds.is_empty() || kinds.contains(&f.kind));
    fits.map(|(id, _)| *id).collect()
}

pub(crate) fn filled(offer: &Offer, facts: &Facts, now: Moment) -> Fields {
    let required = offer.fields.iter().filter(|field| field.required);
    required.filter_map(|f| Some((f.key.clone(), value_for(f, facts, now)?))).collect()
}

/// One case, everything that happened to it, and its story so far.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) playbook: Arc<Playbook>,
    pub(crate) facts: Facts,
    pub(crate) now: Moment,
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
    pub(crate) effects: Vec<linli_playbook::engine::Effect>,
    pub(crate) story: String,
}

impl Run {
    pub(crate) fn open(opening: &Opening) -> Self {
        Self::open_in(Arc::new(KENLI.clone()), kenli_facts(), opening)
    }

    pub(crate) fn open_in(playbook: Arc<Playbook>, facts: Facts, opening: &Opening) -> Self {
        let now = at(3, 2, 9, 0);
        let decision = open(&playbook, opening, &facts, now).unwrap();
        let Decision { case, events, effects } = decision;
        let story = String::new();
        let mut run = Self { playbook, facts, now, case, events, effects, story };
        run.check();
        run.tell("opened");
        run
    }

    /// The state is what the history gives, and nothing is left hanging.
    fn check(&self) {
        assert_eq!(fold(&self.events).as_ref(), Some(&self.case), "state and history differ");
        let numbers: Vec<u32> = self.events.iter().map(|event| event.number).collect();
        let count = u32::try_from(self.events.len()).unwrap();
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
        match self.case.status {
            Status::Open => {
                assert!(self.case.next_due().is_some() || !self.case.tasks.is_empty(), "dead end");
            }
            Status::Ended { .. } => {
                let review = |task: &Task| task.kind == TaskKind::ReviewRefusal;
                assert!(self.case.tasks.values().all(review), "an ended case has open tasks");
            }
        }
    }

    pub(crate) fn take(&mut self, decision: Decision) {
        self.case = decision.case;
        self.events.extend(decision.events);
        self.effects = decision.effects;
        self.check();
    }

    pub(crate) fn step(&self) -> &str {
        match &self.case.status {
            Status::Open => self.case.step.key.as_str(),
            Status::Ended { end, .. } => end.as_str(),
        }
    }

    /// The open task of a holder on which an action can be taken.
    pub(crate) fn task_of(&self, holder: &Holder, action: &str) -> Option<TaskNumber> {
        let own = self.case.tasks.values().filter(|task| task.holder == *holder);
        own.map(|task| task.number).find(|number| self.offer(*number, action).is_some())
    }

    pub(crate) fn offer(&self, task: TaskNumber, action: &str) -> Option<Offer> {
        let relations = Relations { set: BTreeSet::new(), tasks: BTreeSet::from([task]) };
        let offers = available(&self.playbook, &self.case, &relations, &self.facts, self.now);
        offers.into_iter().find(|o| o.task == Some(task) && o.action.as_str() == action)
    }

    /// Everything offered to a relation beside the tasks.
    pub(crate) fn beside(&self, relation: Relation, tasks: &[TaskNumber]) -> Vec<Offer> {
        let relations =
            Relations { set: BTreeSet::from([relation]), tasks: tasks.iter().copied().collect() };
        let offers = available(&self.playbook, &self.case, &relations, &self.facts, self.now);
        offers.into_iter().filter(|offer| offer.task.is_none()).collect()
    }

    pub(crate) fn try_on(
        &self,
        number: TaskNumber,
        actor: &Actor,
        action: &str,
        fields: Fields,
    ) -> Result<Decision, Refusals> {
        let mut facts = self.facts.clone();
        facts.relations.tasks = BTreeSet::from([number]);
        let version = self.case.tasks.get(&number).map(|task| task.version);
        let command = Command {
            actor: actor.clone(),
            action: name(action),
            task: Some(number),
            seen_version: version,
            fields,
        };
        decide(&self.playbook, &self.case, &command, &facts, self.now)
    }

    /// A holder takes an action on their task; required fields are filled in, `given` on top.
    pub(crate) fn does(&mut self, holder: &Holder, action: &str, given: &[(&str, Value)]) {
        let number = self.task_of(holder, action).unwrap_or_else(|| {
            panic!("{holder:?} cannot {action} in {}: {:#?}", self.step(), self.case.tasks)
        });
        let offer = self.offer(number, action).unwrap();
        let mut fields = filled(&offer, &self.facts, self.now);
        fields.extend(given.iter().map(|(key, value)| (name(key), value.clone())));
        let actor = actor_of(holder);
        let decision = self.try_on(number, &actor, action, fields);
        let decision = decision.unwrap_or_else(|refusals| panic!("{action}: {refusals:?}"));
        self.take(decision);
        self.tell(&format!("{} {action}", who(holder)));
    }

    pub(crate) fn try_beside(
        &self,
        actor: &Actor,
        relation: Relation,
        tasks: &[TaskNumber],
        action: &str,
        fields: Fields,
    ) -> Result<Decision, Refusals> {
        let mut facts = self.facts.clone();
        facts.relations.set = BTreeSet::from([relation]);
        facts.relations.tasks = tasks.iter().copied().collect();
        let command = Command {
            actor: actor.clone(),
            action: name(action),
            task: None,
            seen_version: None,
            fields,
        };
        decide(&self.playbook, &self.case, &command, &facts, self.now)
    }

    /// Somebody does something beside the tasks.
    pub(crate) fn aside(&mut self, holder: &Holder, relation: Relation, action: &str) {
        let tasks: Vec<TaskNumber> = self
            .case
            .tasks
            .values()
            .filter(|t| t.holder == *holder)
            .map(|task| task.number)
            .collect();
        let offers = self.beside(relation, &tasks);
        let offer = offers.iter().find(|offer| offer.action.as_str() == action);
        let offer = offer.unwrap_or_else(|| panic!("{action} is not offered: {offers:#?}"));
        let fields = filled(offer, &self.facts, self.now);
        let decision = self.try_beside(&actor_of(holder), relation, &tasks, action, fields);
        self.take(decision.unwrap());
        self.tell(&format!("{} {action}", who(holder)));
    }

    pub(crate) fn system(&self, action: &str) -> Result<Decision, Refusals> {
        let command = Command {
            actor: Actor::System,
            action: name(action),
            task: None,
            seen_version: None,
            fields: Fields::new(),
        };
        decide(&self.playbook, &self.case, &command, &self.facts, self.now)
    }

    /// The clock comes by.
    pub(crate) fn tick_at(&mut self, now: Moment) {
        self.now = now;
        let decision = self.system("tick").unwrap();
        self.take(decision);
        self.tell("tick");
    }

    /// The clock comes by at the next moment that asks for it.
    pub(crate) fn tick(&mut self) {
        let next = self.case.next_due().expect("a clock runs");
        self.tick_at(next.max(self.now));
    }

    pub(crate) fn later(&mut self, hours: i64) {
        self.now = self.now.plus_ms(hours * 3_600_000);
    }

    fn tell(&mut self, what: &str) {
        let stamp = self.now.to_string();
        let stamp = stamp.get(5..16).unwrap_or("").replace('T', " ");
        let step = self.step().to_owned();
        let _ = writeln!(
            self.story,
            "{stamp} {what} → {step} [{}] due {}",
            self.case.level,
            short(self.case.step.due.at)
        );
        for task in self.case.tasks.values() {
            let late = if task.late { " late" } else { "" };
            let kind = kind_of(&task.kind);
            let _ = writeln!(
                self.story,
                "    {} {kind} {} due {}{late}",
                task.number.0,
                who(&task.holder),
                short(task.due.at)
            );
        }
    }

    /// Names of what happened, in order.
    pub(crate) fn happened(&self) -> Vec<&'static str> {
        self.events.iter().map(|event| body_name(&event.body)).collect()
    }
}

fn short(moment: Moment) -> String {
    moment.to_string().get(5..16).unwrap_or("").replace('T', " ")
}

pub(crate) fn actor_of(holder: &Holder) -> Actor {
    match holder {
        Holder::Person(person) => Actor::Person { person: *person, acting: None },
        Holder::Post { role, place } => {
            // Every post has its own person.
            let number = role.as_str().bytes().map(i64::from).sum::<i64>() * 1000 + place.get();
            Actor::Person { person: person(number), acting: Some(holder.clone()) }
        }
        Holder::Organisation(id) => {
            Actor::Person { person: person(800_000 + id.get()), acting: Some(holder.clone()) }
        }
    }
}

pub(crate) fn who(holder: &Holder) -> String {
    match holder {
        Holder::Post { role, .. } => role.to_string(),
        Holder::Organisation(id) => format!("organisation-{}", id.get()),
        Holder::Person(id) => format!("person-{}", id.get()),
    }
}

fn kind_of(kind: &TaskKind) -> String {
    match kind {
        TaskKind::Act => "act".into(),
        TaskKind::Assign => "assign".into(),
        TaskKind::Lead { accepted, item } => {
            let item = item.map(|row| format!(" item {row}")).unwrap_or_default();
            format!("lead{item}{}", if *accepted { "" } else { "?" })
        }
        TaskKind::Assist { accepted } => format!("assist{}", if *accepted { "" } else { "?" }),
        TaskKind::Supervise => "supervise".into(),
        TaskKind::Invitation { claimed } => {
            if *claimed {
                "invitation claimed".into()
            } else {
                "invitation".into()
            }
        }
        TaskKind::Review { of } => format!("review of {}", of.0),
        TaskKind::Rate { representative } => {
            if *representative {
                "rate as representative".into()
            } else {
                "rate".into()
            }
        }
        TaskKind::Revisit { raiser } => {
            raiser.map_or("inspect".into(), |raiser| format!("revisit {}", raiser.get()))
        }
        TaskKind::Answer => "answer".into(),
        TaskKind::Approve { of, action, .. } => format!("approve {action} of {}", of.0),
        TaskKind::Reply => "reply".into(),
        TaskKind::ReviewRefusal => "review refusal".into(),
    }
}

pub(crate) const fn body_name(body: &EventBody) -> &'static str {
    match body {
        EventBody::Opened { .. } => "opened",
        EventBody::Entered { .. } => "entered",
        EventBody::TaskOpened { .. } => "task-opened",
        EventBody::TaskClosed { .. } => "task-closed",
        EventBody::Acted { .. } => "acted",
        EventBody::Accepted { .. } => "accepted",
        EventBody::Overruled { .. } => "overruled",
        EventBody::Claimed { .. } => "claimed",
        EventBody::OfferDeclined { .. } => "offer-declined",
        EventBody::ClaimWithdrawn { .. } => "claim-withdrawn",
        EventBody::ClaimsLapsed => "claims-lapsed",
        EventBody::Reminded { .. } => "reminded",
        EventBody::Late { .. } => "late",
        EventBody::StepLate { .. } => "step-late",
        EventBody::OverallLate => "overall-late",
        EventBody::Escalated { .. } => "escalated",
        EventBody::Instructed { .. } => "instructed",
        EventBody::Exhausted { .. } => "exhausted",
        EventBody::Paused { .. } => "paused",
        EventBody::Resumed { .. } => "resumed",
        EventBody::Redated { .. } => "redated",
        EventBody::TaskChanged { .. } => "task-changed",
        EventBody::Rated { .. } => "rated",
        EventBody::Published { .. } => "published",
        EventBody::PublicityChanged { .. } => "publicity-changed",
        EventBody::Hidden { .. } => "hidden",
        EventBody::Shown => "shown",
        EventBody::Merged { .. } => "merged",
        EventBody::RaiserLeft { .. } => "raiser-left",
        EventBody::Urged => "urged",
        EventBody::ProgressTold => "progress-told",
        EventBody::Supplemented { .. } => "supplemented",
        EventBody::Told { .. } => "told",
        EventBody::Ended { .. } => "ended",
        EventBody::TakenUp { .. } => "taken-up",
        EventBody::Reopened => "reopened",
        EventBody::MediationAsked => "mediation-asked",
        EventBody::Moved { .. } => "moved",
    }
}

pub(crate) fn raiser() -> Holder {
    Holder::Person(person(LI))
}

pub(crate) fn grid_worker() -> Holder {
    post("grid-worker", GRID)
}

pub(crate) fn community() -> Holder {
    post("community-secretary", COMMUNITY)
}

pub(crate) fn street() -> Holder {
    post("street-office", STREET)
}

pub(crate) fn coordinator() -> Holder {
    post("coordinator", DISTRICT)
}

pub(crate) fn organisation(number: i64) -> Holder {
    Holder::Organisation(party(number))
}

pub(crate) fn answered(answer: &str) -> [(&'static str, Value); 1] {
    [("answer", Value::Choice(name(answer)))]
}
