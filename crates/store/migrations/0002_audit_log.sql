-- The log that the audit's rows are sealed in. `leaf` is a row's position in it, given once; tiles
-- hold up to 256 hashes of 32 bytes; of the checkpoints the last of each day is kept.

ALTER TABLE audit ADD COLUMN leaf {integer};
CREATE UNIQUE INDEX audit_by_leaf ON audit (leaf) WHERE leaf IS NOT NULL;
CREATE INDEX audit_unsealed ON audit (id) WHERE leaf IS NULL;
CREATE INDEX audit_by_moment ON audit (at, id);

CREATE TABLE audit_tile (
    level {integer} NOT NULL,
    number {integer} NOT NULL,
    hashes {blob} NOT NULL,
    PRIMARY KEY (level, number)
) {strict};

CREATE TABLE audit_checkpoint (
    day {integer} PRIMARY KEY,
    size {integer} NOT NULL,
    note {text} NOT NULL
) {strict};
CREATE INDEX audit_checkpoint_by_size ON audit_checkpoint (size);
