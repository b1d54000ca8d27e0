-- Where the events of a stream stand in a log, in their order.
-- in: jurisdiction_id BIGINT, log BIGINT, stream_id BIGINT
-- out: seq BIGINT, place BIGINT NULL, hash BYTES
-- rows: many
SELECT seq, place, hash
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND stream_id = :stream_id
ORDER BY seq
