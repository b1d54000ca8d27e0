-- An erasure is finished.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT
-- rows: none
DELETE FROM erasure_pending WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND seq = :seq
