-- Where buildings stand, and plans of grids.

CREATE TABLE place_position (
    place {integer} PRIMARY KEY REFERENCES place (id),
    crs {text} NOT NULL,
    x {integer} NOT NULL,
    y {integer} NOT NULL
) {strict};

CREATE TABLE grid_plan (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    community {integer} NOT NULL REFERENCES place (id),
    drawn_by {integer} NOT NULL REFERENCES person (id),
    drawn_at {integer} NOT NULL,
    redraw {integer} NOT NULL,
    left_alone {text} NOT NULL,
    division {text} NOT NULL,
    basis {blob} NOT NULL,
    verdict {text},
    state {text} NOT NULL,
    valid_from {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX grid_plan_by_community ON grid_plan (community, drawn_at, id);
