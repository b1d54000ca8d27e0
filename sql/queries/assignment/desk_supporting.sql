-- What the viewer's unit supports and has not reported, what is due first. Due is its own part.
-- in: jurisdiction_id BIGINT, viewer_id BIGINT, viewer_unit_id BIGINT, viewer_above_1 BIGINT, viewer_above_2 BIGINT, viewer_above_3 BIGINT, after_due BIGINT, after_id BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, title TEXT, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL, due_at BIGINT, told_at BIGINT NULL, allotted_officer_id BIGINT NULL
-- row: desk_case
-- rows: many
SELECT c.id AS id, c.seq AS seq, c.code AS code, c.state AS state, c.kind AS kind, c.title AS title, c.category_id AS category_id, c.town_id AS town_id, c.unit_id AS unit_id, c.received_at AS received_at, c.answered_at AS answered_at, c.closed_at AS closed_at, c.updated_at AS updated_at, c.solved AS solved, c.satisfied AS satisfied, a.deadline AS due_at, c.told_at AS told_at, c.allotted_officer_id AS allotted_officer_id
FROM assignment AS a
JOIN case_row AS c ON c.jurisdiction_id = a.jurisdiction_id AND c.id = a.case_id
WHERE a.jurisdiction_id = :jurisdiction_id AND c.jurisdiction_id = :jurisdiction_id AND a.unit_id = :viewer_unit_id
	AND a.role = 'supporting' AND a.returned_at IS NULL AND a.reported_at IS NULL AND a.ended_at IS NULL
	AND (c.about_unit_id IS NULL OR c.about_unit_id NOT IN (:viewer_unit_id, :viewer_above_1, :viewer_above_2, :viewer_above_3))
	AND (c.about_officer_id IS NULL OR c.about_officer_id <> :viewer_id)
	AND (a.deadline, c.id) > (:after_due, :after_id)
ORDER BY a.deadline, c.id
LIMIT :most
