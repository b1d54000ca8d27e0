-- Adds to a counter and gives its new value.
-- in: id BIGINT, delta BIGINT
-- out: value BIGINT
-- rows: one
UPDATE counter SET value = value + :delta WHERE id = :id RETURNING value
