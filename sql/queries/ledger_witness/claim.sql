-- Takes it on oneself to ask a witness. No row changed: it is not time, or somebody else does.
-- in: jurisdiction_id BIGINT, log BIGINT, witness TEXT, now BIGINT, next_at BIGINT
-- rows: none
UPDATE ledger_witness SET next_at = :next_at
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND witness = :witness AND next_at <= :now
