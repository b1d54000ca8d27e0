-- Where an event stands in a log.
-- in: jurisdiction_id BIGINT, log BIGINT, stream_id BIGINT, seq BIGINT
-- out: place BIGINT NULL, hash BYTES
-- rows: some
SELECT place, hash
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND stream_id = :stream_id AND seq = :seq
