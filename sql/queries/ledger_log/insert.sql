-- A new log, empty.
-- in: jurisdiction_id BIGINT, number BIGINT, origin TEXT, public_key BYTES, started_at BIGINT, frontier BYTES
-- rows: none
INSERT INTO ledger_log (jurisdiction_id, number, origin, public_key, started_at, size, frontier, checkpoint, signed_at, kept_at)
VALUES (:jurisdiction_id, :number, :origin, :public_key, :started_at, 0, :frontier, '', 0, 0)
