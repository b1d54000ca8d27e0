-- Keeps a checkpoint. One of that size that is kept already stays as it is.
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT, at BIGINT, cause TEXT, note TEXT
-- rows: none
INSERT INTO ledger_checkpoint (jurisdiction_id, log, size, at, cause, note)
VALUES (:jurisdiction_id, :log, :size, :at, :cause, :note)
ON CONFLICT (jurisdiction_id, log, size) DO NOTHING
