-- How many these are, counted up to `most`, from the index alone.
-- in: jurisdiction_id BIGINT, state TEXT, kind TEXT, category_id BIGINT, town_id BIGINT, unit_id BIGINT, channel TEXT, told BIGINT, due_from BIGINT, due_to BIGINT, received_from BIGINT, received_to BIGINT,
--     viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT, most BIGINT
-- out: cases BIGINT, overdue BIGINT
-- row: queue_count
-- rows: one
SELECT count(*) AS cases, count(CASE WHEN due_at < :now THEN 1 END) AS overdue
FROM (
	SELECT due_at
	FROM case_row
	WHERE jurisdiction_id = :jurisdiction_id AND state = :state AND state <> 'closed'
		AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
		AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
		AND (:kind = '' OR kind = :kind) AND (:category_id = 0 OR category_id = :category_id)
		AND (:town_id = 0 OR town_id = :town_id) AND (:unit_id = 0 OR unit_id = :unit_id)
		AND (:channel = '' OR channel = :channel) AND (:told = 0 OR told_at IS NOT NULL)
		AND due_at >= :due_from AND due_at <= :due_to AND received_at >= :received_from AND received_at <= :received_to
	ORDER BY due_at, id
	LIMIT :most
) AS first
