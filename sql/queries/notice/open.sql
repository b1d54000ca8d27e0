-- What waits to be sent, with the codes of the cases; the next first.
-- in: jurisdiction_id BIGINT, most BIGINT
-- out: case_id BIGINT, case_code TEXT, seq BIGINT, channel TEXT, kind TEXT, state TEXT, cause TEXT, code BIGINT, status TEXT, attempts BIGINT, claim BIGINT, next_at BIGINT, created_at BIGINT, changed_at BIGINT
-- row: desk_notice
-- rows: many
SELECT n.case_id, c.code AS case_code, n.seq, n.channel, n.kind, n.state, n.cause, n.code, n.status, n.attempts, n.claim,
	n.next_at, n.created_at, n.changed_at
FROM notice n
JOIN case_row c ON c.jurisdiction_id = n.jurisdiction_id AND c.id = n.case_id
WHERE n.jurisdiction_id = :jurisdiction_id AND n.state IN ('waiting', 'claimed', 'handed')
ORDER BY n.next_at, n.case_id, n.seq
LIMIT :most
