-- The same, counted up to `most`. None of it is overdue.
-- in: jurisdiction_id BIGINT, since BIGINT, secret_too BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, most BIGINT
-- out: cases BIGINT, overdue BIGINT
-- row: queue_count
-- rows: one
SELECT count(*) AS cases, count(CASE WHEN closed_at < 0 THEN 1 END) AS overdue
FROM (
	SELECT closed_at
	FROM case_row
	WHERE jurisdiction_id = :jurisdiction_id AND state = 'closed' AND solved IS NULL AND has_contact = 1
		AND closed_at >= :since AND (unit_id IS NULL OR unit_id <> :viewer_unit_id) AND (is_secret = 0 OR :secret_too = 1)
		AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
		AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
	ORDER BY closed_at, id
	LIMIT :most
) AS first
