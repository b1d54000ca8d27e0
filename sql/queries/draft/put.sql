-- What was typed so far.
-- in: jurisdiction_id BIGINT, id_hash BYTES, fields TEXT, expires_at BIGINT
-- rows: none
INSERT INTO draft (jurisdiction_id, id_hash, fields, expires_at)
VALUES (:jurisdiction_id, :id_hash, :fields, :expires_at)
ON CONFLICT (jurisdiction_id, id_hash) DO UPDATE SET fields = excluded.fields, expires_at = excluded.expires_at
