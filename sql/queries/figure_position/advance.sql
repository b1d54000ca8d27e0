-- Moves the count on, where it still stands where it was read. No row changed: it does not.
-- in: jurisdiction_id BIGINT, old_log BIGINT, old_place BIGINT, version BIGINT, log BIGINT, place BIGINT, counted_at BIGINT
-- rows: none
UPDATE figure_position SET version = :version, log = :log, place = :place, counted_at = :counted_at
WHERE jurisdiction_id = :jurisdiction_id AND log = :old_log AND place = :old_place
