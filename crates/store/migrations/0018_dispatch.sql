-- The dispatch lists of districts and streets: who answers for which kind of matter.

CREATE TABLE dispatch_entry (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    place {integer} NOT NULL REFERENCES place (id),
    category {text} NOT NULL,
    part {text} NOT NULL,
    organisation {integer} NOT NULL REFERENCES organisation (id),
    basis {text} NOT NULL,
    valid_from {integer} NOT NULL,
    valid_to {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX dispatch_entry_by_district ON dispatch_entry (district, id);
