-- A fact is no more, or another, from today on.
-- in: jurisdiction_id BIGINT, class BIGINT, day BIGINT, case_id BIGINT, seq BIGINT, today BIGINT, forever BIGINT
-- rows: none
UPDATE figure_fact SET until_day = :today
WHERE jurisdiction_id = :jurisdiction_id AND class = :class AND day = :day AND case_id = :case_id AND seq = :seq
	AND until_day = :forever
