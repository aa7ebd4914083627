-- Whistles, read from the histories of their cases and written with them, and the lists in which
-- they stand. Cases of older programs run on playbooks that mark none, so there are none to fill in.

CREATE TABLE whistle (
    case_id {integer} NOT NULL,
    event {integer} NOT NULL,
    district {integer} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (case_id, event)
) {keyed};

-- `until`: the next clock of an open one, the end of a closed one.
CREATE TABLE whistle_scope (
    case_id {integer} NOT NULL,
    event {integer} NOT NULL,
    scope_kind {text} NOT NULL,
    scope {integer} NOT NULL,
    class {text} NOT NULL,
    open {integer} NOT NULL,
    until {integer} NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (case_id, event, scope_kind, scope)
) {keyed};
CREATE INDEX whistle_scope_by_until
    ON whistle_scope (scope_kind, scope, class, open, until, case_id, event);
CREATE INDEX whistle_scope_by_start
    ON whistle_scope (scope_kind, scope, at, case_id, event);
