-- Rows of whose turn it is hold the promised time of the whole case where that comes before the
-- step's own; what older programs wrote is brought to it beside this (see `upgrade.rs`).

-- What is published stands by the day on which it was.
UPDATE case_scope SET at = (SELECT published_at FROM cases WHERE cases.id = case_scope.case_id)
    WHERE scope_kind = 'published' AND EXISTS (SELECT 1 FROM cases
        WHERE cases.id = case_scope.case_id AND cases.published_at IS NOT NULL);
