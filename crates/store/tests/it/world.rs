//! A small district, and cases with a true history.

use std::collections::BTreeSet;

use jiff::civil::date;
use linli_app::{
    Assign, AuditRow, CasePut, Changes, IdempotencyRow, OutboxRow, PlacePut, QueueRow, ScopeKind,
    ScopeRow, StaffPut, ports::Store,
};
use linli_domain::{
    matter::{CaseRow, TextRow},
    organisation::Organisation,
    person::Person,
    place::{Facility, GridMember, Place},
    policy::{self, Action, CaseClass, Permit, Standing},
    post::{Filled, Post},
};
use linli_kernel::{
    CaseId, Day, Deadline, Moment, OrganisationId, PersonId, PlaceId, PostId, RawId, TextId,
};
use linli_playbook::{
    Name,
    engine::{
        Actor, Audience, CloseReason, Effect, Event, EventBody, Holder, Opening, Task, TaskKind,
        TextRef, Visibility, fold,
    },
    model::Publicity,
};

/// The district's places by number: 1 district, 2 street, 3 community, 4 compound, 5 building in
/// it, 6 household in that, 7 a yard beside the compound, 8 and 9 grids of the community: 8 holds
/// the building until 2026-06-30 and the yard, 9 the building from 2026-07-01 on.
pub(crate) const DISTRICT: i64 = 1;
pub(crate) const COMMUNITY: i64 = 3;
pub(crate) const BUILDING: i64 = 5;
pub(crate) const HOUSEHOLD: i64 = 6;
pub(crate) const YARD: i64 = 7;
pub(crate) const OLD_GRID: i64 = 8;
pub(crate) const GRID: i64 = 9;
/// The property company that serves the compound.
pub(crate) const COMPANY: i64 = 31;

pub(crate) fn place(number: i64) -> PlaceId {
    PlaceId::new(number).unwrap()
}

pub(crate) fn person(number: i64) -> PersonId {
    PersonId::new(number).unwrap()
}

pub(crate) fn organisation(number: i64) -> OrganisationId {
    OrganisationId::new(number).unwrap()
}

pub(crate) fn case_id(number: i64) -> CaseId {
    CaseId::new(number).unwrap()
}

pub(crate) fn raw(number: i64) -> RawId {
    RawId::new(number).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn at(ms: i64) -> Moment {
    Moment::from_ms(1_783_000_000_000 + ms)
}

pub(crate) fn day() -> Day {
    date(2026, 7, 8)
}

pub(crate) fn deadline(moment: Moment) -> Deadline {
    Deadline { at: moment, provisional: false }
}

pub(crate) fn grid_post() -> Holder {
    Holder::Post { role: name("grid-worker"), place: place(GRID) }
}

pub(crate) fn community_post() -> Holder {
    Holder::Post { role: name("community-worker"), place: place(COMMUNITY) }
}

fn permit() -> Permit {
    let standings = BTreeSet::from([Standing::System]);
    policy::decide(&Actor::System, Action::Tick, &standings, None).unwrap()
}

/// Changes with an audit row of this id.
pub(crate) fn changes(audit: i64, subject: &str) -> Changes {
    let row = AuditRow {
        id: raw(audit),
        at: at(audit),
        person: None,
        acting: Some(grid_post()),
        action: "test.write",
        subject: subject.into(),
        outcome: "done".into(),
    };
    Changes::new(permit(), row)
}

pub(crate) fn a_place(number: i64, kind: &str, parent: Option<i64>) -> Place {
    Place {
        id: place(number),
        district: place(DISTRICT),
        kind: name(kind),
        name: format!("{kind} {number} 号"),
        parent: parent.map(place),
        position: number,
        households: 0,
        made_up: true,
        closed_on: None,
        version: 1,
    }
}

pub(crate) fn a_person(number: i64) -> Person {
    Person {
        id: person(number),
        key: vec![1; 40],
        name: vec![2, 0, 3],
        phone: Some(vec![4; 30]),
        phone_hash: Some(number.to_be_bytes().to_vec()),
        has_account: true,
        suspended: false,
        created_at: at(0),
        version: 1,
    }
}

pub(crate) fn a_post(number: i64, whose: i64, holder: Holder) -> Post {
    Post {
        id: PostId::new(number).unwrap(),
        person: person(whose),
        holder,
        valid_from: date(2026, 1, 1),
        valid_to: None,
        filled: Filled::Elected,
        published: false,
        version: 1,
    }
}

/// Writes the district: places, people 1 to 9, posts, the property company.
pub(crate) async fn build(store: &impl Store) {
    let mut changes = changes(1, "place:1");
    let tree = [
        (1, "district", None),
        (2, "street", Some(1)),
        (3, "community", Some(2)),
        (4, "compound", Some(3)),
        (5, "building", Some(4)),
        (6, "household", Some(5)),
        (7, "yard", Some(3)),
        (8, "grid", Some(3)),
        (9, "grid", Some(3)),
    ];
    for (number, kind, parent) in tree {
        changes.put(PlacePut::Place(a_place(number, kind, parent)));
    }
    let overlay = [
        (OLD_GRID, BUILDING, date(2026, 1, 1), Some(date(2026, 6, 30))),
        (OLD_GRID, YARD, date(2026, 1, 1), None),
        (GRID, BUILDING, date(2026, 7, 1), None),
    ];
    for (grid, member, valid_from, valid_to) in overlay {
        let (grid, place) = (place(grid), place(member));
        changes.put(PlacePut::GridMember(GridMember { grid, place, valid_from, valid_to }));
    }
    changes.put(PlacePut::Facility(a_facility(20)));
    for number in 1..=9 {
        changes.put(StaffPut::Person(a_person(number)));
    }
    changes.put(StaffPut::Organisation(Organisation {
        id: organisation(COMPANY),
        district: place(DISTRICT),
        kind: name("property-company"),
        name: "帝纱物业".into(),
        parent: None,
        phone: Some("0546-2560000".into()),
        serves: vec![place(4), place(YARD)],
        made_up: true,
        version: 1,
    }));
    changes.put(StaffPut::Post(a_post(1, 8, grid_post())));
    changes.put(StaffPut::Post(a_post(2, 9, community_post())));
    store.commit(changes).await.unwrap();
}

pub(crate) fn a_facility(number: i64) -> Facility {
    Facility {
        id: place(number),
        place: place(COMMUNITY),
        kind: name("hall"),
        name: "议事厅".into(),
        address: "康居路 1 号".into(),
        hours: "周一至周五".into(),
        host: "社区居委会".into(),
        phone: None,
        version: 1,
    }
}

/// A case with all its events so far.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) row: CaseRow,
    pub(crate) events: Vec<Event>,
    /// How many of the events are committed.
    committed: usize,
}

impl Story {
    /// A resident's report from the building, with one task for the grid worker.
    pub(crate) fn report(number: i64, raiser: i64, opened_at: Moment) -> Self {
        let opening = opening(number, raiser);
        let due = deadline(opened_at.plus_ms(86_400_000));
        let text = opening.text;
        let body = EventBody::Opened {
            opening: Box::new(opening),
            playbook: (name("kenli"), 1),
            publicity: Publicity::Compound,
            due,
        };
        let actor = Actor::Person { person: person(raiser), acting: None };
        let opened = event(1, actor, opened_at, body);
        let state = fold([&opened]).unwrap();
        let row = CaseRow {
            id: case_id(number),
            district: place(DISTRICT),
            number: None,
            text,
            category: Some(name("street-lamps")),
            anonymous: false,
            may_call: true,
            taken_by: None,
            facility: Some(place(20)),
            external_number: None,
            class: CaseClass::Ordinary,
            hidden: None,
            published_at: None,
            merged_into: None,
            state,
            revision: 1,
        };
        let mut story = Self { row, events: vec![opened], committed: 0 };
        story.open_task(grid_post(), opened_at, due);
        story
    }

    pub(crate) fn id(&self) -> CaseId {
        self.row.id
    }

    /// Something happens.
    pub(crate) fn happens(&mut self, actor: Actor, moment: Moment, body: EventBody) {
        let number = self.row.state.last_event + 1;
        self.events.push(event(number, actor, moment, body));
        self.row.state = fold(&self.events).unwrap();
    }

    pub(crate) fn open_task(&mut self, holder: Holder, moment: Moment, due: Deadline) {
        let task = Task {
            number: self.row.state.next_task,
            kind: TaskKind::Act,
            step: name("sort"),
            holder,
            opened_at: moment,
            due,
            limit: None,
            version: 1,
            answer_by: None,
            asked_at: None,
            remind_at: None,
            late: false,
        };
        self.happens(Actor::System, moment, EventBody::TaskOpened { task: Box::new(task) });
    }

    /// The open task is done and the next holder has one; the case's row is one revision on.
    pub(crate) fn passes_to(&mut self, holder: Holder, moment: Moment) {
        self.close_tasks(moment);
        self.open_task(holder, moment, deadline(moment.plus_ms(3_600_000)));
        self.row.revision += 1;
    }

    /// It ends, a revision on.
    pub(crate) fn ends(&mut self, moment: Moment) {
        self.close_tasks(moment);
        self.happens(Actor::System, moment, EventBody::Ended { end: name("told") });
        self.row.revision += 1;
    }

    fn close_tasks(&mut self, moment: Moment) {
        for task in self.row.state.tasks.clone().into_keys() {
            let body = EventBody::TaskClosed { task, reason: CloseReason::Done };
            self.happens(Actor::System, moment, body);
        }
    }

    /// What the use-case would commit now.
    pub(crate) fn changes(&self) -> Changes {
        let (id, revision) = (self.row.id, self.row.revision);
        let own = id.get() * 1_000 + revision;
        let mut changes = changes(own, &format!("case:{id}"));
        if revision == 1 {
            let (case, district) = (id, self.row.district);
            changes.assigns.push(Assign::CaseNumber { case, district, day: day() });
            changes.put(CasePut::Text(self.text()));
        }
        changes.put(CasePut::Queue(id, self.queue_rows()));
        changes.put(CasePut::Scopes(id, self.scope_rows()));
        changes
            .put(CasePut::Events(id, self.events.iter().skip(self.committed).cloned().collect()));
        changes.put(CasePut::Case(Box::new(self.row.clone())));
        let message = name("matter-moved");
        changes.put(OutboxRow {
            id: raw(own),
            case: Some(id),
            effect: Effect::Notify { to: Audience::Raisers, message }.into(),
            run_at: at(revision),
            dedupe: format!("{id}:{revision}"),
        });
        changes
    }

    /// Commits and takes the number over.
    pub(crate) async fn commit(
        &mut self,
        store: &impl Store,
    ) -> Result<(), linli_app::ports::CommitError> {
        let changes = self.changes();
        self.commit_as(store, changes).await
    }

    /// The same with what a test changed in it.
    pub(crate) async fn commit_as(
        &mut self,
        store: &impl Store,
        changes: Changes,
    ) -> Result<(), linli_app::ports::CommitError> {
        let mut committed = store.commit(changes).await?;
        self.committed = self.events.len();
        if let Some(number) = committed.numbers.remove(&self.row.id) {
            self.row.number = Some(number);
        }
        Ok(())
    }

    fn text(&self) -> TextRow {
        TextRow {
            id: self.row.text.id,
            case: self.row.id,
            words: Some("路灯坏了，晚上看不见路。".into()),
            salt: vec![7; 16],
            hash: vec![9; 32],
            erased: None,
            version: 1,
        }
    }

    pub(crate) fn queue_rows(&self) -> Vec<QueueRow> {
        let line = |task: &Task| {
            let time = self.row.state.time_of(task);
            QueueRow {
                holder: task.holder.clone(),
                task: task.number,
                kind: "act",
                step: task.step.clone(),
                due: time.due,
                late: time.late,
                class: self.row.class,
            }
        };
        self.row.state.tasks.values().map(line).collect()
    }

    pub(crate) fn scope_rows(&self) -> Vec<ScopeRow> {
        let (class, open, at) = (self.row.class, self.row.is_open(), self.row.state.opened_at);
        let line = |kind, scope| ScopeRow { kind, scope, class, open, at };
        let raisers = self.row.state.raisers.iter();
        let mut rows: Vec<_> =
            raisers.map(|raiser| line(ScopeKind::Raiser, raiser.get())).collect();
        let places = [BUILDING, 4, GRID, COMMUNITY, 2, DISTRICT];
        rows.extend(places.map(|place| line(ScopeKind::Place, place)));
        rows
    }
}

/// A kept answer under this person's key.
pub(crate) fn answer(whose: i64, key: &str, moment: Moment) -> IdempotencyRow {
    IdempotencyRow {
        person: person(whose),
        route: "matter.report".into(),
        key: key.into(),
        body_hash: vec![5; 32],
        answer: "{}".into(),
        at: moment,
    }
}

fn opening(number: i64, raiser: i64) -> Opening {
    Opening {
        actor: Actor::Person { person: person(raiser), acting: None },
        process: name("matter"),
        opens: name("matter"),
        channel: name("app"),
        class: name("compound"),
        publicity: None,
        urgency: name("usual"),
        place: place(BUILDING),
        raiser: Some(person(raiser)),
        raiser_has_account: true,
        found_by: None,
        recused: BTreeSet::new(),
        text: TextRef { id: TextId::new(number).unwrap(), hash: u64::MAX - 7 },
        photos: Vec::new(),
        external: None,
    }
}

fn event(number: u32, actor: Actor, recorded_at: Moment, body: EventBody) -> Event {
    Event { number, actor, recorded_at, due_at: None, visibility: Visibility::Public, body }
}
