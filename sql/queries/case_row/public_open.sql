-- The public list, newest first, of what is neither answered nor closed, declined or withdrawn; a filter that is empty or 0 is off.
-- `due_at` is when the answer is due, not when the raiser is to be contacted.
-- in: jurisdiction_id BIGINT, category_id BIGINT, town_id BIGINT, unit_id BIGINT, kind TEXT, before_at BIGINT, before_id BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, public_title TEXT NULL, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL, due_at BIGINT
-- row: public_case
-- rows: many
SELECT id, seq, code, state, kind, public_title, category_id, town_id,
	unit_id, received_at, answered_at, closed_at, updated_at, solved, satisfied, COALESCE(unit_deadline, CASE WHEN reopens IS NULL THEN reply_by ELSE due_at END, due_at) AS due_at
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND visible = 1 AND state <> 'answered' AND state <> 'closed' AND state <> 'declined' AND state <> 'withdrawn'
	AND (:category_id = 0 OR category_id = :category_id) AND (:town_id = 0 OR town_id = :town_id) AND (:unit_id = 0 OR unit_id = :unit_id)
	AND (:kind = '' OR kind = :kind)
	AND (received_at, id) < (:before_at, :before_id)
ORDER BY received_at DESC, id DESC
LIMIT :most
