//! A write as data: what it relied on, the rows it puts, what it adds, what the store assigns.
//!
//! All of it is committed or none. Rows carry their version: version 1 is inserted, version n
//! replaces version n−1 and nothing else, so that a write that lost a race changes nothing.

mod into;
mod scope;
mod whistle;

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::{
    account::{Administration, Consent, Credential, OneTimeCode, Session},
    admission::{AdmissionItem, AdmissionNews, AdmissionReply, AdmissionRequest},
    board::{HungBoard, ServiceSheet, Source},
    dispatch::DispatchEntry,
    duty::DutyDay,
    grid_plan::GridPlan,
    indicator::{Alike, PublishedFigures},
    inside::{InsideSetting, InsideWork},
    matter::{CaseRow, PhotoRow, TextRow},
    notice::Notice,
    organisation::Organisation,
    person::{HouseholdMember, Person},
    place::{Facility, GridMember, Place, PlaceCode, Position},
    place_change::PlaceChange,
    playbook_change::PlaybookChange,
    policy::{CaseClass, Permit},
    post::Post,
    service_item::ServiceItem,
};
use linli_kernel::{
    AdmissionRequestId, CaseId, Day, DispatchEntryId, GridPlanId, Moment, OrganisationId, PersonId,
    PhotoId, PlaceId, RawId, TextId,
};
use linli_playbook::{
    Name,
    engine::{Effect, Event, Holder, TaskNumber},
};

pub use scope::{ScopeKind, ScopeRow};
pub use whistle::{WhistleRow, WhistleScope};

/// Everything that one use-case changes.
#[derive(Clone, Debug)]
pub struct Changes {
    permit: Permit,
    /// Rows that the decision relied on and does not itself replace.
    pub expects: Vec<Expect>,
    /// Rows.
    pub puts: Vec<Put>,
    /// Increments, appended.
    pub adds: Vec<Add>,
    /// Values that the store gives at commit.
    pub assigns: Vec<Assign>,
}

impl Changes {
    /// Nothing yet but the audit row that says who was permitted what.
    #[must_use]
    pub fn new(permit: Permit, audit: AuditRow) -> Self {
        Self {
            permit,
            expects: Vec::new(),
            puts: vec![Put::Audit(audit)],
            adds: Vec::new(),
            assigns: Vec::new(),
        }
    }

    /// The access decision behind it.
    #[must_use]
    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// Adds a row.
    pub fn put(&mut self, put: impl Into<Put>) {
        self.puts.push(put.into());
    }
}

/// A row that must still have this version at commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expect {
    /// A place, and with it who has the posts there.
    Place(PlaceId, i64),
    /// An organisation, and with it its staff.
    Organisation(OrganisationId, i64),
    /// A person.
    Person(PersonId, i64),
    /// A district's playbook.
    Binding(PlaceId, i64),
    /// A case.
    Case(CaseId, i64),
}

/// A row to write, one enum per feature.
#[derive(Clone, Debug)]
pub enum Put {
    /// Places.
    Place(PlacePut),
    /// People, organisations, posts.
    Staff(StaffPut),
    /// Playbooks and calendars.
    Playbook(PlaybookPut),
    /// Cases.
    Case(CasePut),
    /// Accounts.
    Account(AccountPut),
    /// Dispatch lists.
    Dispatch(DispatchPut),
    /// A notice.
    Notice(Box<Notice>),
    /// Notice boards.
    Board(BoardPut),
    /// The admission list and what is asked under it.
    Admission(Box<AdmissionPut>),
    /// The inside of organisations.
    Inside(Box<InsidePut>),
    /// A day of a duty roster.
    Duty(Box<DutyDay>),
    /// A service item.
    ServiceItem(Box<ServiceItem>),
    /// Published figures, with the cases that gave them; those of a place and a month are written
    /// once, a second time is a conflict.
    PublishedFigures(Box<PublishedFigures>, Vec<Alike>),
    /// A plan of grids.
    GridPlan(Box<GridPlan>),
    /// A plan that was never in force goes, as of this version.
    GridPlanGone(GridPlanId, i64),
    /// The audit.
    Audit(AuditRow),
    /// The outbox.
    Outbox(OutboxRow),
    /// An answer kept for a repeated request.
    Idempotency(IdempotencyRow),
    /// Jobs.
    Job(JobPut),
    /// Old rows go.
    Prune(Box<Prune>),
    /// What somebody is told once a day; the day before's is replaced, the same day's stays.
    Digest(Digest),
}

/// Notice boards.
#[derive(Clone, Debug)]
pub enum BoardPut {
    /// The service numbers of a place.
    Numbers(ServiceSheet),
    /// A board that hangs, with all that it was made from; replaces what the former one was.
    Hung(Box<HungBoard>, BTreeSet<Source>),
    /// A board was taken down: it hangs no longer.
    Gone {
        /// Where it hung.
        place: PlaceId,
        /// The version that was seen.
        version: i64,
    },
}

/// Places.
#[derive(Clone, Debug)]
pub enum PlacePut {
    /// A place.
    Place(Place),
    /// A code (replaces the row of the same place, scheme and first day).
    Code(PlaceCode),
    /// A row of the grid overlay (replaces the row of the same grid, place and first day).
    GridMember(GridMember),
    /// Where a place is (replaces what was known).
    Position(Position),
    /// A facility.
    Facility(Facility),
    /// What became of a place; never changed.
    Change(PlaceChange),
}

/// People, organisations, posts.
#[derive(Clone, Debug)]
pub enum StaffPut {
    /// A person.
    Person(Person),
    /// A tie to a household.
    HouseholdMember(HouseholdMember),
    /// An organisation with the places that it serves.
    Organisation(Organisation),
    /// A post.
    Post(Post),
}

/// The inside of organisations.
#[derive(Clone, Debug)]
pub enum InsidePut {
    /// How one of them works.
    Setting(InsideSetting),
    /// What one of them does with a task.
    Work(InsideWork),
}

/// Dispatch lists.
#[derive(Clone, Debug)]
pub enum DispatchPut {
    /// An entry.
    Entry(Box<DispatchEntry>),
    /// An entry goes, unless it is another version by now: a conflict then.
    Gone {
        /// Which.
        id: DispatchEntryId,
        /// The version that was seen.
        version: i64,
    },
}

/// Playbooks and calendars.
#[derive(Clone, Debug)]
pub enum PlaybookPut {
    /// A playbook's text; never replaced.
    Playbook(PlaybookRow),
    /// Which playbook new cases of a district begin with.
    Binding {
        /// The district.
        district: PlaceId,
        /// The playbook.
        key: Name,
        /// Its version.
        playbook_version: u32,
        /// Row version.
        version: i64,
    },
    /// A change of a district's playbook.
    Change(Box<PlaybookChange>),
    /// A year's holiday notice as JSON; replaces the year's former one.
    CalendarYear {
        /// The year.
        year: i16,
        /// The notice.
        body: String,
    },
}

/// A playbook's text as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookRow {
    /// Its key.
    pub key: Name,
    /// Its version.
    pub version: u32,
    /// The KDL text.
    pub text: String,
}

/// Cases and what hangs on them.
#[derive(Clone, Debug)]
pub enum CasePut {
    /// A case; its list rows are derived from it by the use-case and stand beside it.
    Case(Box<CaseRow>),
    /// Its open tasks: replaces all of the case's rows in the queue.
    Queue(CaseId, Vec<QueueRow>),
    /// Where it is listed: replaces all of the case's rows.
    Scopes(CaseId, Vec<ScopeRow>),
    /// The words by which it is found: replaces all of the case's.
    Words(CaseId, Vec<String>),
    /// Its whistles: replaces all of the case's.
    Whistles(CaseId, Vec<WhistleRow>),
    /// New events; a number that exists already is a conflict.
    Events(CaseId, Vec<Event>),
    /// Words.
    Text(TextRow),
    /// A photo.
    Photo(PhotoRow),
    /// A photo goes, unless it was filed or is another version by now: a conflict then.
    PhotoGone {
        /// Which.
        id: PhotoId,
        /// The version that was seen.
        version: i64,
    },
    /// A message in somebody's inbox.
    Message(Message),
    /// News in somebody's inbox of how far a matter is: takes the place of what they were told
    /// before under the same id, unless that is newer.
    News(Message),
    /// Up to when somebody read their messages as a resident; never goes back.
    Seen {
        /// Who.
        person: PersonId,
        /// Up to this moment.
        until: Moment,
    },
    /// Somebody looked at a personal value: shown to its owner.
    Look {
        /// Unique id.
        id: RawId,
        /// Whose value.
        owner: PersonId,
        /// Who looked.
        by: PersonId,
        /// At which case.
        case: CaseId,
        /// `name` or `phone`.
        what: &'static str,
        /// Why, as a code: `task` when it was given with the task, `written` with a text.
        reason: String,
        /// The reason as it was written, which can be erased.
        text: Option<TextId>,
        /// When.
        at: Moment,
    },
}

/// One open task in a holder's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Whose queue.
    pub holder: Holder,
    /// The task.
    pub task: TaskNumber,
    /// Its kind as a word: `act`, `lead`, `assist`, `rate` …
    pub kind: &'static str,
    /// The step.
    pub step: Name,
    /// Until when.
    pub due: Moment,
    /// Whether it is late.
    pub late: bool,
    /// The case's class.
    pub class: CaseClass,
}

/// The admission list and what is asked under it.
#[derive(Clone, Debug)]
pub enum AdmissionPut {
    /// An item.
    Item(AdmissionItem),
    /// A department's request.
    Request(AdmissionRequest),
    /// A community's reply.
    Reply(AdmissionReply),
    /// A message in the inbox of a post or an organisation.
    Message(AdmissionMessage),
}

/// What a post or an organisation is told about a department's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmissionMessage {
    /// Its id.
    pub id: RawId,
    /// Whose inbox.
    pub holder: Holder,
    /// About which request.
    pub request: AdmissionRequestId,
    /// What.
    pub news: AdmissionNews,
    /// When.
    pub at: Moment,
}

/// Accounts.
#[derive(Clone, Debug)]
pub enum AccountPut {
    /// A session.
    Session(Session),
    /// A one-time code; one that replaces another goes on from its version.
    Code(OneTimeCode),
    /// A credential.
    Credential(Credential),
    /// A consent.
    Consent(Consent),
    /// A system administrator filled an office, which can be done once; a second time is a
    /// conflict.
    OfficeFilled {
        /// Which.
        office: Administration,
        /// With whom.
        person: PersonId,
    },
}

/// Who was permitted what, when; ids and codes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Unique id, rising with time.
    pub id: RawId,
    /// When.
    pub at: Moment,
    /// Who; `None` for the clock, the operator and callers without an account.
    pub person: Option<PersonId>,
    /// Acting as.
    pub acting: Option<Holder>,
    /// What, as a word (`matter.report`).
    pub action: &'static str,
    /// On what, as `kind:id`.
    pub subject: String,
    /// How it ended: `done`, or a refusal's code.
    pub outcome: String,
}

/// What is done outside.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Outgoing {
    /// What a case causes.
    Case(Effect),
    /// What the program owes by itself.
    Own(OwnEffect),
}

/// What the program owes by itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", tag = "effect")]
pub enum OwnEffect {
    /// A photo's files go, as its row did.
    RemovePhoto {
        /// Which.
        photo: PhotoId,
    },
    /// A person's former number is told that there is another one. Both are sealed under the
    /// person's key, and readable only as long as that is.
    NumberChanged {
        /// Whose.
        person: PersonId,
        /// The number that is told.
        former: Vec<u8>,
        /// The one that they have now.
        present: Vec<u8>,
    },
}

impl From<Effect> for Outgoing {
    fn from(effect: Effect) -> Self {
        Self::Case(effect)
    }
}

impl From<OwnEffect> for Outgoing {
    fn from(effect: OwnEffect) -> Self {
        Self::Own(effect)
    }
}

/// Something to be done outside, at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Unique id; also the idempotency key handed to the outside.
    pub id: RawId,
    /// The case that caused it.
    pub case: Option<CaseId>,
    /// What.
    pub effect: Outgoing,
    /// Not before.
    pub run_at: Moment,
    /// Rows with the same key are written once.
    pub dedupe: String,
}

/// A message in somebody's inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: RawId,
    /// Whose inbox.
    pub holder: Holder,
    /// About which case.
    pub case: CaseId,
    /// Its name in the catalogue.
    pub message: Name,
    /// When.
    pub at: Moment,
}

/// How much lies on somebody's desk, told once a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// To whom.
    pub person: PersonId,
    /// On which day.
    pub day: Day,
    /// Open tasks.
    pub open: i64,
    /// Of these, due by the end of the day and not late yet.
    pub due_today: i64,
    /// Of these, late.
    pub late: i64,
    /// When it was counted.
    pub at: Moment,
}

/// An answer kept for 24 hours, so that a repeated request does nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRow {
    /// Whose.
    pub person: PersonId,
    /// For which use-case, with its subject.
    pub route: String,
    /// The caller's key.
    pub key: String,
    /// SHA-256 of the request.
    pub body_hash: Vec<u8>,
    /// The answer, as JSON.
    pub answer: String,
    /// When.
    pub at: Moment,
}

/// Work that goes on where it stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// Which.
    pub name: String,
    /// How far it came; what that counts is the job's own.
    pub position: i64,
    /// Not before.
    pub run_at: Moment,
    /// Row version: of two that run it at once, one writes how far it came.
    pub version: i64,
}

/// Jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobPut {
    /// It begins, or begins anew.
    Begin {
        /// Which.
        name: String,
        /// Not before.
        run_at: Moment,
    },
    /// It goes on from there; the version is the one that was seen.
    Next(JobRow),
    /// It is done.
    End {
        /// Which.
        name: String,
        /// The version that was seen.
        version: i64,
    },
}

/// Rows that go because nothing relies on them any more: those before these moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prune {
    /// Answers kept for repeated requests.
    pub answers: Moment,
    /// Effects, by when they were done.
    pub effects: Moment,
    /// Sessions that cannot tell a known device, by their end.
    pub sessions: Moment,
    /// Sessions that tell a known device, by their end.
    pub devices: Moment,
    /// One-time codes, by their end.
    pub codes: Moment,
    /// Days of duty rosters before this one.
    pub duty: Day,
    /// Increments of counters whose names begin so.
    pub counters: Vec<(&'static str, Moment)>,
    /// Increments that become one row for each counter whose name begins so.
    pub folded: Vec<(&'static str, Moment)>,
}

/// An increment, appended to the delta table and summed or folded later: no counter row is
/// fought over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Add {
    /// What is counted.
    pub counter: String,
    /// How much.
    pub amount: i64,
    /// When.
    pub at: Moment,
}

/// A value that the store gives at commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assign {
    /// The case's number: the day and a sequence per district and day; gaps allowed.
    CaseNumber {
        /// Which case.
        case: CaseId,
        /// Of which district.
        district: PlaceId,
        /// The day.
        day: Day,
    },
}

/// What the store answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Case numbers given.
    pub numbers: BTreeMap<CaseId, String>,
}
