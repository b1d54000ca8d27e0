-- What each supporting unit has not reported, without what is about the viewer or the viewer's unit.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT
-- out: unit_id BIGINT, supports BIGINT, overdue BIGINT
-- rows: many
SELECT a.unit_id AS unit_id, count(*) AS supports, count(CASE WHEN a.deadline < :now THEN 1 END) AS overdue
FROM assignment AS a
JOIN case_row AS c ON c.jurisdiction_id = a.jurisdiction_id AND c.id = a.case_id
WHERE a.jurisdiction_id = :jurisdiction_id AND c.jurisdiction_id = :jurisdiction_id
	AND a.role = 'supporting' AND a.returned_at IS NULL AND a.reported_at IS NULL AND a.ended_at IS NULL
	AND (c.about_unit_id IS NULL OR c.about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (c.about_officer_id IS NULL OR c.about_officer_id <> :viewer_id)
GROUP BY a.unit_id
ORDER BY a.unit_id
