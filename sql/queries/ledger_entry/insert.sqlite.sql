-- An event of the newest log. On SQLite it has its place at once. No row changed: the jurisdiction has no log.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT, at BIGINT, hash BYTES
-- rows: none
INSERT INTO ledger_entry (jurisdiction_id, log, stream_id, seq, at, hash, place)
SELECT :jurisdiction_id, l.number, :stream_id, :seq, :at, :hash,
	COALESCE((SELECT MAX(e.place) + 1 FROM ledger_entry e WHERE e.jurisdiction_id = :jurisdiction_id AND e.log = l.number), 0)
FROM ledger_log l
WHERE l.jurisdiction_id = :jurisdiction_id
ORDER BY l.number DESC
LIMIT 1
