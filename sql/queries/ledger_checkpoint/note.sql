-- The note of a kept checkpoint with further signatures.
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT, note TEXT
-- rows: none
UPDATE ledger_checkpoint SET note = :note
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND size = :size
