-- Tokens in braces are filled in by the dialect. Booleans are 0 and 1, moments UTC milliseconds,
-- days numbers like 20260708, JSON is text. The tables that hang on a case and are rewritten with
-- every commit (events, queue, scopes) carry no foreign key: a commit always writes them together
-- with the case's own row, the integrity check compares them, and on a busy evening the key checks
-- would be the larger part of the write.

CREATE TABLE place (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    kind {text} NOT NULL,
    name {text} NOT NULL,
    parent {integer} REFERENCES place (id),
    position {integer} NOT NULL,
    households {integer} NOT NULL,
    made_up {integer} NOT NULL,
    closed_on {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX place_by_parent ON place (parent, position, id);
CREATE INDEX place_by_kind ON place (district, kind, position, id);

CREATE TABLE place_code (
    place {integer} NOT NULL REFERENCES place (id),
    scheme {text} NOT NULL,
    valid_from {integer} NOT NULL,
    valid_to {integer},
    code {text} NOT NULL,
    PRIMARY KEY (place, scheme, valid_from)
) {keyed};
CREATE INDEX place_code_by_code ON place_code (scheme, code);

CREATE TABLE grid_member (
    grid {integer} NOT NULL REFERENCES place (id),
    place {integer} NOT NULL REFERENCES place (id),
    valid_from {integer} NOT NULL,
    valid_to {integer},
    PRIMARY KEY (place, grid, valid_from)
) {keyed};
CREATE INDEX grid_member_by_grid ON grid_member (grid);

CREATE TABLE facility (
    id {integer} PRIMARY KEY,
    place {integer} NOT NULL REFERENCES place (id),
    kind {text} NOT NULL,
    name {text} NOT NULL,
    address {text} NOT NULL,
    hours {text} NOT NULL,
    host {text} NOT NULL,
    phone {text},
    version {integer} NOT NULL
) {strict};
CREATE INDEX facility_by_place ON facility (place, id);

CREATE TABLE person (
    id {integer} PRIMARY KEY,
    data_key {blob} NOT NULL,
    name {blob} NOT NULL,
    phone {blob},
    phone_hash {blob} UNIQUE,
    has_account {integer} NOT NULL,
    suspended {integer} NOT NULL,
    created_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};

CREATE TABLE household_member (
    household {integer} NOT NULL REFERENCES place (id),
    person {integer} NOT NULL REFERENCES person (id),
    tie {text} NOT NULL,
    valid_from {integer} NOT NULL,
    valid_to {integer},
    confirmed {integer} NOT NULL,
    version {integer} NOT NULL,
    PRIMARY KEY (household, person, valid_from)
) {keyed};
CREATE INDEX household_member_by_person ON household_member (person);

CREATE TABLE organisation (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    kind {text} NOT NULL,
    name {text} NOT NULL,
    parent {integer} REFERENCES organisation (id),
    phone {text},
    made_up {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
CREATE INDEX organisation_by_district ON organisation (district, id);

CREATE TABLE organisation_place (
    organisation {integer} NOT NULL REFERENCES organisation (id),
    place {integer} NOT NULL REFERENCES place (id),
    position {integer} NOT NULL,
    PRIMARY KEY (organisation, place)
) {keyed};
CREATE INDEX organisation_by_place ON organisation_place (place, organisation);

CREATE TABLE post (
    id {integer} PRIMARY KEY,
    person {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    valid_from {integer} NOT NULL,
    valid_to {integer},
    filled {text} NOT NULL,
    version {integer} NOT NULL
) {strict};
CREATE INDEX post_by_holder ON post (holder, holder_kind);
CREATE INDEX post_by_person ON post (person);

CREATE TABLE playbook (
    name {text} NOT NULL,
    version {integer} NOT NULL,
    content {text} NOT NULL,
    PRIMARY KEY (name, version)
) {keyed};

CREATE TABLE playbook_binding (
    district {integer} PRIMARY KEY REFERENCES place (id),
    playbook {text} NOT NULL,
    playbook_version {integer} NOT NULL,
    version {integer} NOT NULL,
    FOREIGN KEY (playbook, playbook_version) REFERENCES playbook (name, version)
) {strict};

CREATE TABLE calendar_year (
    year {integer} PRIMARY KEY,
    body {text} NOT NULL
) {strict};

CREATE TABLE credential (
    person {integer} PRIMARY KEY REFERENCES person (id),
    username {text} NOT NULL UNIQUE,
    password_hash {text} NOT NULL,
    totp {blob},
    totp_step {integer} NOT NULL,
    recovery {text} NOT NULL,
    administers {text},
    failures {integer} NOT NULL,
    locked_until {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX credential_of_administrators ON credential (person) WHERE administers IS NOT NULL;

CREATE TABLE session (
    id {integer} PRIMARY KEY,
    token_hash {blob} NOT NULL UNIQUE,
    person {integer} NOT NULL REFERENCES person (id),
    strength {text} NOT NULL,
    created_at {integer} NOT NULL,
    idle_until {integer} NOT NULL,
    expires_at {integer} NOT NULL,
    ended {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
CREATE INDEX session_by_person ON session (person, ended);

CREATE TABLE one_time_code (
    slot {blob} PRIMARY KEY,
    code_hash {blob} NOT NULL,
    expires_at {integer} NOT NULL,
    tries {integer} NOT NULL,
    version {integer} NOT NULL
) {keyed};

CREATE TABLE consent (
    id {integer} PRIMARY KEY,
    giver {integer} NOT NULL REFERENCES person (id),
    taker {integer} NOT NULL REFERENCES person (id),
    words_version {integer} NOT NULL,
    channel {text} NOT NULL,
    recorded_by {integer} NOT NULL REFERENCES person (id),
    given_at {integer} NOT NULL,
    withdrawn_at {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX consent_by_giver ON consent (giver);
CREATE INDEX consent_by_taker ON consent (taker);

CREATE TABLE sequence (
    district {integer} NOT NULL,
    day {integer} NOT NULL,
    latest {integer} NOT NULL,
    PRIMARY KEY (district, day)
) {keyed};

CREATE TABLE cases (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    number {text},
    text_id {integer} NOT NULL,
    text_hash {integer} NOT NULL,
    category {text},
    anonymous {integer} NOT NULL,
    may_call {integer} NOT NULL,
    taken_by {integer} REFERENCES person (id),
    facility {integer} REFERENCES facility (id),
    external_system {text},
    external_number {text},
    class {text} NOT NULL,
    hidden {text},
    published_at {integer},
    merged_into {integer} REFERENCES cases (id),
    opened_at {integer} NOT NULL,
    ended_at {integer},
    next_due {integer},
    state {text} NOT NULL,
    revision {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX cases_by_number ON cases (district, number);
CREATE UNIQUE INDEX cases_by_external ON cases (district, external_number, external_system);
CREATE INDEX cases_by_next_due ON cases (next_due, id) WHERE next_due IS NOT NULL;

CREATE TABLE case_event (
    case_id {integer} NOT NULL,
    number {integer} NOT NULL,
    district {integer} NOT NULL,
    recorded_at {integer} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (case_id, number)
) {keyed};

CREATE TABLE task_queue (
    case_id {integer} NOT NULL,
    task {integer} NOT NULL,
    district {integer} NOT NULL,
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    kind {text} NOT NULL,
    step {text} NOT NULL,
    due {integer} NOT NULL,
    late {integer} NOT NULL,
    PRIMARY KEY (case_id, task)
) {keyed};
CREATE INDEX task_queue_by_holder
    ON task_queue (holder_kind, holder, due, case_id, task, kind, late, step);

CREATE TABLE case_scope (
    case_id {integer} NOT NULL,
    scope_kind {text} NOT NULL,
    scope {integer} NOT NULL,
    district {integer} NOT NULL,
    class {text} NOT NULL,
    open {integer} NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (case_id, scope_kind, scope)
) {keyed};
CREATE INDEX case_scope_by_scope
    ON case_scope (scope_kind, scope, class, open, at DESC, case_id DESC);

CREATE TABLE free_text (
    id {integer} PRIMARY KEY,
    case_id {integer} NOT NULL REFERENCES cases (id),
    words {text},
    salt {blob} NOT NULL,
    hash {blob} NOT NULL,
    erased_reason {text},
    erased_at {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX free_text_by_case ON free_text (case_id);

CREATE TABLE photo (
    id {integer} PRIMARY KEY,
    owner {integer} NOT NULL REFERENCES person (id),
    case_id {integer} REFERENCES cases (id),
    event {integer},
    width {integer} NOT NULL,
    height {integer} NOT NULL,
    created_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
CREATE INDEX photo_by_case ON photo (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE message (
    id {integer} PRIMARY KEY,
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    case_id {integer} NOT NULL REFERENCES cases (id),
    message {text} NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE INDEX message_by_holder ON message (holder_kind, holder, at DESC, id DESC);

CREATE TABLE look (
    id {integer} PRIMARY KEY,
    owner {integer} NOT NULL REFERENCES person (id),
    by_person {integer} NOT NULL REFERENCES person (id),
    case_id {integer} NOT NULL REFERENCES cases (id),
    what {text} NOT NULL,
    reason {text} NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE INDEX look_by_owner ON look (owner, at DESC, id DESC);

CREATE TABLE outbox (
    id {integer} PRIMARY KEY,
    case_id {integer} REFERENCES cases (id),
    effect {text} NOT NULL,
    run_at {integer} NOT NULL,
    dedupe {text} NOT NULL UNIQUE,
    attempts {integer} NOT NULL,
    locked_until {integer} NOT NULL,
    done_at {integer}
) {strict};
CREATE INDEX outbox_waiting ON outbox (run_at, id) WHERE done_at IS NULL;

CREATE TABLE audit (
    id {integer} PRIMARY KEY,
    at {integer} NOT NULL,
    person {integer},
    acting_kind {text},
    acting {integer},
    action {text} NOT NULL,
    subject {text} NOT NULL,
    outcome {text} NOT NULL
) {strict};
CREATE INDEX audit_by_subject ON audit (subject);

CREATE TABLE delta (
    counter {text} NOT NULL,
    at {integer} NOT NULL,
    amount {integer} NOT NULL
) {strict};
CREATE INDEX delta_by_counter ON delta (counter, at, amount);

CREATE TABLE idempotency (
    person {integer} NOT NULL,
    route {text} NOT NULL,
    request_key {text} NOT NULL,
    body_hash {blob} NOT NULL,
    answer {text} NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (person, route, request_key)
) {keyed};
