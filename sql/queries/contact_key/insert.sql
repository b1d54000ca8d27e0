-- Lets a raiser be found by one way of reaching them.
-- in: jurisdiction_id BIGINT, case_id BIGINT, kind TEXT, hash BYTES
-- rows: none
INSERT INTO contact_key (jurisdiction_id, case_id, kind, hash) VALUES (:jurisdiction_id, :case_id, :kind, :hash)
ON CONFLICT DO NOTHING
