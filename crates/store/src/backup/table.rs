//! Every table with its columns, in the order in which they are written out: what a backup holds.

use crate::statements::statements;

/// A table as a backup holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns, separated by commas.
    pub(crate) columns: &'static str,
    /// All rows in the order of their key, which is the same on every engine.
    pub(crate) select: &'static str,
    /// How many there are.
    pub(crate) count: &'static str,
}

/// Declares the tables with the statements that read them.
macro_rules! tables {
    ($($name:literal, $columns:literal, $order:literal, $all:ident, $count:ident;)+) => {
        statements! {
            $(
                $all = concat!("SELECT ", $columns, " FROM ", $name, " ORDER BY ", $order);
                $count = concat!("SELECT COUNT(*) FROM ", $name);
            )+
        }

        /// All tables.
        pub(crate) const TABLES: &[Table] = &[$(
            Table { name: $name, columns: $columns, select: $all, count: $count },
        )+];
    };
}

tables! {
    "place", "id, district, kind, name, parent, position, households, made_up, closed_on, version",
        "id", ALL_PLACE, COUNT_PLACE;
    "place_code", "place, scheme, valid_from, valid_to, code",
        "place, scheme, valid_from", ALL_PLACE_CODE, COUNT_PLACE_CODE;
    "grid_member", "grid, place, valid_from, valid_to",
        "place, grid, valid_from", ALL_GRID_MEMBER, COUNT_GRID_MEMBER;
    "place_position", "place, crs, x, y", "place", ALL_POSITION, COUNT_POSITION;
    "facility", "id, place, kind, name, address, hours, host, phone, version",
        "id", ALL_FACILITY, COUNT_FACILITY;
    "person",
        "id, data_key, name, phone, phone_hash, has_account, suspended, created_at, version",
        "id", ALL_PERSON, COUNT_PERSON;
    "place_change", "place, version, day, at, entered_by, act, name, parent, other",
        "place, version", ALL_PLACE_CHANGE, COUNT_PLACE_CHANGE;
    "household_member",
        "household, person, tie, valid_from, valid_to, confirmed, version, refused",
        "household, person, valid_from", ALL_HOUSEHOLD_MEMBER, COUNT_HOUSEHOLD_MEMBER;
    "organisation", "id, district, kind, name, parent, phone, made_up, version",
        "id", ALL_ORGANISATION, COUNT_ORGANISATION;
    "organisation_place", "organisation, place, position",
        "organisation, place", ALL_ORGANISATION_PLACE, COUNT_ORGANISATION_PLACE;
    "post", "id, person, holder_kind, holder, valid_from, valid_to, filled, published, version",
        "id", ALL_POST, COUNT_POST;
    "playbook", "name, version, content", "name, version", ALL_PLAYBOOK, COUNT_PLAYBOOK;
    "playbook_binding", "district, playbook, playbook_version, version",
        "district", ALL_BINDING, COUNT_BINDING;
    "playbook_change", "id, district, before_name, before_version, after_name, after_version, \
        valid_from, proposed_by, proposed_at, state, decided_by, decided_at, version",
        "id", ALL_PLAYBOOK_CHANGE, COUNT_PLAYBOOK_CHANGE;
    "calendar_year", "year, body", "year", ALL_CALENDAR_YEAR, COUNT_CALENDAR_YEAR;
    "credential", "person, username, password_hash, totp, totp_step, recovery, administers, \
        failures, locked_until, version", "person", ALL_CREDENTIAL, COUNT_CREDENTIAL;
    "office_filled", "office, person", "office", ALL_OFFICE_FILLED, COUNT_OFFICE_FILLED;
    "session",
        "id, token_hash, person, strength, created_at, idle_until, expires_at, ended, version",
        "id", ALL_SESSION, COUNT_SESSION;
    "one_time_code", "slot, code_hash, expires_at, tries, version",
        "slot", ALL_ONE_TIME_CODE, COUNT_ONE_TIME_CODE;
    "consent", "id, giver, taker, words_version, channel, recorded_by, given_at, withdrawn_at, \
        version", "id", ALL_CONSENT, COUNT_CONSENT;
    "sequence", "district, day, latest", "district, day", ALL_SEQUENCE, COUNT_SEQUENCE;
    "cases", "id, district, number, text_id, text_hash, category, anonymous, may_call, taken_by, \
        facility, external_system, external_number, class, hidden, published_at, merged_into, \
        opened_at, ended_at, next_due, state, revision", "id", ALL_CASES, COUNT_CASES;
    "case_event", "case_id, number, district, recorded_at, body",
        "case_id, number", ALL_CASE_EVENT, COUNT_CASE_EVENT;
    "task_queue", "case_id, task, district, holder_kind, holder, kind, step, due, late, class",
        "case_id, task", ALL_TASK_QUEUE, COUNT_TASK_QUEUE;
    "case_scope", "case_id, scope_kind, scope, district, class, open, at",
        "case_id, scope_kind, scope", ALL_CASE_SCOPE, COUNT_CASE_SCOPE;
    "whistle", "case_id, event, district, body", "case_id, event", ALL_WHISTLE, COUNT_WHISTLE;
    "whistle_scope", "case_id, event, scope_kind, scope, class, open, until, at",
        "case_id, event, scope_kind, scope", ALL_WHISTLE_SCOPE, COUNT_WHISTLE_SCOPE;
    "inside_setting",
        "organisation, review, sections, members, changed_by, changed_at, version",
        "organisation", ALL_INSIDE_SETTING, COUNT_INSIDE_SETTING;
    "inside_work", "case_id, task, organisation, person, section, waits, given, draft, version",
        "case_id, task", ALL_INSIDE_WORK, COUNT_INSIDE_WORK;
    "figure_due", "case_id, revision", "case_id", ALL_FIGURE_DUE, COUNT_FIGURE_DUE;
    "case_figure", "case_id, body", "case_id", ALL_CASE_FIGURE, COUNT_CASE_FIGURE;
    "month_figure", "place, month, body, version",
        "place, month", ALL_MONTH_FIGURE, COUNT_MONTH_FIGURE;
    "case_month", "place, month, case_id",
        "place, month, case_id", ALL_CASE_MONTH, COUNT_CASE_MONTH;
    "running_case", "place, case_id, due, thrice",
        "place, case_id", ALL_RUNNING_CASE, COUNT_RUNNING_CASE;
    "published_figure", "place, month, district, figures, hide_below, cases, published_by, \
        holder_kind, holder, published_at",
        "place, month", ALL_PUBLISHED_FIGURE, COUNT_PUBLISHED_FIGURE;
    "published_share", "place, month, piece, body",
        "place, month, piece", ALL_PUBLISHED_SHARE, COUNT_PUBLISHED_SHARE;
    "case_word", "word, case_id", "word, case_id", ALL_CASE_WORD, COUNT_CASE_WORD;
    "free_text", "id, case_id, words, salt, hash, erased_reason, erased_at, version",
        "id", ALL_FREE_TEXT, COUNT_FREE_TEXT;
    "photo", "id, owner, case_id, event, width, height, created_at, version",
        "id", ALL_PHOTO, COUNT_PHOTO;
    "dispatch_entry", "id, district, place, category, part, organisation, basis, valid_from, \
        valid_to, version", "id", ALL_DISPATCH_ENTRY, COUNT_DISPATCH_ENTRY;
    "notice", "id, district, place, title, body, photo, posted_by, holder_kind, holder, \
        published_at, shown_until, taken_down, taken_down_at, version",
        "id", ALL_NOTICE, COUNT_NOTICE;
    "service_sheet", "place, district, numbers, changed_by, holder_kind, holder, changed_at, version",
        "place", ALL_SERVICE_SHEET, COUNT_SERVICE_SHEET;
    "hung_board", "place, district, gridded, gridded_name, parts, look_again_on, hung_at, hung_by, \
        holder_kind, holder, version", "place", ALL_HUNG_BOARD, COUNT_HUNG_BOARD;
    "hung_board_source", "board, kind, source, state",
        "board, kind, source", ALL_HUNG_BOARD_SOURCE, COUNT_HUNG_BOARD_SOURCE;
    "admission_item", "id, district, department, kind, title, basis, conditions, budget_yuan, \
        rhythm, valid_from, valid_to, replaces, listed_by, holder_kind, holder, listed_at, version",
        "id", ALL_ADMISSION_ITEM, COUNT_ADMISSION_ITEM;
    "admission_request", "id, district, department, item, kind, title, body, due, outside, state, \
        made_by, made_at, decided_by, decided_kind, decided_as, decided_at, decided_words, version",
        "id", ALL_ADMISSION_REQUEST, COUNT_ADMISSION_REQUEST;
    "admission_reply", "id, request, district, community, department, kind, item, turn, month, \
        outside, made_at, due, state, open, reason, words, answered_by, answered_kind, \
        answered_as, answered_at, version",
        "id", ALL_ADMISSION_REPLY, COUNT_ADMISSION_REPLY;
    "admission_message", "id, holder_kind, holder, request, news, at",
        "id", ALL_ADMISSION_MESSAGE, COUNT_ADMISSION_MESSAGE;
    "grid_plan", "id, district, community, drawn_by, drawn_at, redraw, left_alone, division, \
        basis, verdict, state, valid_from, version", "id", ALL_GRID_PLAN, COUNT_GRID_PLAN;
    "service_item", "id, district, place, title, basis, documents, steps, work_days, fee, facility, \
        address, hours, phone, one_visit, valid_from, valid_to, kept_by, holder_kind, holder, \
        kept_at, version", "id", ALL_SERVICE_ITEM, COUNT_SERVICE_ITEM;
    "duty_day", "site, day, district, shifts, changed_by, holder_kind, holder, changed_at, version",
        "site, day", ALL_DUTY_DAY, COUNT_DUTY_DAY;
    "message", "id, holder_kind, holder, case_id, message, at",
        "id", ALL_MESSAGE, COUNT_MESSAGE;
    "message_seen", "person, seen_until", "person", ALL_MESSAGE_SEEN, COUNT_MESSAGE_SEEN;
    "look", "id, owner, by_person, case_id, what, reason, at, text_id", "id", ALL_LOOK, COUNT_LOOK;
    "outbox", "id, case_id, effect, run_at, dedupe, attempts, locked_until, done_at",
        "id", ALL_OUTBOX, COUNT_OUTBOX;
    "audit", "id, at, person, acting_kind, acting, action, subject, outcome, leaf",
        "id", ALL_AUDIT, COUNT_AUDIT;
    "audit_tile", "level, number, hashes", "level, number", ALL_AUDIT_TILE, COUNT_AUDIT_TILE;
    "audit_checkpoint", "day, size, note", "day", ALL_CHECKPOINT, COUNT_CHECKPOINT;
    "delta", "counter, at, amount", "counter, at, amount", ALL_DELTA, COUNT_DELTA;
    "idempotency", "person, route, request_key, body_hash, answer, at",
        "person, route, request_key", ALL_IDEMPOTENCY, COUNT_IDEMPOTENCY;
    "digest", "person, day, open, due_today, late, at", "person", ALL_DIGEST, COUNT_DIGEST;
    "background_job", "name, position, run_at, version", "name", ALL_JOB, COUNT_JOB;
    "key_check", "id, word", "id", ALL_KEY_CHECK, COUNT_KEY_CHECK;
}

/// The table that a migration itself fills.
pub(crate) const SEEDED: &str = "background_job";

impl Table {
    /// The table of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Its columns, one by one.
    pub(crate) fn column_names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.split(',').map(str::trim)
    }

    /// The statement that writes one row with these columns, in the dialect-free text with `?1`.
    /// All names come from the list above; `None` for a column that the table does not have.
    pub(crate) fn insert(&self, columns: &[String]) -> Option<String> {
        let known = |column: &String| self.column_names().any(|name| name == column);
        if columns.is_empty() || !columns.iter().all(known) {
            return None;
        }
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let (columns, places) = (columns.join(", "), places.join(", "));
        Some(format!("INSERT INTO {} ({columns}) VALUES ({places})", self.name))
    }
}
