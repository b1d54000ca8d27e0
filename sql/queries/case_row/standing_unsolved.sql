-- How many cases of each unit were closed and not solved since then: the unit's word or the raiser's.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, since BIGINT
-- out: unit_id BIGINT, cases BIGINT
-- rows: many
SELECT unit_id, count(*) AS cases
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND state = 'closed' AND (solved = 'no' OR outcome = 'unsolved')
	AND closed_at >= :since AND unit_id IS NOT NULL
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
GROUP BY unit_id
ORDER BY unit_id
