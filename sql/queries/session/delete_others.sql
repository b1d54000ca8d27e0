-- Ends every session of an officer but one.
-- in: jurisdiction_id BIGINT, officer_id BIGINT, id_hash BYTES
-- rows: none
DELETE FROM session WHERE jurisdiction_id = :jurisdiction_id AND officer_id = :officer_id AND id_hash <> :id_hash
