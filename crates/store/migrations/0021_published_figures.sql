-- Figures that an office published, the cases that gave them, and lists of cases beside the sums: by
-- month, and by how long they are late.

-- The figures of a place and a month as they were published: written once.
CREATE TABLE published_figure (
    place {integer} NOT NULL REFERENCES place (id),
    month {integer} NOT NULL,
    district {integer} NOT NULL REFERENCES place (id),
    figures {text} NOT NULL,
    hide_below {integer} NOT NULL,
    cases {integer} NOT NULL,
    published_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    published_at {integer} NOT NULL,
    PRIMARY KEY (place, month)
) {keyed};

-- The cases that gave them, in pieces of those that counted for the same.
CREATE TABLE published_share (
    place {integer} NOT NULL,
    month {integer} NOT NULL,
    piece {integer} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (place, month, piece)
) {keyed};

-- Which cases count in a month, under the lowest place in whose figures they are.
CREATE TABLE case_month (
    place {integer} NOT NULL,
    month {integer} NOT NULL,
    case_id {integer} NOT NULL,
    PRIMARY KEY (place, month, case_id)
) {keyed};

-- Cases whose promised time runs, under every place in whose figures they are: until when it was
-- promised, and when three times as long is over.
CREATE TABLE running_case (
    place {integer} NOT NULL,
    case_id {integer} NOT NULL,
    due {integer} NOT NULL,
    thrice {integer} NOT NULL,
    PRIMARY KEY (place, case_id)
) {keyed};
CREATE INDEX running_case_by_due ON running_case (place, due, case_id);
CREATE INDEX running_case_by_thrice ON running_case (place, thrice, case_id);

-- Both lists are filled by counting every case once more.
INSERT INTO figure_due (case_id, revision) SELECT id, revision FROM cases WHERE id > 0
    ON CONFLICT (case_id) DO NOTHING;
