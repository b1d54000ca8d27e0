-- One list by the channels through which its cases came.
-- in: jurisdiction_id BIGINT, programme_id BIGINT, now BIGINT
-- out: channel TEXT, cases BIGINT, concluded BIGINT, open_cases BIGINT, overdue BIGINT
-- rows: many
SELECT channel, count(*) AS cases, count(CASE WHEN state = 'closed' THEN 1 END) AS concluded,
	count(CASE WHEN state NOT IN ('closed', 'declined', 'withdrawn') THEN 1 END) AS open_cases,
	count(CASE WHEN state NOT IN ('closed', 'declined', 'withdrawn') AND due_at < :now THEN 1 END) AS overdue
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND programme_id = :programme_id AND programme_id IS NOT NULL
GROUP BY channel
ORDER BY channel
