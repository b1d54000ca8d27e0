-- The same, held until the transaction ends; none where another server counts just now.
-- in: jurisdiction_id BIGINT
-- out: version BIGINT, log BIGINT, place BIGINT, counted_at BIGINT
-- rows: some
-- row: figure_position
SELECT version, log, place, counted_at
FROM figure_position
WHERE jurisdiction_id = :jurisdiction_id
FOR UPDATE SKIP LOCKED
