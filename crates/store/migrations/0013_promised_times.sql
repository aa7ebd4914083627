-- Rows of whose turn it is hold the promised time of the whole case where that comes before the
-- step's own; what older programs wrote is brought to it beside this (see `upgrade.rs`).
SELECT 1;
