-- The cases behind a number of `standing`, what is due first; unit_id 0: of all units. `wanted` is the number's name.
-- in: jurisdiction_id BIGINT, unit_id BIGINT, wanted TEXT, now BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, after_due BIGINT, after_id BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, title TEXT, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL, due_at BIGINT, told_at BIGINT NULL, allotted_officer_id BIGINT NULL
-- row: desk_case
-- rows: many
SELECT id, seq, code, state, kind, title, category_id, town_id,
	unit_id, received_at, answered_at, closed_at, updated_at, solved, satisfied, due_at, told_at, allotted_officer_id
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND unit_id IS NOT NULL AND (:unit_id = 0 OR unit_id = :unit_id)
	AND state IN ('assigned', 'in_hand', 'waiting', 'answered') AND state <> 'closed'
	AND CASE :wanted
		WHEN 'answered' THEN state = 'answered'
		WHEN 'overdue' THEN state IN ('assigned', 'in_hand') AND due_at < :now
		WHEN 'not_accepted' THEN state = 'assigned'
		WHEN 'waiting' THEN state = 'waiting'
		WHEN 'returned' THEN state <> 'answered' AND returns >= 2
		WHEN 'reopened' THEN state <> 'answered' AND reopens >= 1
		WHEN 'extended' THEN state <> 'answered' AND extensions >= 1
		ELSE state <> 'answered'
	END
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
	AND (due_at, id) > (:after_due, :after_id)
ORDER BY due_at, id
LIMIT :most
