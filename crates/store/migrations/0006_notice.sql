-- Notices of communities, streets and the district to the people of a place.

CREATE TABLE notice (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    place {integer} NOT NULL REFERENCES place (id),
    title {text} NOT NULL,
    body {text} NOT NULL,
    photo {integer} REFERENCES photo (id),
    posted_by {integer} NOT NULL REFERENCES person (id),
    holder_kind {text} NOT NULL,
    holder {integer} NOT NULL,
    published_at {integer} NOT NULL,
    shown_until {integer} NOT NULL,
    taken_down {text},
    taken_down_at {integer},
    version {integer} NOT NULL
) {strict};
CREATE INDEX notice_by_district ON notice (district, published_at, id);
CREATE INDEX notice_by_place ON notice (place, published_at, id);
CREATE INDEX notice_by_photo ON notice (photo) WHERE photo IS NOT NULL;
