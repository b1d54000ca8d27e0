-- All facts, for the recount.
-- in: jurisdiction_id BIGINT
-- out: class BIGINT, day BIGINT, case_id BIGINT, seq BIGINT, from_day BIGINT, until_day BIGINT, marks BIGINT, days BIGINT,
--      unit_id BIGINT, area_id BIGINT, category_id BIGINT, channel BIGINT, kind BIGINT, programme_id BIGINT
-- rows: many
SELECT class, day, case_id, seq, from_day, until_day, marks, days, unit_id, area_id, category_id, channel, kind, programme_id
FROM figure_fact
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY class, day, case_id, seq, from_day
