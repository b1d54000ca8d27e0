-- All is to be counted anew, by whoever counts next.
-- in: jurisdiction_id BIGINT
-- rows: none
UPDATE figure_position SET version = 0 WHERE jurisdiction_id = :jurisdiction_id
