-- The draft was sent or dropped.
-- in: jurisdiction_id BIGINT, id_hash BYTES
-- rows: none
DELETE FROM draft WHERE jurisdiction_id = :jurisdiction_id AND id_hash = :id_hash
