-- Cases whose waiting has ended, the longest ago first.
-- in: jurisdiction_id BIGINT, now BIGINT, most BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT
-- rows: many
SELECT id, seq, code
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND state = 'waiting' AND state <> 'closed' AND due_at <= :now
ORDER BY due_at, id
LIMIT :most
