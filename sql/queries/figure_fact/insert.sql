-- A fact, as it is from a day on.
-- in: jurisdiction_id BIGINT, class BIGINT, day BIGINT, case_id BIGINT, seq BIGINT, from_day BIGINT, until_day BIGINT, marks BIGINT, days BIGINT,
--     unit_id BIGINT, area_id BIGINT, category_id BIGINT, channel BIGINT, kind BIGINT, programme_id BIGINT
-- rows: none
INSERT INTO figure_fact (jurisdiction_id, class, day, case_id, seq, from_day, until_day, marks, days, unit_id, area_id, category_id, channel,
	kind, programme_id)
VALUES (:jurisdiction_id, :class, :day, :case_id, :seq, :from_day, :until_day, :marks, :days, :unit_id, :area_id, :category_id, :channel,
	:kind, :programme_id)
