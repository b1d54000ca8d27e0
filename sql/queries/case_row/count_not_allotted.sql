-- How many these are.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT, most BIGINT
-- out: cases BIGINT, overdue BIGINT
-- row: queue_count
-- rows: one
SELECT count(*) AS cases, count(CASE WHEN due_at < :now THEN 1 END) AS overdue
FROM (
	SELECT due_at
	FROM case_row
	WHERE jurisdiction_id = :jurisdiction_id AND unit_id = :viewer_unit_id AND allotted_officer_id IS NULL
		AND state IN ('assigned', 'in_hand', 'waiting') AND state <> 'closed'
		AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
		AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
	ORDER BY due_at, id
	LIMIT :most
) AS first
