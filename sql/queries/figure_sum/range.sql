-- The cells of a dimension over days or months, of some classes; value -1: of all values.
-- in: jurisdiction_id BIGINT, dimension BIGINT, span BIGINT, first_day BIGINT, last_day BIGINT, first_class BIGINT, last_class BIGINT, value BIGINT
-- out: day BIGINT, class BIGINT, value BIGINT, days BIGINT, facts BIGINT,
--      mark_1 BIGINT, mark_2 BIGINT, mark_3 BIGINT, mark_4 BIGINT, mark_5 BIGINT, mark_6 BIGINT, mark_7 BIGINT, mark_8 BIGINT
-- rows: many
-- row: figure_cell
SELECT day, class, value, days, facts,
	mark_1, mark_2, mark_3, mark_4, mark_5, mark_6, mark_7, mark_8
FROM figure_sum
WHERE jurisdiction_id = :jurisdiction_id AND dimension = :dimension AND span = :span AND day >= :first_day AND day <= :last_day
	AND class >= :first_class AND class <= :last_class AND (:value = -1 OR value = :value)
