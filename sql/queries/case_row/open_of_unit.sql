-- How many open cases a unit has.
-- in: jurisdiction_id BIGINT, unit_id BIGINT
-- out: cases BIGINT
-- rows: one
SELECT count(*) AS cases
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND unit_id = :unit_id AND state <> 'closed' AND state <> 'declined' AND state <> 'withdrawn'
