-- Whether the holder of a post agreed that name and telephone are shown to everybody whom the post
-- serves. Nobody had been asked before.

ALTER TABLE post ADD COLUMN published {integer} NOT NULL DEFAULT 0;
