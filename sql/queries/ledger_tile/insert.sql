-- A tile that is complete.
-- in: jurisdiction_id BIGINT, log BIGINT, level BIGINT, place BIGINT, root BYTES, hashes BYTES
-- rows: none
INSERT INTO ledger_tile (jurisdiction_id, log, level, place, root, hashes)
VALUES (:jurisdiction_id, :log, :level, :place, :root, :hashes)
