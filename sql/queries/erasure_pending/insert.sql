-- An erasure whose copies outside of the tables are not gone yet.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, until_seq BIGINT, scope TEXT, reason_code TEXT, at BIGINT
-- rows: none
INSERT INTO erasure_pending (jurisdiction_id, case_id, seq, until_seq, scope, reason_code, at)
VALUES (:jurisdiction_id, :case_id, :seq, :until_seq, :scope, :reason_code, :at)
ON CONFLICT (jurisdiction_id, case_id, seq) DO NOTHING
