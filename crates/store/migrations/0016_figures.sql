-- Figures of places by month, kept beside the cases so that a dashboard reads a few rows and not
-- every case of a year.

-- Cases that changed since they were counted, with the revision that has to be counted.
CREATE TABLE figure_due (
    case_id {integer} PRIMARY KEY,
    revision {integer} NOT NULL
) {strict};

-- What each case counts for at present: where, and by month. It is taken away before the case is
-- counted anew.
CREATE TABLE case_figure (
    case_id {integer} PRIMARY KEY,
    body {text} NOT NULL
) {strict};

-- The sums: a place and a month, as 202611.
CREATE TABLE month_figure (
    place {integer} NOT NULL,
    month {integer} NOT NULL,
    body {text} NOT NULL,
    version {integer} NOT NULL,
    PRIMARY KEY (place, month)
) {keyed};

INSERT INTO figure_due (case_id, revision) SELECT id, revision FROM cases;
