-- The events of a stream behind a place, oldest first, each with its private parts where they are kept.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, after BIGINT, most BIGINT
-- out: seq BIGINT, type TEXT, version BIGINT, at BIGINT, bytes BYTES, private_bytes BYTES NULL
-- rows: many
SELECT e.seq, e.type, e.version, e.at, e.bytes, p.bytes AS private_bytes
FROM event e
LEFT JOIN event_private p ON p.jurisdiction_id = e.jurisdiction_id AND p.stream_id = e.stream_id AND p.seq = e.seq
WHERE e.jurisdiction_id = :jurisdiction_id AND e.stream_id = :stream_id AND e.seq > :after
ORDER BY e.seq
LIMIT :most
