-- What became of places: every change of the tree, kept for good.

CREATE TABLE place_change (
    place {integer} NOT NULL REFERENCES place (id),
    version {integer} NOT NULL,
    day {integer} NOT NULL,
    at {integer} NOT NULL,
    entered_by {integer} NOT NULL REFERENCES person (id),
    act {text} NOT NULL,
    name {text} NOT NULL,
    parent {integer} REFERENCES place (id),
    other {integer} REFERENCES place (id),
    PRIMARY KEY (place, version)
) {keyed};
