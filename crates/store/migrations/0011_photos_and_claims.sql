-- Photos that belong to no case are found by their age.
CREATE INDEX photo_unfiled ON photo (created_at, id) WHERE case_id IS NULL;

-- Whoever said that they live somewhere, and was refused, is told.
ALTER TABLE household_member ADD COLUMN refused {integer} NOT NULL DEFAULT 0;

-- Open tasks are counted kind by kind, and no further than a page says.
CREATE INDEX task_queue_by_kind ON task_queue (holder_kind, holder, kind, late);
