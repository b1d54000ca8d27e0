-- An officer signed out.
-- in: jurisdiction_id BIGINT, id_hash BYTES
-- rows: none
DELETE FROM session WHERE jurisdiction_id = :jurisdiction_id AND id_hash = :id_hash
