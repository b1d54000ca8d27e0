-- How it stands with the lists of programmes: what is on each, concluded, open, overdue among that. What complains of the viewer
-- is left out.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT
-- out: programme_id BIGINT, cases BIGINT, concluded BIGINT, open_cases BIGINT, overdue BIGINT
-- rows: many
SELECT programme_id, count(*) AS cases, count(CASE WHEN state = 'closed' THEN 1 END) AS concluded,
	count(CASE WHEN state NOT IN ('closed', 'declined', 'withdrawn') THEN 1 END) AS open_cases,
	count(CASE WHEN state NOT IN ('closed', 'declined', 'withdrawn') AND due_at < :now THEN 1 END) AS overdue
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND programme_id IS NOT NULL
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
GROUP BY programme_id
