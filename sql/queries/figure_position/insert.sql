-- Nothing is counted yet. No row changed: somebody else began.
-- in: jurisdiction_id BIGINT, version BIGINT, log BIGINT
-- rows: none
INSERT INTO figure_position (jurisdiction_id, version, log, place, counted_at)
VALUES (:jurisdiction_id, :version, :log, 0, 0)
ON CONFLICT (jurisdiction_id) DO NOTHING
