-- The number of a new case in another system.
-- in: jurisdiction_id BIGINT, hash BYTES, case_id BIGINT
-- rows: none
INSERT INTO outside_number (jurisdiction_id, hash, case_id) VALUES (:jurisdiction_id, :hash, :case_id)
