-- How organisations work inside: who does which part there, to whom a task was given, and the answer
-- that waits for review. `waits`: such a draft waits.

CREATE TABLE inside_setting (
    organisation {integer} PRIMARY KEY REFERENCES organisation (id),
    review {integer} NOT NULL,
    sections {text} NOT NULL,
    members {text} NOT NULL,
    changed_by {integer} NOT NULL REFERENCES person (id),
    changed_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};

CREATE TABLE inside_work (
    case_id {integer} NOT NULL REFERENCES cases (id),
    task {integer} NOT NULL,
    organisation {integer} NOT NULL REFERENCES organisation (id),
    person {integer},
    section {text},
    waits {integer} NOT NULL,
    given {text},
    draft {text},
    version {integer} NOT NULL,
    PRIMARY KEY (case_id, task)
) {keyed};
