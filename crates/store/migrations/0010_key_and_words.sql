-- By what the key is recognised under which names and telephones are sealed; it tells nothing
-- about the key.

CREATE TABLE key_check (
    id {integer} PRIMARY KEY CHECK (id = 1),
    word {text} NOT NULL
) {strict};

-- Cases from before there was a search have no words yet: a job writes them, piece by piece.
INSERT INTO background_job (name, position, run_at, version)
SELECT 'words', 0, 0, 1 WHERE EXISTS (SELECT 1 FROM cases WHERE NOT EXISTS (
    SELECT 1 FROM case_word WHERE case_word.case_id = cases.id));
