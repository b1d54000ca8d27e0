-- An officer signed in.
-- in: jurisdiction_id BIGINT, id_hash BYTES, officer_id BIGINT, created_at BIGINT, seen_at BIGINT, expires_at BIGINT
-- rows: none
INSERT INTO session (jurisdiction_id, id_hash, officer_id, created_at, seen_at, expires_at)
VALUES (:jurisdiction_id, :id_hash, :officer_id, :created_at, :seen_at, :expires_at)
