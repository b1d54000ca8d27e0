-- Claims a command id. No row changed: it was used before.
-- in: jurisdiction_id BIGINT, id TEXT, request_hash BYTES, result BYTES NULL, at BIGINT
-- rows: none
INSERT INTO command (jurisdiction_id, id, request_hash, result, at)
VALUES (:jurisdiction_id, :id, :request_hash, :result, :at)
ON CONFLICT (jurisdiction_id, id) DO NOTHING
