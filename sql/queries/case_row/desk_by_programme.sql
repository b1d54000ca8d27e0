-- The cases on a list in the order in which they came; `state` is one, or open, overdue, or empty for all; `unit_id` 0: any.
-- in: jurisdiction_id BIGINT, programme_id BIGINT, state TEXT, unit_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, now BIGINT, after_id BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, title TEXT, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL, due_at BIGINT, told_at BIGINT NULL, allotted_officer_id BIGINT NULL
-- row: desk_case
-- rows: many
SELECT id, seq, code, state, kind, title, category_id, town_id,
	unit_id, received_at, answered_at, closed_at, updated_at, solved, satisfied, due_at, told_at, allotted_officer_id
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND programme_id = :programme_id AND programme_id IS NOT NULL
	AND (:unit_id = 0 OR unit_id = :unit_id)
	AND (:state = '' OR state = :state OR (:state = 'open' AND state NOT IN ('closed', 'declined', 'withdrawn'))
		OR (:state = 'overdue' AND state NOT IN ('closed', 'declined', 'withdrawn') AND due_at < :now))
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
	AND id > :after_id
ORDER BY id
LIMIT :most
