-- Makes the tables seem those of version 11, which no migration brings on: for tests that nothing tries to.
DELETE FROM schema_version WHERE version > 11;
