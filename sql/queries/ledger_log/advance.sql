-- Moves a log on, where it still has the size that was read. No row changed: it has not.
-- in: jurisdiction_id BIGINT, number BIGINT, old_size BIGINT, public_key BYTES, size BIGINT, frontier BYTES, checkpoint TEXT, signed_at BIGINT, kept_at BIGINT
-- rows: none
UPDATE ledger_log SET public_key = :public_key, size = :size, frontier = :frontier, checkpoint = :checkpoint, signed_at = :signed_at, kept_at = :kept_at
WHERE jurisdiction_id = :jurisdiction_id AND number = :number AND size = :old_size
