-- Notice boards: the service numbers of a place, which everything below it inherits, and the boards
-- that hang, each with what it was made from, so that a changed one is found without drawing all.

CREATE TABLE service_sheet (
    place {integer} PRIMARY KEY REFERENCES place (id),
    district {integer} NOT NULL REFERENCES place (id),
    numbers {text} NOT NULL,
    changed_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    changed_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};

CREATE TABLE hung_board (
    place {integer} PRIMARY KEY REFERENCES place (id),
    district {integer} NOT NULL REFERENCES place (id),
    gridded {integer} NOT NULL REFERENCES place (id),
    gridded_name {text} NOT NULL,
    parts {text} NOT NULL,
    look_again_on {integer},
    hung_at {integer} NOT NULL,
    hung_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
CREATE INDEX hung_board_by_gridded ON hung_board (gridded, place);

CREATE TABLE hung_board_source (
    board {integer} NOT NULL REFERENCES hung_board (place),
    kind {text} NOT NULL,
    source {integer} NOT NULL,
    state {integer} NOT NULL,
    PRIMARY KEY (board, kind, source)
) {keyed};
