-- All items in a state.
-- in: jurisdiction_id BIGINT, state BIGINT
-- out: id BIGINT, name TEXT, data BYTES NULL
-- rows: many
SELECT id, name, data FROM item WHERE jurisdiction_id = :jurisdiction_id AND state = :state ORDER BY id
