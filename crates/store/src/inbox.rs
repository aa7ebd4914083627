//! Messages, looks at personal values, answers kept for repeated requests.

use async_trait::async_trait;
use linli_app::{
    Digest, IdempotencyRow, Message,
    ports::{ANSWER_KEPT_MS, Inbox, LookRow, MessageRow, StoreError},
};
use linli_domain::policy::CaseClass;
use linli_kernel::{CaseId, Moment, PersonId, RawId, TextId};
use linli_playbook::engine::Holder;

use std::collections::BTreeSet;

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, parameters},
    view::View,
};

statements! {
    INSERT_MESSAGE = "INSERT INTO message (id, holder_kind, holder, case_id, message, at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    // Late behind a newer one it changes nothing.
    PUT_NEWS = "INSERT INTO message (id, holder_kind, holder, case_id, message, at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET \
        message = excluded.message, at = excluded.at \
        WHERE message.at <= excluded.at";
    /// A look at a personal value.
    INSERT_LOOK = "INSERT INTO look (id, owner, by_person, case_id, what, reason, at, text_id) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    PUT_DIGEST = "INSERT INTO digest (person, day, open, due_today, late, at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (person) DO UPDATE SET day = excluded.day, \
        open = excluded.open, due_today = excluded.due_today, late = excluded.late, \
        at = excluded.at WHERE digest.day < excluded.day";
    DIGEST = "SELECT person, day, open, due_today, late, at FROM digest WHERE person = ?1";
    LOOK_TEXTS = "SELECT text_id FROM look WHERE case_id = ?1 AND text_id IS NOT NULL \
        ORDER BY id";
    // A key may be used again once its answer is no longer kept; until then it is a conflict.
    KEEP_ANSWER = "INSERT INTO idempotency (person, route, request_key, body_hash, answer, at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (person, route, request_key) DO UPDATE SET \
        body_hash = excluded.body_hash, answer = excluded.answer, at = excluded.at \
        WHERE idempotency.at < ?7";
    MESSAGES = "SELECT message.id, message.case_id, cases.number, cases.class, message.message, \
        message.at \
        FROM message JOIN cases ON cases.id = message.case_id \
        WHERE message.holder_kind = ?1 AND message.holder = ?2 \
        ORDER BY message.at DESC, message.id DESC LIMIT ?3";
    // Read on two devices at once: the later moment stays.
    PUT_SEEN = "INSERT INTO message_seen (person, seen_until) VALUES (?1, ?2) \
        ON CONFLICT (person) DO UPDATE SET seen_until = excluded.seen_until \
        WHERE message_seen.seen_until < excluded.seen_until";
    UNREAD = "SELECT COUNT(*) FROM (SELECT 1 FROM message \
        WHERE holder_kind = ?1 AND holder = ?2 AND at > COALESCE(( \
        SELECT seen_until FROM message_seen WHERE person = ?2), 0) LIMIT ?3) AS newer";
    SEEN = "SELECT seen_until FROM message_seen WHERE person = ?1";
    LOOKS = "SELECT by_person, case_id, what, reason, text_id, at FROM look WHERE owner = ?1 \
        ORDER BY at DESC, id DESC LIMIT ?2";
    ANSWER = "SELECT person, route, request_key, body_hash, answer, at FROM idempotency \
        WHERE person = ?1 AND route = ?2 AND request_key = ?3 AND at >= ?4";
}

pub(crate) fn write_message(plan: &mut Plan, message: Message) -> Result<(), StoreError> {
    plan.insert(Table::Message, INSERT_MESSAGE, message_row(message)?);
    Ok(())
}

pub(crate) fn write_news(plan: &mut Plan, news: Message) -> Result<(), StoreError> {
    plan.any((Table::Message, true), PUT_NEWS, message_row(news)?);
    Ok(())
}

fn message_row(message: Message) -> Result<Vec<Parameter>, StoreError> {
    let (kind, holder) = holder_columns(&message.holder)?;
    let Message { id, case, message, at, .. } = message;
    Ok(parameters![id, kind, holder, case, &message, at])
}

pub(crate) fn write_seen(plan: &mut Plan, person: PersonId, until: Moment) {
    plan.any((Table::Message, true), PUT_SEEN, parameters![person, until]);
}

pub(crate) fn write_answer(plan: &mut Plan, row: IdempotencyRow) {
    let expired = row.at.plus_ms(-ANSWER_KEPT_MS);
    let IdempotencyRow { person, route, key, body_hash, answer, at } = row;
    let parameters = parameters![person, route, key, body_hash, answer, at, expired];
    plan.insert(Table::Idempotency, KEEP_ANSWER, parameters);
}

fn read_message(row: &mut Row<'_>) -> Result<MessageRow, StoreError> {
    Ok(MessageRow {
        id: row.id(RawId::new)?,
        case: row.id(CaseId::new)?,
        number: row.optional_text()?.unwrap_or_default(),
        class: row.word(CaseClass::from_word)?,
        message: row.name()?,
        at: row.moment()?,
    })
}

fn read_look(row: &mut Row<'_>) -> Result<LookRow, StoreError> {
    Ok(LookRow {
        by: row.id(PersonId::new)?,
        case: row.id(CaseId::new)?,
        what: row.text()?,
        reason: row.text()?,
        text: row.optional_id(TextId::new)?,
        at: row.moment()?,
    })
}

pub(crate) fn write_digest(plan: &mut Plan, digest: Digest) {
    let Digest { person, day, open, due_today, late, at } = digest;
    let parameters = parameters![person, day, open, due_today, late, at];
    plan.any((Table::Digest, true), PUT_DIGEST, parameters);
}

fn read_digest(row: &mut Row<'_>) -> Result<Digest, StoreError> {
    Ok(Digest {
        person: row.id(PersonId::new)?,
        day: row.day()?,
        open: row.integer()?,
        due_today: row.integer()?,
        late: row.integer()?,
        at: row.moment()?,
    })
}

fn read_answer(row: &mut Row<'_>) -> Result<IdempotencyRow, StoreError> {
    Ok(IdempotencyRow {
        person: row.id(PersonId::new)?,
        route: row.text()?,
        key: row.text()?,
        body_hash: row.blob()?,
        answer: row.text()?,
        at: row.moment()?,
    })
}

impl View {
    pub(crate) async fn answer(
        &mut self,
        person: PersonId,
        route: &str,
        key: &str,
        now: Moment,
    ) -> Result<Option<IdempotencyRow>, StoreError> {
        let since = now.plus_ms(-ANSWER_KEPT_MS);
        self.first(ANSWER, parameters![person, route, key, since], read_answer).await
    }
}

#[async_trait]
impl Inbox for View {
    async fn messages(
        &mut self,
        holders: &[Holder],
        limit: i64,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let mut sets = Vec::new();
        for holder in holders.iter().collect::<BTreeSet<_>>() {
            let (kind, id) = holder_columns(holder)?;
            sets.push(parameters![kind, id, limit]);
        }
        let found = self.each(MESSAGES, sets, read_message).await?;
        let mut messages: Vec<MessageRow> = found.into_iter().flatten().collect();
        messages.sort_by_key(|message| std::cmp::Reverse((message.at, message.id)));
        messages.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(messages)
    }

    async fn unread(&mut self, person: PersonId, most: i64) -> Result<i64, StoreError> {
        let (kind, holder) = holder_columns(&Holder::Person(person))?;
        let counted =
            self.first(UNREAD, parameters![kind, holder, most], |row| row.integer()).await?;
        Ok(counted.unwrap_or(0))
    }

    async fn messages_seen(&mut self, person: PersonId) -> Result<Option<Moment>, StoreError> {
        self.first(SEEN, parameters![person], |row| row.moment()).await
    }

    async fn looks_at(&mut self, owner: PersonId, limit: i64) -> Result<Vec<LookRow>, StoreError> {
        self.all(LOOKS, parameters![owner, limit], read_look).await
    }

    async fn look_texts(&mut self, case: CaseId) -> Result<Vec<TextId>, StoreError> {
        self.all(LOOK_TEXTS, parameters![case], |row| row.id(TextId::new)).await
    }

    async fn digest_of(&mut self, person: PersonId) -> Result<Option<Digest>, StoreError> {
        self.first(DIGEST, parameters![person], read_digest).await
    }
}
