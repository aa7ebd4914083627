//! The admission list, requests of departments, replies of communities.

use async_trait::async_trait;
use linli_app::{
    AdmissionMessage, AdmissionPut,
    ports::{AdmissionKey, Admissions, StoreError, Tallied},
};
use linli_domain::admission::{
    AdmissionItem, AdmissionNews, AdmissionReply, AdmissionRequest, Answered, AskKind, Decided,
    Outside, RefusalReason, ReplyState, RequestState, Rhythm, Tally,
};
use linli_kernel::{
    AdmissionItemId, AdmissionReplyId, AdmissionRequestId, Day, Moment, Month, OrganisationId,
    PersonId, PlaceId, RawId,
};
use linli_playbook::engine::Holder;

use std::collections::BTreeSet;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Id, Parameter, Row, Value, holder_columns, parameters},
    view::View,
};

macro_rules! item_columns {
    () => {
        "id, district, department, kind, title, basis, conditions, budget_yuan, rhythm, \
         valid_from, valid_to, replaces, listed_by, holder_kind, holder, listed_at, version"
    };
}

macro_rules! request_columns {
    () => {
        "id, district, department, item, kind, title, body, due, outside, state, made_by, \
         made_at, decided_by, decided_kind, decided_as, decided_at, decided_words, version"
    };
}

macro_rules! reply_columns {
    () => {
        "id, request, district, community, department, kind, item, turn, month, outside, \
         made_at, due, state, reason, words, answered_by, answered_kind, answered_as, \
         answered_at, version"
    };
}

statements! {
    INSERT_ITEM = concat!("INSERT INTO admission_item (", item_columns!(), ") VALUES \
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)");
    UPDATE_ITEM = "UPDATE admission_item SET district = ?2, department = ?3, kind = ?4, \
        title = ?5, basis = ?6, conditions = ?7, budget_yuan = ?8, rhythm = ?9, valid_from = ?10, \
        valid_to = ?11, replaces = ?12, listed_by = ?13, holder_kind = ?14, holder = ?15, \
        listed_at = ?16, version = ?17 WHERE id = ?1 AND version = ?18";
    ITEM = concat!("SELECT ", item_columns!(), " FROM admission_item WHERE id = ?1");
    // Day 0 is before every day: whatever stood there once.
    ITEMS = concat!("SELECT ", item_columns!(), " FROM admission_item WHERE district = ?1 \
        AND ((valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2)) OR ?2 = 0) \
        AND (listed_at, id) < (?3, ?4) ORDER BY listed_at DESC, id DESC LIMIT ?5");
    ITEMS_OF_DEPARTMENT = concat!("SELECT ", item_columns!(), " FROM admission_item \
        WHERE department = ?1 AND valid_from <= ?2 AND (valid_to IS NULL OR valid_to >= ?2) \
        ORDER BY listed_at DESC, id DESC LIMIT ?3");
    INSERT_REQUEST = concat!("INSERT INTO admission_request (", request_columns!(), ") VALUES \
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)");
    UPDATE_REQUEST = "UPDATE admission_request SET district = ?2, department = ?3, item = ?4, \
        kind = ?5, title = ?6, body = ?7, due = ?8, outside = ?9, state = ?10, made_by = ?11, \
        made_at = ?12, decided_by = ?13, decided_kind = ?14, decided_as = ?15, decided_at = ?16, \
        decided_words = ?17, version = ?18 WHERE id = ?1 AND version = ?19";
    REQUEST = concat!("SELECT ", request_columns!(), " FROM admission_request WHERE id = ?1");
    REQUESTS = concat!("SELECT ", request_columns!(), " FROM admission_request \
        WHERE id {among ?1}");
    OF_DEPARTMENT = concat!("SELECT ", request_columns!(), " FROM admission_request \
        WHERE department = ?1 AND (made_at, id) < (?2, ?3) \
        ORDER BY made_at DESC, id DESC LIMIT ?4");
    OF_DISTRICT = concat!("SELECT ", request_columns!(), " FROM admission_request \
        WHERE district = ?1 AND (made_at, id) < (?2, ?3) \
        ORDER BY made_at DESC, id DESC LIMIT ?4");
    WAITING = concat!("SELECT ", request_columns!(), " FROM admission_request \
        WHERE district = ?1 AND state = 'waiting' AND (made_at, id) < (?2, ?3) \
        ORDER BY made_at DESC, id DESC LIMIT ?4");
    INSERT_REPLY = concat!("INSERT INTO admission_reply (", reply_columns!(), ", open) VALUES \
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, \
        ?20, ?21)");
    UPDATE_REPLY = "UPDATE admission_reply SET request = ?2, district = ?3, community = ?4, \
        department = ?5, kind = ?6, item = ?7, turn = ?8, month = ?9, outside = ?10, \
        made_at = ?11, due = ?12, state = ?13, reason = ?14, words = ?15, answered_by = ?16, \
        answered_kind = ?17, answered_as = ?18, answered_at = ?19, version = ?20, open = ?21 \
        WHERE id = ?1 AND version = ?22";
    REPLIES = concat!("SELECT ", reply_columns!(), " FROM admission_reply WHERE request = ?1 \
        ORDER BY community");
    REPLY_STATES = "SELECT request, state, COUNT(*) FROM admission_reply \
        WHERE request {among ?1} GROUP BY request, state";
    OF_COMMUNITY = concat!("SELECT ", reply_columns!(), " FROM admission_reply \
        WHERE community = ?1 AND open = ?2 AND (made_at, request) < (?3, ?4) \
        ORDER BY made_at DESC, request DESC LIMIT ?5");
    ASKED_IN_TURN = "SELECT community FROM admission_reply WHERE item = ?1 AND turn = ?2 \
        ORDER BY community";
    COUNT_OPEN = "SELECT COUNT(*) FROM (SELECT 1 FROM admission_reply \
        WHERE community = ?1 AND open = 1 LIMIT ?2) AS waiting";
    COUNT_WAITING = "SELECT COUNT(*) FROM (SELECT 1 FROM admission_request \
        WHERE district = ?1 AND state = 'waiting' LIMIT ?2) AS waiting";
    BY_DEPARTMENT = "SELECT department, month, kind, outside, state, COUNT(*) \
        FROM admission_reply WHERE district = ?1 AND month >= ?2 AND month <= ?3 \
        GROUP BY department, month, kind, outside, state";
    OF_ONE_COMMUNITY = "SELECT department, month, kind, outside, state, COUNT(*) \
        FROM admission_reply WHERE community = ?1 AND month >= ?2 AND month <= ?3 \
        GROUP BY department, month, kind, outside, state";
    BY_COMMUNITY = "SELECT community, kind, outside, state, COUNT(*) FROM admission_reply \
        WHERE district = ?1 AND month >= ?2 AND month <= ?3 \
        GROUP BY community, kind, outside, state";
    INSERT_ADMISSION_MESSAGE = "INSERT INTO admission_message \
        (id, holder_kind, holder, request, news, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    ADMISSION_MESSAGES = "SELECT id, holder_kind, holder, request, news, at \
        FROM admission_message WHERE holder_kind = ?1 AND holder = ?2 \
        ORDER BY at DESC, id DESC LIMIT ?3";
}

pub(crate) fn write(plan: &mut Plan, put: AdmissionPut) -> Result<(), StoreError> {
    match put {
        AdmissionPut::Item(item) => write_item(plan, item),
        AdmissionPut::Request(request) => write_request(plan, request),
        AdmissionPut::Reply(reply) => write_reply(plan, reply),
        AdmissionPut::Message(message) => write_message(plan, &message),
    }
}

fn write_item(plan: &mut Plan, item: AdmissionItem) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&item.listed_as)?;
    let (key, version) = ((Table::AdmissionItem, item.id.get()), item.version);
    let parameters = parameters![
        item.id,
        item.district,
        item.department,
        item.kind.word(),
        item.title,
        item.basis,
        item.conditions,
        item.budget_yuan,
        item.rhythm.word(),
        item.valid_from,
        item.valid_to,
        item.replaces,
        item.listed_by,
        kind,
        holder,
        item.listed_at,
        version,
    ];
    plan.versioned(key, version, [INSERT_ITEM, UPDATE_ITEM], parameters);
    Ok(())
}

fn write_request(plan: &mut Plan, request: AdmissionRequest) -> Result<(), StoreError> {
    let (key, version) = ((Table::AdmissionRequest, request.id.get()), request.version);
    let (by, holder, at, words) = match request.decided {
        Some(Decided { by, posted_as, at, words }) => {
            (Some(by), Some(holder_columns(&posted_as)?), Some(at), Some(words))
        }
        None => (None, None, None, None),
    };
    let (kind, holder) = holder.unzip();
    let parameters = parameters![
        request.id,
        request.district,
        request.department,
        request.item,
        request.kind.word(),
        request.title,
        request.text,
        request.due,
        request.outside.map(Outside::word),
        request.state.word(),
        request.made_by,
        request.made_at,
        by,
        kind,
        holder,
        at,
        words,
        version,
    ];
    plan.versioned(key, version, [INSERT_REQUEST, UPDATE_REQUEST], parameters);
    Ok(())
}

fn write_reply(plan: &mut Plan, reply: AdmissionReply) -> Result<(), StoreError> {
    let (key, version) = ((Table::AdmissionReply, reply.id.get()), reply.version);
    let (by, holder, at) = match reply.answered {
        Some(Answered { by, posted_as, at }) => {
            (Some(by), Some(holder_columns(&posted_as)?), Some(at))
        }
        None => (None, None, None),
    };
    let (kind, holder) = holder.unzip();
    let parameters = parameters![
        reply.id,
        reply.request,
        reply.district,
        reply.community,
        reply.department,
        reply.kind.word(),
        reply.item,
        reply.turn,
        reply.month.number(),
        reply.outside,
        reply.made_at,
        reply.due,
        reply.state.word(),
        reply.reason.map(RefusalReason::word),
        reply.words,
        by,
        kind,
        holder,
        at,
        version,
        reply.state.reached().then_some(reply.state.is_pending()),
    ];
    plan.versioned(key, version, [INSERT_REPLY, UPDATE_REPLY], parameters);
    Ok(())
}

fn write_message(plan: &mut Plan, message: &AdmissionMessage) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&message.holder)?;
    let AdmissionMessage { id, request, news, at, .. } = message;
    let parameters = parameters![*id, kind, holder, *request, news.word(), *at];
    plan.insert(Table::AdmissionMessage, INSERT_ADMISSION_MESSAGE, parameters);
    Ok(())
}

fn read_item(row: &mut Row<'_>) -> Result<AdmissionItem, StoreError> {
    Ok(AdmissionItem {
        id: row.id(AdmissionItemId::new)?,
        district: row.id(PlaceId::new)?,
        department: row.id(OrganisationId::new)?,
        kind: row.word(AskKind::from_word)?,
        title: row.text()?,
        basis: row.text()?,
        conditions: row.text()?,
        budget_yuan: row.integer()?,
        rhythm: row.word(Rhythm::from_word)?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
        replaces: row.optional_id(AdmissionItemId::new)?,
        listed_by: row.id(PersonId::new)?,
        listed_as: row.holder()?,
        listed_at: row.moment()?,
        version: row.integer()?,
    })
}

fn read_request(row: &mut Row<'_>) -> Result<AdmissionRequest, StoreError> {
    Ok(AdmissionRequest {
        id: row.id(AdmissionRequestId::new)?,
        district: row.id(PlaceId::new)?,
        department: row.id(OrganisationId::new)?,
        item: row.optional_id(AdmissionItemId::new)?,
        kind: row.word(AskKind::from_word)?,
        title: row.text()?,
        text: row.text()?,
        due: row.day()?,
        outside: row.optional_word(Outside::from_word)?,
        state: row.word(RequestState::from_word)?,
        made_by: row.id(PersonId::new)?,
        made_at: row.moment()?,
        decided: read_decided(row)?,
        version: row.integer()?,
    })
}

fn read_decided(row: &mut Row<'_>) -> Result<Option<Decided>, StoreError> {
    let by = row.optional_id(PersonId::new)?;
    let posted_as = row.optional_holder()?;
    let at = row.optional_moment()?;
    let words = row.optional_text()?.unwrap_or_default();
    let all = by.zip(posted_as).zip(at);
    Ok(all.map(|((by, posted_as), at)| Decided { by, posted_as, at, words }))
}

fn read_reply(row: &mut Row<'_>) -> Result<AdmissionReply, StoreError> {
    Ok(AdmissionReply {
        id: row.id(AdmissionReplyId::new)?,
        request: row.id(AdmissionRequestId::new)?,
        district: row.id(PlaceId::new)?,
        community: row.id(PlaceId::new)?,
        department: row.id(OrganisationId::new)?,
        kind: row.word(AskKind::from_word)?,
        item: row.optional_id(AdmissionItemId::new)?,
        turn: row.optional_text()?,
        month: read_month(row)?,
        outside: row.flag()?,
        made_at: row.moment()?,
        due: row.day()?,
        state: row.word(ReplyState::from_word)?,
        reason: row.optional_word(RefusalReason::from_word)?,
        words: row.optional_text()?,
        answered: read_answered(row)?,
        version: row.integer()?,
    })
}

fn read_answered(row: &mut Row<'_>) -> Result<Option<Answered>, StoreError> {
    let by = row.optional_id(PersonId::new)?;
    let posted_as = row.optional_holder()?;
    let all = by.zip(posted_as).zip(row.optional_moment()?);
    Ok(all.map(|((by, posted_as), at)| Answered { by, posted_as, at }))
}

fn read_month(row: &mut Row<'_>) -> Result<Month, StoreError> {
    let number = row.integer()?;
    Month::from_number(number)
        .ok_or_else(|| StoreError(format!("a row should hold a month: {number}")))
}

fn read_tally(row: &mut Row<'_>) -> Result<Tally, StoreError> {
    Ok(Tally {
        kind: row.word(AskKind::from_word)?,
        outside: row.flag()?,
        state: row.word(ReplyState::from_word)?,
        count: row.integer()?,
    })
}

fn by_department(row: &mut Row<'_>) -> Result<Tallied<(OrganisationId, Month)>, StoreError> {
    let whose = (row.id(OrganisationId::new)?, read_month(row)?);
    Ok((whose, read_tally(row)?))
}

/// Where a page begins that goes on after a key, or at the latest row.
fn beginning<I: Id>(after: Option<AdmissionKey<I>>) -> (Value, Value) {
    let (at, id) =
        after.map_or((Moment::from_ms(i64::MAX), i64::MAX), |(at, id)| (at, id.number()));
    (at.into(), id.into())
}

#[async_trait]
impl Admissions for View {
    async fn admission_item(
        &mut self,
        id: AdmissionItemId,
    ) -> Result<Option<AdmissionItem>, StoreError> {
        self.first(ITEM, parameters![id], read_item).await
    }

    async fn admission_items(
        &mut self,
        district: PlaceId,
        on: Option<Day>,
        after: Option<AdmissionKey<AdmissionItemId>>,
        limit: i64,
    ) -> Result<Vec<AdmissionItem>, StoreError> {
        let (at, id) = beginning(after);
        let on = on.map_or(Value::Integer(0), Value::from);
        self.all(ITEMS, parameters![district, on, at, id, limit], read_item).await
    }

    async fn items_of_department(
        &mut self,
        department: OrganisationId,
        on: Day,
        limit: i64,
    ) -> Result<Vec<AdmissionItem>, StoreError> {
        self.all(ITEMS_OF_DEPARTMENT, parameters![department, on, limit], read_item).await
    }

    async fn admission_request(
        &mut self,
        id: AdmissionRequestId,
    ) -> Result<Option<AdmissionRequest>, StoreError> {
        self.first(REQUEST, parameters![id], read_request).await
    }

    async fn admission_requests(
        &mut self,
        ids: &[AdmissionRequestId],
    ) -> Result<Vec<AdmissionRequest>, StoreError> {
        self.all(REQUESTS, parameters![Parameter::ids(ids)], read_request).await
    }

    async fn requests_of_department(
        &mut self,
        department: OrganisationId,
        after: Option<AdmissionKey<AdmissionRequestId>>,
        limit: i64,
    ) -> Result<Vec<AdmissionRequest>, StoreError> {
        let (at, id) = beginning(after);
        self.all(OF_DEPARTMENT, parameters![department, at, id, limit], read_request).await
    }

    async fn requests_of_district(
        &mut self,
        district: PlaceId,
        waiting: bool,
        after: Option<AdmissionKey<AdmissionRequestId>>,
        limit: i64,
    ) -> Result<Vec<AdmissionRequest>, StoreError> {
        let (at, id) = beginning(after);
        let sql = if waiting { WAITING } else { OF_DISTRICT };
        self.all(sql, parameters![district, at, id, limit], read_request).await
    }

    async fn admission_replies(
        &mut self,
        request: AdmissionRequestId,
    ) -> Result<Vec<AdmissionReply>, StoreError> {
        self.all(REPLIES, parameters![request], read_reply).await
    }

    async fn reply_states(
        &mut self,
        requests: &[AdmissionRequestId],
    ) -> Result<Vec<(AdmissionRequestId, ReplyState, i64)>, StoreError> {
        let read = |row: &mut Row<'_>| {
            Ok((row.id(AdmissionRequestId::new)?, row.word(ReplyState::from_word)?, row.integer()?))
        };
        self.all(REPLY_STATES, parameters![Parameter::ids(requests)], read).await
    }

    async fn replies_of_community(
        &mut self,
        community: PlaceId,
        open: bool,
        after: Option<AdmissionKey<AdmissionRequestId>>,
        limit: i64,
    ) -> Result<Vec<AdmissionReply>, StoreError> {
        let (at, id) = beginning(after);
        self.all(OF_COMMUNITY, parameters![community, open, at, id, limit], read_reply).await
    }

    async fn asked_in_turn(
        &mut self,
        item: AdmissionItemId,
        turn: &str,
    ) -> Result<Vec<PlaceId>, StoreError> {
        self.all(ASKED_IN_TURN, parameters![item, turn], |row| row.id(PlaceId::new)).await
    }

    async fn admissions_waiting(
        &mut self,
        communities: &[PlaceId],
        districts: &[PlaceId],
        most: i64,
    ) -> Result<i64, StoreError> {
        let sets = |places: &[PlaceId]| places.iter().map(|id| parameters![*id, most]).collect();
        let mut all = 0;
        for (sql, places) in [(COUNT_OPEN, communities), (COUNT_WAITING, districts)] {
            if !places.is_empty() {
                let found = self.each(sql, sets(places), |row| row.integer()).await?;
                all += found.into_iter().flatten().sum::<i64>();
            }
        }
        Ok(all)
    }

    async fn tallies_by_department(
        &mut self,
        district: PlaceId,
        (from, to): (Month, Month),
    ) -> Result<Vec<Tallied<(OrganisationId, Month)>>, StoreError> {
        let parameters = parameters![district, from.number(), to.number()];
        self.all(BY_DEPARTMENT, parameters, by_department).await
    }

    async fn tallies_of_community(
        &mut self,
        community: PlaceId,
        (from, to): (Month, Month),
    ) -> Result<Vec<Tallied<(OrganisationId, Month)>>, StoreError> {
        let parameters = parameters![community, from.number(), to.number()];
        self.all(OF_ONE_COMMUNITY, parameters, by_department).await
    }

    async fn tallies_by_community(
        &mut self,
        district: PlaceId,
        (from, to): (Month, Month),
    ) -> Result<Vec<Tallied<PlaceId>>, StoreError> {
        let parameters = parameters![district, from.number(), to.number()];
        let read = |row: &mut Row<'_>| Ok((row.id(PlaceId::new)?, read_tally(row)?));
        self.all(BY_COMMUNITY, parameters, read).await
    }

    async fn admission_messages(
        &mut self,
        holders: &[Holder],
        limit: i64,
    ) -> Result<Vec<AdmissionMessage>, StoreError> {
        let mut sets = Vec::new();
        for holder in holders.iter().collect::<BTreeSet<_>>() {
            let (kind, id) = holder_columns(holder)?;
            sets.push(parameters![kind, id, limit]);
        }
        let read = |row: &mut Row<'_>| {
            Ok(AdmissionMessage {
                id: row.id(RawId::new)?,
                holder: row.holder()?,
                request: row.id(AdmissionRequestId::new)?,
                news: row.word(AdmissionNews::from_word)?,
                at: row.moment()?,
            })
        };
        let found = self.each(ADMISSION_MESSAGES, sets, read).await?;
        let mut messages: Vec<AdmissionMessage> = found.into_iter().flatten().collect();
        messages.sort_by_key(|message| std::cmp::Reverse((message.at, message.id)));
        messages.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(messages)
    }
}
