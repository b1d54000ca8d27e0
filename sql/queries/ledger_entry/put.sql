-- An entry with its place, in a log that takes over the events of another. One that is there already stays.
-- in: jurisdiction_id BIGINT, log BIGINT, stream_id BIGINT, seq BIGINT, at BIGINT, hash BYTES, place BIGINT
-- rows: none
INSERT INTO ledger_entry (jurisdiction_id, log, stream_id, seq, at, hash, place)
VALUES (:jurisdiction_id, :log, :stream_id, :seq, :at, :hash, :place)
ON CONFLICT (jurisdiction_id, log, stream_id, seq) DO NOTHING
