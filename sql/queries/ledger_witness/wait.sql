-- When a witness is asked again.
-- in: jurisdiction_id BIGINT, log BIGINT, witness TEXT, next_at BIGINT
-- rows: none
UPDATE ledger_witness SET next_at = :next_at
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND witness = :witness
