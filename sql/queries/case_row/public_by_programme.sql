-- What everybody may read of a list, newest first; `channel` and `state` (closed, open) are off where they are empty.
-- in: jurisdiction_id BIGINT, programme_id BIGINT, channel TEXT, state TEXT, before_at BIGINT, before_id BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, public_title TEXT NULL, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL, due_at BIGINT
-- row: public_case
-- rows: many
SELECT id, seq, code, state, kind, public_title, category_id, town_id,
	unit_id, received_at, answered_at, closed_at, updated_at, solved, satisfied, COALESCE(unit_deadline, CASE WHEN reopens IS NULL THEN reply_by ELSE due_at END, due_at) AS due_at
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND programme_id = :programme_id AND visible = 1 AND programme_id IS NOT NULL
	AND (:channel = '' OR channel = :channel)
	AND (:state = '' OR state = :state OR (:state = 'open' AND state NOT IN ('closed', 'declined', 'withdrawn')))
	AND (received_at, id) < (:before_at, :before_id)
ORDER BY received_at DESC, id DESC
LIMIT :most
