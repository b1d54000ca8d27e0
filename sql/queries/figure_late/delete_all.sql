-- All is counted anew.
-- in: jurisdiction_id BIGINT
-- rows: none
DELETE FROM figure_late WHERE jurisdiction_id = :jurisdiction_id
