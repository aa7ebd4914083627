-- What staff are told once a day, what a subject's queue leaves out, and reasons of looks that can
-- be erased.

ALTER TABLE task_queue ADD COLUMN class {text} NOT NULL DEFAULT 'ordinary';
UPDATE task_queue SET class = (SELECT cases.class FROM cases WHERE cases.id = task_queue.case_id)
    WHERE EXISTS (SELECT 1 FROM cases WHERE cases.id = task_queue.case_id);
CREATE INDEX task_queue_recused ON task_queue (holder_kind, holder, case_id, task)
    WHERE class = 'recused';

CREATE TABLE digest (
    person {integer} PRIMARY KEY REFERENCES person (id),
    day {integer} NOT NULL,
    open {integer} NOT NULL,
    due_today {integer} NOT NULL,
    late {integer} NOT NULL,
    at {integer} NOT NULL
) {strict};
INSERT INTO background_job (name, position, run_at, version) VALUES ('digest', 0, 0, 1);

ALTER TABLE look ADD COLUMN text_id {integer};
CREATE INDEX look_by_case ON look (case_id, text_id) WHERE text_id IS NOT NULL;
