-- Until when somebody has read the messages to them as a resident.

CREATE TABLE message_seen (
    person {integer} PRIMARY KEY REFERENCES person (id),
    seen_until {integer} NOT NULL
) {strict};
