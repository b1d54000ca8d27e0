-- Codes of the cases that were closed in a period, both ends in it, whatever became of them since.
-- in: jurisdiction_id BIGINT, from_at BIGINT, last_at BIGINT
-- out: code TEXT
-- rows: many
SELECT c.code
FROM (SELECT DISTINCT jurisdiction_id, stream_id FROM event
	WHERE jurisdiction_id = :jurisdiction_id AND type = 'case.closed' AND at BETWEEN :from_at AND :last_at) AS closed
JOIN case_row c ON c.jurisdiction_id = closed.jurisdiction_id AND c.id = closed.stream_id
WHERE c.jurisdiction_id = :jurisdiction_id
ORDER BY c.code
