-- All cells, for the recount.
-- in: jurisdiction_id BIGINT
-- out: dimension BIGINT, span BIGINT, day BIGINT, known BIGINT, class BIGINT, value BIGINT, days BIGINT, facts BIGINT,
--      mark_1 BIGINT, mark_2 BIGINT, mark_3 BIGINT, mark_4 BIGINT, mark_5 BIGINT, mark_6 BIGINT, mark_7 BIGINT, mark_8 BIGINT
-- rows: many
SELECT dimension, span, day, known, class, value, days, facts,
	mark_1, mark_2, mark_3, mark_4, mark_5, mark_6, mark_7, mark_8
FROM figure_late
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY dimension, span, day, known, class, value, days
