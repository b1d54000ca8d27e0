-- A witness that was not asked yet. One that is known stays as it is.
-- in: jurisdiction_id BIGINT, log BIGINT, witness TEXT
-- rows: none
INSERT INTO ledger_witness (jurisdiction_id, log, witness, size, at, next_at)
VALUES (:jurisdiction_id, :log, :witness, 0, 0, 0)
ON CONFLICT (jurisdiction_id, log, witness) DO NOTHING
