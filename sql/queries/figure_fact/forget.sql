-- A fact that began today is another before the day has ended. No row changed: it began earlier.
-- in: jurisdiction_id BIGINT, class BIGINT, day BIGINT, case_id BIGINT, seq BIGINT, today BIGINT, forever BIGINT
-- rows: none
DELETE FROM figure_fact
WHERE jurisdiction_id = :jurisdiction_id AND class = :class AND day = :day AND case_id = :case_id AND seq = :seq
	AND from_day = :today AND until_day = :forever
