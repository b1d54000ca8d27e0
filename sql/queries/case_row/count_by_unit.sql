-- The same for one unit.
-- in: jurisdiction_id BIGINT, unit_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, now BIGINT
-- out: state TEXT, cases BIGINT, overdue BIGINT
-- rows: many
SELECT state, count(*) AS cases, count(CASE WHEN due_at < :now THEN 1 END) AS overdue
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND unit_id = :unit_id AND state <> 'closed'
	AND (about_unit_id IS NULL OR about_unit_id <> :viewer_unit_id) AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
GROUP BY state
