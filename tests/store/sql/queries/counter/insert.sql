-- A new counter.
-- in: id BIGINT, value BIGINT
-- rows: none
INSERT INTO counter (id, value) VALUES (:id, :value)
