-- Oversight orders of each unit that wait for their answer, and how many of them for too long.
-- in: jurisdiction_id BIGINT, now BIGINT
-- out: unit_id BIGINT, orders BIGINT, overdue BIGINT
-- rows: many
SELECT unit_id, count(*) AS orders, count(CASE WHEN answer_by < :now THEN 1 END) AS overdue
FROM oversight_order
WHERE jurisdiction_id = :jurisdiction_id AND answered_at IS NULL AND dropped_at IS NULL
GROUP BY unit_id
ORDER BY unit_id
