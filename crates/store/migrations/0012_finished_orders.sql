-- Orders of other systems by when they were finished, for what is written back.

CREATE INDEX cases_orders_ended ON cases (district, ended_at, id)
    WHERE external_number IS NOT NULL AND ended_at IS NOT NULL;
CREATE INDEX cases_orders_merged ON cases (district, id, merged_into)
    WHERE external_number IS NOT NULL AND merged_into IS NOT NULL;
