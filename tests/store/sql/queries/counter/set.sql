-- Sets a counter.
-- in: id BIGINT, value BIGINT
-- rows: none
UPDATE counter SET value = :value WHERE id = :id
