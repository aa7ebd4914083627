-- What offices do for the people of a place: service items, each for its place and everything below.

CREATE TABLE service_item (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    place {integer} NOT NULL REFERENCES place (id),
    title {text} NOT NULL,
    basis {text} NOT NULL,
    documents {text} NOT NULL,
    steps {text} NOT NULL,
    work_days {integer} NOT NULL,
    fee {text} NOT NULL,
    facility {integer} REFERENCES facility (id),
    address {text} NOT NULL,
    hours {text} NOT NULL,
    phone {text},
    one_visit {integer} NOT NULL,
    valid_from {integer} NOT NULL,
    valid_to {integer},
    kept_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    kept_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
-- Of one title at one place, one begins on a day.
CREATE UNIQUE INDEX service_item_by_place ON service_item (place, title, valid_from);

-- Duty rosters of facilities and places: a row a day, with the day's shifts.
CREATE TABLE duty_day (
    site {integer} NOT NULL,
    day {integer} NOT NULL,
    district {integer} NOT NULL REFERENCES place (id),
    shifts {text} NOT NULL,
    changed_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    changed_at {integer} NOT NULL,
    version {integer} NOT NULL,
    PRIMARY KEY (site, day)
) {keyed};
CREATE INDEX duty_day_by_day ON duty_day (day);
