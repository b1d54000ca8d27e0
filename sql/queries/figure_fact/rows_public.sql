-- The cases behind the facts of a class that are public, the newest first; see count for what is asked.
-- in: jurisdiction_id BIGINT, class BIGINT, first_day BIGINT, last_day BIGINT, as_of BIGINT, with_any BIGINT, with_none BIGINT,
--     unit_id BIGINT, area_id BIGINT, category_id BIGINT, channel BIGINT, kind BIGINT, programme_id BIGINT,
--     before_day BIGINT, before_id BIGINT, before_seq BIGINT, most BIGINT
-- out: day BIGINT, seq BIGINT, id BIGINT, code TEXT, state TEXT, kind TEXT, title TEXT NULL, category_id BIGINT NULL, town_id BIGINT NULL, unit_id BIGINT NULL, received_at BIGINT, answered_at BIGINT NULL, closed_at BIGINT NULL, updated_at BIGINT, solved TEXT NULL, satisfied TEXT NULL
-- rows: many
-- row: figure_case
SELECT f.day, f.seq, c.id, c.code, c.state, c.kind, c.public_title AS title, c.category_id, c.town_id, c.unit_id, c.received_at, c.answered_at, c.closed_at,
	c.updated_at, c.solved, c.satisfied
FROM figure_fact AS f
JOIN case_row AS c ON c.jurisdiction_id = f.jurisdiction_id AND c.id = f.case_id
WHERE f.jurisdiction_id = :jurisdiction_id AND f.class = :class AND f.day >= :first_day AND f.day <= :last_day AND f.from_day <= :as_of AND f.until_day > :as_of
	AND CASE WHEN :with_any = 0 THEN (f.marks & :with_none) = 0 ELSE (f.marks & :with_any) <> 0 END
	AND (:unit_id = -1 OR f.unit_id = :unit_id) AND (:area_id = -1 OR f.area_id = :area_id)
	AND (:category_id = -1 OR f.category_id = :category_id) AND (:channel = -1 OR f.channel = :channel)
	AND (:kind = -1 OR f.kind = :kind) AND (:programme_id = -1 OR f.programme_id = :programme_id)
	AND (f.day, f.case_id, f.seq) < (:before_day, :before_id, :before_seq)
	AND c.visible = 1
ORDER BY f.day DESC, f.case_id DESC, f.seq DESC
LIMIT :most
