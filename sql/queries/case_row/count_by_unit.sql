-- The same for one unit.
-- in: jurisdiction_id BIGINT, unit_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT
-- out: state TEXT, cases BIGINT, overdue BIGINT
-- row: state_count
-- rows: many
SELECT state, count(*) AS cases, count(CASE WHEN due_at < :now THEN 1 END) AS overdue
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND unit_id = :unit_id AND state <> 'closed'
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
GROUP BY state
