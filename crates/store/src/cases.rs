//! Cases with their events, words and photos.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use linli_app::{
    CasePut, IdempotencyRow, ScopeRow,
    ports::{Cases, ListKey, ListPage, QueueFilter, QueuePage, StoreError},
};
use linli_domain::{
    matter::{CaseRow, PhotoRow, TextRow},
    policy::{CaseClass, Visibility},
};
use linli_kernel::{CaseId, Moment, PersonId, PhotoId, PlaceId, TextId};
use linli_playbook::{
    Name,
    engine::{Event, Holder, TaskNumber, TextRef},
};

use crate::{
    figures, inbox, lists,
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, json, parameters},
    view::View,
    whistles,
};

macro_rules! case_columns {
    () => {
        "id, district, number, text_id, text_hash, category, anonymous, may_call, taken_by, \
         facility, external_number, class, hidden, published_at, merged_into, state, revision"
    };
}

macro_rules! photo_columns {
    () => {
        "id, owner, case_id, event, width, height, created_at, version"
    };
}

statements! {
    /// Keeps a case as it is until the commit.
    HOLD = "SELECT id FROM cases WHERE id = ?1 AND revision = ?2 {share}";
    INSERT_CASE = "INSERT INTO cases (id, district, number, text_id, text_hash, category, \
        anonymous, may_call, taken_by, facility, external_system, external_number, class, hidden, \
        published_at, merged_into, opened_at, ended_at, next_due, state, revision) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
        ?19, ?20, ?21)";
    UPDATE_CASE = "UPDATE cases SET district = ?2, number = ?3, text_id = ?4, text_hash = ?5, \
        category = ?6, anonymous = ?7, may_call = ?8, taken_by = ?9, facility = ?10, \
        external_system = ?11, external_number = ?12, class = ?13, hidden = ?14, \
        published_at = ?15, merged_into = ?16, opened_at = ?17, ended_at = ?18, next_due = ?19, \
        state = ?20, revision = ?21 WHERE id = ?1 AND revision = ?22";
    INSERT_EVENT = "INSERT INTO case_event (case_id, number, district, recorded_at, body) \
        VALUES (?1, ?2, ?3, ?4, ?5)";
    INSERT_TEXT = "INSERT INTO free_text (id, case_id, words, salt, hash, erased_reason, \
        erased_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    UPDATE_TEXT = "UPDATE free_text SET case_id = ?2, words = ?3, salt = ?4, hash = ?5, \
        erased_reason = ?6, erased_at = ?7, version = ?8 WHERE id = ?1 AND version = ?9";
    INSERT_PHOTO = "INSERT INTO photo (id, owner, case_id, event, width, height, created_at, \
        version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    UPDATE_PHOTO = "UPDATE photo SET owner = ?2, case_id = ?3, event = ?4, width = ?5, \
        height = ?6, created_at = ?7, version = ?8 WHERE id = ?1 AND version = ?9";
    BY_ID = concat!("SELECT ", case_columns!(), " FROM cases WHERE id = ?1");
    BY_IDS = concat!("SELECT ", case_columns!(), " FROM cases WHERE id {among ?1}");
    /// A page of all cases.
    ALL_AFTER = concat!("SELECT ", case_columns!(),
        " FROM cases WHERE id > ?1 ORDER BY id LIMIT ?2");
    /// Words that were erased are not missing.
    WITHOUT_WORDS = "SELECT id FROM cases WHERE id > ?1 AND NOT EXISTS ( \
            SELECT 1 FROM case_word WHERE case_word.case_id = cases.id) AND EXISTS ( \
            SELECT 1 FROM free_text WHERE free_text.id = cases.text_id \
            AND free_text.words IS NOT NULL) ORDER BY id LIMIT ?2";
    BY_NUMBER = concat!("SELECT ", case_columns!(),
        " FROM cases WHERE district = ?1 AND number = ?2");
    BY_EXTERNAL = concat!("SELECT ", case_columns!(), " FROM cases \
        WHERE district = ?1 AND external_number = ?2 ORDER BY id LIMIT 20");
    ORDERS_ENDED = concat!("SELECT ", case_columns!(), " FROM cases \
        WHERE district = ?1 AND external_number IS NOT NULL AND ended_at >= ?2 AND ended_at < ?3 \
        AND merged_into IS NULL ORDER BY ended_at, id LIMIT ?4");
    ORDERS_MERGED = "WITH RECURSIVE told (id, main) AS ( \
            SELECT id, merged_into FROM cases WHERE district = ?1 \
                AND external_number IS NOT NULL AND merged_into IS NOT NULL \
            UNION ALL SELECT told.id, cases.merged_into FROM told \
                JOIN cases ON cases.id = told.main WHERE cases.merged_into IS NOT NULL) \
        SELECT told.id, told.main FROM told JOIN cases ON cases.id = told.main \
        WHERE cases.merged_into IS NULL AND cases.ended_at >= ?2 AND cases.ended_at < ?3 \
        ORDER BY cases.ended_at, told.id LIMIT ?4";
    EVENTS = "SELECT body FROM case_event WHERE case_id = ?1 ORDER BY number";
    EVENTS_OF = "SELECT case_id, body FROM case_event WHERE case_id {among ?1} \
        ORDER BY case_id, number";
    TEXTS = "SELECT id, case_id, words, salt, hash, erased_reason, erased_at, version \
        FROM free_text WHERE id {among ?1} ORDER BY id";
    PHOTOS = concat!("SELECT ", photo_columns!(), " FROM photo WHERE case_id = ?1 ORDER BY id");
    PHOTO = concat!("SELECT ", photo_columns!(), " FROM photo WHERE id = ?1");
    PHOTOS_AFTER = "SELECT id FROM photo WHERE id > ?1 ORDER BY id LIMIT ?2";
    UNFILED = concat!("SELECT ", photo_columns!(), " FROM photo \
        WHERE case_id IS NULL AND created_at < ?1 \
        AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.photo = photo.id) \
        ORDER BY created_at, id LIMIT ?2");
    DELETE_PHOTO = "DELETE FROM photo WHERE id = ?1 AND version = ?2 AND case_id IS NULL \
        AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.photo = photo.id)";
    DUE = "SELECT id FROM cases WHERE next_due <= ?1 ORDER BY next_due, id LIMIT ?2";
}

pub(crate) fn write(plan: &mut Plan, put: CasePut) -> Result<(), StoreError> {
    match put {
        CasePut::Case(row) => write_case(plan, *row)?,
        CasePut::Queue(case, rows) => lists::write_queue(plan, case, rows)?,
        CasePut::Scopes(case, rows) => lists::write_scopes(plan, case, rows)?,
        CasePut::Words(case, words) => lists::write_words(plan, case, words)?,
        CasePut::Whistles(case, rows) => whistles::write(plan, case, rows)?,
        CasePut::Events(case, events) => write_events(plan, case, &events)?,
        CasePut::Text(text) => write_text(plan, text),
        CasePut::Photo(photo) => write_photo(plan, photo),
        CasePut::PhotoGone { id, version } => {
            plan.update((Table::Photo, id.get()), DELETE_PHOTO, parameters![id, version]);
        }
        CasePut::Message(message) => inbox::write_message(plan, message)?,
        CasePut::News(message) => inbox::write_news(plan, message)?,
        CasePut::Seen { person, until } => inbox::write_seen(plan, person, until),
        CasePut::Look { id, owner, by, case, what, reason, text, at } => {
            let parameters = parameters![id, owner, by, case, what, reason, at, text];
            plan.insert(Table::Look, inbox::INSERT_LOOK, parameters);
        }
    }
    Ok(())
}

fn write_case(plan: &mut Plan, row: CaseRow) -> Result<(), StoreError> {
    let number = match (row.number.clone(), plan.assigned(row.id)) {
        (None, Some(position)) => Parameter::Assigned(position),
        (number, _) => Parameter::from(number),
    };
    let ended_at = row.ended_at();
    let external_system = row.state.external.as_ref().map(|external| &external.system);
    let parameters = parameters![
        row.id,
        row.district,
        number,
        row.text.id,
        row.text.hash.cast_signed(),
        row.category.as_ref(),
        row.anonymous,
        row.may_call,
        row.taken_by,
        row.facility,
        external_system,
        row.external_number,
        row.class.word(),
        row.hidden,
        row.published_at,
        row.merged_into,
        row.state.opened_at,
        ended_at,
        row.state.next_due(),
        json(&row.state)?,
        row.revision,
    ];
    let key = (Table::Case, row.id.get());
    plan.versioned(key, row.revision, [INSERT_CASE, UPDATE_CASE], parameters);
    figures::mark(plan, row.id, row.revision);
    Ok(())
}

fn write_events(plan: &mut Plan, case: CaseId, events: &[Event]) -> Result<(), StoreError> {
    let (district, _) = plan.case(case)?;
    for event in events {
        let body = json(event)?;
        let parameters = parameters![case, event.number, district, event.recorded_at, body];
        plan.insert(Table::Event, INSERT_EVENT, parameters);
    }
    Ok(())
}

fn write_text(plan: &mut Plan, text: TextRow) {
    let (reason, at) = text.erased.unzip();
    let parameters =
        parameters![text.id, text.case, text.words, text.salt, text.hash, reason, at, text.version];
    let key = (Table::Text, text.id.get());
    plan.versioned(key, text.version, [INSERT_TEXT, UPDATE_TEXT], parameters);
}

fn write_photo(plan: &mut Plan, photo: PhotoRow) {
    let parameters = parameters![
        photo.id,
        photo.owner,
        photo.case,
        photo.event,
        photo.width,
        photo.height,
        photo.created_at,
        photo.version,
    ];
    let key = (Table::Photo, photo.id.get());
    plan.versioned(key, photo.version, [INSERT_PHOTO, UPDATE_PHOTO], parameters);
}

pub(crate) fn read_case(row: &mut Row<'_>) -> Result<CaseRow, StoreError> {
    Ok(CaseRow {
        id: row.id(CaseId::new)?,
        district: row.id(PlaceId::new)?,
        number: row.optional_text()?,
        text: TextRef { id: row.id(TextId::new)?, hash: row.integer()?.cast_unsigned() },
        category: row.optional_name()?,
        anonymous: row.flag()?,
        may_call: row.flag()?,
        taken_by: row.optional_id(PersonId::new)?,
        facility: row.optional_id(PlaceId::new)?,
        external_number: row.optional_text()?,
        class: row.word(CaseClass::from_word)?,
        hidden: row.optional_text()?,
        published_at: row.optional_moment()?,
        merged_into: row.optional_id(CaseId::new)?,
        state: row.json()?,
        revision: row.integer()?,
    })
}

fn read_text(row: &mut Row<'_>) -> Result<TextRow, StoreError> {
    Ok(TextRow {
        id: row.id(TextId::new)?,
        case: row.id(CaseId::new)?,
        words: row.optional_text()?,
        salt: row.blob()?,
        hash: row.blob()?,
        erased: row.optional_text()?.zip(row.optional_moment()?),
        version: row.integer()?,
    })
}

fn read_photo(row: &mut Row<'_>) -> Result<PhotoRow, StoreError> {
    Ok(PhotoRow {
        id: row.id(PhotoId::new)?,
        owner: row.id(PersonId::new)?,
        case: row.optional_id(CaseId::new)?,
        event: row.optional_small()?,
        width: row.integer()?,
        height: row.integer()?,
        created_at: row.moment()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Cases for View {
    async fn case(&mut self, id: CaseId) -> Result<Option<CaseRow>, StoreError> {
        self.first(BY_ID, parameters![id], read_case).await
    }

    async fn case_by_number(
        &mut self,
        district: PlaceId,
        number: &str,
    ) -> Result<Option<CaseRow>, StoreError> {
        self.first(BY_NUMBER, parameters![district, number], read_case).await
    }

    async fn cases_by_external(
        &mut self,
        district: PlaceId,
        number: &str,
    ) -> Result<Vec<CaseRow>, StoreError> {
        self.all(BY_EXTERNAL, parameters![district, number], read_case).await
    }

    async fn orders_ended(
        &mut self,
        district: PlaceId,
        (from, to): (Moment, Moment),
        limit: i64,
    ) -> Result<Vec<CaseRow>, StoreError> {
        self.all(ORDERS_ENDED, parameters![district, from, to, limit], read_case).await
    }

    async fn orders_merged(
        &mut self,
        district: PlaceId,
        (from, to): (Moment, Moment),
        limit: i64,
    ) -> Result<Vec<(CaseId, CaseId)>, StoreError> {
        let pair = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, row.id(CaseId::new)?));
        self.all(ORDERS_MERGED, parameters![district, from, to, limit], pair).await
    }

    async fn events(&mut self, case: CaseId) -> Result<Vec<Event>, StoreError> {
        self.all(EVENTS, parameters![case], |row| row.json()).await
    }

    async fn events_of(
        &mut self,
        cases: &[CaseId],
    ) -> Result<BTreeMap<CaseId, Vec<Event>>, StoreError> {
        let read = |row: &mut Row<'_>| Ok((row.id(CaseId::new)?, row.json()?));
        let mut events: BTreeMap<CaseId, Vec<Event>> = BTreeMap::new();
        for (case, event) in self.all(EVENTS_OF, parameters![Parameter::ids(cases)], read).await? {
            events.entry(case).or_default().push(event);
        }
        Ok(events)
    }

    async fn texts(&mut self, ids: &[TextId]) -> Result<Vec<TextRow>, StoreError> {
        self.all(TEXTS, parameters![Parameter::ids(ids)], read_text).await
    }

    async fn photos_of(&mut self, case: CaseId) -> Result<Vec<PhotoRow>, StoreError> {
        self.all(PHOTOS, parameters![case], read_photo).await
    }

    async fn photo(&mut self, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
        self.first(PHOTO, parameters![id], read_photo).await
    }

    async fn photos_after(
        &mut self,
        after: Option<PhotoId>,
        limit: i64,
    ) -> Result<Vec<PhotoId>, StoreError> {
        let after = after.map_or(i64::MIN, PhotoId::get);
        self.all(PHOTOS_AFTER, parameters![after, limit], |row| row.id(PhotoId::new)).await
    }

    async fn unfiled_photos(
        &mut self,
        before: Moment,
        limit: i64,
    ) -> Result<Vec<PhotoRow>, StoreError> {
        self.all(UNFILED, parameters![before, limit], read_photo).await
    }

    async fn queue(
        &mut self,
        holders: &[Holder],
        filter: &QueueFilter,
        after: Option<(Moment, CaseId, TaskNumber)>,
        limit: i64,
    ) -> Result<QueuePage, StoreError> {
        self.queue_page(holders, filter, after, limit).await
    }

    async fn queue_neighbours(
        &mut self,
        holders: &[Holder],
        of: (Moment, CaseId, TaskNumber),
    ) -> Result<(Option<CaseId>, Option<CaseId>), StoreError> {
        self.neighbours(holders, of).await
    }

    async fn queue_counts(
        &mut self,
        holders: &[Holder],
        most: i64,
    ) -> Result<Vec<(String, i64, i64)>, StoreError> {
        self.queue_totals(holders, most).await
    }

    async fn queue_steps(
        &mut self,
        holders: &[Holder],
        most: i64,
    ) -> Result<Option<BTreeMap<Name, i64>>, StoreError> {
        self.queue_step_totals(holders, most).await
    }

    async fn queue_due(&mut self, holders: &[Holder], before: Moment) -> Result<i64, StoreError> {
        self.due_before(holders, before).await
    }

    async fn recused_tasks(
        &mut self,
        holders: &[Holder],
    ) -> Result<Vec<(CaseId, TaskNumber)>, StoreError> {
        self.recused_in(holders).await
    }

    async fn cases_by_id(&mut self, ids: &[CaseId]) -> Result<Vec<CaseRow>, StoreError> {
        Ok(self.cases_of(ids.iter().copied()).await?.into_values().collect())
    }

    async fn list(
        &mut self,
        sight: &Visibility,
        open: Option<bool>,
        after: Option<ListKey>,
        limit: i64,
    ) -> Result<ListPage, StoreError> {
        self.list_page(sight, open, after, limit).await
    }

    async fn search(
        &mut self,
        sight: &Visibility,
        words: &[String],
        after: Option<ListKey>,
        limit: i64,
    ) -> Result<ListPage, StoreError> {
        self.search_page(sight, words, after, limit).await
    }

    async fn cases_after(
        &mut self,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<CaseRow>, StoreError> {
        let after = after.map_or(0, CaseId::get);
        self.all(ALL_AFTER, parameters![after, limit], read_case).await
    }

    async fn cases_without_words(
        &mut self,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<CaseId>, StoreError> {
        let after = after.map_or(0, CaseId::get);
        self.all(WITHOUT_WORDS, parameters![after, limit], |row| row.id(CaseId::new)).await
    }

    async fn scopes_of(
        &mut self,
        cases: &[CaseId],
    ) -> Result<BTreeMap<CaseId, BTreeSet<ScopeRow>>, StoreError> {
        self.filed(cases).await
    }

    async fn due_cases(&mut self, now: Moment, limit: i64) -> Result<Vec<CaseId>, StoreError> {
        self.all(DUE, parameters![now, limit], |row| row.id(CaseId::new)).await
    }

    async fn kept_answer(
        &mut self,
        person: PersonId,
        route: &str,
        key: &str,
        now: Moment,
    ) -> Result<Option<IdempotencyRow>, StoreError> {
        self.answer(person, route, key, now).await
    }

    async fn sum_since(&mut self, counter: &str, since: Moment) -> Result<i64, StoreError> {
        self.sum(counter, since).await
    }
}
