-- What keeps the rows in order: jobs that go on where they stopped, indexes by which old rows are
-- found and taken away, and keys that make a second row of the same meaning a conflict.

CREATE TABLE background_job (
    name {text} PRIMARY KEY,
    position {integer} NOT NULL,
    run_at {integer} NOT NULL,
    version {integer} NOT NULL
) {strict};
INSERT INTO background_job (name, position, run_at, version) VALUES ('prune', 0, 0, 1);

CREATE INDEX idempotency_by_moment ON idempotency (at);
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX session_by_end ON session (expires_at);
CREATE INDEX one_time_code_by_end ON one_time_code (expires_at);

-- Somebody lets somebody act for them once at a time.
UPDATE consent SET withdrawn_at = given_at WHERE withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM consent AS later WHERE later.giver = consent.giver
    AND later.taker = consent.taker AND later.withdrawn_at IS NULL AND later.id > consent.id);
CREATE UNIQUE INDEX consent_in_force ON consent (giver, taker) WHERE withdrawn_at IS NULL;

-- An office that a system administrator filled, which they do once.
CREATE TABLE office_filled (
    office {text} PRIMARY KEY,
    person {integer} NOT NULL REFERENCES person (id)
) {strict};
