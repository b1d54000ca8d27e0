-- Cases that have terms, newest first, for whoever may see them: without those that complain of the viewer. What more the
-- viewer may not see is left out by a term.
-- in: jurisdiction_id BIGINT, match TEXT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, before_id BIGINT, most BIGINT
-- out: id BIGINT
-- rows: many
SELECT c.id AS id
FROM office_words AS w
JOIN case_row AS c ON c.jurisdiction_id = :jurisdiction_id AND c.id = w.rowid
WHERE w.office_words MATCH :match AND w.rowid < :before_id
	AND (c.about_unit_id IS NULL OR c.about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (c.about_officer_id IS NULL OR c.about_officer_id <> :viewer_id)
ORDER BY w.rowid DESC
LIMIT :most
