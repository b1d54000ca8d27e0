-- The value of a counter.
-- in: id BIGINT
-- out: value BIGINT, label TEXT
-- rows: one
SELECT value, label FROM counter WHERE id = :id
