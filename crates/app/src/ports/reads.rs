//! What a snapshot can answer, by feature.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use async_trait::async_trait;
use linli_domain::{
    account::{Administration, Consent, Credential, OneTimeCode, Session},
    board::{HungBoard, ServiceSheet},
    grid_plan::GridPlan,
    matter::{CaseRow, PhotoRow, TextRow},
    notice::Notice,
    organisation::Organisation,
    person::{HouseholdMember, Person},
    place::{Chain, Facility, GridMember, Place, PlaceCode, Position},
    place_change::PlaceChange,
    playbook_change::PlaybookChange,
    policy::{CaseClass, Visibility},
    post::Post,
};
use linli_kernel::{
    CalendarYear, CaseId, Day, GridPlanId, Moment, NoticeId, OrganisationId, PersonId, PhotoId,
    PlaceId, PlaybookChangeId, RawId, TextId,
};
use linli_playbook::{
    Name,
    engine::{Event, Holder, TaskNumber},
};

use super::{InsideFilter, StoreError};
use crate::{Digest, IdempotencyRow, JobRow, PlaybookRow, ScopeRow};

type Read<T> = Result<T, StoreError>;

/// Places.
#[async_trait]
pub trait Places {
    /// One place.
    async fn place(&mut self, id: PlaceId) -> Read<Option<Place>>;
    /// The place and everything over it, its grid on that day before its community.
    async fn chain(&mut self, id: PlaceId, day: Day) -> Read<Chain>;
    /// What a place contains (grids of a community included), by position.
    async fn children(&mut self, parent: PlaceId) -> Read<Vec<Place>>;
    /// These places and what they contain (grids of a community included), by position.
    async fn places_with_children(&mut self, places: &[PlaceId]) -> Read<Vec<Place>>;
    /// Places without a parent: the districts.
    async fn districts(&mut self) -> Read<Vec<Place>>;
    /// The place with an official code on that day.
    async fn place_by_code(&mut self, scheme: &str, code: &str, day: Day) -> Read<Option<Place>>;
    /// Every place of a kind in a district, by position.
    async fn places_of_kind(&mut self, district: PlaceId, kind: &Name) -> Read<Vec<Place>>;
    /// One facility.
    async fn facility(&mut self, id: PlaceId) -> Read<Option<Facility>>;
    /// Facilities that serve a place itself.
    async fn facilities_of(&mut self, place: PlaceId) -> Read<Vec<Facility>>;
    /// Facilities that serve one of these places, or a place directly inside one of the others.
    async fn facilities_around(
        &mut self,
        serving: &[PlaceId],
        inside: &[PlaceId],
    ) -> Read<Vec<Facility>>;
    /// What became of these places, each one's changes in their order.
    async fn place_changes(&mut self, places: &[PlaceId]) -> Read<Vec<PlaceChange>>;
    /// Everything recorded about a district's places, for import and export.
    async fn gazetteer(&mut self, district: PlaceId) -> Read<Gazetteer>;
}

/// Everything recorded about a district's places, each list by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gazetteer {
    /// The places, the district and its grids included.
    pub places: Vec<Place>,
    /// Their codes, former ones included.
    pub codes: Vec<PlaceCode>,
    /// The grid overlay, former rows included.
    pub grid_members: Vec<GridMember>,
    /// The facilities.
    pub facilities: Vec<Facility>,
    /// Where places are, as far as that is known.
    pub positions: Vec<Position>,
}

/// Plans of grids, and what they are drawn from.
#[async_trait]
pub trait Planner {
    /// One plan, whatever became of it.
    async fn grid_plan(&mut self, id: GridPlanId) -> Read<Option<GridPlan>>;
    /// A community's plans, newest first.
    async fn grid_plans(&mut self, community: PlaceId, limit: i64) -> Read<Vec<GridPlan>>;
    /// Every row of the overlay, former and later ones included, that is of one of these grids.
    async fn members_of_grids(&mut self, grids: &[PlaceId]) -> Read<Vec<GridMember>>;
    /// Where these places are, as far as that is known.
    async fn positions(&mut self, places: &[PlaceId]) -> Read<Vec<Position>>;
}

/// People, organisations, posts.
#[async_trait]
pub trait People {
    /// Who waits on this day to be confirmed in a household of these places, of everything below
    /// them and of the grids among them, whoever waits longest first.
    async fn members_waiting(
        &mut self,
        places: &[PlaceId],
        on: Day,
        limit: i64,
    ) -> Read<Vec<HouseholdMember>>;
    /// One person.
    async fn person(&mut self, id: PersonId) -> Read<Option<Person>>;
    /// Whoever has this telephone.
    async fn person_by_phone(&mut self, phone_hash: &[u8]) -> Read<Option<Person>>;
    /// A person's households, past ones included.
    async fn households_of(&mut self, person: PersonId) -> Read<Vec<HouseholdMember>>;
    /// A household's people, past ones included.
    async fn members_of(&mut self, household: PlaceId) -> Read<Vec<HouseholdMember>>;
    /// People with a post, now or formerly, or a password, by id, after this one.
    async fn staff_after(&mut self, after: Option<PersonId>, limit: i64) -> Read<Vec<PersonId>>;
    /// A person's posts, past ones included.
    async fn posts_of(&mut self, person: PersonId) -> Read<Vec<Post>>;
    /// The posts at these places on a day, without those of people who are suspended.
    async fn posts_at(&mut self, places: &[PlaceId], day: Day) -> Read<Vec<Post>>;
    /// People who are not suspended and have a post on a day, by id, after one of them.
    async fn people_with_posts(
        &mut self,
        after: Option<PersonId>,
        day: Day,
        limit: i64,
    ) -> Read<Vec<PersonId>>;
    /// The posts that answer one queue on a day, without those of people who are suspended.
    async fn posts_answering(&mut self, holder: &Holder, day: Day) -> Read<Vec<Post>>;
    /// A district's organisations, by id.
    async fn organisations(&mut self, district: PlaceId) -> Read<Vec<Organisation>>;
    /// One organisation.
    async fn organisation(&mut self, id: OrganisationId) -> Read<Option<Organisation>>;
    /// Organisations that serve any of these places, with whether somebody who is not suspended
    /// answers for them on that day.
    async fn serving(&mut self, places: &[PlaceId], day: Day) -> Read<Vec<(Organisation, bool)>>;
}

/// Playbooks and calendars.
#[async_trait]
pub trait Playbooks {
    /// A district's playbook: key, version and the row version of the binding.
    async fn binding(&mut self, district: PlaceId) -> Read<Option<(Name, u32, i64)>>;
    /// Key and version of every stored playbook, in their order.
    async fn playbooks(&mut self) -> Read<Vec<(Name, u32)>>;
    /// A playbook's text.
    async fn playbook(&mut self, key: &Name, version: u32) -> Read<Option<PlaybookRow>>;
    /// One change of a district's playbook.
    async fn playbook_change(&mut self, id: PlaybookChangeId) -> Read<Option<PlaybookChange>>;
    /// The change of a district's playbook of which something can still become.
    async fn playbook_change_open(&mut self, district: PlaceId) -> Read<Option<PlaybookChange>>;
    /// The latest changes of any district's playbook, newest first.
    async fn playbook_changes(&mut self, limit: i64) -> Read<Vec<PlaybookChange>>;
    /// The changes that were agreed to and whose day has come.
    async fn playbook_changes_due(&mut self, on: Day) -> Read<Vec<PlaybookChange>>;
    /// All imported calendar years.
    async fn calendar_years(&mut self) -> Read<Vec<(i16, CalendarYear)>>;
}

/// Where a list goes on: the last line's moment and case.
pub type ListKey = (Moment, CaseId);

/// One page of a list of cases, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPage {
    /// The cases.
    pub cases: Vec<CaseRow>,
    /// Where the next page begins.
    pub next: Option<ListKey>,
}

/// Which tasks of a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only late ones.
    pub late: bool,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this step.
    pub step: Option<Name>,
    /// Only those that an organisation divided so.
    pub inside: Option<InsideFilter>,
    /// Only on cases about this.
    pub category: Option<Name>,
    /// Only on cases that are listed at this place: there, or anywhere below it.
    pub place: Option<PlaceId>,
    /// Only on cases that came through this channel.
    pub channel: Option<Name>,
}

impl QueueFilter {
    /// Whether it asks for something that only the cases know, or the inside of an organisation. A page of such a queue may be short
    /// or empty and still have a next one: no more than so many tasks are looked through for it.
    #[must_use]
    pub const fn is_narrow(&self) -> bool {
        self.category.is_some()
            || self.place.is_some()
            || self.channel.is_some()
            || self.inside.is_some()
    }
}

/// One line of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueItem {
    /// The case; lines of the same case share it.
    pub case: Arc<CaseRow>,
    /// The task.
    pub task: TaskNumber,
    /// Its kind as a word.
    pub kind: String,
    /// Until when.
    pub due: Moment,
    /// Whether it is late.
    pub late: bool,
}

/// One page of a queue, earliest deadline first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueuePage {
    /// The tasks.
    pub items: Vec<QueueItem>,
    /// Where the next page begins: deadline, case, task.
    pub next: Option<(Moment, CaseId, TaskNumber)>,
}

/// How long an answer is kept for a repeated request: 24 hours, in milliseconds.
pub const ANSWER_KEPT_MS: i64 = 24 * 3_600_000;

/// Cases.
#[async_trait]
pub trait Cases {
    /// One case.
    async fn case(&mut self, id: CaseId) -> Read<Option<CaseRow>>;
    /// The case with this number in a district.
    async fn case_by_number(&mut self, district: PlaceId, number: &str) -> Read<Option<CaseRow>>;
    /// The cases with this number of another system: each system counts for itself.
    async fn cases_by_external(&mut self, district: PlaceId, number: &str) -> Read<Vec<CaseRow>>;
    /// A district's orders of other systems that ended otherwise than by being merged, from one
    /// moment until before another, in the order in which they ended.
    async fn orders_ended(
        &mut self,
        district: PlaceId,
        period: (Moment, Moment),
        limit: i64,
    ) -> Read<Vec<CaseRow>>;
    /// A district's orders that were merged, each with the case that stands for it at last, which
    /// ended from one moment until before another, in the order in which it ended.
    async fn orders_merged(
        &mut self,
        district: PlaceId,
        period: (Moment, Moment),
        limit: i64,
    ) -> Read<Vec<(CaseId, CaseId)>>;
    /// A case's events in order.
    async fn events(&mut self, case: CaseId) -> Read<Vec<Event>>;
    /// The events of several cases, each case's in order; a case that is not there has none.
    async fn events_of(&mut self, cases: &[CaseId]) -> Read<BTreeMap<CaseId, Vec<Event>>>;
    /// Texts by id; erased ones come with `words: None`.
    async fn texts(&mut self, ids: &[TextId]) -> Read<Vec<TextRow>>;
    /// A case's photos.
    async fn photos_of(&mut self, case: CaseId) -> Read<Vec<PhotoRow>>;
    /// One photo.
    async fn photo(&mut self, id: PhotoId) -> Read<Option<PhotoRow>>;
    /// A page of all photos, by id.
    async fn photos_after(&mut self, after: Option<PhotoId>, limit: i64) -> Read<Vec<PhotoId>>;
    /// The oldest photos from before a moment that belong to no case and to no notice.
    async fn unfiled_photos(&mut self, before: Moment, limit: i64) -> Read<Vec<PhotoRow>>;
    /// A page of the queues of these holders; see [`QueueFilter::is_narrow`].
    async fn queue(
        &mut self,
        holders: &[Holder],
        filter: &QueueFilter,
        after: Option<(Moment, CaseId, TaskNumber)>,
        limit: i64,
    ) -> Read<QueuePage>;
    /// The cases of the tasks before and after one in the queues of these holders, other than
    /// its own case.
    async fn queue_neighbours(
        &mut self,
        holders: &[Holder],
        of: (Moment, CaseId, TaskNumber),
    ) -> Read<(Option<CaseId>, Option<CaseId>)>;
    /// How many open tasks these holders have by kind, and how many of them are late; of each
    /// holder and kind no more than `most` are counted.
    async fn queue_counts(
        &mut self,
        holders: &[Holder],
        most: i64,
    ) -> Read<Vec<(String, i64, i64)>>;
    /// How many open tasks these holders have by step; `None` if one of them has more than `most`
    /// open, because they are not all looked at then.
    async fn queue_steps(
        &mut self,
        holders: &[Holder],
        most: i64,
    ) -> Read<Option<BTreeMap<Name, i64>>>;
    /// How many open tasks of these holders are due before a moment and not late yet.
    async fn queue_due(&mut self, holders: &[Holder], before: Moment) -> Read<i64>;
    /// The open tasks of these holders on cases that are about somebody who would handle them.
    async fn recused_tasks(&mut self, holders: &[Holder]) -> Read<Vec<(CaseId, TaskNumber)>>;
    /// Cases by id.
    async fn cases_by_id(&mut self, ids: &[CaseId]) -> Read<Vec<CaseRow>>;
    /// A page of the cases in sight; `open` narrows it.
    async fn list(
        &mut self,
        sight: &Visibility,
        open: Option<bool>,
        after: Option<ListKey>,
        limit: i64,
    ) -> Read<ListPage>;
    /// A page of the cases in sight that have all of these words (at most 4), newest first. It
    /// looks through so many newest cases of each arm; `next` leads on to older ones.
    async fn search(
        &mut self,
        sight: &Visibility,
        words: &[String],
        after: Option<ListKey>,
        limit: i64,
    ) -> Read<ListPage>;
    /// Cases with something due, earliest first.
    async fn due_cases(&mut self, now: Moment, limit: i64) -> Read<Vec<CaseId>>;
    /// A page of all cases, by id.
    async fn cases_after(&mut self, after: Option<CaseId>, limit: i64) -> Read<Vec<CaseRow>>;
    /// A page of the cases that no search finds, by id: they have words, and none of them is filed.
    async fn cases_without_words(&mut self, after: Option<CaseId>, limit: i64)
    -> Read<Vec<CaseId>>;
    /// Where cases are listed now.
    async fn scopes_of(&mut self, cases: &[CaseId]) -> Read<BTreeMap<CaseId, BTreeSet<ScopeRow>>>;
    /// The answer kept for a repeated request, unless it is older than [`ANSWER_KEPT_MS`].
    async fn kept_answer(
        &mut self,
        person: PersonId,
        route: &str,
        key: &str,
        now: Moment,
    ) -> Read<Option<IdempotencyRow>>;
    /// The sum of a counter's amounts since a moment.
    async fn sum_since(&mut self, counter: &str, since: Moment) -> Read<i64>;
}

/// Accounts.
#[async_trait]
pub trait Accounts {
    /// The session of a token.
    async fn session(&mut self, token_hash: &[u8]) -> Read<Option<Session>>;
    /// A person's sessions that are not over.
    async fn sessions_of(&mut self, person: PersonId, now: Moment) -> Read<Vec<Session>>;
    /// The code of a slot, expired or worn out ones included.
    async fn code(&mut self, slot: &[u8]) -> Read<Option<OneTimeCode>>;
    /// The credential of a username.
    async fn credential(&mut self, username: &str) -> Read<Option<Credential>>;
    /// The credential of a person.
    async fn credential_of(&mut self, person: PersonId) -> Read<Option<Credential>>;
    /// Those of these people who have a credential.
    async fn with_credential(&mut self, people: &[PersonId]) -> Read<BTreeSet<PersonId>>;
    /// Everybody who administers something, by person.
    async fn administrators(&mut self) -> Read<Vec<(PersonId, Administration)>>;
    /// Whom an administrator invited to an office that is filled once; the operator's do not count.
    async fn office_filled(&mut self, office: Administration) -> Read<Option<PersonId>>;
    /// The consents that a person gave or took, withdrawn ones included, by id.
    async fn consents_of(&mut self, person: PersonId) -> Read<Vec<Consent>>;
}

/// A message as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Its id.
    pub id: RawId,
    /// About which case.
    pub case: CaseId,
    /// That case's number.
    pub number: String,
    /// That case's class.
    pub class: CaseClass,
    /// Its name in the catalogue.
    pub message: Name,
    /// When.
    pub at: Moment,
}

/// A recorded look at somebody's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// Who looked.
    pub by: PersonId,
    /// At which case.
    pub case: CaseId,
    /// At what.
    pub what: String,
    /// Why, as a code.
    pub reason: String,
    /// The reason as it was written.
    pub text: Option<TextId>,
    /// When.
    pub at: Moment,
}

/// Jobs that go on where they stopped.
#[async_trait]
pub trait Jobs {
    /// Those whose turn it is, by name.
    async fn due_jobs(&mut self, now: Moment) -> Read<Vec<JobRow>>;
    /// Effects that did not leave yet, counted up to so many.
    async fn outbox_waiting(&mut self, most: i64) -> Read<i64>;
    /// All that are under way or waiting, by name.
    async fn jobs(&mut self) -> Read<Vec<JobRow>>;
}

/// Inboxes and looks.
#[async_trait]
pub trait Inbox {
    /// The latest messages of these holders, newest first.
    async fn messages(&mut self, holders: &[Holder], limit: i64) -> Read<Vec<MessageRow>>;
    /// How many messages came to a person as a resident since they read them, at most `most`.
    async fn unread(&mut self, person: PersonId, most: i64) -> Read<i64>;
    /// Up to when a person read the messages to them as a resident.
    async fn messages_seen(&mut self, person: PersonId) -> Read<Option<Moment>>;
    /// Who looked at a person's values, newest first.
    async fn looks_at(&mut self, owner: PersonId, limit: i64) -> Read<Vec<LookRow>>;
    /// The reasons written for looks at a case, in order.
    async fn look_texts(&mut self, case: CaseId) -> Read<Vec<TextId>>;
    /// What somebody was told last.
    async fn digest_of(&mut self, person: PersonId) -> Read<Option<Digest>>;
}

/// Where a page of notices ended: when the last one was published, and its id.
pub type NoticeKey = (Moment, NoticeId);

/// Notices.
#[async_trait]
pub trait Notices {
    /// One notice, hanging or not.
    async fn notice(&mut self, id: NoticeId) -> Read<Option<Notice>>;
    /// The notice that shows a photo.
    async fn notice_with_photo(&mut self, photo: PhotoId) -> Read<Option<Notice>>;
    /// Notices of a district (first of the pair) for a place (second) and everything below it, and
    /// for the places `above`, newest first: those that hang on a day, or all that ever did.
    async fn notices_around(
        &mut self,
        at: (PlaceId, PlaceId),
        above: &[PlaceId],
        hanging_on: Option<Day>,
        after: Option<NoticeKey>,
        limit: i64,
    ) -> Read<Vec<Notice>>;
    /// Notices that hang on a day for the people of exactly these places, newest first.
    async fn notices_hanging_at(
        &mut self,
        places: &[PlaceId],
        on: Day,
        limit: i64,
    ) -> Read<Vec<Notice>>;
}

/// Notice boards.
#[async_trait]
pub trait Boards {
    /// The service numbers that these places keep themselves, by place.
    async fn service_sheets(&mut self, places: &[PlaceId]) -> Read<Vec<ServiceSheet>>;
    /// The boards that hang at these places, by place.
    async fn hung_boards(&mut self, places: &[PlaceId]) -> Read<Vec<HungBoard>>;
    /// A page of the boards that hang under a place that grids lie under, by place.
    async fn hung_boards_under(
        &mut self,
        gridded: PlaceId,
        after: Option<PlaceId>,
        limit: i64,
    ) -> Read<Vec<HungBoard>>;
    /// Of these, those made from something that is no longer as it was, or to be looked at by this
    /// day: whether they show something else is for the reader to see. A page of them, by place.
    async fn hung_boards_to_check(
        &mut self,
        gridded: PlaceId,
        day: Day,
        after: Option<PlaceId>,
        limit: i64,
    ) -> Read<Vec<HungBoard>>;
    /// Places that belong to a grid by a row of their own, with it.
    async fn memberships(&mut self, places: &[PlaceId], day: Day) -> Read<Vec<(PlaceId, PlaceId)>>;
    /// What belongs to a grid by a row of its own, by position.
    async fn covered(&mut self, grid: PlaceId, day: Day) -> Read<Vec<Place>>;
    /// The first day after this one on which a post at one of these places begins.
    async fn next_post_on(&mut self, places: &[PlaceId], after: Day) -> Read<Option<Day>>;
}
