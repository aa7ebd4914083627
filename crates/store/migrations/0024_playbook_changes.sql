-- A district goes over to another playbook: who asked, who agreed, from which day. One at a time.
CREATE TABLE playbook_change (
    id {integer} PRIMARY KEY,
    district {integer} NOT NULL REFERENCES place (id),
    before_name {text} NOT NULL,
    before_version {integer} NOT NULL,
    after_name {text} NOT NULL,
    after_version {integer} NOT NULL,
    valid_from {integer} NOT NULL,
    proposed_by {integer} NOT NULL REFERENCES person (id),
    proposed_at {integer} NOT NULL,
    state {text} NOT NULL,
    decided_by {integer} REFERENCES person (id),
    decided_at {integer},
    version {integer} NOT NULL,
    FOREIGN KEY (before_name, before_version) REFERENCES playbook (name, version),
    FOREIGN KEY (after_name, after_version) REFERENCES playbook (name, version)
) {strict};
CREATE INDEX playbook_change_by_time ON playbook_change (proposed_at, id);
CREATE UNIQUE INDEX playbook_change_open ON playbook_change (district)
    WHERE state IN ('proposed', 'agreed');
CREATE INDEX playbook_change_agreed ON playbook_change (valid_from, id) WHERE state = 'agreed';
