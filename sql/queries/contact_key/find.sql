-- Cases of a raiser, newest first, without those that complain of the viewer.
-- in: jurisdiction_id BIGINT, hash BYTES, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, before_id BIGINT, most BIGINT
-- out: id BIGINT
-- rows: many
SELECT c.id AS id
FROM contact_key AS k
JOIN case_row AS c ON c.jurisdiction_id = :jurisdiction_id AND c.id = k.case_id
WHERE k.jurisdiction_id = :jurisdiction_id AND k.hash = :hash AND k.case_id < :before_id
	AND (c.about_unit_id IS NULL OR c.about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (c.about_officer_id IS NULL OR c.about_officer_id <> :viewer_id)
ORDER BY k.case_id DESC
LIMIT :most
