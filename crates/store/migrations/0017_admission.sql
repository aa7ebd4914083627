-- The admission list of a district, the requests of departments to communities, a community's
-- reply to each, and what posts and organisations are told about them.

CREATE TABLE admission_item (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    department {integer} NOT NULL REFERENCES organisation (id),
    kind {text} NOT NULL,
    title {text} NOT NULL,
    basis {text} NOT NULL,
    conditions {text} NOT NULL,
    budget_yuan {integer} NOT NULL,
    rhythm {text} NOT NULL,
    valid_from {integer} NOT NULL,
    valid_to {integer},
    replaces {integer} REFERENCES admission_item (id),
    listed_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    listed_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
CREATE INDEX admission_item_by_district ON admission_item (district, listed_at, id);
CREATE INDEX admission_item_by_department ON admission_item (department, listed_at, id);

CREATE TABLE admission_request (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    department {integer} NOT NULL REFERENCES organisation (id),
    item {integer} REFERENCES admission_item (id),
    kind {text} NOT NULL,
    title {text} NOT NULL,
    body {text} NOT NULL,
    due {integer} NOT NULL,
    outside {text},
    state {text} NOT NULL,
    made_by {integer} NOT NULL REFERENCES person (id),
    made_at {integer} NOT NULL,
    decided_by {integer} REFERENCES person (id),
    decided_kind {text},
    decided_as {integer},
    decided_at {integer},
    decided_words {text},
    version {integer} NOT NULL
) {strict};
CREATE INDEX admission_request_by_department ON admission_request (department, made_at, id);
CREATE INDEX admission_request_by_district ON admission_request (district, made_at, id);
CREATE INDEX admission_request_waiting ON admission_request (district, made_at, id)
    WHERE state = 'waiting';

-- `open`: 1 while the community has something to do, 0 once it answered for good, nothing as long
-- as the request did not reach it. `turn` is taken by requests inside the list only, once for each
-- community.
CREATE TABLE admission_reply (
    id {integer} PRIMARY KEY,
    request {integer} NOT NULL REFERENCES admission_request (id),
    district {integer} NOT NULL REFERENCES place (id),
    community {integer} NOT NULL REFERENCES place (id),
    department {integer} NOT NULL REFERENCES organisation (id),
    kind {text} NOT NULL,
    item {integer} REFERENCES admission_item (id),
    turn {text},
    month {integer} NOT NULL,
    outside {integer} NOT NULL,
    made_at {integer} NOT NULL,
    due {integer} NOT NULL,
    state {text} NOT NULL,
    open {integer},
    reason {text},
    words {text},
    answered_by {integer} REFERENCES person (id),
    answered_kind {text},
    answered_as {integer},
    answered_at {integer},
    version {integer} NOT NULL
) {strict};
CREATE UNIQUE INDEX admission_reply_once ON admission_reply (request, community);
CREATE UNIQUE INDEX admission_reply_turn ON admission_reply (item, turn, community)
    WHERE turn IS NOT NULL;
CREATE INDEX admission_reply_by_community ON admission_reply (community, open, made_at, request);
CREATE INDEX admission_reply_by_month
    ON admission_reply (district, month, department, community, kind, outside, state);

CREATE TABLE admission_message (
    id {integer} PRIMARY KEY,
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    request {integer} NOT NULL REFERENCES admission_request (id),
    news {text} NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE INDEX admission_message_by_holder ON admission_message (holder_kind, holder, at DESC, id DESC);
