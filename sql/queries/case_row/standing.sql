-- How it stands with each unit that has cases, without what is about the viewer or the viewer's unit. `cases` and the columns after it
-- count what the unit has to do, `answered` what waits for its check.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT
-- out: unit_id BIGINT, cases BIGINT, overdue BIGINT, not_accepted BIGINT, waiting BIGINT, returned BIGINT, reopened BIGINT, extended BIGINT, answered BIGINT
-- rows: many
SELECT unit_id,
	count(CASE WHEN state <> 'answered' THEN 1 END) AS cases,
	count(CASE WHEN state IN ('assigned', 'in_hand') AND due_at < :now THEN 1 END) AS overdue,
	count(CASE WHEN state = 'assigned' THEN 1 END) AS not_accepted,
	count(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
	count(CASE WHEN state <> 'answered' AND returns >= 2 THEN 1 END) AS returned,
	count(CASE WHEN state <> 'answered' AND reopens >= 1 THEN 1 END) AS reopened,
	count(CASE WHEN state <> 'answered' AND extensions >= 1 THEN 1 END) AS extended,
	count(CASE WHEN state = 'answered' THEN 1 END) AS answered
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND unit_id IS NOT NULL
	AND state IN ('assigned', 'in_hand', 'waiting', 'answered') AND state <> 'closed'
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
GROUP BY unit_id
ORDER BY unit_id
