-- All counters, without parameters.
-- out: id BIGINT, value BIGINT
-- rows: many
SELECT id, value FROM counter ORDER BY id
