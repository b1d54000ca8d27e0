-- How many these are.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT, most BIGINT
-- out: cases BIGINT, overdue BIGINT
-- row: queue_count
-- rows: one
SELECT count(*) AS cases, count(CASE WHEN deadline < :now THEN 1 END) AS overdue
FROM (
	SELECT a.deadline AS deadline
	FROM assignment AS a
JOIN case_row AS c ON c.jurisdiction_id = a.jurisdiction_id AND c.id = a.case_id
WHERE a.jurisdiction_id = :jurisdiction_id AND c.jurisdiction_id = :jurisdiction_id AND a.unit_id = :viewer_unit_id
	AND a.role = 'supporting' AND a.returned_at IS NULL AND a.reported_at IS NULL AND a.ended_at IS NULL
	AND (c.about_unit_id IS NULL OR c.about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (c.about_officer_id IS NULL OR c.about_officer_id <> :viewer_id)
	ORDER BY a.deadline, c.id
	LIMIT :most
) AS first
