-- A witness cosigned a checkpoint. An older one than is known changes nothing.
-- in: jurisdiction_id BIGINT, log BIGINT, witness TEXT, size BIGINT, at BIGINT, next_at BIGINT
-- rows: none
UPDATE ledger_witness SET size = :size, at = :at, next_at = :next_at
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND witness = :witness AND size <= :size
