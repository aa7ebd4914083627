-- The words by which a case is found; the application cuts text into words, the same on every
-- engine.

CREATE TABLE case_word (
    word {text} NOT NULL,
    case_id {integer} NOT NULL,
    PRIMARY KEY (word, case_id)
) {keyed};
CREATE INDEX case_word_by_case ON case_word (case_id);
