-- Adds to what of a cell became known late; the cell is made where there is none.
-- in: jurisdiction_id BIGINT, dimension BIGINT, span BIGINT, day BIGINT, known BIGINT, class BIGINT, value BIGINT, days BIGINT, facts BIGINT,
--     mark_1 BIGINT, mark_2 BIGINT, mark_3 BIGINT, mark_4 BIGINT, mark_5 BIGINT, mark_6 BIGINT, mark_7 BIGINT, mark_8 BIGINT
-- rows: none
INSERT INTO figure_late (jurisdiction_id, dimension, span, day, known, class, value, days, facts,
	mark_1, mark_2, mark_3, mark_4, mark_5, mark_6, mark_7, mark_8)
VALUES (:jurisdiction_id, :dimension, :span, :day, :known, :class, :value, :days, :facts,
	:mark_1, :mark_2, :mark_3, :mark_4, :mark_5, :mark_6, :mark_7, :mark_8)
ON CONFLICT (jurisdiction_id, dimension, span, day, known, class, value, days) DO UPDATE SET
	facts = figure_late.facts + excluded.facts,
	mark_1 = figure_late.mark_1 + excluded.mark_1,
	mark_2 = figure_late.mark_2 + excluded.mark_2,
	mark_3 = figure_late.mark_3 + excluded.mark_3,
	mark_4 = figure_late.mark_4 + excluded.mark_4,
	mark_5 = figure_late.mark_5 + excluded.mark_5,
	mark_6 = figure_late.mark_6 + excluded.mark_6,
	mark_7 = figure_late.mark_7 + excluded.mark_7,
	mark_8 = figure_late.mark_8 + excluded.mark_8
