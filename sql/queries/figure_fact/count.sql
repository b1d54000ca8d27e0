-- How many facts of a class there are, as of the end of a day, with some marks and without others, of a cell (-1: whatever), and
-- how many of their cases are public.
-- in: jurisdiction_id BIGINT, class BIGINT, first_day BIGINT, last_day BIGINT, as_of BIGINT, with_any BIGINT, with_none BIGINT,
--     unit_id BIGINT, area_id BIGINT, category_id BIGINT, channel BIGINT, kind BIGINT, programme_id BIGINT, public_mark BIGINT
-- out: facts BIGINT, public BIGINT
-- rows: one
SELECT count(*) AS facts, count(CASE WHEN (f.marks & :public_mark) <> 0 THEN 1 END) AS public
FROM figure_fact AS f
WHERE f.jurisdiction_id = :jurisdiction_id AND f.class = :class AND f.day >= :first_day AND f.day <= :last_day AND f.from_day <= :as_of AND f.until_day > :as_of
	AND CASE WHEN :with_any = 0 THEN (f.marks & :with_none) = 0 ELSE (f.marks & :with_any) <> 0 END
	AND (:unit_id = -1 OR f.unit_id = :unit_id) AND (:area_id = -1 OR f.area_id = :area_id)
	AND (:category_id = -1 OR f.category_id = :category_id) AND (:channel = -1 OR f.channel = :channel)
	AND (:kind = -1 OR f.kind = :kind) AND (:programme_id = -1 OR f.programme_id = :programme_id)
