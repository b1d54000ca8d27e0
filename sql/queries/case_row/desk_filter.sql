-- Open cases of one state that an officer's filter lets through, what is due first first. Empty or 0: any.
-- in: jurisdiction_id BIGINT, state TEXT, kind TEXT, category_id BIGINT, town_id BIGINT, unit_id BIGINT, channel TEXT, told BIGINT, due_from BIGINT, due_to BIGINT, received_from BIGINT, received_to BIGINT,
--     viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, after_due BIGINT, after_id BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, title TEXT, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL, due_at BIGINT, told_at BIGINT NULL, allotted_officer_id BIGINT NULL
-- row: desk_case
-- rows: many
SELECT id, seq, code, state, kind, title, category_id, town_id,
	unit_id, received_at, answered_at, closed_at, updated_at, solved, satisfied, due_at, told_at, allotted_officer_id
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND state = :state AND state <> 'closed'
	AND (about_unit_id IS NULL OR about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (about_officer_id IS NULL OR about_officer_id <> :viewer_id)
	AND (:kind = '' OR kind = :kind) AND (:category_id = 0 OR category_id = :category_id)
	AND (:town_id = 0 OR town_id = :town_id) AND (:unit_id = 0 OR unit_id = :unit_id)
	AND (:channel = '' OR channel = :channel) AND (:told = 0 OR told_at IS NOT NULL)
	AND due_at >= :due_from AND due_at <= :due_to AND received_at >= :received_from AND received_at <= :received_to
	AND (due_at, id) > (:after_due, :after_id)
ORDER BY due_at, id
LIMIT :most
